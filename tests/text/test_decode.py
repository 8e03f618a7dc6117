"""Bytes to text by evidence: whatever labels say, a page comes out as it was written, or says what was lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newscrawl.text.decode import decode
from tests.text.prose import SIMPLIFIED, TRADITIONAL

HTML = "text/html; charset="
LABELS = (
    "gbk",
    "big5",
    "utf-16",
    "utf-32",
    "utf-7",
    "undefined",
    "zlib",
    "rot13",
    "idna",
    "punycode",
    "unicode_escape",
    "\x00",
)


def page(text: str, charset: str, label: str | None = None) -> bytes:
    meta = f'<meta charset="{label}">' if label else ""
    return f"<html><head>{meta}</head><body><p>{text}</p></body></html>".encode(charset)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
@pytest.mark.parametrize("header", [None, "utf-8", "gbk", "gb2312", "iso-8859-1", "big5", "no-such-charset"])
@pytest.mark.parametrize("meta", [None, "utf-8", "gb2312", "hz-gb-2312"])
def test_a_page_is_read_as_written_whatever_its_labels_say(charset: str, header: str | None, meta: str | None) -> None:
    body = page(SIMPLIFIED, charset, meta)
    decoded = decode(body, HTML + header if header else None)
    assert SIMPLIFIED in decoded.text
    assert (decoded.replaced, decoded.plausible) == (0, True)
    assert decoded.evidence


@pytest.mark.parametrize("meta", [None, "big5", "iso-8859-1"])
def test_big5(meta: str | None) -> None:
    assert TRADITIONAL in decode(page(TRADITIONAL, "big5hkscs", meta)).text


def test_short_undeclared_gbk() -> None:
    assert decode("<title>今日晴</title>".encode("gbk")).text == "<title>今日晴</title>"


def test_a_utf8_block_in_a_gbk_page() -> None:
    body = page(SIMPLIFIED, "gb18030", "gbk").replace(b"</p>", "</p><div>版权所有，未经许可不得转载</div>".encode())
    decoded = decode(body)
    assert decoded.mixed
    assert SIMPLIFIED in decoded.text
    assert "<div>版权所有，未经许可不得转载</div>" in decoded.text


def test_what_pythons_codec_keeps_private_is_given_its_characters() -> None:
    assert decode(b"\xa6\xd9\xa8\xbc\xfe\x59\xfe\x51" + "福州市民政局公告".encode("gbk"), HTML + "gb2312").text == (
        "︐ḿ龴𠂇福州市民政局公告"
    )


def test_hz() -> None:
    assert SIMPLIFIED.split("\n")[0] in decode(page(SIMPLIFIED.split("\n")[0], "hz")).text


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_one_bad_byte_costs_no_more_than_its_neighbours(charset: str) -> None:
    body = page(SIMPLIFIED, charset, charset)
    at = body.index("负责".encode(charset))
    decoded = decode(body[: at + 1] + b"\xff" + body[at + 2 :])
    assert decoded.encoding.replace("-", "") in ("utf8", charset, "gbk")
    assert decoded.text.count("\ufffd") <= 2
    assert decoded.replaced == decoded.text.count("\ufffd")
    assert SIMPLIFIED.split("\n")[2] in decoded.text


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_cut_in_a_character_keeps_all_before(charset: str) -> None:
    whole = SIMPLIFIED.encode(charset)
    for cut in range(200, 206):
        text = decode(whole[:cut]).text.rstrip("\ufffd")
        assert SIMPLIFIED.startswith(text)
        assert len(text) >= 60


def test_a_page_that_is_nothing_in_any_charset_is_not_plausible() -> None:
    import random

    assert not decode(random.Random(0).randbytes(4000)).plausible


@given(st.binary(max_size=400), st.sampled_from([None, "text/html", *(HTML + label for label in LABELS)]))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_any_bytes_give_a_text(body: bytes, content_type: str | None) -> None:
    decoded = decode(body, content_type)
    assert decoded.replaced <= len(body)
    decoded.text.encode("utf-8", "surrogatepass")


@pytest.mark.slow
def test_pathological_bytes_do_not_hang() -> None:
    start = time.process_time()
    for body in (b"\x81" * 2_000_000, b"~{" * 500_000, b"\xe4\xb8" * 500_000, b"<meta charset=" * 100_000):
        decode(body)
    assert time.process_time() - start < 60, "linear work takes a second; this guards against quadratic work only"
