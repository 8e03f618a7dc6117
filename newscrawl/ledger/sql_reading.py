"""What the reading room asks of a ledger, in SQL: the rows behind a number, one
article's attempts and listings, its neighbours. Only reads; each answer is short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from newscrawl.database import Database
from newscrawl.ledger import Balance, LineRef, OutcomeKind
from newscrawl.ledger.day_counts import Counts
from newscrawl.ledger.sql_counts import by_day, by_outcome
from newscrawl.ledger.sql_coverage import day_of
from newscrawl.ledger.sql_values import OUTCOMES, PUBLISHED_FROM, published_out, seconds_of, to_id, to_moment, to_number
from newscrawl.walks.walk_state import Extent


@dataclass(frozen=True, slots=True)
class AskedRows:
    """Which articles to return; None leaves a condition out."""

    channel: str | None = None
    site: str | None = None
    outcome: OutcomeKind | None = None
    reason: str | None = None
    """A reason, or of duplicates the relation."""
    run: int | None = None
    since: date | None = None
    until: date | None = None
    of_channel: str | None = None
    """Of duplicates: the channel of the original."""


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """One article as a channel lists it."""

    id: str
    url: str
    channel: str
    title: str | None
    listed: str | None
    """The date in the listing."""
    published: str | None
    outcome: OutcomeKind
    reason: str | None
    attempts: int
    next_try: datetime | None
    page: str | None = None
    page_name: str | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt to fetch an article."""

    number: int
    run: int
    at: datetime
    status: int | None
    result: str


@dataclass(frozen=True, slots=True)
class ShownIn:
    """A listing that showed an article."""

    channel: str
    title: str | None
    date: str | None
    pinned: bool
    shown: datetime | None
    run: int | None
    page: str | None
    page_name: str | None


_ROW = (
    "a.id, a.url, c.name, l.title, l.date, a.published, a.outcome, coalesce(why.text, how.text), a.attempts, "
    "a.next_try, l.page, l.page_name"
)
_JOINED = (
    "JOIN channel c ON c.id = {channel} LEFT JOIN word why ON why.id = a.reason "
    "LEFT JOIN word how ON how.id = a.relation"
)


def rows(db: Database, asked: AskedRows, limit: int, offset: int = 0) -> list[LedgerRow]:
    """Return the articles that are asked for, those listed last first."""
    where, values = _conditions(asked)
    if asked.channel is not None:
        source = f"FROM listing l JOIN article a ON a.n = l.article {_JOINED.format(channel='l.channel')}"
    else:
        source = (
            "FROM article a LEFT JOIN listing l ON l.channel = a.channel AND l.article = a.n "
            f"{_JOINED.format(channel='a.channel')}"
        )
    found = db.execute(
        f"SELECT {_ROW} {source} WHERE {' AND '.join(where) or '1 = 1'} ORDER BY a.n DESC LIMIT ? OFFSET ?",
        (*values, limit, offset),
    ).fetchall()
    return [_row(row) for row in found]


def _conditions(asked: AskedRows) -> tuple[list[str], list[Any]]:
    where: list[str] = []
    values: list[Any] = []

    def add(condition: str, *given: Any) -> None:
        where.append(condition)
        values.extend(given)

    if asked.channel is not None:
        add("l.channel = (SELECT id FROM channel WHERE name = ?)", asked.channel)
    if asked.site is not None:
        add("a.channel IN (SELECT id FROM channel WHERE site = ?)", asked.site)
    if asked.outcome is not None:
        add("a.outcome = ?", OUTCOMES.index(asked.outcome))
    if asked.reason is not None:
        word = "(SELECT id FROM word WHERE text = ?)"
        add(f"(a.reason = {word} OR (a.reason IS NULL AND a.relation = {word}))", asked.reason, asked.reason)
    if asked.run is not None:
        add("a.n IN (SELECT article FROM taken WHERE run = ?)", asked.run)
    if asked.of_channel is not None:
        original = "SELECT o.id FROM article o JOIN channel d ON d.id = o.channel WHERE d.name = ?"
        add(f"a.of IN ({original})", asked.of_channel)
    if asked.since is not None or asked.until is not None:
        first, last = seconds_of(Extent(since=asked.since, until=asked.until))
        day = (asked.since or date.min).isoformat()
        after = min(asked.until or date.max, date.max - timedelta(days=1)) + timedelta(days=1)
        add(
            "(a.published BETWEEN ? AND ? OR (a.published IS NULL AND l.date >= ? AND l.date < ?))",
            *(first, last, day, after.isoformat()),
        )
    return where, values


def _row(row: Sequence[Any]) -> LedgerRow:
    id, url, channel, title, listed, published, outcome, reason, attempts, next_try, page, page_name = row
    return LedgerRow(
        to_id(id), url, channel, title, listed, published_out(published), OUTCOMES[outcome], reason, attempts,
        to_moment(next_try), page, page_name,
    )  # fmt: skip


def lines_of(db: Database, id: str) -> list[LineRef]:
    """Return the places of all lines of an article, the first revision first."""
    found = db.execute(
        'SELECT x.revision, f.text, x."offset", x.length, x.sha256 FROM article a JOIN line x ON x.article = a.n '
        'JOIN word f ON f.id = x.file WHERE a.id = ? ORDER BY x.revision, x.file, x."offset"',
        (to_number(id),),
    ).fetchall()
    return [LineRef(id, revision, file, offset, length, sha.hex()) for revision, file, offset, length, sha in found]


def attempts_of(db: Database, id: str) -> list[Tried]:
    """Return every attempt to fetch an article, the first one first."""
    found = db.execute(
        "SELECT t.number, t.run, t.at, t.status, w.text FROM article a JOIN attempt t ON t.article = a.n "
        "JOIN word w ON w.id = t.result WHERE a.id = ? ORDER BY t.number",
        (to_number(id),),
    ).fetchall()
    return [Tried(number, run, _at(at), status, result) for number, run, at, status, result in found]


def listings_of(db: Database, id: str) -> list[ShownIn]:
    """Return the listings that showed an article, and when they last did."""
    found = db.execute(
        "SELECT c.name, l.title, l.date, l.pinned, l.shown, leg.run, l.page, l.page_name FROM article a "
        "JOIN listing l ON l.article = a.n JOIN channel c ON c.id = l.channel LEFT JOIN leg ON leg.id = l.leg "
        "WHERE a.id = ? ORDER BY c.name",
        (to_number(id),),
    ).fetchall()
    return [
        ShownIn(name, title, day, bool(pinned), to_moment(shown), run, page, page_name)
        for name, title, day, pinned, shown, run, page, page_name in found
    ]


def neighbours(db: Database, id: str) -> tuple[LedgerRow | None, LedgerRow | None]:
    """Return the archived articles of the same channel that were published just before
    an article and just after it."""
    found = []
    for than, order in (("<", "DESC"), (">", "ASC")):
        near = (
            db.execute(
                "SELECT b.n FROM article a JOIN article b ON b.channel = a.channel AND b.outcome = 1 "
                f"AND b.published = a.published AND b.n {than} a.n WHERE a.id = ? ORDER BY b.n {order} LIMIT 1",
                (to_number(id),),
            ).fetchone()
            or db.execute(
                "SELECT b.n FROM article a JOIN article b ON b.channel = a.channel AND b.outcome = 1 "
                f"AND b.published {than} a.published WHERE a.id = ? ORDER BY b.published {order}, b.n {order} LIMIT 1",
                (to_number(id),),
            ).fetchone()
        )
        found.append(_one(db, near[0]) if near else None)
    return found[0], found[1]


def _one(db: Database, n: int) -> LedgerRow | None:
    row = db.execute(
        f"SELECT {_ROW} FROM article a LEFT JOIN listing l ON l.channel = a.channel AND l.article = a.n "
        f"{_JOINED.format(channel='a.channel')} WHERE a.n = ?",
        (n,),
    ).fetchone()
    return _row(row) if row else None


def titles_of(db: Database, ids: Sequence[str]) -> dict[str, str]:
    """Return the listed titles of articles, by id."""
    marks = ",".join("?" * len(ids)) or "NULL"
    found = db.execute(
        "SELECT a.id, l.title FROM article a JOIN listing l ON l.channel = a.channel AND l.article = a.n "
        f"WHERE a.id IN ({marks}) AND l.title IS NOT NULL",
        [to_number(id) for id in ids],
    ).fetchall()
    return {to_id(id): title for id, title in found}


def channel_counts(db: Database, channel: str, since: date | None = None) -> dict[date | None, Counts]:
    """Return how many articles a channel listed by day and outcome, from a day on; None
    for those without a date."""
    after = -1 if since is None else (seconds_of(Extent(since=since))[0] + PUBLISHED_FROM) // 86400
    found = db.execute(
        f"SELECT d.published, d.shown, {', '.join(f'd.{name}' for name in Counts._fields)} FROM {by_day(db)} AS d "
        "WHERE d.channel = (SELECT id FROM channel WHERE name = ?) AND (d.published >= ? OR d.published = -1)",
        (channel, after),
    ).fetchall()
    counts: dict[date | None, Counts] = {}
    for published, shown, *numbers in found:
        day = day_of(published, shown)
        counts[day] = counts.get(day, Counts()) + Counts(*numbers)
    return counts


def has_days(db: Database, since: date, until: date) -> bool:
    """Return whether any article was published between two days, both included."""
    first, last = ((second + PUBLISHED_FROM) // 86400 for second in seconds_of(Extent(since=since, until=until)))
    found = db.execute(
        f"SELECT 1 FROM {by_day(db)} AS d WHERE d.published BETWEEN ? AND ? AND d.exported + d.duplicate > 0 LIMIT 1",
        (first, last),
    ).fetchone()
    return found is not None


def newest_day(db: Database, until: date) -> date | None:
    """Return the last day, up to one, of which an article was published."""
    last = (seconds_of(Extent(until=until))[1] + PUBLISHED_FROM) // 86400
    found = db.execute(
        f"SELECT max(d.published) FROM {by_day(db)} AS d WHERE d.published <= ? AND d.exported + d.duplicate > 0",
        (last,),
    ).fetchone()[0]
    return None if found is None else day_of(found, None)


def counts_by_day(db: Database, until: date) -> list[tuple[date, int]]:
    """Return how many articles all channels listed on each day, the last day first."""
    sums = " + ".join(f"sum(d.{name})" for name in Counts._fields)
    found: dict[date, int] = {}
    for published, shown, count in db.execute(
        f"SELECT d.published, d.shown, {sums} FROM {by_day(db)} AS d GROUP BY 1, 2"
    ):
        day = day_of(published, shown)
        if day is not None and day <= until:
            found[day] = found.get(day, 0) + int(count)
    return sorted(found.items(), reverse=True)


def balances_of(db: Database, channels: Sequence[str] | None = None) -> list[Balance]:
    """Return the balance of these channels, or of all of them, from the kept counts."""
    some, values = "", list[Any]()
    if channels is not None:
        some = f"WHERE c.name IN ({','.join('?' * len(channels)) or 'NULL'})"
        values = list(channels)
    return _balances(
        db, f"SELECT c.name AS name, k.* FROM {by_outcome(db)} AS k JOIN channel c ON c.id = k.channel {some}", values
    )


def balance_of_all(db: Database) -> Balance:
    """Return the balance of all articles, each counted once, from the kept counts."""
    found = _balances(db, f"SELECT 'all' AS name, k.* FROM {by_outcome(db)} AS k WHERE k.channel = 0", [])
    return found[0] if found else Balance("all", 0)


def _balances(db: Database, counted: str, values: Sequence[Any]) -> list[Balance]:
    found: dict[str, Balance] = {}
    statement = (
        "SELECT k.name, k.outcome, coalesce(why.text, how.text), k.articles "
        f"FROM ({counted}) AS k LEFT JOIN word why ON why.id = k.reason LEFT JOIN word how ON how.id = k.relation"
    )
    listed: dict[str, int] = {}
    for name, outcome, why, count in db.execute(statement, values):
        balance = found.setdefault(name, Balance(name, 0))
        listed[name] = listed.get(name, 0) + count
        kind = OUTCOMES[outcome]
        balance.outcomes[kind] = balance.outcomes.get(kind, 0) + count
        if why is not None:
            balance.reasons[f"{kind}/{why}"] = balance.reasons.get(f"{kind}/{why}", 0) + count
    return [Balance(name, listed[name], each.outcomes, each.reasons) for name, each in sorted(found.items())]


def page_rows(db: Database, channel: str, day: date) -> list[LedgerRow]:
    """Return the articles of a newspaper's issue in the order in which its pages list
    them."""
    found = db.execute(
        f"SELECT {_ROW} FROM listing l JOIN article a ON a.n = l.article {_JOINED.format(channel='l.channel')} "
        "WHERE l.channel = (SELECT id FROM channel WHERE name = ?) AND substr(l.date, 1, 10) = ? ORDER BY a.n",
        (channel, day.isoformat()),
    ).fetchall()
    return [_row(row) for row in found]


def forgotten(db: Database, ids: Sequence[str]) -> set[str]:
    """Return those of these articles that were taken out of the archive."""
    marks = ",".join("?" * len(ids)) or "NULL"
    found = db.execute(
        f"SELECT a.id FROM article a JOIN word w ON w.id = a.reason WHERE a.id IN ({marks}) AND w.text = 'forgotten'",
        [to_number(id) for id in ids],
    ).fetchall()
    return {to_id(id) for (id,) in found}


def _at(seconds: int) -> datetime:
    moment = to_moment(seconds)
    assert moment is not None
    return moment
