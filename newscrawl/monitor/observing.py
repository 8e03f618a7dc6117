"""Watches a crawl and writes down what it sees of each channel; at the end of the run, judges it and raises alarms.

Figures come from the signals of Scrapy and of `newscrawl.signals`; what became of the articles is the ledger's word.
What is judged, and how, is `alarms.py`. A replay, an archive read again or a demo has no history and raises nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median
from typing import Any

from scrapy import signals
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl import signals as events
from newscrawl.catalog.schema import Site
from newscrawl.china_time import CHINA
from newscrawl.items import Article, Duplicate, Listing
from newscrawl.ledger.history import Alarm, Seen
from newscrawl.monitor.alarms import Channelful, judge
from newscrawl.monitor.rhythm import WINDOW
from newscrawl.monitor.summary import filled_fields
from newscrawl.options import now
from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.walks.listing_values import ListingPage

PAST = 60
"""Runs with news that a channel is compared with, at most."""
AHEAD = timedelta(days=1)
"""How far ahead of its fetching an article may be dated: some sites date tomorrow's paper."""
CACHES = ("Age", "Via", "X-Cache", "X-Cache-Status", "X-Via", "X-Swift-CacheTime", "CF-Cache-Status")
"""Headers by which caches on the way show themselves."""
TOLD_FOR = timedelta(days=1)
"""How long an alarm counts as told: people hear of what lasts once a day, though the channel is crawled every hour."""
COPIES = frozenset({"near", "contained", "contains"})
"""Relations of duplicates that are near ones; an equal text or address is an ordinary reprint."""


class Observer:
    """What a run sees of its channels, as an extension."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler: Any = crawler
        self.seen: dict[str, Seen] = {}
        self._clocks: dict[str, list[float]] = {}
        self._real_time = not crawler.settings.get("NEWSCRAWL_NOW")

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Observer:
        settings, record = crawler.settings, getattr(crawler, "record", None)
        asked = settings.getbool("NEWSCRAWL_ALARMS") and getattr(crawler.spidercls, "watched", False)
        if record is None or not asked or settings.get("NEWSCRAWL_REPLAY"):
            raise NotConfigured
        observer = cls(crawler)
        for handler, signal in (
            (observer.listing_read, events.listing_read),
            (observer.item_scraped, signals.item_scraped),
        ):
            crawler.signals.connect(handler, signal)
        record.at_end.append(observer.judge)
        return observer

    def channel(self, key: str) -> Seen:
        """What was seen of a channel so far."""
        return self.seen.setdefault(key, Seen(key))

    # What comes in ----------------------------------------------------------------------------------------------------
    def listing_read(
        self, channel: str, page: ListingPage, listing: Listing | None, first: bool, at: datetime, response: Any
    ) -> None:
        """A listing page came, or failed to."""
        seen = self.channel(channel)
        if self._real_time and isinstance(response, Response) and (ahead := clock_ahead(response, at)) is not None:
            self._clocks.setdefault(channel, []).append(ahead)
        if not first:
            return
        seen.first, seen.first_url = first_kind(page), page.url
        seen.links = len(page.entries)
        seen.shaped = sum(article_shaped(entry.url) for entry in page.entries)
        seen.refused = listing.refused if listing is not None else 0

    def item_scraped(self, item: Any) -> None:
        """An article, or a copy of one."""
        if not isinstance(item, Article | Duplicate) or item.channel is None:
            return
        seen = self.channel(item.channel)
        seen.articles += 1
        if isinstance(item, Duplicate):
            seen.copies += item.relation in COPIES
            return
        if item.duplicate_of is not None:
            seen.copies += item.duplicate_of.relation in COPIES
        seen.lines += 1
        seen.by_layout += item.read_by == "layout"
        if item.encoding:
            seen.encodings[item.encoding] = seen.encodings.get(item.encoding, 0) + 1
        for name in filled_fields(item):
            seen.filled[name] = seen.filled.get(name, 0) + 1
        if seen.ahead is None and is_ahead(item):
            seen.ahead = f"{item.url} is dated {item.published}, and was fetched {item.fetched}"

    # What comes of it -------------------------------------------------------------------------------------------------
    def judge(self) -> list[Alarm]:
        """Judge the channels of the run, and remember both; called by the record once all is committed.

        An alarm that holds is raised by every run; in the ledger it stands once a day.
        """
        record = self.crawler.record
        for balance in record.balances:
            seen = self.channel(balance.name)
            seen.reasons = {
                reason: count for reason, count in balance.reasons.items() if not reason.startswith("duplicate/")
            }
        for key, clocks in self._clocks.items():
            self.channel(key).clock = median(clocks)
        alarms = [alarm for channel in self._channelfuls() for alarm in judge(channel)]
        since = now(self.crawler.settings) - TOLD_FOR
        told = {(raised.alarm.channel, raised.alarm.name) for raised in record.ledger.alarms(since)}
        self.crawler.record.untold = [alarm for alarm in alarms if (alarm.channel, alarm.name) not in told]
        worth = [seen for seen in self.seen.values() if not seen.idle]
        if worth or self.crawler.record.untold:
            record.ledger.remember(record.run, worth, self.crawler.record.untold)
        return alarms

    def _channelfuls(self) -> Iterator[Channelful]:
        spider, record = self.crawler.spider, self.crawler.record
        today = now(self.crawler.settings).astimezone(CHINA).date()
        keys: Sequence[str] = sorted(self.seen)
        days = record.ledger.news_days(keys, today - timedelta(days=WINDOW + 1))
        sites: dict[str, Site] = spider.sites
        for key in keys:
            site = sites.get(key.partition("/")[0])
            if site is None:
                continue
            yield Channelful(
                self.seen[key],
                record.ledger.past(key, record.run, PAST),
                {} if key in site.announced else days.get(key, {}),
                today,
                site.expect.fill,
                bool(site.layouts),
                bool({"since", "until", "max_pages"} & spider.given.keys()),
            )


def is_ahead(article: Article) -> bool:
    """Whether an article is dated well after it was fetched."""
    if not article.published or not article.fetched:
        return False
    return datetime.fromisoformat(article.published) > datetime.fromisoformat(article.fetched) + AHEAD


def first_kind(page: ListingPage) -> str:
    """What a channel's first listing page was: its kind, what its status says, or the failure."""
    if page.status is None or page.kind != "listing":
        return page.kind
    return "listing" if page.status == 200 else f"http_{page.status}"


def clock_ahead(response: Response, at: datetime) -> float | None:
    """Seconds by which a server's clock is ahead of ours, by the `Date` of an answer that came just now (RFC 9110).

    A cache may answer with the date of what it keeps; one that shows itself says nothing about a clock.
    """
    date = response.headers.get("Date")
    if date is None or any(name in response.headers for name in CACHES):
        return None
    try:
        told = parsedate_to_datetime(date.decode("latin-1"))
    except ValueError:
        return None
    return None if told.tzinfo is None else (told - at).total_seconds()
