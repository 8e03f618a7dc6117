"""`scrapy schema`: another name of `scrapy export schema`."""

from __future__ import annotations

import argparse

from newscrawl.commands.archive_command import ArchiveCommand
from newscrawl.commands.export import Command as Export
from newscrawl.commands.export_options import add_form_option
from newscrawl.i18n import _


class Command(Export):
    """Print the schema made from `newscrawl.items`."""

    def syntax(self) -> str:
        return "[article | duplicate | tombstone]"

    def short_desc(self) -> str:
        return _("Print the schema of a line of the archive: JSON Schema, Arrow, datasets")

    def long_desc(self) -> str:
        return self.short_desc()

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        ArchiveCommand.add_options(self, parser)
        add_form_option(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        self.print_schema(args, opts.form)
