"""Scripts of a page → the lists that they fill value by value, without being run.

`news[0] = {…}`, `news[1] = new Array("…", "…")`, `news.push({…})`, and columns of their
own (`urls[0] = "…"; titles[0] = "…"`), as older sites write their lists.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from newscrawl.reader.literals import Unreadable, read_literal
from newscrawl.reader.page import Page

LEAST = 3
"""Values of the shortest list."""
MOST_VALUES = 2000
_MENTIONED = (b".push(", b"[1]", b"[2]", b"length]")
_FILLED = re.compile(
    r"([A-Za-z_$][\w$.]{0,60})\s?(?:\[\s?(?:\d{1,4}|[\w.]{1,40}\.length)\s?\]\s?=(?!=)|\.push\s?\()\s?"
)


def read_rows(page: Page) -> dict[str, list[Any]]:
    """Return the lists by name; columns of texts are joined to rows, named by all.

    >>> script = "".join(f'a[{n}]=new Array("/{n}.htm","福州地铁");' for n in range(3))
    >>> read_rows(Page.parse(f"<script>{script}</script>", "http://a.cn/"))["a"][2]
    ['/2.htm', '福州地铁']
    >>> script = "".join(f'u[{n}]="/{n}.htm";t[{n}]="福州地铁";' for n in range(3))
    >>> read_rows(Page.parse(f"<script>{script}</script>", "http://a.cn/"))["u t"][2]
    ['/2.htm', '福州地铁']
    """
    if not any(map(page.mentions, _MENTIONED)):
        return {}
    lists: dict[str, list[Any]] = {}
    for script in page.head["script"]:
        text = script.text or ""
        for match in islice(_FILLED.finditer(text), MOST_VALUES):
            try:
                value = read_literal(text, match.end())[0]
            except Unreadable:
                continue
            if isinstance(value, dict | list | str):
                lists.setdefault(match[1], []).append(value)
    columns: dict[int, dict[str, list[Any]]] = {}
    for name, values in lists.items():
        if all(isinstance(value, str) for value in values):
            columns.setdefault(len(values), {})[name] = values
    found = {name: values for name, values in lists.items() if len(values) >= LEAST}
    for size, named in columns.items():
        if size >= LEAST and len(named) > 1:
            found[" ".join(named)] = [list(row) for row in zip(*named.values(), strict=True)]
    return found
