"""A line → what it may be by its words and links: text, or what stands beside texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from enum import Enum

from newscrawl.reader.fields.blocks import is_notice, is_notice_label
from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.marks import EDITOR, LEGAL, RELATED, TOOL, heads_comments, is_toolbar
from newscrawl.reader.fields.opening_info import is_info
from newscrawl.reader.fields.prompts import is_prompt

OTHER_WORDS = re.compile("|".join(pattern.pattern for pattern in (TOOL, RELATED, EDITOR, LEGAL)), re.M)
LABELLED = re.compile(r"[\s\[【]*(?:联\s?系|聯\s?[絡系]|报\s?价|地\s?址|电\s?话|電\s?話|网\s?址|网\s?站|QQ)")
"""The label of an address or a telephone number."""
CONTACT = re.compile(
    r"[\s•·*※]*(?:本[报網网站])?(?:新闻|投稿|报料|爆料|联系|聯絡|广告|值班|客服|编辑部|记者|(?:违法和?)?不良信息举报|举报)?(?:电话|電話|邮箱|郵箱|传真|傳真|热线|熱線|QQ群?|[Ee]-?[Mm]ail)\s*[:：]"
)
FEWEST = 3
"""Lines of one make below which they may be notes beside a text."""
_AGAIN = 2
"""Lines behind a doubtful one that show it to be one of a list."""
_LABEL_SIZE = 13
"""Characters below which a line with words such as 相关新闻 is a label."""
_PLAYED = re.compile(r"[\s/]*\d{1,2}(?::\d\d){1,2}[\s/]*")
"""The clock of a player."""

_LETTERS = re.compile(r"(?:字[号號體体]?)?[超特最]?[大中小]|标准|標準|[Aa][+-]")
"""Buttons for the size of the letters."""
_RULED = re.compile(r"[-=_*＊—–]{3,}\s?[^-=_*＊—–]{2,12}\s?[-=_*＊—–]{3,}")
"""The label of a box, between rules."""
_SHARED = re.compile(r"\W*(?:分享|转发|轉發)(?:到|至)?\s*[:：]")
_MARKS = re.compile(r"\W*")


class Make(Enum):
    """What a line may be."""

    BLANK = -1
    """A picture, for example."""
    TEXT = 0
    DOUBTFUL = 1
    """It has a word of buttons or credits somewhere."""
    OTHER = 2
    INSET = 3
    """It is mostly a link, or a button."""


NO_TEXT = frozenset((Make.OTHER, Make.INSET))


def make_of(text: str, link_chars: int = 0) -> Make:
    """Return what a line may be: linked lines, buttons, labels of other stories,
    credits and notices are no text.
    """
    if not text:
        return Make.BLANK
    if link_chars * 2 > len(text) or is_furniture(text):
        return Make.INSET
    if (
        (len(text) < _LABEL_SIZE and RELATED.search(text))
        or LEGAL.search(text)
        or LABELLED.match(text)
        or _LETTERS.fullmatch(text)
        or _RULED.fullmatch(text)
        or _SHARED.match(text)
        or is_info(text)
        or is_credit(text)
        or is_notice(text)
        or is_notice_label(text)
        or heads_comments(text)
    ):
        return Make.OTHER
    if not (OTHER_WORDS.search(text) or _PLAYED.fullmatch(text) or _MARKS.fullmatch(text)):
        return Make.TEXT
    return Make.OTHER if text[-1] in ":：" else Make.DOUBTFUL


def run_of_makes(
    places: Iterable[int],
    make_at: Callable[[int], Make],
    before: int = 0,
    path_at: Callable[[int], tuple[str, ...] | None] = lambda at: (),
    path: tuple[str, ...] | None = (),
) -> list[int]:
    """Return the lines at the beginning of some places that may be text; none where
    they, with the short lines of text `before` them, are few of one make.

    `path_at` says where in its element a line stands: lines of a list have that in
    common, with those before them, too, if it is `path`. A line without one ends them,
    and so does a link or button that stands as they do; others are passed over.
    Behind such a line, and a doubtful one, a few sure ones are needed.
    """
    found: list[int] = []
    run: list[int] = []
    sure, needed = before, FEWEST
    for at in places:
        make = make_at(at)
        own = path_at(at)
        if make is Make.INSET and own != path:
            needed = max(needed, sure + _AGAIN)
            continue
        if make in NO_TEXT or own is None:
            break
        run.append(at)
        if make is Make.BLANK:
            continue
        if own != path:
            path, sure, needed = own, 0, FEWEST
        if make is Make.DOUBTFUL:
            needed = max(needed, sure + _AGAIN)
            continue
        sure += 1
        if sure >= needed:
            found += run
            run = []
    return found


def is_furniture(text: str) -> bool:
    """Return whether a line is a telephone number of the paper, buttons or a prompt."""
    return CONTACT.match(text) is not None or is_toolbar(text) or is_prompt(text)
