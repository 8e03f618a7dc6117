"""If these fail, a crawl's memory is not moved to large pages where the kernel can, or is damaged by it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from newscrawl.allocator import use_large_pages


def large() -> int:
    """Kilobytes of this process in large pages."""
    found = re.search(r"AnonHugePages:\s+(\d+) kB", Path("/proc/self/smaps_rollup").read_text(encoding="ascii"))
    assert found
    return int(found[1])


@pytest.mark.skipif(sys.platform != "linux", reason="large pages are asked for on Linux alone")
def test_filled_memory_is_in_large_pages_afterwards_and_as_it_was() -> None:
    kept = [number.to_bytes(4, "big") * 1000 for number in range(4000)]
    before = large()
    assert use_large_pages() >= 8 << 20
    assert all(data == number.to_bytes(4, "big") * 1000 for number, data in enumerate(kept))
    if large() == before:
        pytest.skip("this kernel is older than Linux 6.1, or has no large page left")
    assert large() - before >= 4 << 10
