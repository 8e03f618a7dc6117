"""By chance → texts of short lines: lists of names, verses, prices, addresses, scores, steps and prizes, beside
paragraphs or alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from random import Random

from tests.simsite.grammar import Writer
from tests.simsite.names import VOCABULARY, names

from .stories import Story

_PLACES = ("鼓楼", "台江", "仓山", "晋安", "马尾", "长乐", "福清", "闽侯", "连江", "罗源", "闽清", "永泰")
_STREETS = ("五一路", "六一路", "八一七路", "工业路", "杨桥路", "华林路", "古田路", "国货路", "金山大道")
_HOUSES = ("小学", "中学", "幼儿园", "卫生服务中心", "菜市场", "图书馆", "公园", "敬老院")
_GOODS = ("大白菜", "空心菜", "五花肉", "带鱼", "鸡蛋", "西红柿", "黄瓜", "豆腐")
_PRIZES = ("一等奖", "二等奖", "三等奖", "优秀奖")
_VERSES = (
    *("春风又过闽江水", "榕树的影子落在窗前", "我听见远处的钟声", "一盏灯亮着", "母亲的手很暖", "走过长长的巷子"),
    *("雨水打湿了屋檐", "有人在唱一支老歌", "渡口的船还没有开", "茶凉了又热", "石板路上落满桂花", "孩子们追着风跑"),
)
_STEPS = (
    "带上身份证和户口本",
    "到窗口取号排队",
    "填写申请表格",
    "提交材料复印件",
    "等候审核通知",
    "缴纳费用",
    "领取证件",
)
_NUMERALS = "一二三四五六七"


def _house(random: Random) -> str:
    return f"{random.choice(_PLACES)}{random.choice(_HOUSES)}"


def _road(random: Random) -> str:
    return f"{random.choice(_STREETS)}{random.randint(1, 300)}号"


def _score(random: Random) -> str:
    home, guest = random.sample(_PLACES, 2)
    return f"{home}队 {random.randint(0, 5)}：{random.randint(0, 5)} {guest}队"


LISTS: dict[str, Callable[[Random, int], list[str]]] = {
    "names": lambda random, count: list(names(Writer(random, VOCABULARY), count)),
    "verses": lambda random, count: random.sample(_VERSES, min(count, len(_VERSES))),
    "prices": lambda random, count: [
        f"{goods} {random.randint(1, 40)}.{random.randint(0, 9)}元/斤" for goods in random.sample(_GOODS, min(count, len(_GOODS)))
    ],
    "addresses": lambda random, count: [f"{_house(random)}：{_road(random)}" for _ in range(count)],
    "numbered": lambda random, count: [f"{number}、{_house(random)}（{_road(random)}）" for number in range(1, count + 1)],
    "scores": lambda random, count: [_score(random) for _ in range(count)],
    "steps": lambda random, count: [f"{n}、{step}" for n, step in zip(_NUMERALS, _STEPS, strict=True)][:count],
    "prizes": lambda random, count: [
        f"{random.choice(_PRIZES)}：{name}（{_house(random)}）" for name in names(Writer(random, VOCABULARY), count)
    ],
}  # fmt: skip


def with_list(random: Random, told: Story) -> Story:
    """Return a story most of which is a list: below its first sentence, above its last
    one, between the two, or without them.
    """
    lines = list(dict.fromkeys(LISTS[random.choice(tuple(LISTS))](random, random.randint(4, 24))))
    first, last = told.paragraphs[:1], told.paragraphs[1:2]
    texts = random.choice(((*first, *lines), (*lines, *first), (*first, *lines, *last), tuple(lines)))
    return replace(told, paragraphs=texts)
