"""A worker's crawls are forked, and are processes of their own all the same."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from tests.crawling import command, write_site
from tests.processes import until
from tests.rounds import ORDEAL
from tests.simsite import Server, SimSite, serve

pytestmark = [
    pytest.mark.skipif(not ORDEAL, reason="processes that import everything: the ordeal runs it"),
    pytest.mark.skipif(sys.platform != "linux", reason="crawls are forked on Linux only"),
]


def test_crawls_end_with_their_code_and_when_they_are_told_to(tmp_path: Path) -> None:
    slow_site = SimSite(articles=40, listings=2, slow=30, slow_seconds=2.0)
    with serve(SimSite(articles=12, listings=2)) as quick, serve(slow_site) as slow:
        write_site(tmp_path / "catalog", quick.sites[0], quick.url, id="sim")
        write_site(tmp_path / "catalog", slow.sites[0], slow.url, id="slow")
        asyncio.run(_try(tmp_path, slow))


async def _try(tmp_path: Path, slow: Server) -> None:
    from newscrawl.cluster.crawl_forks import KILLED, CrawlForks

    forks = CrawlForks()
    environment = {**os.environ, "SCRAPY_SETTINGS_MODULE": "newscrawl.settings"}

    def order(*words: str, data: str) -> asyncio.Task[int]:
        line = command(tmp_path, *words, data=data, RETRY_TIMES=0)[2:]
        return asyncio.create_task(forks.run(tuple(line), environment))

    both = [order("channels=sim/*", data="a"), order("channels=sim/*", "since=never", data="b")]
    assert await asyncio.gather(*both) == [0, 2]
    assert list((tmp_path / "a/articles").rglob("*.jsonl"))

    stopped = order("channels=slow/*", data="c")
    await _asked(slow, 4)
    stopped.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stopped
    lost = order("channels=slow/*", data="d")
    await _asked(slow, len(slow.requests) + 4)
    assert forks._server is not None
    children = Path(f"/proc/{forks._server.pid}/task/{forks._server.pid}/children").read_text().split()
    assert len(children) == 1, "the one that was stopped is gone"
    forks._server.send_signal(signal.SIGKILL)
    assert await lost == KILLED
    await asyncio.to_thread(until, lambda: not Path(f"/proc/{children[0]}").exists(), lambda: "it outlives the rest")
    assert await order("channels=sim/*", "since=never", data="e") == 2, "the next one is forked anew"
    await forks.close()


async def _asked(server: Server, count: int) -> None:
    await asyncio.to_thread(until, lambda: len(server.requests) >= count, lambda: "nothing is asked for")
