"""`scrapy forget ARTICLE --reason TEXT`: remove an article for good.

For court orders and personal data. Exit code 0: done, and a search over the whole
archive found nothing; 3: something is left, which is named.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import FAILED, ArchiveCommand
from newscrawl.i18n import _, error_words, ngettext

if TYPE_CHECKING:
    from pathlib import Path

    from newscrawl.forget.order import Forgotten
    from newscrawl.ledger import ArticleRow

LEFT, HELD = 3, 5
RUNS = 1000
"""Newest runs among which open ones are looked for."""


class Command(ArchiveCommand, ScrapyCommand):
    """Remove an article from the archive for good."""

    def syntax(self) -> str:
        return "ARTICLE --reason TEXT"

    def short_desc(self) -> str:
        return _("Take an article and its copies out of the archive for good")

    def long_desc(self) -> str:
        return _(
            "ARTICLE is an id (16 hex digits) or an address. Its lines and those of its copies become tombstones, its "
            "captures blank, its text is taken out of the near-duplicates, of every feed the archive knows of, and of "
            "exports and logs in the data folder; then the whole folder is searched for its words. Its address stays, "
            "and it is not fetched again. Back-ups and copies elsewhere are yours to see to. A process that dies goes "
            "on when the same is asked again."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--reason", metavar="TEXT", help=_("why, for the tombstone; say nothing there that must go")
        )
        parser.add_argument("--dry-run", action="store_true", help=_("only say what would go"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.forget.order import forget
        from newscrawl.ledger import LedgerError
        from newscrawl.ledger.opening import open_ledger
        from newscrawl.options import data_folder, now
        from newscrawl.record.recover import recover, run_lock
        from newscrawl.record.reprints import find_article, find_reprints

        if len(args) != 1:
            self.refuse(_("name one article: its id, or its address"))
        if not opts.reason and not opts.dry_run:
            self.refuse(_("say why, with --reason"))
        assert self.settings is not None
        data = data_folder(self.settings)
        self.check_archive(data)
        if not opts.dry_run:
            self.check_data_folder()
        try:
            ledger = open_ledger(self.settings, write=not opts.dry_run)
            locks = ledger.locks()
            try:
                row = find_article(ledger, args[0])
                if row is None:
                    self.refuse(_("the archive knows no article {name}").format(name=args[0]))
                copies = find_reprints(ledger, row).appearances
                group = [row, *(each for each in copies if each.id != row.id)]
                if opts.dry_run:
                    print_group(group)
                    return
                with locks.gate():
                    held = [
                        run.id for run in ledger.runs(RUNS) if run.finished is None and locks.alive(run_lock(run.id))
                    ]
                    if held:
                        self.refuse(_("held by run {held}; let it end, or stop it").format(held=held[0]), HELD)
                    recover(ledger, locks)
                    done = forget(ledger, data, group, opts.reason, now(self.settings))
            finally:
                locks.drop_all()
                ledger.close()
        except (LedgerError, OSError, ValueError) as error:
            self.refuse(_("not done, ask again: {error}").format(error=error_words(error)), FAILED)
        print_group(group)
        print_done(done, data)
        self.exitcode = LEFT if done.left or done.by_hand else 0


def print_group(group: list[ArticleRow]) -> None:
    """Print the articles that are removed, the one asked for first."""
    for row in group:
        print(f"{row.id}  {row.relation or row.outcome:10}  {row.url}")


def print_done(done: Forgotten, data: Path) -> None:
    """Print what was done, and what is left."""
    parts = (
        (done.lines, ngettext("{n} line became a tombstone", "{n} lines became tombstones", done.lines)),
        (
            done.records,
            ngettext("{n} captured exchange is blank", "{n} captured exchanges are blank", done.records),
        ),
        (
            done.redacted,
            ngettext(
                "{n} other page does not name it any more", "{n} other pages do not name it any more", done.redacted
            ),
        ),
        (
            done.follower_lines,
            ngettext("{n} line went from feeds", "{n} lines went from feeds", done.follower_lines),
        ),
    )
    print(_(", ").join(words.format(n=f"{n:,}") for n, words in parts if n) or _("there was nothing left to take out"))
    for other in done.quoted:
        print(_("left alone: {other}").format(other=other))
    for path in done.by_hand:
        print(_("not mended, make it anew or delete it: {path}").format(path=path), file=sys.stderr)
    for place in done.left:
        print(_("still there: {place}").format(place=place), file=sys.stderr)
    if done.kept:
        print(
            _("its words are kept in {kept} for as long; then ask the same again").format(kept=done.kept),
            file=sys.stderr,
        )
    if not done.left:
        print(_("a search of {data} found nothing of it").format(data=data))
