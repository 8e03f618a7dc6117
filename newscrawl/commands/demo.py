"""`scrapy demo`: crawl 福州新闻 of 海峡网 out of the sample archive, offline.

Runs `scrapy crawl channel -a channels=hxnews/fz` as a replay, into a folder of its own.
The sample is copied to where one can look at it, and replay it by other commands.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

from newscrawl.commands.archive_command import FAILED
from newscrawl.commands.crawl import Command as Crawl
from newscrawl.i18n import _, system_words
from newscrawl.program import as_called

BUNDLED = Path(__file__).parents[1] / "sample" / "hxnews.warc.gz"
SAMPLE = Path("data/sample/hxnews.warc.gz")
FOLDER = Path("data/demo")


class Command(Crawl):
    """The crawl command with its arguments given."""

    own_log = True

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return _("Crawl a channel out of the bundled sample archive, offline")

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        self.refuse_unknown_options(args)
        try:
            SAMPLE.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(BUNDLED, SAMPLE)
        except OSError as error:
            self.refuse(f"{SAMPLE}: {system_words(error)}", FAILED)
        own = {"NEWSCRAWL_REPLAY": SAMPLE, "NEWSCRAWL_DATA": FOLDER, "NEWSCRAWL_LEDGER": ""}
        opts.set = [*(f"{name}={value}" for name, value in own.items()), *opts.set]
        opts.spargs = ["channels=hxnews/fz", "since=all", *opts.spargs]
        if not opts.output:
            opts.overwrite_output = opts.overwrite_output or [str(FOLDER / "fz.jsonl")]
        super().process_options(["channel"], opts)
        if args:
            self.refuse(_("demo takes no argument; {words} is one too many").format(words=" ".join(args)))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        shutil.rmtree(FOLDER, ignore_errors=True)  # not before all is known to be right
        super().run(["channel"], opts)
        if self.exitcode == 0 and not self.silent:
            print(as_called(_("next: {command}").format(command=f"scrapy articles 地铁 -s NEWSCRAWL_DATA={FOLDER}")))
