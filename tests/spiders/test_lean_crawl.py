"""If these fail, a user's middleware, pipeline or signal handler that waits is not waited for in a crawl, or a crawl
costs as much as Scrapy's own steps do."""

from __future__ import annotations

import asyncio
import inspect
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request, Spider, signals
from scrapy.crawler import Crawler
from scrapy.exceptions import _InvalidOutput
from scrapy.http import Response
from scrapy.pipelines import ItemPipelineManager
from scrapy.utils.deprecate import create_deprecated_class
from scrapy.utils.test import get_crawler

from newscrawl.commands import downloader_import
from newscrawl.spiders import lean_crawl
from newscrawl.spiders.lean_crawl import (
    LeanDownloader,
    LeanDownloaderMiddlewares,
    LeanItemPipelines,
    LeanScraper,
    LeanSpiderMiddlewares,
    make_lean,
)
from tests.crawling import crawl, write_site
from tests.simsite import SimSite, serve

ASKED = Request("http://127.0.0.1/1.shtml")
PAGE = Response("http://127.0.0.1/1.shtml")


class Waiting:
    """A middleware and pipeline whose methods wait, each for a turn of the event loop."""

    def __init__(self, answer: Any = None, page: Any = PAGE) -> None:
        self.answer, self.page = answer, page

    async def process_request(self, request: Request) -> Any:
        await asyncio.sleep(0)
        return self.answer

    async def process_response(self, request: Request, response: Response) -> Any:
        await asyncio.sleep(0)
        return self.page

    async def process_item(self, item: Any) -> Any:
        await asyncio.sleep(0)
        return f"{item}，福州"


def lean_crawler() -> Any:
    return make_lean(get_crawler(Spider))


def download(*middlewares: Any) -> Any:
    async def fetched(request: Request) -> Response:
        return PAGE

    manager = LeanDownloaderMiddlewares(*middlewares, crawler=lean_crawler())
    return asyncio.run(manager.download_async(fetched, ASKED))


@pytest.mark.parametrize(
    ("middlewares", "result"),
    [
        ((), PAGE),
        ((Waiting(),), PAGE),
        ((Waiting(answer=ASKED), Waiting()), ASKED),
        ((Waiting(page=ASKED),), ASKED),
    ],
    ids=["none", "waits", "answers itself", "asks again"],
)
def test_middlewares_that_wait_are_waited_for(middlewares: tuple[Waiting, ...], result: object) -> None:
    assert download(*middlewares) is result


def test_a_middleware_that_returns_nonsense_is_named() -> None:
    with pytest.raises(_InvalidOutput, match=r"Waiting\.process_response must return Response or Request"):
        download(Waiting(page="福州"))


def test_pipelines_that_wait_are_waited_for() -> None:
    manager = LeanItemPipelines(Waiting(), Waiting(), crawler=lean_crawler())
    assert asyncio.run(manager.process_item_async("海峡网")) == "海峡网，福州，福州"


def test_handlers_of_items_that_wait_are_waited_for_and_one_that_fails_stops_no_other(
    caplog: pytest.LogCaptureFixture,
) -> None:
    crawler, seen = lean_crawler(), list[str]()

    def fails(item: str) -> None:
        raise KeyError("fz")

    async def waits(item: str) -> None:
        await asyncio.sleep(0)
        seen.append(f"waited {item}")

    def at_once(item: str, response: Any) -> None:
        seen.append(item)

    handlers: tuple[Callable[..., Any], ...] = (fails, waits, at_once)
    for handler in handlers:
        crawler.signals.connect(handler, signals.item_scraped)
    with caplog.at_level(logging.ERROR):
        sent = asyncio.run(
            crawler.signals.send_catch_log_async(signals.item_scraped, item="海峡网", response=None, spider=None)
        )
    assert seen == ["海峡网", "waited 海峡网"]
    assert [type(result) for handler, result in sent if handler in handlers] == [KeyError, type(None), type(None)]
    assert "Error caught on signal handler" in caplog.text


def test_a_handler_that_comes_and_goes_is_called_while_it_is_there() -> None:
    crawler, seen = lean_crawler(), list[bytes]()

    def received(data: bytes) -> None:
        seen.append(data)

    for piece in (b"1", b"2", b"3"):
        if piece == b"2":
            crawler.signals.connect(received, signals.bytes_received)
        crawler.signals.send_catch_log(signals.bytes_received, data=piece)
        if piece == b"2":
            crawler.signals.disconnect(received, signals.bytes_received)
    assert seen == [b"2"]


def test_the_parts_of_an_engine_are_lean_unless_a_setting_replaces_them() -> None:
    class Own(ItemPipelineManager):
        """A user's item processor."""

    crawler = make_lean(get_crawler(Spider, {"ITEM_PROCESSOR": Own}))
    crawler.spider = crawler._create_spider("sim")
    engine = crawler._create_engine()
    assert type(engine.downloader) is LeanDownloader
    parts = (engine.downloader.middleware, engine.scraper, engine.scraper.spidermw, engine.scraper.itemproc)
    assert [type(part) for part in parts] == [LeanDownloaderMiddlewares, LeanScraper, LeanSpiderMiddlewares, Own]


def test_a_burst_of_requests_asks_a_site_for_no_more_pages_at_once_than_it_may() -> None:
    crawler = make_lean(get_crawler(Spider, {"CONCURRENT_REQUESTS_PER_DOMAIN": 3, "DOWNLOAD_DELAY": 0}))
    crawler.spider = crawler._create_spider("sim")
    asked: list[str] = []

    async def burst() -> None:
        downloader = crawler._create_engine().downloader
        answer = asyncio.get_running_loop().create_future()

        async def fetch(request: Request) -> Response:
            asked.append(request.url)
            return await answer

        downloader.handlers.download_request_async = fetch
        urls = [f"http://127.0.0.1/{n}.shtml" for n in range(9)]
        pages = [asyncio.ensure_future(downloader._enqueue_request(Request(url))) for url in urls]
        for _ in range(5):
            await asyncio.sleep(0)
        assert asked == urls[:3]
        answer.set_result(PAGE)
        await asyncio.gather(*pages)
        assert asked == urls
        downloader.close()

    asyncio.run(burst())


def test_with_another_scrapy_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lean_crawl, "version_info", (2, 20, 0))
    assert type(make_lean(get_crawler(Spider))) is Crawler


MOST_CALLS = 1250
"""Functions of Scrapy, Twisted and asyncio that an article may call: 1,060 to 1,140, by how its page comes in pieces;
1,460 to 1,500 where none of our lean parts is used."""


def test_an_article_takes_fewer_steps_than_scrapys_own(tmp_path: Path) -> None:
    site, counted = SimSite(articles=40, listings=2), tmp_path / "calls"
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        done = crawl(
            tmp_path, "channels=sim/*", "since=all", before={"tests.spiders.steps:count_calls": [str(counted)]}
        )
    assert done.code == 0, done.err
    assert 0 < float(counted.read_text()) < MOST_CALLS


def test_deprecated_classes_are_placed_without_reading_the_sources_of_their_callers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[Any] = []

    def sources() -> None:
        raise AssertionError("the stack is read with its sources: 55 ms of every crawl's start")

    monkeypatch.setattr(inspect, "stack", sources)
    monkeypatch.setattr(
        downloader_import, "import_module", lambda name: made.append(create_deprecated_class(name, Waiting))
    )
    downloader_import.import_downloader()
    assert [cls.__module__ for cls in made] == [__name__]
