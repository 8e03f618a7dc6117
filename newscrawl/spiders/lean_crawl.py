"""Scrapy's crawler → the same crawler, with fewer steps for every page.

Scrapy prepares for handlers that wait: each method of a middleware or pipeline, each
output of a callback and each handler of a signal goes through coroutines, generators,
queues and tasks of the event loop of its own. Here nearly all of them return at once.
`make_lean` lets those that do be plain calls; one that returns an awaitable is awaited
as in Scrapy, and with other settings than ours, or another Scrapy, its own way is kept.
Names with an underscore are private to Scrapy and pinned by
`tests/net/test_scrapy_contract.py`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable
from inspect import isawaitable
from typing import Any

from pydispatch import dispatcher  # type: ignore[import-untyped]
from pydispatch.robustapply import robustApply  # type: ignore[import-untyped]
from scrapy import Request, signals, version_info
from scrapy.core.downloader import Downloader, Slot
from scrapy.core.downloader.middleware import DownloaderMiddlewareManager
from scrapy.core.engine import ExecutionEngine
from scrapy.core.scraper import Scraper
from scrapy.core.spidermw import SpiderMiddlewareManager
from scrapy.crawler import Crawler
from scrapy.exceptions import _InvalidOutput
from scrapy.http import Response
from scrapy.pipelines import ItemPipelineManager
from scrapy.signalmanager import SignalManager
from scrapy.utils.defer import ensure_awaitable, iter_errback
from twisted.internet.defer import Deferred
from twisted.python.failure import Failure

logger = logging.getLogger(__name__)

KNOWN = (2, 19)
"""The version of Scrapy whose private parts these are."""
_EVERYBODY = id(dispatcher.Any)
_OF_ITEMS = (signals.item_scraped, signals.item_dropped, signals.item_error)


def make_lean(crawler: Crawler) -> Crawler:
    """Make a crawler that has not begun lean, and return it; with a Scrapy whose
    private parts may be others, return it as it is.
    """
    if version_info[:2] != KNOWN:
        return crawler
    crawler.signals = LeanSignals(crawler)
    crawler.__class__ = LeanCrawler
    return crawler


class LeanCrawler(Crawler):
    """A crawler whose engine has lean parts, as far as they are Scrapy's own."""

    def _create_engine(self) -> ExecutionEngine:
        engine = super()._create_engine()
        downloader, scraper = engine.downloader, engine.scraper
        for part in (downloader, downloader.middleware, scraper, scraper.spidermw, scraper.itemproc):
            part.__class__ = _LEAN.get(type(part), type(part))
        return engine


class LeanSignals(SignalManager):
    """Signals that cost nothing where nobody listens; those of items cost no task where
    handlers return at once."""

    def _is_heard(self, signal: Any) -> bool:
        for sender in (id(self.sender), _EVERYBODY):
            receivers = dispatcher.connections.get(sender)
            if receivers and (signal in receivers or dispatcher.Any in receivers):
                return True
        return False

    def send_catch_log(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        return super().send_catch_log(signal, **kwargs) if self._is_heard(signal) else []

    async def send_catch_log_async(self, signal: Any, **kwargs: Any) -> list[tuple[Any, Any]]:
        if signal not in _OF_ITEMS:
            return await super().send_catch_log_async(signal, **kwargs)
        kwargs.setdefault("sender", self.sender)
        receivers = dispatcher.getAllReceivers(kwargs["sender"], signal)
        results = [(each, _call(each, signal, kwargs)) for each in dispatcher.liveReceivers(receivers)]
        if any(_waits(result) for _receiver, result in results):
            done = await asyncio.gather(*(_result_of(receiver, result) for receiver, result in results))
            return [(receiver, result) for (receiver, _), result in zip(results, done, strict=True)]
        return results


def _call(receiver: Callable[..., Any], signal: Any, arguments: dict[str, Any]) -> Any:
    """Return the result of a handler, or the exception that it raised, logged."""
    try:
        return robustApply(receiver, signal=signal, **arguments)
    except Exception as error:
        return _logged(receiver, error)


async def _result_of(receiver: Callable[..., Any], result: Any) -> Any:
    try:
        return await ensure_awaitable(result) if _waits(result) else result
    except Exception as error:
        return _logged(receiver, error)


def _logged(receiver: Callable[..., Any], error: Exception) -> Exception:
    logger.error("Error caught on signal handler: %s", receiver, exc_info=error)
    return error


def _waits(result: Any) -> bool:
    """Return whether a result of a method or handler has to be awaited."""
    return result is not None and (isinstance(result, Deferred) or isawaitable(result))


class LeanDownloader(Downloader):
    """The downloader, which never asks a site for more pages at once than it may."""

    def _wait_for_download(self, slot: Slot, request: Request, queue_dfd: Any) -> Coroutine[Any, Any, None]:
        # Scrapy counts a download when its task has begun, and until then begins tasks
        # for all that wait: twice as many as allowed, over connections that it drops.
        slot.transferring.add(request)
        return super()._wait_for_download(slot, request, queue_dfd)


class LeanDownloaderMiddlewares(DownloaderMiddlewareManager):
    """The middlewares around the download of a request, called one after the other."""

    async def _process_request(
        self, request: Request, download_func: Callable[[Request], Awaitable[Response]]
    ) -> Response | Request:
        for method in self.methods["process_request"]:
            assert method is not None
            result = self._handle_mw_method(method, request=request)
            if _waits(result):
                result = await ensure_awaitable(result)
            if result is not None:
                return _checked(method, result)
        return await download_func(request)

    async def _process_response(self, response: Response | Request, request: Request) -> Response | Request:
        if not isinstance(response, Response):
            return _checked(self._process_response, response)
        for method in self.methods["process_response"]:
            assert method is not None
            result = self._handle_mw_method(method, request=request, response=response)
            if result is not response:
                response = _checked(method, await ensure_awaitable(result) if _waits(result) else result)
                if isinstance(response, Request):
                    return response
        return response


def _checked(method: Callable[..., Any], result: Any) -> Response | Request:
    if not isinstance(result, Response | Request):
        raise _InvalidOutput(f"{method.__qualname__} must return Response or Request, got {type(result)}")
    return result


class LeanSpiderMiddlewares(SpiderMiddlewareManager):
    """The middlewares around callbacks, without generators where none of them looks at
    what a callback yields."""

    async def scrape_response_async(self, scrape_func: Any, response: Response, request: Request) -> Any:
        if any(self.methods["process_spider_output"]) or any(self.methods["process_spider_exception"]):
            return await super().scrape_response_async(scrape_func, response, request)
        return await self._process_spider_input(scrape_func, response, request)


class LeanItemPipelines(ItemPipelineManager):
    """The pipelines, called one after the other."""

    async def process_item_async(self, item: Any) -> Any:
        if self._mw_methods_requiring_spider:
            return await super().process_item_async(item)
        for method in self.methods["process_item"]:
            assert method is not None
            item = method(item)
            if _waits(item):
                item = await ensure_awaitable(item)
        return item


class LeanScraper(Scraper):
    """What a callback yields, worked on one after the other, without tasks of their
    own; with other values of `CONCURRENT_ITEMS` than 1 as Scrapy does it."""

    async def handle_spider_output_async(
        self, result: Iterable[Any] | AsyncIterator[Any], request: Request, response: Response | Failure
    ) -> None:
        if self.concurrent_items != 1 or isinstance(result, AsyncIterator):
            await super().handle_spider_output_async(result, request, response)
            return
        items = 0
        for output in iter_errback(result, self.handle_spider_error, request, response):
            if isinstance(output, Request):
                self.crawler.engine.crawl(output)
            elif output is not None:
                if items:
                    await asyncio.sleep(0)  # a page of many items must not hold up all others
                items += 1
                await self.start_itemproc_async(output, response=response)


_LEAN: dict[type, type] = {
    Downloader: LeanDownloader,
    DownloaderMiddlewareManager: LeanDownloaderMiddlewares,
    Scraper: LeanScraper,
    SpiderMiddlewareManager: LeanSpiderMiddlewares,
    ItemPipelineManager: LeanItemPipelines,
}
