"""Faults that were reported to other projects, tried on this one, through what newscrawl promises to users.

A folder is a report: small inputs, our own texts, and `expected.json` with the property that the report asks for, where
it was reported, and for each input the call and what is expected of it. Inputs with `fails` do not have the property
yet; whoever cures one takes the mark out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl import NoArticle, read_article, read_listing
from newscrawl.catalog.schema import Site
from newscrawl.dedup import Index
from newscrawl.net.robots_rules import Rules
from newscrawl.text.decode import decode
from newscrawl.text.repair import repair
from tests.crawling import NOW, read_lines
from tests.processes import scrapy
from tests.reports.crawled import crawl_together

HERE = Path(__file__).parent
FETCHED = datetime.fromisoformat(NOW)
Case = dict[str, Any]


def _cases() -> Iterator[tuple[Path, Case, Any]]:
    for path in sorted(HERE.glob("*/expected.json")):
        report = json.loads(path.read_text(encoding="utf-8"))
        for case in report["inputs"]:
            file = path.parent / case["input"]
            reason = f"{report['property']} ({report['reported']}): {case['why']}"
            mark = pytest.mark.xfail(reason=reason, strict=True, raises=AssertionError)
            yield (
                file,
                case,
                pytest.param(
                    file, case, reason, id=f"{path.parent.name}/{file.name}", marks=[mark] if case.get("fails") else []
                ),
            )


CASES = list(_cases())
TOGETHER = {f"site{n}": file for n, (file, case, _) in enumerate(CASES) if case["call"] == "crawl" and list(case["expect"]) == ["exported"]}  # fmt: skip
"""Crawls of which only the articles are asked for, not the exit code: all in one archive."""


def _select(*calls: str) -> Any:
    chosen = [param for file, case, param in CASES if case["call"] in calls and file not in TOGETHER.values()]
    return pytest.mark.parametrize(("file", "case", "reason"), chosen)


@_select("read_listing")
def test_listings(file: Path, case: Case, reason: str) -> None:
    args = case.get("args", {})
    url, site = args.get("url", "http://www.example.cn/fz/"), None
    if "api" in args:
        channel = {"site": "example", "id": "fz", "url": url, "listing": {"api": args["api"]}}
        site = Site.model_validate(
            {"id": "example", "name": "示例网", "home": "http://www.example.cn/", "channel": [channel]}
        )
    listing = read_listing(file.read_bytes(), url, content_type=args.get("content_type"), fetched=FETCHED, site=site)
    got = {
        "urls": [entry.url for entry in listing.entries],
        "dates": [entry.date for entry in listing.entries],
        "next": listing.next_url,
    }
    check(got, case["expect"], reason)


@_select("read_article")
def test_articles(file: Path, case: Case, reason: str) -> None:
    args = {
        "url": "http://www.example.cn/fz/202011/18/1001.shtml",
        "content_type": "text/html; charset=utf-8",
        **case.get("args", {}),
    }
    read = read_article(file.read_bytes(), **args, fetched=FETCHED)
    if isinstance(read, NoArticle):
        got: Case = {"no_article": read.kind}
    else:
        names = ("title", "published", "modified", "text")
        got = {"no_article": None, **{name: getattr(read, name) for name in names}}
    check(got, case["expect"], reason)


@_select("decode")
def test_charsets(file: Path, case: Case, reason: str) -> None:
    decoded = decode(file.read_bytes(), case["args"]["content_type"])
    check({"encoding": decoded.encoding, "text": decoded.text}, case["expect"], reason)


@_select("repair")
def test_repairs(file: Path, case: Case, reason: str) -> None:
    text = file.read_text(encoding="utf-8")
    expect = {"text": text} if case["expect"].get("text") == "SAME" else case["expect"]
    check({"text": repair(text).text}, expect, reason)


@_select("Index")
def test_copies(file: Path, case: Case, reason: str) -> None:
    copies = []
    with Index.open(":memory:") as index:
        for number, (text, day) in enumerate(json.loads(file.read_text(encoding="utf-8"))):
            copies.append(index.judge(str(number), text, published=day, site="s").is_copy)
            index.add(str(number), text, published=day, site="s")
    check({"copies": copies}, case["expect"], reason)


@_select("Rules")
def test_robots(file: Path, case: Case, reason: str) -> None:
    rules = Rules.read(file.read_bytes())
    got = {"allows": rules.allows("http://www.example.cn/fz/1.shtml", "newscrawl"), "delay": rules.delay("newscrawl")}
    check(got, case["expect"], reason)


@_select("reprocess")
def test_warc_files(file: Path, case: Case, reason: str, tmp_path: Path) -> None:
    done = scrapy("reprocess", file, "-s", f"NEWSCRAWL_DATA={tmp_path}/data", "--jobs", "1")
    lines = [line for path in (tmp_path / "data" / "articles").rglob("*.jsonl") for line in read_lines(path)]
    got = {"exit": done.returncode, "urls": sorted(line["url"].rpartition("/")[2] for line in lines)}
    check(got, case["expect"], reason)


@_select("crawl")
def test_crawls(file: Path, case: Case, reason: str, tmp_path: Path) -> None:
    run, exported = crawl_together(tmp_path, {"site": file})[-1]
    check({"exit": run.code, "exported": exported.get("site", 0)}, case["expect"], reason)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, int]:
    run, exported = crawl_together(tmp_path_factory.mktemp("reports"), TOGETHER)[-1]
    assert run.code in (0, 3), run.err
    return exported


@pytest.mark.parametrize(("file", "case", "reason"), [param for file, _, param in CASES if file in TOGETHER.values()])
def test_articles_of_crawls(file: Path, case: Case, reason: str, exported: dict[str, int]) -> None:
    (site,) = (id for id, path in TOGETHER.items() if path == file)
    check({"exported": exported.get(site, 0)}, case["expect"], reason)


def test_every_input_is_tried() -> None:
    files = {path for path in HERE.glob("*/*") if path.name != "expected.json" and path.parent.name != "__pycache__"}
    assert files == {file for file, _, _ in CASES}
    tried = {"read_listing", "read_article", "decode", "repair", "Index", "Rules", "reprocess", "crawl"}
    assert {case["call"] for _, case, _ in CASES} == tried


def check(got: Case, expect: Case, reason: str) -> None:
    """Compare: `text_has` and `text_hasnot` list parts of a text, `exit_in` and `exit_not` list values."""
    for key, wanted in expect.items():
        name, _, how = key.rpartition("_") if key.endswith(("_has", "_hasnot", "_in", "_not")) else (key, "", "")
        value = got.get(name)
        fits = {
            "": lambda value=value, wanted=wanted: value == wanted,
            "has": lambda value=value, wanted=wanted: all(part in (value or "") for part in wanted),
            "hasnot": lambda value=value, wanted=wanted: not any(part in (value or "") for part in wanted),
            "in": lambda value=value, wanted=wanted: value in wanted,
            "not": lambda value=value, wanted=wanted: value not in wanted,
        }[how]
        assert fits(), f"{reason}: {name} is {value!r}, expected {how} {wanted!r}"
