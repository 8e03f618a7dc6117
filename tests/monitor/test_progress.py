"""The table that shows the progress of a crawl."""

from __future__ import annotations

from collections import Counter
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from newscrawl.monitor.progress import ROWS, Progress, table

TODAY = date(2020, 11, 18)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("channels", [1, 400])
def test_the_table_fits_the_window(width: int, channels: int) -> None:
    every = [
        Progress(f"site{n}/a-channel-with-a-long-name", 1.0, 3, 40, Counter(exported=20), TODAY, TODAY)
        for n in range(channels)
    ]
    out = StringIO()
    Console(file=out, width=width).print(table(every, 60.0, TODAY, 50, width))
    lines = out.getvalue().splitlines()
    assert len(lines) == min(channels, ROWS) + 2
    assert max(map(len, lines)) <= width
    assert lines[-1].startswith(f"0 of {channels} channels walked")
