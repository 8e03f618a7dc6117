"""Lines of texts without markup → rows of numbers, on which the text model is trained
and which it judges.

What markup shows of a page is not there: links, elements and their names. Instead count
the line's own characters and words; how its words agree with the first line (a title
more often than not) and with the other sentences, and what surrounds it, is counted in
`line_agreement`. All is counted over many texts at once: most of them are short, and
numpy takes as long to begin as to count a text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.fields.marks import SENTENCE_END
from newscrawl.reader.fields.word_marks import MARKS, word_marks
from newscrawl.reader.lines.line_agreement import HASHED, Division, agreement, surroundings
from newscrawl.reader.lines.shown_heading import shown_heading

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]

_CLASSES = (
    "。！？",
    "，、；：",
    ",!?;:",
    "“”「」《》『』",
    ">＞»›|｜·/",
    "的了在是和与與将將对對为為不有也就而但这這那其他我们們被从從于於及等到上中以会會已還还更所让讓把给給着著并並",
    "0123456789",
    " ",
)
_HAN, _LATIN = len(_CLASSES), len(_CLASSES) + 1
_PATTERNS = tuple(
    re.compile(pattern, re.M)
    for pattern in (
        r"(?:19|20)\d\d[^\S\n]?[-/.年][^\S\n]?\d{1,2}[^\S\n]?[-/.月][^\S\n]?\d{1,2}",
        r"[:：](?<=\d[:：])\d\d",
        r"\d{3}-\d{7}|1\d{10}",
        r"://|www\.|\.c(?:om|n)|@",
        r"首页|首頁|登录|登入|注册|註冊|网站地图|联系我们|聯絡我們|聯系我們|关于我们|關於我們|加入收藏|设为首页|E(?i:nglish)|RSS|繁體|简体|手机版|客户端",
        r"^\W*(?:上一[篇则則条條页頁]|下一[篇则則条條页頁]|相关(?:新闻|阅读|报道|链接|文章)|相關(?:新聞|閱讀|報導|文章|連結)|延伸[阅閱][读讀]"
        r"|推[荐薦][阅閱][读讀]|热门|熱門|更多)",
        r"记者|記者|表示|介绍|介紹|据|據|昨日|今日|近日|日前|日电|日電|本报讯|本報訊|消息",
    )
)
_OWN = 25
_NUMBER = _OWN + 2
"""Column of telephone numbers, for which only lines of many digits are searched."""
_DATED, _NEXT = _OWN, _OWN + 5
_MARKS = _OWN + len(_PATTERNS)
_AGREES = _MARKS + MARKS
_AROUND = _AGREES + 14
_SEEN = _AROUND + 11
REACH = 3
"""Lines before and behind a line that its row shows."""
_SHIFTS = np.array((-3, -2, -1, 1, 2, 3))
_PASSED = (0, 1, 7, 8, 14, 15, _MARKS, _MARKS + 1, _MARKS + 2, _MARKS + 3, _MARKS + 7, _AGREES, _AROUND)
"""Columns of a line that its neighbours see."""


@dataclass(frozen=True, slots=True)
class LineSigns:
    """A row of numbers for each line of some texts, one after the other, and what was
    counted on the way.
    """

    columns: Floats
    """The row of each line without its neighbours."""
    sizes: Floats
    """Characters of each line."""
    pairs: Ints
    """Hashed pairs of neighbouring characters, of all lines one after the other."""
    starts: Ints
    """Where the pairs of each line begin."""
    division: Division
    """Which lines are of which text."""
    shown: list[int]
    """For each text the line that stands in its first one, -1 where none does."""

    def near_sentences(self, reach: int) -> Ints:
        """Return the lines that are at most so many from a sentence of their text; all
        of a text that has none.
        """
        division = self.division
        sentence = self.columns[:, _AROUND] > 0
        at = np.flatnonzero(sentence)
        edges = np.zeros(division.count + 1, np.intp)
        np.add.at(edges, np.maximum(at - reach, division.begins[at]), 1)
        np.add.at(edges, np.minimum(at + reach + 1, division.ends[at]), -1)
        without = ~np.logical_or.reduceat(sentence, division.firsts) if division.count else sentence
        return np.flatnonzero((np.cumsum(edges)[:-1] > 0) | without[division.text_of])

    def rows(self, by_pairs: Floats, at: Ints) -> Floats:
        """Return the whole rows of some lines: their signs, those of their neighbours,
        and the verdict by pairs on all of them.
        """
        places = self.division.padded(REACH)
        passed = np.zeros((self.division.padded_count(REACH), len(_PASSED)))
        passed[places] = self.columns[:, _PASSED]
        verdicts = np.zeros(len(passed))
        verdicts[places] = by_pairs
        around = places[at][:, None] + _SHIFTS
        near = passed[around].reshape(len(at), -1)
        return np.hstack([self.columns[at], near, verdicts[places[at][:, None] + np.arange(-REACH, REACH + 1)]])


def read_signs(texts: Sequence[Sequence[str]]) -> LineSigns:
    """Count the signs of each line of some texts; no text and no line may be empty."""
    lines = [line for text in texts for line in text]
    count = len(lines)
    division = Division.of(list(map(len, texts)))
    joined = "\n".join(lines) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32).astype(np.intp)
    sizes = np.array(list(map(len, lines)), float)
    starts = np.zeros(count, np.intp)
    starts[1:] = np.cumsum(sizes[:-1] + 1)
    line_of = np.repeat(np.arange(count), np.diff(np.append(starts, len(codes))))
    kinds = _LATIN + 2
    classes = line_of * kinds + _CLASS_OF.take(codes, mode="clip")
    counts = np.bincount(classes, minlength=count * kinds).reshape(count, kinds).astype(float)
    ends = starts + sizes.astype(np.intp) - 1
    columns = np.zeros((count, _SEEN))
    # converters and keyboards leave half-width marks in Chinese sentences
    half = np.where(counts[:, _HAN] > 0.3 * sizes, counts[:, 2], 0.3 * counts[:, 2])
    stops, commas = counts[:, 0], counts[:, 1] + half
    words = counts[:, 7] + 1
    heads, tails = np.minimum(codes[starts], 0xFFFF), np.minimum(codes[ends], 0xFFFF)
    hard = _among(SENTENCE_END)[tails]
    own = (
        np.log1p(sizes),
        counts[:, _HAN] / sizes,
        counts[:, _LATIN] / sizes,
        counts[:, 6] / sizes,
        np.minimum(stops, 6),
        np.minimum(commas, 8),
        np.minimum(counts[:, 3], 6),
        (stops + commas) / (sizes / 20 + 1),
        hard,
        _among("）)；;")[tails],
        _among("：:")[tails],
        _among("，、,")[tails],
        np.log1p(words),
        np.minimum(sizes / words, 40),
        (words >= 3) & (sizes / words < 7),
        counts[:, 5] / (counts[:, _HAN] + 5),
        counts[:, 5] > 0,
        np.minimum(counts[:, 4], 4),
        _among("·•■▲●★◆-—[【(（>")[heads],
        _among("0123456789")[heads],
        _among('“"「『')[heads],
        sizes < 5,
        (sizes >= 5) & (sizes < 12),
        (sizes >= 12) & (sizes < 26),
        sizes >= 60,
    )
    columns[:, :_OWN] = np.stack(own, 1)
    for column, pattern in enumerate(_PATTERNS, _OWN):
        if column != _NUMBER:
            places = [match.start() for match in pattern.finditer(joined)]
            columns[starts.searchsorted(np.array(places, np.intp), "right") - 1, column] = 1
    columns[:, _OWN:_NUMBER] *= counts[:, 6:7] >= 3  # those of full-width digits do not count
    for at in np.flatnonzero(counts[:, 6] >= 8).tolist():
        columns[at, _NUMBER] = _PATTERNS[_NUMBER - _OWN].search(lines[at]) is not None
    columns[:, [_OWN + 2, _OWN + 3]] = columns[:, [_OWN + 3, _OWN + 2]]  # as the model was trained
    marks = word_marks(lines)
    columns[:, _MARKS:_AGREES] = marks
    sentence = (((stops + commas >= 2) & (sizes >= 20)) | (hard & (sizes >= 14))) & (marks[:, 0] == 0)
    shown = [shown_heading(text) for text in texts]
    pairs = _hashed(codes)
    columns[:, _AGREES:_AROUND] = agreement(
        texts,
        division,
        shown=np.array(shown),
        sizes=sizes,
        keys=(line_of << HASHED) | pairs,
        sentence=sentence,
        legal=marks[:, 0] > 0,
        furniture=(marks[:, :3] > 0).any(axis=1) & (sizes < 60),
        dated=(columns[:, _DATED] > 0) & (sizes < 80),
        following=columns[:, _NEXT],
    )
    columns[:, _AROUND:] = surroundings(division, sizes, sentence)
    return LineSigns(columns, sizes, pairs, starts, division, shown)


def _hashed(codes: Ints) -> Ints:
    """Hash each character with the next one, in 16 bits; 0 where either is a blank or
    ends a line. All digits are one, half-width marks are as full-width ones.
    """
    folded = np.where(codes < 128, _FOLDED.take(codes, mode="clip"), codes)
    if len(codes) and folded.max() <= 0xFFFF:
        folded = folded.astype(np.uint32)  # the sums of others need more bits; these take a quarter of the time
    after = np.append(folded[1:], folded.dtype.type(10))
    mixed, most = folded * 31_337 + after * 7_919, (1 << HASHED) - 1
    mixed -= mixed // most * most - 1
    mixed[(folded <= 32) | (after <= 32)] = 0
    hashed: Ints = mixed.astype(np.intp)
    return hashed


@cache
def _among(chars: Iterable[str]) -> NDArray[np.bool_]:
    """Return for each character whether it is one of these."""
    table = np.zeros(0x10000, bool)
    table[list(map(ord, chars))] = True
    return table


def _class_table() -> NDArray[np.uint8]:
    """Return the class of each character; `_LATIN` + 1 for those of none."""
    table = np.full(0x10000, _LATIN + 1, np.uint8)
    table[0x3400:0xA000] = _HAN
    table[0x41:0x5B] = table[0x61:0x7B] = _LATIN
    for number, chars in enumerate(_CLASSES):
        table[list(map(ord, chars))] = number
    return table


_CLASS_OF = _class_table()
_FOLDED = np.arange(128)
_FOLDED[0x30:0x3A] = 0x30
_FOLDED[list(map(ord, ",;:!?()"))] += 0xFEE0
