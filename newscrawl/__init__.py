"""newscrawl builds and keeps archives of Chinese regional news.

The journey of an article, folder by folder:

- `catalog` holds the sites, the addresses of their channels and the rules for their
  pages: data, no code.
- `spiders` request pages: `channel` walks a channel's listings, newest first, and
  requests what is new; `newspaper` walks issues by date; `archive` reads files. `walks`
  decides when a walk ends.
- `net` checks every request (addresses, robots.txt, pace), `warc` captures every
  response, and replays captured ones.
- `reader` turns bytes into values: a listing into entries, which enter the `ledger` as
  pending before they are fetched; a page into an `Article` of `items`. `text` decodes,
  repairs and cleans for it.
- `spiders.pipelines` refuse pages without an article and copies of archived texts
  (`dedup`).
- `record` writes the article's line, makes it durable, and only then settles the entry
  in the `ledger`; feeds follow the record.
- `reprocess` and `forget` change an archive; `cluster` spreads crawls over machines.
- `monitor` reports on runs, `probing` proposes rules for a new site, `web` shows an
  archive in a browser; `commands` are what people type.

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
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from newscrawl.catalog import Catalog
    from newscrawl.catalog.schema import Site
    from newscrawl.items import Article, Listing, NoArticle

__all__ = ["Article", "Listing", "NoArticle", "read_article", "read_document", "read_listing"]


def __getattr__(name: str) -> Any:
    """Import the classes of lines when they are asked for: a command line may need
    none.
    """
    if name not in ("Article", "Listing", "NoArticle"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from newscrawl import items

    return getattr(items, name)


def read_article(
    body: bytes | str,
    url: str,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    fetched: datetime | None = None,
) -> Article | NoArticle:
    """Read one article page: decode, repair, read and clean it.

    `NoArticle` has the kind of a page without an article. `body` is best the bytes
    received, with the `Content-Type` header; `site` is a `Site` of the catalog, without
    it the generic reader reads alone; `fetched`, an aware time, resolves dates without
    a year. Further pages of the article are not fetched. Never raises on account of the
    page.
    """
    from newscrawl.items import NoArticle
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
    """Read one listing page: its entries in page order, and the next page.

    With a `site`, its rules for the channel that `url` belongs to are used; without,
    the generic reader finds the main list. Never raises on account of the page.
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
    """Read a document of plain text: the payload of a WET record, or a `.txt` copy of a
    page.

    Lines of menus, rankings and footers are left out. Without a line that is sure to be
    the title the article has none; `evidence` says so. Bytes are decoded by what they
    read as; text is taken as decoded.
    Without a `site`, the article is of the site and channel of the `catalog` that its
    trail names. Cleaned as `read_article` does; never raises on account of the text.

    >>> lines = '''您当前的位置：海峡网 > 新闻频道 > 福州新闻
    ... 福州地铁今日开通
    ... 2020-11-18 09:30 来源：福州晚报
    ... 　　本报讯（记者 林晓芳）福州地铁新线今日开通，全长二十八公里，设站二十座。
    ... 　　市民可以刷码进站，票价两元起。开通首日客流超过十万人次，沿线商圈人气回升。'''
    >>> article = read_document(lines, "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml")
    >>> article.title, article.reporters, article.breadcrumbs[-1]
    ('福州地铁今日开通', ('林晓芳',), '福州新闻')
    """
    from newscrawl.items import NoArticle
    from newscrawl.reader.documents import read_document as read
    from newscrawl.text.clean import clean

    reading = read(text, url, site=site, catalog=catalog, fetched=fetched)
    if isinstance(reading, NoArticle):
        return reading
    article = reading.article
    if site is None and catalog is not None and article.site is not None:
        site = catalog.site(article.site)
    return clean(article, site.drop_patterns if site else ())
