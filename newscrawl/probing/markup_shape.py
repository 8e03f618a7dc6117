"""A page → the shape of its markup without its words: tags, ids, classes, counts. Pure.

For reports that people attach to an issue: whoever mends a site's file must see how the
page is built now, and must not get its texts, addresses or tokens. A JSON answer has a
shape as well: names and types of its fields.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from lxml import etree

from newscrawl.catalog.rule import text_of

LINES, DEEP, WIDE = 150, 16, 12
"""Lines of a shape, its levels, and kinds of children shown of one element."""
_DROPPED = frozenset({"script", "style", "noscript", "template", "svg", "option", "br", "head"})
_NAME = re.compile(r"[A-Za-z_][\w-]{0,39}", re.ASCII)
_NUMBER = re.compile(r"\d{4,}")


def shape(root: etree._Element) -> list[str]:
    """Return the elements of a page, a line each; alike neighbours are one line, of
    which the first is shown in depth.

    >>> from lxml import html
    >>> page = html.fromstring('<ul class="list n20201118"><li><a>福州新闻</a></li><li><a>闽侯</a></li></ul>')
    >>> for line in shape(page): print(line)
    ul.list.n# [2 links, 6 characters]
      li ×2 [2 links, 6 characters]
        a [1 link, 4 characters]
    """
    top = root.find("body")
    lines = list(islice(_lines([root if top is None else top], 0), LINES + 1))
    return [*lines[:LINES], "…"] if len(lines) > LINES else lines


def _lines(alike: Sequence[etree._Element], level: int) -> Iterator[str]:
    counts = {
        "link": sum(len(list(each.iter("a"))) for each in alike),
        "image": sum(len(list(each.iter("img"))) for each in alike),
        "character": sum(len("".join(text_of(each).split())) for each in alike),
    }
    held = ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts.items() if count)
    times = f" ×{len(alike)}" if len(alike) > 1 else ""
    yield f"{'  ' * level}{signature(alike[0])}{times}{f' [{held}]' if held else ''}"
    if level == DEEP:
        return
    groups: dict[str, list[etree._Element]] = {}
    for child in alike[0]:
        if isinstance(child.tag, str) and child.tag not in _DROPPED:
            groups.setdefault(signature(child), []).append(child)
    for number, group in enumerate(groups.values()):
        if number == WIDE:
            yield f"{'  ' * (level + 1)}… {len(groups) - WIDE} more kinds of elements"
            return
        yield from _lines(group, level + 1)


def signature(element: etree._Element) -> str:
    """Return the tag of an element with its id and classes; long numbers are `#`.

    >>> signature(etree.fromstring('<div id="art_2300296" class="main 福州 w960"/>'))
    'div#art_#.main.….w960'
    """
    tag = str(element.tag) if _NAME.fullmatch(str(element.tag)) else "…"
    id = (element.get("id") or "").strip()
    classes = (element.get("class") or "").split()
    names = [f"#{_safe(id)}"] if id else []
    return "".join([tag, *names, *dict.fromkeys(f".{_safe(each)}" for each in classes[:6])])


def _safe(name: str) -> str:
    return _NUMBER.sub("#", name) if _NAME.fullmatch(name) else "…"


def json_shape(body: str) -> list[str] | None:
    """Return the fields of a JSON answer with their types; None where it is none.

    >>> json_shape('{"data": {"list": [{"title": "福州新闻", "id": 7}, {"title": "闽侯"}]}}')
    ['data: object', 'data.list: array of 2', 'data.list[].title: string of 4', 'data.list[].id: number']
    """
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict | list):
        return None
    lines = list(islice(_fields("", value, 0), LINES + 1))
    return [*lines[:LINES], "…"] if len(lines) > LINES else lines


def _fields(path: str, value: Any, level: int) -> Iterator[str]:
    kind = {str: "string", bool: "boolean", int: "number", float: "number", dict: "object", list: "array"}.get(
        type(value), "null"
    )
    size = f" of {len(value)}" if isinstance(value, str | list) else ""
    if path or not isinstance(value, dict):
        yield f"{path or '(answer)'}: {kind}{size}"
    if level == DEEP:
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _fields(f"{path}.{_safe(name)}".lstrip("."), inner, level + 1)
    elif isinstance(value, list) and value and isinstance(value[0], dict | list):
        inner = value[0]
        names = _fields(f"{path}[]", inner, level + 1)
        yield from islice(names, 1, None)
