"""Questions about articles in SQL: who owns a URL, what is known, where the line is.

Only reads; pipelines and spiders ask while they judge an article.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from newscrawl.ledger import ArticleRow, Failing, LineRef
from newscrawl.ledger.sql_entries import AT_ONCE
from newscrawl.ledger.sql_reports import SqlReports
from newscrawl.ledger.sql_values import (
    DUPLICATE,
    EXPORTED,
    OUTCOMES,
    published_out,
    to_id,
    to_moment,
    to_number,
    to_seconds,
)
from newscrawl.urls import article_id

_ARTICLE = (
    "SELECT a.id, a.url, c.site, c.name, a.outcome, reason.text, a.of, relation.text, a.attempts, a.next_try, "
    "a.content_hash, a.published, a.revision, a.reader_version FROM article a JOIN channel c ON c.id = a.channel "
    "LEFT JOIN word reason ON reason.id = a.reason LEFT JOIN word relation ON relation.id = a.relation"
)


class SqlArticles(SqlReports):
    """The part of a `Ledger` that answers for single articles."""

    def _rows(self, statement: str, values: Sequence[object] = ()) -> list[Any]:
        with self._ledger_errors():
            return self._db.execute(statement, values).fetchall()

    def _places(self, names: Sequence[str]) -> str:
        """Return the numbers of these channels, as text for an IN (…)."""
        numbers = []
        for start in range(0, len(names), AT_ONCE):
            some = names[start : start + AT_ONCE]
            numbers += self._rows(f"SELECT id FROM channel WHERE name IN ({','.join('?' * len(some))})", some)
        return ",".join(str(number) for (number,) in numbers) or "NULL"

    def owner(self, url: str, besides: str | None = None) -> str | None:
        """Return the id of the article whose key or alias is this normalised URL."""
        key = article_id(url)
        if key != besides and self._rows("SELECT 1 FROM article WHERE id = ?", (to_number(key),)):
            return key
        rows = self._rows(
            "SELECT a.id FROM alias JOIN article a ON a.n = alias.article WHERE alias.url = ? AND rank = 0",
            (to_number(key),),
        )
        return to_id(rows[0][0]) if rows else None

    def claimants(self, url: str) -> int:
        """Count the articles that have this normalised URL as key or alias."""
        id = to_number(article_id(url))
        both = "SELECT article FROM alias WHERE url = ? UNION SELECT n FROM article WHERE id = ?"
        return int(self._rows(f"SELECT count(*) FROM ({both}) AS claimants", (id, id))[0][0])

    def article(self, id: str) -> ArticleRow | None:
        """Return what is known of one article."""
        rows = self._rows(f"{_ARTICLE} WHERE a.id = ?", (to_number(id),))
        return _article(rows[0]) if rows else None

    def failing(self, id: str) -> Failing:
        """Return the failures that keep an article pending."""
        found = self._rows(
            "SELECT a.failing_since, l.shown, a.n, a.content_hash FROM article a "
            "LEFT JOIN listing l ON l.channel = a.channel AND l.article = a.n WHERE a.id = ?",
            (to_number(id),),
        )
        since, shown, n, text = found[0] if found else (None, None, None, None)
        if since is None:
            return Failing(shown=to_moment(shown))
        answered = self._rows(
            "SELECT t.at FROM attempt t JOIN word result ON result.id = t.result "
            "WHERE t.article = ? AND t.at >= ? AND t.status IS NOT NULL AND result.text <> 'blocked' ORDER BY t.number",
            (n, since),
        )
        moments = tuple(datetime.fromtimestamp(at, UTC) for (at,) in answered)
        alike = 0
        if text is not None:
            same = "SELECT count(*) FROM article WHERE outcome = 0 AND content_hash = ? AND n <> ?"
            alike = self._rows(same, (text, n))[0][0]
        return Failing(to_moment(since), moments, to_moment(shown), alike)

    def copies(self, id: str) -> list[ArticleRow]:
        """Return the duplicates of an article."""
        where = f"WHERE a.of = ? AND a.outcome = {DUPLICATE} ORDER BY a.n"
        return [_article(row) for row in self._rows(f"{_ARTICLE} {where}", (to_number(id),))]

    def revisitable(self, channels: Iterable[str], published_since: datetime) -> list[ArticleRow]:
        """Return the exported articles of these channels published at that time or
        later."""
        places = self._places(list(channels))
        where = f"WHERE a.outcome = {EXPORTED} AND a.channel IN ({places}) AND a.published >= ? ORDER BY a.n"
        return [_article(row) for row in self._rows(f"{_ARTICLE} {where}", (to_seconds(published_since),))]

    def last_line(self, id: str) -> LineRef | None:
        """Return the location of the newest line of an article."""
        rows = self._rows(
            'SELECT x.revision, f.text, x."offset", x.length, x.sha256 FROM line x '
            "JOIN article a ON a.n = x.article JOIN word f ON f.id = x.file WHERE a.id = ? "
            'ORDER BY x.revision DESC, x.file DESC, x."offset" DESC LIMIT 1',
            (to_number(id),),
        )
        for revision, file, offset, length, sha256 in rows:
            return LineRef(id, revision, file, offset, length, sha256.hex())
        return None


def _article(row: Any) -> ArticleRow:
    id, url, site, channel, outcome, reason, of, relation, attempts, next_try, text, published, revision, reader = row
    return ArticleRow(
        id=to_id(id),
        url=url,
        site=site,
        channel=channel,
        outcome=OUTCOMES[outcome],
        reason=reason,
        of=None if of is None else to_id(of),
        relation=relation,
        attempts=attempts,
        next_try=to_moment(next_try),
        content_hash=None if text is None else to_id(text),
        published=published_out(published),
        revision=revision,
        reader_version=reader,
    )
