"""Corpora of text (mC4, C4, CLUE) are read line by line: whole, packed or torn, and no line that can be read is lost."""

from __future__ import annotations

import asyncio
import gzip
import json
import multiprocessing
from pathlib import Path

import pytest
import zstandard

from newscrawl.items import Article
from newscrawl.reprocess import source, supply
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.find_files import find
from newscrawl.reprocess.head_start import HeadStart
from newscrawl.reprocess.read_pages import locate_page
from newscrawl.reprocess.supply import Supply
from newscrawl.reprocess.workers import Workers
from newscrawl.warc.salvage import Damage
from tests.reprocess.test_read_pages import record
from tests.warc.test_records import arc_records

SENTENCE = "福州西湖公园的菊展昨日开幕，展出两万盆菊花，市民可以免费参观，展期一个月。"


def text(number: int) -> str:
    return (
        f"西湖菊展第{number}日迎客_海峡网\n2020-11-18 09:30 来源：福州晚报\n{SENTENCE}今天是第{number}天。\n{SENTENCE}"
    )


def line(number: int, **more: object) -> bytes:
    address = f"http://www.hxnews.com/news/fj/fz/202011/18/{number}.shtml"
    document = {"text": text(number), "timestamp": "2020-12-01T08:18:21Z", "url": address, **more}
    return json.dumps(document, ensure_ascii=number % 2 == 0).encode() + b"\n"


def read_all(
    path: Path, choice: Choice | None = None, head: HeadStart | None = None
) -> tuple[list[Article], list[Damage]]:
    """What the archive spider would get of a file."""
    choice = choice or Choice()

    async def run() -> tuple[list[Article], list[Damage]]:
        articles, damaged = [], []
        workers = head.workers if head else Workers(1)
        async for batch in Supply(find(str(path), choice.text_field), choice, workers, head=head).batches():
            assert batch.source.failed is None
            articles += [each.result for each in batch.joined if isinstance(each.result, Article)]
            damaged += [each.result for each in batch.joined if isinstance(each.result, Damage)]
            damaged += batch.source.damaged if batch.last else []
        return articles, damaged

    return asyncio.run(run())


def packed(lines: list[bytes], way: str) -> bytes:
    whole = b"".join(lines)
    if way == "gz members":
        return b"".join(map(gzip.compress, lines))
    return {"plain": lambda: whole, "gz": lambda: gzip.compress(whole), "zst": lambda: zstandard.compress(whole)}[way]()


@pytest.mark.parametrize("way", ["plain", "gz", "gz members", "zst"])
def test_every_document_of_a_corpus_is_read_and_damaged_lines_are_named(
    tmp_path: Path, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supply, "PART", 700)  # many parts, and many tasks
    monkeypatch.setattr(source, "AT_ONCE", 3)
    lines = [line(number) for number in range(12)]
    lines[3:3] = [b'{"text": "torn\n', b"\n", b'{"url": "http://a.cn/", "words": "x"}\n', b"[1]\n"]
    lines[-1] = lines[-1].rstrip()
    path = tmp_path / "c4-zh.json.gz"
    path.write_bytes(packed(lines, way))
    articles, damaged = read_all(path)
    assert [article.url[-7:] for article in articles] == [f"{number:02}.shtml"[-7:] if number > 9 else f"/{number}.shtml"[-7:] for number in range(12)]  # fmt: skip
    assert {article.title for article in articles} == {f"西湖菊展第{number}日迎客" for number in range(12)}
    assert {article.fetched for article in articles} == {"2020-12-01T16:18:21+08:00"}
    assert {article.source for article in articles} == {"福州晚报"}
    assert [each.what.partition(":")[0].partition(";")[0] for each in damaged] == [
        "not an object of JSON",
        "no text in its field 'text'",
        "not an object of JSON",
    ]


def test_a_corpus_names_its_field_and_needs_no_addresses_or_utf_8(tmp_path: Path) -> None:
    path = tmp_path / "news2016zh.jsonl"
    path.write_bytes(
        b"".join(
            json.dumps({"title": "西湖菊展", "content": text(number)}, ensure_ascii=False).encode("gbk") + b"\n"
            for number in range(3)
        )
    )
    articles, damaged = read_all(path, Choice(text_field="content"))
    assert not damaged
    assert len({article.id for article in articles}) == 3
    assert articles[1].url.startswith(path.as_uri())
    assert (articles[1].evidence or {})["url"] == "saved in news2016zh.jsonl"
    assert articles[1].warc is None
    _, damaged = read_all(path)
    assert [each.what for each in damaged] == ["no text in its field 'text'; it has title, content"] * 3


def test_a_torn_corpus_gives_all_lines_before_the_tear_and_those_of_later_members(tmp_path: Path) -> None:
    members = [gzip.compress(b"".join(line(number) for number in range(at, at + 5)), 0) for at in (0, 5, 10)]
    path = tmp_path / "mc4.json.gz"
    path.write_bytes(members[0] + members[1][:-300] + members[2])
    articles, damaged = read_all(path)
    assert {int(article.title[5:].partition("日")[0]) for article in articles if article.title} >= {
        0,
        1,
        2,
        3,
        4,
        10,
        14,
    }
    assert damaged


def test_a_folder_gives_its_corpora_but_no_lines_of_an_archive(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(line(1))
    (tmp_path / "archive.jsonl").write_bytes(line(2, schema_version=1, content_hash="x"))
    (tmp_path / "settings.json").write_text('{\n"text": "x"}')
    assert [path.name for path in find(str(tmp_path)).archives] == ["a.jsonl"]


def test_articles_of_an_arc_file_are_read(tmp_path: Path) -> None:
    page = f"<title>西湖菊展开幕</title><h1>西湖菊展开幕</h1><p>2008-05-12 来源：福州晚报</p><p>{SENTENCE}</p><p>{SENTENCE * 2}</p>"
    block = f"HTTP/1.0 200 OK\r\nContent-Type: text/html; charset=gbk\r\n\r\n{page}".encode("gbk")
    address = b"http://www.hxnews.com/news/fj/fz/200805/12/1.shtml"
    answer = b"%s 1.2.3.4 20080512063000 text/html %d\n%s\n" % (address, len(block), block)
    (tmp_path / "fz.arc.gz").write_bytes(b"".join(map(gzip.compress, (arc_records()[0], answer))))
    (article,), damaged = read_all(tmp_path)
    assert not damaged
    assert (article.title, article.source, article.fetched) == ("西湖菊展开幕", "福州晚报", "2008-05-12T14:30:00+08:00")
    assert article.warc is not None
    assert article.warc.file.endswith("fz.arc.gz")


@pytest.mark.slow
def test_workers_that_die_before_the_crawl_has_started_cost_no_document(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_bytes(b"".join(map(line, range(60))))
    head = HeadStart(2, [path], Choice(), tmp_path)
    try:
        begun = head.begun.result()
        assert begun is not None
        assert len(begun.reads) > 3
        for worker in multiprocessing.active_children():
            worker.kill()
        articles, damaged = read_all(path, head=head)
    finally:
        head.close()
    assert [article.url for article in articles] == [article.url for article in read_all(path)[0]]
    assert (len(articles), damaged) == (60, [])


@pytest.mark.parametrize("between", [b"", b"\xff" * 4000])
def test_a_file_is_begun_in_parts_and_what_is_damaged_between_them_is_named(tmp_path: Path, between: bytes) -> None:
    path = tmp_path / "fz.warc.gz"
    members = [gzip.compress(record(number)) for number in range(6)]
    path.write_bytes(b"".join((*members[:3], between, *members[3:])))
    head = HeadStart(2, [path], Choice(), tmp_path)
    try:
        articles, damaged = read_all(path, head=head)
    finally:
        head.close()
    alone = read_all(path)
    assert ([article.url for article in articles], damaged) == ([article.url for article in alone[0]], alone[1])
    assert (len(articles), len(damaged)) == (6, 1 if between else 0)


def test_the_last_tasks_of_the_last_file_are_small() -> None:
    pages = source.ReadingOrder(
        source.rows_of([locate_page((n, 0), f"http://a.cn/{n}", f"http://a.cn/{n}", None) for n in range(300)])
    )
    sizes = [len(each.pages) for each in source.Source("fz.warc.gz", 300, pages, is_last=True).portions()]
    assert (sum(sizes), sizes[0], max(sizes[-4:])) == (300, 24, 4)
    assert [len(each.pages) for each in source.Source("fz.warc.gz", 300, pages).portions()] == [24] * 12 + [12]
