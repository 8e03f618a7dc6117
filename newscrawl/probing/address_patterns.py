"""Addresses of articles → the expressions that tell articles of a site by their address."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

MOST = 3
"""Shapes that a site's articles may have; where there are more, none is proposed."""
_DATE_LENGTHS = frozenset({2, 4, 6, 8})
_TELLING = re.compile(r"\d{5}|(?:19|20)\d\d[-/]?\d\d")
"""A date or a long number: without one, channels and pages have the same shape."""


def address_patterns(urls: Sequence[str]) -> tuple[str, ...]:
    r"""Give expressions for the shapes of some addresses, the commonest first; () where they tell too little.

    A shape begins with the first step of the path that holds a digit, so that the channel's folder is left open.

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
    if len(shapes) > MOST or not all(_TELLING.search(parts.path) for parts in parsed):
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
    """Leave digits open: of a date so many, of a number, which the last one is, any."""
    dated = not last and len(digits) in _DATE_LENGTHS and (len(digits) == 2 or digits.startswith(("19", "20")))
    return rf"\d{{{len(digits)}}}" if dated else r"\d+"
