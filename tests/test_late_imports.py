"""If this fails, the collector looks through the reader of articles again and again for the rest of a crawl."""

from __future__ import annotations

import json

from tests.processes import run

CODE = """
import gc, json, sys
from newscrawl.late_imports import import_late
frozen = gc.get_freeze_count()
sys.modules.pop("colorsys", None)
import_late("colorsys")
print(json.dumps(["colorsys" in sys.modules, gc.get_freeze_count() > frozen, gc.isenabled()]))
gc.disable()
import_late("this_is_no_module")
"""


def test_what_is_imported_late_is_kept_from_the_collector_which_then_goes_on():
    done = run("-c", CODE)
    assert json.loads(done.stdout) == [True, True, True]
    assert "No module named 'this_is_no_module'" in done.stderr
