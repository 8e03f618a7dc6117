"""Newspapers (电子报) as data: `newspapers/<province>.toml` → `Paper`, with the addresses
of its issues by date.

A paper is a table of its province's file, as a rule three lines: name, family, and the
address of an issue's first page with the date in it. Where that changed over the years
it has eras (`eras`), where it appears in several `editions` it lists them. How a table
is spelt out stands in `paper_tables`.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, Field, field_validator, model_validator

from newscrawl.catalog.eras import Era
from newscrawl.catalog.freshness import Day
from newscrawl.catalog.reading_rules import ArticleRule, Layout, Strings
from newscrawl.catalog.rule import MODEL
from newscrawl.catalog.schema import Channel, Family, Site, host_of
from newscrawl.i18n import _

MAIN = "main"
"""Id of the edition of a paper that has no others."""
_EXAMPLE = date(2000, 1, 1)


class Edition(BaseModel):
    """One of several papers under one name: a city's own pages, a morning and an
    evening paper.
    """

    model_config = MODEL

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Together with the paper's it is the key in the ledger: `fzwb/main`."""
    name: str | None = Field(default=None, min_length=1)
    """Its name in the lines of the archive: 福清版; None for a paper's only one."""
    eras: tuple[Era, ...]
    """Forms of its addresses; where two have a day, both are tried, the first first."""
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = ()
    """Days of the week on which it appears, Monday 1; empty: every day may have an
    issue."""

    @field_validator("eras")
    @classmethod
    def _has_one(cls, value: tuple[Era, ...]) -> tuple[Era, ...]:
        if not value:
            raise ValueError(_("needs one, or an issue in its place"))
        return value

    def eras_of(self, day: date) -> tuple[Era, ...]:
        """Return the forms that a day's addresses may have; none where no issue is
        expected.
        """
        if self.weekdays and day.isoweekday() not in self.weekdays:
            return ()
        return tuple(era for era in self.eras if era.has(day))


class PaperSite(Site):
    """A newspaper as a site: of its own hosts, and not of their subdomains, where other
    papers of the same house may stand.
    """

    def owns(self, url: str) -> bool:
        """Return whether an address lies on one of the paper's hosts, with or without
        `www.`.
        """
        return host_of(url).removeprefix("www.") in self.hosts


class Paper(BaseModel):
    """A newspaper and its editions."""

    model_config = MODEL

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Name of its table: `fzwb`. No site has it."""
    name: str = Field(min_length=1)
    """福州晚报."""
    province: str | None = None
    """Province in Chinese, from the file's name."""
    city: str | None = None
    delay: float = Field(default=1.0, ge=0, le=600)
    """Seconds between two requests."""
    politeness: str | None = Field(default=None, min_length=1)
    """Key of the download slot and of the lock; without it the registrable domain."""
    tls: Literal["old"] | None = None
    """`old` for a server that speaks only TLS 1.0 or 1.1, as with a site."""
    other_hosts: Strings = ()
    """Further hosts on which its articles stand."""
    editions: tuple[Edition, ...]
    families: tuple[str, ...] = ()
    """Families that its eras name."""
    layouts: tuple[Layout, ...] = Field(default=(), alias="layout")
    """Markups of its articles, with those of its families."""
    drop: Strings = ()
    """Boilerplate lines, as in a site's file."""
    kin: tuple[Family, ...] = Field(default=(), exclude=True, repr=False)
    verified: Day | None = None
    """Date of the newest evidence (`2023-04`)."""
    evidence: Strings = ()
    """Where the facts are from, unless the head of the file names it."""

    @model_validator(mode="after")
    def _consistent(self) -> Paper:
        ids = [edition.id for edition in self.editions]
        if not ids:
            raise ValueError(_("editions is empty; without the key the paper is its own only one"))
        for id in ids:
            if ids.count(id) > 1:
                raise ValueError(_("two editions have the id {id!r}").format(id=id))
        if len(ids) > 1 and (nameless := [edition.id for edition in self.editions if edition.name is None]):
            raise ValueError(_("edition {nameless!r} needs a name: there are several").format(nameless=nameless[0]))
        return self

    @cached_property
    def site(self) -> PaperSite:
        """The paper as a site whose channels are its editions."""
        newest = self.editions[0].eras[-1].issue
        eras = [era for edition in self.editions for era in edition.eras]
        channels = tuple(
            Channel(
                site=self.id,
                id=edition.id,
                name=edition.name or self.name,
                url=edition.eras[0].issue_url(_EXAMPLE),
            )
            for edition in self.editions
        )
        return PaperSite(
            id=self.id,
            name=self.name,
            home=newest.partition("{")[0].rpartition("/")[0] + "/",
            province=self.province,
            city=self.city,
            family=self.families[0] if self.families else None,
            delay=self.delay,
            politeness=self.politeness,
            tls=self.tls,
            channel=channels,
            other_hosts=(*self.other_hosts, *dict.fromkeys(host_of(era.issue) for era in eras)),
            article=ArticleRule(url=tuple(dict.fromkeys(pattern for era in eras for pattern in era.rule.articles))),
            layout=self.layouts,
            drop=self.drop,
            kin=self.kin,
        )

    def issue_at(self, url: str) -> tuple[Edition, Era, date] | None:
        """Return the edition, the form and the day of which an address is a page, None
        if it is none.
        """
        for edition in self.editions:
            for era in edition.eras:
                day = era.day_in(url) if url.startswith(era.issue.partition("{")[0]) and era.is_page(url) else None
                if day is not None and era.has(day):
                    return edition, era, day
        return None

    def channel(self, edition: Edition) -> Channel:
        """Return an edition as a channel."""
        return next(channel for channel in self.site.channels if channel.id == edition.id)


class PaperSelected(NamedTuple):
    """An edition and its paper."""

    paper: Paper
    edition: Edition
