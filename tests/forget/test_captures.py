"""`forget` in captures: the places an article is named in, equal pages, short titles."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pyarrow
import pyarrow.parquet
import pytest
from fastwarc.warc import ArchiveIterator

from newscrawl.forget.captures import purge, searched
from newscrawl.forget.other_files import clean_file
from newscrawl.forget.own_addresses import OwnAddresses
from newscrawl.forget.record_lines import Removal
from newscrawl.forget.trace import Trace, trace_of
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.warc import framing as warc

ARTICLE = "http://www.hxnews.com/news/fj/202011/18/1932014.shtml"
TITLE = "闽江北岸慢行步道下月全线贯通"
FILLING = "<p>福州新闻网今日要闻，天气晴朗，气温十八至二十五摄氏度。</p>" * 8


@pytest.fixture
def own(tmp_path: Path) -> OwnAddresses:
    return OwnAddresses(SqliteLedger.open(tmp_path / "ledger.sqlite"), frozenset(["00d0"]), [ARTICLE])


def member(
    url: str, page: str, *, encoding: str = "utf-8", kind: str = "response", day: int = 18,
    article: str | None = None,
) -> bytes:  # fmt: skip
    body = page.encode(encoding)
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body)
    fields = [
        ("WARC-Record-ID", warc.record_id()),
        ("WARC-Target-URI", url),
        ("WARC-Payload-Digest", warc.digest(body)),
        ("WARC-Date", f"2020-11-{day}T00:00:00Z"),
        ("Content-Type", warc.HTTP_RESPONSE),
        (warc.ARTICLE, article),
    ]
    return warc.member(warc.record(kind, fields, http + (body if kind == "response" else b"")))


def pages(path: Path) -> list[tuple[bytes, bool]]:
    """Return each record's page, and whether its digest is right."""
    found = []
    with path.open("rb") as file:
        for record in ArchiveIterator(file, parse_http=True):
            body = record.reader.read()
            found.append((body, warc.digest(body) == record.headers.get("WARC-Payload-Digest")))
    return found


def test_equal_pages_captured_twice_both_lose_the_title(tmp_path: Path, own: OwnAddresses) -> None:
    path, url = tmp_path / "articles-1.warc.gz", "http://www.hxnews.com/other.shtml"
    page = f"<html>{FILLING}<a href='/x'>{TITLE}</a></html>"
    path.write_bytes(member(url, page) + member(url, page, day=19) + member(url, page, kind="revisit", day=20))
    trace, digests = trace_of([{"title": TITLE}]), dict[str, str]()
    assert purge(path, own, trace, digests).redacted == 3
    first, second, revisit = pages(path)
    assert first == second
    assert (TITLE.encode() in first[0], first[1], revisit[0]) == (False, True, b"")
    assert list(searched(path, own, trace)) == []
    assert purge(path, own, trace, {}).records == 0


def test_a_short_title_goes_where_a_page_links_to_the_article(tmp_path: Path, own: OwnAddresses) -> None:
    trace, path = trace_of([{"title": "停水通知"}]), tmp_path / "articles-1.warc.gz"
    links = (
        '<a href="/news/fj/202011/18/1932014.shtml">停水通知</a>',
        "<a href=1932014.shtml?from=hot title=停水通知>\n停水通知 </a>",
        '{"url": "http:\\/\\/www.hxnews.com\\/news\\/fj\\/202011\\/18\\/1932014.shtml", "t": "停水通知"}',
    )
    for link in links:
        path.write_bytes(member("http://www.hxnews.com/news/fj/202011/18/7.shtml", FILLING + link, encoding="gb18030"))
        assert purge(path, own, trace, {}).redacted == 1, link
        assert "停水通知".encode("gb18030") not in pages(path)[0][0]
    others = ('<a href="/sports/1932014.shtml">停水通知</a>', "<h1>停水通知</h1>", '<a href="/1.shtml">停水通知</a>')
    for other in others:
        path.write_bytes(member("http://www.hxnews.com/", FILLING + other))
        assert purge(path, own, trace, {}).redacted == 0, other


def test_an_answer_in_which_the_text_came_goes_by_the_public_address(tmp_path: Path, own: OwnAddresses) -> None:
    path, other = tmp_path / "articles-1.warc.gz", '{"content": "另一篇"}'
    api = "http://api.hxnews.com/detail"
    path.write_bytes(member(api, '{"content": "x"}', article=ARTICLE) + member(api, other, article=f"{ARTICLE}?id=8"))
    assert purge(path, own, trace_of([{"title": TITLE}]), {}).records == 1
    assert other.encode() in [page for page, _sound in pages(path)]


def test_a_listing_with_a_short_title_goes(tmp_path: Path, own: OwnAddresses) -> None:
    path = tmp_path / "listings-1.warc.gz"
    listing = '{"items": [{"id": 7, "title": "\\u505c\\u6c34\\u901a\\u77e5"}]}'
    path.write_bytes(member("http://www.hxnews.com/api?p=1", listing))
    assert purge(path, own, trace_of([{"title": "停水通知"}]), {}).records == 1


def test_a_page_with_a_paragraph_of_it_loses_that(tmp_path: Path, own: OwnAddresses) -> None:
    said = "当事人林某的驾驶证已经被依法暂扣，案件正在进一步调查之中。"
    path = tmp_path / "articles-1.warc.gz"
    path.write_bytes(
        member("http://m.hxnews.com/7", f"{FILLING}<p>{said}</p>")
        + member("http://m.hxnews.com/8", f"{FILLING}<p>{said[:9]}<b>{said[9:]}</b></p>")
    )
    trace = trace_of([{"title": TITLE, "text": said}])
    done = purge(path, own, trace, {})
    assert (done.redacted, done.records) == (1, 1)
    assert list(searched(path, own, trace)) == []


def test_words_in_an_address_are_found() -> None:
    trace = trace_of([{"title": TITLE}])
    assert trace.all_in(b"GET /s?q=%E9%97%BD%e6%b1%9f%E5%8C%97%E5%B2%B8" + TITLE[4:].encode()) == {TITLE}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", b""),
        ("a.json", b'[{"id": "00d0"'),
        ("a.json", b'{"id": "00d1"}'),
        ("a.xml", b"<items><item>"),
        ("a.csv", "id,title\n00d1,福州\n".encode("gbk")),
        ("a.jsonl.gz", b"no gzip"),
        ("a.pickle", b"\x80"),
    ],
)
def test_a_feed_that_cannot_be_read_is_left_for_the_user(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    removal = Removal(frozenset(["00d0"]), Trace((), ()), "x", datetime.fromisoformat("2020-11-18T09:00+08:00"))
    assert clean_file(path, removal, removal.trace, feed=True) == (None if content else 0)
    assert path.read_bytes() == content


def test_lines_that_are_no_json_do_not_keep_a_feed_from_being_cleaned(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"id": "00d1"}\n{"id": "00d0", torn\n[1]\n\n{"id": "00d0"}\r\n{"id": "00d2"}')
    removal = Removal(frozenset(["00d0"]), Trace((), ()), "x", datetime.fromisoformat("2020-11-18T09:00+08:00"))
    assert clean_file(path, removal, removal.trace, feed=True) == 2
    assert path.read_bytes() == b'{"id": "00d1"}\n[1]\n\n{"id": "00d2"}'


def test_a_table_and_a_spreadsheet_lose_its_rows(tmp_path: Path) -> None:
    title = "闽江北岸停水通知今起生效至下周"
    removal = Removal(frozenset(["00d0"]), Trace((title,), ()), "x", datetime.fromisoformat("2020-11-18T09:00+08:00"))
    rows = [{"id": "00d0", "title": title}, {"id": "00d1", "title": "福州后街"}]
    for name, columns in (("all.parquet", ["id", "title"]), ("titles.parquet", ["title"])):
        table = pyarrow.Table.from_pylist(rows).select(columns)
        pyarrow.parquet.write_table(table, tmp_path / name)
        assert clean_file(tmp_path / name, removal, removal.trace, feed=False) == 1
        left = pyarrow.parquet.read_table(tmp_path / name)
        assert left.to_pylist() == table.to_pylist()[1:]
        assert left.schema == table.schema
        assert clean_file(tmp_path / name, removal, removal.trace, feed=False) == 0
    (tmp_path / "all.csv").write_text(f"id,title\n00d0,{title}\n00d1,福州后街\n", encoding="utf-8-sig")
    assert clean_file(tmp_path / "all.csv", removal, removal.trace, feed=True) == 1
    assert (tmp_path / "all.csv").read_bytes() == "\ufeffid,title\r\n00d1,福州后街\r\n".encode()
    (tmp_path / "torn.parquet").write_bytes(b"PAR1 torn")
    assert clean_file(tmp_path / "torn.parquet", removal, removal.trace, feed=True) is None
