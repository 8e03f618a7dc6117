"""`scrapy papers [PATTERN]`: the newspapers of the catalog, one edition a line.

`--check` compiles their rules.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import USAGE, ArchiveCommand, printing

if TYPE_CHECKING:
    from newscrawl.catalog import PaperSelected

HEADINGS = ("paper", "name", "issue", "province", "family")


class Command(ArchiveCommand, ScrapyCommand):
    """List newspapers: a table on a terminal, otherwise aligned lines without
    heading.
    """

    def syntax(self) -> str:
        return "[PATTERN]"

    def short_desc(self) -> str:
        return "List the newspapers of the catalog"

    def long_desc(self) -> str:
        return (
            "List newspapers and their editions: fzrb, 福州日报, 'fujian:*', '*晚报'; several with commas between. "
            "Without a pattern, all. The address is that of an issue's first page today."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument(
            "--check", action="store_true", help="compile every selector and expression of these papers"
        )

    def refuse(self, message: object, code: int = USAGE) -> NoReturn:
        """Print what is wrong, one line each, and exit."""
        for line in str(message).splitlines():
            self.complain(line)
        sys.exit(code)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import CatalogError, load, select_papers
        from newscrawl.commands.channels import show_lines, show_table
        from newscrawl.options import now

        if unknown := [arg for arg in args if arg.startswith("-")]:
            self.refuse(f"unknown option {unknown[0]}")
        if len(args) > 1:
            self.refuse(f"one pattern, not {len(args)}; put '*' in quotes, and commas between several")
        assert self.settings is not None
        try:
            catalog = load(self.settings.getlist("NEWSCRAWL_CATALOG"))
            selected = select_papers(catalog, args[0] if args else "*", check=opts.check)
        except CatalogError as error:
            self.refuse(error)
        today = now(self.settings).date()
        table = [row(each, today) for each in selected]
        with printing():
            if sys.stdout.isatty():
                papers = len({paper.id for paper, _edition in selected})
                show_table(table, HEADINGS, f"{len(selected)} editions of {papers} newspapers")
            else:
                show_lines(table)


def row(selected: PaperSelected, today: date) -> tuple[str, ...]:
    """Return key, name, address, province and family of an edition; `-` where not
    known.
    """
    paper, edition = selected
    newest = max(edition.eras, key=lambda era: era.until or date.max)
    name = f"{paper.name} {edition.name}" if edition.name else paper.name
    families = ", ".join(paper.families) or "-"
    return (f"{paper.id}/{edition.id}", name, newest.issue.format(date=today), paper.province or "-", families)
