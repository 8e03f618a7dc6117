"""`scrapy channels` as typed."""

from __future__ import annotations

from pathlib import Path
from subprocess import CompletedProcess

import pytest

from tests.processes import scrapy


def channels(*args: str) -> CompletedProcess[str]:
    """Of no archive: the verdicts of one that happens to be here are not ours."""
    return scrapy("channels", *args, "-s", "NEWSCRAWL_DATA=no-archive")


def test_piped_it_is_one_aligned_line_a_channel() -> None:
    done = channels("hxnews/*")
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    cells = ["hxnews/fz", "福州新闻", "http://www.hxnews.com/news/fj/fz/", "福建", "-", "2024-04-03", "HTML", "-"]
    assert lines[0].split() == cells
    assert len(lines) == 19
    widths = {sum(2 if ord(c) > 0x2E80 else 1 for c in line[: line.index("http")]) for line in lines}
    assert len(widths) == 1, "columns are aligned as a terminal shows them"


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["hxnews/fx"], "scrapy channels: site hxnews has no channel 'fx'; did you mean hxnews/"),
        (["--al"], "scrapy channels: unknown option --al"),
        (["hxnews/fz", "hxnews/fj"], "scrapy channels: one pattern, not 2"),
        (["-s", "NEWSCRAWL_CATALOG=/nowhere"], "scrapy channels: /nowhere: no such folder"),
        (["-s", "NEWSCRAWL_CATALOGUE=/nowhere"], "scrapy channels: unknown setting NEWSCRAWL_CATALOGUE"),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(args: list[str], message: str) -> None:
    done = channels(*args)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(message)
    assert done.stderr.count("\n") == 1


def test_users_folders_are_listed_and_their_faults_named(tmp_path: Path) -> None:
    site = tmp_path / "sites/fujian/minhou.toml"
    site.parent.mkdir(parents=True)
    text = 'name = "闽侯网"\nhome = "http://www.minhou.com/"\n[[channel]]\nid = "yw"\nname = "要闻"\nurl = "http://www.minhou.com/yw/"'
    site.write_text(text, encoding="utf-8")
    assert channels("minhou/*", "-s", f"NEWSCRAWL_CATALOG={tmp_path}").stdout.split()[:2] == ["minhou/yw", "要闻"]
    site.write_text(text + '\n[listing]\nentries = "li["', encoding="utf-8")
    assert channels("minhou/*", "-s", f"NEWSCRAWL_CATALOG={tmp_path}").returncode == 0
    done = channels("minhou/*", "--check", "-s", f"NEWSCRAWL_CATALOG={tmp_path}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"scrapy channels: {site}: listing.entries: broken CSS 'li['")
