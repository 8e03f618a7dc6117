"""Signals of a crawl → figures of each channel, and at the end of the run its alarms.

Figures come from the signals of Scrapy and of `newscrawl.signals`, the outcomes of
articles from the ledger; `alarms` judges them. A replay, an archive read again or a
demo has no history and raises no alarm.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl import signals as events
from newscrawl.catalog.schema import Site
from newscrawl.china_time import CHINA
from newscrawl.items import Article, Duplicate, Listing
from newscrawl.ledger.history import Alarm, Seen
from newscrawl.ledger.walk_troubles import WalkTrouble
from newscrawl.monitor.alarms import LISTING_ALARMS, ChannelEvidence, judge
from newscrawl.monitor.causes import host_and_port
from newscrawl.monitor.host_alarms import SameText, StoppedWalk, judge_given_up, judge_texts, judge_walks
from newscrawl.monitor.rhythm import WINDOW
from newscrawl.monitor.summary import filled_fields
from newscrawl.options import now
from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.record.giving_up import GIVEN_UP
from newscrawl.record.watchers import watch_items
from newscrawl.walks.listing_values import ListingPage

PAST = 60
"""Earlier runs with news that a channel is compared with, at most."""
AHEAD = timedelta(days=1)
"""How far after its fetching an article may be dated: some sites date tomorrow's
paper."""
CACHES = ("Age", "Via", "X-Cache", "X-Cache-Status", "X-Via", "X-Swift-CacheTime", "CF-Cache-Status")
"""Headers that show that a cache answered."""
SENT_EVERY = timedelta(days=1)
"""Time between two messages about one alarm that lasts, however often the channel is
crawled."""
COPIES = frozenset({"near", "contained", "contains"})
"""Relations of near-duplicates; an equal text or address is an ordinary reprint."""


class Observer:
    """The extension that collects what a run sees of its channels."""

    def __init__(self, crawler: Crawler) -> None:
        self.crawler: Any = crawler
        self.seen: dict[str, Seen] = {}
        self._clocks: dict[str, list[float]] = {}
        self._ends: dict[str, str] = {}
        """How the walk of each channel ended in this run."""
        self._same: dict[str, dict[str, SameText]] = {}
        """Site → article → what has its text."""
        self._certificates: dict[str, tuple[str, str]] = {}
        """Host → channel, and what is wrong with its certificate."""
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
            (observer.walk_ended, events.walk_ended),
        ):
            crawler.signals.connect(handler, signal)
        watch_items(crawler, observer.item_scraped)
        record.account.at_end.append(observer.judge)
        return observer

    def channel(self, key: str) -> Seen:
        """Return the figures of a channel so far."""
        return self.seen.setdefault(key, Seen(key))

    def listing_read(
        self, channel: str, page: ListingPage, listing: Listing | None, first: bool, at: datetime, response: Any
    ) -> None:
        """Note a listing page, or the failure to get it."""
        seen = self.channel(channel)
        self._note_certificate(channel, response)
        if self._real_time and isinstance(response, Response) and (ahead := clock_ahead(response, at)) is not None:
            self._clocks.setdefault(channel, []).append(ahead)
        if not first:
            return
        seen.first, seen.first_url = first_kind(page), page.url
        seen.links = len(page.entries)
        seen.shaped = sum(article_shaped(entry.url) for entry in page.entries)
        if listing is not None:
            seen.refused, seen.rule_refuses = listing.refused, listing.rule_refuses

    def walk_ended(self, channel: str, end: str) -> None:
        """Note how a walk ended."""
        self._ends[channel] = end

    def item_scraped(self, item: Any, response: Any = None) -> None:
        """Count an article or a duplicate."""
        if not isinstance(item, Article | Duplicate) or item.channel is None:
            return
        seen = self.channel(item.channel)
        seen.articles += 1
        self._note_text(item, response)
        self._note_certificate(item.channel, response)
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

    def _note_certificate(self, channel: str, response: Any) -> None:
        """Note what is wrong with the certificate of a host, once."""
        if isinstance(response, Response) and response.request and (fault := response.meta.get("tls")):
            self._certificates.setdefault(urlsplit(response.url).netloc, (channel, fault))

    def _note_text(self, item: Article | Duplicate, response: Any) -> None:
        """Note an article whose text is that of another."""
        copy = item if isinstance(item, Duplicate) else item.duplicate_of
        if copy is None or copy.relation != "equal" or item.channel is None:
            return
        of = item.of if isinstance(item, Duplicate) else copy.id
        same = self._same.setdefault(item.channel.partition("/")[0], {}).setdefault(of, SameText(example=item.url))
        job = response.cb_kwargs.get("job") if isinstance(response, Response) and response.request else None
        same.channels[item.channel] += 1
        same.titles.add(getattr(job, "title", None) or item.url)

    def judge(self) -> list[Alarm]:
        """Judge the channels of the run, and store figures and alarms in the ledger.

        Called by the record once all is committed. An alarm that lasts is returned by
        every run, but stored and sent once a day.
        """
        record = self.crawler.record
        for balance in record.account.balances:
            seen = self.channel(balance.name)
            seen.reasons = {
                reason: count for reason, count in balance.reasons.items() if not reason.startswith("duplicate/")
            }
        for key, clocks in self._clocks.items():
            self.channel(key).clock = median(clocks)
        alarms = [alarm for channel in self._evidence() for alarm in judge(channel)]
        alarms = [*self._host_alarms({alarm.channel for alarm in alarms if alarm.name in LISTING_ALARMS}), *alarms]
        since = now(self.crawler.settings) - SENT_EVERY
        sent = {(raised.alarm.subject, raised.alarm.name) for raised in record.ledger.alarms(since)}
        self.crawler.record.account.unreported = [alarm for alarm in alarms if (alarm.subject, alarm.name) not in sent]
        active = [seen for seen in self.seen.values() if not seen.idle]
        if active or self.crawler.record.account.unreported:
            record.ledger.remember(record.run, active, self.crawler.record.account.unreported)
        return alarms

    def _host_alarms(self, reported: Set[str]) -> Iterator[Alarm]:
        """Yield the alarms about hosts; `reported` are channels whose listing has an
        alarm of its own."""
        stats = self.crawler.stats.get_stats()
        account = self.crawler.record.account
        yield from judge_walks(self._stopped(reported), now(self.crawler.settings), account.no_network)
        for id, same in self._same.items():
            articles = sum(seen.articles for key, seen in self.seen.items() if key.partition("/")[0] == id)
            if alarm := judge_texts(same.values(), articles, self._host(id)):
                yield alarm
        yield from self._certificate_alarms()
        given_up = {name.removeprefix(GIVEN_UP): count for name, count in stats.items() if name.startswith(GIVEN_UP)}
        reasons = {key: seen.reasons for key, seen in self.seen.items()}
        yield from judge_given_up(given_up, reasons, {key: self._host(key) for key in self.seen})

    def _certificate_alarms(self) -> Iterator[Alarm]:
        """Yield an alarm for each host whose certificate is wrong in a way that no run
        has told yet; what nobody mends is not told again.
        """
        if not self._certificates:
            return
        raised = self.crawler.record.ledger.alarms(datetime.fromtimestamp(0, UTC))
        told = {each.alarm.evidence for each in raised if each.alarm.name == "certificate"}
        for host, (channel, fault) in sorted(self._certificates.items()):
            alarm = Alarm("certificate", channel, f"the certificate of {host} is {fault}", host)
            if alarm.evidence not in told:
                yield alarm

    def _stopped(self, reported: Set[str]) -> Iterator[StoppedWalk]:
        """Yield the walks that stopped short in this run; of several walks of a channel
        the one that did so last."""
        ends = {key: end for key, end in self._ends.items() if end in ("broken", "bounded") and key not in reported}
        if not ends:
            return
        ledger = self.crawler.record.ledger
        newest: dict[str, WalkTrouble] = {}
        for trouble in ledger.walk_troubles():
            last = newest.get(trouble.channel)
            if ends.get(trouble.channel) == trouble.state and (last is None or last.last <= trouble.last):
                newest[trouble.channel] = trouble
        ended = {look.channel for look in ledger.looks() if look.looked is not None} if newest else set()
        barred = self.crawler.breakers.barred
        for key, trouble in newest.items():
            site = self.crawler.spider.sites.get(key.partition("/")[0])
            until = barred.get(site.politeness) if site else None
            yield StoppedWalk(trouble, self._host(key), until, key not in ended)

    def _host(self, key: str) -> str:
        """Return the host of a channel's site."""
        site: Site | None = self.crawler.spider.sites.get(key.partition("/")[0])
        return (host_and_port(site.home) if site else None) or key

    def _evidence(self) -> Iterator[ChannelEvidence]:
        spider, record = self.crawler.spider, self.crawler.record
        today = now(self.crawler.settings).astimezone(CHINA).date()
        keys: Sequence[str] = sorted(self.seen)
        days = record.ledger.news_days(keys, today - timedelta(days=WINDOW + 1))
        sites: dict[str, Site] = spider.sites
        for key in keys:
            site = sites.get(key.partition("/")[0])
            if site is None:
                continue
            past = record.ledger.past(key, record.run, PAST)
            # those of a newspaper are made for a family, and need not fit a paper
            guessed = spider.name == "newspaper" and not any(each.by_layout for each in past)
            yield ChannelEvidence(
                self.seen[key],
                past,
                {} if key in site.announced else days.get(key, {}),
                today,
                site.expect.fill,
                bool(site.layouts) and not guessed,
                bool({"since", "until", "max_pages"} & spider.given.keys()),
            )


def is_ahead(article: Article) -> bool:
    """Return whether an article is dated well after it was fetched."""
    if not article.published or not article.fetched:
        return False
    return datetime.fromisoformat(article.published) > datetime.fromisoformat(article.fetched) + AHEAD


def first_kind(page: ListingPage) -> str:
    """Return the kind of a channel's first listing page: also its status or failure."""
    if page.status is None or page.kind != "listing":
        return page.kind
    return "listing" if page.status == 200 else f"http_{page.status}"


def clock_ahead(response: Response, at: datetime) -> float | None:
    """Return the seconds by which a server's clock is ahead of ours; None if unknown.

    Compares the `Date` of an answer received just now (RFC 9110, section 6.6.1). A
    cache may send the date of the stored answer, so what a cache sent is left out.
    """
    date = response.headers.get("Date")
    if date is None or any(name in response.headers for name in CACHES):
        return None
    try:
        stated = parsedate_to_datetime(date.decode("latin-1"))
    except ValueError:
        return None
    return None if stated.tzinfo is None else (stated - at).total_seconds()
