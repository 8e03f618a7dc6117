"""When a walk of a channel's listings stops: pages read, in order → go on with this URL, stop, or broken.

A small state machine without I/O. The spider fetches, the ledger says what it knew of each entry, `Walk` decides. It
must never stop above something that was not entered, however listings shift, pin, re-date, fail or repeat; and it
should stop as soon as that is certain. `docs/ledger.md` has the rules and why they hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from newscrawl.items import Entry
from newscrawl.walks.walk_state import Cursor, EntryState, Extent, WalkEnd, WalkState

KNOWN_PAGES = 3
"""Known pages in a row that end a walk; one alone may be an accident of shifting."""
TRAIL = 8
"""Listing pages remembered, to step back on."""
REPEATED_PAGES = 10
"""Pages in a row that show nothing but what this run saw before: a listing that goes round in a circle."""
MOST_PAGES = 20_000
"""A listing longer than this is a trap, not a channel."""

SHALLOW = frozenset({"feed", "sitemap"})
"""Kinds of listing that show the newest and have no further page: they do not say that there is nothing more."""
PAST_END = "past_end"
"""What the page behind the last one is where a list API answers with an empty list."""

_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One listing page as it came, or as it failed to come."""

    url: str
    """As requested, so that a redirect to another page is not taken for it."""
    status: int | None
    """HTTP status; None where no response came."""
    entries: tuple[Entry, ...]
    """All its entries, in page order."""
    states: tuple[EntryState, ...]
    """What `Ledger.enter` answered for those inside the walk's bounds."""
    next_url: str | None
    """The page after it, None where the pager offers none."""
    kind: str = "listing"
    """What the page is where it shows no entries (`verification`, …), or the name of the failure without a response."""


@dataclass(frozen=True, slots=True)
class Next:
    """Go on with this listing page."""

    url: str


@dataclass(frozen=True, slots=True)
class Stop:
    """The walk is done; `extent` is what it grounds from now on."""

    end: WalkEnd
    extent: Extent


@dataclass(frozen=True, slots=True)
class Broken:
    """The walk stopped short; its cursor is kept."""

    reason: str


Step = Next | Stop | Broken


def within(extent: Extent, listed: str | None) -> bool:
    """Tell whether an entry listed under this date is inside the bounds; one without a date is.

    >>> from datetime import date
    >>> bounds = Extent(since=date(2020, 11, 1), until=date(2020, 11, 30))
    >>> [within(bounds, listed) for listed in ("2020-10-31", "2020-11-30T23:59:00+08:00", "2020-12-01", None)]
    [False, True, False, True]
    """
    return not older(extent, listed) and not newer(extent, listed)


def older(extent: Extent, listed: str | None) -> bool:
    """Tell whether a listed date lies before `since`."""
    return listed is not None and extent.since is not None and listed[:10] < extent.since.isoformat()


def newer(extent: Extent, listed: str | None) -> bool:
    """Tell whether a listed date lies after `until`."""
    return listed is not None and extent.until is not None and listed[:10] > extent.until.isoformat()


def redated(before: str | None, now: str | None) -> bool:
    """Tell whether an entry is listed under another date than before.

    Days are compared, or, where both are shown to the minute, times: with an hour's grace, since a listing that says
    「3小时前」 gives another time at each reading.

    >>> redated("2020-11-18", "2020-11-18T09:30:00+08:00"), redated("2020-11-18", "2020-11-20")
    (False, True)
    >>> redated("2020-11-18T23:50:00+08:00", "2020-11-19T00:20:00+08:00")
    False
    """
    if before is None or now is None or before == now:
        return False
    if len(before) > 10 and len(now) > 10:
        then, moment = datetime.fromisoformat(before), datetime.fromisoformat(now)
        if (then.tzinfo is None) == (moment.tzinfo is None):
            return abs(moment - then) >= timedelta(hours=1)
    return before[:10] != now[:10]


def out_of_order(entries: Iterable[Entry]) -> set[str]:
    """Give the ids at the top of a page that are older than what follows: pinned, though nothing marks them.

    Two newer entries must follow (or the only one), since a single entry with a wrong date further down proves nothing.

    >>> days = ("2020-11-02", "2020-11-05", "2020-11-18", "2020-11-18", "2020-11-17")
    >>> sorted(out_of_order(Entry(str(n), "", date=day) for n, day in enumerate(days)))
    ['0', '1']
    >>> out_of_order([Entry("a", "", date="2020-11-17"), Entry("b", "", date="2020-11-16")])
    set()
    """
    dated = [(entry.id, entry.date[:10]) for entry in entries if entry.date and not entry.pinned]
    pinned: set[str] = set()
    for place, (id, day) in enumerate(dated):
        following = sorted((other for _id, other in dated[place + 1 :]), reverse=True)[:2]
        if not following or day >= following[-1]:
            break
        pinned.add(id)
    return pinned


class Walk:
    """One run's way down a channel; see `read`.

    A new walk goes straight *down* from the first page. A resumed one reads the *head* first, what came since; where it
    meets its own (or known) pages it jumps to where it was, one page earlier, and steps back from there until one of
    its own entries is in sight, since deletions may have moved the pages up (*joining*); then it goes down again.
    """

    def __init__(self, state: WalkState, known_pages: int = KNOWN_PAGES) -> None:
        self.id = state.id
        self.channel = state.channel
        self.extent = state.extent
        self.pages = 0
        """Good listing pages read in this run."""
        self.outside = state.cursor.outside
        """Entries left out, in all runs of this walk, as older than `since` or newer than `until`."""
        self._k = known_pages
        self._body = replace(state.cursor, joined=False)
        self._mode: Literal["head", "joining", "down"] = "head" if state.resumed else "down"
        self._head_next: str | None = None
        self._step_back: list[str] = []
        self._stretch = _Stretch()

    def cursor_after(self, url: str, next_url: str | None) -> Cursor:
        """Give the cursor to enter a good page with; called before `read`, which needs the answers."""
        if self._mode != "down":
            return self._body
        trail = (*self._stretch.trail, url)[-TRAIL:]
        return Cursor(trail, next_url, self._body.pages + self.pages + 1, self.outside)

    def read(self, page: ListingPage) -> Step:
        """Take in the page that was asked for, and say what comes next."""
        if page.status != 200 or not page.entries:
            return self._failed(page)
        self.pages += 1
        if self._mode == "joining":
            return self._join(page)
        self._stretch.take(page, self.extent)
        self.outside += self._stretch.left_out
        if end := self._end(page):
            return Stop(end, self._grounds(end))
        assert page.next_url is not None
        if page.next_url in self._stretch.urls:
            return Broken("pager_loops")
        if self.pages >= MOST_PAGES:
            return Broken("endless")
        if self._mode == "head":
            return self._look_for_body(page.url, page.next_url)
        return Next(page.next_url)

    def _failed(self, page: ListingPage) -> Step:
        missing = page.status in _GONE or page.kind == PAST_END
        empty = page.status == 200 and page.kind != "verification"
        if self._mode == "joining" and (missing or empty):
            return self._back()
        if missing and self._stretch.trail:
            return Stop("last_page", self._grounds("last_page"))
        if page.status == 200:
            return Broken("no_entries" if page.kind in ("listing", PAST_END) else page.kind)
        return Broken(page.kind if page.status is None else f"http_{page.status}")

    def _end(self, page: ListingPage) -> WalkEnd | None:
        stretch = self._stretch
        if page.kind in SHALLOW:
            return "max_pages"
        if page.next_url is None or stretch.goes_nowhere(page.next_url):
            return "last_page"
        if stretch.known_run >= self._k:
            return "known"
        if stretch.all_older:
            return "since"
        if self.extent.max_pages is not None and self.pages >= self.extent.max_pages:
            return "max_pages"
        return None

    def _grounds(self, end: WalkEnd) -> Extent:
        """Give what a walk that ended so stands for: that everything below its entries, so deep, was entered.

        `known` was only said of ground that covers this walk's own bounds, so these are what holds below it. The last
        page ends all bounds, unless entries were left out on the way there.
        """
        if end == "last_page":
            return replace(self.extent, max_pages=None, since=self.extent.since if self.outside else None)
        if end == "since":
            return replace(self.extent, max_pages=None)
        if end == "max_pages":
            return replace(self.extent, max_pages=self.extent.max_pages or self.pages)
        return self.extent

    def _look_for_body(self, url: str, next_url: str) -> Step:
        if url == self._body.next_url:  # came down to it page by page
            self._mode = "down"
        elif self._stretch.familiar_run >= self._k:
            self._head_next = next_url
            self._step_back = list(self._body.trail)
            self._mode = "joining"
            return self._back()
        return Next(next_url)

    def _join(self, page: ListingPage) -> Step:
        """Look for entries of the walk's body on a page of its trail; pinned ones, on every page, prove nothing."""
        stretch = _Stretch(self._stretch.first, tuple(self._step_back))
        stretch.take(page, self.extent)
        own = {state.entry.id for state in page.states if state.own}
        if not own & stretch.counted - self._stretch.seen:
            return self._back()
        self._stretch = stretch
        self._mode = "down"
        self.outside += stretch.left_out
        if page.next_url is None or stretch.goes_nowhere(page.next_url):
            return Stop("last_page", self._grounds("last_page"))
        return Next(page.next_url)

    def _back(self) -> Step:
        """Take the page before on the trail; where it leads back to the head, go on from there, page by page."""
        if self._step_back and (url := self._step_back.pop()) not in self._stretch.urls:
            return Next(url)
        assert self._head_next is not None
        self._mode = "down"
        return Next(self._head_next)


class _Stretch:
    """Listing pages read one after the other without a jump, and what they showed."""

    def __init__(self, first: str | None = None, trail: tuple[str, ...] = ()) -> None:
        self.first = first
        """The channel's first page."""
        self.trail = trail
        """The last pages, oldest first."""
        self.urls: set[str] = set()
        self.seen: set[str] = set()
        self.known_run = 0
        """Known pages in a row; pages that say nothing neither add nor break."""
        self.familiar_run = 0
        """Pages in a row that are known or this walk's own."""
        self.all_older = False
        """Of the last page: it shows dated entries, and all are older than `since`."""
        self.left_out = 0
        """Of the last page: entries outside the bounds."""
        self.counted: set[str] = set()
        """Of the last page: entries whose place says something, and that stood on no page before."""
        self._fresh = True
        self._returned = False
        self._repeats = 0
        self._repeated: set[str] = set()
        self._circling = False

    def take(self, page: ListingPage, extent: Extent) -> None:
        """Add a page."""
        states = {state.entry.id: state for state in page.states}
        moved = out_of_order(page.entries) | {id for id, state in states.items() if state.redated}
        fresh = [entry for entry in page.entries if entry.id not in self.seen]
        placed = [e for e in fresh if not e.pinned and e.id not in moved and not newer(extent, e.date)]
        inside = [entry for entry in placed if not older(extent, entry.date)]
        known = {id for id, state in states.items() if state.known}
        own = {id for id, state in states.items() if state.own}
        judged = {entry.id for entry in inside} - (own - known)
        if judged:
            self.known_run = self.known_run + 1 if judged <= known else 0
        if inside:
            self.familiar_run = self.familiar_run + 1 if all(e.id in known | own for e in inside) else 0
        dated = [entry for entry in placed if entry.date]
        self.all_older = bool(dated) and all(older(extent, entry.date) for entry in dated)
        self.left_out = sum(not within(extent, entry.date) for entry in fresh)
        self.counted = {entry.id for entry in placed}
        self._fresh = bool(fresh)
        self._returned = page.url in self.urls
        self._notice_repetition({entry.id for entry in page.entries})
        self.seen |= {entry.id for entry in fresh}
        self.urls.add(page.url)
        self.first = self.first or page.url
        self.trail = (*self.trail, page.url)[-TRAIL:]

    def _notice_repetition(self, ids: set[str]) -> None:
        """Tell a listing that serves its last (or first) page for ever from one that shifted.

        A site that publishes a page's worth of articles at once, between two of our requests, shows one page again;
        but then the page after it shows something else.
        """
        if self._fresh:
            self._repeats = 0
        else:
            self._repeats += 1
            self._circling = (self._repeats > 1 and ids == self._repeated) or self._repeats >= REPEATED_PAGES
        self._repeated = ids

    def goes_nowhere(self, next_url: str) -> bool:
        """Tell whether the pager's link is no further page: to this page, back to the first, or round and round.

        So it is, too, where the request led back to a page read before, or the page shows nothing new and links to one
        read before. From the second page a link to the first is not taken for the end: it may be a misread 上一页.
        """
        to_first = next_url == self.first and self.trail[-2:-1] != (self.first,)
        nothing_new = not self._fresh and next_url in self.urls
        return self._circling or self._returned or nothing_new or next_url == self.trail[-1] or to_first
