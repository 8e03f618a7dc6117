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


def test_a_very_long_text_is_aligned_in_bounded_time() -> None:
    long = (BODY * 3000)[: 5 * LONGEST]
    assert align(long, long[: 3 * LONGEST]).shared == LONGEST
