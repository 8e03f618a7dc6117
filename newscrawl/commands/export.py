"""`scrapy export`: write the record, or a part of it; `export merge` those of many
machines; `export corpus` what is in it; `export schema` what a line holds.

An output file or folder is complete or absent. `feed` and `schema` are older names.
"""

from __future__ import annotations

import argparse
import gc
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import FAILED, ArchiveCommand, printing
from newscrawl.commands.export_options import add_export_options, csv_options, read_shape, read_target
from newscrawl.i18n import _, error_words, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable

    from newscrawl.export.shape import Shape
    from newscrawl.record.export import LineFilter


INCOMPLETE = 3
"""Exit code where lines of the record are broken, and left out."""


class Command(ArchiveCommand, ScrapyCommand):
    """Write archived articles without crawling."""

    def syntax(self) -> str:
        return "[options] | corpus | merge FOLDER... -o FILE | schema [article | duplicate | tombstone]"

    def short_desc(self) -> str:
        return _("Write the archive, a part of it, or those of many machines, as a feed")

    def long_desc(self) -> str:
        return _(
            "Write the lines of the archive as Parquet, JSON lines, CSV, JSON or XML; compressed where the file's name "
            "ends in .gz, .bz2, .xz or .zst (Parquet is by itself). The file appears when it is complete; one that "
            "exists is replaced. With --split a folder of several files, with a data card; asked again after a kill, "
            "it goes on where it was. `corpus` writes the data card alone. `merge` takes the data folders of machines "
            "that share a ledger, and writes each line that the ledger knows, once, by time of fetching. `schema` "
            "prints the schema of a line."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        add_export_options(parser)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.export.columns import MissingExtraError
        from newscrawl.export.folder import FolderError
        from newscrawl.ledger import LedgerError

        if args[:1] == ["merge"]:
            self._merge([Path(folder) for folder in args[1:]], opts)
            return
        if args[:1] == ["schema"]:
            self.print_schema(args[1:], opts.form)
            return
        if args and args != ["corpus"]:
            self.refuse(_("cannot {words}; see `scrapy export -h`").format(words=" ".join(args)))
        try:
            self._export(opts, card_only=bool(args))
        except (MissingExtraError, FolderError) as error:
            self.refuse(error)
        except LedgerError as error:
            self.complain(error)
            self.exitcode = FAILED
        except OSError as error:
            told = (
                _("{path} could not be written: {error}; what is complete is kept: the same command goes on from there")
                if opts.split
                else _("{path} could not be written: {error}")
            )
            self.complain(told.format(path=opts.output, error=error_words(error)))
            self.exitcode = FAILED

    def _export(self, opts: argparse.Namespace, *, card_only: bool) -> None:
        from newscrawl.export.export_job import ExportJob
        from newscrawl.export.progress_line import progress_line
        from newscrawl.options import data_folder
        from newscrawl.record.export import Selection

        assert self.settings is not None
        data = data_folder(self.settings)
        self.check_archive(data)
        if opts.output == "-" and not (data / "articles").is_dir():
            print(_("the archive has no article yet"), file=sys.stderr)
        path = Path(opts.output).resolve()
        if opts.output != "-" and any(path.is_relative_to(data / own) for own in ("articles", "duplicates", "warc")):
            self.refuse(_("{path} belongs to the archive itself; name a file outside of it").format(path=path))
        try:
            shape = read_shape(opts)
            target = read_target(opts, card_only=card_only)
        except ValueError as error:
            self.refuse(error)
        exporter = None if target.own else self._exporter(target.format, opts, shape)
        selection = Selection(data, self._wanted(opts), self.committed(FAILED))
        job = ExportJob(selection, shape, target, exporter)
        gc.disable()  # lines have no circles: collections would only look through them
        with progress_line() as progress, printing():
            count = job.run(progress)
        for problem in selection.broken:
            self.complain(problem)
            self.exitcode = INCOMPLETE
        for remark in job.remarks:
            print(remark, file=sys.stderr)
        if opts.output != "-" and not card_only:
            print_lines_in(opts.output, count)

    def _merge(self, folders: list[Path], opts: argparse.Namespace) -> None:
        from newscrawl.ledger import LedgerError
        from newscrawl.ledger.opening import open_ledger
        from newscrawl.record.export import appearing, feed_format
        from newscrawl.record.merge import Merged

        assert self.settings is not None
        if not folders or opts.output == "-":
            self.refuse(_("say what to merge into what: scrapy export merge FOLDER... -o FILE"))
        if missing := [folder for folder in folders if not folder.is_dir()]:  # a machine may have had no article yet
            self.refuse(_("there is no archive in {data}").format(data=missing[0]))
        named, packing = feed_format(opts.output)
        if named not in ("jsonl", "jsonlines", "jl"):
            self.refuse(_("merge writes JSON lines; name the file .jsonl, not {file}").format(file=opts.output))
        merged = Merged(folders)
        try:
            ledger = open_ledger(self.settings, write=False)
            try:
                merged.take(ledger.each_line())
            finally:
                ledger.close()
            if not merged.problems:
                with appearing(Path(opts.output).resolve(), packing) as file:
                    for line in merged:
                        file.write(line)  # a packer may have no `writelines`
        except (LedgerError, OSError) as error:
            merged.problems.append(error_words(error))
        for problem in merged.problems:
            self.complain(problem)
        if merged.problems:
            self.exitcode = FAILED
        else:
            print_lines_in(opts.output, len(merged))

    def print_schema(self, args: list[str], form: str) -> None:
        """Print the schema of a kind of line: JSON Schema, or that of its table."""
        from newscrawl.export.columns import MissingExtraError, arrow_schema, columns_of, features_source
        from newscrawl.items import Article, Duplicate, Tombstone, json_schema

        kinds = {"article": Article, "duplicate": Duplicate, "tombstone": Tombstone}
        name = args[0] if args else "article"
        if len(args) > 1 or name not in kinds:
            self.refuse(_("no kind of line {name!r}; there are {names}").format(name=name, names=_(", ").join(kinds)))
        columns = columns_of("duplicates" if name == "duplicate" else "articles")
        try:
            match form:
                case "arrow":
                    shown = str(arrow_schema(columns))
                case "features":
                    shown = features_source(columns)
                case _form:
                    shown = json.dumps(json_schema(kinds[name]), ensure_ascii=False, indent=2)
        except MissingExtraError as error:
            self.refuse(error)
        with printing():
            print(shown)

    def _wanted(self, opts: argparse.Namespace) -> LineFilter:
        from newscrawl.options import now, read_bounds
        from newscrawl.record.export import LineFilter

        assert self.settings is not None
        try:
            since, until = read_bounds(opts.since, opts.until, now(self.settings).date())
        except UsageError as error:
            self.refuse(error)
        channels = self.channels(opts.channel) if opts.channel else None
        hide = self.settings.get("NEWSCRAWL_WITHDRAWN") == "hide"
        latest = opts.latest or opts.preset is not None
        return LineFilter("duplicates" if opts.duplicates else "articles", channels, since, until, latest, hide)

    def _exporter(self, format: str, opts: argparse.Namespace, shape: Shape) -> Callable[[Any], Any]:
        from scrapy.utils.conf import feed_complete_default_values_from_settings

        from newscrawl.record.formats import exporter_class

        assert self.settings is not None
        known = {name: path for name, path in self.settings.getwithbase("FEED_EXPORTERS").items() if path}
        if format not in known:
            names = _(", ").join(sorted([*known, "parquet"]))
            self.refuse(_("unknown format {name!r}; there are {names}").format(name=format, names=names))
        options = feed_complete_default_values_from_settings({}, self.settings)
        kind = exporter_class(known[format], self.settings)
        named = {"fields_to_export": options["fields"], "encoding": options["encoding"], "indent": options["indent"]}
        if not shape.as_it_stands:
            named["fields_to_export"] = list(shape.names)
        if format == "csv":
            named |= csv_options(opts, options["encoding"])

        def make(file: Any) -> Any:
            return kind(file, **named)

        return make


def print_lines_in(path: str, count: int) -> None:
    """Print how many lines are in a file."""
    told = ngettext("{count} line in {path}", "{count} lines in {path}", count)
    print(told.format(count=f"{count:,}", path=path), file=sys.stderr)
