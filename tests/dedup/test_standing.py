"""If these fail, bulletins are lost as copies of each other by the words under all of them."""

from itertools import pairwise, permutations

import pytest

from newscrawl.dedup import Index
from newscrawl.dedup.standing import is_credit, without_standing

from .articles import METRO, SMALL_PRINT, cut
from .newsroom import Newsroom

NEWS = [
    "晋江机场今起增开早班航班。",
    "本市两所小学获评书香校园，校长们昨天领取了奖牌。",
    "罗源湾发现成群中华白海豚！",
    "退休工人老郑把收藏的三百枚粮票捐给了档案馆，希望后人记住那段日子。",
    "明晚江滨有烟花。",
]
CLOSINGS = [
    SMALL_PRINT,
    "“老街故事”征文正在进行，欢迎投来千字以内的文章。优秀作品将结集出版，作者可获赠样书两册。截稿日期为腊月二十三，以邮戳为准。",
    "心理援助志愿者每晚七点到十点守候在电话旁边。倾诉的内容会被严格保密。愿意加入我们的医生和教师，请到社区服务站填表。",
]


@pytest.mark.parametrize("closing", CLOSINGS)
@pytest.mark.parametrize(
    "form", ["{news}\n{closing}", "{closing}\n{news}", "{closing}\n{news}\n（责任编辑：简宁）", "{news}{closing}"]
)
def test_bulletins_with_the_same_closing_or_opening_are_no_copies(form: str, closing: str) -> None:
    with Index.open(":memory:") as index:
        for number, news in enumerate(NEWS):
            text = form.format(news=news, closing=closing)
            assert not index.judge(str(number), text, site="fz").is_copy
            index.add(str(number), text, site="fz")
        again = index.judge("again", Newsroom(1).reprinted(form.format(news=NEWS[3], closing=closing)), site="qz")
    assert again.of == "3"


def test_an_article_is_no_copy_of_small_print_without_news() -> None:
    with Index.open(":memory:") as index:
        index.add("empty", SMALL_PRINT, site="fz")
        assert not index.judge("a", NEWS[1] + "\n" + SMALL_PRINT, site="fz").is_copy
    with Index.open(":memory:") as index:
        index.add("a", NEWS[1] + "\n" + SMALL_PRINT, site="fz")
        assert not index.judge("empty", SMALL_PRINT, site="fz").is_copy


def test_one_word_changed_above_a_closing_that_the_site_often_has() -> None:
    closing = CLOSINGS[1]
    with Index.open(":memory:") as index:
        for number, news in enumerate(NEWS):
            index.add(str(number), f"{news}\n{closing}", site="fz")
        index.add("a", f"鼓山镇昨晚举办邻里节，居民自带拿手菜。\n{closing}", site="fz")
        assert not index.judge("b", f"鼓岭镇昨晚举办邻里节，居民自带拿手菜。\n{closing}", site="fz").is_copy


def test_the_body_of_an_article_is_no_closing() -> None:
    lead, *rest = METRO.split("\n")
    edited = lead.replace("今日上午", "今天") + "\n" + "\n".join(rest)
    with Index.open(":memory:") as index:
        index.add("a", METRO)
        for text in (edited, cut(METRO, 3), "\n".join(rest), "坐地铁去闽侯\n" + METRO):
            assert index.judge("b", text).of == "a"


def test_what_is_left_is_the_news_of_both() -> None:
    closing = ["优秀作品将结集出版", "截稿日期为腊月二十三"]
    for one, other in permutations(["晋江机场今起增开早班航班", "罗源湾发现成群中华白海豚"]):
        assert without_standing([one, *closing], (), other + "".join(closing)) == (one, other)


def test_credits_are_known_at_either_end() -> None:
    for credit in ("本报讯记者简宁", "东南网11月18日电", "责任编辑简宁", "来源海峡晨报", "记者简宁报道"):
        assert is_credit(credit)
    for one, other in pairwise(NEWS):
        assert not is_credit(one + other)
