"""`scrapy dedup FILES…`: find the copies among the lines of any JSONL files, offline.

Writes the kept lines, unchanged and in their order, and the copies, each with the
article it copies and the evidence. The verdicts are the crawl's (`newscrawl.dedup`);
files may come from other tools, options name their fields. Output files appear when
everything is done: a run that is stopped leaves nothing behind.
"""

from __future__ import annotations

import argparse
import gzip
import os
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import ArchiveCommand
from newscrawl.i18n import _, error_words

if TYPE_CHECKING:
    from rich.progress import Progress

    from newscrawl.dedup.verdict import Verdict

STOPPED = 130
"""Exit code after Ctrl-C."""
SMALL = 4_000_000
"""Bytes of input up to which starting processes costs more than it saves."""
STANDARD = "-"
WORKING = ".scrapy-dedup-"
"""Beginning of the name of a working folder; the number of the process follows."""


class Command(ArchiveCommand, ScrapyCommand):
    """Split JSONL files into kept lines and copies."""

    def syntax(self) -> str:
        return "[options] FILES…"

    def short_desc(self) -> str:
        return _("Find the copies among the lines of JSONL files")

    def long_desc(self) -> str:
        return _(
            "Judge each line of the files (JSONL, also .gz; - reads standard input) against those kept before it. "
            "Reprints, cut and damaged copies go to the duplicates, each with the article it copies and the evidence; "
            "daily reports, notices and other series are kept. A line without a text, or that is no JSON, is kept as "
            "it is. Fields of other tools are named by options; a.b names b inside a."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("-k", "--kept", metavar="FILE", default="kept.jsonl", help=_("(default: kept.jsonl)"))
        parser.add_argument(
            "-d", "--duplicates", metavar="FILE", default="duplicates.jsonl", help=_("(default: duplicates.jsonl)")
        )
        parser.add_argument("--overwrite", action="store_true", help=_("replace these files if they are there"))
        parser.add_argument(
            "--index", metavar="FILE", help=_("also judge against the texts kept in earlier runs with this index")
        )
        parser.add_argument("--text", metavar="FIELD", default="text", help=_("field of the text (default: text)"))
        parser.add_argument("--id", metavar="FIELD", default="id", help=_("field of the id (default: id, else url)"))
        parser.add_argument(
            "--date", metavar="FIELD", default="published", help=_("field of the date (default: published)")
        )
        parser.add_argument("--site", metavar="FIELD", default="site", help=_("field of the site (default: site)"))
        parser.add_argument(
            "-j", "--jobs", metavar="N", type=int, help=_("processes that read lines (default: one a core)")
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from sqlite3 import DatabaseError

        from newscrawl.dedup.sqlite import IndexVersionError

        self._check(args, opts)
        try:
            counts = self._dedup(args, opts)
        except BrokenPipeError:  # `scrapy dedup … -k - | head`; what is still buffered must not fail at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return
        except (OSError, DatabaseError, IndexVersionError) as error:
            self.refuse(error_words(error))
        except KeyboardInterrupt:
            self.complain(_("stopped; nothing was written"))
            self.exitcode = STOPPED
            return
        print_counts(counts)

    def _check(self, args: list[str], opts: argparse.Namespace) -> None:
        if not args:
            self.refuse(_("which files? see `scrapy dedup --help`"))
        for name in args:
            if name != STANDARD and not Path(name).is_file():
                self.refuse(_("{name} is no file").format(name=name))
        outputs = [name for name in (opts.kept, opts.duplicates) if name != STANDARD]
        if len({Path(name).resolve() for name in outputs}) < len(outputs) or opts.kept == opts.duplicates:
            self.refuse(_("the kept lines and the duplicates need a file each"))
        for name in outputs:
            if Path(name).is_file() and not opts.overwrite:
                self.refuse(_("{name} is there already; --overwrite replaces it").format(name=name))
        if opts.jobs is not None and opts.jobs < 1:
            self.refuse(_("--jobs must be 1 or more"))

    def _dedup(self, args: list[str], opts: argparse.Namespace) -> Counter[str]:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        from newscrawl.dedup import Index
        from newscrawl.dedup.offline import Fields, duplicate_line, judge_lines, read_lines
        from newscrawl.failpoints import failpoint
        from newscrawl.terminal import safe_console

        counts: Counter[str] = Counter()
        size = sum(Path(name).stat().st_size for name in args if name != STANDARD)
        jobs = opts.jobs or (1 if size < SMALL and STANDARD not in args else os.cpu_count() or 1)
        with ExitStack() as stack:
            kept = stack.enter_context(Output(opts.kept))
            duplicates = stack.enter_context(Output(opts.duplicates))
            work = stack.enter_context(WorkingIndex(opts.index))
            executor = stack.enter_context(_processes(jobs)) if jobs > 1 else None
            progress = stack.enter_context(
                Progress(
                    TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("MB"),
                    TimeRemainingColumn(), console=safe_console(stderr=True), transient=True,
                )
            )  # fmt: skip
            lines = each_line(args, progress, size)
            fields = Fields(opts.text, opts.id, opts.date, opts.site)
            with Index.open(work.path) as index:
                for line, verdict in judge_lines(read_lines(lines, fields, executor, jobs), index):
                    counts[_name(verdict)] += 1
                    if verdict is not None and verdict.is_redundant:
                        duplicates.write(duplicate_line(line, verdict))
                    else:
                        kept.write(line.raw)
            failpoint("dedup.kept")
            kept.finish()
            duplicates.finish()
            failpoint("dedup.index")
            work.finish()
        return counts


class Output:
    """A file that appears when it is finished, or standard output."""

    def __init__(self, name: str) -> None:
        self._path = None if name == STANDARD else Path(name)
        self._part: Path | None = None
        self._file: IO[bytes] = sys.stdout.buffer

    def __enter__(self) -> Output:
        if self._path is not None and self._path.exists() and not self._path.is_file():
            self._file = self._path.open("wb")  # /dev/null, a pipe: no file to replace
        elif self._path is not None:
            self._part = self._path.with_name(f"{self._path.name}.part")
            self._file = gzip.open(self._part, "wb") if _is_gzip(self._path) else self._part.open("wb")  # type: ignore[assignment]
        return self

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            self._file.close()
        if self._part is not None:
            self._part.unlink(missing_ok=True)

    def write(self, line: bytes) -> None:
        """Write one line."""
        self._file.write(line + b"\n")

    def finish(self) -> None:
        """Move the file to its place."""
        if self._part is None or self._path is None:
            self._file.flush()
            return
        self._file.close()
        with self._part.open("rb") as written:
            os.fsync(written.fileno())
        self._part.replace(self._path)


class WorkingIndex:
    """The database to work in: a copy of the user's index, or a temporary one."""

    def __init__(self, name: str | None) -> None:
        self._path = None if name is None else Path(name)
        if self._path is not None:
            clear_killed(self._path.parent)
        self._folder = tempfile.TemporaryDirectory(
            prefix=f"{WORKING}{os.getpid()}-", dir=self._path.parent if self._path else None
        )
        self.path = Path(self._folder.name) / "index.sqlite"

    def __enter__(self) -> WorkingIndex:
        if self._path is not None and self._path.exists():
            import sqlite3
            from contextlib import closing

            with closing(sqlite3.connect(self._path)) as old, closing(sqlite3.connect(self.path)) as new:
                old.backup(new)
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    def finish(self) -> None:
        """Replace the user's index by this one."""
        if self._path is not None:
            self.path.replace(self._path)


def clear_killed(folder: Path) -> None:
    """Remove the working copies that killed runs left beside an index."""
    for left in folder.glob(f"{WORKING}*"):
        try:
            os.kill(int(left.name.removeprefix(WORKING).partition("-")[0]), 0)
        except ProcessLookupError:
            shutil.rmtree(left, ignore_errors=True)
        except (ValueError, PermissionError):
            continue  # another program's folder, or another user's process


def each_line(names: list[str], progress: Progress, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield all lines of all files with their places, and advance the bar; skip empty
    ones.
    """
    megabyte = 1_000_000
    task = progress.add_task(_("judging"), total=max(1, size // megabyte) if STANDARD not in names else None)
    before = 0
    for name in names:
        with ExitStack() as stack:
            raw = sys.stdin.buffer if name == STANDARD else stack.enter_context(Path(name).open("rb"))
            file = stack.enter_context(gzip.GzipFile(fileobj=raw)) if _is_gzip(Path(name)) else raw
            for number, line in enumerate(file, start=1):
                if number % 100 == 0 and name != STANDARD:
                    progress.update(task, completed=(before + raw.tell()) // megabyte)
                if line.strip():
                    yield f"{Path(name).name}:{number}", line.rstrip(b"\r\n")
        before += 0 if name == STANDARD else Path(name).stat().st_size


def print_counts(counts: Counter[str]) -> None:
    """Print the counts to standard error: standard output may be the kept lines."""
    from rich.table import Table

    from newscrawl.terminal import safe_console

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(justify="right")
    table.add_column()
    words = {
        "kept": _("kept"),
        "recurring": _("kept: recurring"),
        "without text": _("kept: without text"),
        "equal": _("duplicate: equal"),
        "contained": _("duplicate: contained"),
        "contains": _("duplicate: contains"),
        "near": _("duplicate: near"),
    }
    for name, shown in words.items():
        if counts[name]:
            table.add_row(f"{counts[name]:,}", shown)
    safe_console(stderr=True).print(table)


def _name(verdict: Verdict | None) -> str:
    if verdict is None:
        return "without text"
    return "kept" if verdict.relation == "new" else verdict.relation


def _is_gzip(path: Path | None) -> bool:
    return path is not None and path.suffix == ".gz"


def _processes(jobs: int) -> Any:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"))
