"""The table that shows the progress of a crawl."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from newscrawl.monitor.progress import ROWS, Progress, table
from newscrawl.terminal import columns

TODAY = date(2020, 11, 18)


@pytest.mark.parametrize("width", [80, 160])
@pytest.mark.parametrize("channels", [1, 400])
def test_the_table_fits_the_window(width: int, channels: int) -> None:
    every = [
        Progress(f"site{n}/a-channel-with-a-long-name", 1.0, 3, 40, Counter(exported=20), TODAY, TODAY)
        for n in range(channels)
    ]
    lines = table(every, 60.0, TODAY, 50, width)
    foot = lines.index(next(line for line in lines if line.startswith(f"0 of {channels} channels walked")))
    assert foot == min(channels, ROWS) + 1
    assert max(map(columns, lines)) < width
    assert len(table(every, 60.0, TODAY, 8, width)) < 8


def test_before_the_first_listing_there_is_no_lone_heading() -> None:
    assert table([], 1.0, TODAY, 24, 80, of=3) == [
        "0 of 3 channels walked, 0 listing pages; no article yet; 0.0 articles/s, 0:01"
    ]
