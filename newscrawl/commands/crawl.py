"""`scrapy crawl`, with one-line usage errors, exit codes for schedulers, and a summary.

0 complete · 2 usage · 3 incomplete · 4 alarm · 5 held by another run; `docs/ledger.md`
defines them.
"""

from __future__ import annotations

import argparse
import gc
import sys
import traceback
from importlib import import_module
from typing import Any, ClassVar

from scrapy import signals
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings
from scrapy.spiderloader import get_spider_loader

from newscrawl.commands.archive_command import FAILED, ArchiveCommand
from newscrawl.i18n import in_language

LARGE = 20
"""Channels from which on a selection is announced."""
COLLECTED = 10_000
"""Objects made since the last collection of garbage that lead to the next one."""


class Command(ArchiveCommand, ScrapyCrawl):
    """Scrapy's own command, with strict options."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, Any]] = {}

    def short_desc(self) -> str:
        return "Crawl what is new: channel -a channels=…, newspaper -a papers=…"

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        super().process_options(args, opts)
        try:
            assert self.settings is not None
            if self.settings.getlist("NEWSCRAWL_ALARM_TO"):
                from newscrawl.monitor.sending import check_recipients

                check_recipients(self.settings)
            self.rehearse(args, opts)
        except UsageError as error:
            self.refuse(error)
        gc.disable()  # until `collect_seldom`: importing makes hardly any garbage
        # it looks up every caller's source, for a deprecated name: cheap from here,
        # where callers and modules are few
        import_module("scrapy.core.downloader.handlers.http11")

    def rehearse(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the arguments of the spider before anything is logged, so that an error
        is the only line.

        Of a spider that walks, only the arguments are imported, unless it replays.
        """
        from newscrawl.settings_sources import check_data_folder
        from newscrawl.spiders.own_spiders import OwnSpiders
        from newscrawl.spiders.walk_arguments import WALKS

        if unknown := [arg for arg in args if arg.startswith("-")]:
            raise UsageError(f"unknown option {unknown[0]}")
        if len(args) != 1:
            raise UsageError("name one spider: channel, newspaper or archive")
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        if args[0] not in loader.list():
            raise UsageError(f"no spider {args[0]!r}; there are {', '.join(sorted(loader.list()))}")
        settings = self.settings.copy()
        replayed = settings.get("NEWSCRAWL_REPLAY")
        spider: Any
        if isinstance(loader, OwnSpiders) and loader.only_own and not replayed and args[0] in WALKS:
            spider = WALKS[args[0]](**opts.spargs)
        else:
            spider = loader.load(args[0])(**opts.spargs)
            type(spider).update_settings(settings)
        if hasattr(spider, "prepare"):
            check_data_folder(settings)
            spider.prepare(settings)
            if replayed:
                announce_replay(settings)
            else:
                announce_selection(spider)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.ledger import LedgerAwayError, LedgerError
        from newscrawl.monitor.sending import occasion_of, send
        from newscrawl.options import now
        from newscrawl.record.run_account import CUT_OFF, INCOMPLETE

        assert self.crawler_process is not None
        crawler: Any = self.crawler_process.create_crawler(args[0])
        crawler.signals.connect(collect_seldom, signals.engine_started)
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        error = failure_of(task)
        if isinstance(error, UsageError):
            self.refuse(error)
        if isinstance(error, LedgerError):
            self.refuse(error, INCOMPLETE if isinstance(error, LedgerAwayError) else FAILED)
        if error is not None:
            traceback.print_exception(error)
            self.exitcode = FAILED
            return
        if (record := getattr(crawler, "record", None)) is None:
            print(f"incomplete: {CUT_OFF}", file=sys.stderr)
            self.exitcode = INCOMPLETE
            return
        if not record.account.ended:
            record.account.cut_off(now(crawler.settings))
        report(crawler)
        if unreported := crawler.record.account.unreported:
            send(unreported, occasion_of(crawler), crawler.settings)
        self.exitcode = crawler.record.account.exit_code


def collect_seldom() -> None:
    """Collect garbage from now on, seldom, and never look through what a crawl has
    imported.
    """
    gc.freeze()
    gc.set_threshold(COLLECTED)
    gc.enable()


def announce_selection(spider: Any) -> None:
    """Print what a large selection means, before it begins."""
    from newscrawl.spiders.pace import requests_an_hour

    chosen, sites = getattr(spider, "chosen", ()), getattr(spider, "sites", {})
    if len(chosen) >= LARGE:
        rate = f"{requests_an_hour(spider.delays):,} requests an hour at most"
        many, of = ("editions", "newspapers") if spider.wanted[0] == "papers" else ("channels", "sites")
        print(f"{len(chosen)} {many} of {len(sites)} {of}: {rate}", file=sys.stderr)


def announce_replay(settings: BaseSettings) -> None:
    """Print when the captures of a replay were made, and which moment it takes for
    now.
    """
    from newscrawl.net.replay import captures_between
    from newscrawl.options import now

    if span := captures_between(settings["NEWSCRAWL_REPLAY"]):
        first, last = (f"{moment:%Y-%m-%d %H:%M}" for moment in span)
        print(f"replay of captures from {first} to {last}; now is {now(settings):%Y-%m-%d %H:%M}", file=sys.stderr)


def failure_of(task: Any) -> BaseException | None:
    """Return the exception that a finished crawl ended with.

    Reading it also keeps asyncio from printing it.
    """
    if hasattr(task, "done"):
        return task.exception() if task.done() and not task.cancelled() else None
    result = getattr(task, "result", None)  # a Deferred, under another reactor
    return getattr(result, "value", None)


def report(crawler: Any) -> None:
    """Print the summary of a finished crawl, and why it is incomplete, to stderr.

    Stdout may be a feed.
    """
    from newscrawl.monitor.advice import advice
    from newscrawl.monitor.summary import print_summary
    from newscrawl.terminal import safe_console

    console = safe_console(stderr=True, highlight=False, soft_wrap=True)
    account = crawler.record.account
    print_summary(console, account.balances, crawler.stats.get_stats(), account.left_out)
    for alarm in crawler.record.account.alarms:
        console.print(f"alarm {alarm.name} {alarm.subject}: {alarm.evidence}", style="bold", markup=False)
        console.print(f"      {advice(alarm.name)}", markup=False)
    for why in crawler.record.account.shortfalls:
        console.print(f"incomplete: {in_language(why)}", markup=False)
