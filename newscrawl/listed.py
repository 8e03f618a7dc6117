"""The values that a page of a channel becomes: its entries, and what it shows of the
page after it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Entry:
    """One link of a listing."""

    id: str
    """16 hex digits (`newscrawl.urls.article_id`): the hash of the normalised link, an
    article's key.
    """
    url: str
    """The link, absolute, as listed: what is fetched."""
    title: str | None = None
    """The words of the link."""
    date: str | None = None
    """Listed date, ISO 8601, as precise as shown (`2020-11-18` or
    `2020-11-18T09:30:00+08:00`).
    """
    pinned: bool = False
    """Whether the listing marks it as 置顶."""
    page: str | None = None
    """Of a newspaper: number of the page (版) that lists it (`A03`)."""
    page_name: str | None = None
    """Of a newspaper: what that page is called (`要闻`)."""


Pager = Literal["next", "counted", "last", "none", "unreadable", "offsite"]
"""What a listing page shows of the page after it: `next` its address; `counted`
nothing, but its address follows from the site's rule or from the pages before; `last`
that there is none; `none` nothing at all; `unreadable` a pager whose addresses cannot
be read; `offsite` an address on another registrable domain.
"""


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of one page of a channel, and its next page."""

    entries: tuple[Entry, ...]
    """Its entries in page order, each address once."""
    next_url: str | None
    """The next page, None where the page offers none."""
    refused: int = 0
    """Links of the main list that are off-site or no article's."""
    kind: str = "listing"
    """`listing`; `feed` or `sitemap`, which have no depth; `sitemap_index`, whose
    newest is next; or what the page is instead where it has no entries (`verification`,
    `soft404`, …; `past_end` behind the last page of a list API).
    """
    encoding: str | None = None
    """Charset the bytes were decoded with, None where text was given."""
    evidence: dict[str, str] | None = None
    """How `entries` and `next_url` were found (`rule: ul.newlistbox > li`, `generic`,
    `link:next`).
    """
    pager: Pager = "none"
    """What it shows of the page after it."""
    target: str | None = None
    """Where a page leads that is a `redirect`, by `<meta http-equiv=refresh>` or by
    script."""
    rule_refuses: int = 0
    """Links that the site's `[article] url` refuses, where these are all, or nearly
    all; they are entries nevertheless if the rule is a family's."""
    records: Mapping[str, Any] = field(default_factory=dict)
    """Id of an entry → the item that holds its whole article, where the site's rule
    says so."""
