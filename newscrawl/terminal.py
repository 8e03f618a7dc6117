"""What commands print → streams and a console that obey nothing that a page says.

A title, a file's name, a host, a server's reason or an exception's text may hold the
sequences by which a terminal is steered. So the streams of a command escape them, for
all prints, log lines and tracebacks alike; rich, which writes sequences of its own, has
a console that escapes what it is given to show.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from newscrawl.controls import escape_controls

if TYPE_CHECKING:
    from rich.console import Console


_PIECE = re.compile(r"\s+|[（《“「『]*(?:[!-~]+|.)[，。；：、？！）》”」』…]*")
"""A blank, or what stays on one line: a word, or a Chinese character with the
punctuation that belongs to it."""


def columns(text: str) -> int:
    """Return the columns of a text on a terminal; a full-width character takes two.

    >>> columns("hxnews/fz 福州")
    14
    """
    return sum(0 if unicodedata.combining(each) else 1 + (unicodedata.east_asian_width(each) in "WF") for each in text)


def pad_columns(text: str, width: int) -> str:
    """Return a text with blanks behind it, up to this many columns."""
    return text + " " * (width - columns(text))


def wrap_columns(text: str, width: int) -> list[str]:
    """Break a text into lines of at most so many columns, between words or Chinese
    characters.

    >>> wrap_columns("只看这些栏目：hxnews/fz，默认全部。", 14)
    ['只看这些栏目：', 'hxnews/fz，默', '认全部。']
    """
    lines = [""]
    for piece in _PIECE.findall(" ".join(text.split())):
        if lines[-1] and columns(lines[-1] + piece.rstrip()) > width:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += piece if lines[-1] else piece.lstrip()
    return [line for line in lines if line]


class _EscapedBytes:
    """The bytes below a terminal's stream, escaped as its text is."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def write(self, data: bytes) -> int:
        self._stream.write(escape_controls(self._decoder.decode(bytes(data))))
        return len(data)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream.buffer, name)


class EscapedStream:
    """A text stream whose controls are shown, not obeyed; everything else is the stream
    inside.

    Its `buffer` writes a feed's bytes as they are, except to a terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        self.inside = stream
        if isinstance(stream, io.TextIOWrapper) and (stream.errors == "strict" or not _is_utf8(stream)):
            stream.reconfigure(errors="backslashreplace")  # ASCII or Latin-1 of a locale: no Chinese, but no end either

    def write(self, text: str) -> int:
        self.inside.write(escape_controls(text))
        return len(text)

    def writelines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.write(line)

    @property
    def buffer(self) -> Any:
        return _EscapedBytes(self.inside) if self.inside.isatty() else self.inside.buffer

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inside, name)

    def __enter__(self) -> EscapedStream:
        return self

    def __exit__(self, *raised: object) -> None:
        self.flush()

    def __iter__(self) -> Any:
        return iter(self.inside)


def _is_utf8(stream: TextIO) -> bool:
    return codecs.lookup(stream.encoding).name == "utf-8"


def terminal_size(stream: Any) -> os.terminal_size:
    """Return the columns and lines of the terminal of a stream: those of `COLUMNS` and
    `LINES`, otherwise its own, which change with its window; 80 × 24 where it has none.
    """
    try:
        own = os.get_terminal_size(stream.fileno())
    except (OSError, ValueError, AttributeError):
        own = os.terminal_size((0, 0))
    asked = (os.environ.get(name, "") for name in ("COLUMNS", "LINES"))
    wide, high = (int(text) if text.isdecimal() else 0 for text in asked)
    return os.terminal_size((wide or own.columns or 80, high or own.lines or 24))


def escape_streams() -> None:
    """Put escaping streams in the place of `sys.stdout` and `sys.stderr`; once is
    enough.
    """
    sys.stdout, sys.stderr = escaped(sys.stdout), escaped(sys.stderr)


def escaped(stream: Any) -> Any:
    """Return a stream that escapes controls and writes to this one."""
    return stream if stream is None or isinstance(stream, EscapedStream) else EscapedStream(stream)


def unescaped(stream: Any) -> Any:
    """Return the stream to which rich may write its own sequences."""
    return stream.inside if isinstance(stream, EscapedStream) else stream


def safe_console(*, stderr: bool = False, file: TextIO | None = None, **options: Any) -> Console:
    """Return rich's console on stdout, stderr or a stream, which escapes controls in
    all that it shows, and takes `[red]` and `:cat:` for the words of a site.
    """
    from rich.console import Console
    from rich.segment import Segment
    from rich.text import Text

    class SafeConsole(Console):
        def render_str(self, text: str, **named: Any) -> Text:  # escaped here, so that it is measured as shown
            return super().render_str(escape_controls(text), **named)

        def render(self, *arguments: Any, **named: Any) -> Iterable[Segment]:
            for segment in super().render(*arguments, **named):
                own = segment.control is not None
                yield segment if own else segment._replace(text=escape_controls(segment.text))

    options = {"markup": False, "emoji": False, **options}
    return SafeConsole(file=unescaped(file or (sys.stderr if stderr else sys.stdout)), **options)
