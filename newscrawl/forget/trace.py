"""The lines of an article → the words by which it is recognised in bytes of any kind.

Short paragraphs are left out, since many articles have them. A short title counts where
a page links to the article, or where a file has it as a whole value.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cache
from typing import Any
from urllib.parse import quote, unquote_to_bytes

TITLE, PARAGRAPH = 10, 20
"""Fewest characters of a title, or a paragraph, that belongs to one article alone."""
SHORT = 3
"""Fewest characters of a short title that is searched at all."""
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16-le")
_TITLES = ("title", "original_title", "listed_title", "kicker", "subtitle")
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.S | re.I)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENDS = (rb"[>\"'\[=|\t]\s*", rb"\s*[<\"'\]|\t]")
"""What stands before and after a text that is the whole of an element, attribute or
value."""
_SPACE = re.compile(r"\s+")
_SPACES = (" ", "\n", "\r", "\t", "\u3000", "\xa0", "&nbsp;", "\\n")
_SAMPLE = 4
"""Characters of a text that are searched first: a cheap test."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The words by which an article is recognised, without spaces."""

    titles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    spelled: tuple[str, ...] = ()
    """The titles with their spaces."""
    short: tuple[str, ...] = ()
    """Titles that are too short to belong to one article alone, with their spaces."""

    @property
    def all(self) -> tuple[str, ...]:
        """Titles and paragraphs."""
        return self.titles + self.paragraphs

    @property
    def nothing(self) -> bool:
        """Whether there is no word to search for."""
        return not (self.all or self.short)

    def all_in(self, data: bytes) -> set[str]:
        """Return the titles and paragraphs in a page, a line or a file."""
        return {each for text in readings(data, self.all) for each in self.all if each in text}

    def quoted_in(self, line: bytes) -> set[str]:
        """Return the words in a line of another article, short titles included."""
        words = (*self.all, *map(_squeeze, self.short))
        return {each for text in readings(line, words) for each in words if each in text}

    def without(self, others: Collection[str]) -> Trace:
        """Return a trace without some words."""
        titles, paragraphs = (tuple(x for x in some if x not in others) for some in (self.titles, self.paragraphs))
        short = tuple(x for x in self.short if _squeeze(x) not in others)
        return Trace(titles, paragraphs, tuple(x for x in self.spelled if _squeeze(x) in titles), short)

    def short_in(self, data: bytes) -> set[str]:
        """Return the short titles that are a whole element or value of these bytes.

        >>> trace_of([{"title": "停水通知"}]).short_in('<a href="1.html">停水通知</a>'.encode("gbk"))
        {'停水通知'}
        >>> trace_of([{"title": "停水通知"}]).short_in("<p>供水公司发布停水通知。</p>".encode())
        set()
        """
        return {each for each in self.short if any(found.search(data) for found in _whole(each))}

    def redacted(self, data: bytes, *, short: bool = False) -> bytes:
        """Replace titles and paragraphs in plain letters with `?`; the length stays.

        `short` replaces short titles as well.
        """
        for words in (*self.all, *(self.short if short else ())):
            for encoding in ENCODINGS:
                if words[:1].encode(encoding, "ignore") in data:
                    data = _spaced(words, encoding).sub(lambda found: b"?" * len(found[0]), data)
        return data

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def trace_of(lines: Iterable[Mapping[str, Any]]) -> Trace:
    """Collect the words of some lines.

    >>> trace_of([{"title": "福州西湖公园菊展昨日开幕", "text": "短。"}])
    Trace(titles=('福州西湖公园菊展昨日开幕',), paragraphs=(), spelled=('福州西湖公园菊展昨日开幕',), short=())
    """
    titles: dict[str, None] = {}
    paragraphs: dict[str, None] = {}
    for line in lines:
        titles |= dict.fromkeys(line.get(name) or "" for name in _TITLES)
        paragraphs_of_line = [
            *(line.get("text") or "").split("\n"),
            *(block["text"] for block in line.get("body") or ()),
        ]
        paragraphs_of_line += [each[1:] for each in (line.get("diff") or "").split("\n")]
        paragraphs |= dict.fromkeys(_squeeze(each) for each in paragraphs_of_line)
    spelled = tuple(each for each in titles if len(_squeeze(each)) >= TITLE)
    return Trace(
        tuple(dict.fromkeys(_squeeze(each) for each in spelled)),
        tuple(each for each in paragraphs if len(each) >= PARAGRAPH),
        spelled,
        tuple(each for each in titles if SHORT <= len(_squeeze(each)) < TITLE),
    )


def joined(first: Trace, second: Mapping[str, Iterable[str]]) -> Trace:
    """Return a trace with the words of another, given as plain values, as well."""
    words = {name: (*second.get(name, ()), *own) for name, own in first.to_json().items()}
    return replace(first, **{name: tuple(dict.fromkeys(some)) for name, some in words.items()})


@cache
def _spaced(words: str, encoding: str) -> re.Pattern[bytes]:
    """Return what finds words in bytes, however they are spaced."""
    characters = [re.escape(plain) for each in _squeeze(words) if (plain := each.encode(encoding, "ignore"))]
    spaces = b"|".join(re.escape(plain) for each in _SPACES if (plain := each.encode(encoding, "ignore")))
    return re.compile((b"(?:%s)*" % spaces).join(characters) if characters else b"(?!)")


@cache
def _whole(words: str) -> tuple[re.Pattern[bytes], ...]:
    before, after = _ENDS
    plain = {words.encode(encoding, "ignore") for encoding in ENCODINGS[:3]} | {json.dumps(words)[1:-1].encode()}
    return tuple(re.compile(before + re.escape(each) + after) for each in sorted(plain) if each)


def readings(data: bytes, wanted: Iterable[str]) -> Iterable[str]:
    """Decode bytes in each encoding that may have the words, without markup."""
    samples = [each[:_SAMPLE] for each in wanted]
    escaped = b"&#" in data or b"\\u" in data
    lower = data.lower() if b"%" in data else b""
    for encoding in ENCODINGS:
        plain = [sample.encode(encoding, "ignore") for sample in samples]
        if lower and any(_quoted(sample) in lower for sample in plain):
            yield _squeeze(unquote_to_bytes(data).decode(encoding, "ignore"))
        if escaped or any(sample in data for sample in plain):
            text = data.decode(encoding, "ignore")
            text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text
            yield _squeeze(html.unescape(_TAGS.sub("", text)))


def _quoted(sample: bytes) -> bytes:
    """Return the bytes of words in an address, in lower case."""
    return quote(sample).lower().encode()


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text)
