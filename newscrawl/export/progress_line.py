"""One line of progress, on a terminal only."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from newscrawl.i18n import _

_EVERY = 1000
"""Lines between two looks at the clock."""
_SECONDS = 0.2


class ProgressLine:
    """How many lines were read and written, and what share of all that is."""

    def __init__(self, show: Callable[[str], None] | None) -> None:
        self._show = show
        self._total = 0
        self._done = 0
        self._next = _EVERY
        self._shown = 0.0

    def begin(self, total: int = 0) -> None:
        """Begin to count; `total` is 0 where it is not known."""
        self._total, self._done, self._next = total, 0, _EVERY

    def __call__(self, count: int = 1) -> None:
        self._done += count
        if self._show is None or self._done < self._next:
            return
        self._next = self._done + _EVERY
        now = time.monotonic()
        if now - self._shown >= _SECONDS:
            self._shown = now
            self._show(self._text())

    def _text(self) -> str:
        if self._total:
            share = self._done / self._total
            return _("{done} of {total} lines written, {share}").format(
                done=f"{self._done:,}", total=f"{self._total:,}", share=f"{share:.0%}"
            )
        return _("{done} lines read").format(done=f"{self._done:,}")


@contextmanager
def progress_line() -> Iterator[ProgressLine]:
    """Yield a progress line on stderr, which is empty again at the end; nothing is
    shown where stderr is no terminal.
    """
    if not sys.stderr.isatty():
        yield ProgressLine(None)
        return
    try:
        yield ProgressLine(lambda text: print(f"\r{text}\x1b[K", end="", file=sys.stderr, flush=True))
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
