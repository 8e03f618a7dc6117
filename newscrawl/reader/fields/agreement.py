"""Lines of a page → how far their words agree with what the page says of itself.

A page shows other texts than its article: related stories, comments, lists of leads.
The article is the text whose words stand in the title and in its own other sentences;
the description is compared with whole stretches only (`stories`). Words are pairs of
neighbouring characters, hashed and counted over the whole page at once.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.heading import strip_site
from newscrawl.reader.page import TITLE_METAS, Page

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]

AGREEMENT = 6
"""Columns of a line."""
_HASHED = 1 << 14
"""Values of a hashed pair of characters."""
_LONGEST = 400
"""Characters of a title or description that are looked at."""
_NOWHERE, _SEVERAL = -1, -2
"""In place of the line whose sentence has a pair: none has it, or more than one."""
_REACH = 8
"""Lines before and behind a line whose words count as its surroundings."""
_BODY = 20
"""Characters of an `articleBody` that is more than a placeholder."""
_TAG = re.compile(r"<[^<>]*>")
_DESCRIPTIONS = ("og:description", "description", "twitter:description")


def read_agreement(page: Page, texts: list[str], candidates: Ints, sentence: NDArray[np.bool_], count: int) -> Floats:
    """Return the columns of each candidate line: its text in `texts`, its place among
    the `count` lines of the page in `candidates`, whether it is one in `sentence`. The
    last two columns are left to the caller.
    """
    pairs, owners = _pairs([*texts, title_of(page)])
    end = int(owners.searchsorted(len(texts)))
    pairs, owners, known = pairs[:end], owners[:end], pairs[end:]
    sizes = np.bincount(owners, minlength=len(texts)) + 4.0
    rows = np.zeros((len(texts), AGREEMENT))
    if len(known):
        place = np.zeros(_HASHED, np.int16)  # a larger table leaves the cache
        place[known] = np.arange(1, len(known) + 1)
        hits = place[pairs]
        at = hits.nonzero()[0]
        lines = owners[at]
        rows[:, 0] = np.bincount(lines, minlength=len(texts)) / sizes
        met = np.zeros((len(texts), len(known) + 1), bool)
        met[lines, hits[at]] = True
        covered = met.sum(axis=1) / (len(known) + 2.0)
        rows[:, 1] = covered
        around = np.zeros(count + 1)
        around[candidates + 1] = np.where(sentence, covered, 0.0)
        sums = around.cumsum()
        low, high = np.maximum(candidates - _REACH, 0), np.minimum(candidates + _REACH + 1, count)
        rows[:, 2] = np.minimum(sums[high] - sums[low], 3)
    spoken = sentence[owners]
    values, lines = pairs[spoken], owners[spoken]
    home = np.full(_HASHED, _NOWHERE, np.int32)
    home[values] = lines
    several = home[values] != lines
    home[values[several]] = _SEVERAL
    homes = home[pairs]
    rows[:, 3] = np.bincount(owners[(homes != _NOWHERE) & (homes != owners)], minlength=len(texts)) / sizes
    return rows


def title_of(page: Page) -> str:
    """Return the title as far as it is known before the text is."""
    stated = page.meta_value(*TITLE_METAS)
    words = page.heading.text if page.heading else strip_site(stated.value if stated else page.title_text or "")
    return words[:_LONGEST]


def description_of(page: Page) -> str:
    """Return the beginning of the text, or what a page says its text is about."""
    for item in page.jsonld:
        body = item.get("articleBody")
        if isinstance(body, str) and len(body) > _BODY:
            return _TAG.sub("", body[: 2 * _LONGEST])[:_LONGEST]
    found = page.meta_value(*_DESCRIPTIONS)
    return found.value[:_LONGEST] if found else ""


def _pairs(texts: list[str]) -> tuple[Ints, Ints]:
    """Return the hashed pairs of characters of texts, and which text each is of; blanks
    and the ends of texts are in none.
    """
    codes = np.frombuffer("\n".join([*texts, ""]).encode("utf-32-le", "replace"), np.uint32)
    sizes = np.fromiter(map(len, texts), np.intp, len(texts)) + 1
    owners = np.arange(len(texts)).repeat(sizes)
    mixed = (codes[:-1] * np.uint32(31_337) + codes[1:] * np.uint32(7_919)) & np.uint32(_HASHED - 1)
    shown = codes > 32
    real = (shown[:-1] & shown[1:]).nonzero()[0]
    return mixed.take(real).astype(np.intp), owners.take(real)
