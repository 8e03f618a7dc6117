"""The parts of a site's file beside its rules: channels, expectations, feeds and
sitemaps.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, model_validator

from newscrawl.catalog.freshness import Day
from newscrawl.catalog.reading_rules import ListingRule, listed
from newscrawl.catalog.rule import MODEL
from newscrawl.i18n import _

_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,4})?(?:[/?#][!-~]*)?")
"""Addresses that need no second look."""


def _web_url(url: str) -> str:
    if _PLAIN_URL.fullmatch(url):
        return url
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise ValueError(_("not a URL: {error}").format(error=error)) from None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", url):
        raise ValueError(_("not an http(s) URL"))
    return url


def host_of(url: str) -> str:
    """Return the host of a URL in lower case, without port; "" if there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


PAGE_VARIABLES = ("page", "offset", "end", "date", "cursor", "last", "channel", "origin", "folder", "stem")
"""Variables that `listing.request` may have beside the channel's own."""
WebUrl = Annotated[str, AfterValidator(_web_url)]


class Channel(BaseModel):
    """A section (频道, 栏目) of a site: one listing, walked page by page."""

    model_config = MODEL

    site: str
    """Id of its site, from the file's name; the file never states it."""
    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    """Short and lasting: `fz`. Together with the site it is the key of the channel in
    the ledger."""
    name: str | None = Field(default=None, min_length=1)
    """Name as the site writes it: 福州新闻. None where it is not known yet; the listing's
    own heading may show it."""
    url: WebUrl
    """First page of the listing; where `listing.request` names another address, the
    page that people see."""
    values: dict[Annotated[str, Field(pattern=r"^[a-z]\w*$")], str | int] = Field(default_factory=dict)
    """Its own variables for `listing.request`: `{ node = 25950 }`, there `{node}`."""
    city: str | None = None
    """City the channel is about, where it is another than the site's."""
    verified: Day | None = None
    """When the listing was last seen at this address, where that differs from the
    site's `verified`."""
    listing: ListingRule | None = None
    """The channel's own listing rules, over the site's; only what differs."""

    @model_validator(mode="after")
    def _own_names(self) -> Channel:
        if taken := next((name for name in self.values if name in PAGE_VARIABLES), None):
            raise ValueError(_("values: {name} is a variable already").format(name=taken))
        return self

    @property
    def key(self) -> str:
        """Site and channel, as in commands and lines: `hxnews/fz`."""
        return f"{self.site}/{self.id}"


class Expect(BaseModel):
    """Figures of a healthy crawl; below them the run raises an alarm."""

    model_config = MODEL

    fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = Field(default_factory=dict)
    """Smallest share of articles that have a field:
    `{ title = 1.0, published = 0.98 }`."""
    entries: int | None = Field(default=None, ge=1)
    """Fewest articles that the first page of a listing shows. `scrapy checksites`
    checks this and the next two."""
    dated: bool | None = None
    """Whether a listing shows a date beside its entries; a ranking box mistaken for the
    list shows none."""
    charset: str | None = None
    """Charset of the pages: `utf-8`, `gb18030`."""


class Discover(BaseModel):
    """Feeds and sitemaps of a site; each address is walked as a channel of its own:
    `feed`, `sitemap-2`.
    """

    model_config = MODEL

    feeds: Annotated[tuple[WebUrl, ...], BeforeValidator(listed)] = ()
    """RSS and Atom feeds."""
    sitemaps: Annotated[tuple[WebUrl, ...], BeforeValidator(listed)] = ()
    """Sitemaps and news sitemaps, also packed (`.xml.gz`); of an index of sitemaps the
    newest is read."""
