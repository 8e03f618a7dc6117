"""What a listing page says about its end, and what is known of the channel → has the
listing ended?

One principle decides everywhere in this project: **an outcome is final, a walk is
joined, a transfer is whole only if something positive says so; where nothing says so it
is transient, broken, or an alarm.** A page that is missing, shows no pager, or was cut
says nothing positive about what lies below it. So such an end is believed only where it
loses nothing (what lies below is known already), or where it is still there on another
day and the page behind it is missing as well.

Pure: `listing_walk` asks for pages and acts, `issue_walk` does the same for newspapers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from newscrawl.items import Pager
from newscrawl.walks.listing_values import Broken

UNCONFIRMED = "end_unconfirmed"
"""Why a walk stays open at what may be the end of its listing: a later run looks again.
Nothing contradicts the end, so this alone makes no run incomplete."""
MISSING = "page_missing"
"""Why a walk breaks where a page is missing though the one behind it is there."""
LINKED = "linked_missing"
"""Why a walk breaks where a page is missing though a link led to it."""
EARLY = "ends_early"
"""Why a walk breaks at an end that does not fit what is known of the channel."""
PAGER_LOST = "pager_lost"
"""Why a walk breaks on a first page without a pager, where earlier walks went
deeper.
"""
GAP = "gap"
"""Why a walk stays open at a page that has been missing for days, while all that stands
below it was entered. Every run looks for the page; its absence alone makes no run
incomplete any more."""
CUT = "cut"
"""Why a walk breaks on a page that was cut in transfer: its tail may hold entries."""
OFFSITE = "offsite_next"
"""Why a walk breaks where the next page lies on another registrable domain."""
LOOPS = "pager_loops"
"""Why a walk breaks where the pager leads back up: it may be a misread 上一页."""
ENDLESS = "endless"
"""Why a walk breaks in a listing with more pages than any has."""

ENDS = frozenset({UNCONFIRMED, LINKED, EARLY, PAGER_LOST})
"""Reasons for which a listing may have ended. They are reconsidered when a run on
another day meets the same end."""
QUIET = frozenset({UNCONFIRMED, GAP})
"""Reasons that leave a walk open without making its run incomplete."""
DAYS = 3
"""Days after which a page that is missing, cut or fails is passed over, and an end that
contradicts what is known is believed. Runs are incomplete meanwhile."""
FAILING_DAYS = 14
"""Days after which a walk is closed above a page that fails, as does the one behind it:
some servers answer so behind the last page. What lies below is unknown, and told."""


@dataclass(frozen=True, slots=True)
class PageEvidence:
    """What a page, or its absence, says about whether another page follows."""

    there: bool
    """It has entries. False: 404 or 410, a page or list without entries, a redirect
    away from the listing."""
    pager: Pager
    """What its pager says; of a missing page: what the page before it said."""
    front: bool = False
    """It is the first page of the listing."""
    shallow: bool = False
    """It is a feed or sitemap, which shows the newest entries only."""
    cut: bool = False
    """Its transfer broke off."""
    failure: str | None = None
    """Why it was not received: `http_500`, `timeout`, `verification`, …"""
    loops: bool = False
    """Its pager leads back up, though its entries are new."""
    repeats: bool = False
    """It leads back to pages that were read before, or shows their entries again."""
    beyond: Literal["there", "missing", "unknown", "not_asked"] = "unknown"
    """What stands behind a missing page; `unknown` if its address cannot be counted."""


@dataclass(frozen=True, slots=True)
class WalkKnowledge:
    """What is known of the walk and of its channel when a page is judged."""

    pages: int
    """The page's place in the listing, from 1."""
    deepest: int = 0
    """Pages of the deepest earlier walk of the channel; 0: there was none."""
    expects_known: bool = False
    """A closed walk covers this one's bounds: known entries must come before the
    end.
    """
    head: bool = False
    """The head of a resumed walk is read: its own pages stand below."""
    met_before: bool = False
    """Some entry of this run was listed by this channel before."""
    met_known: bool = False
    """Some entry of this run is known: whatever is listed below it was entered; or is
    older than the walk's bound."""
    page_known: bool = False
    """So is some entry of the last page."""
    bottom_known: bool = False
    """So are the last entries of the last page: nothing below them is new."""
    to_end: bool = False
    """The user asked for the whole listing, whatever is known (`since=all`)."""
    days: int = -1
    """Days since an earlier run first met this very end or failure; -1: none did."""
    passed: bool = False
    """A page above was passed over: what is missing here is told with it."""


@dataclass(frozen=True, slots=True)
class End:
    """The listing ends here, and everything above was entered."""


@dataclass(frozen=True, slots=True)
class Known:
    """What lies below is known, so that nothing is lost by stopping here."""


@dataclass(frozen=True, slots=True)
class Bounded:
    """The walk ends here, and nothing is known of what lies below."""

    reason: str
    to_end: bool = False
    """The listing was read to its end: what may be missing is not shown any more."""


@dataclass(frozen=True, slots=True)
class AskBeyond:
    """Ask first for the page behind the missing one."""


@dataclass(frozen=True, slots=True)
class PassOver:
    """Go on behind a page that has been missing, cut or failing for days."""


Verdict = End | Known | Bounded | Broken | AskBeyond | PassOver | None


def ended(evidence: PageEvidence, known: WalkKnowledge) -> Verdict:
    """Return whether a listing ends at a page; None: it goes on.

    >>> ended(PageEvidence(there=True, pager="last"), WalkKnowledge(pages=9))
    End()
    >>> missing = PageEvidence(there=False, pager="counted", beyond="missing")
    >>> ended(missing, WalkKnowledge(pages=9))
    Broken(reason='end_unconfirmed', at=None)
    >>> ended(missing, WalkKnowledge(pages=9, days=1))
    End()
    >>> ended(PageEvidence(there=False, pager="counted", beyond="there"), WalkKnowledge(pages=9))
    Broken(reason='page_missing', at=None)
    >>> ended(missing, WalkKnowledge(pages=3, deepest=40, days=0))
    Broken(reason='ends_early', at=None)
    """
    if evidence.failure is not None:
        return _failing(evidence, known, Broken(evidence.failure))
    if evidence.cut:
        return PassOver() if known.days >= DAYS + known.passed else Broken(CUT)
    if not evidence.there:
        return _missing(evidence, known)
    if evidence.shallow:
        return Bounded("overrun" if known.deepest and not known.met_before else "shallow")
    if evidence.pager == "last":
        return _absent(known, EARLY, stated=True)
    if evidence.repeats:
        return _absent(known, UNCONFIRMED)
    if evidence.loops or evidence.pager in ("offsite", "unreadable"):
        return _unfollowed(evidence, known)
    if evidence.pager in ("next", "counted"):
        return None
    return _front(known) if evidence.front else _absent(known, UNCONFIRMED)


def _failing(evidence: PageEvidence, known: WalkKnowledge, broken: Broken) -> Verdict:
    """Judge a page that was not received, or is missing though the one behind it is
    there."""
    if known.days < DAYS + known.passed:
        return broken
    if evidence.beyond == "not_asked":
        return AskBeyond()
    if evidence.beyond == "there":
        return PassOver()
    return broken if known.days < FAILING_DAYS else Bounded(broken.reason, to_end=True)


def _missing(evidence: PageEvidence, known: WalkKnowledge) -> Verdict:
    """Judge a missing page behind good ones."""
    if _loses_nothing(known):
        return Known()
    if evidence.pager == "last":
        return _absent(known, EARLY, stated=True)
    if evidence.beyond == "not_asked":
        return AskBeyond()
    if evidence.beyond == "there":
        return _failing(evidence, known, Broken(MISSING))
    return _absent(known, LINKED if evidence.pager == "next" else UNCONFIRMED)


def _absent(known: WalkKnowledge, reason: str, *, stated: bool = False) -> Verdict:
    """Judge an end: one that the site states, or a pager or a page that is not there.

    A stated end that fits what is known is believed at once, and one that does not on
    another day. An end that nothing states is believed on another day if it fits and
    no link led to the missing page, else after `DAYS`.
    """
    if _loses_nothing(known):
        return Known()
    fits = _fits(known)
    if stated and fits:
        return End()
    if known.days < (1 if stated or (fits and reason == UNCONFIRMED) else DAYS):
        return Broken(reason if fits else EARLY)
    return Bounded("overrun", to_end=True) if known.expects_known and not known.met_known else End()


def _unfollowed(evidence: PageEvidence, known: WalkKnowledge) -> Verdict:
    """Judge a pager that leads to another domain or back, or has no address."""
    if _loses_nothing(known):
        return Known()
    if evidence.pager == "unreadable":
        return Bounded("pager_unreadable")
    reason = LOOPS if evidence.loops else OFFSITE
    return Broken(reason) if known.days < DAYS else Bounded(reason)


def _front(known: WalkKnowledge) -> Verdict:
    """Judge a first page without a pager: it may be all there is, or all it shows."""
    if known.deepest > 1:
        if _loses_nothing(known):
            return Known()
        if known.days < DAYS:
            return Broken(PAGER_LOST)
    return Bounded("overrun" if known.deepest and not known.met_before else "front")


def _fits(known: WalkKnowledge) -> bool:
    """Return whether an end contradicts nothing that is known of the channel."""
    met = known.met_known or not known.expects_known
    return met and known.pages >= known.deepest and not known.head


def _loses_nothing(known: WalkKnowledge) -> bool:
    """Return whether all that lies below is known, which is enough unless the user
    asked for the whole listing."""
    as_deep = known.page_known and 0 < known.deepest <= known.pages
    return not known.to_end and (known.bottom_known or as_deep)
