"""Texts of a site's file with variables in braces (`…?page={page}&node={node}`) →
filled in.

A name alone in braces is a variable; braces around anything else stand for themselves,
as in JSON and in GraphQL (`{ id title }`). Of a variable an address needs its own form:
`{date:%Y-%m/%d}`, `{last.contentid}` (a path into the last item of a page).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import quote

_VARIABLE = re.compile(r"\{([A-Za-z_]\w*(?:[.:\[][^{}\"\s]*(?:\"[^{}\"]*\"[^{}\"\s]*)*)?)\}")

Values = Mapping[str, Any]
"""Name of a variable, as it stands in the braces up to a colon → its value."""


@lru_cache(maxsize=4096)
def parts_of(text: str) -> tuple[str, ...]:
    """Split a text into what stands there and the variables, alternating.

    >>> parts_of('{"page": {page}, "day": "{date:%Y%m%d}"}')
    ('{"page": ', 'page', ', "day": "', 'date:%Y%m%d', '"}')
    >>> parts_of("{ id title }"), parts_of("/{last.contentid}")
    (('{ id title }',), ('/', 'last.contentid', ''))
    """
    return tuple(_VARIABLE.split(text))


def variables(value: Any) -> Iterator[str]:
    """Yield the variables of a text, or of the texts in a JSON value."""
    if isinstance(value, str):
        yield from parts_of(value)[1::2]
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from variables(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from variables(inner)


def fill_url(text: str, values: Values) -> str:
    """Fill in an address; values are escaped, but for an address (`{folder}`) at its
    very beginning.

    >>> fill_url("http://a.cn/list?last={last.id}&day={date:%Y%m%d}", {"last.id": "7+a=", "date": date(2026, 11, 18)})
    'http://a.cn/list?last=7%2Ba%3D&day=20261118'
    """
    parts = list(parts_of(text))
    for at in range(1, len(parts), 2):
        shown, begins = _shown(parts[at], values), at == 1 and not parts[0] and parts[at] in ADDRESSES
        parts[at] = shown if begins else quote(shown, safe="/" if parts[at].startswith("date:") else "")
    return "".join(parts)


ADDRESSES = frozenset(("channel", "origin", "folder", "stem", "address"))
"""Variables that are addresses, or beginnings of them."""


def fill_text(text: str, values: Values, *, in_json: bool = False) -> str:
    """Fill in a text; `in_json`: values are written as JSON writes them inside of
    quotes.

    >>> fill_text('{"q": "{word}", "page": {page}}', {"word": '"福州"', "page": 2}, in_json=True)
    '{"q": "\\\\"福州\\\\"", "page": 2}'
    """
    filled = [_shown(part, values) if at % 2 else part for at, part in enumerate(parts_of(text))]
    if in_json:
        filled[1::2] = [json.dumps(part, ensure_ascii=False)[1:-1] for part in filled[1::2]]
    return "".join(filled)


def fill_json(value: Any, values: Values) -> Any:
    """Fill in the texts of a JSON value; one that is nothing but a variable becomes its
    value, a number if that is one.

    >>> fill_json({"pageNum": "{page}", "size": 20, "key": "p{page}"}, {"page": 2})
    {'pageNum': 2, 'size': 20, 'key': 'p2'}
    """
    if isinstance(value, str):
        parts = parts_of(value)
        if len(parts) == 3 and not (parts[0] or parts[2]) and ":" not in parts[1]:
            return values[parts[1]]
        return fill_text(value, values)
    if isinstance(value, Mapping):
        return {name: fill_json(inner, values) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [fill_json(inner, values) for inner in value]
    return value


def _shown(variable: str, values: Values) -> str:
    name, _, form = variable.partition(":")
    value = values[name]
    return value.strftime(form) if form and isinstance(value, date) else str(value)


_DIRECTIVES = {"Y": r"(?P<Y>\d{4})", "m": r"(?P<m>\d\d)", "d": r"(?P<d>\d\d)", "y": r"(?P<y>\d\d)"}


@lru_cache(maxsize=1024)
def url_pattern(text: str, known: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Return a pattern that fits addresses made of a template; `known` are variables
    with the same value in all of them.

    The number of a page is in the group `page` or `offset`, a date in `Y`, `m` and `d`.

    >>> url_pattern("http://a.cn/{node}/{page}/list_{page}.html", (("node", "fz"),)).fullmatch(
    ...     "http://a.cn/fz/3/list_3.html"
    ... )["page"]
    '3'
    """
    seen: set[str] = set()
    fixed = dict(known)
    pattern = []
    for at, part in enumerate(parts_of(text)):
        name, _, form = part.partition(":")
        if not at % 2:
            pattern.append(re.escape(part))
        elif name in fixed:
            pattern.append(re.escape(fixed[name]))
        elif name == "date":
            pattern.append(re.sub(r"%([YmdyHMS])|[^%]", lambda found: _directive(found, seen), form))
        elif name in ("page", "offset", "end"):
            pattern.append(f"(?P={name})" if name in seen else rf"(?P<{name}>\d{{1,12}})")
            seen.add(name)
        else:
            pattern.append(r"[^/?&#]*")
    return re.compile("".join(pattern))


def _directive(found: re.Match[str], seen: set[str]) -> str:
    letter = found[1]
    if letter is None:
        return re.escape(found[0])
    if letter in seen:
        return f"(?P={letter})"
    seen.add(letter)
    return _DIRECTIVES.get(letter, r"\d\d")
