"""A text → its lines: paragraphs that were broken to a fixed width are joined again."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import compress, pairwise

from newscrawl.controls import without_invisible
from newscrawl.reader.fields.marks import SENTENCE_END

_NARROWEST, _WIDEST = 40, 160
"""Columns to which texts are broken."""
_WIDE = re.compile(
    "[\u1100-\u115f\u2329\u232a\u2e80-\u303e\u3041-\u4dbf\u4e00-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff"
    "\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001f64f\U0001f900-\U0001f9ff\U00020000-\U0003fffd]+"
)
"""Full-width characters (UAX #11)."""
_PLACE = re.compile(r">[^\n]*|＞[^\n]*|»[^\n]*|›[^\n]*|→[^\n]*|位置[^\n]*")
_INSIDE = re.compile(r"\n[，。、；！？](?!\s*[，。、；：！？|])")
"""A line that begins in the middle of a sentence; marks alone are those between
buttons."""
_PARAGRAPH_END = SENTENCE_END | {"）"}
_FULL = 3
"""Columns that a full line may lack: a character that may not begin a line goes up, a
wide one does not fit."""


def split_lines(text: str) -> list[str]:
    """Split a text into lines without blanks around them, empty ones left out, and join
    paragraphs that were broken to a fixed width.

    Such a text is known by its longest line, of 40 to 160 columns or characters, and by
    half of its long lines being as long, or all that are not followed by a blank line,
    which ends a paragraph. A line that begins with a
    comma or full stop goes on with the one above in any text.

    >>> split_lines("福州今日有雨\\n\\n　　本报讯　今日有雨。\\n")
    ['福州今日有雨', '本报讯 今日有雨。']
    >>> split_lines("市气象台发布高温预警信号，预计我市大部最高气温将达37℃以上\\n。")
    ['市气象台发布高温预警信号，预计我市大部最高气温将达37℃以上。']
    """
    plain = text.replace("\n", "").isprintable()
    if not plain:
        text = without_invisible(text.replace("\r\n", "\n").replace("\r", "\n"))
    raw = text.split("\n")
    if not plain or " \n" in text or text.endswith(" "):
        raw = [line.rstrip() for line in raw]
    broken: list[list[int]] = []
    empty = raw.count("")
    if empty * 8 >= len(raw):
        broken = [widths for measure in (_width, len) if (widths := _broken_to(raw, measure))]
    if broken:
        raw = _join(raw, max(broken, key=lambda widths: widths.count(max(widths))))
    elif _INSIDE.search(text):
        raw = _join_inside(raw)
    if plain and not ("  " in text or "\n " in text or text.startswith(" ")):  # a blank is one space
        return [line for line in raw if line] if empty else raw
    return [words for line in raw if (words := " ".join(line.split()))]


def _join_inside(lines: list[str]) -> list[str]:
    """Join lines that begin with what cannot begin one to the long line right above."""
    joined: list[str] = []
    above = ""
    for line in lines:
        if len(above) >= _NARROWEST // 2 and above[-1] not in _PARAGRAPH_END and _INSIDE.match(f"\n{line}"):
            joined[-1] += line
        else:
            joined.append(line)
        above = line
    return joined


def near_own(lines: list[str], repeated: Callable[[str], bool], reach: int = 4) -> tuple[list[str], list[bool]]:
    """Leave out lines that other pages of the host have, too, and that are far from any
    line of the page's own: most of a page, which nothing else needs to look at. The
    first line stays, and one that may show the page's place. Return the lines, and
    which of them other pages have.

    >>> menu = ["首页", "新闻", "财经", "体育", "娱乐", "房产", "汽车"]
    >>> near_own(["福州今日有雨", *menu, "本报讯 今日有雨。"], menu.__contains__, 2)
    (['福州今日有雨', '首页', '新闻', '房产', '汽车', '本报讯 今日有雨。'], [False, True, True, True, True, False])
    """
    shared = list(map(repeated, lines))
    known = bytes(shared)
    near = bytearray(len(lines) + 2 * reach)
    ones = b"\1" * (2 * reach + 1)
    at = 0
    while at >= 0:
        near[at : at + 2 * reach + 1] = ones
        at = known.find(0, at + 1)
    joined, at, last = "\n".join(lines), 0, 0
    for match in _PLACE.finditer(joined):
        at += joined.count("\n", last, match.start())
        last = match.start()
        near[at + reach] = 1
    wanted = near[reach:]
    return list(compress(lines, wanted)), list(compress(shared, wanted))


def _broken_to(lines: list[str], measure: Callable[[str], int]) -> list[int] | None:
    """Return the widths of the lines of a text that was broken to one, in columns or in
    characters; None for any other text.
    """
    blank = lines.count("")
    if not _NARROWEST // 2 <= max(map(len, lines), default=0) <= _WIDEST:
        return None
    widths = [measure(line) for line in lines]
    most = max(widths)
    long = [width for width in widths if width > 0.8 * most]
    full = sum(width >= most - _FULL for width in widths)
    apart = blank * 5 >= 2 * len(lines)  # a blank line is between most paragraphs
    if not _NARROWEST <= most <= _WIDEST:
        return None
    if full >= (2 if apart else 3) and full * 2 >= len(long):
        return widths
    goes_on = (width for width, following in pairwise(widths) if width and following)
    return widths if apart and min(goes_on, default=0) >= most - _FULL else None


def _width(line: str) -> int:
    """Return the columns of a line: two for a full-width character.

    >>> _width("福州 FZ")
    7
    """
    return len(line) + sum(map(len, _WIDE.findall(line)))


def _join(lines: list[str], widths: list[int]) -> list[str]:
    """Join each full line to the next, where no blank line is between."""
    least = max(widths) - _FULL
    joined: list[str] = []
    open_line = False
    for line, width in zip(lines, widths, strict=True):
        if open_line and line:
            joined[-1] += line
        else:
            joined.append(line)
        open_line = bool(line) and width >= least
    return joined
