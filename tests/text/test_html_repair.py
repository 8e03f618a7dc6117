"""Pages of damaged copies: their texts, titles and attributes are repaired, and their markup is not touched."""

from __future__ import annotations

import random

import pytest

from benchmarks._damage import mirror
from newscrawl.text.characters import Characters
from newscrawl.text.html_repair import repair_page
from newscrawl.text.plausible import plausible
from newscrawl.text.script import compare_key
from newscrawl.text.undamaged import undamaged
from tests.text.prose import SIMPLIFIED


def test_a_page_is_repaired_in_titles_attributes_and_bylines_and_not_in_its_markup() -> None:
    copy = mirror(SIMPLIFIED, 60, random.Random(2), stops="", on_bytes=False)
    page = (
        f"<html><head><title>{copy[:30]}</title><script>var a = '發(fā)';</script></head>"
        f"<body class='發(fā)'><p title='產(chǎn)業(yè)'>{copy}</p><a href='/發(fā)/1.html'>責(zé)任編輯</a></body></html>"
    )
    repaired = repair_page(page)
    assert "責任編輯</a>" in repaired.text
    assert "<p title='產業'>" in repaired.text
    assert "var a = '發(fā)';" in repaired.text
    assert "href='/發(fā)/1.html'" in repaired.text
    assert compare_key(SIMPLIFIED) in compare_key(repaired.text)
    assert repaired.undo() == page


def test_a_clean_page_is_the_very_string() -> None:
    page = f"<html><body><p>{SIMPLIFIED}</p>&nbsp;&copy;</body></html>"
    assert repair_page(page).text is page


@pytest.mark.parametrize(
    "entity", ["&#160;", "&nbsp;", "&#187;", "&#183;", "&#12288;", "&#12289;", "&#xa0;", "&ldquo;"]
)
def test_an_ordinary_entity_makes_no_page_suspect(entity: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tenth page has one, and was searched for all kinds of damage: three times the work."""
    monkeypatch.setattr("newscrawl.text.html_repair.diagnose", None)
    page = f"<html><body><p>{entity}{SIMPLIFIED}{entity}</p></body></html>"
    assert repair_page(page).text is page


def test_characters_that_somebody_looked_at_are_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    page = f"<html><body><p>{SIMPLIFIED}</p></body></html>"
    seen = Characters.of(page)
    monkeypatch.setattr(Characters, "of", None)
    assert repair_page(page, seen).text is page
    assert plausible(page, seen)


@pytest.mark.parametrize(
    ("sign", "damaged"),
    [
        ("業(yè)", True),
        ("业(ye)(ye)", True),
        ("业(ye)", False),
        ("市?/p>", True),
        ("市?/i>", False),
        ("?。", True),
        ("?zhuāng)", True),
        ("?id=zhuang)", False),
        (" #x65b0;", True),
        ("新#28450;", True),
        ("color:#333333;", False),
        ("&#28450;", False),
        ("&amp;nbsp;", True),
        ("&amp;name=1", False),
        ("&amp;amp;nbsp;", True),
        ("&shy;", True),
        ("&Ograve;", True),
        ("&zwj;", True),
        ("&#0214;", True),
        ("&#xD0;", True),
        ("&#173;", True),
        ("&#39;&#40;&#x27;", False),
        ("市?/h2>", True),
        ("市?/h7>", False),
        ("业(ye)(ya)", False),
        ("\\u65b0\\\\u95fb", True),
        ("<script>'\\u65b0\\u95fb'</script>\\u65b0\\u95fb", True),
        ("\\u65b0\\u95fb", True),
        ("<script>'\\u65b0\\u95fb'</script>", False),
        ("新\u200b闻", True),
        ("鏈\ufffd鍦版柊闂绘秷鎭", True),
    ],
)
def test_a_sign_of_damage_is_found_by_bytes_and_by_characters(sign: str, damaged: bool) -> None:
    for page in (sign, f"<p>{SIMPLIFIED}</p>{sign}", f"{sign}<p>{SIMPLIFIED}𠂇</p>", f"Ж?(#\\{sign}"):
        for seen in (Characters.of(page), Characters.of_utf8(page, page.encode())):
            assert undamaged(seen) is not damaged, (page, seen)


@pytest.mark.parametrize("sign", ["", "\ud800", "乱码 GBK"])
def test_the_one_damaged_line_among_sound_ones_is_taken_back(sign: str) -> None:
    """Lines without a byte shown as a letter are passed over, and a lone surrogate stops nothing."""
    lines = [SIMPLIFIED[at : at + 40] for at in range(0, 2000, 40)]
    damaged = "福州市鼓楼区的居民昨日说，新闻已经刊登".encode("gbk").decode("latin-1")
    page = "".join(f"<p>{line}</p>" for line in (*lines, sign, damaged, *lines))
    assert ("昨日说" in repair_page(page).text) is ("GBK" not in sign)
