"""Bytes and characters that were spelt out and never read are read; addresses and texts about codes
keep theirs."""

import quopri
from collections.abc import Callable
from urllib.parse import quote

import pytest

from newscrawl.text.repair import repair

NEWS = "市气象台7月18日17时发布：今晚多云转阴，东北风3级，气温25.5℃。外出请带雨具，注意路面湿滑，保持安全车距。"


def every(form: str) -> Callable[[str], str]:
    return lambda text: "".join(form.format(ord(char)) if char > "\u2fff" else char for char in text)


def bytes_as(form: str, charset: str) -> Callable[[str], str]:
    return lambda text: "".join(
        char if char < "\x80" else "".join(form.format(byte) for byte in char.encode(charset)) for char in text
    )


@pytest.mark.parametrize(
    "spell",
    [
        quote,
        lambda text: quote(quote(text)),
        lambda text: quote(text.encode("gbk")),
        lambda text: quopri.encodestring(text.encode()).decode(),
        lambda text: quopri.encodestring(text.encode("gbk")).decode(),
        bytes_as(r"\{:03o}", "utf-8"),
        bytes_as(r"\x{:02x}", "gbk"),
        every("u{:04x}"),
        every("&#{}"),
        every("&#x{:x}"),
        every("&# {};"),
        every("& #{};"),
        every("&#{}；"),
        every("＆#{}；"),
    ],
)
def test_what_was_spelt_is_read(spell: Callable[[str], str]) -> None:
    assert repair(spell(NEWS)).text == NEWS
    assert repair(f"本报讯\n{spell(NEWS)}").text == f"本报讯\n{NEWS}"


@pytest.mark.parametrize("form", ["&nbsp", "&nbsp；", "& nbsp;", "＆nbsp；"])
def test_entities_that_lost_their_form_are_read(form: str) -> None:
    assert repair(NEWS.replace("，", f"，{form}")).text == NEWS.replace("，", "，\xa0")


def test_breaks_of_a_string_are_breaks_of_lines() -> None:
    assert repair(NEWS.replace("。", r"。\r\n\t")).text == NEWS.replace("。", "。\n")


@pytest.mark.parametrize(
    "text",
    [
        f"访问 https://example.com/item/{quote('福州新闻网')}/18 了解。",
        f"打开 /search?word={quote('福州新闻网')}&page=2。",
        r"转义：\u798f、\347\246\217、%E7%A6%8F%E5%B7%9E%E6%96%B0%E9%97%BB 都是福州新闻的编码。" + NEWS * 2,
        r"文件在 C:\news\new\x64，字体用 \u。",
        "等式：3=2+1，=E5列，满意度50%A级、30%B级、20%C级。",
        "AT&T、R&D 与 Q&A；&#1234 号；M&Ms",
    ],
)
def test_addresses_and_codes_stay(text: str) -> None:
    assert repair(text).text == text
