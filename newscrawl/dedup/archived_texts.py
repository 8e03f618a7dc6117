"""The near-duplicate index of a running crawl, which commits with the ledger's groups.

The `Deduplicate` pipeline calls `copy_of`; the record calls `keep` when it writes an
article's line, and `write` inside the transaction of its group. So after a crash the
index holds exactly the articles that have lines. Other articles are judged before the
line of a judged one is written: they are compared with it, though it is not in the
index yet.
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
    """An article that is no copy, with its prepared text; its line is not written
    yet."""

    known: StoredText
    text: str
    prepared: PreparedText


class ArchivedTexts:
    """All texts of an archive, to judge new ones against."""

    def __init__(self, store: Store) -> None:
        self._index = Index(store)
        self._judged: dict[str, _Judged] = {}

    def copy_of(self, article: Article) -> DuplicateOf | None:
        """Return the archived article that this one copies, and the evidence; None if
        it is no copy, or adds more than it repeats."""
        if not article.text:
            return None
        prepared = prepare_text(article.text, keep_hashes=True)
        day = date.fromisoformat(article.published[:10]).toordinal() if article.published else None
        also = tuple(judged.known for judged in self._judged.values())
        verdict = self._index.judge(article.id, prepared, published=article.published, site=article.site, also=also)
        if not verdict.is_redundant or verdict.of is None:
            known = StoredText(article.id, day, lambda: prepared.canonical)
            self._judged[article.id] = _Judged(known, article.text, prepared)
            return None
        return DuplicateOf(verdict.of, verdict.relation, verdict.overlap, str(verdict.evidence))

    def keep(self, article: Article) -> None:
        """Add an article whose line is written; a revision replaces the text of its
        id."""
        judged = self._judged.pop(article.id, None)
        text = judged.prepared if judged is not None and judged.text == article.text else article.text
        self.enter(article.id, text, article.published, article.site, revision=article.revision)

    def forget(self, id: str) -> None:
        """Remove an article's text."""
        self.discard(id)
        self._index.remove(id)

    def discard(self, id: str) -> None:
        """Drop an article that was judged, but gets no line."""
        self._judged.pop(id, None)

    def enter(
        self, id: str, text: str | PreparedText | None, published: str | None, site: str | None, *, revision: int = 1
    ) -> None:
        """Add the text of a line of the record, for a ledger that is rebuilt from
        them."""
        if text:
            enter = self._index.replace if revision > 1 else self._index.add
            enter(id, text, published=published, site=site)

    def write(self) -> None:
        """Write what is new; called by the record inside the ledger's transaction."""
        self._index.write()
