"""`scrapy newsite`: what it proposes passes `scrapy checksites` unchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.commands.test_probe import live
from tests.simsite import Server
from tests.simsite.families import FAMILIES


@pytest.mark.slow
def test_what_newsite_proposes_passes_checksites_unchanged(tmp_path: Path, simsite: Callable[..., Server]):
    """At least 8 of 10 makes, each with its own markup, as a user would do it: two commands, no editing."""
    proposed = []
    for make in FAMILIES:
        server = simsite(seed=5, family=make, articles=36, listings=3, reprint=3, pinned=1, multipage=1)
        url = server.url + server.sites[0].channels[0].path
        options = ("--into", str(tmp_path / "catalog"), "--delay", "0", "--province", "fujian")
        done = live(tmp_path, "newsite", f"sim-{make}", url, *options)
        if done.returncode == 0:
            proposed.append(f"sim-{make}/*")
        assert (tmp_path / f"catalog/fixtures/fujian/sim-{make}/article-1/page.html").stat().st_size > 20_000
    checked = json.loads(live(tmp_path, "checksites", ",".join(proposed), "--json").stdout)
    verdicts = {found["channel"]: found["verdict"] for found in checked}
    assert len(FAMILIES) == 10
    assert sum(verdict == "ok" for verdict in verdicts.values()) >= 8, verdicts
    assert sum(found["by_layout"] == 2 for found in checked) >= 8
