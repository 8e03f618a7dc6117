"""Sources as they publish today: every shape is crawled whole, is quiet afterwards, and replays to the same lines."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.crawling import Crawl, crawl
from tests.simsite.sources import NOW, SHAPES, News, news, serve_sources, site_file

pytestmark = pytest.mark.slow
UNCHANGED = ("split", "headers", "cursor", "whole", "hashed")
"""Shapes whose first walk ends for good, and whose list a server can be asked for if it changed (by GET)."""


def faults(line: dict[str, Any], wanted: News) -> list[str]:
    """What is wrong with a line."""
    expected = {
        "published": wanted.when.isoformat(),
        "source": wanted.source,
        "reporters": [wanted.reporter],
        "editors": [wanted.editor],
        "text": "\n".join(wanted.paragraphs),
    }
    return [f"{name}: {line[name]!r}" for name, value in expected.items() if line[name] != value]


def test_every_shape_is_crawled_whole_quiet_and_replayed(tmp_path: Path) -> None:
    options: dict[str, Any] = {"NEWSCRAWL_NOW": NOW.isoformat(), "RETRY_TIMES": 0}
    with serve_sources() as base:
        folder = tmp_path / "catalog/sites/fujian"
        folder.mkdir(parents=True)
        for shape in SHAPES:
            (folder / f"{shape}.toml").write_text(site_file(shape, base), encoding="utf-8")
        channels = "channels=" + ",".join(f"{shape}/c" for shape in SHAPES)
        live = crawl(tmp_path, channels, **options)
        captures = tmp_path / "captures"
        captures.mkdir()
        (live.data / "warc").rename(captures / "1")
        quiet = crawl(tmp_path, channels, STATS_DUMP=1, **options)
    assert live.code == 0, live.err[-3000:]
    lines = live.lines()
    for shape in SHAPES:
        found = {line["title"]: line for line in lines if line["site"] == shape}
        wanted = {each.title: each for each in news(shape)}
        assert found.keys() == wanted.keys(), (shape, live.err[-3000:])
        assert [(shape, *faults(line, wanted[title])) for title, line in found.items()] == [(shape,)] * len(wanted)
        assert all(f"/{shape}/" in line["url"] and "api" not in line["url"] for line in found.values())
    assert quiet.code == 0, quiet.err[-2000:]
    assert len(quiet.lines()) == len(lines)
    for shape in UNCHANGED:
        assert re.search(rf"{shape}/c: walk ends \(known\) after 0 listing pages", quiet.err), shape
    (quiet.data / "warc").rename(captures / "2")

    again = crawl(tmp_path, channels, data="again", NEWSCRAWL_REPLAY=f"{captures}/**/*.warc.gz", **options)
    assert again.code == 0, again.err[-3000:]
    assert raw(again) == raw(live)


def raw(run: Crawl) -> list[bytes]:
    return sorted(line for path in (run.data / "articles").rglob("*.jsonl") for line in path.read_bytes().splitlines())
