"""An address, the time, and how the page looks at the moment → what a healthy server
answers. Pure.

The web has five sites, each on a host of its own: `link` (two channels whose pages link
to the next one), `counted` (two whose pages are counted), `feed` (RSS), `api` (a list
in JSON) and `paper` (a newspaper's edition). `locate` says what an address is, before
anything is made; `Web.page` makes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property

from newscrawl.china_time import CHINA
from tests.hostile import pages
from tests.hostile.pages import HTML, JSON, XML, Pager, Row
from tests.hostile.refusals import login_form
from tests.hostile.stories import Beat, Story, newsroom
from tests.hostile.wording import Wording

BEGIN = datetime(2020, 11, 2, 6, 17, tzinfo=CHINA)
"""When the archive is begun: a Monday, with no holiday near."""
PER_PAGE = 5
IN_FEED = 40
PAPER_PAGES = 2
LONGEST = timedelta(days=3)
"""No trouble lasts longer."""

CHANNELS = {
    "link/full": (10, 9),
    "link/bare": (3, 9),
    "counted/gone": (2, 45),
    "counted/empty": (3, 9),
    "feed/feed": (4, 9),
    "api/list": (4, 9),
    "paper/main": (6, 6),
}
"""Articles a day, and days of past when the archive is begun: 45 is more than a first
walk goes back.
"""
SITES = tuple(dict.fromkeys(key.partition("/")[0] for key in CHANNELS))

_ARTICLE = re.compile(r".*[/_](\d{7})(?:_(\d))?\.html?")
_LISTINGS = {
    "link/full": re.compile(r"/xw/full/(?:list_(\d+)\.html)?"),
    "link/bare": re.compile(r"/xw/bare/(?:list_(\d+)\.html)?"),
    "counted/gone": re.compile(r"/xw/gone/(?:index_(\d+)\.html)?"),
    "counted/empty": re.compile(r"/xw/empty/(?:index_(\d+)\.html)?"),
    "feed/feed": re.compile(r"/rss\.xml()"),
    "api/list": re.compile(r"/api/(\d+)\.json"),
}
_ISSUE = re.compile(r"/pc/layout/(\d{4})(\d\d)/(\d\d)/node_(\d\d)\.html")
_FORMS = {
    "link": "/xw/{day:%Y%m}/t{day:%Y%m%d}_{name}.htm",
    "counted": "/{day:%Y-%m/%d}/content_{name}.htm",
    "feed": "/a/{day:%Y%m%d}/{name}.html",
    "api": "/detail/{day:%Y%m%d}/{name}.html",
    "paper": "/pc/con/{day:%Y%m/%d}/content_{name}.html",
}
FIRST = {
    "link/full": "/xw/full/",
    "link/bare": "/xw/bare/",
    "counted/gone": "/xw/gone/",
    "counted/empty": "/xw/empty/",
    "feed/feed": "/rss.xml",
    "api/list": "/api/1.json",
}
"""Where the listing of a channel begins."""


@dataclass(frozen=True, slots=True)
class Place:
    """What an address of a site is."""

    kind: str
    """`listing`, `deeper` (a further page of one), `article`, `front`, `login`,
    `robots` or `nothing`.
    """
    channel: str = ""
    number: int = 0
    """Of a listing: its page; of an article: the story's number."""
    page: int = 1
    """Of an article: which of its pages."""
    day: date | None = None
    """Of a newspaper's page: the issue's."""


@dataclass(frozen=True, slots=True)
class Look:
    """How pages look at the moment."""

    pager: bool = True
    skip: int = 0
    """Entries left out at the top."""
    old: timedelta = timedelta()
    """How old a copy a cache serves."""
    redated: bool = False
    emptied: bool = False
    date: str | None = None
    """Shown in the place of every date."""
    poison: str | None = None
    """Address of an entry that is none."""
    template: int = 0


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is there."""

    body: bytes
    content_type: str = HTML


class Web:
    """All sites of one seed, with what they publish until a day."""

    def __init__(self, seed: int, until: date, sites: Sequence[str] = SITES, share: float = 1.0) -> None:
        """`share` of the articles of a usual day are published."""
        self.seed = seed
        self.sites = tuple(sites)
        beats = [
            Beat(key, 1_000_000 * place, a_day * share, BEGIN.date() - timedelta(back), key.startswith("paper"))
            for place, (key, (a_day, back)) in enumerate(CHANNELS.items(), 1)
            if key.partition("/")[0] in sites
        ]
        self.channels = tuple(beat.channel for beat in beats)
        self.stories = newsroom(seed, beats, until)

    @cached_property
    def numbered(self) -> dict[int, Story]:
        """All stories by number."""
        return {story.number: story for story in self.stories}

    @cached_property
    def _newest_first(self) -> dict[str, list[Story]]:
        found: dict[str, list[Story]] = {channel: [] for channel in self.channels}
        for story in reversed(self.stories):
            found[story.channel].append(story)
        return found

    def channels_of(self, site: str) -> list[str]:
        """Return the keys of a site's channels."""
        return [channel for channel in self.channels if channel.startswith(f"{site}/")]

    def shown(self, channel: str, now: datetime) -> Iterator[Story]:
        """Yield what the listing of a channel shows at a moment, newest first."""
        there = (story for story in self._newest_first[channel] if story.published <= now)
        for place, story in enumerate(there):
            if channel == "feed/feed" and place >= IN_FEED:
                return
            yield story

    # Addresses ------------------------------------------------------------------------
    def path(self, story: Story, page: int = 1) -> str:
        """Return where a story stands."""
        name = f"{story.number}" if page == 1 else f"{story.number}_{page}"
        return _FORMS[story.site].format(day=story.published, name=name)

    def locate(self, site: str, path: str) -> Place:
        """Return what an address of a site is, whatever is answered there."""
        path = path.partition("?")[0]
        if path in ("/robots.txt", "/") or path.startswith("/u/"):
            return Place({"/robots.txt": "robots", "/": "front"}.get(path, "login"))
        for channel in self.channels_of(site):
            pattern = _LISTINGS.get(channel)
            if pattern is not None and (match := pattern.fullmatch(path)):
                number = int(match[1] or 1) + (site == "counted" and bool(match[1]))
                return Place("deeper" if number > 1 else "listing", channel, number)
        if site == "paper" and (issue := _ISSUE.fullmatch(path)):
            day, number = date(int(issue[1]), int(issue[2]), int(issue[3])), int(issue[4])
            return Place("deeper" if number > 1 else "listing", "paper/main", number, day=day)
        found = _ARTICLE.fullmatch(path)
        story = self.numbered.get(int(found[1])) if found else None
        if found and story and story.site == site and path == self.path(story, int(found[2] or 1)):
            return Place("article", story.channel, story.number, int(found[2] or 1))
        return Place("nothing")

    # Pages ----------------------------------------------------------------------------
    def page(self, site: str, place: Place, now: datetime, base: str, look: Look = Look()) -> Page | None:
        """Return a page, None where there is none."""
        match place.kind:
            case "robots":
                return Page(b"User-agent: *\nDisallow: /admin/\n", "text/plain")
            case "front":
                return Page(self._front(site, now))
            case "login":
                return Page(login_form(Wording(self.seed, site)))
            case "article":
                return self._article(self.numbered[place.number], place.page, now, look)
            case "listing" | "deeper":
                return self._issue(place, now, look) if place.day else self._listing(place, now, base, look)
        return None

    def _front(self, site: str, now: datetime) -> bytes:
        rows = [
            Row(self.path(story), story.title, f"{story.published:%m-%d}")
            for channel in self.channels_of(site)
            for story in list(self.shown(channel, now))[:6]
        ]
        return pages.listing("模拟网", rows, None, 0)

    def _rows(self, stories: Sequence[Story], now: datetime, look: Look, base: str = "") -> list[Row]:
        rows = []
        for story in stories:
            moment = now if look.redated else story.published
            date = look.date or f"{moment:%Y-%m-%d}"
            rows.append(Row(base + self.path(story), story.title, date, None if look.date else moment))
        if look.poison is not None:
            title = Wording(self.seed, ascii(look.poison)).title()
            rows[1:1] = [Row(look.poison, title, f"{now:%Y-%m-%d}", now)]
        return [] if look.emptied else rows

    def _listing(self, place: Place, now: datetime, base: str, look: Look) -> Page | None:
        stories = list(self.shown(place.channel, now - look.old))[look.skip :]
        count = max(1, -(-len(stories) // PER_PAGE))
        if place.channel == "feed/feed":
            return Page(pages.feed(self._rows(stories, now, look, base)), XML)
        mine = stories[(place.number - 1) * PER_PAGE : place.number * PER_PAGE]
        if place.channel == "api/list":
            rows = self._rows(mine, now, look) if mine else []
            return Page(pages.answer_of_api(rows, len(stories)), JSON)
        if not mine and place.channel != "counted/empty":
            return None
        pager = None
        if look.pager and place.channel.startswith("link/"):
            first = FIRST[place.channel]
            style = "numbered" if place.channel == "link/full" else "arrows"
            pager = Pager(place.number, count, first, first + "list_{}.html", style)
        rows = self._rows(mine, now, look) if mine else []
        return Page(pages.listing("本地新闻", rows, pager, look.template))

    def _issue(self, place: Place, now: datetime, look: Look) -> Page | None:
        assert place.day is not None
        stories = [story for story in self.shown("paper/main", now - look.old) if story.published.date() == place.day]
        if not stories or place.number > PAPER_PAGES:
            return None
        stories.reverse()
        mine = stories[place.number - 1 :: PAPER_PAGES][look.skip :]
        names = [f"node_{number:02d}.html" for number in range(1, PAPER_PAGES + 1)] if look.pager else []
        rows = self._rows(mine, now, look)
        return Page(pages.paper_page(place.day, rows, names, place.number))

    def _article(self, story: Story, page: int, now: datetime, look: Look) -> Page | None:
        if story.published > now or page > story.pages:
            return None
        if story.channel == "paper/main":
            return Page(pages.paper_article(story, look.date or f"{story.published:%Y年%m月%d日}"))
        shown = f"{look.date} 00:00" if look.date else f"{story.published:%Y-%m-%d %H:%M}"
        further = [self.path(story, number) for number in range(1, story.pages + 1)]
        return Page(pages.article(story, page, shown, further, look.template))


def stood_for_a_day(web: Web, first_walk: timedelta, end: datetime) -> list[Story]:
    """Return the stories that listings showed for a day while the archive was kept,
    within the first walk's bounds.

    The day of the bound is left out, since it is the crawler's to say at which hour it
    begins. Of a feed's past only what it shows for three days counts: no crawler can
    know of what left it while its first answers were refusals.
    """
    oldest = datetime.combine((BEGIN - first_walk).date() + timedelta(1), time(), CHINA)
    in_feed = {story.number for story in web.shown("feed/feed", BEGIN + LONGEST)} if "feed" in web.sites else set()
    return [
        story
        for story in web.stories
        if oldest <= story.published <= end - timedelta(days=1)
        and (story.site != "feed" or story.published > BEGIN or story.number in in_feed)
    ]
