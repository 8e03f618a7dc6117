"""Modules that a crawl imports when it first has something for them to do: most runs of
an hourly job find nothing new, and read no article.
"""

from __future__ import annotations

import gc
import sys
from importlib import import_module


def import_late(name: str) -> None:
    """Import a module in the midst of a crawl; name it in an `import` behind this, too.

    The garbage collector does not run meanwhile, and never looks through what was
    imported, as it does not look through what was imported at the start. What the crawl
    made until then is looked through before: garbage in cycles would stay for ever.
    """
    if name in sys.modules:
        return
    if not gc.isenabled():
        import_module(name)
        return
    gc.collect()
    gc.disable()
    try:
        import_module(name)
    finally:
        gc.freeze()
        gc.enable()
