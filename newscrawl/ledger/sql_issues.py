"""Issues of newspapers in SQL; each function runs inside its caller's transaction."""

from __future__ import annotations

from datetime import UTC, date, datetime

from newscrawl.database import Database
from newscrawl.ledger import LedgerError
from newscrawl.ledger.sql_values import to_seconds
from newscrawl.walks.issue_values import LONG_GAP, Issue, IssueCounts, IssueGap


def enter(db: Database, run: int, channel: str, issue: Issue) -> None:
    """Enter the outcome of a day; it replaces the old one."""
    found = db.execute("SELECT id FROM channel WHERE name = ?", (channel,)).fetchone()
    if found is None:
        raise LedgerError(f"channel {channel} was never walked")
    values = (issue.outcome, issue.reason, to_seconds(issue.looked), issue.pages, issue.entries, run, issue.looks)
    db.execute(
        "INSERT INTO issue (channel, day, outcome, reason, looked, pages, entries, run, looks) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (channel, day) DO UPDATE SET outcome = excluded.outcome, "
        "reason = excluded.reason, looked = excluded.looked, pages = excluded.pages, entries = excluded.entries, "
        "run = excluded.run, looks = excluded.looks",
        (found[0], issue.day.isoformat(), *values),
    )


def between(db: Database, channel: str, since: date, until: date) -> dict[date, Issue]:
    """Return what is known of the days of an edition, both ends included."""
    rows = db.execute(
        "SELECT i.day, i.outcome, i.looked, i.reason, i.pages, i.entries, i.looks FROM issue i "
        "JOIN channel c ON c.id = i.channel WHERE c.name = ? AND i.day BETWEEN ? AND ?",
        (channel, since.isoformat(), until.isoformat()),
    ).fetchall()
    issues = (
        Issue(date.fromisoformat(day), outcome, datetime.fromtimestamp(looked, UTC), *rest)
        for day, outcome, looked, *rest in rows
    )
    return {issue.day: issue for issue in issues}


def counts(db: Database) -> list[IssueCounts]:
    """Count the days of every edition, by its name."""
    rows = db.execute(
        "SELECT c.name, sum(CASE i.outcome WHEN 'complete' THEN 1 ELSE 0 END), "
        "sum(CASE i.outcome WHEN 'missing' THEN 1 ELSE 0 END), sum(CASE i.outcome WHEN 'broken' THEN 1 ELSE 0 END), "
        "sum(i.pages), sum(i.entries), min(CASE i.outcome WHEN 'complete' THEN i.day END), "
        "max(CASE i.outcome WHEN 'complete' THEN i.day END) "
        "FROM issue i JOIN channel c ON c.id = i.channel GROUP BY c.name ORDER BY c.name"
    ).fetchall()
    return [
        IssueCounts(row[0], int(row[1]), int(row[2]), int(row[3]), int(row[4]), int(row[5]), _day(row[6]), _day(row[7]))
        for row in rows
    ]


def gaps(db: Database) -> list[IssueGap]:
    """Return the long gaps of every edition, by its name and in order."""
    rows = db.execute(
        "SELECT c.name, count(*), min(g.day), max(g.day) FROM ("
        "SELECT channel, day, outcome, row_number() OVER (PARTITION BY channel ORDER BY day) "
        "- row_number() OVER (PARTITION BY channel, outcome ORDER BY day) AS place FROM issue) AS g "
        "JOIN channel c ON c.id = g.channel WHERE g.outcome = 'missing' AND g.day < ("
        "SELECT max(i.day) FROM issue i WHERE i.channel = g.channel AND i.outcome = 'complete') "
        "GROUP BY c.name, g.place HAVING count(*) >= ? ORDER BY 1, 3",
        (LONG_GAP,),
    ).fetchall()
    return [
        IssueGap(name, int(days), date.fromisoformat(one), date.fromisoformat(last)) for name, days, one, last in rows
    ]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
