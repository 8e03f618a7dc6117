"""The name of a spider → its class; only its module is imported."""

from __future__ import annotations

from importlib import import_module

from scrapy import Request, Spider
from scrapy.spiderloader import SpiderLoader

PACKAGE = "newscrawl.spiders"
NAMES = ("adopt", "archive", "channel", "newspaper")
"""Spiders of this package, each in the module of its name."""

Names = list[str]


class OwnSpiders(SpiderLoader):
    """Scrapy's loader, which imports the spiders of this package one by one.

    Where `SPIDER_MODULES` has others, all are imported at once, as Scrapy does.
    """

    @property
    def only_own(self) -> bool:
        """Whether no spider of another project can have the name of one of ours."""
        return self.spider_modules == [PACKAGE]

    def load(self, spider_name: str) -> type[Spider]:
        """Return the class of a spider; raise `KeyError` where there is none."""
        if self.only_own and spider_name in NAMES and spider_name not in self._spiders:
            self._load_spiders(import_module(f"{PACKAGE}.{spider_name}"))
        return super().load(spider_name)

    def list(self) -> Names:
        """Return the names of all spiders."""
        return [*NAMES] if self.only_own else super().list()

    def find_by_request(self, request: Request) -> Names:
        """Return the names of the spiders for a request; ours handle none of their
        own.
        """
        return [] if self.only_own else super().find_by_request(request)

    def _load_all_spiders(self) -> None:
        if not self.only_own:
            super()._load_all_spiders()
