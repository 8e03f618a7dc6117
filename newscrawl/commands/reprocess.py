"""`scrapy reprocess FILES…`: read whole archives again with today's reader, on all
cores.

Runs `scrapy crawl archive` with the files that the shell names, and a progress bar;
files that were read before are skipped.
"""

from __future__ import annotations

import argparse
import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING

from newscrawl.commands.crawl import Command as Crawl
from newscrawl.i18n import _

if TYPE_CHECKING:
    from newscrawl.monitor.messages import Occasion

REPLAY = "newscrawl.net.replay.Replay"


class Command(Crawl):
    """The archive spider with its arguments as options."""

    own_log = True
    downloads = False

    def __init__(self) -> None:
        super().__init__()
        self.bar = ExitStack()

    def syntax(self) -> str:
        return "[options] FILES..."

    def short_desc(self) -> str:
        return _("Read WARC files, corpora of text and saved pages into an archive of their own")

    def long_desc(self) -> str:
        return _(
            "FILES are WARC, WACZ, ARC and WET files and files of JSON lines (plain, gzip, zstd), saved pages, texts, "
            "or folders of them. The archive is data/archive, unless NEWSCRAWL_DATA says so. A run that was stopped "
            "goes on where it was."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--jobs", metavar="N", help=_("processes that read (default: one a core)"))
        parser.add_argument("--hosts", metavar="HOSTS", help=_("only pages of these hosts, with commas between"))
        parser.add_argument(
            "--channels", metavar="PATTERN", help=_("only pages of these channels: hxnews/*, 'fujian:*'")
        )
        parser.add_argument("--since", metavar="DATE", help=_("only articles published on that day or later"))
        parser.add_argument("--until", metavar="DATE", help=_("only articles published on that day or earlier"))

        parser.add_argument(
            "--text-field", metavar="NAME", help=_("field of JSON lines that has the text (default: text)")
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        self.refuse_unknown_options(args)
        if not args:
            self.refuse(_("name the files to read"))
        given = {
            name: getattr(opts, name)
            for name in ("hosts", "channels", "since", "until", "text_field")
            if getattr(opts, name)
        }
        given |= {"files": "\n".join(args), "jobs": opts.jobs or str(os.cpu_count() or 1)}
        opts.spargs = [*(f"{name}={value}" for name, value in given.items()), *opts.spargs]
        super().process_options(["archive"], opts)
        assert self.settings is not None
        if not self.settings.get("NEWSCRAWL_REPLAY"):  # its add-on imports all that downloads
            addons = {path: order for path, order in self.settings["ADDONS"].items() if path != REPLAY}
            self.settings.set("ADDONS", addons, priority="cmdline")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.reprocess.progress_bar import reading_progress

        with self.bar:
            opts.spargs["progress"] = self.bar.enter_context(reading_progress(sys.stderr))
            super().run(["archive"], opts)

    def report(self, occasion: Occasion) -> None:
        """Print what came of it below the bar, not through it: a bar wraps lines."""
        self.bar.close()
        super().report(occasion)
