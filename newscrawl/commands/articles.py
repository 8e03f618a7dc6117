"""`scrapy articles [QUERY]`: search titles and texts, in either script; show or
export.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import FAILED, ArchiveCommand, printing
from newscrawl.commands.duplicates import print_appearances

if TYPE_CHECKING:
    from newscrawl.record.search import SearchQuery

INCOMPLETE = 3
"""Exit code where lines of the record are broken, and left out."""
_ARTICLE = re.compile(r"https?://\S+|[0-9a-f]{16}")
SHOWN = 20
"""Articles that are shown without `--limit`."""


class Command(ArchiveCommand, ScrapyCommand):
    """Search the archive."""

    def syntax(self) -> str:
        return "[options] [QUERY | ARTICLE]"

    def short_desc(self) -> str:
        return "Search the archive's titles and texts, in either script"

    def long_desc(self) -> str:
        return (
            "QUERY is one or more words; an article is found that has all of them, the one published last first. "
            "Without QUERY all articles are. The first search makes an index, which takes a while. "
            "Of ARTICLE, an address or an id (16 hex digits), all appearances are listed, first publication first."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--channel", metavar="PATTERN", help="only these channels: hxnews/fz, 'fujian:*'")
        parser.add_argument("--since", metavar="DATE", help="only articles published on that day or later")
        parser.add_argument("--until", metavar="DATE", help="only articles published on that day or earlier")
        parser.add_argument("--limit", metavar="N", help=f"at most so many (default: {SHOWN}; of exports, all)")
        parser.add_argument("-o", "--output", metavar="FILE", help="write whole lines to .jsonl or .csv, - for stdout")
        parser.add_argument("--json", action="store_true", help="print one JSON object a line")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from sqlite3 import DatabaseError

        from newscrawl.options import data_folder, read_count
        from newscrawl.record.search import Articles

        assert self.settings is not None
        if len(args) == 1 and _ARTICLE.fullmatch(args[0]):
            print_appearances(self, args[0], as_json=opts.json)
            return
        data = data_folder(self.settings)
        if opts.json:
            opts.output = opts.output or "-"
        if not (data / "articles").is_dir():
            self.refuse(f"there is no archive in {data}")
        try:
            query = self._query(" ".join(args), opts)
            limit = read_count("limit", opts.limit) or (None if opts.output else SHOWN)
        except UsageError as error:
            self.refuse(error)
        try:
            with closing(Articles(data)) as articles:
                articles.update(self.committed())
                lines = articles.find(query, limit)
                if opts.output and opts.output != "-":
                    self._export(lines, Path(opts.output))
                elif opts.output:
                    with printing():
                        for line in lines:
                            sys.stdout.write(line.decode())
                else:
                    self._show(lines, articles.count(query), query)
                broken = articles.broken()
        except (OSError, DatabaseError) as error:
            self.refuse(f"{data}: {error}", FAILED)
        for problem in broken:
            self.complain(problem)
            self.exitcode = INCOMPLETE

    def _show(self, lines: Iterable[bytes], total: int, query: SearchQuery) -> None:
        """Print articles, a line each, and how many there are."""
        shown = 0
        with printing():
            for line in lines:
                show(json.loads(line))
                shown += 1
        bounded = query.channels is not None or query.since or query.until
        if not total:
            what = "no article has all of these words" if query.words.strip() else "no article"
            print(f"{what}{' in these channels and days' if bounded else ''}", file=sys.stderr)
        elif shown < total:
            print(f"{shown} of {total} articles, the newest first; --limit N shows more", file=sys.stderr)
        else:
            print(f"{total} article{'s' if total > 1 else ''}", file=sys.stderr)

    def _query(self, words: str, opts: argparse.Namespace) -> SearchQuery:
        from newscrawl.options import now, read_bounds
        from newscrawl.record.search import SearchQuery

        assert self.settings is not None
        since, until = read_bounds(opts.since, opts.until, now(self.settings).date())
        return SearchQuery(words, self.channels(opts.channel) if opts.channel else None, since, until)

    def _export(self, lines: Any, path: Path) -> None:
        from newscrawl.record.export import LINES, appearing, feed_format, write_feed
        from newscrawl.record.formats import exporter_class

        assert self.settings is not None
        format, packing = feed_format(path.name)
        if format not in (*LINES, "csv"):
            self.refuse(f"{path}: write a .jsonl or a .csv, packed if you like")
        kind = exporter_class(self.settings.getwithbase("FEED_EXPORTERS")[format], self.settings)
        exporter = None if format in LINES else lambda file: kind(file, encoding="utf-8")
        with appearing(path, packing) as file:
            count = write_feed(lines, file, exporter)
        print(f"{count} articles in {path}", file=sys.stderr)


def show(line: dict[str, Any]) -> None:
    """Print an article: day, channel, title, address."""
    day = (line.get("published") or line.get("fetched") or "no date   ")[:10]
    print(f"{day}  {line.get('channel') or line.get('site') or '':12}  {line.get('title') or ''}  {line['url']}")
