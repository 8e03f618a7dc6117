"""`scrapy checksites` as typed: what it prints, and the codes that a scheduler goes by."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from newscrawl.commands.checksites import network_fault
from newscrawl.probing.fetch import ProbedPage, Visit
from tests.commands.test_probe import SAMPLE, live
from tests.crawling import FAMILY_RULES, write_site
from tests.processes import scrapy
from tests.simsite import Server, SimSite
from tests.simsite.paper import TABLE, SimPaper, serve_paper, write_paper


def test_the_sample_is_as_its_site_file_expects():
    done = scrapy("checksites", "hxnews/fz", "--json", *SAMPLE)
    assert done.returncode == 0, done.stderr
    (found,) = json.loads(done.stdout)
    assert (found["channel"], found["verdict"], found["articles"], found["by_layout"]) == ("hxnews/fz", "ok", 2, 2)


@pytest.mark.slow
def test_drift_is_code_4_and_costs_four_requests_and_no_record(tmp_path: Path, simsite: Callable[..., Server]):
    server = simsite(articles=20, listings=2)
    site: SimSite = server.sites[0]
    write_site(tmp_path / "catalog", site, server.url)
    sound = live(tmp_path, "checksites", "sim/*")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert len(server.requests) == 5, "robots.txt, two pages of the list, two articles"
    rules = FAMILY_RULES["hxnews"].replace("div.article-content", "div.story")
    write_site(tmp_path / "catalog", site, server.url, rules=rules)
    report = tmp_path / "catalog" / "report.md"
    drifted = live(tmp_path, "checksites", "sim/*", "--report", str(report))
    assert drifted.returncode == 4, drifted.stderr
    assert "no layout fits 2 of 2 articles" in drifted.stdout
    assert "| `layout 1, body: div.story` | 0 values |" in report.read_text(encoding="utf-8")
    assert f"report: {report}; look through it before you attach it\n" == drifted.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["catalog"]


def test_a_newspaper_is_checked_by_its_newest_issue(tmp_path: Path):
    paper = SimPaper(days=6, missing={date(2020, 11, 17), date(2020, 11, 16)})
    with serve_paper(paper) as server:
        write_paper(tmp_path, server)
        good = live(tmp_path, "checksites", "--papers", "rcrb/main", "--json")
        assert len([path for path in server.paths() if "content_" in path]) == 2
        write_paper(tmp_path, server, TABLE.replace("/pc/layout/", "/moved/"))
        moved = live(tmp_path, "checksites", "--papers", "rcrb/main")
    assert good.returncode == 0, good.stderr + good.stdout
    (facts,) = json.loads(good.stdout)
    assert (facts["channel"], facts["verdict"], facts["entries"], facts["articles"]) == ("rcrb/main", "ok", 2, 2)
    assert moved.returncode == 4
    assert "no issue was found on any of the last days" in moved.stdout


def test_a_machine_without_network_is_told_as_that_and_no_site_is_blamed():
    hosts = ("www.hxnews.com", "www.fjsen.com", "news.fznews.com.cn")
    pages = [
        ProbedPage(
            f"http://{host}/", f"http://{host}/", None, None, b"", datetime(2020, 11, 18, tzinfo=UTC), "no_such_host"
        )
        for host in hosts
    ]
    visits = [Visit(page.url, first=page) for page in pages]
    assert network_fault(visits) == "no network: none of 3 hosts could be reached (DNS: no name is found)"
    visits[0].first = replace(pages[0], status=403, failure="http_403")
    assert network_fault(visits) is None
