"""Names that are private to Scrapy and Twisted, on which fetching and replay stand: a new version fails here first."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.handlers import http11
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.core.engine import ExecutionEngine
from scrapy.core.engine import _Slot as EngineSlot
from scrapy.core.scraper import Scraper
from scrapy.core.scraper import Slot as ScraperSlot
from scrapy.crawler import Crawler
from scrapy.http import TextResponse
from scrapy.resolver import CachingHostnameResolver
from scrapy.utils import _download_handlers
from twisted.internet.base import ReactorBase
from twisted.web import _newclient
from twisted.web.client import Agent, HTTPConnectionPool, _HTTP11ClientFactory

from newscrawl.spiders.lean_crawl import _LEAN, LeanDownloader, LeanDownloaderMiddlewares
from newscrawl.warc.http_message import _FRAMING


def arguments(function: object) -> list[str]:
    return list(inspect.signature(function).parameters)  # type: ignore[arg-type]


def source(thing: object) -> str:
    return inspect.getsource(thing)  # type: ignore[arg-type]


def test_the_parser_has_the_steps_at_which_we_listen() -> None:
    parser = http11._LenientHTTPClientParser
    assert issubclass(parser, _newclient.HTTPClientParser)
    assert arguments(parser.lineReceived) == ["self", "line"]
    assert arguments(parser.allHeadersReceived) == ["self"]
    assert arguments(parser.rawDataReceived) == ["self", "data"]
    assert arguments(parser._finished) == ["self", "rest"]
    assert parser.delimiter == b"\n"
    assert "__init__" not in vars(parser), "changing the class of a made parser would skip it"
    assert (_newclient.STATUS, _newclient.HEADER) == ("STATUS", "HEADER")


def test_the_protocol_puts_in_the_parser_that_we_replace() -> None:
    protocol = http11._LenientHTTP11ClientProtocol
    assert "self._parser.__class__ = _LenientHTTPClientParser" in source(protocol.request)
    assert arguments(protocol.request) == ["self", "request"]
    assert arguments(protocol.__init__) == ["self", "quiescentCallback"]
    assert isinstance(_newclient.Request.absoluteURI, property)
    assert arguments(_HTTP11ClientFactory.__init__) == ["self", "quiescentCallback", "metadata"]
    assert "self._factory(quiescentCallback, repr(endpoint))" in source(HTTPConnectionPool._newConnection)
    assert "_quiescentCallback" in source(http11._LenientHTTP11ClientFactory.buildProtocol)


def test_a_request_is_written_as_we_write_it_down() -> None:
    text = source(_newclient.Request._writeHeaders)
    assert 'b"HTTP/1.1\\r\\n"' in text
    assert 'requestLines.extend([name + b": " + v + b"\\r\\n" for v in values])' in text
    assert {"method", "uri", "headers", "bodyProducer", "persistent"} <= set(arguments(_newclient.Request.__init__))
    assert arguments(http11._RequestBodyProducer.__init__) == ["self", "body"]


def test_the_agent_and_the_handler_take_what_we_give_them() -> None:
    assert set(arguments(http11._ScrapyAgent.__init__)) == {
        "self",
        "contextFactory",
        "connectTimeout",
        "bindAddress",
        "pool",
        "maxsize",
        "warnsize",
        "fail_on_dataloss",
        "crawler",
        "tls_verbose_logging",
    }
    assert arguments(http11._ScrapyAgent._get_agent) == ["self", "request", "timeout"]
    assert arguments(http11._ScrapyAgent._headers_from_twisted_response) == ["response"]
    assert "self._headers_from_twisted_response(result[" in source(http11._ScrapyAgent._cb_bodydone)
    given = ["self", "reactor", "contextFactory", "connectTimeout", "bindAddress", "pool"]
    assert arguments(http11._BindAddressAgent.__init__) == given
    assert "self._getEndpoint(parsedURI)" in source(Agent.request)
    assert arguments(http11._ScrapyAgent._cb_bodydone) == ["self", "result", "url"]
    assert {"txresponse", "body"} <= set(http11._ResultT.__annotations__)
    handler = source(http11.HTTP11DownloadHandler)
    for name in ("_pool", "_contextFactory", "_bind_address", "_crawler", "_fail_on_dataloss_warned"):
        assert f"self.{name}" in handler
    assert "with wrap_twisted_exceptions():" in handler
    assert "await maybe_deferred_to_future(agent.download_request(request))" in handler


def test_a_response_is_made_from_what_we_read_back() -> None:
    wanted = {"url", "status", "headers", "body", "flags", "ip_address", "protocol"}
    assert wanted <= set(arguments(_download_handlers.make_response))
    assert _newclient.HTTPClientParser.CONNECTION_CONTROL_HEADERS == _FRAMING
    assert set(_newclient.HTTPClientParser.NO_BODY_CODES) == {204, 304}
    assert 'flags=["partial"]' in source(http11._ResponseReader.connectionLost)


def test_the_encoding_of_a_response_is_the_one_that_is_set() -> None:
    response = TextResponse(
        "http://127.0.0.1/1.shtml", body="福州".encode("gb18030"), headers={"Content-Type": "text/html"}
    )
    response._encoding = "gb18030"
    assert (response.encoding, response.text) == ("gb18030", "福州")


def test_the_engine_tells_a_replay_whether_it_is_at_rest() -> None:
    assert "self._start = None" in source(ExecutionEngine._process_start_next)
    assert isinstance(ExecutionEngine.scheduler, property)
    assert arguments(ExecutionEngine.needs_backout) == ["self"]
    assert arguments(ScraperSlot.is_idle) == ["self"]
    for step in ("inprogress.add(request)", "inprogress.remove(request)"):
        assert step in source(EngineSlot)
    assert "self._slot.add_request(request)" in source(ExecutionEngine._download)
    assert "self._remove_request, request=request" in source(ExecutionEngine._start_scheduled_request)
    assert "await anext(self._start)" in source(ExecutionEngine._process_start_next)
    assert "self._start_request_processing_awaitable = asyncio.ensure_future(" in source(ExecutionEngine.start_async)
    assert hasattr(asyncio.Task, "_fut_waiter")
    assert {"delay", "jitter", "concurrency"} <= set(Slot.__slots__)
    for name in ("slots", "per_slot_settings"):
        assert f"self.{name}:" in source(Downloader.__init__)
    assert arguments(Downloader.get_slot_key) == ["self", "request"]
    assert "self.per_slot_settings.get(key, {})" in source(Downloader._get_slot)


def test_a_crawler_makes_the_parts_that_are_made_lean() -> None:
    assert "self.signals: SignalManager = SignalManager(self)" in source(Crawler.__init__)
    assert arguments(Crawler._create_engine) == ["self"]
    downloader, scraper = source(Downloader.__init__), source(Scraper.__init__)
    assert "self.middleware: DownloaderMiddlewareManager = build_from_crawler(" in downloader
    assert "self.spidermw: SpiderMiddlewareManager = build_from_crawler(" in scraper
    for name in ("itemproc", "concurrent_items", "crawler"):
        assert f"self.{name}: " in scraper
    assert "self.scraper: Scraper = Scraper(crawler)" in source(ExecutionEngine.__init__)
    for lean in _LEAN.values():
        assert "__init__" not in vars(lean), "changing the class of a made part would skip it"
    for method in ("_process_request", "_process_response"):
        assert arguments(getattr(LeanDownloaderMiddlewares, method)) == arguments(
            getattr(DownloaderMiddlewareManager, method)
        )
    assert "self.middleware.download_async(self._enqueue_request, request)" in source(Downloader.fetch)
    assert arguments(Downloader._wait_for_download) == arguments(LeanDownloader._wait_for_download)
    assert "_schedule_coro(self._wait_for_download(slot, request, queue_dfd))" in source(Downloader._process_queue)
    for step in ("self._process_request(", "self._process_exception(ex, request)", "self._process_response("):
        assert step in source(DownloaderMiddlewareManager.download_async)
    assert "await self.handle_spider_output_async(output, request, result)" in source(Scraper._scrape)
    worked_on = source(Scraper._process_spidermw_output_async)
    assert "self.crawler.engine.crawl(request=output)" in worked_on
    assert "await self.start_itemproc_async(output, response=response)" in worked_on


def test_the_resolver_passes_addresses_to_the_receiver_it_is_given() -> None:
    assert arguments(CachingHostnameResolver.__init__) == ["self", "reactor", "cache_size"]
    assert arguments(CachingHostnameResolver.resolveHostName)[:4] == [
        "self",
        "resolutionReceiver",
        "hostName",
        "portNumber",
    ]


def test_cancelled_timers_are_dropped_when_a_timer_goes_off() -> None:
    class Timers(ReactorBase):
        def installWaker(self) -> None:
            """Nothing wakes it."""

    reactor: Any = Timers()
    timers = [reactor.callLater(240, int) for _ in range(200)]
    reactor.timeout()
    for timer in timers:
        timer.cancel()
    assert len(reactor._pendingTimedCalls) == 200, "they are dropped at once: the handler need not see to it"
    reactor.callLater(0, int)
    reactor.runUntilCurrent()
    assert reactor._pendingTimedCalls == []
