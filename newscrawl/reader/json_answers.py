"""An answer that is JSON, or JSON in a callback (JSONP) → its value."""

from __future__ import annotations

import json
import re
from typing import Any

_WRAPPER = re.compile(r"[^<]{0,200}?[(=]\s{0,200}(?=[\[{])")
_GUARD = re.compile(r"\s*(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);|/\*-secure-)\s*")
_END = re.compile(r"[\s);]{0,20}(?:\}\s*catch\s*\(\w*\)\s*\{[^{}]{0,80}\}[\s;]{0,20}|\*/\s{0,20})?")
"""A callback, an assignment to a variable, or a guard against foreign scripts around
JSON."""
_MOST_VALUES, _LEAST_LINKS = 20_000, 3
_ENDLESS = 400
"""Digits of a number from which it is none, and no answer is refused for it."""


def parse_answer(text: str) -> Any:
    """Parse JSON, with a callback or a variable around it or not; None where the text
    is neither.

    >>> [parse_answer(text) for text in ('cb({"a": 1});', "var list = [1];", ")]}',[1]", "\\ufeff[1]", "<p>(1)</p>")]
    [{'a': 1}, [1], [1], [1], None]
    """
    text = text.strip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        wrapper = _GUARD.match(text) or _WRAPPER.match(text)
        text = text[wrapper.end() :] if wrapper else text
    try:
        answer, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return answer if _END.fullmatch(text, end) else None


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < _ENDLESS else digits


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)


def longest_markup(answer: Any) -> str | None:
    """Return the longest text in a JSON value that is markup with three links or more,
    as parts of lists are sent; None where there is none.

    >>> longest_markup({"html": "<a href=1.htm>1</a><a href=2.htm>2</a><a href=3.htm>3</a>", "more": True})[:14]
    '<a href=1.htm>'
    """
    queue, best, looked = [answer], "", 0
    while queue and looked < _MOST_VALUES:
        value, looked = queue.pop(), looked + 1
        if isinstance(value, str) and len(value) > len(best) and value.count("href=") >= _LEAST_LINKS:
            best = value
        queue.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    return best or None
