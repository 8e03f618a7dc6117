"""The catalog's vocabulary: what a site's file may say.

`Site` is one file of `sites/<province>/<site>.toml`, with what its family gives it; `Family` is one of
`families/<cms>.toml`. The docstring under a field is its description. A key that is not here is an error.
"""

from __future__ import annotations

import re
from dataclasses import fields
from datetime import date
from functools import cached_property
from typing import Annotated, Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lxml import etree
from pydantic import AfterValidator, BaseModel, BeforeValidator, Discriminator, Field, Tag, model_validator

from newscrawl.catalog.page_urls import PageUrls
from newscrawl.catalog.patterns import compile_pattern
from newscrawl.catalog.rule import MODEL, Rule
from newscrawl.items import Article
from newscrawl.near import near
from newscrawl.urls import normalise, registrable_domain

__all__ = [
    "ArticleRule",
    "Channel",
    "Expect",
    "Family",
    "Layout",
    "ListingRule",
    "PageUrls",
    "Rule",
    "Site",
    "host_of",
]


def _web_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError as error:
        raise ValueError(f"not a URL: {error}") from None
    if parts.scheme not in {"http", "https"} or not host or re.search(r"\s", url):
        raise ValueError("not an http(s) URL")
    return url


def _listed(value: Any) -> Any:
    return (value,) if isinstance(value, str) else value


def _dated(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def host_of(url: str) -> str:
    """Give the host of a URL in lower case, without port; "" if there is none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".")
    except ValueError:
        return ""


WebUrl = Annotated[str, AfterValidator(_web_url)]
Strings = Annotated[tuple[str, ...], BeforeValidator(_listed)]
"""A list of strings; a single one may stand alone."""


def _next_kind(value: Any) -> str:
    counted = isinstance(value, PageUrls) or (
        isinstance(value, dict) and not {"css", "xpath", "meta", "regex"} & set(value)
    )
    return "pages" if counted else "rule"


NextUrl = Annotated[Annotated[Rule, Tag("rule")] | Annotated[PageUrls, Tag("pages")], Discriminator(_next_kind)]


class ListingRule(BaseModel):
    """How a listing is read. All optional: the generic listing reader fills what is absent."""

    model_config = MODEL

    entries: Rule | None = None
    """The elements that hold one entry each: `ul.newlistbox > li`."""
    link: Rule | None = None
    """Within an entry, the link (an element with `href`): `h3 a`; without it the reader chooses one."""
    title: Rule | None = None
    """Within an entry, the title; without it the text of the link."""
    date: Rule | None = None
    """Within an entry, the text that shows the date; without it the reader looks for one."""
    pinned: Rule | None = None
    """What, within an entry, only pinned (置顶) ones have: `span.top`, or `{ css = "span", regex = "置顶" }`."""
    next_url: NextUrl | None = None
    """The next page: a rule (a link, or text that is an address), or `PageUrls`: `{ url = "…{page}…", first = 2 }`."""


class ArticleRule(BaseModel):
    """What an article's address looks like, and how its pages hang together."""

    model_config = MODEL

    url: Strings = ()
    r"""Regular expressions; an address that fits one is an article: `/\d{6}/\d{2}/\d+\.shtml$`. Empty: a guess."""
    next_page: Rule | None = None
    """Link to the next page of a long article; without it the reader looks for 下一页 and numbered links."""


class Layout(BaseModel):
    """One markup of a site's article pages. A field without a rule is left to the generic reader."""

    model_config = MODEL

    when: Rule | None = None
    """The layout is for pages where this selects something; without it, where `body` does. Never a date."""
    title: Rule | None = None
    """主题."""
    kicker: Rule | None = None
    """引题."""
    subtitle: Rule | None = None
    """副题."""
    original_title: Rule | None = None
    """原标题."""
    published: Rule | None = None
    """Text that shows the time; the reader finds the date in it."""
    modified: Rule | None = None
    """Text that shows the time of the last change."""
    source: Rule | None = None
    """来源, with or without its label."""
    source_url: Rule | None = None
    """Link of the source."""
    byline: Rule | None = None
    """Text with several roles, such as a line 记者…通讯员…; the reader takes it apart."""
    reporters: Rule | None = None
    """记者, with or without label."""
    correspondents: Rule | None = None
    """通讯员, with or without label."""
    photographers: Rule | None = None
    """摄, with or without label."""
    authors: Rule | None = None
    """作者, with or without label."""
    editors: Rule | None = None
    """责任编辑, with or without label."""
    breadcrumbs: Rule | None = None
    """Steps of the trail, one value each, or one element that holds it all."""
    keywords: Rule | None = None
    """Keywords, one value each, or one text that joins them."""
    body: Rule | None = None
    """The element or elements that hold the text."""
    body_drop: Rule | None = None
    """Elements inside the body that are not part of it: share bars, recommended links."""
    images: Rule | None = None
    """`img` elements that belong to the article though they stand outside the body (galleries)."""
    next_page: Rule | None = None
    """Link to the next page, where this markup has its own."""
    edition: Rule | None = None
    """版次 of a newspaper."""
    page: Rule | None = None
    """版 of a newspaper."""

    @model_validator(mode="after")
    def _is_told_by_the_page(self) -> Layout:
        if self.when is not None and self.when.url is not None:
            raise ValueError("when must look at the page, not at its address: archives keep old markup")
        return self

    def fits(self, root: etree._Element) -> bool:
        """Tell whether a page is of this markup: by `when`, else by `body`; a layout with neither fits every page."""
        rule = self.when or self.body
        return rule is None or rule.matches(root)


class Channel(BaseModel):
    """A section (频道, 栏目) of a site: one listing, walked page by page."""

    model_config = MODEL

    site: str
    """Id of its site; the file name says it, never the file."""
    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
    """Short and lasting: `fz`. Together with the site it is the key of the channel in the ledger."""
    name: str | None = Field(default=None, min_length=1)
    """Name as the site writes it: 福州新闻. None where it is not known yet; the listing's own heading may tell it."""
    url: WebUrl
    """First page of the listing."""
    city: str | None = None
    """City the channel is about, where it is another than the site's."""
    listing: ListingRule | None = None
    """The channel's own listing rules, over the site's; only what differs."""

    @property
    def key(self) -> str:
        """Site and channel, as commands and lines name it: `hxnews/fz`."""
        return f"{self.site}/{self.id}"


class Expect(BaseModel):
    """What a healthy crawl reaches; below it the run alarms."""

    model_config = MODEL

    fill: dict[str, Annotated[float, Field(ge=0, le=1)]] = {}
    """Smallest share of articles that have a field: `{ title = 1.0, published = 0.98 }`."""

    @model_validator(mode="after")
    def _fields_of_a_line(self) -> Expect:
        known = [field.name for field in fields(Article)]
        for name in self.fill:
            if name not in known:
                raise ValueError(f"no field {name!r} in a line{near(name, known)}")
        return self


class Family(BaseModel):
    """A CMS or a markup that sites share: what a site inherits by naming it, one level deep."""

    model_config = MODEL

    id: str
    """File name without `.toml`."""
    name: str
    """Name of the CMS."""
    marks: Strings = ()
    """Words in a page's source by which the family is recognised, as they stand there; one is enough."""
    listing: ListingRule = ListingRule()
    """Listing rules; a site's own replace them one by one."""
    article: ArticleRule = ArticleRule()
    """Article rules; a site's own replace them one by one."""
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
    """Front page. A home on `www.` (or on the bare domain) makes all hosts of that domain the site's."""
    province: str | None = None
    """Province in Chinese (福建); the folder says it, never the file."""
    city: str | None = None
    """City where the publisher sits or which the site is about (福州)."""
    family: str | None = None
    """Family whose rules it inherits: `founder`."""
    delay: float = Field(default=1.0, ge=0, le=600)
    """Seconds between two requests."""
    own_politeness: str | None = Field(default=None, alias="politeness", min_length=1)
    """Key of the download slot and of the lock, for sites that share servers under different domains."""
    timezone: str = "Asia/Shanghai"
    """Zone of the times the site shows."""
    drop: Strings = ()
    """The site's own boilerplate: regular expressions; a paragraph that one fits is not part of the text."""
    channels: tuple[Channel, ...] = Field(default=(), alias="channel")
    """Its sections."""
    listing: ListingRule = ListingRule()
    """How its listings are read."""
    article: ArticleRule = ArticleRule()
    """What its articles' addresses look like."""
    layouts: tuple[Layout, ...] = Field(default=(), alias="layout")
    """Markups of its article pages, tried in order."""
    expect: Expect = Expect()
    """What a healthy crawl reaches."""
    verified: Annotated[str, BeforeValidator(_dated), Field(pattern=r"^\d{4}(-\d{2}){0,2}$")] | None = None
    """Date of the newest evidence (`2019-11`); None where nothing dated is known."""
    evidence: Strings = ()
    """Where the facts are from, and what is known of their age."""

    @model_validator(mode="after")
    def _consistent(self) -> Site:
        seen: dict[str, int] = {}
        for number, channel in enumerate(self.channels, 1):
            for kind, value in (("id", channel.id), ("url", channel.url)):
                if value in seen:
                    raise ValueError(f"channels {seen[value]} and {number} have the same {kind} {value!r}")
                seen[value] = number
        try:
            ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            raise ValueError(f"unknown timezone {self.timezone!r}") from None
        return self

    @cached_property
    def politeness(self) -> str:
        """Key of the download slot and of the lock: what the file says, else the registrable domain of `home`."""
        return self.own_politeness or registrable_domain(host_of(self.home))

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Hosts of the site, each with its subdomains: those of `home` and of the channels, without `www.`."""
        urls = (self.home, *(channel.url for channel in self.channels))
        return frozenset(host_of(url).removeprefix("www.") for url in urls)

    @cached_property
    def boilerplate(self) -> tuple[re.Pattern[str], ...]:
        """The `drop` lines, compiled, as `newscrawl.text.clean` takes them."""
        return tuple(compile_pattern(line).regex for line in self.drop)

    @cached_property
    def drop_patterns(self) -> tuple[re.Pattern[str], ...]:
        """The site's own boilerplate lines, compiled, for cleaning."""
        return tuple(compile_pattern(line).regex for line in self.drop)

    def owns(self, url: str) -> bool:
        """Tell whether an address lies on the site's hosts or on subdomains of them."""
        host = host_of(url)
        while host and host not in self.hosts:
            host = host.partition(".")[2]
        return bool(host)

    def is_article(self, url: str) -> bool | None:
        """Tell whether an address looks like one of the site's articles; None if the file does not say.

        Parameters that only say where a reader came from (`?spm=…`) are not looked at.
        """
        if not self.article.url:
            return None
        if not self.owns(url):
            return False
        patterns = [compile_pattern(pattern) for pattern in self.article.url]
        return any(pattern.fits(url) for pattern in patterns) or any(p.fits(normalise(url)) for p in patterns)

    def listing_of(self, channel: Channel | None) -> ListingRule:
        """Give the listing rules of a channel: its own over the site's."""
        return channel.listing if channel is not None and channel.listing is not None else self.listing

    def channel_of(self, url: str) -> Channel | None:
        """Give the channel of which an address is a listing page, by its URL or its counted pages; None if of none."""
        for channel in self.channels:
            pages = self.listing_of(channel).next_url
            counted = pages if isinstance(pages, PageUrls) else PageUrls(url="{channel}{page}")
            if counted.number(url, channel.url) is not None:
                return channel
        return None
