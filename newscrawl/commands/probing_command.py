"""What the commands that look at sites share: fetching, the catalog, printing."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import ArchiveCommand

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from newscrawl.catalog import Catalog
    from newscrawl.probing.fetch import Visit

UNFETCHED, DRIFTED = 3, 4
"""Exit codes: something could not be fetched; a site is not as the catalog expects."""
WIDE = 200
"""Columns of output that is not a terminal."""


class ProbingCommand(ArchiveCommand):
    """A command that fetches some pages and records nothing."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.net.replay import find_warcs

        super().process_options(args, opts)
        assert self.settings is not None
        try:
            if replay := self.settings.get("NEWSCRAWL_REPLAY"):
                find_warcs(replay)
        except UsageError as error:
            self.refuse(error)

    def catalog(self) -> Catalog:
        """Return the catalog; exit with one line where it is wrong."""
        from newscrawl.catalog import CatalogError, load

        assert self.settings is not None
        try:
            return load(self.settings.getlist("NEWSCRAWL_CATALOG"))
        except CatalogError as error:
            self.refuse(error)

    def visit(self, visits: Sequence[Visit], delay: float | None = None) -> None:
        """Fetch visits; each visit keeps its pages."""
        from newscrawl.commands.crawl import failure_of
        from newscrawl.probing.fetch import ProbeSpider

        assert self.crawler_process is not None
        crawler: Any = self.crawler_process.create_crawler(ProbeSpider)
        task: Any = self.crawler_process.crawl(crawler, visits=visits, delay=delay)
        self.crawler_process.start()
        error = failure_of(task)
        if isinstance(error, UsageError):
            self.refuse(error)
        if error is not None:
            raise error


def console() -> Console:
    """Return the console of the output: as wide as the terminal, or `WIDE`."""
    from newscrawl.terminal import safe_console

    return safe_console(width=None if sys.stdout.isatty() else WIDE, highlight=False, markup=False, emoji=False)


def table(*headings: str, whole: Sequence[str] = ()) -> Table:
    """Return a bare table; its cells hold text of sites, which is never markup.

    `whole`: headings of short columns, which are never folded.
    """
    from rich.table import Table

    made = Table(box=None, header_style="bold", pad_edge=False)
    for heading in headings:
        made.add_column(heading, overflow="fold", no_wrap=heading in whole)
    return made
