"""What a user wants of an archive: hosts, sites and channels of the catalog, dates → whether a page is wanted.

A choice is plain values, so that it can be sent to other processes and tell one reading of a file from another.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, lru_cache

from newscrawl.catalog import Catalog, load, select
from newscrawl.catalog.schema import Site, host_of


@dataclass(frozen=True)
class Choice:
    """Which pages are read. Without hosts and channels, all."""

    folders: tuple[str, ...] = ()
    """A user's own catalog folders."""
    hosts: tuple[str, ...] = ()
    """Hosts, each with its subdomains."""
    channels: str | None = None
    """Channels, as `channels=` names them everywhere."""
    since: date | None = None

    @property
    def key(self) -> str:
        """Tell this choice from others: what was read for one may not have been for another."""
        told = {name: value for name, value in asdict(self).items() if value and name != "folders"}
        return json.dumps(told, default=str, ensure_ascii=False, sort_keys=True)

    @property
    def catalog(self) -> Catalog:
        """The catalog; read once a process."""
        return _catalog(self.folders)

    def wants(self, url: str) -> bool:
        """Tell whether the page at an address is wanted.

        Of a site that is named whole all pages are; where only some of its channels are, those below their folders.

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
        """Tell whether a page saved then cannot have been published in time: it says more than any reading of it."""
        if self.since is None or seconds is None:
            return False
        return datetime.fromtimestamp(seconds, UTC).date() < self.since - timedelta(days=1)

    @cached_property
    def _parts(self) -> dict[str, tuple[str, ...]]:
        """How the addresses of wanted pages begin, by site; "" for all of its pages."""
        chosen: dict[str, set[str]] = {}
        sites: dict[str, Site] = {}
        for site, channel in select(self.catalog, self.channels or "", check=False):
            sites[site.id] = site
            chosen.setdefault(site.id, set()).add(_without_scheme(channel.url).rpartition("/")[0] + "/")
        whole = {id for id, site in sites.items() if len(chosen[id]) >= len({c.url for c in site.channels})}
        return {id: ("",) if id in whole else tuple(sorted(parts)) for id, parts in chosen.items()}


def _without_scheme(url: str) -> str:
    return url.partition("://")[2]


@lru_cache(maxsize=4)
def _catalog(folders: tuple[str, ...]) -> Catalog:
    return load(folders)
