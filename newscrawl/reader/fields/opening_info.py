"""Info lines: date, source, names, counters and buttons, and nothing else; the first
line of a text → where its sentences begin, behind such.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.reader.fields.role_words import EDITOR_LABELS, SOURCE_LABELS, WRITER_LABELS

_DATE = r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s?\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
_OWN = (
    rf"(?:发布|發布|发表|更新|上传|录入)(?:时间|時間|日期|于)?\s?[:：]\s?{_DATE}"
    r"|(?:浏览|瀏覽|阅读|閱讀|点击|點擊|访问|人气|人氣|热度)(?:次数|次數|量|数|數|率)?\s?[:：]\s?\d[\d,.]*\s?[万萬]?\s?次?"
    r"|(?:字体|字號|字号|字體)(?:大小)?\s?[:：]?\s?[\[【(（]?\s?(?:[大中小TA+-][号號]?[\s|/]*)+"
)
"""Of an info line alone."""
_NAMED = (
    rf"(?:文章|信息|稿件|新闻)?(?:{SOURCE_LABELS})\s?[:：]\s?[^\s，。：:（(【]{{2,24}}"
    rf"|(?:{WRITER_LABELS}|{EDITOR_LABELS})\s?[:：]\s?[^\s，。：:（(【]{{2,12}}"
)
_PART = rf"(?:{_OWN}|{_NAMED}|(?:时间|時間|日期)\s?[:：]\s?{_DATE}|{_DATE})"
_INFO = re.compile(rf"[\s\[【(（]*{_PART}(?:[\s\[\]【】()（）|·]*{_PART})*[\s\]】)）|·]*")
_SIGN = re.compile(_OWN)
_STAMP = re.compile(
    r"\s*(?:(?:19|20)\d\d[-/.]\d{1,2}[-/.]\d{1,2}(?:\s\d{1,2}:\d\d(?::\d\d)?)?|(?:19|20)\d\d年\d{1,2}月\d{1,2}日\s?\d{1,2}[:：]\d\d)\s*"
)
"""A day as systems write it; as people do, only with a clock."""
_OUTLET = re.compile(rf"{_DATE}[\s|·]+[\u4e00-\u9fff]{{1,10}}(?:[报報网網社台臺]|客户端|在线|融媒体中心)")
"""A day and the outlet beside it."""
_SIGNS = re.compile(f"{_OWN}|{_NAMED}")
_LABEL = re.compile(r"[^\s，。]{1,8}[:：]")
TAGGED = re.compile(
    r"[【\[]?(?:文章|本文)?(?:标签|標籤|关键[词字]|關鍵[詞字]|(?i:tags?))\s*(?:[】\]]\s*[:：]?|[:：])\s*(.{2,100})$"
)
"""A line of keywords."""
TAG_BEGINS = frozenset("【[文本标標关關tT")
"""The characters with which one begins."""
_LONGEST = 160
_SENTENCE = 20
"""Characters that what follows has at least, if it is text."""


def is_info(line: str) -> bool:
    """Return whether a line has a labelled date, a counter or the sizes of the letters,
    and nothing but dates and names beside, or is a date as systems write it, or one
    beside an outlet.

    >>> is_info("发布日期：2020-11-18 来源：福州晚报 浏览次数：66"), is_info("来源：福州晚报 今日有雨")
    (True, False)
    >>> is_info("2020-11-18 09:30"), is_info("2020年11月18日"), is_info("2020-11-18　福州晚报")
    (True, False, True)
    """
    if line[:2] in ("19", "20") and _OUTLET.fullmatch(line):
        return True
    match = _INFO.match(line, 0, _LONGEST)
    if match is None or match.end() != len(line):
        return False
    return _SIGN.search(line) is not None or _STAMP.fullmatch(line) is not None


def lone_tags(lines: Sequence[str]) -> int | None:
    """Return the place of a line of keywords; None where there are several, which are
    subheads.

    >>> lone_tags(["关键词：船政 音乐", "昨晚，音乐周启幕。"]), lone_tags(["关键词：创新", "一年来，", "关键词：开放"])
    (0, None)
    """
    found = [at for at, line in enumerate(lines) if TAGGED.match(line)]
    return found[0] if len(found) == 1 else None


def sentences_begin(line: str) -> int:
    """Return where the sentences of a line begin, behind a date with a source, names,
    a counter or buttons; 0 if none stands before them.

    >>> line = "2020-11-18 09:30 来源：福州晚报 昨日上午，地铁四号线全线通车，沿线居民前来试乘。"
    >>> line[sentences_begin(line) :][:7], sentences_begin("2020年11月18日 福州地铁四号线全线通车，沿线居民前来试乘。")
    ('昨日上午，地铁', 0)
    """
    match = _INFO.match(line, 0, _LONGEST)
    if match is None or not _SIGNS.search(match[0]) or not (match[0][-1].isspace() or match[0][-1] in "】])）"):
        return 0
    rest = line[match.end() :]
    text = len(rest) >= _SENTENCE and ("，" in rest or "。" in rest) and _LABEL.match(rest) is None
    return match.end() if text else 0
