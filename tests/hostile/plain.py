"""Plain Scrapy on a served web, for comparison with `running.Crawler`; see
`plain_spider.py`.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from tests import processes
from tests.crawling import read_lines
from tests.hostile.running import Archive, Run
from tests.hostile.serving import Served
from tests.hostile.web import FIRST

SPIDER = Path(__file__).with_name("plain_spider.py")


class PlainCrawler:
    """The spider of `plain_spider.py`, run again and again in a folder that keeps what
    it saw and what it wrote.
    """

    def __init__(self, tmp: Path, served: Served) -> None:
        self.tmp, self.served = tmp, served
        self.runs: list[Run] = []
        tmp.mkdir(parents=True, exist_ok=True)

    def crawl(self, at: datetime, *, papers: bool = True) -> None:
        """Run at a moment what a crontab would."""
        served = self.served
        served.now = at
        first = {
            channel: served.servers[site].url + FIRST.get(channel, "")
            for channel in served.web.channels
            for site in [channel.partition("/")[0]]
            if papers or site != "paper"
        }
        done = processes.scrapy(
            *("runspider", SPIDER, "-a", f"plan={json.dumps({'now': at.isoformat(), 'first': first})}"),
            *("-o", "lines.jsonl", "-L", "CRITICAL", "-s", "RETRY_TIMES=1"),
            cwd=self.tmp,
        )
        self.runs.append(Run(at, "plain", done.returncode))

    def archive(self) -> Archive:
        """Read what there is now."""
        path = self.tmp / "lines.jsonl"
        lines = read_lines(path) if path.exists() else []
        return Archive([{**line, "id": line["url"], "revision": 1, "complete": True} for line in lines])
