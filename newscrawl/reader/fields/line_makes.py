"""A line → what it may be by its words and links: text, or what stands beside texts."""

from __future__ import annotations

import re
from enum import Enum

from newscrawl.reader.fields.blocks import is_notice, is_notice_label
from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.marks import EDITOR, LEGAL, RELATED, TOOL, heads_comments, is_toolbar
from newscrawl.reader.fields.opening_info import is_info
from newscrawl.reader.fields.prompts import is_prompt
from newscrawl.reader.outline import Line

OTHER_WORDS = re.compile("|".join(pattern.pattern for pattern in (TOOL, RELATED, EDITOR, LEGAL)), re.M)
LABELLED = re.compile(r"[\s\[【]*(?:联\s?系|聯\s?[絡系]|报\s?价|地\s?址|电\s?话|電\s?話|网\s?址|网\s?站|QQ)")
"""The label of an address or a telephone number."""
CONTACT = re.compile(
    r"[\s•·*※]*(?:本[报網网站])?(?:新闻|投稿|报料|爆料|联系|聯絡|广告|值班|客服|编辑部|记者|(?:违法和?)?不良信息举报|举报)?(?:电话|電話|邮箱|郵箱|传真|傳真|热线|熱線|QQ群?|[Ee]-?[Mm]ail)\s*[:：]"
)
_LABEL_SIZE = 13
"""Characters below which a line with words such as 相关新闻 is a label."""
_PLAYED = re.compile(r"[\s/]*\d{1,2}(?::\d\d){1,2}[\s/]*")
"""The clock of a player."""


class Make(Enum):
    """What a line may be."""

    TEXT = 0
    DOUBTFUL = 1
    """It has a word of buttons or credits somewhere."""
    OTHER = 2


def make_of(line: Line) -> Make:
    """Return what a line may be: linked lines, buttons, labels of other stories,
    credits and notices are no text.
    """
    text = line.text
    if line.link_chars:
        return Make.OTHER
    if not text:
        return Make.TEXT
    if (
        (len(text) < _LABEL_SIZE and RELATED.search(text))
        or LEGAL.search(text)
        or LABELLED.match(text)
        or is_furniture(text)
        or is_info(text)
        or is_credit(text)
        or is_notice(text)
        or is_notice_label(text)
        or heads_comments(text)
    ):
        return Make.OTHER
    if not (OTHER_WORDS.search(text) or _PLAYED.fullmatch(text)):
        return Make.TEXT
    return Make.OTHER if text[-1] in ":：" else Make.DOUBTFUL


def is_furniture(text: str) -> bool:
    """Return whether a line is a telephone number of the paper, buttons or a prompt."""
    return CONTACT.match(text) is not None or is_toolbar(text) or is_prompt(text)
