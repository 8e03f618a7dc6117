"""Addresses of articles → regular expressions that match a site's article addresses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

MOST = 3
"""Shapes that a site's addresses may have; with more, none is proposed."""
_DATE_LENGTHS = frozenset({2, 4, 6, 8})
_DISTINCTIVE = re.compile(r"\d{5}|(?:19|20)\d\d[-/]?\d\d")
"""A date or a long number: without one, channels have the same shape as articles."""


def address_patterns(urls: Sequence[str]) -> tuple[str, ...]:
    r"""Return expressions for the shapes of addresses, the commonest first.

    A shape begins at the first step of the path with a digit, so the channel's folder
    may be any. Return () where the addresses are not distinctive.

    >>> address_patterns(["http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml",
    ...     "http://www.hxnews.com/news/fj/pt/202010/07/93441.shtml"])
    ('/\\d{6}/\\d{2}/\\d+\\.shtml$',)
    >>> address_patterns(["http://a.cn/view.php?id=1", "http://a.cn/about.html"])
    ()
    """
    parsed = [urlsplit(url) for url in urls]
    if not parsed or any(parts.query for parts in parsed):
        return ()
    shapes = Counter(_shape(parts.path) for parts in parsed)
    if len(shapes) > MOST or not all(_DISTINCTIVE.search(parts.path) for parts in parsed):
        return ()
    return tuple(shape for shape, _count in shapes.most_common())


def _shape(path: str) -> str:
    steps = path.lstrip("/").split("/")
    first = next((number for number, step in enumerate(steps) if re.search(r"\d", step)), len(steps))
    pieces = re.split(r"(\d+)", "/" + "/".join(steps[first:]))
    last = len(pieces) - 2
    opened = (_digits(piece, number == last) if number % 2 else re.escape(piece) for number, piece in enumerate(pieces))
    return "".join(opened).replace(r"\-", "-") + "$"


def _digits(digits: str, last: bool) -> str:
    """Return an expression for digits: as many for a date, any for a number."""
    dated = not last and len(digits) in _DATE_LENGTHS and (len(digits) == 2 or digits.startswith(("19", "20")))
    return rf"\d{{{len(digits)}}}" if dated else r"\d+"
