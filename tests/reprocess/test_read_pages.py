"""Archives by others are torn, mislabelled and mixed: what can be read is read, what cannot is named, and counted."""

from __future__ import annotations

import gzip
import quopri
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.china_time import CHINA
from newscrawl.reader import documents as reading
from newscrawl.reader.documents import TextDocument
from newscrawl.reader.reading_values import PageReading
from newscrawl.reprocess.choice import Choice
from newscrawl.reprocess.find_files import is_warc
from newscrawl.reprocess.read_pages import look, read
from newscrawl.reprocess.reading_order import ReadingOrder
from newscrawl.reprocess.saved_pages import RecordSummary, saved_page, summarise
from newscrawl.warc import framing as warc
from newscrawl.warc.records import LARGEST, WarcFile
from newscrawl.warc.salvage import Damage

TEXT = "福州西湖公园的菊展昨日开幕，展出两万盆菊花，市民可以免费参观，展期一个月。"
PAGE = (
    f"<html><head><meta charset=utf-8><title>西湖菊展昨日开幕</title></head><body><h1>西湖菊展昨日开幕</h1>"
    f"<p>2020-11-18 09:30 来源：福州晚报</p><div>{''.join(f'<p>{TEXT}</p>' for _ in range(4))}</div></body></html>"
).encode()


def record(
    number: int, body: bytes = PAGE, *, head: bytes = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n",
    length: int | None = None, kind: str = "response",
) -> bytes:  # fmt: skip
    block = head + body
    fields = (
        f"WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://www.hxnews.com/news/fj/fz/202011/18/{number}.shtml\r\n"
        f"WARC-Date: 2020-11-18T02:00:00Z\r\nContent-Type: application/http;msgtype=response\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return fields.encode() + block + b"\r\n\r\n"


def read_all(path: Path) -> tuple[int, list[Damage]]:
    """How many articles a file gives, and what is wrong with it."""
    with closing(WarcFile(path)) as file:
        size = file.size
    looked = look(path, 0, size, Choice(), True)
    index = ReadingOrder(looked.locations)
    reads = read(path, path.name, [index.wanted(rank) for rank in range(len(index))], Choice())
    damaged = [each.result for each in reads if isinstance(each.result, Damage)]
    return sum(isinstance(each.result, PageReading) for each in reads), looked.damaged + damaged


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize(
    ("wrong", "articles", "said"),
    [
        (record(2)[:-700], 2, "damaged|bytes are there"),
        (record(2, length=70), 2, "Content-Length is 70"),
        (record(2, length=90_000), 2, "Content-Length is 90000"),
        (record(2).replace(b"Content-Length: ", b"Content-Length: x"), 2, "Content-Length is 'x"),
        (b"rubbish between records\r\n", 2, "no record"),
    ],
    ids=["torn", "short", "long", "no number", "rubbish"],
)
def test_damage_costs_its_own_record_and_is_named_with_its_place(
    wrong: bytes, articles: int, said: str, packed: bool, tmp_path: Path
) -> None:
    if not packed and said == "no record":
        articles, said = 1, "more bytes"  # nothing tells rubbish from the rest of a record that is longer than it says
    pack = gzip.compress if packed else bytes
    path = tmp_path / ("a.warc.gz" if packed else "a.warc")
    first = pack(record(1))
    torn = pack(wrong)[:-20] if packed and said.startswith("damaged") else pack(wrong)
    path.write_bytes(first + torn + pack(record(3)))
    found, damaged = read_all(path)
    assert found == articles
    assert damaged
    assert any(part in each.what for each in damaged for part in said.split("|")), damaged
    assert all((articles == 1 or len(first) <= each.offset) and each.offset < path.stat().st_size for each in damaged)


@pytest.mark.parametrize(
    ("head", "body"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n", b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE)),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", PAGE),
        (b"HTTP/2 200\r\n:status: 200\r\ncontent-type: text/html\r\n\r\n", PAGE),
        (b"HTTP/2.0 200 \r\n:authority: www.hxnews.com\r\n\r\n", PAGE),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n", PAGE),
        (b"HTTP/1.1 200 OK\r\n\r\n", gzip.compress(PAGE)),
        (b"HTTP/1.0 200 OK\nContent-Type: text/html\n\n", PAGE),
    ],
    ids=["chunks left", "chunks said", "http2", "http2 authority", "gzip said", "gzip unsaid", "bare newlines"],
)
def test_peculiar_heads_and_bodies_are_read(head: bytes, body: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gzip.compress(record(1, body, head=head)))
    assert read_all(path) == (1, [])


@pytest.mark.slow
def test_a_record_of_two_gigabytes_is_passed_over(tmp_path: Path) -> None:
    path, size = tmp_path / "a.warc", 2 << 30
    start, end = record(1), record(3)
    huge = record(2, b"", length=size)
    head = huge[: huge.index(b"HTTP/1.1 200")]
    with path.open("wb") as file:  # a file with a hole: two gigabytes of nothing
        file.write(start + head)
        file.seek(size, 1)
        file.write(b"\r\n\r\n" + end)
    found, damaged = read_all(path)
    assert found == 2
    assert len(damaged) <= 1
    assert size > LARGEST


def test_an_answer_in_which_a_text_came_is_the_page_of_its_public_address(tmp_path: Path) -> None:
    api, public = "http://api.hxnews.com/detail?id=7", "http://www.hxnews.com/#/article?id=7"
    answer = [("Content-Type", warc.HTTP_RESPONSE), ("WARC-Target-URI", api)]
    http = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{}"
    path = tmp_path / "articles-1.warc.gz"
    path.write_bytes(
        b"".join(warc.member(warc.record("response", [*answer, *own], http)) for own in ([], [(warc.ARTICLE, public)]))
    )
    with closing(WarcFile(path)) as file:
        plain, text = (summarise(record) for record in file.records() if not isinstance(record, Damage))
    assert plain == "application/json"
    assert isinstance(text, RecordSummary)
    assert (text.url, text.asked) == (public, public)


def test_a_text_that_no_reader_survives_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"西湖菊展昨日开幕\n2020-11-18 09:30 来源：福州晚报\n{TEXT}\n{TEXT}".encode()
    records = b"".join(
        record(number, text, head=b"", kind="conversion").replace(b"application/http;msgtype=response", b"text/plain")
        for number in range(3)
    )
    path = tmp_path / "texts.warc.wet"
    path.write_bytes(records)
    readable = reading.read_documents

    def read_documents(documents: list[TextDocument], *rest: Any) -> Any:
        if any(each.url.endswith("/1.shtml") for each in documents):
            raise RecursionError("too deep")
        return readable(documents, *rest)

    monkeypatch.setattr(reading, "read_documents", read_documents)
    articles, damaged = read_all(path)
    assert articles == 2
    assert [each.what for each in damaged] == ["the reader failed: RecursionError: too deep"]


def wacz(path: Path, *warcs: bytes, compression: int = zipfile.ZIP_STORED) -> Path:
    """A zip as browser crawlers make it: WARC files among lists and packed indexes."""
    with zipfile.ZipFile(path, "w", compression) as packed:
        packed.writestr("datapackage.json", "{}")
        packed.writestr("pages/pages.jsonl", '{"url": "http://www.hxnews.com/"}\n' * 90_000)
        for number, data in enumerate(warcs):
            packed.writestr(f"archive/rec-{number}.warc.gz", data)
            packed.writestr(f"indexes/index-{number}.cdx.gz", gzip.compress(b"com,hxnews)/ 20201118020000 {}\n" * 9))
    return path


def test_the_warc_files_of_a_wacz_are_read_where_they_lie(tmp_path: Path) -> None:
    several = [gzip.compress(record(number)) for number in range(1, 6)]
    path = wacz(tmp_path / "a.wacz", b"".join(several[:2]), b"".join(several[2:]))
    assert is_warc(path)
    assert read_all(path) == (5, [])
    size = path.stat().st_size
    shares = [look(path, begin, begin + size // 3 + 1, Choice(), True) for begin in range(0, size, size // 3 + 1)]
    assert [
        sum(len(ReadingOrder(share.locations)) for share in shares),
        sum(len(share.damaged) for share in shares),
    ] == [5, 0]


def test_a_wacz_that_was_cut_short_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    whole = wacz(tmp_path / "whole.wacz", *(gzip.compress(record(number)) for number in range(1, 4)))
    path = tmp_path / "cut.wacz"
    path.write_bytes(whole.read_bytes().partition(b"archive/rec-2")[0])
    found, damaged = read_all(path)
    assert found == 2
    assert damaged


def test_warc_files_packed_once_more_are_named(tmp_path: Path) -> None:
    path = wacz(tmp_path / "a.wacz", gzip.compress(record(1)), compression=zipfile.ZIP_DEFLATED)
    with pytest.raises(warc.DamagedWarcError, match=r"a\.wacz: archive/rec-0\.warc\.gz is compressed in the zip"):
        WarcFile(path)


def test_a_page_saved_as_mhtml_has_its_address_and_the_time_of_saving(tmp_path: Path) -> None:
    frame = "<html><body>广告</body></html>".encode()
    path = tmp_path / "西湖.mhtml"
    path.write_bytes(
        b"From: <Saved by Blink>\r\nSnapshot-Content-Location: http://www.hxnews.com/news/fj/fz/1.shtml\r\n"
        b"Date: Wed, 18 Nov 2020 02:00:00 -0000\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related; type="text/html"; boundary="--B--"\r\n\r\n'
        b"----B--\r\nContent-Type: text/html\r\nContent-Location: http://ads.example/\r\n\r\n" + frame + b"\r\n"
        b"----B--\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n"
        b"Content-Location: http://www.hxnews.com/news/fj/fz/1.shtml\r\n\r\n"
        + quopri.encodestring(PAGE)
        + b"\r\n----B----\r\n"
    )
    page = saved_page(path)
    assert (page.url, page.fetched) == (
        "http://www.hxnews.com/news/fj/fz/1.shtml",
        datetime(2020, 11, 18, 10, tzinfo=CHINA),
    )
    assert page.body.replace(b"\r\n", b"\n").strip() == PAGE
    path.write_bytes(PAGE)
    assert saved_page(path).body == PAGE, "a page under a wrong name stays a page"
