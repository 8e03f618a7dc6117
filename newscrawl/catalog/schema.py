"""The models of a site's file: every key that it may have.

`Site` is one file of `sites/<province>/<site>.toml`, with its family's rules filled in;
`Family` is one of `families/<cms>.toml`. Channels and expectations are in
`site_parts.py`, rules in `reading_rules.py`. The docstring under a field is its
description. A key that is not here is an error.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, Field, model_validator

from newscrawl.catalog.freshness import Verified, is_front_page, is_old
from newscrawl.catalog.page_urls import PageUrls
from newscrawl.catalog.patterns import compile_pattern
from newscrawl.catalog.reading_rules import ArticleRule, IssueRule, Layout, ListingRule, Strings, listed
from newscrawl.catalog.request_rule import SentHeaders
from newscrawl.catalog.rule import MODEL, Rule
from newscrawl.catalog.site_parts import PAGE_VARIABLES, Channel, Discover, Expect, WebUrl, host_of
from newscrawl.i18n import _
from newscrawl.urls import normalise, registrable_domain

__all__ = [
    "ArticleRule",
    "Channel",
    "Discover",
    "Expect",
    "Family",
    "IssueRule",
    "Layout",
    "ListingRule",
    "PageUrls",
    "Rule",
    "Site",
    "host_of",
]


def _normal_form(url: str) -> str:
    try:
        return normalise(url)
    except ValueError:  # a port that is no number
        return url


class Family(BaseModel):
    """A CMS or a markup that sites share; a site that names it inherits its rules, one
    level deep.
    """

    model_config = MODEL

    id: str
    """File name without `.toml`."""
    name: str
    """Name of the CMS."""
    marks: Strings = ()
    """Words in a page's source by which the family is recognised; one is enough."""
    listing: ListingRule = Field(default_factory=ListingRule)
    """Listing rules; a site's own replace them one by one."""
    article: ArticleRule = Field(default_factory=ArticleRule)
    """Article rules; a site's own replace them one by one."""
    issue: IssueRule | None = None
    """Of newspapers: patterns of an issue's addresses; a paper's own replace them one
    by one."""
    layouts: tuple[Layout, ...] = Field(default=(), alias="layout")
    """Tried after the site's own."""
    drop: Strings = ()
    """Boilerplate lines, beside the site's own."""
    evidence: Strings = ()
    """Where the facts are from."""


class Site(BaseModel):
    """A site with its channels, the rules of its family filled in."""

    model_config = MODEL

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """File name without `.toml`: `hxnews`."""
    name: str = Field(min_length=1)
    """海峡网."""
    home: WebUrl
    """Front page. A home on `www.` (or on the bare domain) makes all hosts of that
    domain the site's."""
    other_hosts: Strings = ()
    """Further hosts of the site, each with its subdomains: former hosts, hosts of
    pictures."""
    province: str | None = None
    """Province in Chinese (福建), from the folder; the file never states it."""
    city: str | None = None
    """City of the publisher, or the one that the site is about (福州)."""
    family: str | None = None
    """Family whose rules it inherits: `founder`."""
    delay: float = Field(default=1.0, ge=0, le=600)
    """Seconds between two requests."""
    own_politeness: str | None = Field(default=None, alias="politeness", min_length=1)
    """Key of the download slot and of the lock, for sites that share servers under
    different domains."""
    tls: Literal["old"] | None = None
    """`old` for a server that speaks only TLS 1.0 or 1.1, or with keys and ciphers that
    are refused today: its pages can then be read and changed on the way."""
    cookies: bool = False
    """Whether the cookies that its pages set are sent back, from a jar of its own, as a
    browser would. Without it they are sent only to ask again, once, for a page that
    came with cookies instead of an article or a list."""
    request: SentHeaders = Field(default_factory=SentHeaders)
    """Headers and cookies sent with every request to the site."""
    timezone: str = "Asia/Shanghai"
    """Zone of the times the site shows."""
    drop: Strings = ()
    """The site's own boilerplate: regular expressions; a paragraph that fits one is not
    part of the text."""
    channels: tuple[Channel, ...] = Field(default=(), alias="channel")
    """Its sections."""
    listing: ListingRule = Field(default_factory=ListingRule)
    """How its listings are read."""
    article: ArticleRule = Field(default_factory=ArticleRule)
    """Patterns of its articles' addresses."""
    addresses_of: str | None = Field(default=None, exclude=True, repr=False)
    """Family from which `article.url` is inherited; None where it is the site's own.
    Set by the catalog."""
    layouts: tuple[Layout, ...] = Field(default=(), alias="layout")
    """Markups of its article pages, tried in order."""
    expect: Expect = Field(default_factory=Expect)
    """Figures of a healthy crawl."""
    discover: Discover = Field(default_factory=Discover)
    """Its feeds and sitemaps."""
    kin: tuple[Family, ...] = Field(default=(), exclude=True, repr=False)
    """Families to recognise in its pages, where the file names none; set by the
    catalog."""
    verified: Verified = Field(default_factory=Verified)
    """Date of the newest evidence (`2019-11`), or apart for its parts:
    `{ listing = "2019-11", address = "2026-09" }`. Absent where nothing dated is
    known."""
    evidence: Strings = ()
    """Where the facts are from, and what is known of their age."""

    @model_validator(mode="before")
    @classmethod
    def _announced(cls, data: Any) -> Any:
        """Add a channel for every feed and sitemap: each has walks of its own in the
        ledger.
        """
        found = data.get("discover") if isinstance(data, dict) else None
        if not isinstance(found, dict):
            return data
        made = [
            {"site": data.get("id"), "id": word if number == 1 else f"{word}-{number}", "url": url}
            for word in ("feed", "sitemap")
            for number, url in enumerate(listed(found.get(f"{word}s") or ()), 1)
        ]
        channels = data.get("channel", data.get("channels", ()))
        if not isinstance(channels, list | tuple):
            return data
        return {**{key: value for key, value in data.items() if key != "channels"}, "channel": [*channels, *made]}

    @model_validator(mode="after")
    def _consistent(self) -> Site:
        seen: dict[str, int] = {}
        for number, channel in enumerate(self.channels, 1):
            own = f" {channel.values}" if channel.values else ""
            for kind, value in (("id", channel.id), ("url", f"{channel.url}{own}")):
                if value in seen:
                    raise ValueError(
                        _("channels {seen} and {number} have the same {kind} {value!r}").format(
                            seen=seen[value], number=number, kind=kind, value=value
                        )
                    )
                seen[value] = number
            if (request := self.listing_of(channel).request) is not None:
                try:
                    request.check_variables([*PAGE_VARIABLES, *channel.values])
                except ValueError as error:
                    place = f"channel[{number}].listing.request"
                    raise ValueError(_("{place}: {fault}").format(place=place, fault=error)) from None
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(_("unknown timezone {timezone!r}").format(timezone=self.timezone)) from None
        return self

    @cached_property
    def politeness(self) -> str:
        """Key of the download slot and of the lock: `own_politeness`, otherwise the
        registrable domain of `home`.
        """
        return self.own_politeness or registrable_domain(host_of(self.home))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Hosts of the site, each with its subdomains: of `home`, of the channels and
        what they ask, and the others, without `www.`.
        """
        urls = (self.home, *(channel.url for channel in self.channels))
        rules = (self.listing, *(channel.listing for channel in self.channels if channel.listing))
        requests = (self.article.request, *(rule.request for rule in rules))
        asked = (request.host for request in requests if request)
        hosts = (*map(host_of, urls), *self.other_hosts, *filter(None, asked))
        return frozenset(host.removeprefix("www.") for host in hosts)

    @cached_property
    def announced(self) -> frozenset[str]:
        """Keys of its feeds and sitemaps, which may list an article before or after a
        listing does.
        """
        urls = {*self.discover.feeds, *self.discover.sitemaps}
        return frozenset(channel.key for channel in self.channels if channel.url in urls)

    @cached_property
    def drop_patterns(self) -> tuple[re.Pattern[str], ...]:
        """The `drop` lines, compiled, as `newscrawl.text.clean` takes them."""
        return tuple(compile_pattern(line).regex for line in self.drop)

    def owns(self, url: str) -> bool:
        """Return whether an address lies on the site's hosts or on subdomains of
        them.
        """
        host = host_of(url)
        while host and host not in self.hosts:
            host = host.partition(".")[2]
        return bool(host)

    def is_article(self, url: str) -> bool | None:
        """Return whether an address looks like one of the site's articles; None if the
        file does not say.

        Parameters that only track readers (`?spm=…`) are ignored.
        """
        if not self.article.url:
            return None
        if not self.owns(url):
            return False
        forms = {url, _normal_form(url)}
        return any(compile_pattern(pattern).fits(form) for pattern in self.article.url for form in forms)

    def verified_of(self, channel: Channel) -> str | None:
        """Return the date of the newest evidence for a channel's listing."""
        return channel.verified or self.verified.listing

    def is_unchecked(self, channel: Channel) -> bool:
        """Return whether nobody should rely on a channel: its evidence is older than
        2022, and front pages are all that the file has. Patterns such as `*` and
        `fujian:*` leave it out.
        """
        return is_old(self.verified_of(channel)) and self._only_front_pages

    def kind_of(self, channel: Channel) -> str:
        """Return how a channel lists (`HTML`, `JSON`, `feed`, each with `, POST` where
        it is asked for so), or `unchecked`.
        """
        if self.is_unchecked(channel):
            return "unchecked"
        rule = self.listing_of(channel)
        form = "JSON" if rule.api else "feed" if channel.key in self.announced else "HTML"
        return f"{form}, POST" if rule.request is not None and rule.request.sends else form

    @cached_property
    def _only_front_pages(self) -> bool:
        return all(is_front_page(channel.url) for channel in self.channels)

    def listing_of(self, channel: Channel | None) -> ListingRule:
        """Return the listing rules of a channel: its own over the site's."""
        return channel.listing if channel is not None and channel.listing is not None else self.listing

    def channel_of(self, url: str) -> Channel | None:
        """Return the channel that has an address as a listing page, by its URL, its
        counted pages or the address that is asked; None if none has.
        """
        for channel in self.channels:
            rule = self.listing_of(channel)
            if rule.request and rule.request.url and rule.request.is_page(url, channel.url, channel.values):
                return channel
            pages = rule.next_url
            counted = pages if isinstance(pages, PageUrls) else PageUrls(url="{channel}{page}")
            if counted.number(url, channel.url) is not None:
                return channel
        return None
