"""Text of a script → the literal that begins at a place in it, as Python values.

JSON is read by `json`; what is not JSON (bare keys, single quotes, comments, trailing
commas, `undefined`, `!0`, `new Array(1, 2)`, `htmlDecode("海峡网")`) by a small reader
of JavaScript literals. Nothing is executed: of an expression the first value counts,
what is no literal is None. Sizes and depths are limited, since the page is anyone's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from html import unescape
from typing import Any, NoReturn
from urllib.parse import unquote

MOST_TOKENS = 200_000
"""Tokens of a literal that is not JSON; a second of reading."""
DEPTH = 60
"""Objects and lists inside each other; `json` has a limit of its own."""

_JSON = json.JSONDecoder(strict=False)
_TOKEN = re.compile(
    r"(?:\s+|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+)*+(?:(?P<string>\"(?:[^\"\\\n]|\\.)*+\"|'(?:[^'\\\n]|\\.)*+'|`(?:[^`\\$]|\\.)*+`)"
    r"|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?P<word>[A-Za-z_$\u0080-\uffff][\w$]*+)|(?P<mark>\S)|\Z)",
    re.S,
)
_BOUND = re.compile(r"\(?\s*function\s*\(([^()]{0,4000})\)\s*\{\s*(?:[\w$.]{1,80}=[^;]{0,80};){0,400}\s*return\s*")
_CALLED = re.compile(r"\s*;?\s*\}\s*\)?\s*\(")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
_LONE = re.compile("[\ud800-\udfff]")
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_MAY_BE_JSON = re.compile(r"\{\s*[\"}]|\[\s*[\"\[{\]\dtfn-]|[\"\d-]")
_PLAIN = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": "", "\n": ""}
_WORDS = {"true": True, "false": False, "Infinity": None, "NaN": None}
_CLOSING = {"{": "}", "[": "]", "(": ")"}


class Unreadable(ValueError):
    """Text that is no literal, or is beyond the limits; `at` is where that was seen."""

    def __init__(self, at: int) -> None:
        super().__init__(f"no literal at {at}")
        self.at = at


def read_literal(text: str, at: int = 0) -> tuple[Any, int]:
    """Read the literal that begins at a place; return it and where it ends.

    Raises `Unreadable`.

    >>> read_literal('{"media": "海峡网", "pubtime": "2020-11-18 09:30"};')[0]
    {'media': '海峡网', 'pubtime': '2020-11-18 09:30'}
    >>> read_literal("{ct: '1605663000' * 1, hot: !0, nick: htmlDecode('海峡&amp;网'), more: undefined, }")[0]
    {'ct': '1605663000', 'hot': True, 'nick': '海峡&网', 'more': None}
    """
    try:
        if not _MAY_BE_JSON.match(text, at):  # an error of `json` counts the lines before it
            raise json.JSONDecodeError("no JSON", "", 0)
        value, end = _JSON.raw_decode(text, at)
        if _SURROGATE.search(text, at, end):  # no file can hold half a character
            value = json.loads(json.dumps(value, ensure_ascii=False).encode("utf-8", "replace"))
        return value, end
    except json.JSONDecodeError:
        pass
    except (ValueError, RecursionError):
        raise Unreadable(at) from None
    reader = _Literals(text, at)
    value = reader.value(0)
    return value, reader.start


def read_bound(text: str, at: int = 0) -> tuple[Any, int]:
    """Read `(function(a, b) { return {title: a} }("福州", 1))`, as Nuxt writes the state
    of a page: the object that is returned, its letters replaced by the arguments.

    >>> read_bound('(function(a,b){return {title:a,hits:b}}("福州地铁",12))')[0]
    {'title': '福州地铁', 'hits': 12}
    """
    opened = _BOUND.match(text, at)
    if opened is None:
        raise Unreadable(at)
    unbound = _Literals(text, opened.end())
    unbound.value(0)
    called = _CALLED.match(text, unbound.start)
    if called is None:
        raise Unreadable(unbound.start)
    given = _Literals(text, called.end() - 1)
    names = (name.strip() for name in opened[1].split(","))
    bound = _Literals(text, opened.end(), dict(zip(names, given.arguments(0), strict=False)))
    return bound.value(0), given.start


def without_lone_surrogates(text: str) -> str:
    """Return text in which halves of characters are joined, or replaced by `?`, as no
    file can hold them."""
    if not _LONE.search(text):
        return text
    text = _PAIR.sub(lambda match: match[0].encode("utf-16", "surrogatepass").decode("utf-16"), text)
    return _LONE.sub("?", text)


class _Literals:
    """A reader of JavaScript literals, token by token."""

    def __init__(self, text: str, at: int, bound: Mapping[str, Any] | None = None) -> None:
        self.text = text
        self.bound = bound or {}
        self.left = MOST_TOKENS
        self.start = at
        """Where the token ended that was read last."""
        self._next: re.Match[str] | None = None

    def fail(self) -> NoReturn:
        raise Unreadable(self.start)

    def peek(self) -> str:
        """Return the next token, "" at the end."""
        if self._next is None:
            self.left -= 1
            self._next = _TOKEN.match(self.text, self.start)
            if self._next is None or self.left < 0:
                self.fail()
        return self._next[self._next.lastgroup] if self._next.lastgroup else ""

    def take(self) -> tuple[str, str]:
        """Return the next token and its kind, and go behind it."""
        token, match = self.peek(), self._next
        assert match is not None
        self.start, self._next = match.end(), None
        return token, match.lastgroup or ""

    def value(self, depth: int) -> Any:
        """Read a value, and leave out the expression behind it."""
        found = self.operand(depth)
        while (mark := self.peek()) not in (",", "}", "]", ")", ";", ":", ""):
            if depth == 0 and self.on_new_line():
                break
            if mark == "|" and not found:
                while self.peek() == "|":
                    self.take()
                found = self.operand(depth)
            elif mark == "+" and isinstance(found, str):
                self.take()
                more = self.operand(depth)
                found = found + more if isinstance(more, str) else None
            else:
                self.skip()
        return found

    def on_new_line(self) -> bool:
        """Return whether a line break stands before the token that is looked at; there
        a statement ends."""
        match = self._next
        return (
            match is not None
            and match.lastgroup is not None
            and "\n" in self.text[self.start : match.start(match.lastgroup)]
        )

    def operand(self, depth: int) -> Any:
        if depth > DEPTH:
            self.fail()
        token, kind = self.take()
        if kind == "string":
            return unescaped(token)
        if kind == "number":
            return float(token) if any(mark in token for mark in ".eE") else int(token[:20])
        if kind == "word":
            return self.word(token, depth)
        if token == "{":
            return self.object(depth)
        if token == "[":
            return self.list("]", depth)
        if token == "(":
            found = self.value(depth + 1)
            self.close(")")
            return found
        if token == "!":
            return not self.operand(depth + 1)
        if token == "-":
            number = self.operand(depth + 1)
            return -number if isinstance(number, int | float) else None
        return self.fail()

    def word(self, word: str, depth: int) -> Any:
        if word in _WORDS:
            return _WORDS[word]
        if word == "function":
            self.fail()  # an object that has functions is code
        if word == "new":
            return self.operand(depth + 1)
        if word == "void":
            self.operand(depth + 1)
            return None
        while self.peek() == ".":
            self.take()
            word = self.take()[0]
        if self.peek() == "(":
            given = self.arguments(depth + 1)
            if word == "Array":
                return [] if len(given) == 1 and isinstance(given[0], int) else given
            first = given[0] if given else None
            return _CALLS.get(word, _same)(first) if isinstance(first, str) else first if word == "Date" else None
        return self.bound.get(word)

    def arguments(self, depth: int) -> list[Any]:
        """Read the arguments of a call, from its bracket on."""
        self.take()
        return self.list(")", depth)

    def object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while True:
            token, kind = self.take()
            if token == "}":
                return found
            if token == ",":
                continue
            if kind not in ("string", "number", "word"):
                self.fail()
            key = unescaped(token) if kind == "string" else token
            if self.peek() == ":":
                self.take()
                found[key] = self.value(depth + 1)
            elif self.peek() == "(":
                self.fail()
            else:
                found[key] = self.bound.get(key)

    def list(self, end: str, depth: int) -> list[Any]:
        found: list[Any] = []
        while (token := self.peek()) != end:
            if token == ",":
                self.take()
            else:
                found.append(self.value(depth + 1))
                if self.peek() not in (",", end):
                    self.fail()
        self.take()
        return found

    def close(self, mark: str) -> None:
        if self.take()[0] != mark:
            self.fail()

    def skip(self) -> None:
        """Go behind the next token, or behind the whole bracket that it opens."""
        closing: list[str] = []
        while True:
            token, kind = self.take()
            if kind == "":
                self.fail()
            if kind == "mark":
                if token in _CLOSING:
                    closing.append(_CLOSING[token])
                elif closing and token == closing[-1]:
                    closing.pop()
            if not closing:
                return


def unescaped(token: str) -> str:
    """Return the text of a string literal with its quotes.

    >>> unescaped(r"'\\u798f\\u5dde \\x3cp\\x3e'")
    '福州 <p>'
    """
    inner = token[1:-1]
    return without_lone_surrogates(_ESCAPE.sub(_escape, inner)) if "\\" in inner else inner


def _escape(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if code is None:
        return _PLAIN.get(match[4], match[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 else ""


def _same(text: str) -> Any:
    return text


def _json(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


_CALLS: dict[str, Callable[[str], Any]] = {
    "parse": _json,
    "htmlDecode": unescape,
    "decodeURIComponent": unquote,
    "decodeURI": unquote,
    "unescape": unquote,
}
"""What becomes of the text that a function is called with, by the last word of its
name."""
