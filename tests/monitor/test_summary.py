"""What a crawl's end is told from: channels that were not read to their end."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy.settings import Settings
from scrapy.signalmanager import SignalManager

from newscrawl import signals as events
from newscrawl.monitor.summary import Summary
from newscrawl.record.watchers import ItemWatchers


@pytest.mark.parametrize(("reason", "unread"), [("finished", 1), ("shutdown", 3)])
def test_a_run_that_was_stopped_does_not_call_channels_quiet_that_it_never_read(reason: str, unread: int) -> None:
    account = SimpleNamespace(
        exit_code=3, ended=True, finish_reason=reason, balances=[], shortfalls=[], unread={}, alarms=[], at_end=[]
    )
    crawler: Any = SimpleNamespace(
        stats=SimpleNamespace(get_stats=dict),
        signals=SignalManager(),
        settings=Settings({"NEWSCRAWL_NOW": datetime(2020, 11, 18, 7, tzinfo=UTC).isoformat()}),
        spider=SimpleNamespace(
            chosen=["hxnews/fz", "hxnews/xm", "hxnews/qz", "hxnews/ly"], wanted=("channels", "fujian")
        ),
        record=SimpleNamespace(account=account, watchers=ItemWatchers()),
    )
    summary = Summary(crawler)
    for channel, end in {"hxnews/fz": "known", "hxnews/xm": "broken"}.items():
        crawler.signals.send_catch_log(events.walk_ended, channel=channel, end=end)
    assert summary.end(None, {}, "scrapy audit").unread == unread
