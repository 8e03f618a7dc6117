"""New sites of every make, in nobody's catalog: three listing pages are walked and fields filled, with no rule."""

from __future__ import annotations

import pytest

from tests.crawling import write_site
from tests.simsite import SimSite, serve
from tests.simsite.families import FAMILIES
from tests.spiders.launching import Launcher, archived, wanted

pytestmark = pytest.mark.slow

LEAST = 0.98
"""Share of fields that must be those of the truth."""


@pytest.mark.parametrize("make", sorted(FAMILIES))
def test_a_new_site_is_walked_and_read_without_a_rule(launcher: Launcher, make: str) -> None:
    site = SimSite(seed=11, family=make, articles=36, listings=3, pinned=1, multipage=2, weather=2)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url, rules="")
        run = launcher.crawl("channels=sim/*", "since=all")
        assert run.code == 0, run.err[-2000:]
        assert archived(run, server) == wanted(site)
        truth = {server.url + article.path: article for article in site.articles}
    compared = [
        (name, got, true)
        for line in run.lines()
        for name, got, true in (
            ("title", line["title"], truth[line["url"]].title),
            ("published", line["published"][:10] if line["published"] else None, f"{truth[line['url']].published:%Y-%m-%d}"),
            ("source", line["source"], truth[line["url"]].source),
            ("editors", tuple(line["editors"]), truth[line["url"]].editors),
            ("text", bool(line["text"]) and len(line["text"]) > 60, True),
        )
    ]  # fmt: skip
    wrong = [each for each in compared if each[1] != each[2]]
    assert len(wrong) <= (1 - LEAST) * len(compared), wrong[:5]
