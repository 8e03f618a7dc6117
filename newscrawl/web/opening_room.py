"""Settings → the archive they name, opened for reading."""

from __future__ import annotations

import os
from pathlib import Path

from scrapy.settings import BaseSettings

from newscrawl.catalog import CatalogError, load
from newscrawl.ledger.opening import open_ledger
from newscrawl.ledger.place import ledger_place
from newscrawl.options import data_folder, now
from newscrawl.web.reading_room import CatalogNames, ReadingRoom


def open_room(settings: BaseSettings, index_place: Path | None = None) -> ReadingRoom:
    """Return the room of an archive; raise `LedgerError` where its ledger cannot be
    read."""
    place = ledger_place(settings)
    open_ledger(settings, write=False).close()
    return ReadingRoom(
        data_folder(settings),
        lambda: open_ledger(settings, write=False),
        ledger_path=place if isinstance(place, Path) else None,
        names=catalog_names(settings),
        now=lambda: now(settings),
        index_place=index_place,
    )


def catalog_names(settings: BaseSettings) -> CatalogNames:
    """Return what the catalog calls its sites and channels; nothing where it cannot be
    read."""
    try:
        catalog = load(settings.getlist("NEWSCRAWL_CATALOG"))
        sites = list(catalog.sites())
        papers = [paper.site for paper in catalog.papers.papers()]
    except CatalogError:
        return CatalogNames()
    every = [*sites, *papers]
    return CatalogNames(
        {channel.key: channel.name for site in every for channel in site.channels if channel.name},
        {site.id: site.name for site in every},
        {site.id: site.province for site in every if site.province},
    )


def may_index(data: Path) -> bool:
    """Return whether the archive's folder takes a search index."""
    return os.access(data, os.W_OK)
