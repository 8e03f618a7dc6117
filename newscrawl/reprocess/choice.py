"""Hosts, channels of the catalog and dates that a user names → whether a page is read.

A choice is plain values: it can be sent to other processes, and be compared.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache

from newscrawl.catalog import Catalog, load, select
from newscrawl.catalog.schema import Site, host_of
from newscrawl.reprocess.corpus import TEXT_FIELD


@dataclass(frozen=True)
class Choice:
    """Which pages are read. Without hosts and channels, all."""

    folders: tuple[str, ...] = ()
    """Catalog folders of the user."""
    hosts: tuple[str, ...] = ()
    """Hosts, each with its subdomains."""
    channels: str | None = None
    """Channels, in the syntax of `channels=`."""
    since: date | None = None
    text_field: str = TEXT_FIELD
    """Field of a line of a corpus that has its text."""

    @property
    def key(self) -> str:
        """A text that differs between choices, whose readings of a file may differ."""
        usual = asdict(Choice(self.folders))
        stated = {name: value for name, value in asdict(self).items() if value != usual[name]}
        return json.dumps(stated, default=str, ensure_ascii=False, sort_keys=True)

    @property
    def catalog(self) -> Catalog:
        """The catalog; loaded once a process."""
        return _catalog(self.folders)

    def wants(self, url: str) -> bool:
        """Return whether the page at an address is read.

        All pages of a site are, where all its channels are chosen; else those below the
        folders of the chosen channels.

        >>> choice = Choice(hosts=("hxnews.com",), channels="fjsen/*")
        >>> [choice.wants(url) for url in ("http://www.hxnews.com/1.shtml", "http://fj.qq.com/1.htm")]
        [True, False]
        """
        if not self.hosts and self.channels is None:
            return True
        host = host_of(url)
        if any(host == each or host.endswith(f".{each}") for each in self.hosts):
            return True
        site = self.catalog.site_of(url) if self.channels is not None else None
        return site is not None and any(_without_scheme(url).startswith(each) for each in self._parts.get(site.id, ()))

    def too_early(self, seconds: int | None) -> bool:
        """Return whether a page saved then is too old to be published after `since`."""
        if self.since is None or seconds is None:
            return False
        return datetime.fromtimestamp(seconds, UTC).date() < self.since - timedelta(days=1)

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        """How addresses that are read begin, by site; "" for all of its pages."""
        chosen: dict[str, set[str]] = {}
        sites: dict[str, Site] = {}
        for site, channel in select(self.catalog, self.channels or "", check=False, unchecked=True):
            sites[site.id] = site
            chosen.setdefault(site.id, set()).add(_without_scheme(channel.url).rpartition("/")[0] + "/")
        whole = {id for id, site in sites.items() if len(chosen[id]) >= len({c.url for c in site.channels})}
        return {id: ("",) if id in whole else tuple(sorted(parts)) for id, parts in chosen.items()}


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]


@lru_cache(maxsize=4)
def _catalog(folders: tuple[str, ...]) -> Catalog:
    return load(folders)
