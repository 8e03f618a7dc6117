"""Texts of one file → the lines that many pages of a host have: menus, rankings,
notices and footers, which are no text of an article.

Lines are counted while a file is scanned, before any text is read, so that the first
page of a host profits as the last one does. Of each host some pages are enough; kept
are hashes alone, and no more of them than `MOST`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import xxhash
from numpy.typing import NDArray

from newscrawl.catalog.schema import host_of

PAGES = 24
"""Pages of a host whose lines are counted."""
MOST = 1 << 22
"""Lines that are kept of a part of a file, 8 bytes each, and half of those of a whole
one; of what comes later nothing is learnt."""
_FEWEST = 3
"""Pages on which a line stands that is no text."""
_SHARE = 0.15
"""Part of a host's pages on which it stands at least."""
_LONGEST = 3
"""Longest lines by which a text is known that was captured twice."""

Hashes = NDArray[np.uint64]
LinesByHost = dict[int, Hashes]
"""Hashes of the lines that are no text, by hash of their host."""


class CountedLines(NamedTuple):
    """The different lines of some texts: each text's host and number of lines, and the
    hashes of all one after the other.
    """

    hosts: Hashes
    sizes: NDArray[np.int64]
    lines: Hashes


def hash_line(line: str) -> int:
    """Return the number that stands for a line."""
    return xxhash.xxh3_64_intdigest(line.encode("utf-8", "replace"))


def hash_host(url: str) -> int:
    """Return the number of 63 bits that stands for the host of an address; 0 for one of
    a file.
    """
    host = host_of(url) if "://" in url else ""
    return hash_line(host) >> 1 if host else 0


class LineCounter:
    """Counts lines of the texts of one part of a file."""

    def __init__(self) -> None:
        self._pages: dict[int, int] = {}
        self._seen: set[tuple[int, int]] = set()
        self._hosts: list[int] = []
        self._lines: list[Hashes] = []
        self._kept = 0

    def add(self, host: int, text: str) -> None:
        """Count the lines of a text, unless its host had enough, or it has the
        longest lines of another one: what is captured twice is not what pages share.
        """
        count = self._pages.get(host, 0)
        if not host or count >= PAGES or self._kept >= MOST:
            return
        lines = {words for line in text.split("\n") if (words := " ".join(line.split()))}
        longest = sorted(lines, key=len, reverse=True)[:_LONGEST]
        known = (host, hash_line("\n".join(sorted(longest))))
        if known in self._seen:
            return
        self._seen.add(known)
        self._pages[host] = count + 1
        hashes = np.fromiter(map(hash_line, lines), np.uint64, len(lines))
        self._hosts.append(host)
        self._lines.append(hashes)
        self._kept += len(hashes)

    def counted(self) -> CountedLines | None:
        """Return all that was counted, small enough to be sent to another process."""
        if not self._hosts:
            return None
        sizes = np.array([len(lines) for lines in self._lines], np.int64)
        return CountedLines(np.array(self._hosts, np.uint64), sizes, np.concatenate(self._lines))


def learn(parts: Iterable[CountedLines | None]) -> LinesByHost:
    """Return the lines that pages of a host share.

    >>> counter = LineCounter()
    >>> for day in range(1, 6):
    ...     counter.add(7, f"首页 新闻\\n福州第{day}届菊展今日开幕。\\n友情链接")
    >>> lines = repeated_in(learn([counter.counted()])[7])
    >>> lines("友情链接"), lines("福州第1届菊展今日开幕。")
    (True, False)
    """
    found, kept = [], 0
    for part in parts:
        if part is not None and kept < 2 * MOST:
            found.append(part)
            kept += len(part.lines)
    if not found:
        return {}
    hosts = np.concatenate([part.hosts for part in found])
    sizes = np.concatenate([part.sizes for part in found])
    lines = np.concatenate([part.lines for part in found])
    _, number, pages = np.unique(hosts, return_inverse=True, return_counts=True)
    wanted = np.repeat(pages[number] >= _FEWEST, sizes)
    by_host, lines = np.repeat(hosts, sizes)[wanted], lines[wanted]
    if not len(lines):
        return {}
    order = np.lexsort((lines, by_host))
    by_host, lines = by_host[order], lines[order]
    begins = np.flatnonzero(np.append(True, (lines[1:] != lines[:-1]) | (by_host[1:] != by_host[:-1])))
    counts = np.diff(np.append(begins, len(lines)))
    by_host, lines = by_host[begins], lines[begins]
    most = dict(zip(hosts.tolist(), pages[number].tolist(), strict=True))
    shared = counts >= np.maximum(_FEWEST, _SHARE * np.array([most[host] for host in by_host.tolist()]))
    by_host, lines = by_host[shared], lines[shared]
    if not len(lines):
        return {}
    edges = np.flatnonzero(np.append(True, by_host[1:] != by_host[:-1]))
    return {int(by_host[at]): part for at, part in zip(edges, np.split(lines, edges[1:]), strict=True)}


def repeated_in(lines: Hashes) -> Callable[[str], bool]:
    """Return a function that knows the lines of one host."""
    return _known_lines(lines.tobytes())


@lru_cache(maxsize=64)
def _known_lines(hashes: bytes) -> Callable[[str], bool]:
    return _KnownLines(np.frombuffer(hashes, np.uint64).tolist()).__getitem__


class _KnownLines(dict[str, bool]):
    """Whether a host's pages share a line; those that they do are kept, and found in a
    tenth of the time.
    """

    def __init__(self, hashes: Iterable[int]) -> None:
        super().__init__()
        self._hashes = frozenset(hashes)

    def __missing__(self, line: str) -> bool:
        known = hash_line(line) in self._hashes
        if known:
            self[line] = True
        return known
