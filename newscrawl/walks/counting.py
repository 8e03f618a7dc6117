"""Addresses of listing pages, in order → the address of the page after them."""

from __future__ import annotations

import re
from collections.abc import Sequence

_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{1,9})(?![0-9])|(?<=[_\-=/A-Za-z])(\d{1,9})(?![0-9])")


def count_on(urls: Sequence[str]) -> str | None:
    """Return the address behind the last one, counted on as the last two count.

    None where they do not differ by one number alone. A first page often has no number
    (`/fz/` before `/fz/2.shtml`); then the second page's number must be 1 or 2.

    >>> count_on(["http://a.cn/fz/", "http://a.cn/fz/2.shtml", "http://a.cn/fz/3.shtml"])
    'http://a.cn/fz/4.shtml'
    >>> count_on(["http://a.cn/fz/", "http://a.cn/fz/index_1.html"])
    'http://a.cn/fz/index_2.html'
    >>> count_on(["http://a.cn/list?start=20&n=20", "http://a.cn/list?start=40&n=20"])
    'http://a.cn/list?start=60&n=20'
    >>> count_on(["http://a.cn/node_7d.htm", "http://a.cn/node_9a.htm"]) is None
    True
    """
    if len(urls) < 2:
        return None
    before, last = urls[-2:]
    numbers = list(_NUMBER.finditer(last))
    for number in reversed(numbers):
        head, tail = last[: number.start()], last[number.end() :]
        if before.startswith(head) and before.endswith(tail):
            earlier = before[len(head) : len(before) - len(tail)]
            if earlier.isdigit() and (step := int(number[0]) - int(earlier)) > 0:
                return f"{head}{str(int(number[0]) + step).zfill(len(number[0]) if number[0][0] == '0' else 0)}{tail}"
    if len(urls) == 2 and numbers and int(numbers[-1][0]) in (1, 2) and not _shares_shape(before, last):
        number = numbers[-1]
        return f"{last[: number.start()]}{int(number[0]) + 1}{last[number.end() :]}"
    return None


def _shares_shape(before: str, last: str) -> bool:
    """Return whether two addresses have the same numbers in the same places."""
    return len(_NUMBER.findall(before)) == len(_NUMBER.findall(last))
