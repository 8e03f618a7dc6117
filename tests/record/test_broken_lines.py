"""Record files edited by hand or damaged: the bad line is named by file and offset, and everything else goes on."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from newscrawl.items import Article
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.record.export import LineFilter, Selection
from newscrawl.record.outcome import to_line
from newscrawl.record.rebuild import rebuild
from newscrawl.record.search import Articles, SearchQuery
from tests.processes import scrapy


def line(number: int, **fields: object) -> bytes:
    url = f"http://www.hxnews.com/{number}.shtml"
    stated = {"id": f"{number:016x}", "url": url, "canonical_url": url, "title": f"福州西湖菊展第{number}天", **fields}
    stated.setdefault("fetched", "2020-11-18T09:30:00+08:00")
    return to_line(Article(**stated))  # type: ignore[arg-type]


GOOD = [line(n, text=f"市民前来观赏菊花，第{n}天。", published="2020-11-18", site="hxnews") for n in (1, 2)]
BAD = {
    "torn": line(7)[:60] + b"\n",
    "empty": b"\n",
    "list": b'["00d0"]\n',
    "null": b"null\n",
    "without url": b'{"id": "00000000000000aa"}\n',
    "id that is a number": line(7).replace(b'"0000000000000007"', b"7"),
    "id that is a path": line(7).replace(b'"0000000000000007"', b'"../../etc/passwd"'),
    "title that is a number": line(7, title=5),
    "text that is a list": line(7, text=["a"]),
    "revision in words": line(7, revision="two"),
    "revision true": line(7, revision=True),
    "published in words": line(7, published="yesterday"),
    "fetched that is no time": line(7, fetched="2020-13-45"),
    "capture that is a text": line(7, warc="warc/a.warc.gz"),
    "capture without offset": line(7, warc={"file": "a", "digest": "b"}),
    "body of texts": line(7, body=["a"]),
    "gbk": line(7, title="福州西湖菊展").decode().encode("gbk"),
    "utf-16": line(7).decode().encode("utf-16-le")[:-2] + b"\n",
    "nul": line(7).replace(b"hxnews", b"hx\0news"),
    "deep": b"[" * 100_000 + b"\n",
    "large": b'{"id": "' + b"a" * 5_000_000 + b'"}\n',
}


def archive(folder: Path, bad: bytes) -> tuple[Path, int]:
    path = folder / "articles" / "hxnews" / "2020-11.jsonl"
    path.parent.mkdir(parents=True)
    path.write_bytes(GOOD[0] + bad + GOOD[1])
    return path, len(GOOD[0])


def search(data: Path) -> tuple[list[bytes], list[str]]:
    """The lines with a word, and what is no line."""
    with closing(Articles(data)) as articles:
        articles.update({})
        return list(articles.find(SearchQuery("菊花"))), articles.broken()


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize(
    "wanted", [LineFilter(), LineFilter(latest=True), LineFilter(since=datetime(2020, 1, 1).date())]
)
def test_an_export_names_the_line_and_writes_the_others(tmp_path: Path, kind: str, wanted: LineFilter) -> None:
    path, offset = archive(tmp_path, BAD[kind])
    selection = Selection(tmp_path, wanted)
    assert list(selection) == GOOD
    (told,) = selection.broken
    assert told.startswith(f"{path}, byte {offset}: not a line of the record (")


@pytest.mark.parametrize("kind", BAD)
def test_search_and_rebuild_go_on_without_it(tmp_path: Path, kind: str) -> None:
    path, offset = archive(tmp_path, BAD[kind])
    lines, broken = search(tmp_path)
    assert sorted(lines) == GOOD
    assert [told.partition(": ")[0] for told in broken] == [f"{path}, byte {offset}"]
    with_ledger = SqliteLedger.open(tmp_path / "ledger.sqlite")
    found = rebuild(tmp_path, with_ledger, datetime.fromisoformat("2020-11-19T09:30:00+08:00"))
    with_ledger.close()
    assert (found.articles, found.strange) == (2, [f"{path}, byte {offset}"])


def test_a_line_edited_after_it_was_indexed_is_named(tmp_path: Path) -> None:
    path, _offset = archive(tmp_path, line(3, text="另一条菊花新闻。" * 2000))
    assert len(search(tmp_path)[0]) == 3
    data = path.read_bytes()
    path.write_bytes(b"[" + data[1:])
    lines, broken = search(tmp_path)
    assert len(lines) == 2
    assert [told.partition(": ")[0] for told in broken] == [f"{path}, byte 0"]


def test_an_article_whose_newest_line_is_broken_has_no_newest_line(tmp_path: Path) -> None:
    archive(tmp_path, line(1, revision=2)[:-20] + b"\n")
    assert list(Selection(tmp_path, LineFilter(latest=True))) == GOOD[1:]
    assert list(Selection(tmp_path, LineFilter())) == GOOD


def test_lines_with_other_line_ends_or_a_mark_are_lines(tmp_path: Path) -> None:
    crlf = line(3)[:-1] + b"\r\n"
    archive(tmp_path, b"\xef\xbb\xbf" + crlf)
    selection = Selection(tmp_path, LineFilter())
    assert len(list(selection)) == 3
    assert not selection.broken


def test_what_is_no_file_of_lines_is_passed_over(tmp_path: Path) -> None:
    path, _offset = archive(tmp_path, b"")
    (path.parent / "2020-12.jsonl").mkdir()
    (path.parent / "2021-01.jsonl").symlink_to(tmp_path / "nowhere")
    (path.parent / "2021-02.jsonl").touch()
    (path.parent / "2021-03.jsonl").write_bytes(line(9)[:-9])
    selection = Selection(tmp_path, LineFilter(latest=True))
    assert list(selection) == GOOD
    assert not selection.broken


def test_commands_say_one_line_and_exit_with_3(tmp_path: Path) -> None:
    path, offset = archive(tmp_path / "data", BAD["torn"])
    at = ("-s", f"NEWSCRAWL_DATA={tmp_path / 'data'}")
    for args in (
        ["feed", "export"],
        ["feed", "export", "--latest", "-o", str(tmp_path / "a.csv")],
        ["articles", "菊花"],
    ):
        done = scrapy(*args, *at)
        assert done.returncode == 3, args
        assert f"{path}, byte {offset}: not a line of the record" in done.stderr
        assert "Traceback" not in done.stderr
    exported = scrapy("feed", "export", *at).stdout.splitlines()
    assert [json.loads(each)["id"] for each in exported] == [f"{n:016x}" for n in (1, 2)]
