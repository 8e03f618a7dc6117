"""The index of an archive's texts: judge a text against them, and add it to them.

A text is looked up by its fingerprints, compared in full with the few texts that share
most of them, and judged by the comparison and the days between. Paragraphs that several
articles of a site have at their edges are the site's own words (who may reprint, what
to scan): they are removed first (`standing`), or two short articles would be copies by
their small print.
"""

import sqlite3
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Self

from newscrawl.dedup.candidates import TextQuery, look_up
from newscrawl.dedup.comparison import Comparison, Text, compare_whole
from newscrawl.dedup.fingerprint import Keys, exact_key
from newscrawl.dedup.prepared import PreparedText, prepare_text
from newscrawl.dedup.sqlite import SqliteStore
from newscrawl.dedup.store import Store, StoredText
from newscrawl.dedup.verdict import WHOLE, Verdict, choose, decide, nearest

OWN_WORDS = 2  # texts of one site that hold a paragraph before it counts as the site's own
CACHE_KIB = 32 * 1024  # of an index that has a database of its own: lookups read here and there
COMMIT_EVERY = 1000  # changes, for an index that has a database of its own


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A prepared text with the keys of a site's paragraphs."""

    source: str | PreparedText
    site: str | None
    text: Text
    keys: Keys
    exact: int
    paragraph_keys: list[int]
    paragraphs: tuple[str, ...]


class Index:
    """All texts of an archive, to judge others against.

    In a ledger it is `Index(SqliteStore(connection))`, and `write` is called inside the
    ledger's transaction; with `Index.open` it has a database of its own and commits by
    itself.

    >>> with Index.open(":memory:") as index:
    ...     index.add("a1", "福州地铁二号线今日开通，全长三十公里，设二十二座车站，市民可以刷卡乘车。")
    ...     verdict = index.judge("b7", "福州地鐵二號線今日開通，全長三十公里，設二十二座車站，市民可以刷卡乘車（完）")
    >>> verdict.relation, verdict.of
    ('near', 'a1')
    """

    def __init__(self, store: Store, own: sqlite3.Connection | None = None) -> None:
        self._store = store
        self._own = own
        self._uncommitted = 0
        self._last: _Prepared | None = None

    @classmethod
    def open(cls, path: str | Path) -> Self:
        """Open an index in a database of its own, or in memory (":memory:")."""
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        SqliteStore.create(connection)
        return cls(SqliteStore(connection), connection)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            if kind is None:
                self.commit()
            self._own.close()

    def __len__(self) -> int:
        return len(self._store)

    def judge(
        self,
        id: str,
        text: str | PreparedText,
        *,
        published: str | None = None,
        site: str | None = None,
        also: Iterable[StoredText] = (),
    ) -> Verdict:
        """Return the verdict on a text. Nothing is added; the text stored under its own
        id is left out.

        `published` is ISO 8601, its day counts; `site` is whose own words may be around
        the article. The text may be a `PreparedText` made elsewhere. `also` are texts
        to compare with that are not added yet.
        """
        day = _day(published)
        prepared = self._prepare(text, site)
        keys = [*prepared.keys, prepared.exact, *prepared.paragraph_keys]
        query = TextQuery(keys, len(prepared.keys), len(prepared.text.canonical), day)
        candidates, counts = look_up(query, self._store)
        known_texts = (*also, *candidates)
        if not known_texts:
            return Verdict("new")
        own_words = [
            paragraph
            for paragraph, count in zip(prepared.paragraphs, counts[len(prepared.keys) + 1 :], strict=True)
            if count >= OWN_WORDS
        ]
        copies: list[Verdict] = []
        others: list[tuple[StoredText, Comparison]] = []
        for known in known_texts:
            if known.id == id:
                continue
            comparison = compare_whole(prepared.text, own_words, known.compared())
            if not comparison.is_copy:
                others.append((known, comparison))
                continue
            copies.append(decide(known, comparison, prepared.text, day))
            if copies[-1].is_copy and comparison.covered > WHOLE:
                break
        if copies:
            return choose(copies, len(prepared.text.canonical))
        if not others:
            return Verdict("new")
        known, comparison = max(others, key=lambda other: other[1].overlap)
        return nearest(known, comparison, day)

    def add(self, id: str, text: str | PreparedText, *, published: str | None = None, site: str | None = None) -> None:
        """Add a text; it counts at once. A text stored under the same id stays: see
        `replace`."""
        prepared = self._prepare(text, site)
        keys = sorted({*prepared.keys, prepared.exact, exact_key(id, "id"), *prepared.paragraph_keys})
        self._store.add(keys, id, prepared.text, _day(published))
        self._changed()

    def remove(self, id: str) -> None:
        """Remove the text of an id, if there is one."""
        (found,) = self._store.find([exact_key(id, "id")])
        for number, known in self._store.known(array("I", found)).items():
            if known.id == id:
                self._store.remove(number)
                self._changed()

    def replace(
        self, id: str, text: str | PreparedText, *, published: str | None = None, site: str | None = None
    ) -> None:
        """Replace a text by its revision."""
        self.remove(id)
        self.add(id, text, published=published, site=site)

    def write(self) -> None:
        """Write what is new inside the open transaction of the caller, which commits
        it."""
        self._store.write()

    def commit(self) -> None:
        """Write and commit, for an index that has a database of its own."""
        if self._own is None:
            raise RuntimeError("this index is committed by its caller's transaction")
        self._own.execute("BEGIN IMMEDIATE")
        try:
            self._store.write()
        except BaseException:
            self._own.execute("ROLLBACK")
            raise
        self._own.execute("COMMIT")
        self._uncommitted = 0

    def _changed(self) -> None:
        self._last = None
        self._uncommitted += 1
        if self._own is not None and self._uncommitted >= COMMIT_EVERY:
            self.commit()

    def _prepare(self, source: str | PreparedText, site: str | None) -> _Prepared:
        """Prepare a text; the last one is cached, since a judged text is often
        added."""
        last = self._last
        if last is not None and (last.source is source or last.source == source) and last.site == site:
            return last
        text = prepare_text(source, keep_hashes=True) if isinstance(source, str) else source
        keys, exact = text.keys, exact_key(text.canonical, "text")
        paragraph_keys = [exact_key(paragraph, f"paragraph {site}") for paragraph in text.paragraphs]
        described = Text(text.canonical, text.sentences, text.hashes)
        last = _Prepared(source, site, described, keys, exact, paragraph_keys, text.paragraphs)
        self._last = last
        return last


def _day(published: str | None) -> int | None:
    return None if published is None else date.fromisoformat(published[:10]).toordinal()
