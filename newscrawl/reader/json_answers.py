"""An answer that is JSON, or JSON in a callback (JSONP) → its value."""

from __future__ import annotations

import json
import re
from typing import Any

from newscrawl.reader.literals import Unreadable, read_literal

_WRAPPER = re.compile(r"[^<]{0,200}?[(=]\s{0,200}(?=[\[{])")
_GUARD = re.compile(r"\s*(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);|/\*-secure-)\s*")
_END = re.compile(
    r"(?:;\s{0,20}(?:(?:var|let|const)\s{1,9})?[\w.]{1,40}\s?=\s?['\"]?[\w./-]{0,40}['\"]?){0,9}"
    r"[\s);]{0,20}(?:\}\s*catch\s*\(\w*\)\s*\{[^{}]{0,80}\}[\s;]{0,20}|\*/\s{0,20})?"
)
"""A callback, an assignment to a variable, or a guard against foreign scripts around
JSON."""
_INNER = re.compile(r"\s*[\[{]\s*[\[{\"]")
"""How a text begins that may be JSON again."""
_MOST_VALUES, _LEAST_LINKS = 20_000, 3
_ENDLESS = 400
"""Digits of a number from which it is none, and no answer is refused for it."""


def parse_answer(text: str) -> Any:
    """Parse JSON, with a callback or a variable around it or not, or what a script
    could read in its place; None where the text is neither. A value that is JSON again
    is parsed, too.

    >>> [parse_answer(text) for text in ('cb({"a": 1});', "var list = [1];", ")]}',[1]", "\\ufeff[1]", "<p>(1)</p>")]
    [{'a': 1}, [1], [1], [1], None]
    >>> parse_answer("{docs: [{title:'福州地铁'},]}"), parse_answer(r'{"data": "[{\\"a\\": 1}]"}')
    ({'docs': [{'title': '福州地铁'}]}, {'data': [{'a': 1}]})
    """
    text = text.strip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        wrapper = _GUARD.match(text) or _WRAPPER.match(text)
        text = text[wrapper.end() :] if wrapper else text
    try:
        answer, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        if text[:1] not in ("{", "["):
            return None
        try:
            answer, end = read_literal(text)
        except Unreadable:
            return None
    return _opened(answer) if _END.fullmatch(text, end) else None


def _opened(answer: Any) -> Any:
    """Parse the values of an object that are JSON again."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            if isinstance(value, str) and _INNER.match(value):
                try:
                    answer[name] = _DECODER.decode(value)
                except (ValueError, RecursionError):
                    continue
    return answer


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < _ENDLESS else digits


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)


def longest_markup(answer: Any) -> str | None:
    """Return the longest text in a JSON value that is markup with three links or more,
    as parts of lists are sent, or the items of a list, each of which has one in its
    markup; None where there is neither.

    >>> longest_markup({"html": "<a href=1.htm>1</a><a href=2.htm>2</a><a href=3.htm>3</a>", "more": True})[:14]
    '<a href=1.htm>'
    """
    queue, best, looked = [answer], "", 0
    while queue and looked < _MOST_VALUES:
        value, looked = queue.pop(), looked + 1
        markup = value if isinstance(value, str) else _in_items(value) if isinstance(value, list) else ""
        if len(markup) > len(best) and markup.count("href=") >= _LEAST_LINKS:
            best = markup
        queue.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    return best or None


def _in_items(items: list[Any]) -> str:
    """Return the texts of a list's items that have a link each, as markup."""
    rows = [[value for value in item.values() if isinstance(value, str)] for item in items if isinstance(item, dict)]
    linked = [row for row in rows if sum(value.count("href=") for value in row) == 1]
    return "".join(f"<li>{''.join(f'<span>{value}</span>' for value in row)}</li>" for row in linked)
