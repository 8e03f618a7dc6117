"""`scrapy ledger rebuild`, `reindex`, `recount`, `copy`, `backup`, `restore`, `adopt`
and `retry`.

`rebuild` makes a new ledger from the record, where the old one is lost; `copy` copies a
ledger to another database; `adopt` adds what `scrapy reprocess` read to this archive;
`retry` makes articles that failed or were rejected pending again.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.china_time import CHINA
from newscrawl.commands.archive_command import FAILED, ArchiveCommand
from newscrawl.commands.archive_copies import back_up_archive, restore_archive
from newscrawl.i18n import _, error_words, ngettext

if TYPE_CHECKING:
    from newscrawl.ledger import OutcomeKind
    from newscrawl.record.rebuild import Rebuilt

FINAL: tuple[OutcomeKind, ...] = ("failed", "rejected")
HELD = 5
SHOWN = 10
"""Invalid lines that are listed; the rest is only counted."""


class Command(ArchiveCommand, ScrapyCommand):
    """Rebuild, copy or extend the ledger."""

    def syntax(self) -> str:
        return (
            "backup FOLDER | restore FOLDER | rebuild | reindex | recount | copy SOURCE TARGET | adopt FOLDER | retry"
        )

    def short_desc(self) -> str:
        return _("Back up and restore an archive, make or move its ledger, try failed articles again")

    def long_desc(self) -> str:
        return _(
            "`backup` copies ledger, record and captures into a folder, while crawls go on; again, what changed. "
            "`restore` makes such a copy the archive of a data folder that has none. "
            "`rebuild` reads the archive's lines into a new ledger and keeps the old one beside it. Failures, "
            "rejections, pending articles and walks stand in no line: the next crawl of a channel walks it as if for "
            "the first time, and fetches only what has no line. `reindex` makes the index of near-duplicates anew; "
            "`recount` the counts that audits and reports read, where `scrapy audit` finds them wrong. "
            "`copy` takes two places, files or postgresql://…, and leaves the first as it is. "
            "`adopt` brings in what `scrapy reprocess` made: an article that is read otherwise now becomes a "
            "revision, one that is not here yet enters as any other. `retry` makes articles that failed or were "
            "rejected pending again, by outcome, reason, time or channel, for the next crawl; `scrapy audit` counts "
            "them by reason."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        group = parser.add_argument_group("retry")
        group.add_argument("--outcome", choices=FINAL, help=_("only those that failed, or were rejected"))
        group.add_argument("--reason", help=_("only those with this reason: empty, http_404, …"))
        group.add_argument("--since", metavar="DATE", help=_("only those tried on that day or later: 2020-11-18, 7d"))
        group.add_argument("--channel", metavar="PATTERN", help=_("only those of these channels: hxnews/*"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.ledger import LedgerError
        from newscrawl.ledger.locks import FileLocks
        from newscrawl.ledger.place import ledger_place
        from newscrawl.options import data_folder
        from newscrawl.record.recover import living_runs

        if args == ["retry"]:
            self._retry(opts)
            return
        if args == ["recount"]:
            self._recount()
            return
        if chosen := [name for name in ("outcome", "reason", "since", "channel") if getattr(opts, name)]:
            self.refuse(_("--{chosen} belongs to scrapy ledger retry").format(chosen=chosen[0]))
        others: dict[str, Callable[[list[str]], None]] = {
            "copy": self._copy,
            "backup": lambda folders: back_up_archive(self, folders),
            "restore": lambda folders: restore_archive(self, folders),
            "adopt": lambda folders: self._adopt(folders, opts),
        }
        if args and args[0] in others:
            others[args[0]](args[1:])
            return
        if args not in (["rebuild"], ["reindex"]):
            self.refuse(
                _("what to do is missing; see `scrapy ledger -h`")
                if not args
                else _("cannot {words}").format(words=" ".join(args))
            )
        assert self.settings is not None
        data, path = data_folder(self.settings), ledger_place(self.settings)
        if isinstance(path, str):
            self.refuse(
                _("{what} is for a SQLite file: leave NEWSCRAWL_LEDGER out, then `scrapy ledger copy` it").format(
                    what=args[0]
                )
            )
        if not (data / "articles").is_dir():
            self.refuse(_("there is no archive in {data}").format(data=data))
        self.check_data_folder()
        locks = FileLocks(path.with_suffix(".locks"))
        try:
            with locks.gate():
                if living := living_runs(locks):
                    self.complain(_("held by {runs}; let it end, or stop it").format(runs=", ".join(living)))
                    self.exitcode = HELD
                    return
                self._rebuild(data, path) if args == ["rebuild"] else self._reindex(data, path)
        except (LedgerError, OSError) as error:
            self.complain(error_words(error))
            self.exitcode = FAILED

    def _recount(self) -> None:
        from newscrawl.ledger import LedgerError
        from newscrawl.ledger.opening import open_ledger
        from newscrawl.ledger.place import ledger_place

        assert self.settings is not None
        place = ledger_place(self.settings)
        if isinstance(place, Path) and not place.exists():
            self.refuse(_("there is no ledger {place}").format(place=place))
        try:
            with closing(open_ledger(self.settings)) as ledger:
                ledger.recount()
        except LedgerError as error:
            self.complain(error)
            self.exitcode = FAILED

    def _retry(self, opts: argparse.Namespace) -> None:
        from newscrawl.ledger import LedgerError
        from newscrawl.ledger.opening import open_ledger
        from newscrawl.ledger.place import ledger_place
        from newscrawl.options import now, read_date

        assert self.settings is not None
        place = ledger_place(self.settings)
        if isinstance(place, Path) and not place.exists():
            self.refuse(_("there is no ledger {place}").format(place=place))
        channels = self.channels(opts.channel) if opts.channel else None
        since = None
        if opts.since:
            try:
                day = read_date("since", opts.since, now(self.settings).date())
            except UsageError as error:
                self.refuse(error)
            since = datetime.combine(day, time(), CHINA)
        outcomes = (opts.outcome,) if opts.outcome else FINAL
        try:
            with closing(open_ledger(self.settings)) as ledger:
                reopened = ledger.reopen(outcomes, reason=opts.reason, since=since, channels=channels)
        except LedgerError as error:
            self.complain(error)
            self.exitcode = FAILED
            return
        for reason, count in sorted(reopened.items(), key=lambda each: (-each[1], each[0])):
            print(f"{count:8d} {reason}")
        n = sum(reopened.values())
        print(
            ngettext(
                "{n} article is pending again; the next crawl of its channel asks for it",
                "{n} articles are pending again; the next crawl of their channels asks for them",
                n,
            ).format(n=n)
        )

    def _adopt(self, folders: list[str], opts: argparse.Namespace) -> None:
        from scrapy.crawler import AsyncCrawlerProcess

        from newscrawl.commands.crawl import Command as Crawl

        if len(folders) != 1:
            self.refuse(_("say what to adopt: scrapy ledger adopt data/archive"))
        assert self.settings is not None
        self.settings.set("LOG_ENABLED", True, priority="cmdline")
        self.settings.set("LOG_LEVEL", "WARNING", priority="cmdline")
        crawl = Crawl()
        crawl.refuse = self.refuse  # type: ignore[method-assign]
        crawl.settings, opts.spargs = self.settings, {"folder": folders[0]}
        try:
            crawl.rehearse(["adopt"], opts)
        except UsageError as error:
            self.refuse(error)
        crawl.crawler_process = AsyncCrawlerProcess(self.settings)
        crawl.run(["adopt"], opts)
        self.exitcode = crawl.exitcode

    def _copy(self, places: list[str]) -> None:
        from newscrawl.ledger import LedgerError
        from newscrawl.ledger.place import place_of, shown
        from newscrawl.ledger.sqlite_file import appearing_ledger

        if len(places) != 2:
            self.refuse(_("say from where to where: scrapy ledger copy SOURCE TARGET"))
        assert self.settings is not None
        source, target = (place_of(place) for place in places)
        try:
            if isinstance(target, str):
                counts = self._copy_into(source, target)
            elif target.exists():
                raise LedgerError(_("the target has a ledger already; copy into a new file"))
            else:
                with appearing_ledger(target) as draft:
                    counts = self._copy_into(source, draft)
        except (LedgerError, OSError) as error:
            self.refuse(
                _("{source} to {target}: {error}").format(
                    source=shown(source), target=shown(target), error=error_words(error)
                )
            )
        print(
            _("{target}: {articles} articles, {lines} lines, {texts} texts").format(
                target=shown(target), articles=counts["article"], lines=counts["line"], texts=counts["text"]
            )
        )

    def _copy_into(self, source: Path | str, target: Path | str) -> dict[str, int]:
        from newscrawl.cluster.copy_ledger import copy_ledger
        from newscrawl.ledger.opening import open_ledger
        from newscrawl.ledger.sql import SqlLedger

        assert self.settings is not None
        with (
            closing(open_ledger(self.settings, source, write=False)) as old,
            closing(open_ledger(self.settings, target, filling=True)) as new,
        ):
            assert isinstance(old, SqlLedger)
            assert isinstance(new, SqlLedger)
            return copy_ledger(old, new)

    def _reindex(self, data: Path, path: Path) -> None:
        from newscrawl.ledger.sqlite import SqliteLedger
        from newscrawl.record.reindex import reindex

        if not path.exists():
            self.refuse(_("there is no ledger {path}").format(path=path))
        with closing(SqliteLedger.open(path)) as ledger:
            print(_("{path}: {n} texts indexed").format(path=path, n=reindex(ledger, data)))

    def _rebuild(self, data: Path, path: Path) -> None:
        from newscrawl.failpoints import failpoint
        from newscrawl.ledger.opening import open_ledger
        from newscrawl.ledger.sqlite_file import appearing_ledger
        from newscrawl.options import now
        from newscrawl.record.rebuild import rebuild

        assert self.settings is not None
        with appearing_ledger(path) as draft:
            with closing(open_ledger(self.settings, draft)) as ledger:
                found = rebuild(data, ledger, now(self.settings))
            failpoint("rebuild.entered")
            kept = set_aside(path)
            failpoint("rebuild.aside")
        report(found, path, kept)


def set_aside(path: Path) -> Path | None:
    """Rename an old ledger and its SQLite side files; return None where there is
    none.
    """
    number = 1
    while (kept := path.with_name(f"{path.name}.old-{number}")).exists():
        number += 1
    for suffix in ("-wal", "-shm", ""):
        part = path.with_name(path.name + suffix)
        if part.exists():
            part.rename(kept.with_name(kept.name + suffix))
    return kept if kept.exists() else None


def report(found: Rebuilt, path: Path, kept: Path | None) -> None:
    """Print what was recovered, and what was not."""
    print(
        _("{path}: {articles} articles, {revisions} revisions, {withdrawn} withdrawn, {duplicates} duplicates").format(
            path=path,
            articles=found.articles,
            revisions=found.revisions,
            withdrawn=found.withdrawn,
            duplicates=found.duplicates,
        )
    )
    if kept is not None:
        print(_("the old ledger is kept as {kept}").format(kept=kept))
    print(
        _(
            "not known any more: what failed, was rejected or pending, and how far channels were walked;\n"
            "the next crawl walks every channel anew, and fetches only what has no line"
        )
    )
    if found.unlisted:
        print(
            _("{unlisted} articles are known by the address they were fetched from, not by the one listed").format(
                unlisted=found.unlisted
            )
        )
    for file in found.torn:
        print(_("cut off a torn last line: {file}").format(file=file))
    for place in found.strange[:SHOWN]:
        print(_("left out, no line of the record: {place}").format(place=place))
    if len(found.strange) > SHOWN:
        print(_("… and {n:,} more").format(n=len(found.strange) - SHOWN))
