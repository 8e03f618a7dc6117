"""Replaced words: other meanings told apart from traces of a script conversion or a
wrong charset.

A mirror that converts into Taiwan's usage writes 资讯 for every 信息; a wrong charset
leaves letters that no Chinese news prints. Neither makes another article. The pairs of
words come from OpenCC (scripts/build_taiwan_words.py).
"""

from functools import cache
from pathlib import Path

# Letters that writers confuse, and those that name nothing or anything: 我国 and 中国
# are one country.
SPELLINGS = frozenset(map(frozenset, ("帐账", "象像", "做作", "唯惟", "份分", "订定", "叠迭", "坐座", "复覆")))
NAMELESS = frozenset("我你他她它本该此其这那各全中的地得了是在和与及等说称") | {
    *("表示", "指出", "强调", "介绍", "提出", "认为", "透露", "告诉", "今天", "今日", "昨天", "昨日", "当天", "当日"),
    *(
        "目前",
        "日前",
        "近日",
        "持续",
        "不断",
        "记者",
        "本报",
        "本网",
        "公司",
        "我国",
        "我省",
        "我市",
        "我县",
        "同志",
        "先生",
        "女士",
    ),
}

TAIWAN_WORDS = Path(__file__).parent / "tables" / "taiwan_words.txt"


def same_word(one: str, other: str) -> bool:
    """Check whether two different words are one word on both sides of the strait.

    >>> same_word("信息", "资讯"), same_word("网际网路", "互联网"), same_word("信息", "新闻")
    (True, True, False)
    """
    pair = without_common_ends(one, other)
    return pair in _taiwan_words() or pair[::-1] in _taiwan_words()


def may_name(one: str, other: str) -> bool:
    """Check whether two replaced words may name two persons or places, and are not two
    spellings of one.

    >>> may_name("马杜罗", "阿利耶夫"), may_name("苏", "王"), may_name("日", "西班牙")
    (True, True, True)
    >>> may_name("假期", "小长假"), may_name("天津", "我"), may_name("账", "帐")
    (False, False, False)
    """
    if NAMELESS & {one, other} or one.isdecimal() or other.isdecimal() or frozenset(one + other) in SPELLINGS:
        return False
    return not set(one) & set(other)


def garbled(text: str) -> bool:
    """Check whether letters are ones that Chinese news does not print, as a wrong
    charset leaves them.

    Two or more of them are enough, or more than half of the text.

    >>> garbled("òéö3öèë"), garbled("议主持人"), garbled("2020")
    (True, False, False)
    """
    if text.isascii():
        return False
    strange = len(text) - sum(map(_printed().__contains__, text))
    return strange >= 2 or 2 * strange > len(text)


def without_common_ends(one: str, other: str) -> tuple[str, str]:
    """Remove the common beginning and end of two words.

    >>> without_common_ends("互联网", "网际网路"), without_common_ends("福州市台江区", "福州市仓山区")
    (('互联网', '网际网路'), ('台江', '仓山'))
    """
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end = 0
    while end < min(len(one), len(other)) and one[-1 - end] == other[-1 - end]:
        end += 1
    return one[: len(one) - end], other[: len(other) - end]


@cache
def _taiwan_words() -> frozenset[tuple[str, str]]:
    pairs = (line.split("\t") for line in TAIWAN_WORDS.read_text(encoding="utf-8").splitlines())
    return frozenset((one, other) for one, other in pairs)


@cache
def _printed() -> frozenset[str]:
    """Return the letters and digits of GB 2312, which holds what news prints, and
    ASCII."""
    rows = (bytes((row, cell)) for row in range(0xB0, 0xF8) for cell in range(0xA1, 0xFF))
    hanzi = b"".join(rows).decode("gb2312", "ignore")
    return frozenset(hanzi) | frozenset(map(chr, range(128)))
