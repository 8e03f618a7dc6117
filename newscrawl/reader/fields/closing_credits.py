"""Lines that are credits and nothing else; lines in which credits or buttons stand
right behind the last sentence of a text.
"""

from __future__ import annotations

import re

from newscrawl.reader.fields.bylines import LONGEST_CREDIT, read_credit_line
from newscrawl.reader.fields.credit_names import CLOSING, OPENING
from newscrawl.reader.fields.name_model import is_name
from newscrawl.reader.fields.names import is_office, split_names, squash
from newscrawl.reader.fields.padded_labels import unpadded
from newscrawl.reader.fields.role_words import EDITOR_LABELS, PHOTO_LABELS, SOURCE_LABELS, WRITER_LABELS, has_role
from newscrawl.reader.fields.sources import is_info_line

_SOURCE_LINE = re.compile(
    rf"[\s\[【(（]*(?:(?:文章|信息|稿件|本文|新闻)?(?:{SOURCE_LABELS})|摘自|原标题|原標題|原题|原題)\s*[:：][^。]{{0,70}}$"
    rf"|\s*(?:{SOURCE_LABELS})\s?[|｜丨∣│/／]\s?[^。|｜丨∣│/／]{{2,40}}$"
    rf"|\s*[【\[](?:{SOURCE_LABELS})[】\]][^。]{{2,40}}$"
    r"|[\s（(]*(?:(?:本文)?综合(?:自|整理自?)?|(?:素材|内容)来源)\s*[:：][^。]{2,50}$"
)
_OTHERS = rf"(?:文章|信息|稿件)?(?:{SOURCE_LABELS})|{WRITER_LABELS}|{PHOTO_LABELS}|[图圖文]\s?/\s?[图圖文]|文|[图圖]片?"
_LABELLED = re.compile(
    rf"(?<=[。！？!?”」）)\]】…])\s*"
    rf"(?=(?:[\[【]\s*(?:{EDITOR_LABELS})|([（(])\s*(?:{EDITOR_LABELS})|{EDITOR_LABELS}|{_OTHERS})\s?[:：])"
)
_APART = re.compile(r"(?<=[。！？!?”」])\s+(?=[^\s（(\[【摄攝]+(?:\s[^摄攝]*)?$)")
"""Before a byline; whoever took a picture belongs to the caption."""
_SENTENCE = re.compile("[。！？!?…”」]")
_NO_LETTER = re.compile(r"\W")
_STAFF = re.compile(
    r"(?:值班(?:编委|主任|总监|总编|领导)|总值班|审签|签审|签发|美编|版式|检校|编校|编务|责校|责任校对|[一二三初]校|[一二三初]读|审[读校定编]"
    r"|监审|编委|(?:副|执行)?总编辑?|总?监制|总?策划|总?统筹|编导|播音|配音|字幕|视觉|设计|排版|编排|[总联合]?出品人?|剪辑|后期|制图|制作"
    r"|海报|摄制|文案|运营|发布人|上传|通联|整理|发稿|主播|播报|出镜|音频|视频|初编|主审|编播|校审|核校|执行|作者单位)"
    r"(?P<mark>\s?[:：丨｜|/／]\s*|[ \u3000]+)"
)
"""Labels of staff that neither wrote nor edited a text."""
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
    text = unpadded(text)
    if _SOURCE_LINE.match(text) is not None or is_info_line(text) or read_credit_line(text) is not None:
        return True
    return _names_staff(text)


def _names_staff(text: str) -> bool:
    """Return whether a line is labels of further staff with names or offices behind
    them, as in 审签：林建 美编：陈静."""
    bare = text.lstrip(OPENING)
    if (label := _STAFF.match(bare)) is None:
        return False
    rest = squash(_STAFF.sub(" ", bare).rstrip(CLOSING))
    names = split_names(rest, offices=True)
    whole = len("".join(names)) == len(_NO_LETTER.sub("", rest))
    marked = not label["mark"].isspace()
    return (
        bool(names) and whole and all((marked and is_office(name)) or is_name(name, labelled=marked) for name in names)
    )


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
