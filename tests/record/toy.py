"""A crawl without a network: made-up articles are listed in the ledger and yielded, as a spider does it.

Which, how many and how fast is said by a `Plan`; `crawl` gives the exit code that `scrapy crawl` would end with.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

import scrapy
from scrapy.core.engine import ExecutionEngine
from scrapy.crawler import AsyncCrawlerProcess
from scrapy.exceptions import CloseSpider, DropItem, NotConfigured, UsageError
from scrapy.exporters import JsonLinesItemExporter
from scrapy.extensions.feedexport import BlockingFeedStorage

from newscrawl import settings
from newscrawl.items import Article, Duplicate, Entry, Image, Tombstone
from newscrawl.ledger import Attempt, Cursor, Extent, Settled
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.options import now
from newscrawl.urls import article_id

SETTINGS = {
    "EXTENSIONS": {
        "newscrawl.record.extension.Record": -100,
        "scrapy.extensions.feedexport.FeedExporter": None,
        "newscrawl.record.followers.Followers": 0,
    },
    "FEED_STORAGES": {
        **settings.FEED_STORAGES,
        "far": "tests.record.toy.FarStorage",
        "absent": "tests.record.toy.AbsentStorage",
    },
    "FEED_EXPORTERS": settings.FEED_EXPORTERS,
    "FEED_EXPORT_ENCODING": "utf-8",
    "TELNETCONSOLE_ENABLED": False,
    "REMOTE_CONTROL_ENABLED": False,
    "LOG_LEVEL": "INFO",
    "NEWSCRAWL_COMMIT_EVERY": 10,
    "NEWSCRAWL_COMMIT_SECONDS": 0.2,
}
PARAGRAPH = "本报福州讯（记者林小雨）昨日，市气象台发布消息，受冷空气影响，全市气温明显下降，市民出行请注意添衣。"
PAGE = 20


@dataclass(frozen=True)
class Plan:
    """What the toy crawl yields."""

    items: int = 60
    site: str = "toy"
    key: str = "toy.example"
    """Politeness key."""
    patience: float = 0.0
    """Seconds that it waits for another run on the same servers."""
    turn: int | None = None
    """From this article on, the month of fetching is the next one."""
    duplicates: int = 10
    """Every so-manieth article is a duplicate of the one before; 0 for none."""
    rejected: int = 0
    pause: float = 0.0
    """Seconds between two articles."""
    wait_for: str | None = None
    """A file whose coming the crawl waits for after an article, having made `<wait_for>.here`."""
    wait_at: int = 0
    """The number of that article."""
    weight: int = 1
    """How many times as long texts are."""
    rich: bool = False
    """Articles have names and pictures."""
    gone: int = 0
    """So many articles, the first ones, are found withdrawn instead of listed."""

    def url(self, number: int) -> str:
        return f"http://www.{self.key}/news/{number}.shtml"

    def item(self, number: int) -> Article | Duplicate:
        """The article of a number: always the same."""
        url = self.url(number)
        month = "12" if self.turn is not None and number >= self.turn else "11"
        fetched = f"2020-{month}-18T09:{number % 60:02}:00+08:00"
        if self.duplicates and number % self.duplicates == self.duplicates - 1:
            of = article_id(self.url(number - 1))
            return Duplicate(id=article_id(url), url=url, site=self.site, of=of, relation="equal", fetched=fetched)
        return Article(
            id=article_id(url),
            url=url,
            canonical_url=url,
            site=self.site,
            channel=f"{self.site}/news",
            title=f"福州新闻第{number}条",
            text="\n".join(f"{number}-{part} {PARAGRAPH}" for part in range(self.weight + number * 7 % 12)),
            fetched=fetched,
            content_hash=f"{number:016x}",
            reader_version=1,
            reporters=("林小雨", "陈大明") if self.rich else (),
            images=(Image(f"http://www.{self.key}/1.jpg", "福州西湖"),) if self.rich else (),
        )

    def ids(self, kind: type = Article) -> set[str]:
        """Ids of all items of a kind."""
        return {item.id for item in map(self.item, range(self.items)) if isinstance(item, kind)}


class ToySpider(scrapy.Spider):
    """Lists, then yields."""

    name = "toy"

    def __init__(self, plan: dict[str, Any]) -> None:
        super().__init__()
        self.plan = Plan(**plan)

    async def start(self) -> AsyncIterator[Any]:
        plan = self.plan
        record = self.crawler.record  # type: ignore[attr-defined]
        if not [taken async for taken in record.account.lock([plan.key], timedelta(seconds=plan.patience))]:
            raise CloseSpider("held")
        numbers = {article_id(plan.url(number)): number for number in range(plan.items)}
        channel, at = f"{plan.site}/news", now(self.crawler.settings)
        for item in self.withdrawn():
            yield item
        for due in record.ledger.due(record.run, [channel], at):
            async for item in self.produce(numbers[due.id]):
                yield item
        walk = record.ledger.open_walk(record.run, channel, plan.site, Extent(), None)
        for first in range(0, plan.items, PAGE):
            page = range(first, min(first + PAGE, plan.items))
            entries = [Entry(article_id(plan.url(number)), plan.url(number)) for number in page]
            for state in record.ledger.enter(record.run, walk.id, entries, Cursor(), at):
                if state.fetch:
                    async for item in self.produce(numbers[state.entry.id]):
                        yield item
        record.ledger.close_walk(walk.id, "last_page", Extent(), at)

    async def produce(self, number: int) -> AsyncIterator[Any]:
        plan = self.plan
        await asyncio.sleep(plan.pause)
        if plan.rejected and number % plan.rejected == 1:
            attempt = Attempt(now(self.crawler.settings), 200, "listing")
            settled = Settled(article_id(plan.url(number)), "rejected", reason="listing", attempt=attempt)
            self.crawler.record.settle(settled)  # type: ignore[attr-defined]
            return
        yield plan.item(number)
        if plan.wait_for and number == plan.wait_at:
            Path(f"{plan.wait_for}.here").touch()
            while not Path(plan.wait_for).exists():
                await asyncio.sleep(0.01)

    def withdrawn(self) -> list[Tombstone]:
        record = self.crawler.record  # type: ignore[attr-defined]
        found = []
        for number in range(self.plan.gone):
            before = record.lookup.archived(article_id(self.plan.url(number)))
            if before and "withdrawn" not in before[0]:
                item = self.plan.item(number)
                revision = before[0]["revision"] + 1
                found.append(
                    Tombstone(
                        id=item.id, url=item.url, site=item.site, withdrawn="gone", revision=revision,
                        fetched="2020-12-20T10:00:00+08:00", http_status=404,
                    )
                )  # fmt: skip
        return found


class FailingPipeline:
    """Fails on the article 3, refuses the article 4."""

    def process_item(self, item: Any) -> Any:
        if item.url.endswith("/3.shtml"):
            raise ZeroDivisionError("a mistake")
        if item.url.endswith("/4.shtml"):
            raise DropItem("not today")
        return item


class FarStorage(BlockingFeedStorage):
    """A feed that is carried elsewhere when it is closed: `far:///folder/name`."""

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        self.path = Path(urlsplit(uri).path)

    def _store_in_thread(self, file: IO[bytes]) -> None:
        file.seek(0)
        self.path.write_bytes(file.read())


class AbsentStorage(FarStorage):
    """A storage whose library is not installed."""

    def __init__(self, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        raise NotConfigured("missing boto3 library")


class FailingExporter(JsonLinesItemExporter):
    """Fails on its 15th item."""

    exported = 0

    def export_item(self, item: Any) -> None:
        self.exported += 1
        if self.exported == 15:
            raise RuntimeError("the 15th item is too much")
        super().export_item(item)


def crawl(told: dict[str, Any]) -> int:
    """Run as told; gives the exit code."""
    if told.get("busy"):
        SqliteLedger.open.__func__.__kwdefaults__["busy_seconds"] = told["busy"]  # type: ignore[attr-defined]
    ExecutionEngine._SLOT_HEARTBEAT_INTERVAL = 0.1  # of 5 seconds; a crawl without requests ends at such a beat
    process = AsyncCrawlerProcess({**SETTINGS, **told["settings"]})
    crawler = process.create_crawler(ToySpider)
    task = process.crawl(crawler, plan=told.get("plan", {}))
    process.start()
    error = task.exception()
    if isinstance(error, UsageError):
        print(f"usage: {error}", file=sys.stderr)
        return 2
    if error is not None:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return crawler.record.account.exit_code  # type: ignore[attr-defined,no-any-return]


if __name__ == "__main__":
    sys.exit(crawl(json.loads(sys.argv[1])))
