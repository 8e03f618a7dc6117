"""Replaced words → whether both name something, and not the same: 闽清 and 安溪, 湖东路 and
福新路, 林国栋 and 洪雨桐.

An editor exchanges words, and hardly ever one name for another: where that happened,
one form was filled in anew. A name is known by the table of places, by the kind of
place or institution behind it (路, 中学, 医院), or by a surname before letters that are no
word.
"""

import re
from functools import cache
from pathlib import Path

from newscrawl.text.word_costs import words

TABLE = Path(__file__).parent / "tables" / "place_names.txt"
LONGEST_PLACE = 5
LONGEST_NAME = 4  # of a road or an institution, without its kind
KIND = 3  # characters behind the name of a place that belong to it: 福州市区
_INSTITUTION = (
    "幼儿园|[小中]学|大学|学[院校]|[中技]专|[技职]校|职中|医院|法院|检察院|银行|[支分]行|集团|公司|派出所|车站|机场|码头"
    "|商场|广场|大厦|剧院|公园|水库|社区|新村|小区"
)
_KIND = re.compile(f"[省市县区镇乡村路街巷桥港湾]|街道|{_INSTITUTION}")
_ROAD = frozenset("路街巷桥")
_OF_INSTITUTION = re.compile(f"(.{{1,{LONGEST_NAME}}}?)({_INSTITUTION})")
_ADMINISTRATIVE = frozenset("省市县区镇乡")
_NO_NAME = re.compile(
    "[我你他她它的得了在是和与及等于为对从向到由把被将也都就这那各每某该本此其何全另同有无不一二两三四五六七八九十0-9a-z]"
)
_NUMERALS = "一二三四五六七八九十"
_GENERIC = frozenset(
    (
        "有关",
        "相关",
        "涉事",
        "附近",
        "当地",
        "周边",
        "上述",
        "大型",
        "各地",
        "全国",
        "基层",
        "部分",
        "一些",
        "沿线",
        "一条",
        "两条",
    )
)
_NUMBERED = re.compile("第[一二三四五六七八九十]+")
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤洪庄柯涂詹欧施温俞赖翁游"
)


def other_names(mine: str, theirs: str, behind: str) -> bool:
    """Check whether two replaced words name two different places, institutions or
    persons. `behind` is what stands behind them in both texts.

    >>> other_names("闽清", "安溪", "县人社局"), other_names("湖东路五里亭", "福新路融侨", "路段")
    (True, True)
    >>> other_names("第二中学", "实验幼儿园", "食堂"), other_names("林国栋", "洪雨桐", "因")
    (True, True)
    >>> other_names("居民", "商业", "区昨日"), other_names("介绍", "通报", "了"), other_names("天津", "我", "市")
    (False, False, False)
    """
    if min(len(mine), len(theirs)) < 2:
        return False
    found, other_found = _KIND.search(mine, 2), _KIND.search(theirs, 2)
    if found and other_found and found[0] == other_found[0]:
        mine, theirs, behind = mine[: found.start()], theirs[: other_found.start()], found[0]
    for more in ("", behind[:1]):
        institution, other = _institution(mine + more), _institution(theirs + more)
        if (
            institution
            and other
            and any(set(one).isdisjoint(another) for one, another in zip(institution, other, strict=True))
        ):
            return True
    if set(mine) & set(theirs):
        return False
    if _is_place(mine) and _is_place(theirs):
        return True
    if _is_person(mine) and _is_person(theirs):
        return True
    kind = _KIND.match(behind)
    return kind is not None and _is_name(mine, kind[0]) and _is_name(theirs, kind[0])


def other_place(text: str, start: int, end: int, other: str, other_start: int, other_end: int) -> bool:
    """Check whether letters inside the name of a county or the like make it another's:
    大田县 and 古田县.

    >>> other_place("今日大田县", 2, 3, "今日古田县", 2, 3), other_place("今日大田县", 2, 3, "今日太田县", 2, 3)
    (True, False)
    """
    known = place_names()
    for before in range(LONGEST_PLACE):
        for behind in range(LONGEST_PLACE - before):
            if min(start, other_start) < before or text[end + behind : end + behind + 1] not in _ADMINISTRATIVE:
                continue
            mine, theirs = text[start - before : end + behind], other[other_start - before : other_end + behind]
            if mine != theirs and mine in known and theirs in known:
                return True
    return False


def _is_place(text: str) -> bool:
    """Check whether a replaced word begins with a place, whose kind may stand behind
    it."""
    known = place_names()
    return any(text[:size] in known for size in range(2, LONGEST_PLACE + 1) if size <= len(text) <= size + KIND)


def _is_person(text: str) -> bool:
    return 2 <= len(text) <= 3 and text[0] in _SURNAMES and text not in words() and not _NO_NAME.search(text)


def _institution(text: str) -> tuple[str, str] | None:
    """Return the name of an institution and its kind; None if the text is none."""
    found = _OF_INSTITUTION.fullmatch(text)
    return (found[1], found[2]) if found is not None and not _NO_NAME.search(_NUMBERED.sub("", found[1])) else None


def _is_name(text: str, kind: str) -> bool:
    """Check whether a word is a name where the kind of a place stands behind it. Roads
    and institutions may be named by any word and number, 五四路 and 第三实验小学."""
    if not 2 <= len(text) <= LONGEST_NAME or text in _GENERIC:
        return False
    if len(kind) > 1 or kind in _ROAD:
        return not _NO_NAME.search(_NUMBERED.sub("", text) if len(kind) > 1 else text.lstrip(_NUMERALS))
    return not _NO_NAME.search(text) and (text in place_names() or text not in words())


@cache
def place_names() -> frozenset[str]:
    """Return the provinces, cities, counties and countries, without the kind of
    place."""
    return frozenset(TABLE.read_text(encoding="utf-8").split())
