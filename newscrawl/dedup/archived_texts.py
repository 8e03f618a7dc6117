"""The near-duplicate index of a running archive: it stands in the ledger's database and commits with its groups.

The `Deduplicate` pipeline asks `copy_of`; the record calls `keep` when an article's line is written and `write` inside
the transaction of its group. So after a death the index knows exactly the articles that have lines. Between the judging
of an article and its line others are judged: they are compared with it, though it is not in the index.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from newscrawl.dedup.index import Index
from newscrawl.dedup.prepared import PreparedText, prepare_text
from newscrawl.dedup.store import Store, StoredText
from newscrawl.items import Article, DuplicateOf


@dataclass(frozen=True, slots=True)
class _Judged:
    """An article that says something of its own, and what was read of its text; its line is not written yet."""

    known: StoredText
    text: str
    prepared: PreparedText


class ArchivedTexts:
    """All texts of an archive, for its crawls to judge new ones against."""

    def __init__(self, store: Store) -> None:
        self._index = Index(store)
        self._judged: dict[str, _Judged] = {}

    def copy_of(self, article: Article) -> DuplicateOf | None:
        """Give the archived article that this one copies, and the evidence; None where it says something of its own."""
        if not article.text:
            return None
        prepared = prepare_text(article.text)
        day = date.fromisoformat(article.published[:10]).toordinal() if article.published else None
        also = tuple(judged.known for judged in self._judged.values())
        verdict = self._index.judge(article.id, prepared, published=article.published, site=article.site, also=also)
        if not verdict.is_copy or verdict.of is None:
            known = StoredText(article.id, day, lambda: prepared.canonical)
            self._judged[article.id] = _Judged(known, article.text, prepared)
            return None
        return DuplicateOf(verdict.of, verdict.relation, verdict.overlap, str(verdict.evidence))

    def keep(self, article: Article) -> None:
        """Add an article whose line is written; a revision takes the place of what stood under its id."""
        judged = self._judged.pop(article.id, None)
        text = judged.prepared if judged is not None and judged.text == article.text else article.text
        self.enter(article.id, text, article.published, article.site, revision=article.revision)

    def forget(self, id: str) -> None:
        """Take an article's text out."""
        self.discard(id)
        self._index.remove(id)

    def discard(self, id: str) -> None:
        """Forget an article that was judged, and of which no line came."""
        self._judged.pop(id, None)

    def enter(
        self, id: str, text: str | PreparedText | None, published: str | None, site: str | None, *, revision: int = 1
    ) -> None:
        """Add what a line of the record says, for a ledger that is rebuilt from them."""
        if text:
            enter = self._index.replace if revision > 1 else self._index.add
            enter(id, text, published=published, site=site)

    def write(self) -> None:
        """Write what is new; called by the record inside the ledger's transaction."""
        self._index.write()
