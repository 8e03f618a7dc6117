"""Lines of a page or a text → the marks that each bears: words of legal notices, of
menus, of credits, of news.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.fields.marks import (
    EDITOR,
    LEGAL,
    NEWS,
    PHOTO,
    PHOTO_LEAD,
    RELATED,
    SOURCE,
    TOOL,
    any_of,
)

Floats = NDArray[np.floating[Any]]

_WORDS = (LEGAL, RELATED, TOOL, EDITOR, SOURCE, PHOTO, any_of(rf"\n{PHOTO_LEAD.pattern}"), NEWS)
"""The marks in the order of their columns, legal notice first.

The one of a line's beginning begins with the line break before it, for which `re` skips
ahead as it does not for `^`."""
DATE_MARK = len(_WORDS)
"""Column of the mark of a line that begins with a day."""
_BYLINE_MARK = DATE_MARK + 1
MARKS = DATE_MARK + 2
"""Columns of `word_marks`."""
_DAY = re.compile(r"(?:19|20)(?<!\d\d\d)(?=(\d\d\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}))")
_BEGINS = re.compile(r"\n\D*\Z")
_LONGEST_LEAD = 15
"""Characters before a day that a line begins with, its line break included."""
_WRITER = any_of("记者 記者 通讯员 通訊員 作者 撰文 文[/／丨|] 图文 圖文 摄影 攝影 实习生 編譯 编译 报导 報導")
_LEAD = re.compile(r"[\s\[【(（■●□]*")
_BYLINE = re.compile(rf"\n{_LEAD.pattern}[^，。\n]{{0,16}}(?:{_WRITER.pattern})[^，。\n]{{0,40}}$", re.M)


def word_marks(texts: list[str]) -> Floats:
    """Return which marks each text bears, one at least or several; of a long one only
    its ends are read, where marks occur.

    >>> marks = word_marks(["2020-11-18 来源：福州晚报", "本报记者 林晓芳 文/摄", "首页 福州"])
    >>> marks[:, DATE_MARK:].tolist()
    [[1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    """
    ends = [text if len(text) <= 72 else f"{text[:44]} {text[-26:]}" for text in texts]
    joined = "\n" + "\n".join(ends)
    places = [[match.start() for match in pattern.finditer(joined)] for pattern in _WORDS]
    places += [list(_dated(joined)), list(_with_byline(joined))]
    sizes = np.array(list(map(len, ends)), np.intp) + 1
    starts = np.cumsum(sizes) - sizes
    columns = np.repeat(np.arange(MARKS), list(map(len, places)))
    lines = starts.searchsorted(np.array([at for some in places for at in some], np.intp), "right") - 1
    counts = np.bincount(lines * MARKS + columns, minlength=len(texts) * MARKS)
    return np.minimum(counts, 2).reshape(len(texts), MARKS).astype(float)


def _dated(joined: str) -> Iterator[int]:
    """Yield the line breaks behind which a day stands, after few characters.

    The day is looked for first: most lines have none.
    """
    end = 0
    for day in _DAY.finditer(joined):
        if begin := _BEGINS.search(joined, max(end, day.start() - _LONGEST_LEAD), day.start()):
            end = day.end(1)
            yield begin.start()


def _with_byline(joined: str) -> Iterator[int]:
    """Yield the line breaks behind which a short line names who wrote it. Lines of
    brackets alone are of the line below them.
    """
    end, tried = 0, -1
    for word in _WRITER.finditer(joined):
        begin = joined.rfind("\n", 0, word.start())
        if begin == tried or begin < end:
            continue
        tried = begin
        begins = [begin]
        while (above := joined.rfind("\n", end, begin)) >= 0 and _LEAD.fullmatch(joined, above + 1, begin):
            begin = above
            begins.append(begin)
        for begin in reversed(begins):
            if match := _BYLINE.match(joined, begin):
                end = match.end()
                yield begin
                break
