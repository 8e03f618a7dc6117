"""`scrapy forget`: no word of an article is left, nothing else is harmed, and a death on the way costs nothing."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as Warcio

from newscrawl.forget.other_files import unpacked
from newscrawl.warc.kept import read_kept
from tests.crawling import Crawl, crawl, write_site
from tests.processes import scrapy
from tests.simsite import Article, Server, SimSite, serve
from tests.warc.exchanges import members


class Archive(NamedTuple):
    """A crawled archive, and the article that is to go: of two pages, with a reprint."""

    folder: Path
    site: SimSite
    article: Article
    copies: frozenset[str]
    id: str
    server: Server


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archive]:
    folder = tmp_path_factory.mktemp("archive")
    with serve(SimSite(articles=30, listings=2, charset="gbk", multipage=3, reprint=6, missing=1)) as server:
        site = server.sites[0]
        write_site(folder / "catalog", site, server.url)
        feeds = ["-O", str(folder / "one.jsonl"), "-O", str(folder / "two.csv"), "-O", str(folder / "three.xml")]
        run = crawl(folder, "channels=sim/*", "since=all", *feeds)
        assert run.code == 0, run.err
        copied = {line["of"] for line in run.lines("duplicates")}
        by_path = {article.path: article for article in site.articles}
        found = {line["id"]: by_path[line["url"].removeprefix(server.url)] for line in run.lines()}
        id = next(id for id in sorted(copied) if found[id].kind == "news")
        copies = frozenset(line["id"] for line in run.lines("duplicates") if line["of"] == id)
        yield Archive(folder, site, found[id], copies, id, server)


@pytest.fixture
def own(archive: Archive, tmp_path: Path) -> Archive:
    """The archive, for one test alone; followers included."""
    shutil.copytree(archive.folder, tmp_path / "own")
    with sqlite3.connect(tmp_path / "own/data/ledger.sqlite") as db:
        db.execute("UPDATE feed SET path = replace(path, ?, ?)", (str(archive.folder), str(tmp_path / "own")))
    return archive._replace(folder=tmp_path / "own")


def forget(archive: Archive, named: str, *args: str, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    done = scrapy("forget", named, *args, "-s", f"NEWSCRAWL_DATA={archive.folder / 'data'}", env=env)
    return done.returncode, done.stdout, done.stderr


def audit(archive: Archive) -> int:
    return scrapy("audit", "--verify", "-s", f"NEWSCRAWL_DATA={archive.folder / 'data'}").returncode


def everything(folder: Path) -> dict[str, bytes]:
    """All that is in a folder, captures unpacked down to their pages; for a search that shares no code with ours."""
    found = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        data = path.read_bytes()
        if path.name.endswith(".warc.gz"):
            with path.open("rb") as file:
                for number, record in enumerate(Warcio(file, no_record_parse=True)):
                    found[f"{path}#{number}"] = record.raw_stream.read()
            with path.open("rb") as file:
                for number, record in enumerate(Warcio(file)):
                    found[f"{path}#{number} unpacked"] = record.content_stream().read()
            data = gzip.decompress(data)
        found[str(path)] = data
    return found


def where(folder: Path, *words: str) -> list[str]:
    """Where any of the words stands."""
    return [
        name
        for name, data in everything(folder).items()
        for word in words
        if any(word.encode(encoding) in data for encoding in ("utf-8", "gb18030"))
    ]


def lines(archive: Archive, kind: str = "articles") -> dict[str, dict[str, Any]]:
    return {line["id"]: line for line in Crawl(0, "", "", archive.folder / "data").lines(kind)}


def secrets(archive: Archive) -> tuple[str, ...]:
    """What only this article and its copies say."""
    others = [each for each in archive.site.articles if each.group != archive.article.group]
    said = {text for other in others for text in (other.title, *other.paragraphs)}
    return tuple(
        text for text in (archive.article.title, *archive.article.paragraphs) if len(text) > 25 and text not in said
    )


def places(archive: Archive) -> dict[str, list[tuple[int, int]]]:
    """Where the members of the captures stand."""
    found = {}
    for path in (archive.folder / "data").glob("warc/*/*.warc.gz"):
        found[path.name] = members(path)
    return found


def test_nothing_of_it_is_left_and_nothing_else_is_harmed(own: Archive) -> None:
    secret, before, stood = secrets(own), lines(own), places(own)
    assert len(where(own.folder, *secret)) > 5
    code, out, err = forget(own, own.id, "--reason", "court order 7/2020")
    assert code == 0, err
    assert f"{own.id}  exported" in out
    assert where(own.folder, *secret) == []

    after = lines(own)
    stone = after.pop(own.id)
    assert (stone["withdrawn"], stone["evidence"], stone["url"]) == (
        "forgotten",
        "court order 7/2020",
        before.pop(own.id)["url"],
    )
    for line in (*before.values(), *after.values()):
        line["warc"] = (line["warc"]["file"], line["warc"]["offset"])  # the digest may be that of a redacted page
    assert after == before
    copies = lines(own, "duplicates")
    assert all(copies[id]["title"] is None for id in own.copies)
    assert audit(own) == 0

    assert places(own) == stood
    for path in (own.folder / "data").glob("warc/*/*.warc.gz"):
        assert sum(1 for _ in ArchiveIterator(str(path))) == len(stood[path.name])
    for name in ("one.jsonl", "two.csv", "three.xml"):
        feed = (own.folder / name).read_text(encoding="utf-8")
        assert own.id not in feed
        assert sum(id in feed for id in after) == len(after)


@pytest.mark.slow
def test_captures_of_other_articles_can_still_be_read(own: Archive) -> None:
    assert forget(own, own.id, "--reason", "x")[0] == 0
    again = crawl(own.folder, f"files={own.folder}/data/warc", spider="archive", data="again")
    assert again.code == 0, again.err
    read = {line["id"] for line in (*again.lines(), *again.lines("duplicates"))}
    known = set(lines(own)) | set(lines(own, "duplicates"))
    assert read == known - {own.id} - own.copies
    live, told = lines(own), {line["id"]: line for line in again.lines()}
    both = live.keys() & told.keys()
    assert {id: told[id]["text"] for id in both} == {id: live[id]["text"] for id in both}


@pytest.mark.slow
def test_it_is_not_fetched_again_nor_after_a_rebuild(own: Archive) -> None:
    assert forget(own, own.id, "--reason", "x")[0] == 0
    for rebuilt in (False, True):
        if rebuilt:
            scrapy("ledger", "rebuild", "-s", f"NEWSCRAWL_DATA={own.folder / 'data'}").check_returncode()
        own.server.reset()
        run = crawl(own.folder, "channels=sim/*", "since=all")
        assert run.code == 0, run.err
        asked = own.server.paths()
        assert own.site.channels[0].path in asked, "the listing that names it was read again"
        assert own.article.path not in asked


@pytest.mark.slow
def test_captures_that_named_it_are_still_what_their_lines_say(own: Archive) -> None:
    code, out, _err = forget(own, own.id, "--reason", "x")
    assert code == 0
    assert int(re.search(r"(\d+) other pages?", out)[1]) > 0  # type: ignore[index]
    for line in lines(own).values():
        if line["id"] != own.id:
            assert read_kept(own.folder / "data", line["warc"]) is not None, line["url"]


@pytest.mark.slow
def test_what_cannot_be_looked_into_is_no_proof(own: Archive) -> None:
    (warc,) = (own.folder / "data").glob("warc/*/articles-*.warc.gz")
    data = warc.read_bytes()
    warc.write_bytes(data[: len(data) // 2] + bytes(200) + data[len(data) // 2 + 200 :])
    (own.folder / "data" / "old.jsonl.gz").write_bytes(gzip.compress(b"who knows")[:-4] + b"torn")
    code, out, err = forget(own, own.id, "--reason", "x")
    assert code == 3
    assert "damaged, cannot be searched" in err
    assert "old.jsonl.gz: cannot be searched" in err
    assert "found nothing" not in out


@pytest.mark.slow
def test_what_could_not_be_removed_goes_when_the_same_is_asked_again(own: Archive) -> None:
    secret, data = secrets(own), own.folder / "data"
    with sqlite3.connect(data / "mine.sqlite") as db:
        db.execute("CREATE TABLE note AS SELECT ? AS text", (secret[0],))
    code, _out, err = forget(own, own.id, "--reason", "x")
    assert (code, "mine.sqlite: " in err, f"forget-{own.id}.json" in err) == (3, True, True)
    (data / "mine.sqlite").unlink()
    code, out, err = forget(own, own.id, "--reason", "x")
    assert (code, "found nothing" in out) == (0, True), err
    assert where(own.folder, *secret) == []


@pytest.mark.slow
def test_exports_logs_and_old_files_in_the_data_folder_lose_it_too(own: Archive) -> None:
    secret, data = secrets(own), own.folder / "data"
    at = ("-s", f"NEWSCRAWL_DATA={data}")
    for name in ("all.jsonl", "all.json.gz", "all.csv.xz", "all.xml", "all.jsonl.zst"):
        scrapy("feed", "export", "-o", str(data / name), *at).check_returncode()
    (record,) = data.glob("articles/sim/*.jsonl")
    shutil.copy(record, record.with_suffix(".jsonl.before"))
    (data / "crawl.log.1").write_text(f"2020-11-18 WARNING {secret[0]} is doubtful\n", encoding="utf-8")
    (data / "crawl.log.2.gz").write_bytes(gzip.compress(f"WARNING {secret[-1]}\n".encode()))
    with sqlite3.connect(data / "ledger.sqlite") as db:
        told = (f'"{secret[0]}" was listed twice',)
        run, channel = db.execute("SELECT (SELECT min(id) FROM run), (SELECT min(id) FROM channel)").fetchone()
        db.execute("INSERT INTO alarm VALUES (?, ?, 99, 'x', ?)", (run, channel, *told))
    code, _out, err = forget(own, own.id, "--reason", "x")
    assert code == 0, err
    assert where(own.folder, *secret) == []
    for path in data.glob("all.*"):
        with unpacked(path) as file:
            text = file.read().decode()
        assert own.id not in text
        assert all(id in text for id in lines(own) if id != own.id), path
    assert "is doubtful" in (data / "crawl.log.1").read_text(encoding="utf-8")
    for command in (["articles", secret[0]], ["feed", "export"], ["duplicates", own.id], ["audit"], ["coverage"]):
        done = scrapy(*command, *at)
        said = done.stdout + done.stderr
        if command[0] == "articles":
            asked = {f"no article has {all_of}{secret[0]}\n" for all_of in ("", "all of ")}
            assert said in asked, "what was asked for is said again, and nothing else"
            said = ""
        assert not [word for word in secret if word in said], command


@pytest.mark.slow
def test_what_is_gone_already_is_not_proved_anew(own: Archive) -> None:
    assert forget(own, own.id, "--reason", "x")[0] == 0
    code, out, err = forget(own, own.id, "--reason", "x")
    assert (code, "found nothing" in out) == (3, False)
    assert "no title or paragraph of its own is known" in err


@pytest.mark.slow
@pytest.mark.parametrize("failpoint", ["forget.ordered", "forget.purged", "forget.replaced", "forget.settled"])
def test_a_death_on_the_way_is_made_good_by_asking_again(own: Archive, failpoint: str) -> None:
    secret = secrets(own)
    code, _out, _err = forget(own, own.id, "--reason", "x", env={"NEWSCRAWL_FAILPOINT": failpoint})
    assert code < 0
    code, _out, err = forget(own, own.id, "--reason", "x")
    assert code == 0, err
    assert where(own.folder, *secret) == []
    assert audit(own) == 0
    assert not list((own.folder / "data").glob("forget-*"))


def test_what_cannot_be_forgotten_is_one_line(own: Archive) -> None:
    for args in (["00000000000000ff", "--reason", "x"], [own.id], ["http://a.cn/1.html", "--reason", "x"]):
        code, out, err = forget(own, *args)
        assert (code, out, err.count("\n")) == (2, "", 1), err
    code, out, _err = forget(own, own.id, "--dry-run")
    assert (code, out.count("\n")) == (0, 1 + len(own.copies))
    assert json.dumps(lines(own)[own.id]["text"])
