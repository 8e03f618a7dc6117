"""An archive of two months, its record left out: what the coverage of a ledger is tested on."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

from newscrawl.items import Entry
from newscrawl.ledger import Attempt, Cursor, Extent, LineRef, Settled
from newscrawl.ledger.history import Alarm, Seen
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.monitor.days import is_day_off
from newscrawl.urls import article_id
from tests.processes import scrapy

END = date(2020, 11, 18)
GAP = (date(2020, 10, 19), date(2020, 10, 23))
DIED = date(2020, 10, 28)
NOW = f"{END}T23:00:00+08:00"


def make_archive(data: Path) -> None:
    """Two months of three channels: one healthy, one with a week missing, one that died."""
    ledger = SqliteLedger.open(data / "ledger.sqlite")
    now = datetime(2020, 11, 18, 15, tzinfo=UTC)
    run = ledger.begin_run("channel", {"channels": "sim/*"}, now)
    offset = 0
    for channel in ("sim/fz", "sim/fj", "sim/xm"):
        walk = ledger.open_walk(run, channel, "sim", Extent(), None)
        entries, settled, lines = [], [], []
        for back in range(60):
            day = END - timedelta(days=back)
            if (channel == "sim/fj" and GAP[0] <= day <= GAP[1]) or (channel == "sim/xm" and day >= DIED):
                continue
            for number in range(1 if is_day_off(day) else 6):
                url = f"http://www.hxnews.com/{channel}/{day:%Y%m/%d}/{number}.shtml"
                title = f"<b>福州</b>地铁{number}号线 & {day}"
                entry = Entry(article_id(url), url, title, f"{day}T0{number}:00:00+08:00")
                entries.append(entry)
                lost = number == 5 and back == 3
                outcome: Any = "failed" if lost else "exported"
                reason = "http_500" if lost else None
                at = f"{day}T0{number}:00:00+08:00"
                attempt = Attempt(now, 500 if lost else 200, "ok")
                settled.append(Settled(entry.id, outcome, reason=reason, published=at, attempt=attempt, revision=1))
                if not lost:
                    lines.append(LineRef(entry.id, 1, "articles/sim/2020-11.jsonl", offset, 100, f"{offset:064x}"))
                    offset += 100
        ledger.enter(run, walk.id, entries, Cursor(), now)
        with ledger.transaction():
            ledger.settle(run, settled)
            ledger.lines(lines)
        ledger.close_walk(walk.id, "last_page", Extent(), now)
    alarm = Alarm("silent", "sim/xm", "no news since 2020-10-27")
    ledger.remember(run, [Seen("sim/fz", lines=10, articles=10, filled={"title": 10, "source": 4})], [alarm])
    ledger.end_run(run, now, 4, {})
    ledger.close()


def coverage(data: Path, *words: str) -> CompletedProcess[str]:
    return scrapy("coverage", "-s", f"NEWSCRAWL_DATA={data}", "-s", f"NEWSCRAWL_NOW={NOW}", *words)
