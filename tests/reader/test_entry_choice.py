"""A rule for article addresses that the site has outgrown: a family's is overruled, the site's own is obeyed."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl import read_listing
from newscrawl.catalog import load
from newscrawl.catalog.schema import Site

FAMILY = "/system/2019/11/18/{}.shtml"
TODAY = "/network/bdxw/2026/11/18/5866510356599{}.shtml"
HOME = "http://www.nen.example/"


def site(tmp_path: Path, rules: str = "") -> Site:
    folder = tmp_path / "sites" / "liaoning"
    folder.mkdir(parents=True)
    (folder / "nen.toml").write_text(
        f'name = "东北新闻网"\nhome = "{HOME}"\nfamily = "system"\n{rules}\n[[channel]]\nid = "c"\nurl = "{HOME}c/"\n'
    )
    return load([tmp_path]).site("nen")


def page(*links: str) -> str:
    titles = (f"沈阳地铁{n}号线今日开通试运营" for n in range(99))
    rows = (f'<li><a href="{link}">{next(titles)}</a><span>2026-11-18</span></li>' for link in links)
    return f"<html><body><ul class='list'>{''.join(rows)}</ul></body></html>"


def test_a_familys_rule_that_refuses_every_entry_is_overruled(tmp_path: Path) -> None:
    found = read_listing(page(*(TODAY.format(n) for n in range(10, 30))), f"{HOME}c/", site=site(tmp_path))
    assert (len(found.entries), found.rule_refuses) == (20, 20)
    assert (found.evidence or {})["addresses"] == "[article] url of system refuses 20 of 20: unused"


def test_one_old_pinned_entry_does_not_hide_those_of_today(tmp_path: Path) -> None:
    links = [FAMILY.format(11), *(TODAY.format(n) for n in range(10, 30))]
    found = read_listing(page(*links), f"{HOME}c/", site=site(tmp_path))
    assert [entry.url for entry in found.entries] == [HOME[:-1] + link for link in links]
    assert found.rule_refuses == 20


def test_a_familys_rule_ranks_where_it_fits(tmp_path: Path) -> None:
    links = [*(FAMILY.format(n) for n in range(10, 25)), *(TODAY.format(n) for n in range(10, 13))]
    found = read_listing(page(*links), f"{HOME}c/", site=site(tmp_path))
    assert (len(found.entries), found.refused, found.rule_refuses) == (15, 3, 0)


def test_a_sites_own_rule_filters_and_somebody_hears_of_it(tmp_path: Path) -> None:
    own = "[article]\nurl = '/system/\\d{4}/\\d{2}/\\d{2}/\\d+\\.shtml$'\n"
    found = read_listing(page(*(TODAY.format(n) for n in range(10, 30))), f"{HOME}c/", site=site(tmp_path, own))
    assert (found.entries, found.rule_refuses) == ((), 20)


@pytest.mark.parametrize("link", ["/about.html", "http://other.example/2026/11/18/12345678.shtml"])
def test_menus_and_foreign_links_overrule_nothing(tmp_path: Path, link: str) -> None:
    found = read_listing(page(link, "/contact.html", "/ads.html"), f"{HOME}c/", site=site(tmp_path))
    assert (found.entries, found.rule_refuses) == ((), 0)
