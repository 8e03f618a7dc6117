"""`scrapy crawl`, with one-line usage errors, exit codes that a scheduler can trust, and a summary at the end.

0 complete · 2 usage · 3 incomplete · 4 alarm · 5 held by another run; `docs/ledger.md` says when which.
"""

from __future__ import annotations

import argparse
import logging
import sys
import traceback
from typing import Any, NoReturn

from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.spiderloader import get_spider_loader

from newscrawl.ledger import LedgerError

FAILED, USAGE = 1, 2
"""Failed: a ledger that cannot be used, in one line; or a fault of ours, with a traceback."""


class Command(ScrapyCrawl):
    """Scrapy's own command, made strict."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.error = self.refuse  # type: ignore[method-assign]

    def refuse(self, message: object) -> NoReturn:
        """Say in one line what was wrong with the command."""
        print(f"scrapy crawl: {' '.join(str(message).split())}", file=sys.stderr)
        sys.exit(USAGE)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.monitor.sending import check_recipients
        from newscrawl.options import check_settings

        if opts.loglevel and not isinstance(logging.getLevelName(opts.loglevel.upper()), int):
            self.refuse(f"unknown log level {opts.loglevel!r}")
        try:
            super().process_options(args, opts)
            assert self.settings is not None
            check_settings(self.settings)
            check_recipients(self.settings)
            self.rehearse(args, opts)
        except UsageError as error:
            self.refuse(error)

    def rehearse(self, args: list[str], opts: argparse.Namespace) -> None:
        """Make the spider once before anything is logged, so that what is wrong stands alone in its line."""
        if unknown := [arg for arg in args if arg.startswith("-")]:
            raise UsageError(f"unknown option {unknown[0]}")
        if len(args) != 1:
            raise UsageError("name one spider: channel, newspaper or archive")
        assert self.settings is not None
        loader = get_spider_loader(self.settings)
        if args[0] not in loader.list():
            raise UsageError(f"no spider {args[0]!r}; there are {', '.join(sorted(loader.list()))}")
        spider: Any = loader.load(args[0])(**opts.spargs)
        if hasattr(spider, "prepare"):
            spider.prepare(self.settings.copy())

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.monitor.sending import send

        assert self.crawler_process is not None
        crawler: Any = self.crawler_process.create_crawler(args[0])
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        error = failure_of(task)
        if isinstance(error, UsageError):
            self.refuse(error)
        if isinstance(error, LedgerError):
            print(f"scrapy crawl: {error}", file=sys.stderr)
            self.exitcode = FAILED
            return
        if error is not None:
            traceback.print_exception(error)
            self.exitcode = FAILED
            return
        report(crawler)
        send(crawler.record.account.unreported, crawler.settings)
        self.exitcode = crawler.record.account.exit_code


def failure_of(task: Any) -> BaseException | None:
    """Give the exception a finished crawl ended with; asking for it also keeps asyncio from printing it."""
    if hasattr(task, "done"):
        return task.exception() if task.done() and not task.cancelled() else None
    result = getattr(task, "result", None)  # a Deferred, under another reactor
    return getattr(result, "value", None)


def report(crawler: Any) -> None:
    """Print the summary of a finished crawl, and why it is incomplete if it is; to stderr, stdout may be a feed."""
    from rich.console import Console

    from newscrawl.monitor.alarms import ADVICE
    from newscrawl.monitor.summary import print_summary

    console = Console(stderr=True, highlight=False, soft_wrap=True)
    print_summary(console, crawler.record.account.balances, crawler.stats.get_stats())
    for alarm in crawler.record.account.alarms:
        console.print(f"alarm {alarm.name} {alarm.channel}: {alarm.evidence}", style="bold", markup=False)
        console.print(f"      {ADVICE[alarm.name]}", markup=False)
    for why in crawler.record.account.shortfalls:
        console.print(f"incomplete: {why}", markup=False)
