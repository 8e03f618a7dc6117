"""An article → everywhere it appeared: itself and its copies, first publication
first."""

from __future__ import annotations

from dataclasses import dataclass

from newscrawl.ledger import ArticleRow, Ledger
from newscrawl.urls import article_id, normalise


@dataclass(frozen=True, slots=True)
class Reprints:
    """One text in the archive, wherever it was published."""

    archived: ArticleRow
    """The article whose line is in the archive."""
    appearances: tuple[ArticleRow, ...]
    """All of them, the archived one included, by time of publication; those without one
    are last."""


def find_article(ledger: Ledger, named: str) -> ArticleRow | None:
    """Find an article by its id of 16 hex digits, or by one of its URLs."""
    if len(named) == 16 and all(digit in "0123456789abcdef" for digit in named):
        return ledger.article(named)
    try:
        url = normalise(named)
    except ValueError:
        return None
    return ledger.article(ledger.owner(url) or article_id(url))


def find_reprints(ledger: Ledger, row: ArticleRow) -> Reprints:
    """Collect the copies of an article, of its original, and copies of copies."""
    seen = {row.id}
    while row.of is not None and row.of not in seen and (original := ledger.article(row.of)) is not None:
        row = original
        seen.add(row.id)
    appearances, waiting = {row.id: row}, [row.id]
    while waiting:
        for copy in ledger.copies(waiting.pop()):
            if copy.id not in appearances:
                appearances[copy.id] = copy
                waiting.append(copy.id)
    in_order = sorted(appearances.values(), key=lambda each: (each.published is None, each.published or ""))
    return Reprints(row, tuple(in_order))
