"""The history of runs: what they met in each channel, the alarms they raised, and when the news was published."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from newscrawl.ledger.database import Database
from newscrawl.ledger.history import Alarm, Figures, News, RaisedAlarm, figures_in, figures_out
from newscrawl.ledger.sql_values import CHINA, EXPORTED, to_moment, to_seconds

DAY = 86400
AHEAD = 8 * 3600
"""Seconds by which China's clock is ahead of UTC: its days begin so much earlier."""


def note_run(db: Database, figures: Iterable[Figures], alarms: Iterable[Alarm], run: int) -> None:
    """Enter what a run met and the alarms it raised; of runs that met nothing new only the newest stays."""
    for met in figures:
        channel = _channel(db, met.channel)
        db.execute("DELETE FROM figures WHERE channel = ? AND idle = 1 AND run < ?", (channel, run))
        db.execute(
            "INSERT INTO figures (channel, run, at, idle, counts) VALUES (?, ?, ?, ?, ?)",
            (channel, run, to_seconds(met.at), int(met.idle), figures_in(met)),
        )
    for number, alarm in enumerate(alarms):
        db.execute(
            "INSERT INTO alarm (run, number, channel, name, evidence, advice) VALUES (?, ?, ?, ?, ?, ?)",
            (run, number, _channel(db, alarm.channel), alarm.name, alarm.evidence, alarm.advice),
        )


def _channel(db: Database, name: str) -> int:
    site = name.partition("/")[0]
    db.execute("INSERT INTO channel (name, site) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", (name, site))
    return int(db.execute("SELECT id FROM channel WHERE name = ?", (name,)).fetchone()[0])


def history(db: Database, channel: str, limit: int) -> list[Figures]:
    """What the newest runs met in a channel, newest first."""
    rows = db.execute(
        "SELECT f.run, f.at, f.counts FROM figures f JOIN channel c ON c.id = f.channel "
        "WHERE c.name = ? ORDER BY f.run DESC LIMIT ?",
        (channel, limit),
    )
    return [figures_out(run, channel, _moment(at), counts) for run, at, counts in rows.fetchall()]


def alarms(db: Database, limit: int, run: int | None) -> list[RaisedAlarm]:
    """The newest alarms, newest run first, in the order in which a run raised them; with `run`, of that run alone."""
    where, values = ("", (limit,)) if run is None else ("WHERE a.run = ?", (run, limit))
    rows: Sequence[Any] = db.execute(
        "SELECT a.run, r.started, a.name, c.name, a.evidence, a.advice FROM alarm a JOIN run r ON r.id = a.run "
        f"JOIN channel c ON c.id = a.channel {where} ORDER BY a.run DESC, a.number LIMIT ?",
        values,
    ).fetchall()
    return [RaisedAlarm(run, _moment(at), Alarm(*told)) for run, at, *told in rows]


def news(db: Database, channel: str, since: date) -> News:
    """When the archived articles of a channel were published, from a day on."""
    found = db.execute("SELECT id, reach FROM channel WHERE name = ?", (channel,)).fetchone()
    if found is None:
        return News(None, {})
    id, reach = found
    rows = db.execute(
        f"SELECT (published + {AHEAD}) / {DAY}, count(*) FROM article "
        f"WHERE outcome = {EXPORTED} AND channel = ? AND published >= ? GROUP BY 1",
        (id, to_seconds(datetime.combine(since, time(), CHINA))),
    ).fetchall()
    first = None if reach is None else date.fromisoformat(reach) if reach else date.min
    return News(first, {date(1970, 1, 1) + timedelta(days=int(day)): count for day, count in rows})


def _moment(seconds: int) -> datetime:
    moment = to_moment(seconds)
    assert moment is not None
    return moment
