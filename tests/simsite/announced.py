"""What a site announces beside its pages: an RSS feed of the newest, a packed news sitemap, a list API in JSON."""

import gzip
import json
from collections.abc import Iterator
from email.utils import format_datetime
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .model import SimSite

NEWEST = 12
"""Articles in the feed."""
_NEWS = "http://www.google.com/schemas/sitemap-news/0.9"


def announced(site: "SimSite", base: str) -> Iterator[tuple[str, bytes, str]]:
    """Give path, bytes and content type of each; `/api/<channel>/<page>.json`, empty behind the last page."""
    newest = [article for article in site.articles if not article.withdrawn]
    items = "".join(
        f"<item><title>{escape(a.listed_title)}</title><link>{base}{a.path}</link>"
        f"<pubDate>{format_datetime(a.published)}</pubDate></item>\n"
        for a in newest[:NEWEST]
    )
    feed = f'<?xml version="1.0" encoding="gb2312"?>\n<rss version="2.0"><channel><title>RSS</title>\n{items}</channel></rss>'
    yield "/rss.xml", feed.encode("gb18030"), "text/xml"
    urls = "".join(
        f"<url><loc>{base}{a.path}</loc><news:news><news:publication_date>{a.published.isoformat()}"
        f"</news:publication_date><news:title>{escape(a.title)}</news:title></news:news></url>\n"
        for a in newest
    )
    urls += f"<url><loc>{base}/about/index.html</loc></url>"
    urlset = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="{_NEWS}">{urls}</urlset>'
    index = f"<sitemap><loc>{base}/about.xml</loc></sitemap><sitemap><loc>{base}/news.xml.gz</loc></sitemap>"
    yield (
        "/sitemap.xml",
        f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{index}</sitemapindex>'.encode(),
        "text/xml",
    )
    yield "/news.xml.gz", gzip.compress(urlset.encode(), mtime=0), "application/gzip"
    for channel in site.channels:
        for page in range(1, site.listing_count(channel) + 2):
            entries = site.entries(channel, page) if page <= site.listing_count(channel) else []
            rows = [
                {"id": entry.article.number, "link": entry.article.path, "name": f"<b>{entry.title}</b>"}
                | {"time": int(entry.shown.timestamp() * 1000)}
                for entry in entries
            ]
            answer = json.dumps({"code": 0, "data": {"list": rows}}, ensure_ascii=False)
            yield f"/api/{channel.id}/{page}.json", answer.encode(), "application/json;charset=utf-8"
