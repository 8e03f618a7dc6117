"""Cookies of the sites that want them: a jar for each, and none for any other.

Fetches with a session depend on one another, so a site has a jar only where its file
says `cookies = true`, or where a page that is not what was asked for came with cookies,
in its headers or written out in a script: it is asked for again with them, once, and if
that helps they are kept for this run. No script is run, so a cookie that one computes
is not sent. Scrapy's `COOKIES_ENABLED` still means one jar for all.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urljoin

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.http import Response

from newscrawl.net.breaker import politeness_key
from newscrawl.reader.fields.script_cookies import script_cookies

if TYPE_CHECKING:
    from scrapy.downloadermiddlewares.cookies import CookiesMiddleware

CHALLENGES = frozenset({"verification", "shell", "empty", "redirect"})
"""Kinds of pages that may want their cookies sent back."""
CHALLENGING = frozenset({403, 405, 412, 503, 521})
"""Statuses of answers that may."""
JAR = "cookiejar"
"""Key of meta: the jar of a request, Scrapy's name for it."""
_ON_THE_WAY = "redirect_cookies"
"""Key of meta: cookies that the redirects so far have set, where the site has no
jar."""
_ANSWERED = "challenge_answered"
"""Key of meta: set where cookies of the answer before are sent."""


class SiteCookies:
    """The downloader middleware in the place of Scrapy's (700)."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler = crawler
        self._for_all = crawler.settings.getbool("COOKIES_ENABLED")
        self._opened: set[str] = set()
        """Sites with a jar for this run, since an answer wanted one."""
        self._useless: set[str] = set()
        """Sites whose cookies led to the same answer again."""

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        return cls(crawler)

    @cached_property
    def _cookies(self) -> CookiesMiddleware:
        """Scrapy's middleware, with the jars; importing it takes a sixth of a second,
        and hardly any crawl needs it.

        It would ask the network for the public-suffix list, beside all that guards a
        crawl; the bundled one is as good.
        """
        from scrapy.downloadermiddlewares import cookies as scrapys
        from tldextract import TLDExtract

        scrapys._split_domain = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
        cookies = scrapys.CookiesMiddleware(self.crawler.settings.getbool("COOKIES_DEBUG"))
        cookies.crawler = self.crawler
        return cookies

    def process_request(self, request: Request) -> Request | Response | None:
        if not self._for_all and JAR not in request.meta and (key := politeness_key(request)) in self._opened:
            request.meta[JAR] = key
        return self._cookies.process_request(request) if self._has_jar(request) else None

    def process_response(self, request: Request, response: Response) -> Request | Response:
        if self._has_jar(request):
            return self._cookies.process_response(request, response)
        if 300 <= response.status < 400:
            self._look_at_redirect(request, response)
        return response

    def _look_at_redirect(self, request: Request, response: Response) -> None:
        """Open a jar where redirects that set cookies lead back to an address that was
        asked for: a server that looks whether they are sent.

        The redirect that follows copies the request's meta, and so has the jar.
        """
        shown = [*request.meta.get(_ON_THE_WAY, ()), *response.headers.getlist("Set-Cookie")]
        if not shown:
            return
        request.meta[_ON_THE_WAY] = shown
        target = urljoin(response.url, (response.headers.get("Location") or b"").decode("latin-1").strip())
        if target in (request.url, *request.meta.get("redirect_urls", ())):
            self._open_jar(request.meta, request, shown)

    def _open_jar(self, meta: dict[str, Any], request: Request, shown: list[bytes]) -> None:
        """Keep cookies for the site of a request, for this run; `meta` is that of the
        request which shall send them.
        """
        if not self._has_jar(request):
            meta[JAR] = politeness_key(request)
            self._opened.add(politeness_key(request))
        answer = Response(request.url, headers={"Set-Cookie": shown})
        jar = self._cookies.jars[meta.get(JAR)]
        self._cookies._process_cookies(jar.make_cookies(answer, request), jar=jar, request=request)

    def _has_jar(self, request: Request) -> bool:
        return self._for_all or JAR in request.meta

    def can_answer(self, response: Response) -> bool:
        """Return whether a page that is not what was asked for came with cookies which
        were not sent yet.
        """
        request = response.request
        if request is None or not (response.headers.getlist("Set-Cookie") or _scripted(response)):
            return False
        return _ANSWERED not in request.meta and politeness_key(request) not in self._useless

    def with_cookies_of(self, page: Response, request: Request) -> Request:
        """Return a request that sends the cookies of a page, and keeps a jar for its
        site; as it is where the page sets none.
        """
        shown = [*(cookie.encode() for cookie in _scripted(page)), *page.headers.getlist("Set-Cookie")]
        if not shown or page.request is None:
            return request
        meta = dict(request.meta)
        self._open_jar(meta, page.request, shown)
        return request.replace(meta=meta | {JAR: page.request.meta.get(JAR, politeness_key(request))})

    def answer(self, response: Response) -> Request | None:
        """Return the request again, with the cookies of its answer; None where that
        cannot help.
        """
        request = response.request
        if request is not None and _ANSWERED in request.meta:  # they did not help
            self._useless.add(politeness_key(request))
            self._opened.discard(politeness_key(request))
        if request is None or not self.can_answer(response):
            return None
        meta = {name: value for name, value in request.meta.items() if not name.startswith("redirect_")}
        meta[_ANSWERED] = True
        shown = [cookie.encode() for cookie in _scripted(response)]
        if not self._has_jar(request):
            shown += response.headers.getlist("Set-Cookie")
        self._open_jar(meta, request, shown)
        first: str = request.meta.get("redirect_urls", [request.url])[0]
        return request.replace(url=first, meta=meta, dont_filter=True, priority=request.priority + 1)


def _scripted(response: Response) -> list[str]:
    """Return the cookies that a page's scripts set, as far as they are written out."""
    return script_cookies(response.body.decode("latin-1"))
