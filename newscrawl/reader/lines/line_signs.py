"""Lines of a text without markup → rows of numbers, on which the text model is trained
and which it judges.

What markup shows of a page is not there: links, elements and their names. Instead count
the line's own characters and words, how its words agree with the first line (a title
more often than not) and with the other sentences, and what surrounds it. All is counted
over the whole text at once, since documents are many.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from newscrawl.reader.fields.line_features import word_marks
from newscrawl.reader.fields.marks import WORDS
from newscrawl.reader.heading import fold_title

Floats = NDArray[np.floating[Any]]
Ints = NDArray[np.intp]

_HASHED = 1 << 16
"""Values of a hashed pair of characters."""
_LONGEST_TITLE = 400
"""Characters of a first line that may be a title."""
_SENTENCE_END = "。！？!?…”」』"
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
        r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}",
        r"(?<=\d)[:：]\d\d",
        r"\d{3}-\d{7}|1\d{10}",
        r"://|www\.|\.c(?:om|n)|@",
        r"首页|首頁|登录|登入|注册|註冊|网站地图|联系我们|聯絡我們|聯系我們|关于我们|關於我們|加入收藏|设为首页|E(?i:nglish)|RSS|繁體|简体|手机版|客户端",
        r"^\W*(?:上一[篇则則条條页頁]|下一[篇则則条條页頁]|相关(?:新闻|阅读|报道|链接|文章)|相關(?:新聞|閱讀|報導|文章|連結)|延伸[阅閱][读讀]"
        r"|推[荐薦][阅閱][读讀]|热门|熱門|更多)",
        r"记者|記者|表示|介绍|介紹|据|據|昨日|今日|近日|日前|日电|日電|本报讯|本報訊|消息",
    )
)
_NUMBERS = 3
"""Patterns of them that are made of digits, which few lines have so many of."""
_OWN = 25
_DATED, _NEXT = _OWN, _OWN + 5
_MARKS = _OWN + len(_PATTERNS)
_AGREES = _MARKS + len(WORDS)
_AROUND = _AGREES + 14
_SHIFTS = (-3, -2, -1, 1, 2, 3)
_PASSED = 13
"""Columns of a line that its neighbours see."""
WIDTH = _AROUND + 11 + _PASSED * len(_SHIFTS)


@dataclass(frozen=True, slots=True)
class LineSigns:
    """A row of numbers for each line, and what was counted on the way."""

    rows: Floats
    sizes: Floats
    """Characters of each line."""
    pairs: Ints
    """Hashed pairs of neighbouring characters, of all lines one after the other."""
    starts: Ints
    """Where the pairs of each line begin."""
    shown: int
    """The line that stands in the first one, -1 where none does."""

    def near_sentences(self, reach: int) -> NDArray[np.bool_]:
        """Return which lines are at most so many from a sentence; all, where there is
        none.
        """
        at = np.flatnonzero(self.rows[:, _AROUND])
        if not len(at):
            return np.ones(len(self.rows), bool)
        edges = np.zeros(len(self.rows) + 1, np.intp)
        np.add.at(edges, np.maximum(at - reach, 0), 1)
        np.add.at(edges, np.minimum(at + reach + 1, len(self.rows)), -1)
        return np.cumsum(edges)[:-1] > 0


def read_signs(lines: list[str]) -> LineSigns:
    """Count the signs of each line; no line may be empty."""
    count = len(lines)
    joined = "\n".join(lines) + "\n"
    codes = np.frombuffer(joined.encode("utf-32-le", "replace"), np.uint32).astype(np.intp)
    sizes = np.array(list(map(len, lines)), float)
    starts = np.zeros(count, np.intp)
    starts[1:] = np.cumsum(sizes[:-1] + 1)
    line_of = np.repeat(np.arange(count), np.diff(np.append(starts, len(codes))))
    kinds = _LATIN + 2
    classes = line_of * kinds + _CLASS_OF[np.minimum(codes, 0xFFFF)]
    counts = np.bincount(classes, minlength=count * kinds).reshape(count, kinds).astype(float)
    ends = starts + sizes.astype(np.intp) - 1
    pairs = _hashed(codes)
    rows = np.zeros((count, WIDTH))
    # converters and keyboards leave half-width marks in Chinese sentences
    half = np.where(counts[:, _HAN] > 0.3 * sizes, counts[:, 2], 0.3 * counts[:, 2])
    stops, commas = counts[:, 0], counts[:, 1] + half
    words = counts[:, 7] + 1
    heads, tails = np.minimum(codes[starts], 0xFFFF), np.minimum(codes[ends], 0xFFFF)
    hard = _among(_SENTENCE_END)[tails]
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
    rows[:, :_OWN] = np.stack(own, 1)
    for at in np.flatnonzero(counts[:, 6] >= 3).tolist():
        rows[at, _OWN : _OWN + _NUMBERS] = [bool(pattern.search(lines[at])) for pattern in _PATTERNS[:_NUMBERS]]
    places = starts.tolist()
    for column, pattern in enumerate(_PATTERNS[_NUMBERS:], _OWN + _NUMBERS):
        for match in pattern.finditer(joined):
            rows[bisect_right(places, match.start()) - 1, column] = 1
    rows[:, [_OWN + 2, _OWN + 3]] = rows[:, [_OWN + 3, _OWN + 2]]  # as the model was trained
    marks = word_marks(lines)
    rows[:, _MARKS:_AGREES] = marks
    sentence = (((stops + commas >= 2) & (sizes >= 20)) | (hard & (sizes >= 14))) & (marks[:, 0] == 0)
    shown = shown_heading(lines)
    _agreement(rows, lines, sizes, pairs, starts, sentence, marks, shown)
    _surroundings(rows, sizes, sentence)
    passed = [0, 1, 7, 8, 14, 15, _MARKS, _MARKS + 1, _MARKS + 2, _MARKS + 3, _MARKS + 7, _AGREES, _AROUND]
    padded = np.zeros((count + 6, _PASSED))
    padded[3:-3] = rows[:, passed]
    for at, shift in enumerate(_SHIFTS):
        column = _AROUND + 11 + at * _PASSED
        rows[:, column : column + _PASSED] = padded[3 + shift : 3 + shift + count]
    return LineSigns(rows, sizes, pairs, starts, shown)


def _agreement(
    rows: Floats, lines: list[str], sizes: Floats, pairs: Ints, starts: Ints, sentence: Any, marks: Floats, shown: int
) -> None:
    """Fill in how each line agrees with the first one and with the sentences, and what
    stood above it: furniture, notices, a date, the line that the first one shows.
    """
    count = len(lines)
    k = np.arange(count)
    line_of = np.repeat(k, np.diff(np.append(starts, len(pairs))))
    # sorted, since np.unique hashes, and badly where many lines are alike
    unique = np.sort(line_of * _HASHED + pairs)
    unique = unique[np.append(True, unique[1:] != unique[:-1])]
    owners, values = unique // _HASHED, unique % _HASHED
    real = values > 0
    owners, values = owners[real], values[real]
    distinct = np.bincount(owners, minlength=count)
    in_first = np.zeros(_HASHED, bool)
    in_first[values[owners == 0]] = True
    shared = np.bincount(owners, in_first[values], count)
    # the first and the last sentence with a pair: where they differ, two have it
    held, holders = values[sentence[owners]], (owners[sentence[owners]] + 1).astype(np.int16)
    first_holder, last_holder = np.zeros(_HASHED, np.int16), np.zeros(_HASHED, np.int16)
    last_holder[held] = holders
    first_holder[held[::-1]] = holders[::-1]
    lasts = last_holder[values]
    held_elsewhere = (lasts > 0) & (~sentence[owners] | (first_holder[values] != lasts))
    elsewhere = np.bincount(owners, held_elsewhere, count)
    first = int(distinct[0])
    furniture = ((marks[:, :3] > 0).any(axis=1)) & (sizes < 60)
    dated = (rows[:, _DATED] > 0) & (sizes < 80)
    last_date = np.maximum.accumulate(np.where(dated, k, -60))
    seen: dict[str, int] = {}
    for line in lines:
        seen[line] = seen.get(line, 0) + 1
    mass = np.concatenate(([0.0], np.cumsum(np.where(sentence, sizes, 0.0))))
    away = np.clip(k - shown, -60, 200) if shown >= 0 else np.zeros(count)
    columns = (
        shared / (np.minimum(first, distinct) + 3),
        shared / (first + 2),
        elsewhere / (distinct + 4),
        np.minimum(np.cumsum(furniture), 40) / 10,
        np.minimum(np.cumsum(marks[:, 0] > 0), 4),
        np.minimum(np.cumsum(rows[:, _NEXT]), 4),
        np.log1p(np.minimum(k - last_date, 60)),
        np.array([seen[line] > 1 for line in lines]),
        np.full(count, shown >= 0),
        (k > shown) & (shown >= 0),
        np.sign(away) * np.log1p(abs(away)),
        np.log1p(np.maximum(mass[k] - mass[max(shown, 0)], 0)) * (shown >= 0),
        (k == shown),
        k == 0,
    )
    rows[:, _AGREES:_AROUND] = np.stack(columns, 1)


def shown_heading(lines: list[str]) -> int:
    """Return the index of the line that stands in the first one, as a headline stands
    in the title of its page; -1 where none does.

    >>> shown_heading(["福州今日有雨_海峡网", "海峡网", "首页", "福州今日有雨"])
    3
    """
    best, place = 0, -1
    if len(lines[0]) > _LONGEST_TITLE:
        return place
    title = fold_title(lines[0])
    for at, line in enumerate(lines[1:], 1):
        if not 4 <= len(line) <= 120 or line[0] not in lines[0]:
            continue
        folded = fold_title(line)
        if len(folded) >= 5 and folded in title:
            score = len(folded) + (6 if title.startswith(folded) else 0)
            if score > best:
                best, place = score, at
    return place


def _surroundings(rows: Floats, sizes: Floats, sentence: Any) -> None:
    """Fill in how much running text is before, behind and around each line."""
    count = len(sizes)
    k = np.arange(count)
    sums = np.concatenate(([0.0], np.cumsum(np.where(sentence, sizes, 0.0))))
    total = sums[-1] + 1
    runs = _runs(sentence, sizes)
    columns: list[Any] = [sentence]
    for reach in (5, 15):
        low, high = np.maximum(k - reach, 0), np.minimum(k + reach + 1, count)
        columns += [np.log1p(sums[k] - sums[low]), np.log1p(sums[high] - sums[k + 1])]
    columns += [sums[k] / total, k / count, np.log1p(count - k), np.log1p(k)]
    columns += [runs / (runs.max() + 1), np.log1p(runs)]
    rows[:, _AROUND : _AROUND + 11] = np.stack(columns, 1)


def _runs(sentence: Any, sizes: Floats) -> Floats:
    """Return the characters of the run of sentences each line stands in; a single other
    line does not end a run.
    """
    runs = np.zeros(len(sizes))
    at = np.flatnonzero(sentence)
    if not len(at):
        return runs
    begins = np.flatnonzero(np.append(True, np.diff(at) > 2))
    masses = np.add.reduceat(sizes[at], begins)
    for first, last, mass in zip(at[begins], at[np.append(begins[1:], len(at)) - 1], masses, strict=True):
        runs[first : last + 1] = mass
    return runs


def _hashed(codes: Ints) -> Ints:
    """Hash each character with the next one; 0 where either is a blank or ends a line.
    All digits are one, half-width marks are as full-width ones.
    """
    folded = np.where(codes < 128, _FOLDED[np.minimum(codes, 127)], codes)
    after = np.append(folded[1:], 10)
    mixed: Ints = (folded * 31_337 + after * 7_919) % (_HASHED - 1) + 1
    mixed[(folded <= 32) | (after <= 32)] = 0
    return mixed


@cache
def _among(chars: str) -> NDArray[np.bool_]:
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
