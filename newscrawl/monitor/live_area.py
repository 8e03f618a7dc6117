"""Lines at the bottom of a terminal that are drawn again and again, while everything
else that is written scrolls above them.

Only three sequences are used, which every terminal has that is not `TERM=dumb`: up,
return, and erase below. The cursor always stands on a line of its own below the area,
so that nothing is left behind where the process is killed but the lines themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from threading import RLock
from typing import Any, TextIO

from newscrawl.controls import escape_controls
from newscrawl.terminal import columns, terminal_size, unescaped


def is_plain(term: str | None) -> bool:
    """Return whether a terminal (`TERM`) can only be written to, line after line.

    >>> is_plain("dumb"), is_plain(None), is_plain("xterm-256color")
    (True, True, False)
    """
    return term in (None, "", "dumb", "unknown")


def erasing(lines: Sequence[str], width: int) -> str:
    r"""Return what erases lines drawn last, the cursor being below them.

    A terminal that became narrower since then has broken the long ones.

    >>> lines = ["hxnews/fz  48", "1 of 1 channels walked"]
    >>> erasing(lines, 80), erasing(lines[1:], 12), erasing([], 80)
    ('\r\x1b[2A\x1b[J', '\r\x1b[2A\x1b[J', '')
    """
    rows = sum(max(1, -(-columns(line) // max(1, width))) for line in lines)
    return f"\r\x1b[{rows}A\x1b[J" if rows else ""


class LiveArea:
    """A terminal's stream with lines at its end, written to as to the one inside."""

    def __init__(self, stream: TextIO) -> None:
        self.inside = stream
        self._terminal: TextIO = unescaped(stream)
        self._lines: list[str] = []
        self._shown = False
        self._open_line = False
        """Whether the last text that was written has no end of line yet."""
        self._lock = RLock()

    def show(self, lines: Iterable[str]) -> None:
        """Draw lines in place of those before; each has to fit into a row."""
        with self._lock:
            erase = self._erase()
            self._lines = [escape_controls(line) for line in lines]
            self._terminal.write(erase + self._draw())
            self._terminal.flush()

    def write(self, text: str) -> int:
        """Write a text above the lines."""
        with self._lock:
            erase = self._erase()
            self._open_line = not text.endswith("\n") if text else self._open_line
            self._terminal.write(erase + escape_controls(text) + self._draw())
        return len(text)

    def close(self) -> None:
        """Erase the lines."""
        self.show([])

    def _erase(self) -> str:
        return erasing(self._lines, terminal_size(self.inside).columns) if self._shown else ""

    def _draw(self) -> str:
        self._shown = not self._open_line
        return "".join(f"{line}\n" for line in self._lines) if self._shown else ""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inside, name)
