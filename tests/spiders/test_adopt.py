"""`scrapy ledger adopt`: what was read again comes into the live archive as revisions, once; the rest stays as it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.crawling import Crawl, crawl, write_site
from tests.processes import scrapy
from tests.simsite import SimSite, serve

pytestmark = pytest.mark.slow


def ledger(tmp: Path, *args: object, env: dict[str, str] | None = None) -> tuple[int, str]:
    settings = ("-s", f"NEWSCRAWL_DATA={tmp / 'data'}", "-s", f"NEWSCRAWL_CATALOG={tmp / 'catalog'}")
    done = scrapy("ledger", *args, *settings, env=env)
    return done.returncode, done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a live archive, and of one made of its captures by a better rule: it knows a field the other lacks."""
    tmp_path = tmp_path_factory.mktemp("adopt")
    with serve(SimSite(articles=14, listings=1, reprint=2)) as server:
        site, base = server.sites[0], server.url
        write_site(tmp_path / "catalog", site, base, rules="")
        live = crawl(tmp_path, "channels=sim/*", "since=all")
    assert live.code == 0, live.err
    (toml,) = (tmp_path / "catalog").rglob("sim.toml")
    rule = '\n[[layout]]\nwhen = "div.article-content"\nsubtitle = "h1"\n'
    toml.write_text(toml.read_text(encoding="utf-8") + rule, encoding="utf-8")
    again = crawl(tmp_path, f"files={live.data}/warc", spider="archive", data="again")
    assert again.code == 0, again.err
    return tmp_path


@pytest.fixture
def both(made: Path, tmp_path: Path) -> tuple[Crawl, Path]:
    """The two archives, for one test alone."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return Crawl(0, "", "", tmp_path / "data"), tmp_path / "again"


def test_what_is_read_otherwise_becomes_a_revision_once(both: tuple[Crawl, Path], tmp_path: Path) -> None:
    live, other = both
    before = live.lines()
    code, err = ledger(tmp_path, "adopt", other, env={"NEWSCRAWL_FAILPOINT": "commit.settled:2"})
    assert code < 0 or code == 0, err
    code, err = ledger(tmp_path, "adopt", other)
    assert code == 0, err
    lines = live.lines()
    assert lines[: len(before)] == before
    revised = {line["id"]: line for line in lines[len(before) :]}
    assert set(revised) == {line["id"] for line in before}
    for line in before:
        new = revised[line["id"]]
        assert (new["revision"], new["channel"], new["listed_title"]) == (2, line["channel"], line["listed_title"])
        assert new["subtitle"]
        assert line["subtitle"] != new["subtitle"]
    code, err = ledger(tmp_path, "adopt", other)
    assert (code, len(live.lines())) == (0, len(lines)), err
    assert scrapy("audit", "--verify", "-s", f"NEWSCRAWL_DATA={live.data}").returncode == 0


def test_an_older_page_takes_nothing_back(both: tuple[Crawl, Path], tmp_path: Path) -> None:
    live, other = both
    for path in (other / "articles").rglob("*.jsonl"):
        path.write_text(path.read_text(encoding="utf-8").replace('"fetched": "2020-11-18', '"fetched": "2020-11-17'))
    assert any('"fetched": "2020-11-17' in path.read_text() for path in (other / "articles").rglob("*.jsonl"))
    before = live.lines()
    assert ledger(tmp_path, "adopt", other)[0] == 0
    assert live.lines() == before


def test_a_strange_line_is_named_and_the_rest_is_adopted(both: tuple[Crawl, Path], tmp_path: Path) -> None:
    live, other = both
    (path,) = (other / "articles").rglob("*.jsonl")
    first, *rest = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join([first.replace('"pages": 1', '"pages": "one"'), *rest]), encoding="utf-8")
    code, err = ledger(tmp_path, "adopt", other)
    assert code == 3
    assert f'{path}, byte 0: not a line of the record (pages is "one")' in err
    assert "Traceback" not in err
    assert sum(line["revision"] == 2 for line in live.lines()) == len(rest)


def test_an_empty_archive_takes_all_of_it_in(both: tuple[Crawl, Path], tmp_path: Path) -> None:
    _live, other = both
    (tmp_path / "data").rename(tmp_path / "old")
    code, err = ledger(tmp_path, "adopt", other)
    assert code == 0, err
    theirs, ours = Crawl(0, "", "", other), Crawl(0, "", "", tmp_path / "data")
    for kind in ("articles", "duplicates"):
        assert {line["id"] for line in ours.lines(kind)} == {line["id"] for line in theirs.lines(kind)}
    assert {line["revision"] for line in ours.lines()} == {1}


def test_what_is_no_archive_is_one_line(tmp_path: Path) -> None:
    for args in (["adopt"], ["adopt", tmp_path]):
        code, err = ledger(tmp_path, *args)
        assert (code, err.count("\n")) == (2, 1), err
        assert err.startswith("scrapy ledger: ")
