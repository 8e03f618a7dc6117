"""The lines of an article → the words by which it is recognised in bytes of any kind.

Short titles and paragraphs are left out: they occur in many articles.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

TITLE, PARAGRAPH = 10, 20
"""Fewest characters of a title, or a paragraph, that belongs to one article alone."""
ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16-le")
_TITLES = ("title", "original_title", "listed_title", "kicker", "subtitle")
_TAGS = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.S | re.I)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_SPACE = re.compile(r"\s+")
_SAMPLE = 4
"""Characters of a text that are searched first: a cheap test."""


@dataclass(frozen=True, slots=True)
class Trace:
    """The words by which an article is recognised, without spaces."""

    titles: tuple[str, ...]
    paragraphs: tuple[str, ...]
    spelled: tuple[str, ...] = ()
    """The titles with their spaces."""

    @property
    def all(self) -> tuple[str, ...]:
        """Titles and paragraphs."""
        return self.titles + self.paragraphs

    def named_in(self, data: bytes) -> bool:
        """Return whether a page has a title."""
        return any(title in text for text in readings(data, self.titles) for title in self.titles)

    def all_in(self, data: bytes) -> set[str]:
        """Return the titles and paragraphs in a page, a line or a file."""
        return {each for text in readings(data, self.all) for each in self.all if each in text}

    def without(self, others: Collection[str]) -> Trace:
        """Return a trace without some words."""
        titles, paragraphs = (tuple(x for x in some if x not in others) for some in (self.titles, self.paragraphs))
        return Trace(titles, paragraphs, self.spelled)

    def redacted(self, data: bytes) -> bytes:
        """Replace every title in plain letters with `?`; the length stays."""
        for title in (*self.spelled, *self.titles):
            for encoding in ENCODINGS:
                if plain := title.encode(encoding, "ignore"):
                    data = data.replace(plain, b"?" * len(plain))
        return data

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def trace_of(lines: Iterable[Mapping[str, Any]]) -> Trace:
    """Collect the words of some lines.

    >>> trace_of([{"title": "福州西湖公园菊展昨日开幕", "text": "短。"}])
    Trace(titles=('福州西湖公园菊展昨日开幕',), paragraphs=(), spelled=('福州西湖公园菊展昨日开幕',))
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
    )


def readings(data: bytes, wanted: Iterable[str]) -> Iterable[str]:
    """Decode bytes in each encoding that may have the words, without markup."""
    samples = [each[:_SAMPLE] for each in wanted]
    escaped = b"&#" in data or b"\\u" in data
    for encoding in ENCODINGS:
        if escaped or any(sample.encode(encoding, "ignore") in data for sample in samples):
            text = data.decode(encoding, "ignore")
            text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "\\u" in text else text
            yield _squeeze(html.unescape(_TAGS.sub("", text)))


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text)
