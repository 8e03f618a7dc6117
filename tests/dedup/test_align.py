"""If these fail, differences are looked for at the wrong places."""

from newscrawl.dedup.align import LONGEST, align
from newscrawl.dedup.differences import NO_DIFFERENCES, read_differences

BODY = "福州地铁二号线今日上午正式开通运营全长三十公里设二十二座车站贯穿闽侯仓山台江鼓楼晋安五个区"


def test_unrelated_frames_are_outside_the_shared_stretch() -> None:
    found = align(
        "东南网十一月十八日讯记者林晓东通讯员陈志强摄影报道如下" + BODY,
        BODY + "责任编辑黄海燕来源海峡都市报版权所有不得转载谢谢合作",
    )
    assert found.shared == len(BODY)
    assert (found.before[1], found.behind[0]) == (0, 0)
    assert read_differences(found).words == ()


def test_texts_without_anything_in_common() -> None:
    found = align("甲乙丙丁", "戊己庚辛")
    assert (found.shared, found.before, found.differences) == (0, (4, 4), ())
    assert read_differences(found) == NO_DIFFERENCES
    assert align("", "").shared == 0


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


def test_a_very_long_text_is_aligned_in_bounded_time() -> None:
    long = (BODY * 3000)[: 5 * LONGEST]
    assert align(long, long[: 3 * LONGEST]).shared == LONGEST
