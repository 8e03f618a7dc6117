"""`scrapy schema`: the JSON Schema of a line of the archive."""

from __future__ import annotations

import argparse
import json
import sys

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import ArchiveCommand


class Command(ArchiveCommand, ScrapyCommand):
    """Print the schema made from `newscrawl.items`."""

    def syntax(self) -> str:
        return "[article | duplicate | tombstone]"

    def short_desc(self) -> str:
        return "Print the JSON Schema of a line of the archive"

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.items import Article, Duplicate, Tombstone, json_schema

        kinds = {"article": Article, "duplicate": Duplicate, "tombstone": Tombstone}
        name = args[0] if args else "article"
        if len(args) > 1 or name not in kinds:
            self.refuse(f"no kind of line {name!r}; there are {', '.join(kinds)}")
        json.dump(json_schema(kinds[name]), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
