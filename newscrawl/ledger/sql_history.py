"""History in SQL: figures and alarms of runs, and articles a day.

Each function runs inside its caller's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from newscrawl.database import Database
from newscrawl.ledger import Extent
from newscrawl.ledger.history import Alarm, Raised, Seen, alarm_out, evidence_in, figures_in, figures_out
from newscrawl.ledger.sql_values import seconds_of, to_seconds

DAY = 86400
CHINA = 8 * 3600
"""Seconds by which China's clocks are ahead of UTC: days are days in China."""


def enter(db: Database, run: int, seen: Iterable[Seen], alarms: Iterable[Alarm]) -> None:
    """Store what a run saw and the alarms it raised; earlier rows of the run are
    replaced."""
    for table in ("seen", "alarm"):
        db.execute(f"DELETE FROM {table} WHERE run = ?", (run,))
    numbers = dict(db.execute("SELECT name, id FROM channel").fetchall())
    rows = [(run, numbers[each.channel], figures_in(each)) for each in seen if each.channel in numbers]
    if rows:
        db.executemany("INSERT INTO seen (run, channel, figures) VALUES (?, ?, ?)", rows)
    raised = [
        (run, numbers[alarm.channel], number, alarm.name, evidence_in(alarm))
        for number, alarm in enumerate(alarms)
        if alarm.channel in numbers
    ]
    if raised:
        db.executemany("INSERT INTO alarm (run, channel, number, name, evidence) VALUES (?, ?, ?, ?, ?)", raised)


def past(db: Database, channel: str, before: int, limit: int) -> list[Seen]:
    """Return what the newest runs before one saw of a channel, newest first."""
    rows = db.execute(
        "SELECT s.run, r.started, s.figures FROM channel c JOIN seen s ON s.channel = c.id JOIN run r ON r.id = s.run "
        "WHERE c.name = ? AND s.run < ? ORDER BY s.run DESC LIMIT ?",
        (channel, before, limit),
    ).fetchall()
    return [figures_out(channel, run, datetime.fromtimestamp(started, UTC), text) for run, started, text in rows]


def raised(db: Database, since: datetime) -> list[Raised]:
    """Return the alarms of the runs begun since then, newest first."""
    rows = db.execute(
        "SELECT a.name, c.name, a.evidence, a.run, r.started FROM run r JOIN alarm a ON a.run = r.id "
        "JOIN channel c ON c.id = a.channel WHERE r.started >= ? ORDER BY a.run DESC, a.number",
        (to_seconds(since),),
    ).fetchall()
    return [
        Raised(alarm_out(name, channel, evidence), run, datetime.fromtimestamp(at, UTC))
        for name, channel, evidence, run, at in rows
    ]


def news_days(db: Database, channels: Sequence[str], since: date) -> dict[str, dict[date, int]]:
    """Count articles by channel and day of publication, duplicates included.

    An article that several channels list counts in each.
    """
    first, _last = seconds_of(Extent(since=since))
    epoch = date(1970, 1, 1)
    # Articles are numbered in the order of listing: those that earlier runs took up
    # were listed before, and are skipped.
    before = db.execute(
        "SELECT article FROM taken WHERE run <= (SELECT id FROM run WHERE started < ? ORDER BY started DESC LIMIT 1) "
        "ORDER BY run DESC, article DESC LIMIT 1",
        (first,),
    ).fetchone()
    found: dict[str, dict[date, int]] = {}
    for channel in channels:
        rows = db.execute(
            f"SELECT (a.published + {CHINA}) / {DAY}, count(*) FROM listing l JOIN article a ON a.n = l.article "
            "WHERE l.channel = (SELECT id FROM channel WHERE name = ?) AND a.outcome IN (1, 2) "
            "AND l.article > ? AND a.published >= ? GROUP BY 1",
            (channel, before[0] if before else 0, first),
        ).fetchall()
        if rows:
            found[channel] = {epoch + timedelta(days=int(number)): count for number, count in rows}
    return found
