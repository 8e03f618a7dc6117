"""`scrapy channels [PATTERN]`: the channels of the catalog, one a line.

`--check` compiles every rule of the sites named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import USAGE, ArchiveCommand, printing

if TYPE_CHECKING:
    from newscrawl.catalog import Selected

HEADINGS = ("channel", "name", "url", "province", "family")


class Command(ArchiveCommand, ScrapyCommand):
    """List channels: a table on a terminal, otherwise aligned lines without heading."""

    def syntax(self) -> str:
        return "[PATTERN]"

    def short_desc(self) -> str:
        return "List the channels of the catalog"

    def long_desc(self) -> str:
        return (
            "List channels: hxnews/fz, hxnews/福州新闻, 'hxnews/*', 'fujian:*', 福州新闻 (all of that name); "
            "several with commas between. Without a pattern, all."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--check", action="store_true", help="compile every selector and expression of these sites")

    def refuse(self, message: object, code: int = USAGE) -> NoReturn:
        """Print what is wrong, one line each, and exit."""
        for line in str(message).splitlines():
            self.complain(line)
        sys.exit(code)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import CatalogError, load, select

        if unknown := [arg for arg in args if arg.startswith("-")]:
            self.refuse(f"unknown option {unknown[0]}")
        if len(args) > 1:
            self.refuse(f"one pattern, not {len(args)}; put '*' in quotes, and commas between several")
        assert self.settings is not None
        try:
            catalog = load(self.settings.getlist("NEWSCRAWL_CATALOG"))
            selected = select(catalog, args[0] if args else "*", check=opts.check)
        except CatalogError as error:
            self.refuse(error)
        table = rows(selected)
        with printing():
            if sys.stdout.isatty():
                sites = len({site.id for site, _ in selected})
                show_table(table, HEADINGS, f"{len(selected)} channels of {sites} sites")
            else:
                show_lines(table)


def rows(selected: list[Selected]) -> list[tuple[str, ...]]:
    """Return key, name, address, province and family of each channel; `-` where not
    known.
    """
    return [
        (channel.key, channel.name or "-", channel.url, site.province or "-", site.family or "-")
        for site, channel in selected
    ]


def show_lines(table: Sequence[tuple[str, ...]]) -> None:
    """Print one line a row in aligned columns; a Chinese character is two columns
    wide.
    """
    from rich.cells import cell_len

    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = (cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True))
        print("  ".join(cells).rstrip())


def show_table(rows: Sequence[tuple[str, ...]], headings: Sequence[str], sum: str) -> None:
    """Print a table with headings and totals."""
    from rich.table import Table

    from newscrawl.terminal import safe_console

    table = Table(box=None, header_style="bold", pad_edge=False)
    for number, heading in enumerate(headings):
        table.add_column(heading, overflow="fold", no_wrap=not number)
    for row in rows:
        table.add_row(*row)
    console = safe_console()
    console.print(table)
    console.print(sum, style="dim")
