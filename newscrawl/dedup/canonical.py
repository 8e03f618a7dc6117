"""A text → the form in which duplicates are sought: letters and digits, one script, no
pinyin glosses.

The characters come from the one table of `newscrawl.text.script`; this module adds what
belongs to whole texts. Input is a text as in a line of the record (paragraphs joined by
newlines), output a plain string, one canonical character after another. It is never
shown to a reader.
"""

import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.script import canonical_table, compare_key, mapped_by

GLOSS = re.compile(r"[(（](?<=[\u3400-\u9fff].)[a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜê]{1,6}[)）]")
PARAGRAPH_LEAST = 12  # canonical characters; shorter lines (编辑：…) are too few to recognise a paragraph by
PARAGRAPHS_AT_START, PARAGRAPHS_AT_END = 1, 3  # a site's own words are mostly behind the article
MARK, LINE_MARK = "ᚠ", "ᚢ"  # for ends of sentences and lines: letters are kept, and no news has runes
SENTENCE_ENDS = "。！？!?"


def canonical_text(text: str) -> str:
    """Return the canonical characters of a text as one string; equal strings are equal
    texts to a reader.

    Mirror copies gloss hard characters with pinyin. The repair step removes that
    before, but texts of other tools have it. Only lower-case syllables right behind a
    Chinese character are removed, so 人工智能（AI） keeps its letters.

    >>> canonical_text("產(chǎn)業(yè)升級，2020年。") == canonical_text("产业升级2020年")
    True
    >>> canonical_text("人工智能（AI）产业")
    '人工智能ai产业'
    """
    return compare_key(_without_glosses(text))


@dataclass(frozen=True, slots=True)
class CanonicalParts:
    """A canonical text with its parts."""

    text: str
    sentences: tuple[str, ...]
    """All of it, cut behind each sentence and line."""
    edges: tuple[str, ...]
    """Paragraphs at its beginning and end, where a site's own words would be."""


def canonical_parts(text: str) -> CanonicalParts:
    """Return the canonical text and its parts.

    A text of one paragraph has no edges: something must be left to compare.

    >>> lines = ["本报客户端随手拍栏目有奖征集。", "地铁今日开通！全长二十公里。", "市民纷纷试乘。"]
    >>> parts = canonical_parts("\\n".join(lines))
    >>> parts.edges, len(parts.sentences)
    (('本报客户端随手拍栏目有奖征集', '地铁今日开通全长二十公里'), 4)
    >>> canonical_parts("福州地铁二号线今日正式开通运营。").edges
    ()
    """
    marked = _marked(text)
    lines = marked.replace(MARK, "").split(LINE_MARK)
    paragraphs = list(filter(None, lines))
    sentences = tuple(filter(None, marked.replace(LINE_MARK, MARK).split(MARK)))
    edges: tuple[str, ...] = ()
    if len(paragraphs) > 1:
        first, last = paragraphs[:PARAGRAPHS_AT_START], paragraphs[PARAGRAPHS_AT_START:][-PARAGRAPHS_AT_END:]
        edges = tuple(paragraph for paragraph in (*first, *last) if len(paragraph) >= PARAGRAPH_LEAST)
    return CanonicalParts("".join(lines), sentences, edges)


def _without_glosses(text: str) -> str:
    return GLOSS.sub("", text) if "(" in text or "（" in text else text


def _marked(text: str) -> str:
    """Return the canonical text with marks at the ends of its sentences and lines."""
    codes = np.frombuffer(_without_glosses(text).encode("utf-32-le", "surrogatepass"), np.uint32)
    mapped = mapped_by(_marking_table(), codes)
    return mapped.compress(mapped).tobytes().decode("utf-32-le", "surrogatepass")


@cache
def _marking_table() -> NDArray[np.uint32]:
    """Return the canonical table with marks for what ends sentences and lines."""
    table = canonical_table().copy()
    table[[ord(end) for end in SENTENCE_ENDS]] = ord(MARK)
    table[ord("\n")] = ord(LINE_MARK)
    return table
