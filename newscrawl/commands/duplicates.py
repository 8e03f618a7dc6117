"""`scrapy duplicates ARTICLE`, or `scrapy articles ARTICLE`: the sites and dates of an
article's reprints, first one first.
"""

from __future__ import annotations

import argparse
import json

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import ArchiveCommand
from newscrawl.i18n import _


class Command(ArchiveCommand, ScrapyCommand):
    """List the reprints of an article."""

    def syntax(self) -> str:
        return "ARTICLE"

    def short_desc(self) -> str:
        return _("List where an article appeared, first publication first")

    def long_desc(self) -> str:
        return _(
            "ARTICLE is an id (16 hex digits) or an address. Any copy names them all; the one whose line stands "
            "in the archive is marked with *."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help=_("print one JSON object an appearance"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if len(args) != 1:
            self.refuse(_("name one article: its id, or its address"))
        print_appearances(self, args[0], as_json=opts.json)


def print_appearances(command: ArchiveCommand, article: str, *, as_json: bool) -> None:
    """Print where an article appeared, a line each."""
    from newscrawl.record.reprints import find_article, find_reprints

    with command.reading_ledger() as ledger:
        row = find_article(ledger, article)
        found = find_reprints(ledger, row) if row else None
    if found is None:
        command.refuse(_("the archive knows no article {article}").format(article=article))
    for each in found.appearances:
        archived = each.id == found.archived.id
        if as_json:
            fields = {"id": each.id, "url": each.url, "site": each.site, "channel": each.channel}
            more = {"published": each.published, "relation": each.relation, "archived": archived}
            print(json.dumps({**fields, **more}, ensure_ascii=False))
        else:
            mark, relation = ("*", each.outcome) if archived else (" ", each.relation or each.outcome)
            day = (each.published or _("no date"))[:16].replace("T", " ")
            print(f"{mark} {day:16}  {relation:10}  {each.channel:20}  {each.id}  {each.url}")
