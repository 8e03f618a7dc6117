"""`scrapy articles [QUERY]`: search titles and texts, in either script; show or
export.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import FAILED, ArchiveCommand, printing
from newscrawl.commands.duplicates import print_appearances
from newscrawl.i18n import _, error_words, ngettext

if TYPE_CHECKING:
    from rich.text import Text

    from newscrawl.record.search import SearchQuery

INCOMPLETE = 3
"""Exit code where lines of the record are broken, and left out."""
_ARTICLE = re.compile(r"https?://\S+|[0-9a-f]{16}")
WIDEST, INDENT = 100, 12
"""Cells of a line with a part of a text, and of the space before it."""
SHOWN = 20
"""Articles that are shown without `--limit`."""


class Command(ArchiveCommand, ScrapyCommand):
    """Search the archive."""

    def syntax(self) -> str:
        return "[options] [QUERY | ARTICLE]"

    def short_desc(self) -> str:
        return _("Search the archive's titles and texts, in either script")

    def long_desc(self) -> str:
        return _(
            "QUERY is one or more words; an article is found that has all of them, the one published last first, with "
            "the part of its text where they stand. "
            "Without QUERY all articles are. The first search makes an index, which takes a while. "
            "Of ARTICLE, an address or an id (16 hex digits), all appearances are listed, first publication first."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--channel", metavar="PATTERN", help=_("only these channels: hxnews/fz, 'fujian:*'"))
        parser.add_argument("--since", metavar="DATE", help=_("only articles published on that day or later"))
        parser.add_argument("--until", metavar="DATE", help=_("only articles published on that day or earlier"))
        most = _("at most so many (default: {n}; of exports, all)").format(n=SHOWN)
        parser.add_argument("--limit", metavar="N", help=most)
        whole = _("write whole lines to .jsonl or .csv, - for stdout")
        parser.add_argument("-o", "--output", metavar="FILE", help=whole)
        parser.add_argument("--json", action="store_true", help=_("print one JSON object a line"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from sqlite3 import DatabaseError

        from newscrawl.options import data_folder, read_count
        from newscrawl.record.search import Articles, index_path

        assert self.settings is not None
        if len(args) == 1 and _ARTICLE.fullmatch(args[0]):
            print_appearances(self, args[0], as_json=opts.json)
            return
        data = data_folder(self.settings)
        if opts.json:
            opts.output = opts.output or "-"
        self.check_archive(data)
        try:
            query = self._query(" ".join(args), opts)
            limit = read_count("limit", opts.limit) or (None if opts.output else SHOWN)
        except UsageError as error:
            self.refuse(error)
        if not (data / "articles").is_dir():
            if opts.output and opts.output != "-":
                self._export(iter(()), Path(opts.output))
            else:
                print(_("the archive has no article yet"), file=sys.stderr)
            return
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
        except OSError as error:
            self.refuse(error_words(error), FAILED)
        except DatabaseError as error:
            self.refuse(
                _("the search index {path} cannot be used: {error}").format(path=index_path(data), error=error), FAILED
            )
        for problem in broken:
            self.complain(problem)
            self.exitcode = INCOMPLETE

    def _show(self, lines: Iterable[bytes], total: int, query: SearchQuery) -> None:
        """Print articles, each with the part of its text that matches, and how many
        there are.
        """
        from newscrawl.terminal import safe_console

        console = safe_console(highlight=False)
        width = min(console.width, WIDEST) if console.is_terminal else WIDEST
        words, shown = query.words.split(), 0
        with printing():
            for line in lines:
                for text in told(json.loads(line), words, width, console.width if console.is_terminal else None):
                    console.print(text, soft_wrap=True)
                shown += 1
        print(summary(shown, total, query), file=sys.stderr)

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
            self.refuse(_("{path}: write a .jsonl or a .csv, packed if you like").format(path=path))
        kind = exporter_class(self.settings.getwithbase("FEED_EXPORTERS")[format], self.settings)
        exporter = None if format in LINES else lambda file: kind(file, encoding="utf-8")
        with appearing(path, packing) as file:
            count = write_feed(lines, file, exporter)
        told = ngettext("{n} article in {file}", "{n} articles in {file}", count).format(n=count, file=path)
        print(told, file=sys.stderr)


def told(line: dict[str, Any], words: Sequence[str], width: int, terminal: int | None = None) -> Iterator[Text]:
    """Yield an article as lines for a person: day, channel, title and address, and
    below it the part of its text that has the words which its title lacks. The address
    is a line of its own where it does not fit into the columns of the terminal.

    Words that were searched for are bold on a terminal.
    """
    from rich.text import Text

    from newscrawl.record.snippets import hits, missing, snippet
    from newscrawl.terminal import columns

    day, title = (line.get("published") or line.get("fetched") or _("no date"))[:10], line.get("title") or ""
    first = Text(f"{day:10}  {line.get('channel') or line.get('site') or '':12}  ")
    first.append_text(_marked(title, hits(title, words)))
    whole = terminal is None or columns(first.plain) + 2 + len(line["url"]) <= terminal
    yield first.append(f"  {line['url']}") if whole else first
    if (lacking := missing(title, words)) and (part := snippet(line.get("text") or "", lacking, width - INDENT)):
        yield Text(" " * INDENT).append_text(_marked(part, hits(part, words)))
    if not whole:
        yield Text(" " * INDENT + line["url"])


def _marked(text: str, spans: Iterable[tuple[int, int]]) -> Text:
    from rich.text import Text

    marked = Text(text)
    for start, end in spans:
        marked.stylize("bold", start, end)
    return marked


def summary(shown: int, total: int, query: SearchQuery) -> str:
    """Return how many articles there are, and how many of them were shown.

    >>> from newscrawl.record.search import SearchQuery
    >>> summary(0, 0, SearchQuery("福州 地铁")), summary(20, 311, SearchQuery("地铁"))
    ('no article has all of 福州 地铁', '20 of 311 articles, the newest first; --limit N shows more')
    """
    words = " ".join(query.words.split())
    if total:
        if shown < total:
            told = _("{n} of {of} articles, the newest first; --limit N shows more")
        else:
            told = ngettext("{of} article", "{of} articles", total)
    elif query.channels is not None or query.since or query.until:
        told = _("no article of these channels and days")
        if words:
            told = _("no article of these channels and days has all of {words}")
    elif not words:
        told = _("the archive has no article yet")
    else:
        told = _("no article has all of {words}") if " " in words else _("no article has {words}")
    return told.format(n=shown, of=total, words=words)
