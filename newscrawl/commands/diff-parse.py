"""`scrapy diff-parse OLD.jsonl FILES…`: compare lines with what the reader reads today.

For maintainers, before a new rule is released. Exit code 0: all pages read as before;
1: something differs.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import ArchiveCommand, printing
from newscrawl.i18n import _

if TYPE_CHECKING:
    from newscrawl.reprocess.field_changes import FieldChange, Tally

DIFFERENT = 1
SHOWN = 5
"""Differences of one field that are shown; the rest is only counted."""


class Command(ArchiveCommand, ScrapyCommand):
    """Read pages again, and compare."""

    def syntax(self) -> str:
        return "[options] OLD.jsonl FILES..."

    def short_desc(self) -> str:
        return _("Show what today's reader would read otherwise than an archive says")

    def long_desc(self) -> str:
        return _(
            "OLD.jsonl is a file of articles, or a folder of them; FILES are WARC files, saved pages, or folders of "
            "them. Nothing is written. Exits with 0 where every page reads as before, with 1 where one does not."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--fields", metavar="NAMES", help=_("only these fields, with commas between"))
        parser.add_argument(
            "--all", action="store_true", help=_("show every difference, not {shown} a field").format(shown=SHOWN)
        )
        parser.add_argument(
            "--json", action="store_true", help=_("print one JSON object a difference, then the summary")
        )
        parser.add_argument("--jobs", metavar="N", default=str(os.cpu_count() or 1), help=_("processes that read"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import CatalogError, load
        from newscrawl.options import MOST_JOBS, read_count
        from newscrawl.reprocess.against_lines import Lines, LinesError, differences
        from newscrawl.reprocess.choice import Choice
        from newscrawl.reprocess.field_changes import Tally
        from newscrawl.reprocess.find_files import find

        if len(args) < 2:
            self.refuse(_("say what to compare with what: scrapy diff-parse OLD.jsonl FILES..."))
        assert self.settings is not None
        folders = tuple(self.settings.getlist("NEWSCRAWL_CATALOG"))
        wanted, tally = self._fields(opts.fields), Tally()
        try:
            load(folders)
            jobs = read_count("jobs", opts.jobs, MOST_JOBS) or 1
            found = find("\n".join(args[1:]))
            old = Path(args[0])
            lines = Lines(sorted(old.rglob("*.jsonl")) if old.is_dir() else [old])
            if not len(lines):
                self.refuse(_("{old} has no articles").format(old=old))
            with printing():
                asyncio.run(self._show(differences(lines, found, Choice(folders), jobs, tally, wanted), opts))
                self._print_json_summary(tally) if opts.json else print_summary(tally)
        except (UsageError, CatalogError, LinesError) as error:
            self.refuse(error)
        self.exitcode = 0 if tally.clean else DIFFERENT

    def _fields(self, named: str | None) -> frozenset[str] | None:
        from newscrawl.reprocess.field_changes import READ

        if not named:
            return None
        wanted = frozenset(name.strip() for name in named.split(","))
        if unknown := sorted(wanted - set(READ)):
            self.refuse(
                _("no field {unknown!r} that is read off a page; there are {names}").format(
                    unknown=unknown[0], names=_(", ").join(READ)
                )
            )
        return wanted

    async def _show(self, differences: AsyncIterator[FieldChange], opts: argparse.Namespace) -> None:
        shown: dict[str, int] = {}
        async for each in differences:
            shown[each.field] = shown.get(each.field, 0) + 1
            if opts.json:
                row = {"id": each.id, "url": each.url, "field": each.field, "change": each.change}
                print(json.dumps({**row, "old": each.old, "new": each.new}, ensure_ascii=False))
            elif opts.all or shown[each.field] <= SHOWN:
                print_difference(each)

    def _print_json_summary(self, tally: Tally) -> None:
        from dataclasses import fields

        print(json.dumps({"summary": {each.name: getattr(tally, each.name) for each in fields(tally)}}))


def print_difference(each: FieldChange) -> None:
    """Print one difference, with the changes of a text below it."""
    change = each.describe()
    apart = "\n  " if "\n" in change else " "
    print(f"{each.url}  {each.field}:{apart}{change.replace(chr(10), chr(10) + '  ')}")


def print_summary(tally: Tally) -> None:
    """Print how often each field differs, and what could not be compared."""
    from rich.table import Table

    from newscrawl.terminal import safe_console

    console = safe_console(highlight=False)
    if not console.is_terminal:
        console = safe_console(highlight=False, width=100, no_color=True)
    if tally.fields:
        table = Table(_("field"), box=None, pad_edge=False, header_style="bold")
        for heading in (_("changed"), _("gained"), _("lost")):
            table.add_column(heading, justify="right")
        for name, counts in sorted(tally.fields.items(), key=lambda each: -each[1].total()):
            table.add_row(name, *(f"{counts[change]:,}" for change in ("changed", "gained", "lost")))
        console.print(table)
    parts = [
        _("{n:,} articles read as before").format(n=tally.same),
        _("{n:,} differ").format(n=tally.different),
        *(_("{n:,} are {kind} now").format(n=n, kind=kind) for kind, n in tally.no_article.most_common()),
    ]
    for count, words in (
        (tally.missing, _("{n:,} have no page in the files")),
        (tally.new, _("{n:,} pages have no line")),
        (tally.damaged, _("{n:,} places are damaged")),
    ):
        parts += [words.format(n=count)] if count else []
    console.print(_(", ").join(parts), soft_wrap=True)
