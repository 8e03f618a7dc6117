"""Articles counted by day, copies, lists of articles, for reports. Only reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from newscrawl.database import Database
from newscrawl.ledger import Extent
from newscrawl.ledger.day_counts import Copies, Counts, DayCount, Listed, ListedDays, Look
from newscrawl.ledger.sql_counts import by_day
from newscrawl.ledger.sql_values import OUTCOMES, PUBLISHED_FROM, published_out, seconds_of, to_moment

_PUBLISHED = f"CASE WHEN a.published IS NOT NULL THEN (a.published + {PUBLISHED_FROM}) / 86400 END"
_SHOWN = "CASE WHEN a.published IS NULL THEN substr(l.date, 1, 10) END"


def day_of(published: int | None, shown: str | None) -> date | None:
    """Return the day of an article: of publication, by number, or, without one (None or
    -1), of its listing.

    None where neither is a date.

    >>> day_of(737746, None), day_of(None, "2020-11-18"), day_of(None, "昨天")
    (datetime.date(2020, 11, 18), datetime.date(2020, 11, 18), None)
    """
    if published is not None and published >= 0:
        return date.fromordinal(published + 1) if published < date.max.toordinal() else None
    try:
        return date.fromisoformat(shown) if shown else None
    except ValueError:
        return None


def day_counts(db: Database, since: date | None) -> list[DayCount]:
    """Count articles by channel, day and outcome, from a day on."""
    after = -1 if since is None else (seconds_of(Extent(since=since))[0] + PUBLISHED_FROM) // 86400
    rows = db.execute(
        f"SELECT c.name, counted.published, counted.shown, {', '.join(f'counted.{name}' for name in Counts._fields)} "
        f"FROM {by_day(db)} AS counted JOIN channel c ON c.id = counted.channel "
        "WHERE counted.published >= ? OR counted.published = -1",
        (after,),
    )
    found: dict[tuple[str, date | None], Counts] = {}
    day = lru_cache(maxsize=8192)(day_of)
    for name, published, shown, *counts in rows:
        key, count = (name, day(published, shown)), Counts(*counts)
        before = found.get(key)
        found[key] = count if before is None else before + count
    return [DayCount(channel, each, counts) for (channel, each), counts in found.items()]


def looks(db: Database) -> list[Look]:
    """Return when each channel was last looked at; a channel without any walk or
    listing is absent."""
    broken = {
        channel: (reason, finished)
        for channel, reason, finished in db.execute(
            'SELECT channel, reason, finished FROM walk WHERE "end" IS NULL AND reason IS NOT NULL ORDER BY id'
        )
    }
    rows = db.execute(
        "SELECT c.id, c.name, c.site, c.reach, w.looked FROM channel c LEFT JOIN (SELECT channel, max(finished) "
        'AS looked FROM walk WHERE "end" IS NOT NULL GROUP BY channel) AS w ON w.channel = c.id ORDER BY c.name'
    )
    return [
        Look(name, site, to_moment(looked), date.fromisoformat(reach) if reach else None, reason, to_moment(at))
        for id, name, site, reach, looked in rows
        for reason, at in [broken.get(id, (None, None))]
    ]


def copies(db: Database) -> list[Copies]:
    """Count the duplicates by channel, channel of the original, and relation."""
    rows = db.execute(
        "SELECT here.name, there.name, coalesce(how.text, ''), counted.count FROM (SELECT a.channel AS copy, "
        "o.channel AS original, a.relation AS relation, count(*) AS count FROM article a JOIN article o ON o.id = a.of "
        f"WHERE a.outcome = {OUTCOMES.index('duplicate')} GROUP BY 1, 2, 3) AS counted "
        "JOIN channel here ON here.id = counted.copy JOIN channel there ON there.id = counted.original "
        "LEFT JOIN word how ON how.id = counted.relation ORDER BY 4 DESC, 1, 2, 3"
    )
    return [Copies(*row) for row in rows]


def listed(stream: Callable[[str, Sequence[object]], Iterator[Any]], asked: ListedDays) -> Iterator[Listed]:
    """Yield the articles of the days asked for, by channel and day; failed and pending
    ones first within a day."""
    lost = f"a.outcome IN ({OUTCOMES.index('pending')}, {OUTCOMES.index('failed')})"
    all_of, values = _within(asked.since, asked.until)
    lost_of, more = _within(asked.lost_since, asked.until)
    rows = stream(
        "SELECT c.name, x.day, x.shown, x.url, x.title, x.outcome, coalesce(why.text, how.text), x.published FROM ("
        f"SELECT l.channel, {_PUBLISHED} AS day, {_SHOWN} AS shown, a.url, l.title, a.outcome, a.reason, a.relation, "
        f"a.published, row_number() OVER (PARTITION BY l.channel, {_PUBLISHED}, {_SHOWN} "
        f"ORDER BY CASE WHEN {lost} THEN 0 ELSE 1 END, a.published DESC, a.n DESC) AS place "
        "FROM channel d JOIN listing l ON l.channel = d.id AND l.article >= (SELECT coalesce(min(n), 0) FROM article "
        f"WHERE published IS NULL OR published >= ?) JOIN article a ON a.n = l.article "
        f"WHERE ({all_of}) OR ({lost} AND ({lost_of}))) AS x "
        "JOIN channel c ON c.id = x.channel LEFT JOIN word why ON why.id = x.reason "
        "LEFT JOIN word how ON how.id = x.relation WHERE x.place <= ? ORDER BY 1, x.day, x.shown, x.place",
        (more[0], *values, *more, asked.per_day),  # articles are numbered as they were listed: older ones are skipped
    )
    for channel, number, shown, url, title, outcome, reason, published in rows:
        if (day := day_of(number, shown)) is not None and 0 <= outcome < len(OUTCOMES):
            yield Listed(channel, day, url, title, OUTCOMES[outcome], reason, published_out(published))


def _within(since: date, until: date) -> tuple[str, tuple[object, ...]]:
    first, last = seconds_of(Extent(since=since, until=until))
    after = min(until, date.max - timedelta(days=1)) + timedelta(days=1)
    where = "a.published BETWEEN ? AND ? OR (a.published IS NULL AND l.date >= ? AND l.date < ?)"
    return where, (first, last, since.isoformat(), after.isoformat())
