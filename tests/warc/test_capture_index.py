"""Captures found by request: of this program and of others, in files whole and torn."""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import Any

import pytest
import zstandard
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.warc.capture_index import CaptureIndex, request_key
from tests.warc.exchanges import Live, members


def test_lines_call_a_file_by_the_name_it_had_when_it_was_written(live: Live, tmp_path: Path) -> None:
    original = next(path for path in live.warcs() if path.name.startswith("articles"))
    moved = tmp_path / original.name
    moved.write_bytes(original.read_bytes())
    renamed = tmp_path / "sample.warc.gz"
    renamed.write_bytes(original.read_bytes())
    key = request_key("GET", f"{live.base}/plain", b"")
    for path, name in ((moved, f"warc/hxnews/{original.name}"), (renamed, renamed.as_posix())):
        captured = CaptureIndex([path])
        kept = captured.take(key)
        assert kept is not None
        assert captured.place(kept).file == name
        captured.close()


def foreign(path: Path) -> None:
    """A capture as other programs write it: WARC 1.0, whole seconds, chunked digests, requests before and after."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.0")

        def response(url: str, body: bytes, date: str, *headers: tuple[str, str]) -> Any:
            head = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
            given = {"WARC-Date": date}
            return writer.create_warc_record(
                url, "response", payload=io.BytesIO(body), http_headers=head, warc_headers_dict=given
            )

        def request(url: str, line: str, body: bytes = b"") -> Any:
            head = StatusAndHeaders(line, [("Host", "www.hxnews.com")], is_http_request=True)
            return writer.create_warc_record(url, "request", payload=io.BytesIO(body), http_headers=head)

        writer.write_record(writer.create_warcinfo_record(path.name, {"software": "other"}))
        dns = {"WARC-Date": "2020-11-18T01:00:00Z"}
        writer.write_record(
            writer.create_warc_record(
                "dns:www.hxnews.com", "response", payload=io.BytesIO(b"1.2.3.4"), warc_content_type="text/dns",
                warc_headers_dict=dns,
            )
        )  # fmt: skip
        writer.write_record(writer.create_warc_record("http://a.cn/", "metadata", payload=io.BytesIO(b"via: x\r\n")))
        chunks = b"3\r\nabc\r\n0\r\n\r\n"
        chunked = ("Transfer-Encoding", "chunked")
        writer.write_request_response_pair(
            request("http://a.cn/", "GET / HTTP/1.1"), response("http://a.cn/", chunks, "2020-11-18T02:00:00Z", chunked)
        )
        writer.write_record(response("http://a.cn/", b"earlier", "2020-11-18T01:00:00Z"))
        for text in (b"one", b"two"):
            writer.write_request_response_pair(
                request("http://a.cn/s", "POST /s HTTP/1.1", b"q=" + text),
                response("http://a.cn/s", text, "2020-11-18T01:30:00Z"),
            )


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # warcio leaves files open
def test_captures_of_other_programs_are_served(tmp_path: Path) -> None:
    plain, packed = tmp_path / "other.warc.gz", tmp_path / "other.warc.zst"
    foreign(plain)
    records = [gzip.decompress(each) for each in member_bytes(plain)]
    packed.write_bytes(b"".join(zstandard.compress(record) for record in records))
    for path in (plain, packed):
        captured = CaptureIndex([path])
        assert len(captured) == 4
        first, second = (captured.take(request_key("GET", "http://a.cn/", b"")) for _ in range(2))
        assert first is not None
        assert second is not None
        assert [captured.read(first).payload, captured.read(second).payload] == [b"earlier", b"abc"]
        assert captured.take(request_key("GET", "http://a.cn/s", b"")) is None
        for text in (b"two", b"one"):
            kept = captured.take(request_key("POST", "http://a.cn/s", b"q=" + text))
            assert kept is not None
            assert captured.read(kept).payload == text
        captured.close()


def member_bytes(path: Path) -> list[bytes]:
    data = path.read_bytes()
    return [data[start:end] for start, end in members(path)]


def test_a_file_with_a_torn_end_serves_what_is_whole(live: Live, tmp_path: Path) -> None:
    original = next(path for path in live.warcs() if path.name.startswith("articles"))
    torn = tmp_path / "torn.warc.gz"
    whole = member_bytes(original)
    torn.write_bytes(b"".join(whole[:7]) + whole[7][:-20])
    captured = CaptureIndex([torn])
    kept = captured.take(request_key("GET", f"{live.base}/plain", b""))
    assert kept is not None
    assert captured.read(kept).status == 200
    captured.close()
