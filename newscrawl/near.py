"""A misspelt word → a hint at the known words that are close to it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from newscrawl.i18n import _


def near(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """Return `; did you mean a, b?` for a word close to known ones, otherwise nothing.

    `likeness`: the least share of equal characters, 0 to 1.

    >>> near("hxnews/fx", ["hxnews/fz", "fjsen/fz"])
    '; did you mean hxnews/fz?'
    """
    found = difflib.get_close_matches(word, list(known), n=3, cutoff=likeness)
    return _("; did you mean {names}?").format(names=_(", ").join(found)) if found else ""
