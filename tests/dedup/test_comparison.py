"""If these fail, reprints stay in the articles, or a series is lost from them."""

from itertools import pairwise

import pytest

from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.comparison import Comparison, Text, compare

from .articles import ARTICLES, HARVEST, METRO, MUSEUM, SMALL_PRINT, cut, framed
from .newsroom import Newsroom


def judged(one: str, other: str) -> Comparison:
    return compare(Text(canonical_text(one)), Text(canonical_text(other)))


COPIES = {
    "the same": METRO,
    "with frame": framed(METRO),
    "with small print": METRO + "\n" + SMALL_PRINT,
    "first half": cut(METRO, 2),
    "without the middle": "\n".join([METRO.split("\n")[0], *METRO.split("\n")[2:]]),
    "paragraphs in another order": "\n".join(METRO.split("\n")[::-1]),
    "merged behind": METRO + "\n" + HARVEST,
    "merged in front": HARVEST + "\n" + METRO,
    "without line breaks and marks": METRO.replace("\n", "").replace("，", " "),
    "numerals in digits": METRO.replace("三十公里", "30公里").replace("二十二座", "22座").replace("六分钟", "6分钟"),
}


@pytest.mark.parametrize("name", COPIES)
def test_copies(name: str) -> None:
    assert judged(METRO, COPIES[name]).is_copy
    assert judged(COPIES[name], METRO).is_copy


@pytest.mark.parametrize("rate", [0.01, 0.03, 0.06, 0.10])
@pytest.mark.parametrize("name", ARTICLES)
def test_damaged_copies(name: str, rate: float) -> None:
    room = Newsroom(int(rate * 1000))
    found = [judged(ARTICLES[name], room.reprinted(room.damaged(ARTICLES[name], rate))) for _ in range(10)]
    assert sum(comparison.is_copy for comparison in found) >= (10 if rate < 0.1 else 9)


def test_a_damaged_cut_and_framed_copy_in_the_other_script() -> None:
    mirror = (
        "福州地鐵二號線今日上午正式開通運營，全長三十公里，設二十二座車站，貫穿閩侯、倉山、台江、鼓樓、晉安五個區。"
    )
    assert judged(framed(METRO), framed(mirror + "\n" + "\n".join(METRO.split("\n")[1:3]))).is_copy


def test_different_articles() -> None:
    for one, other in pairwise([METRO, HARVEST, MUSEUM]):
        assert judged(one, other).finding == "overlap"


@pytest.mark.parametrize("family", Newsroom(0).families())
def test_siblings_of_a_family_are_no_copies(family: str) -> None:
    room = Newsroom(1)
    articles = [room.families()[family]() for _ in range(60)]
    false = [pair for pair in pairwise(articles) if judged(*pair).is_copy]
    assert false == []


@pytest.mark.parametrize("family", Newsroom(0).families())
def test_reprints_of_a_family_are_copies(family: str) -> None:
    room = Newsroom(2)
    articles = [room.families()[family]() for _ in range(30)]
    assert all(judged(article, room.reprinted(article)).is_copy for article in articles)


def test_one_changed_number_between_clean_texts_is_another_event() -> None:
    session = "市十六届人大{}次会议将于明年一月在福州召开，会期五天。" + HARVEST
    found = judged(session.format("三"), session.format("四"))
    assert found.finding == "numbers"
    assert found.differences.numbers == (("届人大三次会议", "届人大四次会议"),)


def test_one_lost_digit_among_clean_letters_is_another_event_but_damage_among_damage() -> None:
    assert judged("本月7日起，" + METRO, "本月17日起，" + METRO).finding == "numbers"
    damaged = METRO.replace("专程", "专呈").replace("优化", "忧化").replace("十七条", "十条")
    assert judged(METRO, damaged).is_copy


def test_a_name_replaced_throughout_is_another_person() -> None:
    story = "{0}昨日获颁道德模范称号。" + HARVEST + "\n{0}说，荣誉属于大家，{0}还将奖金捐给了村里的小学。"
    found = judged(story.format("廖建国"), story.format("黄美玲"))
    assert found.finding == "words"
    assert found.differences.words.count(("廖建国", "黄美玲")) >= 2


def test_an_edited_reprint_that_says_it_in_other_verbs_is_a_copy() -> None:
    assert judged(METRO, METRO.replace("表示", "指出").replace("介绍", "透露")).is_copy


def test_two_articles_over_the_same_small_print_are_none() -> None:
    one, other = cut(MUSEUM, 1) + "\n" + SMALL_PRINT, cut(HARVEST, 1) + "\n" + SMALL_PRINT
    assert judged(one, other).finding in ("beginning", "overlap")


def test_captions_that_share_half_a_sentence_are_none() -> None:
    assert not judged("市民在西湖公园赏菊。记者林晓东摄", "市民在左海公园赏菊。记者林晓东摄").is_copy


def test_the_coverage_says_which_of_the_two_holds_the_other() -> None:
    found = judged(cut(METRO, 2), METRO)
    assert found.covered > 0.95 > 0.6 > found.covered_other


def test_texts_too_short_for_a_gram() -> None:
    assert judged("", "").finding == "same"
    assert judged("福州", "福州").finding == "same"
    assert not judged("福州", "厦门").is_copy
    assert not judged("", METRO).is_copy
