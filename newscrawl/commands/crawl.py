"""`scrapy crawl`, with one-line usage errors, exit codes for schedulers, and a summary.

0 complete · 2 usage · 3 incomplete · 4 alarm · 5 held by another run; `docs/ledger.md`
defines them.
"""

from __future__ import annotations

import argparse
import gc
import logging
import re
import shlex
import sys
import traceback
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy import signals
from scrapy.commands.crawl import Command as ScrapyCrawl
from scrapy.exceptions import UsageError
from scrapy.utils.misc import load_object

from newscrawl.commands.archive_command import FAILED, ArchiveCommand
from newscrawl.i18n import _, in_language
from newscrawl.program import as_called

if TYPE_CHECKING:
    from newscrawl.monitor.messages import Occasion
    from newscrawl.monitor.run_log import NamedLog, RunLog
    from newscrawl.reprocess.head_start import HeadStart

logger = logging.getLogger(__name__)

LARGE = 20
"""Channels from which on a selection is announced."""
COLLECTED = 50_000
"""Objects made since the last collection of garbage that lead to the next one."""


class Command(ArchiveCommand, ScrapyCrawl):
    """Scrapy's own command, with strict options."""

    requires_crawler_process = True
    default_settings: ClassVar[dict[str, Any]] = {}
    own_log: ClassVar[bool] = False
    """Whether the log goes to a file though nobody said so."""
    downloads: ClassVar[bool] = True
    """Whether its spider fetches pages."""

    def __init__(self) -> None:
        super().__init__()
        self.crawler: Any = None
        self.log: RunLog | None = None
        self.named_log: NamedLog | None = None
        """The log that `--logfile` asks for."""
        self.silent = False
        """Whether nothing is printed unless something is wrong."""
        self.announced: list[str] = []
        """What is to be known before the crawl begins."""
        self.captured: tuple[datetime, datetime] | None = None
        """When the captures of a replay were made."""
        self.head: HeadStart | None = None
        """What is begun before the crawl is."""

    def short_desc(self) -> str:
        return _("Crawl what is new: channel -a channels=…, newspaper -a papers=…")

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--quiet",
            action="store_true",
            help=_("for cron: print nothing unless something is wrong; the log goes to data/logs"),
        )
        parser.add_argument(
            "--unchecked",
            action="store_true",
            help=_("let '*' and a province mean channels with nothing but an old front page, too"),
        )

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        gc.disable()  # until `collect_seldom`: importing makes hardly any garbage
        self.refuse_tables(opts)
        super().process_options(args, opts)
        try:
            assert self.settings is not None
            if opts.unchecked:
                opts.spargs["unchecked"] = "yes"
            if opts.quiet:
                self.settings.set("NEWSCRAWL_QUIET", True, priority="cmdline")
            if self.settings.getlist("NEWSCRAWL_ALARM_TO"):
                from newscrawl.monitor.sending import check_recipients

                check_recipients(self.settings)
            self.check_ledger()
            self.rehearse(args, opts)
            self.direct_log()
        except UsageError as error:
            self.refuse(error)
        if self.downloads:
            from newscrawl.commands.downloader_import import import_downloader

            import_downloader()

    def refuse_tables(self, opts: argparse.Namespace) -> None:
        """Refuse a feed in Parquet, and show how it is made."""
        for feed in (*(opts.output or ()), *(opts.overwrite_output or ())):
            if re.search(r"[.:]parquet(\.\w+)?$", feed):
                path = feed.removesuffix(":parquet")
                self.refuse(
                    _(
                        "a crawl appends line by line, which Parquet cannot: leave out -o {path}, and after the crawl "
                        "type: scrapy export --format parquet -o {path}"
                    ).format(path=shlex.quote(path))
                )

    def check_ledger(self) -> None:
        """Refuse a ledger in PostgreSQL where the packages for it are missing."""
        assert self.settings is not None
        if not str(self.settings.get("NEWSCRAWL_LEDGER") or "").startswith(("postgresql://", "postgres://")):
            return
        from newscrawl.ledger import LedgerError

        try:
            import_module("newscrawl.ledger.postgres")
        except LedgerError as error:
            self.refuse(error)

    def direct_log(self) -> None:
        """Choose where the log goes: before Scrapy writes its first line."""
        from newscrawl.monitor.run_log import RunLog, named_log, wants_run_log

        settings = self.settings
        assert settings is not None
        quiet, terminal = settings.getbool("NEWSCRAWL_QUIET"), sys.stderr.isatty()
        self.silent = quiet or bool(settings.get("LOG_FILE") and not terminal)
        if settings.get("LOG_FILE"):  # not by Scrapy: a full disk would end the crawl
            self.named_log = named_log(settings)
            logging.root.addHandler(self.named_log)
            settings.set("LOG_FILE", None, priority="cmdline")
            settings.set("LOG_ENABLED", False, priority="cmdline")
        elif wants_run_log(settings, nobody_reads=terminal or self.own_log):
            self.log = RunLog(settings)
            logging.root.addHandler(self.log)
            settings.set("LOG_LEVEL", "WARNING", priority="cmdline")  # of Scrapy's own handler
            settings.set("LOG_ENABLED", not quiet, priority="cmdline")
        if not self.silent:
            print_lines(self.announced)

    def begin_log(self) -> None:
        """Open the file of the log, now that the run has its number."""
        from newscrawl.monitor.run_log import leave_to_the_end

        settings, record = self.crawler.settings, self.crawler.record
        if self.log is not None and record.run:
            keep, size = settings["NEWSCRAWL_LOGS_KEEP"], settings["NEWSCRAWL_LOGS_SIZE"]
            self.log.begin(record.data, record.run, keep=keep, size=size)
            leave_to_the_end()
        if self.silent or self.log is not None:
            for line in self.announced:
                logger.info("%s", line)

    def rehearse(self, args: list[str], opts: argparse.Namespace) -> None:
        """Check the arguments of the spider before anything is logged, so that an error
        is the only line.

        Of a spider of ours, only the arguments are imported, unless it replays.
        """
        from newscrawl.options import now
        from newscrawl.settings_sources import check_data_folder
        from newscrawl.spiders.own_spiders import OwnSpiders

        if len(args) != 1:
            raise UsageError(_("name one spider: channel, newspaper or archive"))
        assert self.settings is not None
        loader = load_object(self.settings["SPIDER_LOADER_CLASS"]).from_settings(self.settings)
        if args[0] not in loader.list():
            raise UsageError(
                _("no spider {name!r}; there are {names}").format(
                    name=args[0], names=_(", ").join(sorted(loader.list()))
                )
            )
        settings = self.settings.copy()
        replayed = settings.get("NEWSCRAWL_REPLAY")
        spider: Any
        own = isinstance(loader, OwnSpiders) and loader.only_own and not replayed
        spider = ((arguments_of(args[0]) if own else None) or loader.load(args[0]))(**opts.spargs)
        if hasattr(spider, "update_settings"):
            type(spider).update_settings(settings)
        if hasattr(spider, "prepare"):
            check_data_folder(settings)
            spider.prepare(settings)
            if replayed:
                from newscrawl.net.replay import captures_between

                self.captured = captures_between(replayed)
                self.announced += replay_lines(self.captured, now(settings))
            else:
                self.announced += selection_lines(spider)
        if hasattr(spider, "begin"):
            self.head = opts.spargs["head"] = spider.begin()

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.allocator import merge_freed
        from newscrawl.ledger import LedgerAwayError, LedgerError
        from newscrawl.monitor.sending import occasion_of, send
        from newscrawl.options import now
        from newscrawl.record.run_account import CUT_OFF, INCOMPLETE
        from newscrawl.spiders.lean_crawl import make_lean

        assert self.crawler_process is not None
        crawler: Any = make_lean(self.crawler_process.create_crawler(args[0]))
        crawler.signals.connect(collect_seldom, signals.engine_started)
        merge_freed()
        self.crawler = crawler
        crawler.signals.connect(self.begin_log, signals.engine_started)
        task: Any = self.crawler_process.crawl(crawler, **opts.spargs)
        self.crawler_process.start()
        if self.head is not None:
            self.head.close()
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
            print(_("incomplete: {why}").format(why=in_language(CUT_OFF)), file=sys.stderr)
            self.exitcode = INCOMPLETE
            return
        if not record.account.ended:
            record.account.cut_off(now(crawler.settings))
        occasion = occasion_of(crawler)
        self.report(occasion)
        if unreported := crawler.record.account.unreported:
            send(unreported, occasion, crawler.settings)
        self.exitcode = crawler.record.account.exit_code

    def look(self, occasion: Occasion) -> str:
        """Return the command that shows more of this run; one that works in any folder
        where nobody sees where the crawl was started."""
        from newscrawl.settings_sources import is_given_by_command_line

        assert self.settings is not None
        if self.silent or is_given_by_command_line(self.settings, "NEWSCRAWL_DATA"):
            return occasion.command("audit", "--run", str(occasion.run))
        return f"scrapy audit --run {occasion.run}"

    def report(self, occasion: Occasion) -> None:
        """Print to stderr what the crawl came to, and write it to the log's file.

        Stdout may be a feed. Where nothing is to be printed, what is wrong is.
        """
        from newscrawl.monitor.end_block import end_block, trouble_block
        from newscrawl.monitor.run_log import write_to_files
        from newscrawl.monitor.summary import Summary, nearby
        from newscrawl.record.run_account import HELD

        end = self.crawler.get_extension(Summary).end(self.captured, occasion.places, self.look(occasion))
        write_to_files([as_called(line) for line in end_block(end)], __name__)
        if self.silent and any(log is not None and log.failed for log in (self.log, self.named_log)):
            print(_("the log could not be written to its end"), file=sys.stderr)
        if self.silent and end.exit_code in (0, HELD):
            return
        lines = [as_called(line) for line in (trouble_block if self.silent else end_block)(end)]
        if self.log is not None and self.log.path is not None:
            lines.append(_("log: {path}").format(path=nearby(self.log.path)))
        print_lines(lines)


def arguments_of(name: str) -> type[Any] | None:
    """Return the class of the arguments of a spider; None for one that has no class of
    its own for them.
    """
    from newscrawl.spiders.walk_arguments import WALKS

    if name == "archive":
        from newscrawl.spiders.archive_arguments import ArchiveArguments

        return ArchiveArguments
    return WALKS.get(name)


def print_lines(lines: Iterable[str]) -> None:
    """Print lines to stderr; on a terminal none is wider than that."""
    if sys.stderr.isatty():
        from newscrawl.monitor.wrapping import wrapped
        from newscrawl.terminal import terminal_size

        lines = wrapped(lines, terminal_size(sys.stderr).columns)
    for line in lines:
        print(line, file=sys.stderr)


def collect_seldom() -> None:
    """Collect garbage from now on, seldom, and never look through what a crawl has
    imported.
    """
    gc.freeze()
    gc.set_threshold(COLLECTED)
    gc.enable()


def selection_lines(spider: Any) -> Iterator[str]:
    """Yield what a large selection means."""
    from newscrawl.spiders.pace import requests_an_hour

    chosen, sites = getattr(spider, "chosen", ()), getattr(spider, "sites", {})
    if len(chosen) >= LARGE:
        many = (
            _("{n} editions of {sites} newspapers: {rate} requests an hour at most")
            if spider.wanted[0] == "papers"
            else _("{n} channels of {sites} sites: {rate} requests an hour at most")
        )
        yield many.format(n=len(chosen), sites=len(sites), rate=f"{requests_an_hour(spider.delays):,}")


def replay_lines(captured: tuple[datetime, datetime] | None, now: datetime) -> Iterator[str]:
    """Yield when the captures of a replay were made, and which moment it takes for
    now.
    """
    if captured is not None:
        first, last, present = (f"{moment:%Y-%m-%d %H:%M}" for moment in (*captured, now))
        yield _("replay of captures from {first} to {last}; now is {now}").format(first=first, last=last, now=present)


def failure_of(task: Any) -> BaseException | None:
    """Return the exception that a finished crawl ended with.

    Reading it also keeps asyncio from printing it.
    """
    if hasattr(task, "done"):
        return task.exception() if task.done() and not task.cancelled() else None
    result = getattr(task, "result", None)  # a Deferred, under another reactor
    return getattr(result, "value", None)
