"""`scrapy feed export` and `feed merge`: older names of `scrapy export` and `export
merge`.
"""

from __future__ import annotations

import argparse

from newscrawl.commands.export import Command as Export
from newscrawl.i18n import _


class Command(Export):
    """The export command, whose first word says what to do."""

    def syntax(self) -> str:
        return "export [options] | merge FOLDER... -o FILE"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            self.refuse(_("what to do is missing: scrapy feed export"))
        super().run(args[1:] if args[0] == "export" else args, opts)
