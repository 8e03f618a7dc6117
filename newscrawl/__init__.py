"""newscrawl builds and keeps archives of Chinese regional news. The journey of an article, in the order of the modules:

`catalog`   says which sites there are, where their channels are listed, and what their pages look like: data, no code.
`spiders`   `channel` walks a channel's listing pages, newest first, and asks for what is new; `newspaper` walks issues
            by date; `archive` reads files.
`net`       guards every request (addresses, robots.txt, pace) and keeps every response (WARC), or replays kept ones.
`listing`   turns a listing page into entries (`issue` a newspaper's page); each enters the `ledger` as pending, before
            it is fetched.
`opening`   turns the bytes of a page into something that can be read: `text/decode`, `text/repair`, parse.
`article`   turns the page into an `Article` of `items`: by the site's layout, and by `extract`, the generic reader.
`pipelines` clean it, refuse what is none, find out whether the archive has it already (`dedup`).
`record`    writes its line, makes it durable, and only then tells the ledger that it is exported; feeds follow it.
`monitor`   says how the run went; `commands` are what people type.

Without Scrapy, pure functions read a page, a listing, or a document of plain text:

>>> page = '''<html><head><title>福州地铁今日开通_海峡网</title></head><body><h1>福州地铁今日开通</h1>
... <div>2020-11-18 09:30 来源：福州晚报</div><div>
... <p>本报讯（记者 林晓芳）福州地铁新线今日开通，全长二十八公里，设站二十座。</p>
... <p>市民可以刷码进站，票价两元起。开通首日客流超过十万人次，沿线商圈人气回升。</p></div></body></html>'''
>>> article = read_article(page, "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml")
>>> article.title, article.published, article.reporters
('福州地铁今日开通', '2020-11-18T09:30:00+08:00', ('林晓芳',))
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from newscrawl.items import Article, Listing, NoArticle

if TYPE_CHECKING:
    from newscrawl.catalog import Catalog
    from newscrawl.catalog.schema import Site

__all__ = ["Article", "Listing", "NoArticle", "read_article", "read_document", "read_listing"]


def read_article(
    body: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    fetched: datetime | None = None,
) -> Article | NoArticle:
    """Read one article page: decoded, repaired, read, cleaned. `NoArticle` says what the page is instead.

    `body` is best given as the bytes received, with the `Content-Type` header; `site` is a `Site` of the catalog,
    without it the generic reader reads alone; `fetched`, an aware time, resolves dates that show no year. Further pages
    of the article are not fetched. Never raises on account of the page.
    """
    from newscrawl.reader.article import read_page
    from newscrawl.text.clean import clean

    reading = read_page(body, url, content_type=content_type, site=site, fetched=fetched)
    if isinstance(reading, NoArticle):
        return reading
    return clean(reading.article, site.drop_patterns if site else ())


def read_listing(
    body: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    fetched: datetime | None = None,
) -> Listing:
    """Read one listing page: its entries in page order, and the next page. Never raises on account of the page.

    With a `site`, its rules for the channel that `url` belongs to are used; without, the main list is found by itself.
    """
    from newscrawl.reader.listing import read_listing as read

    return read(body, url, content_type=content_type, site=site, fetched=fetched)


def read_document(
    text: bytes | str,
    url: str,
    *,
    site: Site | None = None,
    catalog: Catalog | None = None,
    fetched: datetime | None = None,
) -> Article | NoArticle:
    """Read a document of plain text: the payload of a WET record, or a `.txt` copy of a page.

    Each line is a paragraph. The first one, or the one below a trail such as 首页 > 新闻, is
    the title. Bytes are decoded by what they read as; text is taken as decoded. Without a
    `site`, the article is of the site and channel of the `catalog` that its trail names.
    Cleaned as `read_article` does; never raises on account of the text.

    >>> lines = '''您当前的位置：海峡网 > 新闻频道 > 福州新闻
    ... 福州地铁今日开通
    ... 2020-11-18 09:30 来源：福州晚报
    ... 　　本报讯（记者 林晓芳）福州地铁新线今日开通，全长二十八公里，设站二十座。
    ... 　　市民可以刷码进站，票价两元起。开通首日客流超过十万人次，沿线商圈人气回升。'''
    >>> article = read_document(lines, "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml")
    >>> article.title, article.reporters, article.breadcrumbs[-1]
    ('福州地铁今日开通', ('林晓芳',), '福州新闻')
    """
    from newscrawl.reader.documents import read_document as read
    from newscrawl.text.clean import clean

    reading = read(text, url, site=site, catalog=catalog, fetched=fetched)
    if isinstance(reading, NoArticle):
        return reading
    article = reading.article
    if site is None and catalog is not None and article.site is not None:
        site = catalog.site(article.site)
    return clean(article, site.drop_patterns if site else ())
