"""Source of a page → the state that its scripts hold, name by name, without a script
being run.

Pages drawn by scripts carry their content as data: `<script type="application/json"
id="__NEXT_DATA__">`, JSON-LD, `window.__INITIAL_STATE__ = {…}`, `__NUXT__`, `var ct =
"1605663000"`. What the values mean is left to the readers of articles and listings.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import re2

from newscrawl.reader.literals import Unreadable, read_bound, read_literal

MOST_STATES = 1000
"""Values of one page that are read."""
MOST_WORK = 400_000
"""Characters of literals that are read in vain; of those that are read well, an eighth
counts."""
MOST_BRACKETS = 300_000
"""Brackets of a script that is read: each may become a Python object."""
MOST_OBJECTS = 20_000
"""Objects of a state that `objects` looks at."""
DEPTH = 60

_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1
_SCRIPT: Any = re2.compile(rb"(?i)<script\b([^>]*)>", _OPTIONS)
_JSON_TYPE: Any = re2.compile(rb"(?i)\btype\s*=\s*[\"']?\s*(?:application|text)/([\w.+-]*json)", _OPTIONS)
_ID: Any = re2.compile(rb"(?i)\bid\s*=\s*[\"']?([^\s\"'>]+)", _OPTIONS)
_ASSIGNED: Any = re2.compile(
    r"(?:\b(?:(?:var|let|const)\s+|(?:window|self|globalThis)\s*(?:\.\s*|\[\s*[\"']))([A-Za-z_$][\w$.]*)"
    r"|(?:^|[;,\n}])\s*(__\w+))(?:[\"']\s*\])?\s*=\s*([{\[\"'(\d]|(?:[\w.]+\(\s*)+[\"']|function\b)"
)
_PUSHED: Any = re2.compile(r"\b__next_f\.push\(\s*\[\s*1\s*,\s*\"")


class State(NamedTuple):
    """A named value of a page's scripts: of dict, list, str, int, float, bool, None."""

    name: str
    """The variable (`__INITIAL_STATE__`), the id of the element (`__NEXT_DATA__`), or
    `ld+json`."""
    value: Any


def read_states(html: str | bytes, mentions: Callable[[bytes], object] | None = None) -> list[State]:
    """Read the state in the scripts of a page (text, or bytes of UTF-8), in page order:
    objects, lists and texts; numbers and letters that code counts with are left out.
    `mentions` is asked with the bytes of each script whether it is worth reading.

    >>> page = '<script>window.DATA = {media: "海峡网", pubtime: "2020-11-18 09:30"}; var ct = "1605663000";</script>'
    >>> read_states(page)
    [State(name='DATA', value={'media': '海峡网', 'pubtime': '2020-11-18 09:30'}), State(name='ct', value='1605663000')]
    >>> read_states('<script id=__NUXT_DATA__ type=application/json>[{"title":1},"福州地铁"]</script>')
    [State(name='__NUXT_DATA__', value={'title': '福州地铁'})]
    """
    data = html.encode("utf-8", "replace") if isinstance(html, str) else html
    return list(islice(_states(data, _Work(), mentions), MOST_STATES))


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects (dicts) of a state, outer ones first, each once; stops at
    `MOST_OBJECTS` values, since parts of a state may be shared.

    >>> [list(each) for each in objects({"page": {"news": [{"title": "福州地铁"}]}})]
    [['page'], ['news'], ['title']]
    """
    queue, seen = deque([value]), {id(value)}
    while queue and len(seen) < MOST_OBJECTS:
        each = queue.popleft()
        if isinstance(each, dict):
            yield each
        parts = each.values() if isinstance(each, dict) else each if isinstance(each, list) else ()
        for part in parts:
            if isinstance(part, dict | list) and id(part) not in seen:
                seen.add(id(part))
                queue.append(part)


class _Work:
    """Characters that may still be read."""

    def __init__(self) -> None:
        self.left = MOST_WORK

    def read(self, read: Callable[[str, int], tuple[Any, int]], text: str, at: int) -> tuple[Any, int] | None:
        """Read a literal; None where there is none, or nothing more is read."""
        if self.left <= 0:
            return None
        try:
            value, end = read(text, at)
        except Unreadable as error:
            self.left -= max(error.at - at, 100)
            return None
        self.left -= (end - at) // 8
        return value, end


def _states(data: bytes, work: _Work, mentions: Callable[[bytes], object] | None) -> Iterator[State]:
    stream: list[str] = []
    at = 0
    while (opened := _SCRIPT.search(data, at)) is not None:
        begin = opened.end()
        at = end = _end_of_script(data, begin)
        script = data[begin:end]
        kind = _JSON_TYPE.search(opened[1])
        if kind is None and b"=" not in script and b"push" not in script:
            continue
        if mentions is not None and not mentions(script):
            continue
        if script.count(b"{") + script.count(b"[") > MOST_BRACKETS:
            continue
        text = script.decode("utf-8", "replace")
        if kind is not None:
            name = _ID.search(opened[1])
            yield from _document((name or kind)[1].decode("utf-8", "replace"), text, work)
            continue
        if "__next_f" in text:
            stream.extend(_pushed(text, work))
        yield from _assigned(text, work)
    for line in "".join(stream).split("\n"):
        # the stream of Next.js: a line each, `1a:{…}`
        name, colon, value = line.partition(":")
        if colon and value[:1] in ("{", "[") and (found := work.read(read_literal, value, 0)) is not None:
            yield State(f"__next_f:{name[:8]}", found[0])


def _end_of_script(data: bytes, begin: int) -> int:
    end = data.find(b"</", begin)
    while end >= 0 and data[end + 2 : end + 8].lower() != b"script":
        end = data.find(b"</", end + 2)
    return end if end >= 0 else len(data)


def _document(name: str, text: str, work: _Work) -> Iterator[State]:
    """Yield the value of a script of JSON; some stand in a comment or in CDATA."""
    start = min((at for mark in "{[" if (at := text.find(mark, 0, 2000)) >= 0), default=-1)
    if start >= 0 and text.startswith("[CDATA[", start):
        start = text.find("{", start)
    found = work.read(read_literal, text, start) if start >= 0 else None
    if found is not None:
        value = found[0]
        yield State(name, _revived(value) if name == "__NUXT_DATA__" and isinstance(value, list) else value)


def _assigned(text: str, work: _Work) -> Iterator[State]:
    at = 0
    for match in _ASSIGNED.finditer(text):
        begin = match.start(3)
        if begin < at:
            continue  # inside the value before
        found = work.read(read_bound if match[3][0] in "(f" else read_literal, text, begin)
        if found is None:
            continue
        value, at = found
        name = (match[1] or match[2]).rpartition(".")[2]
        if isinstance(value, dict | list) or (isinstance(value, str) and value and (len(name) > 2 or name == "ct")):
            yield State(name, value)


def _pushed(text: str, work: _Work) -> Iterator[str]:
    """Yield the pieces of the stream that a page of Next.js (app router) is sent as."""
    for match in _PUSHED.finditer(text):
        found = work.read(read_literal, text, match.end() - 1)
        if found is not None and isinstance(found[0], str):
            yield found[0]


def _revived(flat: list[Any]) -> Any:
    """Return the value whose parts stand in a flat list, each named by its place, as
    Nuxt 3 writes it (devalue)."""
    known: dict[int, Any] = {}

    def part(at: Any, depth: int) -> Any:
        if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < len(flat) or depth > DEPTH:
            return None
        if at in known:
            return known[at]
        known[at] = None
        value = flat[at]
        if isinstance(value, dict):
            found: Any = {}
            known[at] = found
            found.update((key, part(place, depth + 1)) for key, place in value.items())
        elif isinstance(value, list) and value and isinstance(value[0], str):
            tag, rest = value[0], value[1:]
            if tag == "Date":
                found = rest[0] if rest else None
            elif tag in ("Set", "Map", "Object", "null", "BigInt", "RegExp"):
                found = [part(place, depth + 1) for place in rest]
            else:  # Reactive, Ref and the like hold one value
                found = part(rest[0], depth + 1) if rest else None
        elif isinstance(value, list):
            found = []
            known[at] = found
            found.extend(part(place, depth + 1) for place in value)
        else:
            found = value
        known[at] = found
        return found

    return part(0, 0)
