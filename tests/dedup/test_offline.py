"""Lines of any tool, as `scrapy dedup` reads them."""

from __future__ import annotations

import json
from typing import Any

from newscrawl.dedup.offline import CHUNK, Fields, OfflineLine, read_line, read_lines


def test_a_field_with_a_dot_in_its_name_comes_first() -> None:
    raw = json.dumps({"a.b": "地铁", "a": {"b": "公交"}}).encode()
    line = read_line(raw, "x:1", Fields(text="a.b"))
    assert line.prepared is not None
    assert line.prepared.canonical == "地铁"
    assert (line.id, line.day, line.site) == (None, None, None)


def test_lines_are_not_read_far_ahead() -> None:
    taken = 0

    def source() -> Any:
        nonlocal taken
        for number in range(10 * CHUNK):
            taken += 1
            yield f"x:{number}", b"{}"

    lines = read_lines(source(), Fields())
    assert isinstance(next(lines), OfflineLine)
    assert taken == CHUNK
