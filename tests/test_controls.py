"""What a page says must not steer a terminal, break an XML feed or turn a line round."""

from __future__ import annotations

import unicodedata

import pytest

from newscrawl.controls import (
    escape_controls,
    line_without_controls,
    text_without_controls,
    url_without_controls,
    without_invisible,
    xml_characters,
)

BIDI = [
    chr(code) for code in range(0x10000) if unicodedata.bidirectional(chr(code)) in ("LRE", "RLE", "PDF", "LRO", "RLO")
]
ISOLATES = list("\u2066\u2067\u2068\u2069")
CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]


def test_a_line_has_no_control_and_no_mark_that_turns_it_round():
    for character in (*CONTROLS, *BIDI, *ISOLATES, "\u2028", "\u2029", "\ud800", "\udfff", "\ufffe", "\U0001ffff"):
        line = line_without_controls(f"闽江{character}水位")
        assert line in ("闽江水位", "闽江 水位", "闽江\t水位"), repr(character)


@pytest.mark.parametrize(
    "text",
    [
        "نەشر قىلىنغان\u200cخەۋەر",  # Uyghur
        "ᠮᠣᠩᠭᠣᠯ\u180eᠤᠨ\u180b ᠰᠣᠨᠢᠨ",  # Mongolian
        "བོད་ལྗོངས\u200dགསར་འགྱུར",  # Tibetan
        "葛\U000e0100城区 ❤\ufe0f 👩\u200d🌾",  # variation selectors, emoji
    ],
)
def test_what_belongs_to_letters_stays(text):
    assert line_without_controls(text) == text_without_controls(text) == escape_controls(text) == text


def test_a_text_keeps_its_lines_and_tabs():
    assert text_without_controls("晴\t5℃\r\n雨\t3℃\x1b[0m\x0c") == "晴\t5℃\n雨\t3℃[0m\n"


def test_an_address_keeps_its_meaning():
    assert (
        url_without_controls("http://www.fznews.com.cn/图\u200f\x85.jpg")
        == "http://www.fznews.com.cn/图%E2%80%8F%C2%85.jpg"
    )


def test_what_is_printed_shows_what_it_had():
    assert (
        escape_controls("\x1b]8;;http://a.cn\x1b\\点我\r覆盖\n") == "\\u001b]8;;http://a.cn\\u001b\\点我\\u000d覆盖\n"
    )
    assert escape_controls("\U0001fffe") == "\\ud83f\\udffe"


def test_xml_takes_every_character_that_is_left():
    lxml = pytest.importorskip("lxml.etree")
    text = "".join(map(chr, range(0x11000)))
    element = lxml.Element("title")
    element.text = xml_characters(text)
    assert lxml.fromstring(lxml.tostring(element, encoding="utf-8")) is not None


def test_nothing_that_prints_is_taken_out():
    printing = "".join(character for character in map(chr, range(0x110000)) if character.isprintable())
    for clean in (line_without_controls, text_without_controls, without_invisible, url_without_controls):
        assert clean(printing) == printing
        assert clean(f"{printing}\ufffe")[: len(printing)] == printing, "the patterns agree with str.isprintable"
