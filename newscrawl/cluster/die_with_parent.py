"""`python -m newscrawl.cluster.die_with_parent crawl …`: Scrapy in a process that ends when its parent dies.

A worker that is killed would else leave its crawl behind, holding the site while the job is given to another. Linux
sends the signal when the parent dies, however it dies; the crawl then ends in good order, as after any SIGTERM.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def tether(parent: int) -> None:
    """Let the system end this process when `parent` dies; ends it now, if that has happened already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    tether(int(os.environ["NEWSCRAWL_PARENT"]))
    from scrapy.cmdline import execute

    execute(["scrapy", *sys.argv[1:]])
