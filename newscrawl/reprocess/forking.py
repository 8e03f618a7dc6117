"""How worker processes are started; apart, so that their server can start before this
process imports the reader.
"""

from __future__ import annotations

import multiprocessing
from multiprocessing import forkserver
from multiprocessing.context import BaseContext


def worker_context() -> BaseContext:
    """Return the context of worker processes.

    Not `fork`: a child would inherit the files of this process, and with them its
    locks.
    """
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    if method == "forkserver":
        context.set_forkserver_preload(["newscrawl.reprocess.read_pages"])
    return context


def start_ahead() -> None:
    """Start the server that workers are forked from, and do not wait for it: it imports
    the reader while this process reads settings and sites.
    """
    if worker_context().get_start_method() == "forkserver":
        forkserver.ensure_running()
