"""Responses read back from WARC files, of which some were written by programs that do not quite agree."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.warc.http_message import read_message, unchunk

CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=8), st.booleans())
def test_chunks_are_joined_whatever_they_hold(chunks: list[bytes], upper: bool) -> None:
    sizes = [f"{len(chunk):x}" for chunk in chunks]
    framed = [b"%s\r\n%s\r\n" % ((s.upper() if upper else s).encode(), c) for s, c in zip(sizes, chunks, strict=True)]
    body = b"".join(framed) + b"0\r\nTrailer: x\r\n\r\n"
    message = read_message(CHUNKED + body)
    assert message is not None
    assert (message.payload, message.body) == (b"".join(chunks), body)


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(block: bytes) -> None:
    read_message(block)
    read_message(b"HTTP/1.1 200 OK\r\n" + block)
    unchunk(block)


def test_a_body_whose_framing_was_taken_off_long_ago_stays_as_it_is() -> None:
    message = read_message(CHUNKED + "<html>福州新闻</html>".encode())
    assert message is not None
    assert message.payload == "<html>福州新闻</html>".encode()


@pytest.mark.parametrize(
    ("block", "status", "payload", "open_ended"),
    [
        (b"HTTP/2 200\r\ncontent-type: text/html\r\n\r\nx", 200, b"x", True),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\nless", 200, b"less", False),
        (b"HTTP/1.1 200 OK\r\nContent-Length: nonsense\r\n\r\nx", 200, b"x", True),
        (b"HTTP/1.0 404\n\nx", 404, b"x", True),
        (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304, b"", False),
        (b"HTTP/1.1 200 OK\r\n", 200, b"", True),
    ],
)
def test_odd_messages_are_read(block: bytes, status: int, payload: bytes, open_ended: bool) -> None:
    message = read_message(block)
    assert message is not None
    assert (message.status, message.payload, message.open_ended) == (status, payload, open_ended)


@pytest.mark.parametrize("block", [b"", b"<html>", b"+OK\r\n\r\n", b"HTTP/1.1 OK\r\n\r\n"])
def test_what_is_no_response_is_none(block: bytes) -> None:
    assert read_message(block) is None
