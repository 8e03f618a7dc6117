"""Record files of many machines → one ordered JSONL, checked against the ledger.

Every machine that shares a ledger writes files of its own. Brought together in one
folder, or mounted as several, they are merged into one feed: each line that the ledger
knows, once, by time of fetching. A missing or changed line is reported, and lines that
no ledger committed are left out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path

from newscrawl.i18n import _
from newscrawl.ledger import LineRef


@dataclass(slots=True)
class Merged:
    """Lines of several folders in one order."""

    folders: Sequence[Path]
    """Data folders of the machines."""
    problems: list[str] = field(default_factory=list)
    """What is missing or changed, one line each."""
    _places: list[tuple[str, str, int, int, int, int]] = field(default_factory=list)
    """Fetched, id, revision; number of the file, offset, length: 200 bytes a line while
    they are sorted."""
    _files: list[Path] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._places)

    def take(self, lines: Iterable[LineRef]) -> None:
        """Check every line that the ledger knows, in the order of files, and sort
        them."""
        for name, in_file in groupby(lines, key=lambda line: line.file):
            path = next((folder / name for folder in self.folders if (folder / name).is_file()), None)
            if path is None:
                self.problems.append(
                    _("{file} is in none of the folders: {n} lines of it are missing").format(
                        file=name, n=sum(1 for line in in_file)
                    )
                )
                continue
            self._files.append(path)
            with path.open("rb") as file:
                for line in in_file:
                    file.seek(line.offset)
                    content = file.read(line.length)
                    if hashlib.sha256(content).hexdigest() != line.sha256:
                        self.problems.append(
                            _("{path}, byte {offset}: not the line that was committed ({id})").format(
                                path=path, offset=line.offset, id=line.id
                            )
                        )
                        continue
                    fetched = json.loads(content).get("fetched") or ""
                    self._places.append(
                        (fetched, line.id, line.revision, len(self._files) - 1, line.offset, line.length)
                    )
        self._places.sort()

    def __iter__(self) -> Iterator[bytes]:
        for _fetched, _id, _revision, number, offset, length in self._places:
            with self._files[number].open("rb") as file:
                file.seek(offset)
                yield file.read(length)
