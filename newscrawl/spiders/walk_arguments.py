"""The arguments of the spiders that walk (`-a`) and the catalog → what is walked, or a
`UsageError` of one line.

Everything wrong that a user can type is found here, without importing what a crawl
needs: the command line answers at once. The spiders are these classes, too.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.catalog import Catalog, CatalogError, load, select, select_papers
from newscrawl.catalog.schema import Channel, Site
from newscrawl.i18n import _
from newscrawl.options import check_arguments, now, read_bounds, read_count, read_span
from newscrawl.spiders.pace import check_contact, set_pace, slowest
from newscrawl.urls import registrable_domain


class WalkArguments:
    """What all spiders that walk are given."""

    name: str
    arguments: ClassVar[tuple[str, ...]]
    wanted: ClassVar[tuple[str, str]]
    """The argument that is required, and an example of it."""

    def __init__(self, **given: str) -> None:
        super().__init__()
        check_arguments(self.name, given, self.arguments)
        needed, example = self.wanted
        if not given.get(needed):
            raise UsageError(
                _("name the {needed}: -a {needed}={example} (`scrapy {needed}` lists them)").format(
                    needed=needed, example=example
                )
            )
        self.given = given

    def prepare(self, settings: BaseSettings) -> None:
        """Select what to walk and read the bounds; raise `UsageError` with one line."""
        given = self.given
        self.now = now(settings)
        self.since, self.until = read_bounds(given.get("since"), given.get("until"), self.now.date())
        self.revisit = read_span("revisit", given.get("revisit"))
        self.wait = read_span("wait", given.get("wait"))
        try:
            self.chosen = self.choose(load(settings.getlist("NEWSCRAWL_CATALOG")))
        except CatalogError as error:
            raise UsageError(str(error)) from error
        self.sites: dict[str, Site] = {site.id: site for site, _channel in self.chosen}
        hosts = [host for site in self.sites.values() for host in site.hosts]
        if settings.get("NEWSCRAWL_REPLAY"):
            from newscrawl.net.replay import find_warcs

            find_warcs(settings["NEWSCRAWL_REPLAY"])
        else:
            check_contact(settings, (*(urlsplit(channel.url).hostname or "" for _site, channel in self.chosen), *hosts))
            self.delays = slowest((site.politeness, site.delay) for site in self.sites.values())
            set_pace(settings, self.delays)
        self.allowed_domains = sorted({registrable_domain(host) for host in hosts})

    @abstractmethod
    def choose(self, catalog: Catalog) -> Sequence[tuple[Site, Channel]]:
        """Return what the user named; raise `CatalogError` if it does not exist."""


class ChannelArguments(WalkArguments):
    """The arguments of the channel spider."""

    name = "channel"
    arguments = ("channels", "since", "until", "max_pages", "revisit", "wait", "unchecked")
    wanted = ("channels", "hxnews/fz")

    def prepare(self, settings: BaseSettings) -> None:
        """Select the channels and read the bounds; raise `UsageError` with one line."""
        self.max_pages = read_count("max_pages", self.given.get("max_pages"))
        super().prepare(settings)

    def choose(self, catalog: Catalog) -> Sequence[tuple[Site, Channel]]:
        """Return the channels that the user named."""
        return select(catalog, self.given["channels"], unchecked=bool(self.given.get("unchecked")))


class NewspaperArguments(WalkArguments):
    """The arguments of the newspaper spider."""

    name = "newspaper"
    arguments = ("papers", "since", "until", "revisit", "wait")
    wanted = ("papers", "fzrb")

    def prepare(self, settings: BaseSettings) -> None:
        """Select the editions and read the bounds; raise `UsageError` with one line."""
        super().prepare(settings)
        today = self.now.date()
        self.last = min(self.until or today, today)
        self.first = self.since or self._beginning(settings)
        if self.first > self.last:
            raise UsageError(
                _("since={first}: no issue has appeared that late; today is {today}").format(
                    first=self.first, today=today
                )
            )

    def _beginning(self, settings: BaseSettings) -> date:
        """Return the first day to walk, if the user names none."""
        if self.given.get("since") != "all":
            return self.last - timedelta(days=settings.getint("NEWSCRAWL_FIRST_WALK") - 1)
        beginnings: list[date] = []
        for paper, edition in self.selected.values():
            known = [era.since for era in edition.eras if era.since is not None]
            if len(known) < len(edition.eras):
                raise UsageError(
                    _("since=all: the catalog does not say when {id} began; give a date").format(id=paper.id)
                )
            beginnings += known
        return min(beginnings)

    def choose(self, catalog: Catalog) -> Sequence[tuple[Site, Channel]]:
        """Return the editions that the user named."""
        found = select_papers(catalog, self.given["papers"])
        self.selected = {f"{paper.id}/{edition.id}": (paper, edition) for paper, edition in found}
        return [(paper.site, paper.channel(edition)) for paper, edition in found]


WALKS: Mapping[str, type[WalkArguments]] = {each.name: each for each in (ChannelArguments, NewspaperArguments)}
"""By the names of the spiders."""
