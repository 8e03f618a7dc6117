"""Lines above a text → the one that is its title, if one surely is.

A page turned into text begins with its `<title>`, mostly; the line that stands in it is
the title, as on a page with markup. A copy that lost its first line has only the lines
above the text, most of them menus and buttons. They are ranked by how their words agree
with the text and by what stands around them, and none is taken that is not sure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from math import log1p
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.line_model import LineModel
from newscrawl.reader.fields.marks import EDITOR, LEGAL, RELATED, TOOL, is_toolbar
from newscrawl.reader.fields.sources import is_publisher
from newscrawl.reader.heading import GENERIC, fold_title, is_site, strip_site, without_counter
from newscrawl.reader.lines.text_words import Pairs, TextWords, agreement, pairs_of
from newscrawl.reader.lines.trail import read_trail

Floats = NDArray[np.floating[Any]]

ABOVE = 30
"""Lines above the text that may be its title."""
SURE = 0.5
"""Probability from which the best line is the title."""
_AGREES = 0.3
"""Share of a line's pairs of characters that a text repeats if it is its title."""
_NAMES_AGREE = 0.2
"""The same of the line that the first one shows; names of sites agree less."""
_HEAD = 4
_TOLD = 0.15
"""The same of a line between menus and date."""
_DATED = re.compile(r"\d{4}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}")
_STATED = re.compile("(?:[来來稿]源|[时時][间間]|日期)\\s*[:：]|(?:[记記]者|作者|[编編][辑輯])[:：\\s]")
_NEAR, _FAR = 4, 7
"""Lines above the text among which its date is; the further where the first line names
the site alone."""
_LONGEST_OUTLET = 18
_INFO_SIZE = 32
"""Characters of a line with a date that holds not much more."""
_HEADLINE = 10
"""Characters from which such a line is a headline even so."""
_INFO = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}|[来來]源\s*[:：]|字[号號體体]|作者\s*[:：]|[编編][辑輯]\s*[:：]|打印|列印|[浏瀏][览覽]|[点點][击擊]|位置\s*[:：]"
)
_NO_TITLE = re.compile(
    r"原(?:标题|標題|题|題)|[^，。]{0,14}(?:\d{1,2}月)?\d{1,2}日\s*[电電讯訊]$|[^，。]*[>＞»›→][^，。]{0,8}$"
    r"|(?:索\s*引\s*号|发文机构|发布机构|生成日期|成文日期|有\s*效\s*性|文\s*号|主题词|分类|标签|栏目|频道|时间|日期|来源|作者|记者|责编)\s*[:：]"
)
"""Lines that are no title: the original one, a dateline, the page's place, a field."""
_ARROW = re.compile("[>＞»›→]")
_KNOWN_SIZE = 40
"""Characters of the longest line whose facts are kept."""
_PUNCTUATION, _SEPARATORS = frozenset("，、：！？ “《"), frozenset(">＞»|_")
_HAN = re.compile("[\u3400-\u9fff]+")
RANKED = 31
_MENU = re.compile(
    r"(?:[网網]站)?[首主][页頁](?:[\s|｜·>/]+[^\s|｜·>/]{1,6}){2,}$|[^\s|｜·]{1,4}(?:[\s|｜·]+[^\s|｜·]{1,4}){5,}$"
)
"""A menu on one line."""
_WORDS_OF_MENU = re.compile(r"(?:(?:^|\s)\S{1,4}(?=\s)){5,}(?:\s\S{1,4}(?=\s|$))*")


@dataclass(frozen=True, slots=True)
class FoundTitle:
    """A title, its line (None where only the first line has it), and how it was
    found.
    """

    text: str
    line: int | None
    evidence: str


def find_title(
    lines: Sequence[str], kept: Sequence[int], likely: Floats, ranker: LineModel, shown: int
) -> FoundTitle | None:
    """Find the title of a text of which the lines in `kept` are the body; None where no
    line is sure to be it. `shown` is the line that the first one shows, or -1.
    """
    body = TextWords(lines[i] for i in kept)
    first = kept[0]
    found = None
    if 0 < shown < max(first + 2, 60) and (shown not in kept or shown == first):
        found = FoundTitle(
            _without_site(lines, shown) + _goes_on(lines, shown, first), shown, "text: line in the first line"
        )
        if body.agree(found.text, _NAMES_AGREE):
            return found
    candidates, rows = rank_rows(lines, kept, likely, body)
    if candidates:
        sure = ranker.score(rows)
        best = int(np.argmax(sure))
        at = candidates[best]
        if sure[best] >= SURE and not _MENU.match(lines[at]):
            return FoundTitle(
                _bare(_beside_menu(strip_site(lines[at]) if at == 0 else lines[at])), at, "text above body"
            )
    if found is not None and len(found.text) >= _HEADLINE and not is_publisher(found.text):
        return found
    dated = _above_date(lines, first, body)
    if dated is not None:
        return FoundTitle(_bare(lines[dated]), dated, "text above date")
    # a document of a few lines has no menus; the ranker has seen none such
    top = next((i for i in range(min(first, 4)) if not (read_trail(lines[i]) or _is_no_title(lines[i]))), None)
    if top is None or (top and len(lines[top]) < 4):
        return None
    stripped = strip_site(lines[top])
    titled = len(stripped) >= (4 if first <= top + 3 else 8) and not GENERIC.match(stripped)
    if titled and not _is_furniture(stripped) and agreement(stripped, body) > _AGREES:
        return FoundTitle(stripped, top, "text: first line")
    return None


def _is_no_title(line: str) -> bool:
    return _NO_TITLE.match(line) is not None


def _above_date(lines: Sequence[str], first: int, body: TextWords) -> int | None:
    """Return the line right above the info line of the text, where the text repeats
    some of its words, or no other line can be the title.
    """
    alone = is_site(lines[0])
    for at in range(first - 1, max(0, first - (_FAR if alone else _NEAR)), -1):
        if _DATED.search(lines[at]):
            above = _above_credits(lines, at) if alone else at - 1
            line = lines[above]
            # a document of a few lines has no menus
            sure = at <= _HEAD or (alone and (_STATED.search(lines[at]) is not None or len(lines[at]) <= _INFO_SIZE))
            told = len(line) >= 8 and agreement(line, body) >= (0.0 if sure else _TOLD)
            told = told and not (
                _INFO.search(line) or read_trail(line) or _is_no_title(line) or line[-1] in "。，；：:"
            )
            tools = is_toolbar(line) if sure and len(line) >= _HEADLINE else _is_furniture(line)
            return above if told and not tools else None
    return None


def _above_credits(lines: Sequence[str], at: int) -> int:
    """Return the line above the date and above the labels and names over it."""
    above = at - 1
    while above > max(1, at - _NEAR) and (len(lines[above]) < 8 or _names_someone(lines[above])):
        above -= 1
    return above


def _names_someone(line: str) -> bool:
    return is_credit(line) or (len(line) <= _LONGEST_OUTLET and " " not in line and is_publisher(line))


def _without_site(lines: Sequence[str], shown: int) -> str:
    """Return the headline that the first line shows, too, without names of sites if it
    is the whole of it.
    """
    line = lines[shown]
    return _bare(strip_site(line) if fold_title(line) == fold_title(lines[0]) else line)


def _beside_menu(line: str) -> str:
    """Return the headline that shares its line with a menu of short words.

    >>> _beside_menu("首页 福州 汽车 健康 音乐 三明 省妇幼保健院新院区开诊")
    '省妇幼保健院新院区开诊'
    """
    parts = [part.strip() for part in _WORDS_OF_MENU.split(line)]
    return max(parts, key=len) if len(parts) > 1 and len(max(parts, key=len)) >= 8 else line


def _goes_on(lines: Sequence[str], shown: int, first: int) -> str:
    """Return the rest of a headline that is broken over lines, as the first line of the
    text shows it.
    """
    if first < shown + 2 or lines[shown + 1] not in lines[0]:
        return ""
    for last in range(min(shown + 3, first), shown + 1, -1):
        whole = re.search(r"\s*".join(map(re.escape, lines[shown:last])), lines[0])
        if whole is not None:
            return whole[0][len(lines[shown]) :]
    return ""


def _is_furniture(line: str) -> bool:
    return any(pattern.search(line) for pattern in (LEGAL, RELATED, TOOL, EDITOR))


def rank_rows(
    lines: Sequence[str], kept: Sequence[int], likely: Floats, body: TextWords | None = None
) -> tuple[list[int], Floats]:
    """Return the lines that may be the title and a row of numbers for each, some of
    them relative to the best of all; `body` has the words of the text.
    """
    body = body or TextWords(lines[i] for i in kept)
    first = kept[0]
    lead = TextWords(lines[i] for i in kept[:2])
    begin, end = max(0, first - ABOVE), min(first + 1, len(lines))
    facts = {i: _facts(lines[i]) for i in range(max(0, begin - 2), end)}
    candidates = [
        i
        for i in range(begin, end)
        if 4 <= len(lines[i]) <= 90
        and not (_ARROW.search(lines[i]) if i == 0 else facts[i].no_title)
        and (i != first or lines[i][-1] not in "。！？；，")
        and not facts[i].trail
    ]
    if not candidates:
        return [], np.zeros((0, RANKED))
    above, below = max(0, candidates[0] - 2), min(len(lines), candidates[-1] + 5)
    info = {i for i in range(above, below) if (facts[i].info if i < end else _INFO.search(lines[i]))}
    furniture = {i for i in range(above, min(below, end)) if facts[i].furniture}
    if candidates[-1] + 1 == end < len(lines) and _is_furniture(lines[end]):
        furniture.add(end)
    whole, times = "\n".join(lines), Counter(lines)
    trails = {i for i, known in facts.items() if known.trail}
    sizes = {i: log1p(len(lines[i])) for i in range(max(0, begin - 1), min(len(lines), end + 1))}
    pairs = np.concatenate([facts[i].pairs for i in candidates])
    counts = [len(facts[i].pairs) for i in candidates]
    owners = np.repeat(np.arange(len(candidates)), counts)
    agreeing, leading = (np.bincount(owners, words.has(pairs), len(candidates)).tolist() for words in (body, lead))
    rows = []
    for at, i in enumerate(candidates):
        line, count = lines[i], counts[at] + 1
        rows.append(
            (
                log1p(first - i),
                first - i <= 3,
                i == first,
                i == 0,
                agreeing[at] / count,
                leading[at] / count,
                leading[at],
                sizes[i],
                *facts[i].signs,
                i in info,
                i in furniture,
                times[line] > 1,
                likely[i],
                not info.isdisjoint(range(i + 1, i + 5)),
                i - 1 in info,
                sizes.get(i - 1, 0),
                sizes.get(i + 1, 0),
                not trails.isdisjoint((i - 2, i - 1)),
                i + 1 in info,
                len(line) >= 8 and (times[line] > 1 or whole.count(line) > 1),
                i - 1 in furniture,
                i + 1 in furniture,
            )
        )
    matrix = np.fromiter(chain.from_iterable(rows), float).reshape(len(rows), -1)
    words = matrix[:, 4:7:2]
    return candidates, np.hstack([matrix, words - words.max(axis=0)])


class _Facts(NamedTuple):
    """What the ranker sees of a line alone."""

    pairs: Pairs
    info: bool
    furniture: bool
    trail: bool
    no_title: bool
    signs: tuple[float, ...]


def _facts(line: str) -> _Facts:
    return _read_facts(line) if len(line) > _KNOWN_SIZE else _known_facts(line)


def _read_facts(line: str) -> _Facts:
    words = line.count(" ") + 1
    signs = (
        len(line) < 8,
        (len(line) - len(_HAN.sub("", line))) / len(line),
        words,
        len(line) / words < 7 and words > 2,
        line[-1] in "。，；、：:",
        line[-1] in "！？!?”」》",
        not _PUNCTUATION.isdisjoint(line),
        len(_SEPARATORS.intersection(line)),
    )
    pairs = pairs_of(line if 4 <= len(line) <= 90 else "")
    return _Facts(
        pairs, bool(_INFO.search(line)), _is_furniture(line), bool(read_trail(line)), _is_no_title(line), signs
    )


_known_facts = lru_cache(maxsize=2048)(_read_facts)
"""Facts of lines that the menus of a host repeat on every page."""


def _bare(line: str) -> str:
    """Return a headline without the mark of a list in front and the number of a picture
    behind.

    >>> _bare("》福州今日有雨"), _bare("《闽都别记》再版")
    ('福州今日有雨', '《闽都别记》再版')
    """
    return without_counter(line.lstrip("》>＞»›•■□●◆▪▶ ")) or line
