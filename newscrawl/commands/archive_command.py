"""What all commands share: checked settings, one-line errors, access to ledger and
catalog.
"""

from __future__ import annotations

import argparse
import gc
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from scrapy.exceptions import UsageError

from newscrawl.commands.help_texts import translate_parser
from newscrawl.controls import escape_controls
from newscrawl.i18n import _, error_words
from newscrawl.near import near
from newscrawl.program import as_called, program
from newscrawl.uncaught import discard_output, end_in_words

if TYPE_CHECKING:
    from scrapy.commands import ScrapyCommand

    from newscrawl.ledger import Ledger
else:
    ScrapyCommand = object  # Scrapy lists every ScrapyCommand in this folder as a command

FAILED, USAGE = 1, 2
"""Exit codes: the command could not be carried out; it was used wrongly."""


class ArchiveCommand(ScrapyCommand):
    """A command on an archive: `class Command(ArchiveCommand, ScrapyCommand)`."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        from newscrawl.terminal import escape_streams

        escape_streams()
        end_in_words()
        gc.freeze()  # what was imported stays to the end: no collection looks through it, the last one neither
        super().add_options(parser)
        translate_parser(parser)
        parser.error = self.refuse  # type: ignore[method-assign]
        self._options = parser._option_string_actions
        parser.usage = as_called(parser.usage) if parser.usage else None
        parser.description = as_called(parser.description or "")

    def complain(self, message: object) -> None:
        """Print one line on what is wrong, after the name of the command; of several
        faults of site files, a line each.
        """
        name = type(self).__module__.rpartition(".")[2]
        of_files = (getattr(each, "faults", None) for each in (message, getattr(message, "__cause__", None)))
        for fault in next(filter(None, of_files), [str(message)]):
            line = as_called(" ".join(fault.split()))
            print(escape_controls(f"{program()} {name}: {line}"), file=sys.stderr)

    def refuse(self, message: object, code: int = USAGE) -> NoReturn:
        """Print one line on what was wrong, and exit."""
        self.complain(message)
        sys.exit(code)

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.settings_sources import check_log_file, check_settings

        self.refuse_unknown_options(args)
        if opts.loglevel and not isinstance(logging.getLevelName(opts.loglevel.upper()), int):
            self.refuse(_("unknown log level {loglevel!r}").format(loglevel=opts.loglevel))
        try:
            super().process_options(args, opts)
            assert self.settings is not None
            check_settings(self.settings)
            check_log_file(self.settings)
        except UsageError as error:
            self.refuse(error)

    def refuse_unknown_options(self, args: list[str]) -> None:
        """Refuse what Scrapy's parser leaves among the words although it begins as an
        option; take out `--`, behind which all are words.
        """
        end = args.index("--") if "--" in args else len(args)
        if unknown := [arg for arg in args[:end] if arg.startswith("-") and arg != "-"]:
            name = unknown[0].partition("=")[0]
            self.refuse(_("unknown option {name}{hint}").format(name=name, hint=near(name, self._options, 0.8)))
        del args[end : end + 1]

    def check_data_folder(self) -> None:
        """Refuse a data folder that cannot be written in."""
        from newscrawl.settings_sources import check_data_folder

        assert self.settings is not None
        try:
            check_data_folder(self.settings)
        except UsageError as error:
            self.refuse(error)

    def check_archive(self, data: Path) -> None:
        """Refuse a folder into which nothing was crawled yet."""
        from newscrawl.ledger.place import ledger_place

        assert self.settings is not None
        place = ledger_place(self.settings)
        try:
            missing = not (data / "articles").is_dir() and isinstance(place, Path) and not place.exists()
        except OSError as error:
            self.refuse(error_words(error), FAILED)
        if missing:
            self.refuse(_("there is no archive in {data}: nothing was crawled into that folder yet").format(data=data))

    @contextmanager
    def reading_ledger(self, code: int = USAGE) -> Iterator[Ledger]:
        """Open the ledger for reading; exit with one line and this code where that
        fails.
        """
        from newscrawl.ledger import LedgerError
        from newscrawl.ledger.opening import open_ledger

        assert self.settings is not None
        try:
            ledger = open_ledger(self.settings, write=False)
            try:
                yield ledger
            finally:
                ledger.close()
        except LedgerError as error:
            self.refuse(error, code)

    def committed(self, code: int = USAGE) -> dict[str, int]:
        """Return the committed lengths of record files that a run has open, or died
        with.

        Without a ledger there are none.
        """
        from newscrawl.ledger.place import ledger_place

        assert self.settings is not None
        place = ledger_place(self.settings)
        if isinstance(place, Path) and not place.exists():
            return {}
        with self.reading_ledger(code) as ledger:
            return {state.path: state.length for state in ledger.open_files() if state.kind == "record"}

    def channels(self, pattern: str) -> frozenset[str]:
        """Return the keys of channels and newspapers that match a pattern; refuse one
        without match.
        """
        from newscrawl.catalog import CatalogError, load
        from newscrawl.catalog.selection import named_keys

        assert self.settings is not None
        try:
            return named_keys(load(self.settings.getlist("NEWSCRAWL_CATALOG")), pattern)
        except CatalogError as error:
            self.refuse(error)


@contextmanager
def printing() -> Iterator[None]:
    """Allow a reader of the output to stop early (`| head`) without an error at
    exit.
    """
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()
