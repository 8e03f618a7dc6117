"""The answer of a list API → whether it says that more items follow, or that these are
the last: by a flag (`has_more`), a number of pages, or a number of items.

An empty list alone is no end: APIs answer one, too, when something breaks behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit

Stated = Literal["more", "last"]

_MORE = frozenset(("hasmore", "hasnext", "hasnextpage", "havenext", "havemore", "ismore", "more", "nextpageexists"))
_LAST = frozenset(("islast", "islastpage", "lastpage", "isend", "end", "nomore", "finished", "isover"))
_PAGES = frozenset(
    ("totalpage", "totalpages", "pagecount", "pages", "pagetotal", "maxpage", "totalpagenum", "pagestotal")
)
_ITEMS = frozenset(
    (
        "total",
        "totalcount",
        "totalnum",
        "totalnumber",
        "recordcount",
        "totalrecord",
        "totalrecords",
        "totalelements",
        "totalrows",
        "totalsize",
        "allcount",
        "rowcount",
        "recordtotal",
        "itemtotal",
    )
)
_PAGE = frozenset(
    ("page", "pageno", "pageindex", "pagenum", "pagenumber", "currentpage", "curpage", "current", "pn", "p")
)
_SIZE = frozenset(("pagesize", "size", "limit", "perpage", "rows", "pagelimit", "ps", "num"))
_OFFSET = frozenset(("offset", "start", "skip", "from"))


def stated_end(answer: Any, items: list[Any], url: str, first_url: str | None = None) -> Stated | None:
    """Return what an answer says about the items behind its own; None: nothing.

    `first_url` is the address of the first page: some sites count pages from 0.

    >>> answer = {"data": {"total": 45, "list": []}}
    >>> stated_end(answer, [], "http://a.cn/api?page=2&size=20", "http://a.cn/api?page=1&size=20")
    'more'
    >>> stated_end({"has_more": 0, "list": [{}]}, [{}], "http://a.cn/api?page=2", "http://a.cn/api")
    'last'
    """
    asked, first = _query(url), _query(first_url or "")
    found: dict[str, Any] = {}
    for name, value in _facts(answer):
        found.setdefault(name, value)
    for names, more in ((_MORE, True), (_LAST, False)):
        for name in names & found.keys():
            if (flag := _flag(found[name])) is not None:
                return "more" if flag is more else "last"
    page = _number(asked, _PAGE)
    base = _number(first, _PAGE)
    base = (1 if page else 0) if base is None else base
    place = None if page is None else page - base + 1
    if place is None and url == first_url:
        place = 1
    pages, total = _number(found, _PAGES), _number(found, _ITEMS)
    if pages is not None and place is not None and (pages or not items):
        return "last" if place >= pages else "more"
    if total is None or (not total and items):
        return None
    seen = _seen(asked, found, place, len(items))
    return None if seen is None else "last" if seen >= total else "more"


def _seen(asked: dict[str, Any], found: dict[str, Any], place: int | None, shown: int) -> int | None:
    """Return how many items this page and those before it have."""
    offset = _number(asked, _OFFSET)
    if offset is not None:
        return offset + shown
    size = _number(asked, _SIZE)
    size = _number(found, _SIZE) if size is None else size
    if place is None or not (size or shown):
        return None
    return (place - 1) * max(size or 0, shown) + shown if shown else (place - 1) * (size or 0)


def _facts(value: Any, depth: int = 0) -> Iterator[tuple[str, Any]]:
    """Yield the simple values of an answer's objects, outer ones first, by name without
    case and underscores; items of lists are not looked at.
    """
    if not isinstance(value, dict) or depth > 4:
        return
    for name, inner in value.items():
        if isinstance(inner, str | int | float):
            yield re.sub(r"[\W_]", "", str(name)).lower(), inner
    for inner in value.values():
        yield from _facts(inner, depth + 1)


def _query(url: str) -> dict[str, Any]:
    try:
        parts = parse_qsl(urlsplit(url).query)
    except ValueError:
        return {}
    return {re.sub(r"[\W_]", "", name).lower(): value for name, value in parts}


def _number(facts: dict[str, Any], names: frozenset[str]) -> int | None:
    for name in facts.keys() & names:
        value = facts[name]
        if isinstance(value, bool):
            continue
        if isinstance(value, int) or (isinstance(value, str) and re.fullmatch(r"\d{1,9}", value)):
            return int(value)
    return None


def _flag(value: Any) -> bool | None:
    if isinstance(value, bool):
        return value
    known = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}
    return known.get(str(value).strip().lower())
