"""What a site answers to a request: a pure function of the site, the path, the host asked, and how often it was asked.

Bytes are made once for each version of the site and kept, so that a server measures the crawler and not itself.
"""

import gzip
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

from . import makes, markup_founder, markup_hxnews, markup_plain, markup_trs
from .announced import announced
from .families import Channel
from .furniture import Furniture, filled
from .holdings import Article
from .hostile import private_urls
from .mirror import damage, to_traditional
from .parts import redesigned

if TYPE_CHECKING:
    from .model import SimSite

MARKUP: dict[str, Any] = {
    "hxnews": markup_hxnews,
    "trs": markup_trs,
    "founder": markup_founder,
    "plain": markup_plain,
    **makes.MAKES,
}
BILLION_LAUGHS = (
    '<?xml version="1.0"?>\n<!DOCTYPE urlset [<!ENTITY a "lollollollol">'
    + "".join(f'<!ENTITY {chr(98 + i)} "{f"&{chr(97 + i)};" * 10}">' for i in range(9))
    + ']>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>&j;</loc></url></urlset>\n'
)


@dataclass(frozen=True)
class Reply:
    """An answer as the server should send it."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    delay: float = 0.0
    declared: int | None = None
    """Content-Length if it is to be another than the body's; the connection closes after the body."""
    dropped: bool = False
    """Close the connection without an answer."""
    repeat: int = 1
    """Send the body so many times (a page too big to hold)."""
    raw: bytes | None = None
    """The whole answer, byte for byte, instead of all the above but the status; the connection closes after it."""


class Replies:
    """The answers of one site under one base URL (`http://host:port`)."""

    def __init__(self, site: "SimSite", base: str) -> None:
        self.site, self.base = site, base
        self.version = site.version
        self.furniture = Furniture(site, base)
        self._made: dict[str, Reply] = {}
        self._routes: dict[str, Callable[[int], Reply]] = {}
        self._index()

    def paths(self) -> list[str]:
        """Every path that answers, listings first."""
        return list(self._routes)

    def reply(self, path: str, asked: int = 1) -> Reply:
        """The answer to the `asked`th request for a path."""
        path = path.partition("?")[0]
        route = self._routes.get(path) or self._routes.get(path.replace("%2f", "%2F")) or self._endless(path)
        answer = route(asked) if route else self._kept("404", lambda: self._page("404", "gone.html", 404))
        return replace(answer, delay=answer.delay + self.site.knobs.latency) if self.site.knobs.latency else answer

    def refusal(self) -> Reply:
        """What a banned client gets."""
        knobs = self.site.knobs
        later = (("Retry-After", str(knobs.retry_after)),) if knobs.retry_after is not None else ()
        page = self._page("访问验证", "verify.html" if knobs.ban_status == 200 else "forbidden.html", knobs.ban_status)
        return replace(page, headers=page.headers + later)

    def _index(self) -> None:
        site, routes = self.site, self._routes
        routes["/robots.txt"] = lambda asked: self._robots()
        for path, body, kind in announced(site, self.base):
            routes[path] = lambda asked, body=body, kind=kind: Reply(200, body, (("Content-Type", kind),))
        routes["/sitemap.xml"] = lambda asked: self._sitemap()
        routes["/"] = lambda asked: self._kept("/", lambda: self._listing(site.channels[0], 1, 1))
        for channel in site.channels:
            for page in range(1, site.listing_count(channel) + 1):
                path = site.family.listing_page(channel.path, page)
                routes[path] = partial(self._listing, channel, page)
                if page == 1 and channel.path.endswith("/"):
                    routes[
                        f"{channel.path}1.shtml" if site.family.name == "hxnews" else f"{channel.path}index.html"
                    ] = routes[path]
        for article in (*site.unlisted, *site.articles):
            for page, path in enumerate(article.paths, 1):
                routes[path] = partial(self._article, article, page)
            if article.moved_to:
                routes[article.moved_to] = partial(self._moved, article)
        for trap in site.canaries:
            routes[trap] = lambda asked: self._shown(site.unlisted[0], 1)

    def _kept(self, key: str, make: Callable[[], Reply]) -> Reply:
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = make()
        return found

    def _listing(self, channel: Channel, page: int, asked: int) -> Reply:
        knobs = self.site.knobs
        main = channel is self.site.channels[0]
        if main and page in knobs.listing_500 and (knobs.listing_500_times is None or asked <= knobs.listing_500_times):
            return self._page("500", "error.html", 500)
        empty = main and page in knobs.listing_empty
        return self._kept(f"{channel.id}/{page}/{empty}", lambda: self._made_listing(channel, page, empty))

    def _endless(self, path: str) -> Callable[[int], Reply] | None:
        """A listing page past the last one, on a site whose listings never end."""
        digits = re.findall(r"\d+", path)
        if not self.site.knobs.listing_endless or not digits:
            return None
        listing_page, number = self.site.family.listing_page, int(digits[-1])
        for channel in self.site.channels:
            for page in (number, number + 1):
                if listing_page(channel.path, page) == path:
                    return lambda asked: self._made_listing(channel, page, False)
        return None

    def _made_listing(self, channel: Channel, page: int, empty: bool) -> Reply:
        site = self.site
        pages = site.listing_count(channel)
        paths = [site.family.listing_page(channel.path, n) for n in range(1, max(page, pages) + 2)]
        next_path = paths[page] if page < pages or site.knobs.listing_endless else None
        if site.knobs.listing_loop and page == pages:
            next_path = paths[page - 1]
        entries = [] if empty else site.entries(channel, min(page, pages))
        html = MARKUP[site.family.name].listing(
            self.furniture, channel, page, paths[: max(page, pages)], next_path, entries
        )
        return self._html(html)

    def _article(self, article: Article, page: int, asked: int) -> Reply:
        knobs = self.site.knobs
        if article.withdrawn == "notice":
            return self._page(article.title, "withdrawn.html", 200)
        if article.withdrawn:
            return self._page("404", "gone.html", 404) if article.withdrawn == "404" else self._redirect("/", 302)
        shown = self._shown(article, page)
        match article.fault:
            case "missing":
                return self._page("404", "gone.html", 404)
            case "broken":
                return self._page("500", "error.html", 500)
            case "flaky" if asked <= knobs.flaky_times:
                return self._page("500", "error.html", 500)
            case "soft404":
                return self._page("您访问的页面不存在", "gone.html", 200)
            case "moved":
                return self._redirect(article.moved_to or "/", 301)
            case "to_front":
                return self._redirect("/", 302)
            case "to_channel":
                return self._redirect(self.site.channel(article.channels[0]).path, 302)
            case "to_private":
                return self._redirect(self._private(article), 302)
            case "slow":
                return replace(shown, delay=knobs.slow_seconds)
            case "truncated":
                return replace(shown, body=shown.body[: len(shown.body) // 2], declared=len(shown.body))
            case "dropped":
                return Reply(200, dropped=True)
            case "verify":
                return self._page("访问验证", "verify.html", 200)
            case "stub":
                return self._page(article.title, "stub.html", 200, TITLE=article.title, NUMBER=article.number)
            case "huge":
                return replace(shown, repeat=max(1, knobs.huge_bytes // len(shown.body)))
            case "bomb":
                zipped = self._kept(
                    "bomb", lambda: Reply(200, gzip.compress(b"<p>0" * (knobs.bomb_bytes // 4), 9), shown.headers)
                )
                return replace(zipped, headers=(*zipped.headers, ("Content-Encoding", "gzip")))
        return shown

    def _moved(self, article: Article, asked: int) -> Reply:
        return self._shown(article, 1)

    def _shown(self, article: Article, page: int) -> Reply:
        return self._kept(f"{article.number}/{page}", lambda: self._made_article(article, page))

    def _made_article(self, article: Article, page: int) -> Reply:
        make = redesigned if self.site.template == 3 else MARKUP[self.site.family.name].article
        html = make(self.furniture, article, page)
        knobs = self.site.knobs
        if article.kind == "damaged":
            html = damage(to_traditional(html), on_bytes=knobs.damage_bytes)
        other = "utf-8" if knobs.charset != "utf-8" else "gbk"
        return self._html(html, other if article.fault == "mislabeled" else knobs.charset)

    def _page(self, title: str, name: str, status: int, **values: object) -> Reply:
        """A page of static/ that holds no article, in the site's furniture."""
        html = self.furniture.document(title, filled(name, **values))
        return replace(self._html(html), status=status)

    def _html(self, html: str, charset: str | None = None) -> Reply:
        """Encode a page and label it as the knobs say, rightly unless they say otherwise."""
        knobs = self.site.knobs
        meta = knobs.charset if knobs.meta_charset == "same" else knobs.meta_charset
        label = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}" />\n' if meta else ""
        header = knobs.charset if knobs.header_charset == "same" else knobs.header_charset
        kind = f"text/html; charset={header}" if header else "text/html"
        body = html.replace("{CHARSET}", label, 1).encode(charset or knobs.charset, "xmlcharrefreplace")
        tag = (("ETag", f'"{crc32(body):08x}"'),) if knobs.etags else ()
        return Reply(200, body, (("Content-Type", kind), *tag))

    def _redirect(self, location: str, status: int) -> Reply:
        url = location if "://" in location else self.base + location
        return Reply(status, b"", (("Location", url), ("Content-Type", "text/html")))

    def _private(self, article: Article) -> str:
        urls = private_urls(self.base, self.site.canaries)
        return urls[article.number % len(urls)]

    def _robots(self) -> Reply:
        knobs = self.site.knobs
        if knobs.robots is None:
            return Reply(404, b"", (("Content-Type", "text/plain"),))
        text = knobs.robots
        if knobs.crawl_delay is not None:
            text += f"Crawl-delay: {knobs.crawl_delay:g}\n"
        if knobs.evil_sitemap:
            text += f"Sitemap: {self.base}/sitemap.xml\n"
        return Reply(knobs.robots_status, text.encode(), (("Content-Type", "text/plain"),))

    def _sitemap(self) -> Reply:
        if self.site.knobs.evil_sitemap:
            return Reply(200, BILLION_LAUGHS.encode(), (("Content-Type", "application/xml"),))
        urls = "".join(f"<url><loc>{self.base}{a.path}</loc></url>\n" for a in self.site.articles)
        text = f'<?xml version="1.0"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{urls}</urlset>\n'
        return Reply(200, text.encode(), (("Content-Type", "application/xml"),))
