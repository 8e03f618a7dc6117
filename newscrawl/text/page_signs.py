"""Source of a page (UTF-8) → the words of markup and signs of damage in it: one pass
for all that repair and readers ask of every page.

RE2 needs hardly more time for fifty patterns than for one, unless many letters begin
one: then its tables leave the cache. What a sign means is decided by those who ask; a
page without it is surely without what they look for.
"""

from __future__ import annotations

import html
from enum import StrEnum
from functools import cache, lru_cache
from html.entities import html5
from typing import Any

import numpy as np
import re2

from newscrawl.text.census import Kind, kinds_of
from newscrawl.text.mirror.gloss import SYLLABLE

PAGER_WORDS = tuple(word.encode() for word in ("下一页", "下一頁", "后一页", "余下全文", "餘下全文", "阅读全文"))
"""Words of links to the rest of an article."""
WORDS = frozenset(
    (b"<pre", b"<time", b"<recordset", b"<datastore", b"display", b"enpproperty", b"createPage", b"countPage")
) | {b"maxPageNum", b"prefix", b"suffix", b"default_pg", b"js_content", "生成".encode(), *PAGER_WORDS}
"""Words of a source that readers ask for."""


class Sign(StrEnum):
    """What a source has beside `WORDS`; the value is a pattern of RE2."""

    KEEPS_BREAKS = r"white-space:\s*pre"
    LINKED_DATA = r"ld(?:\+|&#|&plus;)"
    """The type of JSON-LD, of which some pages escape the plus."""
    GLOSS = rf"[\x{{3400}}-\x{{9fff}}]\({SYLLABLE}\)"
    """A character with a reading behind it."""
    GLOSS_TWICE = r"[\x{3400}-\x{9fff}]\([a-z]{1,6}\)\([a-z]{1,6}\)"
    ASKED = rf"\?(?:{SYLLABLE}\)|[！；？。])"
    """A question mark in place of a lost byte: before a stop or a reading."""
    EATEN = r"\?/(?:p|div|span|strong|b|a|li|ul|td|tr|table|em|font|h[1-6])>"
    """The same in front of what is left of a tag."""
    BARE = r"[^&#/\"']#(?:[xX][0-9a-fA-F]{4,5}|(?:8[2-9]|1[2-9]\d|[2-6]\d\d)\d\d);"
    """The number of a Chinese character without its &."""
    SPELT = r"\\u[0-9a-fA-F]{4}\\{1,2}u[0-9a-fA-F]{4}"
    REFERENCE = "&(?:#[xX0]|#[0-9]{3}|amp;(?:amp;)*(?:#|nbsp|[lr][sd]quo|[mn]dash|hellip|middot|quot)|NAMES)"
    """An entity, or the escape of one, that may be `telling`."""


Signs = frozenset[bytes | Sign]
_TELLING = frozenset((Kind.LATIN, Kind.TONED, Kind.INVISIBLE, Kind.RADICAL, Kind.COMPATIBLE))


@lru_cache(maxsize=1024)
def telling(reference: str) -> bool:
    """Return whether an entity is a sign of damage: escaped twice, invisible, a letter
    that a byte was shown as, a lookalike.

    No-break and ideographic spaces, `»`, `·` and the like are ordinary.

    >>> [entity for entity in ("&#160;", "&#12288;", "&raquo;", "&copy;", "&lt;") if telling(entity)]
    []
    >>> all(map(telling, ("&amp;nbsp", "&#214;", "&#xd0;", "&zwj;", "&#8203;", "&Ograve;", "&#12033;")))
    True
    """
    if reference.startswith("&amp;"):
        return True
    char = html.unescape(reference)
    kind = int(kinds_of(np.array([ord(char)], dtype=np.uint32))[0]) if len(char) == 1 else Kind.PLAIN
    return kind in _TELLING and (kind != Kind.TONED or char < "\u0100")


@cache
def _patterns() -> tuple[Any, tuple[bytes | Sign, ...]]:
    """Return the set of patterns, and the word or sign of each."""
    names = "|".join(name for name in html5 if name[-1] == ";" and name != "amp;" and telling(f"&{name}"))
    meanings: tuple[bytes | Sign, ...] = (*WORDS, *Sign)
    found = re2.Set.SearchSet()
    for meaning in meanings:
        found.Add(meaning.replace("NAMES", names) if isinstance(meaning, Sign) else re2.escape(meaning))
    found.Compile()
    return found, meanings


def signs_of(source: bytes) -> Signs:
    """Return the words and signs that a source in UTF-8 has.

    >>> signs_of("<pre>福州(fú)</pre>&nbsp;".encode()) == {b"<pre", Sign.GLOSS}
    True
    """
    patterns, meanings = _patterns()
    return frozenset(meanings[at] for at in patterns.Match(source) or ())
