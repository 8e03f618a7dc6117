"""What ends a command from outside (Ctrl-C, a full disk, a reader that went away) → one
line instead of a traceback.

Everything else that nobody caught keeps its traceback: it is a fault of ours.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from errno import EDQUOT, EFBIG, EIO, ENOSPC
from types import TracebackType

from newscrawl.i18n import _, system_words
from newscrawl.program import program

_UNWRITTEN = (ENOSPC, EDQUOT, EFBIG, EIO)


def end_in_words() -> None:
    """Have Python print one line where Ctrl-C or its output ends this program.

    Python then ends itself by SIGINT, as a shell expects: 130 there.
    """
    sys.excepthook = _in_words


def _in_words(kind: type[BaseException], error: BaseException, traceback: TracebackType | None) -> None:
    if (line := words_for(error)) is None:
        sys.__excepthook__(kind, error, traceback)
        return
    if isinstance(error, OSError):
        discard_output()
    with suppress(OSError):
        after = "\n" if isinstance(error, KeyboardInterrupt) and sys.stderr.isatty() else ""  # behind the ^C
        print(f"{after}{program()}: {line}" if line else "", end="\n" if line else "", file=sys.stderr)


def words_for(error: BaseException) -> str | None:
    """Return what is said of an exception that ended the program: "" for nothing, None
    where the traceback is needed.

    An error with the name of a file is not one of the output.

    >>> words_for(KeyboardInterrupt()), words_for(OSError(28, "No space left on device")), words_for(BrokenPipeError())
    ('interrupted', 'the output cannot be written: No space left on device', '')
    >>> words_for(OSError(28, "No space left on device", "data/all.csv")), words_for(KeyError("title"))
    (None, None)
    """
    if isinstance(error, KeyboardInterrupt):
        return _("interrupted")
    if isinstance(error, BrokenPipeError):
        return ""
    if isinstance(error, OSError) and error.filename is None and error.errno in _UNWRITTEN:
        return _("the output cannot be written: {words}").format(words=system_words(error))
    return None


def flush_output() -> None:
    """Write what is still buffered; a reader that has gone away (`| head`) wants
    none of it.
    """
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        discard_output()


def discard_output() -> None:
    """Drop what is still buffered for stdout: it would fail again when Python exits."""
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
