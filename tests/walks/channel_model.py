"""A channel of a news site as a model: what a walk over its listings can meet, without a server.

Articles arrive on top; some are pinned, marked or not; some come up again under a new date; some are deleted. Listing
pages are cut from that list anew at every request, as sites do, so that everything shifts under a walk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal

from newscrawl.items import Entry, Pager
from newscrawl.ledger import Extent, WalkEnd
from newscrawl.ledger.sql_schema import MIGRATIONS
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.walks.entry_dates import within
from newscrawl.walks.listing_values import Broken, ListingPage, Next, Stop
from newscrawl.walks.listing_walk import ListingWalk
from newscrawl.walks.validators import Validators

START = date(2020, 1, 1)
NOW = datetime(2020, 11, 18, 9, 0, tzinfo=UTC)
CHANNEL = "hxnews/fz"
URL = "http://www.hxnews.com/news/fj/fz/"

Ending = Literal["no_link", "no_pager", "404", "linked_404", "last_again", "first_again", "self_link"]
"""How a site ends its listing: its pager shows the last page; the last page has no pager; a 404 behind counted pages,
or behind a link; its last or first page for ever; a link to the page itself."""


@dataclass
class Item:
    """An article as the site lists it."""

    number: int
    day: int
    pinned: Literal["no", "marked", "unmarked"] = "no"
    rank: int = 0
    """Among articles of one day the higher stands first."""

    @property
    def id(self) -> str:
        return f"{self.number:016x}"


@dataclass
class ChannelModel:
    """The site's side."""

    size: int
    ending: Ending = "no_link"
    dated: bool = True
    today: int = 0
    items: list[Item] = field(default_factory=list)
    requests: int = 0
    tags: Literal["none", "honest", "fresh", "stuck"] = "none"
    """What its server states of the first page's version: the truth; something new every time; always the same."""
    unchanged: int = 0
    """Answers that the first page did not change."""
    _count: int = 0

    def arrive(self, count: int) -> None:
        for _ in range(count):
            self._count += 1
            self.items.append(Item(self._count, self.today, rank=self._count))

    def bump(self, place: int) -> None:
        """An old article comes up again under today's date."""
        old = [item for item in self.listed() if item.pinned == "no" and item.day != self.today]
        if old and self.dated:
            item = old[place % len(old)]
            self._count += 1
            item.day, item.rank = self.today, self._count

    def pin(self, place: int, how: Literal["marked", "unmarked"]) -> None:
        if self.items and sum(item.pinned != "no" for item in self.items) < 2:
            self.listed()[place % len(self.items)].pinned = how

    def unpin(self) -> None:
        for item in self.items:
            item.pinned = "no"

    def delete(self, place: int) -> None:
        if self.items:
            self.items.remove(self.listed()[place % len(self.items)])

    def listed(self) -> list[Item]:
        """All articles in the order of the listing."""
        return sorted(self.items, key=lambda item: (item.pinned == "no", -item.day, -item.rank))

    @property
    def length(self) -> int:
        """Listing pages there are."""
        return max(1, -(-len(self.items) // self.size))

    def tag(self) -> Validators | None:
        """What the server states of the first page."""
        if self.tags == "none":
            return None
        shown = str([(item.id, item.day, item.pinned) for item in self.listed()[: self.size]])
        return Validators({"honest": shown, "fresh": str(self.requests), "stuck": "x"}[self.tags], None, URL, "")

    def get(self, url: str) -> tuple[int, tuple[Entry, ...], str | None, Pager]:
        """Answer a request: status, entries, next page, what the pager shows."""
        self.requests += 1
        page = 1 if url == URL else int(url.removeprefix(URL).removesuffix(".shtml"))
        following: str | None = f"{URL}{page + 1}.shtml"
        pager: Pager = "counted" if self.ending == "404" else "next"
        if page >= self.length and self.ending in ("no_link", "no_pager"):
            following, pager = None, "last" if self.ending == "no_link" else "none"
        elif page >= self.length and self.ending == "self_link":
            following = url
        if page > self.length:
            if self.ending in ("last_again", "self_link"):
                page = self.length
            elif self.ending == "first_again":
                page = 1
            else:
                return 404, (), None, "none"
        shown = self.listed()[(page - 1) * self.size : page * self.size]
        return 200, tuple(self._entry(item) for item in shown), following, pager

    def _entry(self, item: Item) -> Entry:
        day = (START + timedelta(days=item.day)).isoformat() if self.dated else None
        url = f"{URL}{item.number}.html"
        return Entry(item.id, url, f"福州新闻第{item.number}条", day, item.pinned == "marked")


@dataclass(frozen=True)
class Outcome:
    """How a run over the channel ended."""

    extent: Extent
    end: WalkEnd | Literal["broken", "killed"]
    requests: int
    resumed: bool
    reason: str | None = None
    urls: list[str] = field(default_factory=list)


def memory_ledger() -> SqliteLedger:
    """The real ledger without its file: as fast as a dictionary, so that many histories can be tried."""
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for script in MIGRATIONS:
        connection.executescript(script)
    return SqliteLedger(connection, Path(":memory:"))


def crawl(
    model: ChannelModel,
    ledger: SqliteLedger,
    asked: Extent | None = None,
    *,
    first_since: date | None = None,
    known_pages: int = 3,
    trouble: Callable[[int], str | None] = lambda _request: None,
    meanwhile: Callable[[], None] = lambda: None,
    now: datetime = NOW,
    to_end: bool = False,
    failing: Mapping[str, str] | None = None,
    turn: Callable[[], bool] = lambda: False,
) -> Outcome:
    """One run over the channel, as the spider does it.

    `trouble(n)` may end the run at its nth request: `http_500`, `timeout`, `empty`, `verification`, or `killed_before`
    or `killed_after` the page is entered; `failing` says by address which pages fail, and how. `meanwhile` happens on the site after every page. `turn` may
    let another run crawl then, and tells whether it did.
    """
    run = ledger.begin_run("channel", {}, now)
    state = ledger.open_walk(run, CHANNEL, "hxnews", asked, first_since)
    walk = ListingWalk(state, known_pages, now=now, to_end=to_end)
    before = model.requests

    def outcome(end: WalkEnd | Literal["broken", "killed"], reason: str | None = None) -> Outcome:
        return Outcome(state.extent, end, model.requests - before, state.resumed, reason, urls)

    url = URL
    urls: list[str] = []
    for request in range(1, 5000):
        status: int | None
        urls.append(url)
        if request == 1 and (kept := walk.validators("")) is not None and kept == model.tag():
            model.requests += 1
            model.unchanged += 1
            match walk.unchanged():
                case Stop(end, extent, reason):
                    ledger.close_walk(state.id, end, extent, now, pages=walk.depth, reason=reason, top=walk.top)
                    return outcome(end, reason)
        stated = model.tag() if url == URL else None
        status, entries, following, pager = model.get(url)
        kind, cut = "listing", False
        match (failing or {}).get(url) or trouble(request):
            case None:
                pass
            case "empty":
                entries, following, pager = (), None, "none"
            case "404":
                status, entries, following, pager = 404, (), None, "none"
            case "no_pager":
                following, pager = None, "none"
            case "cut":
                entries, cut = entries[: len(entries) // 2], True
            case "redirected":
                entries, following, pager, kind = (), None, "none", "redirected"
            case "offsite":
                following, pager = None, "offsite"
            case "loops":
                following, pager = URL, "next"
            case "verification":
                entries, following, pager, kind = (), None, "none", "verification"
            case "timeout":
                status, entries, following, kind = None, (), None, "timeout"
            case "http_500":
                status, entries, following = 500, (), None
            case "killed_before":
                return outcome("killed")
        inside = [entry for entry in entries if within(state.extent, entry.date)]
        states = []
        if not walk.looks_beyond:
            cursor = walk.cursor_after(url, following, entries)
            states = ledger.enter(run, state.id, inside, cursor, now)
        if trouble(request) == "killed_after":
            return outcome("killed")
        match walk.read(ListingPage(url, status, entries, tuple(states), following, kind, pager, cut, stated)):
            case Next(url):
                meanwhile()
                if turn():
                    if (following_turn := walk.again()) is not None:
                        url = following_turn.url
                    else:
                        state, url = ledger.open_walk(run, CHANNEL, "hxnews", asked, first_since), URL
                        walk = ListingWalk(state, known_pages, now=now, to_end=to_end)
            case Stop(end, extent, reason):
                ledger.close_walk(state.id, end, extent, now, pages=walk.depth, reason=reason, top=walk.top)
                return outcome(end, reason)
            case Broken(reason, place, again):
                details = {"at": place, "pages": walk.depth, "again": again, "connected": walk.connected}
                ledger.break_walk(state.id, reason, now, **details)  # type: ignore[arg-type]
                return outcome("broken", reason)
    raise AssertionError("the walk never ends")
