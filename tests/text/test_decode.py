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


@pytest.mark.parametrize("short", ["广", "公开", "信息公开"])
def test_a_byte_lost_in_a_short_word_of_utf8_makes_no_page_of_mixed_charsets(short: str) -> None:
    """Links of one word with a byte lost were read in GBK, and ordinary ones beside them, too."""
    whole = page(f"{SIMPLIFIED}<b>\xa0</b><i>{short}</i>", "utf-8", "utf-8")
    at = whole.index(f"{short}<".encode())
    for lost in range(at, at + len(short.encode())):
        decoded = decode(whole[:lost] + whole[lost + 1 :])
        assert (decoded.encoding, decoded.mixed, "<b>\xa0</b>" in decoded.text) == ("utf-8", False, True), lost


def test_rare_names_in_an_honest_page_of_gbk_make_nothing_of_it_examined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most pages of GBK have three rare characters in a row; each such stretch cost as much as a page of ASCII."""
    monkeypatch.setattr("newscrawl.text.damaged_bytes._examine", None)
    whole = page(f"{SIMPLIFIED}<p>乞丐携善款</p><p>吐槽姬</p><p>妊娠纹</p><p>奔驰C级</p>", "gbk", "gbk")
    assert decode(whole).text == whole.decode("gbk")


def test_a_word_of_gbk_in_a_page_of_utf8_is_read() -> None:
    decoded = decode(page(SIMPLIFIED, "utf-8").replace(b"</p>", b"</p><p>" + "责任编辑".encode("gbk") + b"</p>"))
    assert decoded.mixed
    assert "<p>责任编辑</p>" in decoded.text


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


PARAGRAPH = (
    "晋江市英林镇昨日召开乡村振兴推进会，镇村两级干部就农房整治、污水处理与村道拓宽逐项认领任务。"
    "来自三个试点村的老支书介绍，去年拆除旱厕一百二十座，新建文化广场九处，村民晚饭后多了去处。"
    "会议要求，资金使用每季度张榜公布，接受群众监督；年底前由第三方评估，结果与来年的项目安排挂钩。"
)


@pytest.mark.parametrize("label", ["gb2312", "utf-8", None])
def test_a_byte_lost_anywhere_in_a_long_paragraph_costs_a_character(label: str | None) -> None:
    """Without tags nothing brings the pairs back into step; read as Big5 the article was refused."""
    meta = f"<meta charset={label}>" if label else ""
    whole = f"<html>{meta}<h1>英林镇推进乡村振兴</h1><p>{PARAGRAPH}</p></html>".encode("gbk")
    start = whole.index("晋江市".encode("gbk"))
    for at in range(start, start + 2 * len(PARAGRAPH) - 2):
        decoded = decode(whole[:at] + whole[at + 1 :])
        assert (decoded.encoding, decoded.plausible) == ("gb18030", True), at
        assert sum(char not in decoded.text for char in set(PARAGRAPH)) <= 4, at


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text", ["<html><body><p>福州新闻</p></body></html>", "\n<rss><channel>福州</channel></rss>", "x<table> 福"]
)
def test_utf16_without_a_mark_says_its_order_itself(encoding: str, text: str) -> None:
    decoded = decode(text.encode(encoding))
    assert (decoded.encoding, decoded.text) == (encoding, text)


@pytest.mark.parametrize(
    "text",
    [
        *("<p>قەشقەر شەھىرىدە بازار ئېچىلدى</p>", "<p>Новости города Урумчи</p>", "<p>Ειδήσεις της πόλης</p>"),
        "<title>Үрімжі</title><p>қазақша жаңалықтар</p>",
    ],
)
@pytest.mark.parametrize("content_type", [None, "text/html; charset=gbk", "text/html; charset=utf-8"])
def test_a_short_text_of_another_script_in_valid_utf8_is_utf8(text: str, content_type: str | None) -> None:
    assert decode(text.encode(), content_type).text == text


def test_the_few_characters_that_are_valid_in_both_are_read_by_their_label() -> None:
    assert decode("<p>联通</p>".encode("gbk"), "text/html; charset=gbk").text == "<p>联通</p>"


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("euc-jp", "東京都は昨日、新しい公園の計画を発表した。来年の春までに完成する予定である。" * 2),
        ("shift_jis", "大阪市では昨日、新しい地下鉄の路線が開業し、多くの市民が訪れた。"),
        ("euc-kr", "서울시는 어제 새로운 공원 계획을 발표했다. 내년 봄까지 완성될 예정이다."),
        ("windows-1251", "Вчера в городе открыли новую школу, сообщили в мэрии."),
    ],
)
def test_a_label_of_another_language_that_fits_is_right(label: str, text: str) -> None:
    page = f'<meta charset="{label}"><p>{text}</p>'
    assert decode(page.encode(label)).text == page


@pytest.mark.parametrize("label", ["euc-kr", "euc-jp", "shift_jis", "windows-1251", "big5"])
def test_a_wrong_label_of_another_language_spoils_no_chinese(label: str) -> None:
    page = f'<meta charset="{label}"><p>{PARAGRAPH}</p>'
    assert decode(page.encode("gbk")).text == page


@pytest.mark.parametrize(
    "label", ["unicode_escape", "raw-unicode-escape", "utf-7", "punycode", "idna", "cp037", "rot13", "mbcs"]
)
@pytest.mark.parametrize("text", [r"<p>路径 C:\new\u6587</p>", r"<p>C:\new +AGE-</p>"])
def test_only_what_labels_pages_is_a_label(label: str, text: str) -> None:
    decoded = decode(text.encode(), f"text/html; charset={label}")
    assert (decoded.encoding, decoded.text) == ("utf-8", text)


def test_the_euro_sign_of_windows_is_read_in_gbk() -> None:
    price = "门票每人\x80五元，团体票\x80四十，"
    page = f"<p>{PARAGRAPH}</p><p>{price}</p>"
    decoded = decode(b"".join(b"\x80" if char == "\x80" else char.encode("gbk") for char in page))
    assert decoded.text == page.replace("\x80", "€")
    assert decoded.replaced == 0


def test_the_euro_sign_of_windows_is_read_in_a_page_of_gbk_with_a_byte_lost() -> None:
    page = f"<p>{PARAGRAPH}</p><p>门票每人五元</p>".encode("gbk")
    at = page.index("五元".encode("gbk"))
    decoded = decode(page[:30] + page[31:at] + b"\x80" + page[at:])
    assert "<p>门票每人€五元</p>" in decoded.text
