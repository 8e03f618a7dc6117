"""`python -m newscrawl.cluster.die_with_parent crawl …`: Scrapy in a process that dies
with its parent.

Without it, a worker that is killed would leave its crawl running, and hold the site
while the job is given to another worker. Linux sends SIGTERM to the child when the
parent dies, for any reason; the crawl then ends as after any SIGTERM.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)


def die_with_parent(parent: int) -> None:
    """Have Linux end this process when `parent` dies; end it now if that has
    happened.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        sys.exit(128 + signal.SIGTERM)


if __name__ == "__main__":
    die_with_parent(int(os.environ["NEWSCRAWL_PARENT"]))
    from scrapy.cmdline import execute

    execute(["scrapy", *sys.argv[1:]])
