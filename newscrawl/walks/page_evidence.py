"""A listing page, and the pages above it → the evidence that `ended` judges.

Pure functions of `ListingWalk`: what a page with entries shows of the page after it,
why one has no entries, and for how long runs have met the same end.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from newscrawl.items import Pager
from newscrawl.walks import ended as ends
from newscrawl.walks.counting import count_on
from newscrawl.walks.ended import PageEvidence
from newscrawl.walks.listing_values import PAST_END, SHALLOW, ListingPage
from newscrawl.walks.page_sequence import PageSequence
from newscrawl.walks.walk_state import WalkBreak

DAY = timedelta(hours=20)
"""What counts as another day, so that a run at about the same time tomorrow does."""

_GONE = frozenset({404, 410})
_EMPTY = frozenset({"listing", "redirected", "empty", "soft404", PAST_END})
"""Kinds of pages with status 200 that may stand behind the last page of a listing."""


def page_evidence(page: ListingPage, sequence: PageSequence, place: int) -> tuple[PageEvidence, str | None, Pager]:
    """Return the evidence of a page with entries, the address of the page after it, and
    how that was found.

    A page below the first whose pager is not seen is counted on from those above it.
    `place` is the page's own, from 1; the sequence has it already.
    """
    following, pager = page.next_url, page.pager
    if following is None and pager == "none" and place > 1 and not sequence.repeats:
        following = count_on((*sequence.trail, page.url) if page.url not in sequence.trail else sequence.trail)
        pager = "counted" if following else "none"
    if following == page.url:
        following, pager = None, "last"
    repeats = sequence.repeats or (following is not None and sequence.leads_back(following))
    shown: Pager = "counted" if pager == "last" and following else pager
    evidence = PageEvidence(
        there=True,
        pager=shown,
        front=place == 1,
        shallow=page.kind in SHALLOW,
        cut=page.cut,
        loops=following in sequence.urls,
        repeats=repeats,
    )
    return evidence, following, pager


def is_missing(page: ListingPage) -> bool:
    """Return whether a page without entries may stand behind the end of a listing."""
    return page.status in _GONE or (page.status == 200 and page.kind in _EMPTY)


def failure_of(page: ListingPage) -> str:
    """Return why a page was not received: its kind, or its status."""
    return page.kind if page.status in (None, 200) else f"http_{page.status}"


def days_met(
    broken: WalkBreak | None, now: datetime | None, evidence: PageEvidence, url: str, sequence: PageSequence
) -> int:
    """Return for how many days runs have met this very end or failure; -1: no run has.

    An end that moves down with the pages above it is the same end, as long as nothing
    new stands below what was listed before.
    """
    if broken is None or now is None:
        return -1
    ending = broken.reason in ends.ENDS
    if broken.reason == ends.GAP:
        same = broken.at == url
    elif evidence.failure or evidence.cut or evidence.loops or evidence.pager == "offsite":
        same = broken.at == url and not ending
    elif evidence.beyond in ("there", "not_asked") and not evidence.there:
        same = broken.at == url and broken.reason == ends.MISSING
    elif evidence.there and broken.at == url:
        same = ending and not sequence.new_below
    else:
        same = ending and (broken.at == url or (sequence.met_listed and not sequence.new_below))
    return (now - broken.since) // DAY if same else -1
