"""A file whose pages are read: what a scan of it found, and the tasks of reading it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np

from newscrawl.reprocess.host_lines import LinesByHost, learn
from newscrawl.reprocess.joining import PageJoiner
from newscrawl.reprocess.read_pages import FilePart, PageToRead, rows_of
from newscrawl.reprocess.reading_order import ReadingOrder
from newscrawl.reprocess.resume import Place
from newscrawl.warc.file_names import name_in_lines
from newscrawl.warc.salvage import Damage

AT_ONCE = 24
"""Pages that are read in one task, at most."""
FEWEST, LEFT = 4, 6
"""Of the last file, fewest pages of a task, and parts of what is left of which a task
is one: whoever takes the results is not far behind when the last page is read."""
_NOTHING = ReadingOrder(rows_of(()))


class Portion(NamedTuple):
    """Pages of a file that are read in one task, and the lines that their hosts
    share.
    """

    pages: list[PageToRead]
    lines: LinesByHost


@dataclass(slots=True)
class Source:
    """A WARC file under way, or some single files."""

    name: str
    size: int
    index: ReadingOrder = _NOTHING
    joining: PageJoiner = field(default_factory=lambda: PageJoiner(_NOTHING))
    file: int | None = None
    """Its number in `Resume`; None without one."""
    is_last: bool = False
    """Whether no file is read after it."""
    archived: str = ""
    """Its name in lines."""
    done: set[Place] = field(default_factory=set)
    """Places that an earlier run has read."""
    others: Counter[str] = field(default_factory=Counter)
    """Records that are not read, by what they hold."""
    damaged: list[Damage] = field(default_factory=list)
    lines: LinesByHost = field(default_factory=dict)
    """Lines that texts of a host share."""
    known_by: int | None = None
    """The version of the reader that read all of it in an earlier run."""
    failed: str | None = None
    """Why nothing of it can be read."""

    def note(self, parts: Iterable[FilePart], path: Path, data: Path | None) -> None:
        """Note what a scan of all parts found; `data` is the folder of the archive in
        whose lines the file is named.
        """
        parts = list(parts)
        self.archived = next((each.name for each in parts if each.name), None) or name_in_lines(path, data)
        self.index = ReadingOrder(np.concatenate([rows_of(()), *(each.locations for each in parts)]))
        self.lines = learn(each.lines for each in parts)
        for each in parts:
            self.damaged += each.damaged
            self.others += each.others
        self.others["the same page again"] += self.index.left_out

    def portions(self) -> Iterator[Portion]:
        """Yield the pages that no earlier run has read, in reading order."""
        ranks = [rank for rank, place in enumerate(self.index.places()) if place not in self.done]
        start = 0
        fewest = FEWEST if self.is_last else AT_ONCE
        while some := ranks[start : start + min(AT_ONCE, max(fewest, (len(ranks) - start) // LEFT))]:
            start += len(some)
            hosts = self.index.hosts(some) if self.lines else ()
            lines = {host: self.lines[host] for host in hosts if host in self.lines}
            yield Portion([self.index.wanted(rank) for rank in some], lines)
