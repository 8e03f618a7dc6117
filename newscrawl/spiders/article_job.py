"""An article being fetched, as one value: what its listing shows, what was read so far.

Also fills in what a page cannot know of itself: channel, city, the day of its issue.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from scrapy.http import Response

from newscrawl.catalog.schema import Channel, Site
from newscrawl.china_time import CHINA
from newscrawl.items import Article, changed
from newscrawl.net.breaker import Refused
from newscrawl.reader.joined_pages import ArticlePages


@dataclass(slots=True)
class ArticleJob:
    """An article being fetched."""

    id: str
    url: str
    site: Site
    channel: Channel
    title: str | None = None
    date: str | None = None
    page: str | None = None
    page_name: str | None = None
    edition: str | None = None
    in_issue: bool = False
    """Whether it stands in a newspaper's issue. Then `date` is the day of the issue,
    and it may have an edition and a page."""
    attempts: int = 0
    """Attempts of earlier runs that counted."""
    revisit: bool = False
    """It has a line already, and is fetched again."""
    reason: str | None = None
    """Why earlier runs left it pending."""
    shown: str | None = None
    """Hash of a text that was not believed (`title_check`)."""
    asked_on: Refused | None = None
    """The page that led on, or wanted its cookies back, before the request now."""
    cut: bool = False
    """Whether the transfer of a page broke off, or nothing shows that it did not."""
    known_title: str | None = None
    """For a revisit: the title of its line."""
    withdrawn: str | None = None
    """For a revisit: why its last line, a tombstone, says that the page is gone."""
    pages: ArticlePages = field(init=False)
    """The pages read so far."""

    def __post_init__(self) -> None:
        self.pages = ArticlePages(self.url)


def with_listing_facts(article: Article, response: Response, job: ArticleJob) -> Article:
    """Return an article's first page with the facts of its listing and its response."""
    return changed(
        with_issue_date(article, date.fromisoformat(job.date)) if job.in_issue and job.date else article,
        id=job.id,
        channel=job.channel.key,
        city=job.channel.city or job.site.city,
        listed_title=job.title,
        listed_date=job.date,
        edition=job.edition,
        page=job.page,
        page_name=job.page_name,
        http_status=response.status,
        tls=response.meta.get("tls"),
        warc=response.meta.get("capture"),
    )


def with_issue_date(article: Article, day: date) -> Article:
    """Return an article of a newspaper's issue as published on the day of the issue.

    Another date on its page is one in the text, or of the upload. Only a time of day,
    at most a day away, is kept: it is when the article was put online.
    """
    if article.published:
        away = abs(date.fromisoformat(article.published[:10]) - day)
        if not away or (article.published_precision == "minute" and away <= timedelta(days=1)):
            return article
    published = datetime.combine(day, time(), CHINA).isoformat()
    evidence = {**(article.evidence or {}), "published": "issue"}
    return replace(article, published=published, published_precision="day", evidence=evidence)
