"""Numbers of canonical text: a changed number and a damaged one told apart.

Tomorrow's weather report differs from today's in its numbers, and a copy does not. But
copies are also damaged: a digit is lost, or read as a letter. Damage does not put
another whole number in place of one.
"""

import re
from typing import Literal

NUMBER_CHARACTERS = frozenset("0123456789〇零一二两三四五六七八九十百千万亿")
NUMBER = re.compile(r"[0-9〇零一二两三四五六七八九十百千万亿]+")
FIGURES = re.compile(r"[0-9][0-9〇零一二两三四五六七八九十百千万亿]*")
_POINTED = re.compile(r"([0-9〇零一二两三四五六七八九十百千]+)点([0-9〇零一二三四五六七八九]+)")
_UNIT = re.compile("千(?=[瓦克米伏赫卡焦])")
_WRITINGS = ("0〇零", "1一", "2二两", "3三", "4四", "5五", "6六", "7七", "8八", "9九")
_DIGITS = {char: value for value, chars in enumerate(_WRITINGS) for char in chars}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_WELL_FORMED = re.compile(r"[0-9]+万?亿?(?:[0-9]+万)?[0-9]*\Z|(?![百千万亿]+\Z)[〇零一二两三四五六七八九十百千万亿]+\Z")

Change = Literal["same", "damaged", "changed"]


def compare_numbers(one: str, other: str) -> Change:
    """Return whether two numerals at the same place of two texts are the same number, a
    damaged one, or changed.

    A numeral that is the other one with characters left out counts as damaged (27日 →
    2日), and so does one that nobody would write (1一): a copy may have that. Canonical
    text has no decimal points.

    >>> compare_numbers("五", "5"), compare_numbers("二〇二三", "2023"), compare_numbers("两", "二")
    ('same', 'same', 'same')
    >>> compare_numbers("27", "2"), compare_numbers("10", "1一")
    ('damaged', 'damaged')
    >>> compare_numbers("二", "三"), compare_numbers("2023", "2024"), compare_numbers("16", "7")
    ('changed', 'changed', 'changed')
    """
    first, second = number_value(one), number_value(other)
    if first is not None and first == second:
        return "same"
    if first is None or second is None or _left_out(one, other) or _left_out(other, one):
        return "damaged"
    return "changed"


def number_value(numeral: str) -> int | None:
    """Read a numeral, Arabic or Chinese or both (3亿5000万); None if it is not well
    formed.

    >>> [number_value(numeral) for numeral in ("2020", "二〇二〇", "二十一", "3万", "一百零八", "18三2")]
    [2020, 2020, 21, 30000, 108, None]
    """
    if not _WELL_FORMED.match(numeral):
        return None
    if all(char in _DIGITS for char in numeral):
        return int("".join(str(_DIGITS[char]) for char in numeral))
    total = section = digits = 0
    for char in numeral:
        if char in _DIGITS:
            digits = digits * 10 + _DIGITS[char]
        elif char in _SMALL:
            section, digits = section + (digits or 1) * _SMALL[char], 0
        elif char == "万":
            total, section, digits = total + (section + digits or 1) * 10_000, 0, 0
        else:
            total, section, digits = (total + section + digits or 1) * 100_000_000, 0, 0
    return total + section + digits


def in_figures(text: str) -> str:
    """Write every number of a canonical text in figures, which have no decimal points
    there and no sign of percent.

    >>> in_figures("十月二十二日增长百分之六点五"), in_figures("10月22日增长65")
    ('10月22日增长65', '10月22日增长65')
    """
    text = _UNIT.sub("仟", text)
    text = _POINTED.sub(lambda found: _figures(found[1]) + _figures(found[2]), text.replace("百分之", ""))
    return NUMBER.sub(lambda found: _figures(found[0]), text)


def _figures(numeral: str) -> str:
    if all(char in _DIGITS for char in numeral):
        return "".join(str(_DIGITS[char]) for char in numeral)
    value = number_value(numeral)
    return numeral if value is None else str(value)


def _left_out(shorter: str, longer: str) -> bool:
    rest = iter(longer)
    return len(shorter) < len(longer) and all(char in rest for char in shorter)
