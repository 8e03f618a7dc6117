"""Listing pages, in order → go on with this address, stop, or broken.

A small state machine without I/O: the spider fetches, the ledger returns what it knew
of each entry, `ListingWalk` decides. It must never stop above something that was not
entered, however listings shift, pin, re-date, fail or repeat, and it should stop as
soon as that is certain. `docs/ledger.md` has the rules and why they hold.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Literal

from newscrawl.items import Entry, Pager
from newscrawl.walks import ended as ends
from newscrawl.walks.closing import Closing
from newscrawl.walks.counting import count_on
from newscrawl.walks.ended import PageEvidence, WalkKnowledge, ended
from newscrawl.walks.first_page import FirstPage
from newscrawl.walks.listing_values import PAST_END, Broken, ListingPage, Next, Step, Stop
from newscrawl.walks.page_evidence import DAY, days_met, failure_of, is_missing, page_evidence
from newscrawl.walks.page_sequence import TRAIL, PageSequence
from newscrawl.walks.rejoining import Rejoining
from newscrawl.walks.validators import Validators
from newscrawl.walks.walk_state import Cursor, Top, WalkState

KNOWN_PAGES = 3
"""Known pages in a row that end a walk; one alone may be an accident of shifting."""
MOST_PAGES = 20_000
"""A listing with more pages than this is a crawler trap."""


class ListingWalk:
    """One run's way down a channel's listing pages; see `read`.

    A new walk goes straight *down* from the first page. A resumed one reads the *head*
    first: what was listed since. Where it meets pages that are known or its own, it
    jumps to the page before its cursor, and steps back from there until one of its own
    entries is in sight, since deletions may have moved the pages up (*rejoining*). Then
    it goes down again. Whether the listing ends at a page is decided by `ended`; where
    a page is missing, it may ask to look *beyond* it first.
    """

    def __init__(
        self, state: WalkState, known_pages: int = KNOWN_PAGES, *, now: datetime | None = None, to_end: bool = False
    ) -> None:
        """`now` measures for how long runs have met the same end; `to_end`: go on to
        the end of the listing, whatever is known (`since=all`).
        """
        self.id = state.id
        self.channel = state.channel
        self.extent = state.extent
        self.pages = 0
        """Good listing pages read in this run."""
        self.outside = state.cursor.outside
        """Entries left out, in all runs of this walk: outside `since` and `until`."""
        self._state = state
        self._known_pages = known_pages
        self._now = now
        self._to_end = to_end
        self._saved = self._cursor = replace(state.cursor, joined=not state.resumed)
        self._phase: Literal["head", "rejoining", "down"] = "head" if state.resumed else "down"
        self._rejoining: Rejoining | None = None
        self._sequence = PageSequence()
        self._led: tuple[str, Pager] | None = None
        """The page asked for now, and what the pager before it showed."""
        self._missing: tuple[ListingPage, str | None] | None = None
        """A missing page, while the one beyond it is looked at."""
        self._closing = Closing(state)
        self._place = 0
        """Place of the last good page."""
        compared = not (state.resumed or to_end)
        self._first = FirstPage(state.top if compared else None, None if state.resumed else now)
        self._given_up = False
        """Whether the listing seems to end above the cursor."""

    @property
    def looks_beyond(self) -> bool:
        """Whether the page asked for is only looked at: its entries are not entered,
        for what lies above them is missing."""
        return self._missing is not None

    @property
    def is_first(self) -> bool:
        """Whether the channel was never walked before."""
        return not self._state.deepest

    @property
    def top(self) -> Top | None:
        """The first page, for the next walk to compare its own with."""
        return self._first.kept

    @property
    def depth(self) -> int:
        """Place of the last good page in the listing, from 1."""
        return self._place

    @property
    def connected(self) -> bool:
        """Whether the pages of this run connect to the walk's cursor."""
        return self._phase == "down" and not self._given_up

    def cursor_after(self, url: str, next_url: str | None, entries: Iterable[Entry] = ()) -> Cursor:
        """Return the cursor to enter a good page with.

        Call it before `read`, which needs the ledger's answer to that entry. A page
        that repeats earlier ones moves nothing.
        """
        if self._closing.gap is None and self._phase == "down" and not self._sequence.showed(entries):
            trail = (*self._sequence.trail, url)[-TRAIL:]
            self._cursor = Cursor(trail, next_url or count_on(trail), self._place + 1, self.outside)
        return self._cursor

    def validators(self, rules: str) -> Validators | None:
        """Return the validators to ask for the first page with, by rules of this
        digest; None: without a condition.
        """
        return self._first.validators(rules) if self.pages == 0 else None

    def ask_plainly(self) -> None:
        """Note that the server does not understand conditions."""
        self._first.mislead()

    def unchanged(self) -> Step:
        """Return what follows where the server says that the first page is that of the
        walk before: the end of that walk.
        """
        before = self._first.unchanged()
        if before.end in ("max_pages", "bounded"):
            self.pages = self._place = 1
            return self._closing.bounded(
                "shallow" if before.end == "max_pages" else before.reason or "front", self.pages
            )
        return self._closing.known()

    def read(self, page: ListingPage) -> Step:
        """Return what comes after the page that was asked for."""
        if self._missing is not None:
            return self._beyond(page)
        if self._phase == "head" and page.url == self._saved.next_url:
            self._phase = "down"  # came down to it page by page
        if page.status != 200 or not page.entries:
            return self._failed(page)
        self.pages += 1
        self._place += 1
        if self._phase == "rejoining":
            return self._rejoin(page)
        self._sequence.add(page, self.extent)
        self.outside += self._sequence.left_out
        return self._judge(page)

    def again(self) -> Next | None:
        """Return where to go on after a pause in which pages may have moved.

        It is the first page, where old entries may have been pinned; then the last page
        once more, or those before it until an entry of this run is in sight; if none
        is, all goes down from the first page again.

        None where the walk was not on its way down: open it again in the ledger.
        """
        cursor = self._cursor
        if not self.connected or self._closing.gap or self._missing or not (self._sequence.first and cursor.trail):
            return None
        self._saved = cursor
        way = Rejoining(cursor, (self._sequence.first, "next"), before=self._sequence)
        self._sequence = PageSequence(self._sequence.first)
        step = self._rejoin_by(way)
        assert isinstance(step, Next)
        return step

    def _judge(self, page: ListingPage) -> Step:
        """Return what follows a page with entries."""
        sequence = self._sequence
        evidence, following, pager = page_evidence(page, sequence, self._place)
        if self.pages == 1 and self._first.rests(page) and following is not None:
            return self._closing.known()
        if page.cut and isinstance(step := self._step(evidence, page.url), Broken):
            return step
        evidence = replace(evidence, cut=False)
        if not evidence.shallow and evidence.pager != "last":
            if sequence.known_in_a_row >= self._known_pages and not self._to_end:
                return self._closing.known()
            if sequence.below_bound or (sequence.all_older and following is None):
                return self._closing.since()
            if self.extent.max_pages is not None and self.pages >= self.extent.max_pages:
                return self._closing.max_pages()
            if self._closing.all_below_entered(sequence.known_or_own_in_a_row >= self._known_pages):
                return self._closing.known()
        if (step := self._step(evidence, sequence.trail[-1] if evidence.repeats else page.url)) is not None:
            return step
        assert following is not None
        if self.pages >= MOST_PAGES:
            return Broken(ends.ENDLESS, page.url)
        if self._phase == "head":
            return self._look_for_cursor(following, pager)
        return self._ask(following, pager)

    def _ask(self, url: str, pager: Pager) -> Next:
        self._led = (url, pager)
        return Next(url)

    def _failed(self, page: ListingPage) -> Step:
        missing = is_missing(page)
        if self._phase == "rejoining" and (missing or (page.status == 200 and page.kind != "verification")):
            return self._step_back()
        failure = None if missing else failure_of(page)
        if page.cut:
            failure = ends.CUT
        if not self._sequence.trail or self._phase == "rejoining":
            if page.status == 200 and missing:
                failure = "no_entries" if page.kind in ("listing", PAST_END) else page.kind
            return self._closing.broken(failure or f"http_{page.status}", page.url)
        beyond = count_on((*self._sequence.trail, page.url))
        return self._judge_missing(page, failure, "unknown" if beyond is None else "not_asked", beyond)

    def _judge_missing(
        self,
        page: ListingPage,
        failure: str | None,
        beyond: Literal["there", "missing", "unknown", "not_asked"],
        address: str | None,
    ) -> Step:
        """Judge a page without entries behind good ones."""
        pager = self._led[1] if self._led and self._led[0] == page.url else "counted"
        pager = page.pager if page.pager in ("next", "last") else pager  # the answer itself states it
        if page.kind == PAST_END and pager == "next":
            pager = "counted"  # a pager that leads on behind the last page, too
        evidence = PageEvidence(there=False, pager=pager, failure=failure, beyond=beyond)
        step = self._step(evidence, page.url, address)
        if isinstance(step, Next) and beyond == "not_asked":
            self._missing = page, failure
        assert step is not None
        return step

    def _beyond(self, page: ListingPage) -> Step:
        """Judge the missing page, now that the one behind it came, or did not."""
        assert self._missing is not None
        (missing, failure), self._missing = self._missing, None
        if page.status == 200 and page.entries:
            repeated = self._sequence.showed(page.entries)
            return self._judge_missing(missing, failure, "missing" if repeated else "there", page.url)
        if is_missing(page):
            return self._judge_missing(missing, failure, "missing", page.url)
        if failure is not None:
            return self._judge_missing(missing, failure, "unknown", page.url)
        return self._closing.broken(failure_of(page), missing.url)

    def _step(self, evidence: PageEvidence, url: str, beyond: str | None = None) -> Step | None:
        """Ask `ended`, and return what its answer means for this walk; None: go on."""
        sequence, closing = self._sequence, self._closing
        met = days_met(self._state.broken, self._now, evidence, url, sequence)
        days = closing.gap_days if closing.gap else met
        known = WalkKnowledge(
            pages=self._place,
            deepest=self._state.deepest,
            expects_known=self._state.expects_known,
            head=self._phase == "head",
            met_before=sequence.met_before,
            met_known=sequence.met_known,
            page_known=sequence.page_known,
            bottom_known=sequence.bottom_known,
            to_end=self._to_end,
            days=days,
            passed=closing.gap is not None,
        )
        match ended(evidence, known):
            case ends.End():
                # only the site's own word tells that nothing older exists
                nothing_older = evidence.pager == "last" and not self.outside
                return self._leave_head(closing.last_page(nothing_older), url, days)
            case ends.Known():
                return closing.known()
            case ends.Bounded(reason, to_end=True):  # later walks need not read it again
                return self._leave_head(closing.below_unknown(reason), url, days)
            case ends.Bounded(reason):
                return closing.bounded(reason, self.pages)
            case Broken(reason):
                return closing.broken(reason, url, again=days >= 0)
            case ends.AskBeyond():
                assert beyond is not None
                return Next(beyond)
            case ends.PassOver():
                self._pass_over(url, days)
                if beyond is None:
                    return None  # the page is there, but cut
                self._place += 1
                sequence.jump()
                return self._ask(beyond, "counted")
        return None

    def _pass_over(self, url: str, days: int) -> None:
        """Go on below a page; the cursor stays where it is, above it."""
        if self._closing.gap is None:
            self._closing.pass_over(url, days)
            self._cursor = replace(self._cursor, joined=self._phase == "down")

    def stop_since(self) -> Step:
        """Stop because articles' own dates show that the walk is deep enough."""
        return self._closing.since()

    def stop_dateless(self) -> Step:
        """Stop after many pages because nothing will ever show how deep the walk is."""
        return self._closing.dateless()

    def _leave_head(self, end: Stop | Broken, url: str, days: int) -> Step:
        """Look for the cursor before believing that a listing ends above it."""
        broken = self._state.broken
        if self._phase != "head" or (broken and broken.reason == ends.GAP):
            return end
        self._given_up = True
        self._pass_over(url, days)
        return self._rejoin_by(Rejoining(self._saved, end, self._place))

    def _look_for_cursor(self, next_url: str, pager: Pager) -> Step:
        broken = self._state.broken
        sequence = self._sequence
        if (sequence.own_in_a_row if self._to_end else sequence.known_or_own_in_a_row) >= self._known_pages:
            if broken and broken.reason == ends.UNCONFIRMED and self._now and self._now - broken.since < DAY:
                return Broken(ends.UNCONFIRMED, broken.at, again=True)  # too early to look again
            return self._rejoin_by(Rejoining(self._saved, (next_url, pager), self._place))
        return self._ask(next_url, pager)

    def _rejoin_by(self, way: Rejoining) -> Step:
        """Jump to the page before the cursor."""
        self._rejoining = way
        self._phase, self._place = "rejoining", way.saved.pages
        return self._step_back()

    def _rejoin(self, page: ListingPage) -> Step:
        """Look on a page of the trail for entries that this walk listed before."""
        assert self._rejoining is not None
        self._place = self._rejoining.place
        if (sequence := self._rejoining.meets(page, self._sequence, self.extent)) is None:
            return self._step_back()
        self._sequence, self._rejoining = sequence, None
        self._phase = "down"
        self.outside += sequence.left_out
        return self._judge(page)

    def _step_back(self) -> Step:
        """Return the page before on the trail.

        Where the trail leads back to the head, go on below the head, page by page.
        """
        assert self._rejoining is not None
        way = self._rejoining
        if (url := way.step_back(self._sequence.urls)) is not None:
            return Next(url)
        self._rejoining = None
        self._phase, self._place = "down", way.otherwise_place
        if isinstance(way.otherwise, tuple):
            return self._ask(*way.otherwise)
        self._closing.pass_over(None)
        return way.otherwise
