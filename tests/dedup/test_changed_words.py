"""If these fail, the denial of a story is filed as a copy of it, or a damaged copy as news."""

import pytest

from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.changed_words import read_change
from newscrawl.dedup.comparison import Comparison, Text, compare

from .articles import HARVEST, METRO, framed
from .newsroom import Newsroom


def judged(one: str, other: str) -> Comparison:
    return compare(Text(canonical_text(one)), Text(canonical_text(other)))


TURNED = [
    ("市水务局昨日回应，网传水源受污染的说法{}成立，水厂供水一切正常，请市民放心饮用。", "", "不"),
    ("经现场勘查，起火仓库内{}发现易燃易爆物品，起火原因正在进一步调查之中。", "", "未"),
    ("从下月起，我市出租车起步价将{}一元，具体方案由物价部门另行公布。", "上调", "下调"),
    ("据交警介绍，肇事{}司机当场被控制，事故造成的拥堵在一小时后缓解。", "男", "女"),
    ("建阳区将口镇{}坑村昨天通了公交，村民出行不用再走三里山路。", "东", "西"),
    ("县教育局通知，因天气好转，全县中小学明日{}上课，请家长互相转告。", "恢复", "停止"),
    ("市中院昨日宣判，被告企业的上诉请求被{}，双方均表示尊重判决。", "驳回", "支持"),
    ("周末市体育馆的篮球友谊赛上，主队最终{}给对手，球迷仍报以掌声。", "赢", "输"),
    ("市疾控中心通报，新增的这名感染者{}学生，其同住家人已经隔离。", "是", "非"),
    ("市民公园的儿童乐园昨日{}，园方称将根据游客意见调整设施。", "开园", "闭园"),
    ("昨晚的家长会上，村小教师{}获得了全场最热烈的掌声。", "廖秀兰", "廖秀云"),
    ("市政府原定今日召开的新闻发布会{}举行，地点不变。", "如期", "延期"),
]


@pytest.mark.parametrize(("story", "one", "other"), TURNED)
def test_one_word_that_turns_the_news_makes_other_news(story: str, one: str, other: str) -> None:
    first, second = story.format(one), story.format(other)
    for mine, theirs in ((first, second), (second, first), (framed(first), second)):
        assert judged(mine, theirs).finding == "words"


@pytest.mark.parametrize(
    ("one", "other"), [("将根据", "将不再根据"), ("最高六元", "最低六元"), ("正式开通", "停止开通")]
)
def test_a_reversed_statement_counts_in_an_article_of_any_length(one: str, other: str) -> None:
    assert not judged(METRO + HARVEST, (METRO + HARVEST).replace(one, other)).is_copy


@pytest.mark.parametrize(("story", "one", "other"), TURNED)
def test_a_reprint_of_the_same_bulletin_is_a_copy(story: str, one: str, other: str) -> None:
    room = Newsroom(3)
    text = story.format(other)
    for copy in (room.reprinted(text), "原标题：好消息\n" + text, text.replace("，", ",").replace("昨日", "今天")):
        assert judged(text, copy).is_copy


@pytest.mark.parametrize(
    ("one", "other"),
    [("电力部门", "电刀部门"), ("公安机关", "公交机关"), ("市人民政府", "市人民政存"), ("根据规定", "根据定"), ("召开会议", "召开会米议")],
)  # fmt: skip
def test_letters_that_make_no_word_are_damage(one: str, other: str) -> None:
    story = "记者昨日获悉，{}就此事作出说明，有关情况将及时向社会公布。"
    found = judged(story.format(one), story.format(other))
    assert found.is_copy or one == "公安机关"
    assert found.differences.shown == (one != "公安机关")


def test_an_idiom_with_a_negation_negates_nothing() -> None:
    text = "近年来该县持续改善人居环境"
    other = "近年来该县不断改善人居环境"
    assert read_change(text, 5, 7, other, 5, 7) == "edited"


def test_a_letter_in_place_of_a_digit_is_damage() -> None:
    story = "市场监测显示，昨日猪肉批发价每公斤2{}元，比上周下跌，蔬菜价格平稳。"
    assert judged(story.format("5"), story.format("无")).differences.reversed == ()
