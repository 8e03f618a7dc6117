"""If these fail, copies of one text in two scripts are archived twice, or different texts are taken for one."""

import unicodedata

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from newscrawl.text.script import canonical, compare_key, detect_script, fold

PAIRS = [
    ("福州新聞", "福州新闻"),
    ("著力推動鄉村振興戰略", "着力推动乡村振兴战略"),
    ("病癥、乾隆、鍾錶、衛生", "病症、干隆、钟表、卫生"),
    ("裏面 裡面", "里面里面"),
    ("锺先生", "钟先生"),
    ("ＦＺＴＶ　２０２０年", "fztv2020年"),
    ("第⼀⼈民医院", "第一人民医院"),
    ("中國北京", "中国·北京！"),
]


@pytest.mark.parametrize(("one", "other"), PAIRS)
def test_two_spellings_of_one_text_have_one_key(one: str, other: str) -> None:
    assert compare_key(one) == compare_key(other)


@pytest.mark.parametrize(("one", "other"), [("闽侯县", "闽清县"), ("11月8日", "11月9日"), ("陈伟", "陈炜")])
def test_different_texts_keep_different_keys(one: str, other: str) -> None:
    assert compare_key(one) != compare_key(other)


@given(st.text())
def test_a_key_is_its_own_key(text: str) -> None:
    key = compare_key(text)
    assert compare_key(key) == key
    assert [ord(char) for char in key] == canonical(text).tolist()


@given(st.text())
def test_folding_keeps_length_and_is_stable(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_a_name_has_the_key_that_it_has_within_a_long_text() -> None:
    """Short texts are brought to their keys one character at a time, long ones at once."""
    everything = "".join(chr(code) for code in range(0x30100))
    names = (everything[at : at + 64] for at in range(0, len(everything), 64))
    assert "".join(map(compare_key, names)) == compare_key(everything)


def test_lone_surrogates_and_far_planes_do_not_stop_a_crawl() -> None:
    assert compare_key("福\ud800州\U00030000") == "福州\U00030000"


def test_canonical_characters_are_letters_and_digits() -> None:
    everything = "".join(chr(code) for code in range(0x30000) if unicodedata.category(chr(code)) not in ("Cs", "Cn"))
    kept = set(canonical(everything).tolist())
    assert not [chr(code) for code in kept if unicodedata.category(chr(code))[0] in "PSZC"]
    assert canonical("").dtype == np.uint32


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("记者从福州市交通局获悉，三环路明日通车。", "zh-Hans"),
        ("記者從福州市交通局獲悉，三環路明日通車。", "zh-Hant"),
        ("記者了解到，今年產量再創新高，范圍包括制造", "zh-Hant"),
        ("他在文章中引用了《後漢書》，说这里的变化很大，经济发展了", "zh-Hans"),
        ("福州山水", None),
        ("", None),
        ("https://example.com/", None),
        ("中央全面深化改革指導グループリーダでもある習近平国家主席は", None),
    ],
)
def test_script_of_a_text(text: str, script: str | None) -> None:
    assert detect_script(text) == script
