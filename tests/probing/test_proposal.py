"""`scrapy newsite`: what it proposes must read as the generic readers do, and stop finding things when a site changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.catalog import load
from newscrawl.probing.drift import Facts, judge
from newscrawl.probing.proposal import Proposal, propose, read_samples
from newscrawl.probing.site_file import site_file
from newscrawl.probing.views import view
from tests.probing.pages import article_pages, first_page
from tests.simsite import SimSite
from tests.simsite.families import FAMILIES


def simulated(make: str) -> SimSite:
    return SimSite(seed=3, family=make, articles=36, listings=3, reprint=3, weather=2, pinned=1, multipage=1)


def proposed(sim: SimSite) -> Proposal:
    return propose("sim", first_page(sim), read_samples(article_pages(sim, range(0, 12, 2))), delay=1.0)


def checked(tmp_path: Path, proposal: Proposal, sim: SimSite) -> Facts:
    """Write the file, load it as a catalog, and judge the site by it on articles it was not made from."""
    file = tmp_path / "sites" / "fujian" / "sim.toml"
    file.parent.mkdir(parents=True)
    file.write_text(site_file(proposal, "2020-11-18"), encoding="utf-8")
    catalog = load([tmp_path])
    site = catalog.site("sim")
    catalog.check(site)
    samples = [view(page, site, listing=False) for page in article_pages(sim, range(13, 23, 2))]
    return judge(site, "sim/x", view(first_page(sim), site, listing=True), samples)


@pytest.mark.parametrize("make", ["hxnews", "broken"])
def test_a_proposed_file_fits_pages_that_it_was_not_made_from(tmp_path: Path, make: str):
    sim = simulated(make)
    facts = checked(tmp_path, proposed(sim), sim)
    assert not facts.drifted, facts.drifts
    assert len(facts.articles) == 5


@pytest.mark.slow
@pytest.mark.parametrize("make", sorted(FAMILIES.keys() - {"broken"}))
def test_every_make_with_elements_to_name_gets_a_layout_that_reads_the_truth(tmp_path: Path, make: str):
    sim = simulated(make)
    proposal = proposed(sim)
    assert {"layout.body", "layout.title", "layout.published"} <= set(proposal.scores), make
    facts = checked(tmp_path, proposal, sim)
    assert not facts.drifted, facts.drifts
    truth = {article.path: article for article in sim.articles}
    for article in facts.articles:
        known = truth["/" + article.url.split("/", 3)[3]]
        assert (article.title, article.published) == (known.title, known.published.isoformat()[:17] + "00+08:00")
        assert article.read_by == "layout"
