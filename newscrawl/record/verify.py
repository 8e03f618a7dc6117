"""Compare the ledger with the files: each line is where the ledger says, each byte
belongs to a line.

The files are read once, in order; faults are yielded in words that name file and
offset. Nothing is changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from newscrawl.i18n import _, system_words
from newscrawl.ledger import LineRef

RECORD = "articles"
"""The folder whose lines the ledger has locations of; of duplicates it has only the
outcome."""


def of_worker(lines: Iterable[LineRef], worker: str, data: Path) -> Iterator[LineRef]:
    """Leave out the lines on other machines, where machines share a ledger.

    Files that name no machine are from before they shared it; they belong to the
    machine that has them.
    """
    return (line for line in lines if not worker or _is_here(line.file, worker, data))


@lru_cache(maxsize=4096)
def _is_here(file: str, worker: str, data: Path) -> bool:
    if file.count(".") > 1:
        return file.endswith(f".{worker}.jsonl")
    return (data / file).exists()


def verify_lines(data: Path, lines: Iterable[LineRef], counts: dict[str, int]) -> Iterator[str]:
    """Check that each line can be read at its location; add to `counts["lines"]` and
    `counts["files"]`.

    `lines` come in the order of files and offsets.
    """
    for name, in_file in groupby(lines, key=lambda line: line.file):
        counts["files"] = counts.get("files", 0) + 1
        yield from _verify_file(data / name, in_file, counts)


def _verify_file(path: Path, lines: Iterator[LineRef], counts: dict[str, int]) -> Iterator[str]:
    before = counts.setdefault("lines", 0)
    try:
        with path.open("rb") as file:
            for line in lines:
                counts["lines"] += 1
                if wrong := _wrong(file, line):
                    yield _("{path}, byte {offset}: {fault} (article {id}, revision {revision})").format(
                        path=path, offset=line.offset, fault=wrong, id=line.id, revision=line.revision
                    )
    except OSError as error:
        counts["lines"] += sum(1 for _line in lines)
        yield _("{path}: {error}; {n} lines should stand there").format(
            path=path, error=system_words(error), n=counts["lines"] - before
        )


def _wrong(file: BinaryIO, line: LineRef) -> str | None:
    file.seek(line.offset)
    content = file.read(line.length)
    if len(content) < line.length:
        return _("the file ends after {n} of the line's {length} bytes").format(n=len(content), length=line.length)
    if not content.endswith(b"\n"):
        return _("no line ends where this one should")
    if hashlib.sha256(content).hexdigest() != line.sha256:
        return _("the line is not the one that was written")
    return None


def unaccounted(data: Path, lines: Iterable[LineRef], open_files: Mapping[str, int], worker: str = "") -> Iterator[str]:
    """Find bytes of the record that belong to no line: written by another program, or
    in no ledger.

    `open_files` are the committed lengths of files that a run has open: bytes beyond
    are not committed yet.
    """
    ends: dict[str, int] = {}
    for line in lines:
        end = ends.get(line.file, 0)
        if line.offset != end:
            yield (
                _("{path}, byte {offset}: {n} bytes that no line accounts for")
                if line.offset > end
                else _("{path}, byte {offset}: {n} bytes of lines that overlap")
            ).format(path=data / line.file, offset=min(end, line.offset), n=abs(line.offset - end))
        ends[line.file] = max(end, line.offset + line.length)
    for path in sorted((data / RECORD).glob("*/*.jsonl")):
        if worker and not _is_here(path.relative_to(data).as_posix(), worker, data):
            continue
        end = ends.get(path.relative_to(data).as_posix(), 0)
        size = min(path.stat().st_size, open_files.get(str(path), path.stat().st_size))
        if size > end:
            yield _("{path}, byte {offset}: {n} bytes that no line accounts for").format(
                path=path, offset=end, n=size - end
            )
