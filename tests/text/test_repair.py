"""Repair: damage is undone exactly and can be put back; what is not damage is not touched."""

from __future__ import annotations

import random
import time

import ftfy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks._damage import gbk_as_utf8, mirror
from newscrawl.text.html_repair import repair_page
from newscrawl.text.mirror import mojibake
from newscrawl.text.repair import repair
from newscrawl.text.script import fold
from tests.rounds import rounds
from tests.text.prose import CLEAN, SIMPLIFIED

ENTITIES = "".join(f"&#{ord(character)};" if character != "\n" else character for character in SIMPLIFIED)
REVERSIBLE = {
    "gbk_as_latin1": SIMPLIFIED.encode("gbk").decode("latin-1"),
    "utf8_as_latin1": SIMPLIFIED.encode().decode("latin-1"),
    "utf8_as_latin1 twice": SIMPLIFIED.encode().decode("latin-1").encode().decode("latin-1"),
    "gbk read as UTF-8, byte by byte": gbk_as_utf8(SIMPLIFIED),
    "entities, escaped": ENTITIES.replace("&", "&amp;"),
    "entities": ENTITIES,
    "bare entities": SIMPLIFIED.replace("，", "#xff0c;").replace("。", "#x3002;"),
    "json escapes": "".join(f"\\u{ord(c):04x}" if ord(c) > 127 else c for c in SIMPLIFIED),
    "zero width": "\u200b".join(SIMPLIFIED),
    "soft hyphens": SIMPLIFIED.replace("农业", "农\u00ad业"),
    "radicals": SIMPLIFIED.replace("一", "⼀").replace("大", "⼤"),
    "compatible": SIMPLIFIED.replace("福", "\ufa1b"),
}


@pytest.mark.parametrize("damage", REVERSIBLE)
def test_reversible_damage_is_undone_exactly_and_can_be_put_back(damage: str) -> None:
    damaged = REVERSIBLE[damage]
    repaired = repair(damaged)
    assert repaired.text == SIMPLIFIED
    assert repaired.undo() == damaged
    assert sum(repaired.counts.values()) > 0
    assert all(damaged[edit.start : edit.end] == edit.old for edit in repaired.edits)


@pytest.mark.parametrize("kind", CLEAN)
def test_clean_text_of_any_kind_is_the_very_same(kind: str) -> None:
    text = CLEAN[kind]
    assert repair(text).text == text
    assert repair(text).edits == ()


def test_ftfys_defaults_would_have_rewritten_the_clean_texts() -> None:
    assert ftfy.fix_text(SIMPLIFIED) != SIMPLIFIED


@pytest.mark.parametrize("depth", [6, 12, 25, 60, 122])
def test_a_mirrors_glosses_go_without_a_trace(depth: int) -> None:
    copy = mirror(SIMPLIFIED, depth, random.Random(depth), stops="", on_bytes=False)
    assert "(" in copy
    repaired = repair(copy)
    assert fold(repaired.text) == SIMPLIFIED
    assert repaired.undo() == copy
    assert set(repaired.counts) == {"pinyin_gloss"}


def test_byte_damage_beside_glosses_is_undone() -> None:
    copy = "本報訊市農(nóng)業(yè)局發(fā)展產(chǎn)業(yè)，當(dāng)?shù)卣賳T說明了情況。"
    assert repair(copy).text.startswith("本報訊市農業局發展產業，當地政府官員說明了情況。")


@pytest.mark.parametrize(
    ("copy", "end"), [("蕵返木用裆俨t許多。", "娛樂的居民少瞭許多。"), ("蕵?街坊們說。", "娛樂,街坊們說。")]
)
def test_a_word_behind_lost_characters_is_found_again(copy: str, end: str) -> None:
    """娛 is gone from the copy; 樂 shows by one of its bytes, or took the comma along."""
    before = "農(nóng)業(yè)發(fā)展產(chǎn)業(yè)區(qū)域規(guī)劃,協(xié)會監(jiān)督衛(wèi)生。晚飯後散步"
    assert repair(f"{before}?；蛘呗閷{copy}").text.endswith(f"晚飯後散步。或者麻將{end}")


@pytest.mark.parametrize(
    ("copy", "text"),
    [
        ("街邊的小店開瞭門?！＠祥泲鷧s不在", "街边的小店开了门。。老板娘却不在"),
        ("學(xué)校里新添瞭?！?008年的老電腦", "学校里新添了。“2008年的老电脑"),
        ("送來的是新鮮的?；ò最^發(fā)的老人", "送来的是新鲜的。花白头发的老人"),
    ],
    ids=["stops in a row are no place by the sea", "a year has its first digit back", "the likelier words win"],
)
def test_shifted_text_is_read_by_its_words(copy: str, text: str) -> None:
    before = "農(nóng)業(yè)發(fā)展產(chǎn)業(yè)區(qū)域規(guī)劃,協(xié)會監(jiān)督衛(wèi)生。"
    assert fold(repair(before + copy).text).endswith(text)


def test_toneless_repeated_glosses() -> None:
    copy = "".join(
        f"{c}({p})({p})"
        for c, p in zip("小学生注音读物", ["xiao", "xue", "sheng", "zhu", "yin", "du", "wu"], strict=True)
    )
    assert repair(f"{copy}，本报讯今年出版。{copy}").text == "小学生注音读物，本报讯今年出版。小学生注音读物"


def test_a_characters_own_note_stays_beside_glosses() -> None:
    copy = mirror(SIMPLIFIED, 60, random.Random(1), stops="", on_bytes=False) + "譙(qiáo)城區"
    assert "譙(qiáo)城" in repair(copy).text


def test_one_garbled_line_among_clean_ones() -> None:
    clean = SIMPLIFIED.split("\n")
    damaged = [clean[0].encode("gbk").decode("latin-1"), *clean[1:]]
    assert repair("\n".join(damaged)).text == SIMPLIFIED


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_any_text_can_be_put_back(text: str) -> None:
    repaired = repair(text)
    assert repaired.undo() == text
    assert repair(repaired.text).text == repaired.text


PIECES = st.sampled_from(
    [
        *SIMPLIFIED[:40],
        "(nóng)",
        "發(fā)",
        "業(yè)",
        "?",
        "#xff0c;",
        "&amp;#20013;",
        "\\u4e2d",
        "ÖÐ¹ú",
        "ä¸­",
        "\u200b",
        "⼀",
        "锟斤拷",
        "\n",
        "卣",
        "ヂ",
    ]
)


@given(st.lists(PIECES, max_size=80).map("".join))
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_any_mixture_of_damage_can_be_put_back_and_is_repaired_once(text: str) -> None:
    repaired = repair(text)
    assert repaired.undo() == text
    assert repair(repaired.text).text == repaired.text
    assert repair_page(f"<p title='{text}'>{text}</p>").undo().startswith("<p title=")


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["發(fā)", "(((((", "?????", "&amp;", "\\u4e2d", "#xff0c;", "ÖÐ", "⼀", "a\u200b", "一", "?)", "�", "ä¸"]
)
def test_repetition_without_end_does_not_hang(piece: str) -> None:
    size = rounds(100_000, 600_000)
    text = piece * (size // len(piece))
    start = time.process_time()
    repaired = repair(text)
    # it takes one to seven seconds; work in square would take hours
    assert time.process_time() - start < 60
    assert repaired.undo() == text


@pytest.mark.parametrize("stray", ["老", "乐", "来", "\ue4c6", "\xff"])
def test_a_sound_character_among_misread_ones_does_not_hang_the_reader(stray: str) -> None:
    """Its bytes can begin no character of UTF-8: the search for one has to step over them."""
    misread = "福州市农业局昨日发布消息".encode().decode("gbk")
    repaired = repair(f"{misread}{stray}人{misread}")
    assert repaired.text.startswith("福州市农业局昨日发布消息")
    assert repaired.text.endswith("福州市农业局昨日发布消息")


@pytest.mark.parametrize("name", ["nbsp;", "ldquo;", "mdash;", "#xff0c;", "#65292;"])
def test_an_escaped_entity_that_is_spoken_of_is_not_half_undone(name: str) -> None:
    text = f"字符实体在网页里写作 &amp;{name} 才看得见"
    assert repair(text).text in (text, text.replace("&amp;", "&"), text.replace("&amp;nbsp;", "\xa0"))


def test_a_long_text_of_utf8_shown_as_gbk_is_repaired_to_its_end() -> None:
    """Otherwise what stands behind the first 100,000 characters stays unreadable, and
    the search for other damage in it takes most of the time.
    """
    written = SIMPLIFIED.replace("\n", "") * rounds(420, 2_000)
    repaired = repair(written.encode().decode("gb18030", "replace"))
    assert repaired.counts == {"utf8_as_gbk": 1}
    assert repaired.text[-60:] == repair(SIMPLIFIED.replace("\n", "").encode().decode("gb18030", "replace")).text[-60:]


def test_a_long_paragraph_of_gbk_shown_as_latin1_is_repaired_whole_and_not_searched_for_utf8(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """ftfy took seconds for half a megabyte, and after eight passes the end was left as it was."""
    searched: list[int] = []
    fix_encoding = ftfy.fix_encoding

    def note(text: str) -> str:
        searched.append(len(text))
        return fix_encoding(text)

    monkeypatch.setattr(ftfy, "fix_encoding", note)
    line = SIMPLIFIED.replace("\n", "") * 400
    repaired = repair(line.encode("gbk").decode("latin-1"))
    assert repaired.text == line
    assert max(searched, default=0) <= mojibake.HEAD
