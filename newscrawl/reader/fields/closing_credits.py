"""Lines that are credits and nothing else; lines in which credits or buttons stand
right behind the last sentence of a text.
"""

from __future__ import annotations

import re

from newscrawl.reader.fields.bylines import LONGEST_CREDIT, read_credit_line
from newscrawl.reader.fields.role_words import EDITOR_LABELS, PHOTO_LABELS, SOURCE_LABELS, WRITER_LABELS, has_role
from newscrawl.reader.fields.sources import is_info_line

_SOURCE_LINE = re.compile(
    rf"[\s\[【(（]*(?:(?:文章|信息|稿件|本文|新闻)?(?:{SOURCE_LABELS})|摘自|原标题|原標題|原题|原題)\s*[:：][^。]{{0,70}}$"
    rf"|\s*(?:{SOURCE_LABELS})\s?[|｜丨∣│/／]\s?[^。|｜丨∣│/／]{{2,40}}$"
    rf"|\s*[【\[](?:{SOURCE_LABELS})[】\]][^。]{{2,40}}$"
)
_OTHERS = rf"(?:文章|信息|稿件)?(?:{SOURCE_LABELS})|{WRITER_LABELS}|{PHOTO_LABELS}|[图圖文]\s?/\s?[图圖文]|文|[图圖]片?"
_LABELLED = re.compile(
    rf"(?<=[。！？!?”」）)\]】…])\s*"
    rf"(?=(?:[\[【]\s*(?:{EDITOR_LABELS})|([（(])\s*(?:{EDITOR_LABELS})|{EDITOR_LABELS}|{_OTHERS})\s?[:：])"
)
_APART = re.compile(r"(?<=[。！？!?”」])\s+(?=[^\s（(\[【摄攝]+(?:\s[^摄攝]*)?$)")
"""Before a byline; whoever took a picture belongs to the caption."""
_SENTENCE = re.compile("[。！？!?…”」]")
_BUTTONS = re.compile(
    r"(?<=[。！？!?”」）)\]】…])\s*"
    r"(?:[\[【(（]?\s*(?:打\s?印(?:本[页文])?|列印|关\s?闭(?:窗口|本页)?|關閉|返回(?:顶部|首页|列表)?|收藏(?:本[页文])?|分享[到至]?"
    r"|我要(?:纠错|评论|分享)|纠错|糾錯|点赞|转发)\s*[:：]?\s*[\]】)）]?[\s|丨/]*)+$"
)


def is_credit(text: str) -> bool:
    """Return whether a line names writers, editors, source or 原标题 and nothing else; a
    source may stand beside the time.

    >>> is_credit("（责任编辑：陈静）"), is_credit("来源：福州晚报"), is_credit("记者从市教育局获悉，新学期")
    (True, True, False)
    """
    if len(text) > LONGEST_CREDIT:
        return False
    return _SOURCE_LINE.match(text) is not None or is_info_line(text) or read_credit_line(text) is not None


def sentences_end(line: str, *, bracketed: bool = False) -> int:
    """Return where the sentences of a line end, before credits or buttons; its length
    if neither stands behind them.

    Names in round brackets end a dispatch as others begin it, and stay in its text;
    `bracketed`: return where even those of editors begin.

    >>> lines = ("雨季前完成。编辑：陈静 审核：林建", "他说：“好。” 福州晚报记者 林晓芳", "全线通车。 【打印】【关闭】")
    >>> [line[: sentences_end(line)] for line in lines]
    ['雨季前完成。', '他说：“好。”', '全线通车。']
    >>> sentences_end("全线通车。（编辑：林晓芳）"), sentences_end("全线通车。（编辑：林晓芳）", bracketed=True)
    (13, 5)
    """
    sentence = _SENTENCE.search(line)
    if sentence is None or line[-1] in "。！？":
        return len(line)
    first = max(sentence.start(), len(line) - LONGEST_CREDIT)
    for start in _LABELLED.finditer(line, first):
        if (bracketed or start[1] is None) and is_credit(line[start.end() :]):
            return start.start()
    for start in _APART.finditer(line, first):
        tail = line[start.end() :]
        if has_role(tail) and read_credit_line(tail) is not None:
            return start.start()
    buttons = _BUTTONS.search(line, first)
    return buttons.start() if buttons is not None else len(line)
