"""How worker processes are started."""

from __future__ import annotations

import multiprocessing
import sys
import threading
from multiprocessing.context import BaseContext


def can_fork() -> bool:
    """Return whether workers may be forked from this process: threads that hold a lock
    would leave it locked in them, and on macOS its own libraries have such.
    """
    return sys.platform == "linux" and threading.active_count() == 1


def forked() -> BaseContext:
    """Return the context of workers that are forked from this process as it is."""
    return multiprocessing.get_context("fork")


def worker_context() -> BaseContext:
    """Return the context of workers that are started later.

    Not `fork`: a child would inherit the files of this process, and with them its
    locks.
    """
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["newscrawl.reprocess.read_pages"])
    return context
