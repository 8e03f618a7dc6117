"""`scrapy channels [PATTERN]`: the channels of the catalog, one a line; `--papers` the
editions of newspapers.

`--check` compiles every rule of the sites or newspapers named.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, NoReturn

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import USAGE, ArchiveCommand, printing
from newscrawl.i18n import N_, _, gettext, ngettext
from newscrawl.terminal import columns

if TYPE_CHECKING:
    from newscrawl.catalog import Catalog, PaperSelected, Selected

HEADINGS: tuple[str, ...] = (
    *(N_("channel"), N_("name"), N_("url"), N_("province"), N_("family")),
    *(N_("verified"), N_("kind"), N_("verdict")),
)
KINDS = (N_("unchecked"), N_("feed"))
"""Words of `Site.kind_of` that are translated."""
GAP = "  "
PAPER_HEADINGS: tuple[str, ...] = (N_("paper"), N_("name"), N_("issue"), N_("province"), N_("family"))


class Command(ArchiveCommand, ScrapyCommand):
    """List channels: a table on a terminal, otherwise aligned lines without heading."""

    papers = False
    """List newspapers without being asked."""

    def syntax(self) -> str:
        return "[PATTERN]"

    def short_desc(self) -> str:
        return _("List the channels of the catalog; with --papers, the newspapers")

    def long_desc(self) -> str:
        return _(
            "List channels: fujian, hxnews, hxnews/fz, hxnews/福州新闻, 'fujian:*', 福州新闻 (all of that name); "
            "with --papers newspapers and their editions: fujian, fzrb, 福州日报, '*晚报'. Several with commas "
            "between; without a pattern, all. A newspaper's address is that of an issue's first page today."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        if not self.papers:
            parser.add_argument("--papers", action="store_true", help=_("list newspapers instead of channels"))
        if not self.papers:
            unchecked = _("list channels with nothing but an old front page, too")
            parser.add_argument("--unchecked", action="store_true", help=unchecked)
        parser.add_argument("--check", action="store_true", help=_("compile every selector and expression of these"))

    def refuse(self, message: object, code: int = USAGE) -> NoReturn:
        """Print what is wrong, one line each, and exit."""
        for line in str(message).splitlines():
            self.complain(line)
        sys.exit(code)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import CatalogError, load, select, select_papers
        from newscrawl.options import data_folder, now
        from newscrawl.probing.verdicts import read_verdicts

        if len(args) > 1:
            self.refuse(_("one pattern, not {n}; put '*' in quotes, and commas between several").format(n=len(args)))
        assert self.settings is not None
        pattern, papers = args[0] if args else "*", self.papers or opts.papers
        catalog: Catalog | None = None
        try:
            catalog = load(self.settings.getlist("NEWSCRAWL_CATALOG"))
            if papers:
                editions = select_papers(catalog, pattern, check=opts.check)
                today = now(self.settings).date()
                table, headings = [paper_row(each, today) for each in editions], PAPER_HEADINGS
                total = shown_total(len(editions), len({each.paper.id for each in editions}), papers=True)
            else:
                chosen = select(catalog, pattern, check=opts.check, unchecked=True)
                some = not opts.unchecked and any(site.is_unchecked(channel) for site, channel in chosen)
                shown = select(catalog, pattern, check=False) if some else chosen
                table, headings = rows(shown, read_verdicts(data_folder(self.settings))), HEADINGS
                total = shown_total(len(shown), len({each.site.id for each in shown}), papers=False)
                if n := len(chosen) - len(shown):
                    total += ngettext(
                        "; {n} unchecked channel is left out (--unchecked)",
                        "; {n} unchecked channels are left out (--unchecked)",
                        n,
                    ).format(n=n)
        except CatalogError as error:
            hint = "" if papers or catalog is None else hint_at_papers(catalog, pattern)
            self.refuse(f"{error}{hint}")
        with printing():
            if sys.stdout.isatty():
                show_table(table, headings, total)
            else:
                show_lines(table)


def shown_total(n: int, of: int, *, papers: bool) -> str:
    """Return how many channels or editions there are, and of how many sites.

    >>> shown_total(19, 1, papers=False), shown_total(524, 523, papers=True)
    ('19 channels of one site', '524 editions of 523 newspapers')
    """
    if papers:
        one, many = N_("{n} editions of one newspaper"), N_("{n} editions of {of} newspapers")
        return _("1 edition") if n == 1 else _(one if of == 1 else many).format(n=n, of=of)
    one, many = N_("{n} channels of one site"), N_("{n} channels of {of} sites")
    return _("1 channel") if n == 1 else _(one if of == 1 else many).format(n=n, of=of)


def hint_at_papers(catalog: Catalog, pattern: str) -> str:
    """Return a hint where what names no channel names newspapers."""
    from newscrawl.catalog import CatalogError, select_papers

    try:
        select_papers(catalog, pattern, check=False)
    except CatalogError:
        return ""
    return _("; among newspapers it is: scrapy channels --papers {pattern}").format(pattern=pattern)


def rows(selected: list[Selected], verdicts: Mapping[str, tuple[str, str]]) -> list[tuple[str, ...]]:
    """Return key, name, address, province and family of each channel, when it was last
    seen, how it lists, and the last verdict of `checksites` on its site; `-` where not
    known.
    """
    sites = {key.partition("/")[0]: " ".join(verdict) for key, verdict in verdicts.items()}
    kind = cache(gettext)
    return [
        (
            *(channel.key, channel.name or "-", channel.url, site.province or "-", site.family or "-"),
            *(site.verified_of(channel) or "-", kind(site.kind_of(channel)), sites.get(site.id, "-")),
        )
        for site, channel in selected
    ]


def paper_row(selected: PaperSelected, today: date) -> tuple[str, ...]:
    """Return key, name, address, province and family of an edition; `-` where not
    known.
    """
    paper, edition = selected
    newest = max(edition.eras, key=lambda era: era.until or date.max)
    name = f"{paper.name} {edition.name}" if edition.name else paper.name
    families = _(", ").join(paper.families) or "-"
    return (f"{paper.id}/{edition.id}", name, newest.issue.format(date=today), paper.province or "-", families)


def show_lines(table: Sequence[Sequence[str]]) -> None:
    """Print one line a row in aligned columns; a Chinese character is two columns
    wide.
    """
    sys.stdout.write("".join(f"{line}\n" for line in aligned(table)))


def show_table(table: Sequence[Sequence[str]], headings: Sequence[str], total: str) -> None:
    """Print a table with headings and totals.

    A terminal that is too narrow does not show the last columns, behind the third.
    """
    from newscrawl.terminal import safe_console

    console = safe_console(highlight=False, soft_wrap=True)
    for number, line in enumerate(aligned([[_(heading) for heading in headings], *table], console.width)):
        console.print(line, style=None if number else "bold")
    console.print(total, style="dim")


def aligned(table: Sequence[Sequence[str]], most: int | None = None) -> list[str]:
    """Return the rows as lines of aligned columns, blanks at the end left out; of at
    most so many columns of a terminal, where more than three cells would take more.

    >>> aligned([("hxnews/fz", "福州新闻", "福建"), ("hxnews/xm", "厦门", "福建")])
    ['hxnews/fz  福州新闻  福建', 'hxnews/xm  厦门      福建']
    """
    width = cache(columns)
    padded: list[list[str]] = []
    taken = -len(GAP)
    for column in zip(*table, strict=True):
        widths = [len(cell) if cell.isascii() else width(cell) for cell in column]
        widest = max(widths)
        taken += len(GAP) + widest
        if most is not None and taken > most and len(padded) >= 3:
            break
        padded.append([cell + " " * (widest - own) for cell, own in zip(column, widths, strict=True)])
    return [GAP.join(row).rstrip() for row in zip(*padded, strict=True)]
