"""Commands in processes that import everything themselves, as a shell starts them; other tests fork a warm one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.crawling import command, write_site
from tests.processes import run
from tests.simsite import SimSite, serve

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    tmp = tmp_path_factory.mktemp("typed")
    with serve(SimSite(articles=6, listings=1)) as server:
        write_site(tmp / "catalog", server.sites[0], server.url)
        words = command(tmp, "channels=sim/*", "-o", str(tmp / "all.jsonl"))
        done = run(*words, fresh=True)
        assert done.returncode == 0, done.stderr
        assert "Warning" not in done.stderr
        yield tmp


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "--verify"),
        ("articles", "福州"),
        ("feed", "export", "--format", "csv"),
        ("coverage", "--json"),
        ("channels", "sim/*"),
        ("papers",),
        ("schema",),
        ("dedup", "{tmp}/all.jsonl", "-k", "{tmp}/kept.jsonl", "-d", "{tmp}/copies.jsonl"),
        ("reprocess", "{tmp}/data/warc", "-s", "NEWSCRAWL_DATA={tmp}/again"),
        ("checksites", "sim/*", "-s", "NEWSCRAWL_REPLAY={tmp}/data/warc"),
    ],
    ids=lambda words: words[0],
)
def test_a_command_does_its_work_and_has_nothing_to_complain_of(archive: Path, words: tuple[str, ...]) -> None:
    settings = {
        "NEWSCRAWL_DATA": archive / "data",
        "NEWSCRAWL_CATALOG": archive / "catalog",
        "NEWSCRAWL_ALLOW_HOSTS": "127.0.0.1",
    }
    given = [part for setting, value in settings.items() for part in ("-s", f"{setting}={value}")]
    name, *others = (word.format(tmp=archive) for word in words)
    done = run("-m", "scrapy", name, *given, *others, fresh=True)
    assert done.returncode == 0, done.stderr
    assert "Warning" not in done.stderr
    assert "Traceback" not in done.stderr
