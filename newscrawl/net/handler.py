"""A request → its response over HTTP, captured byte for byte; none from forbidden
hosts.

Scrapy's own handler on guarded connections (`connections`). Every exchange that ends,
well or badly, is passed to `newscrawl.warc.capture`: only here redirects, compressed
bodies, robots.txt and failures are all seen. The parts that are private to Scrapy are
pinned by `tests/net/test_scrapy_contract.py`.

Read from `request.meta`: `site` and `series` (`articles` or `listings`), the place in
the archive; `earlier`, a capture to compare with. Written there: `fetched` (aware,
whole seconds), `capture` (`newscrawl.items.Capture`), `capture_order` and `tls` (what
is wrong with the certificate), each anew for every attempt and redirect.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urldefrag, urlsplit

from scrapy import Request
from scrapy.core.downloader.handlers import http11
from scrapy.crawler import Crawler
from scrapy.exceptions import CannotResolveHostError, NotConfigured, ResponseDataLossError
from scrapy.http import Headers, Response
from scrapy.utils._download_handlers import get_dataloss_msg, normalize_bind_address, wrap_twisted_exceptions
from scrapy.utils.defer import deferred_from_coro, maybe_deferred_to_future
from scrapy.utils.url import add_http_if_no_scheme
from twisted.internet.task import LoopingCall

from newscrawl.items import Capture
from newscrawl.net.connections import guard_connections, received_framing, received_head, sent_bytes
from newscrawl.net.failures import GivenUpError, class_name, raised_as
from newscrawl.net.guard import (
    AddressGuard,
    GuardedResolver,
    ProxyError,
    ResolverError,
    forbidden,
    read_literal,
    refused,
)
from newscrawl.net.tls import OldTlsFactory, fault_of_peer, speaks_old
from newscrawl.warc.capture import LISTINGS, NO_SITE, CapturedAnswer, CapturedRequest, Captures, Clock
from newscrawl.warc.series import CaptureError

TRUNCATED = {"dataloss": "disconnect", "download_stopped": "unspecified"}
"""Scrapy's flag of an incomplete response → WARC's word for it."""

MOST_KEPT = 256
"""Agents of the handler, and endpoints of an agent, that are kept at most."""

TIDIED = 5.0
"""Seconds after which timers are dropped that were cancelled: each download sets two,
for 60 and 240 seconds, and Twisted keeps them until a timer of its own goes off."""

PUBLIC = "public_url"
"""Key of meta: the address of an article whose text is asked for at another."""

logger = logging.getLogger(__name__)


class _KeptAgent(http11._BindAddressAgent):
    """An agent of Twisted for many requests, which makes the endpoint of a host once:
    it is not needed where a connection is open, and costs more than taking that one.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._endpoints: dict[tuple[bytes, bytes, int], Any] = {}

    def _getEndpoint(self, uri: Any) -> Any:
        key = (uri.scheme, uri.host, uri.port)
        if key not in self._endpoints:
            if len(self._endpoints) >= MOST_KEPT:
                self._endpoints.clear()
            self._endpoints[key] = super()._getEndpoint(uri)  # type: ignore[no-untyped-call]
        return self._endpoints[key]


class _Agent(http11._ScrapyAgent):
    """A download of one request that keeps the response which Twisted made."""

    received: Any = None
    payload: bytes = b""
    _headers: tuple[Any, Headers] | None = None

    def __init__(self, agents: dict[Any, _KeptAgent], **options: Any) -> None:
        super().__init__(**options)
        self._agents = agents

    def _get_agent(self, request: Request, timeout: float) -> Any:
        if request.meta.get("proxy"):
            return super()._get_agent(request, timeout)
        from twisted.internet import reactor

        address = normalize_bind_address(request.meta.get("bindaddress") or self._bindAddress)
        key = (timeout, address, id(self._contextFactory))
        if key not in self._agents:
            if len(self._agents) >= MOST_KEPT:
                self._agents.clear()
            self._agents[key] = _KeptAgent(reactor, self._contextFactory, timeout, address, self._pool)
        return self._agents[key]

    def _headers_from_twisted_response(self, response: Any) -> Headers:  # type: ignore[override]
        """Convert the headers of a response, which Scrapy does twice."""
        if self._headers is None or self._headers[0] is not response:
            self._headers = (response, super()._headers_from_twisted_response(response))
        return self._headers[1]

    def _cb_bodydone(self, result: Any, url: str) -> Response:
        self.received = result["txresponse"]
        self.payload = result.get("body", b"")
        return super()._cb_bodydone(result, url)


class Handler(http11.HTTP11DownloadHandler):
    """The download handler for `http` and `https`; Scrapy makes one for each."""

    def __init__(self, crawler: Crawler) -> None:
        if crawler.settings.get("NEWSCRAWL_REPLAY"):
            raise NotConfigured("NEWSCRAWL_REPLAY is set, so nothing is fetched")
        super().__init__(crawler)
        self._guard = AddressGuard.from_settings(crawler.settings)
        self._captures = crawler.get_extension(Captures)
        self._clock = self._captures.clock if self._captures else Clock.from_settings(crawler.settings)
        self._agents: dict[Any, _KeptAgent] = {}
        self._stopping = False
        self._misled: set[str] = set()
        self._old_tls = OldTlsFactory.for_crawler(crawler)
        self._wrong: set[str] = set()
        logging.getLogger("scrapy.core.downloader.tls").setLevel(logging.ERROR)  # once a host is told below
        guard_connections(self._pool, self._guard, self._default_maxsize)
        self._tidying = LoopingCall(lambda: None)
        self._tidying.start(TIDIED, now=False)

    async def close(self) -> None:
        self._tidying.stop()
        await super().close()

    async def download_request(self, request: Request) -> Response:
        record: Any = getattr(self._crawler, "record", None)
        if record is not None and not record.may_fetch():
            raise GivenUpError(f"{request.url} is not asked for: this run cannot write any more")
        agent = _Agent(
            self._agents,
            contextFactory=self._tls_for(request),
            bindAddress=self._bind_address,
            pool=self._pool,
            maxsize=self._default_maxsize,
            warnsize=self._default_warnsize,
            fail_on_dataloss=self._fail_on_dataloss,
            crawler=self._crawler,
            tls_verbose_logging=self._tls_verbose_logging,
        )
        try:
            self._check_proxy(request)
            with wrap_twisted_exceptions():
                response = await maybe_deferred_to_future(agent.download_request(request))
        except Exception as error:
            failure = self._true_failure(request, error)
            if isinstance(failure, ResolverError):
                self._log_resolver(urlsplit(request.url).hostname or "", failure)
            self._capture_failure(request, failure)
            raise failure from failure.__cause__
        self._capture(request, response, agent)
        self._look_at_certificate(request, response)
        return response

    def _tls_for(self, request: Request) -> Any:
        """Return the contexts for a request: those for old servers where the site's
        file says `tls = "old"`.
        """
        sites = getattr(self._crawler.spider, "sites", None) or {}
        return self._old_tls if speaks_old(sites, request.url) else self._contextFactory

    def _look_at_certificate(self, request: Request, response: Response) -> None:
        """Write into the request's meta what is wrong with the certificate; log it once
        a host.
        """
        fault = request.meta["tls"] = fault_of_peer(response.certificate, request.url)
        host = urlsplit(request.url).netloc
        if fault is not None and host not in self._wrong:
            self._wrong.add(host)
            logger.warning("the certificate of %s is %s", host, fault)

    def _check_proxy(self, request: Request) -> None:
        proxy = request.meta.get("proxy")
        if not proxy:
            return
        parts = urlsplit(add_http_if_no_scheme(proxy))
        if not self._guard.names_host(parts.hostname or "", parts.port or 0):
            raise ProxyError(
                f"{request.url} would go through the proxy {parts.hostname}, which looks names up where nothing is "
                "checked; NEWSCRAWL_ALLOW_HOSTS must name the proxy"
            )
        target = read_literal(urlsplit(request.url).hostname or "")
        if target is not None and (reason := forbidden(target)):
            raise refused(request.url, str(target), reason)

    def _log_resolver(self, host: str, failure: ResolverError) -> None:
        """Log, once for each host, that its name leads where nothing is fetched."""
        if host not in self._misled:
            self._misled.add(host)
            logger.warning("the resolver's answer for %s cannot be right: %s", host, failure)

    def _true_failure(self, request: Request, error: Exception) -> Exception:
        """Return the error with its true reason.

        For a name whose addresses are all forbidden, Twisted has only "no results".
        """
        from twisted.internet import reactor

        if isinstance(error, CannotResolveHostError):
            resolver = getattr(reactor, "nameResolver", None)
            found = (
                resolver.refusal(urlsplit(request.url).hostname or "")
                if isinstance(resolver, GuardedResolver)
                else None
            )
            if found is not None:
                return refused(request.url, *found)
        if isinstance(error, ResponseDataLossError) and not self._fail_on_dataloss_warned:
            logger.warning(get_dataloss_msg(request.url))
            self._fail_on_dataloss_warned = True
        return error

    def _capture(self, request: Request, response: Response, agent: _Agent) -> None:
        captured = self._captured_request(request)
        if self._captures is None:
            return
        received = agent.received
        framed = received_framing(received)
        answer = CapturedAnswer(
            sent=sent_bytes(received),
            head=received_head(received),
            body=agent.payload if framed is None else framed,
            payload=agent.payload,
            address=None if response.ip_address is None else str(response.ip_address),
            truncated=next((word for flag, word in TRUNCATED.items() if flag in response.flags), None),
            earlier=request.meta.get("earlier"),
        )
        with self._stopping_the_run():
            request.meta["capture"] = self._captures.keep(captured, answer)

    def _capture_failure(self, request: Request, failure: Exception) -> None:
        captured = self._captured_request(request)
        if self._captures is None:
            return
        with self._stopping_the_run():
            request.meta["capture"] = self._captures.keep_failure(
                captured, class_name(type(failure)), str(failure), raised_as(failure)
            )

    def _captured_request(self, request: Request) -> CapturedRequest:
        order = self._clock()
        mark(request, order)
        return CapturedRequest(
            site=request.meta.get("site") or NO_SITE,
            series=request.meta.get("series") or LISTINGS,
            url=urldefrag(request.url)[0],
            order=order,
            method=request.method,
            sent_body=request.body,
            via=redirected_from(request),
            article=request.meta.get(PUBLIC),
        )

    @contextmanager
    def _stopping_the_run(self) -> Iterator[None]:
        """Close the spider if captures fail: later pages would have no original."""
        try:
            yield
        except CaptureError as error:
            if not self._stopping:
                self._stopping = True
                logger.critical("Captures cannot be written, the crawl stops: %s", error)
                deferred_from_coro(self._crawler.engine.close_spider_async(reason="capture_failed"))
            raise


def redirected_from(request: Request) -> str | None:
    """Return the address requested first, where redirects led to this request."""
    first: list[str] = request.meta.get("redirect_urls") or []
    return urldefrag(first[0])[0] if first else None


def mark(request: Request, order: int, capture: Capture | None = None) -> None:
    """Write into a request's meta when its answer came and where it is captured.

    It replaces what was copied with the meta of another request.
    """
    request.meta["fetched"] = datetime.fromtimestamp(order // 1_000_000_000, UTC)
    request.meta["capture_order"] = order
    request.meta["capture"] = capture
    request.meta["tls"] = None
