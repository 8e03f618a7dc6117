"""What two aligned texts differ in: numbers and words, not letters."""

from newscrawl.dedup.align import align
from newscrawl.dedup.differences import NO_DIFFERENCES, read_differences
from tests.dedup.test_align import BODY


def test_a_number_is_read_whole() -> None:
    differences = read_differences(align(BODY, BODY.replace("二十二座", "二十三座")))
    assert differences.numbers == (("公里设二十二座车站", "公里设二十三座车站"),)
    assert differences.damage == 0


def test_a_lost_digit_is_no_change() -> None:
    differences = read_differences(align("本月27日举行开通仪式" + BODY, "本月2日举行开通仪式" + BODY))
    assert (differences.numbers, len(differences.lost)) == ((), 1)


def test_the_same_number_in_other_letters_is_none() -> None:
    assert read_differences(align(BODY, BODY.replace("五个区", "5个区"))) == NO_DIFFERENCES


def test_a_reprint_s_own_dateline_is_no_change() -> None:
    differences = read_differences(align("新华社福州11月18日电" + BODY, "新华社福州11月19日电" + BODY))
    assert differences.numbers == ()


def test_a_moved_passage_is_no_replaced_word() -> None:
    one, other = "记者在苏洋站看到首班列车准时发车", "公交部门同步调整了十七条线路方便换乘"
    moved = read_differences(align(BODY + one + other + BODY[::-1], BODY + other + one + BODY[::-1]))
    assert moved.words == ()


def test_words_of_taiwan_and_letters_of_a_wrong_charset_are_no_replaced_words() -> None:
    taiwan = read_differences(align(f"{BODY}公布信息并上网络{BODY}", f"{BODY}公布资讯并上网路{BODY}"))
    assert (taiwan.words, taiwan.damage) == ((), 0)
    garbled = read_differences(align(BODY, BODY.replace("正式开通", "òéö3öèë")))
    assert (garbled.words, garbled.garbled) == ((), 1)
