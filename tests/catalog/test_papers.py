"""Newspapers of the catalog: what is wrong with a table is told by file and key; the shipped ones can all be walked."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from newscrawl.catalog import Catalog, CatalogError, load, select_papers

FACTS = Path(__file__).resolve().parents[3] / "shared/data/sites/newspapers.jsonl"

DAY = date(2022, 8, 27)
GOOD = 'name = "榕城日报"\nfamily = "founder_paper"\nissue = "http://szb.example.cn/html/{date:%Y-%m/%d}/node_1.htm"\n'


@pytest.fixture(scope="module")
def shipped() -> Catalog:
    return load()


def catalog(tmp_path: Path, text: str, name: str = "fujian.toml") -> Catalog:
    (tmp_path / "newspapers").mkdir(exist_ok=True)
    (tmp_path / "newspapers" / name).write_text(text, encoding="utf-8")
    return load([tmp_path])


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (GOOD.replace("name =", "nmae ="), "fujian.toml: rcrb.nmae: unknown key; did you mean name?"),
        (GOOD.replace("name =", "nmae ="), "fujian.toml: rcrb.name: missing"),
        (
            GOOD.replace("founder_paper", "founder_papier"),
            "unknown family 'founder_papier'; did you mean founder_paper",
        ),
        (GOOD.replace("founder_paper", "trs"), "rcrb: family 'trs' is none of newspapers"),
        (GOOD.replace("{date:%Y-%m/%d}", "2020-11/18"), "rcrb.issue: needs the date"),
        (GOOD.replace("{date:%Y-%m/%d}", "{day:%Y}"), "rcrb.issue: needs the date"),
        (GOOD.replace("{date:%Y-%m/%d}", "{date.year}"), "rcrb.issue: needs the date"),
        (GOOD.replace("{date:%Y-%m/%d}", "{date:%Y-%m}"), "rcrb.issue: needs the day"),
        (GOOD.replace("{date:%Y-%m/%d}", "{date:%Y-%q/%d}"), "rcrb.issue: unknown %q"),
        (GOOD.replace("http://", "ftp://"), "rcrb.issue: not an http(s) URL"),
        (GOOD.replace('family = "founder_paper"\n', ""), "rcrb.pages: missing"),
        (GOOD + "since = 2020-01-02\nuntil = 2020-01-01\n", "rcrb: until is before since"),
        (GOOD + "weekdays = [8]\n", "rcrb.weekdays[1]"),
        (GOOD + 'province = "福建"\n', "rcrb.province: not said here"),
        (GOOD + 'editions = [{ id = "a", name = "甲" }, { id = "b" }]\n', "edition 'b' needs a name"),
        (GOOD + 'editions = [{ id = "a", name = "甲" }, { id = "a", name = "乙" }]\n', "two editions have the id 'a'"),
        (GOOD + 'editions = [{ id = "a", nam = "甲" }]\n', "rcrb.editions[1].nam: unknown key"),
        (GOOD + 'eras = ["x"]\n', "rcrb.eras[1]: input should be"),
        (GOOD + "editions = 3\n", "rcrb.editions: input should be"),
    ],
)
def test_what_is_wrong_is_told_by_file_and_key(tmp_path: Path, table: str, message: str) -> None:
    with pytest.raises(CatalogError) as error:
        catalog(tmp_path, f"[rcrb]\n{table}").papers.paper("rcrb")
    assert message in str(error.value)
    assert "fujian.toml" in str(error.value)


@pytest.mark.parametrize(
    ("text", "name", "message"),
    [
        ("[rcrb\n", "fujian.toml", "broken TOML"),
        ('rcrb = "榕城日报"\n', "fujian.toml", "a paper is a table: [rcrb]"),
        (f"[hxnews]\n{GOOD}", "fujian.toml", "a site has this id"),
        (f"[rcrb]\n{GOOD}", "fujain.toml", "unknown province; did you mean fujian"),
    ],
)
def test_what_is_wrong_with_a_file(tmp_path: Path, text: str, name: str, message: str) -> None:
    with pytest.raises(CatalogError, match=r"newspapers/fuj\w+\.toml") as error:
        catalog(tmp_path, text, name).papers.paper("rcrb")
    assert message.replace("'", "") in str(error.value).replace("'", "")


def test_broken_expressions_are_told_before_a_crawl(tmp_path: Path) -> None:
    found = catalog(tmp_path, f"[rcrb]\n{GOOD}articles = '(content'\nlayout = [{{ body = \"div[\" }}]\n")
    with pytest.raises(CatalogError) as error:
        select_papers(found, "rcrb")
    assert "rcrb.issue.articles" in str(error.value)
    assert "rcrb.layout[1].body" in str(error.value)


def test_a_user_own_paper_replaces_the_shipped_one_and_a_site_knows_it(tmp_path: Path) -> None:
    found = catalog(tmp_path, f"[fzrb]\n{GOOD}").papers.paper("fzrb")
    assert (found.name, found.province) == ("榕城日报", "福建")
    site = load([tmp_path]).site_of("http://szb.example.cn/html/2020-11/18/content_1.htm")
    assert site is not None
    assert site.id == "fzrb"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("fzrb", {"fzrb/main"}),
        ("福州日报", {"fzrb/main"}),
        ("福州日報,mdrb", {"fzrb/main", "mdrb/main"}),
        ("fujian:福州*", {"fzrb/main", "fzwb/main"}),
        ("fzrb/main", {"fzrb/main"}),
    ],
)
def test_papers_are_named_as_people_name_them(shipped: Catalog, pattern: str, expected: set[str]) -> None:
    assert {f"{paper.id}/{edition.id}" for paper, edition in select_papers(shipped, pattern)} == expected


@pytest.mark.parametrize("pattern", ["", "福州早报", "fzrb/evening", "atlantis:*"])
def test_what_no_paper_is_called_is_told(shipped: Catalog, pattern: str) -> None:
    with pytest.raises(CatalogError):
        select_papers(shipped, pattern)


def test_every_shipped_paper_can_be_walked(shipped: Catalog) -> None:
    """Its issue has an address of the day, its rules compile, and its first page is no article."""
    papers = list(shipped.papers.papers())
    assert len(papers) >= 515
    for paper in papers:
        shipped.papers.check(paper)
        assert paper.verified, paper.id
        for edition in paper.editions:
            for era in edition.eras:
                day = era.until or max(DAY, era.since or DAY)
                url = era.issue_url(day)
                assert era.of_day(url, day), url
                assert era.shows(url, day), url
                assert paper.site.owns(url), url
                assert len(era.front_urls(day)) == len(set(era.front_urls(day)))


def test_no_issue_is_two_papers(shipped: Catalog) -> None:
    urls = Counter(era.issue for paper in shipped.papers.papers() for edition in paper.editions for era in edition.eras)
    assert [url for url, count in urls.items() if count > 1] == []


def test_regions_have_their_papers(shipped: Catalog) -> None:
    assert len(list(shipped.papers.papers("fujian"))) == len(list(shipped.papers.papers("福建"))) == 21
    assert sum(paper.province is not None for paper in shipped.papers.papers()) >= 440


@pytest.mark.skipif(not FACTS.is_file(), reason="the facts that the catalog was built from are not on this machine")
def test_pages_and_articles_that_were_seen_are_known(shipped: Catalog) -> None:
    """An address of a paper that no expression fits is lost in silence. Four of the facts' examples are cut short, one
    is of a paper that is not among the facts."""
    papers = list(shipped.papers.papers())
    examples = [url for line in FACTS.read_text(encoding="utf-8").splitlines() for url in json.loads(line)["examples"]]
    known = [
        url
        for url in examples
        if any(
            paper.site.owns(url)
            and any((era.is_page(url) or era.is_article(url)) and era.day_in(url) for era in edition.eras)
            for paper in papers
            for edition in paper.editions
        )
    ]
    assert len(examples) > 250
    assert len(examples) - len(known) <= 5, set(examples) - set(known)
