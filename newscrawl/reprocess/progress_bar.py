"""Bytes read → a progress bar in a terminal, and nothing elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TextIO

Show = Callable[[int, int], None]
"""Called with the bytes that are read, and those there are in all."""


@contextmanager
def reading_progress(stream: TextIO) -> Iterator[Show]:
    """Yield a function that shows the progress."""
    if not stream.isatty():
        yield lambda behind, size: None
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn, TransferSpeedColumn

    from newscrawl.terminal import safe_console

    columns = (BarColumn(None), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
    with Progress(*columns, console=safe_console(file=stream), transient=True) as progress:
        task = progress.add_task("", total=None)
        yield lambda behind, size: progress.update(task, completed=behind, total=size)
