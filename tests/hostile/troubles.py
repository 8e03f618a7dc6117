"""What hits a web for a while: kinds of trouble, their scopes, and how a seed draws
them. Pure.

A trouble has a beginning, an end and a scope: one address, one kind of page of a
channel, or a whole host. `deal` deals the kinds to the sites as from a deck, so that
each comes to each site before any comes again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal
from zlib import crc32

from tests.hostile import refusals, wire
from tests.hostile.web import CHANNELS, FIRST, Place, Web

Scope = Literal["address", "listings", "deeper", "articles", "host"]
"""`deeper` are further pages of listings; `listings` all of them."""

STATUS = ("http_404", "http_403", "http_429", "http_5xx")
CUT = tuple(f"cut_{how}" for how in wire.CUTS)
REFUSAL = tuple(refusals.KINDS)
LEADS = ("to_login", "to_front", "to_portal")
"""`to_portal` is on another site, as that of a network which wants a login first."""
OF_LISTINGS = ("no_pager", "shifted", "stale", "redated", "emptied", "poisoned")
"""What can only hit a listing."""
OF_LOOKS = (*OF_LISTINGS, "wrong_date", "new_template")
"""What changes a page and not its answer."""
KINDS = (*STATUS, *CUT, "empty_200", *REFUSAL, *LEADS, *OF_LOOKS)

HOURS = (2, 5, 11, 24, 24, 40, 66)
"""How long a trouble may last."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One trouble."""

    kind: str
    site: str
    scope: Scope
    begin: datetime
    end: datetime
    target: str = ""
    """Of one address: its path; of a kind of page: the channel."""
    share: float = 1.0
    """Share of the requests that meet it, chosen by address and time."""
    seed: str = ""
    """Of its words, its build, where it cuts."""

    def lasts(self, now: datetime) -> bool:
        """Return whether it is under way."""
        return self.begin <= now < self.end

    def hits(self, site: str, path: str, place: Place, now: datetime) -> bool:
        """Return whether it hits a request."""
        if site != self.site or not self.lasts(now) or not self._covers(path, place):
            return False
        return self.share >= 1 or crc32(f"{self.seed}{path}{now}".encode()) / 2**32 < self.share

    def _covers(self, path: str, place: Place) -> bool:
        listing = place.kind in ("listing", "deeper")
        if self.kind in OF_LISTINGS and not listing:
            return False
        if self.kind in ("wrong_date", "new_template") and not (listing or place.kind == "article"):
            return False
        match self.scope:
            case "host":
                return place.kind != "login"
            case "address":
                return path == self.target
            case "articles":
                return place.kind == "article" and place.channel == self.target
            case "deeper":
                return place.kind == "deeper" and place.channel == self.target
            case "listings":
                return listing and place.channel == self.target

    def __str__(self) -> str:
        hours = (self.end - self.begin) / timedelta(hours=1)
        where = self.target if self.target else self.site
        part = f", {self.share:.0%} of requests" if self.share < 1 else ""
        return f"{self.kind} on {self.scope} {where} from {self.begin:%m-%d %H:%M} for {hours:.0f} h{part}"


def scopes(kind: str, site: str) -> tuple[Scope, ...]:
    """Return the scopes in which a kind can hit a site; none where it cannot.

    A listing is shifted or stale as a whole: where only one page is, no reader can tell.
    Nor can it where a page of an issue shows fewer articles than it will.

    >>> scopes("shifted", "link"), scopes("no_pager", "paper"), scopes("no_pager", "feed")
    (('listings',), ('address', 'listings', 'deeper'), ())
    """
    sites = {"no_pager": ("link", "paper"), "new_template": ("link", "counted")}
    if site not in sites.get(kind, (site,)) or (kind, site) == ("shifted", "paper"):
        return ()
    if kind in ("shifted", "stale"):
        return ("listings",)
    found: tuple[Scope, ...] = ("address", "listings", "deeper")
    if kind not in OF_LISTINGS:
        found = ("address", *found, "articles", "host")
    return tuple(scope for scope in found if scope != "deeper" or site != "feed")


def deal(
    seed: int, web: Web, begin: datetime, end: datetime, *, every: float = 18.0, kinds: Sequence[str] = KINDS
) -> list[Trouble]:
    """Deal troubles to each site of a web, one in about so many hours, none of them
    longer than the time given.

    The first hours of each site have one more, on a page deep in a listing: only a first
    walk comes that far.
    """
    random = Random(f"{seed}/{'/'.join(kinds)}")
    dealt: list[Trouble] = []

    def add(kind: str, site: str, scope: Scope, at: datetime, hours: int, target: str, share: float) -> None:
        until = min(end, at + timedelta(hours=hours))
        dealt.append(Trouble(kind, site, scope, at, until, target, share, f"{seed}/{len(dealt)}"))

    for site in web.sites:
        fitting = [kind for kind in kinds if scopes(kind, site)]
        deep = [kind for kind in fitting if "deeper" in scopes(kind, site)]
        if deep:
            channel = random.choice(web.channels_of(site))
            path = listing_path(channel, random.randint(2, 9), begin)
            add(random.choice(deep), site, "address", begin, random.choice((2, 5, 11, 24)), path, 1.0)
        deck: list[str] = []
        at = begin
        while fitting and at < end:
            if not deck:
                deck = random.sample(fitting, len(fitting))
            kind = deck.pop()
            scope = random.choice(scopes(kind, site))
            target = aim(random, web, site, scope, kind, at)
            add(kind, site, scope, at, random.choice(HOURS), target, random.choice((1.0, 1.0, 0.5)))
            at += timedelta(hours=every * random.uniform(0.5, 1.5))
    return dealt


def aim(random: Random, web: Web, site: str, scope: Scope, kind: str, at: datetime) -> str:
    """Choose what a trouble of a scope hits: an address that will be asked for, a
    channel, or all of a host.
    """
    if scope == "host":
        return ""
    channel = random.choice(web.channels_of(site))
    if scope != "address":
        return channel
    coming = [story for story in web.stories if story.channel == channel and story.published > at - timedelta(hours=1)]
    if kind not in OF_LISTINGS and coming and random.random() < 0.6:
        return web.path(coming[min(len(coming) - 1, random.randrange(3))])
    return listing_path(channel, random.choice((1, 1, 2, 3, 4, 5, 6, 8)), at)


def listing_path(channel: str, number: int, at: datetime) -> str:
    """Return the address of a page of a listing, or of the issue of the day.

    >>> listing_path("counted/gone", 3, datetime(2020, 11, 2)), listing_path("paper/main", 4, datetime(2020, 11, 2))
    ('/xw/gone/index_2.html', '/pc/layout/202011/02/node_02.html')
    """
    assert channel in CHANNELS
    if channel == "paper/main":
        return f"/pc/layout/{at:%Y%m/%d}/node_{min(number, 2):02d}.html"
    if channel == "feed/feed":
        return FIRST[channel]
    if channel == "api/list":
        return f"/api/{number}.json"
    form = "list_{}.html" if channel.startswith("link/") else "index_{}.html"
    return FIRST[channel] + (form.format(number - channel.startswith("counted/")) if number > 1 else "")
