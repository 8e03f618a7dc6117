"""Two aligned texts → the kinds of places where they differ: changed numbers, replaced
words, damage.

A place counts once. Digits decide first: a whole number in place of another is a change
of substance, a number that lost a digit is damage. Single letters, and letters of a
wrong charset, are damage. What remains and has words on both sides is a replaced word,
unless the two are one word on both sides of the strait, or the word is only moved.
"""

import re
from dataclasses import dataclass
from typing import Literal

from newscrawl.dedup.align import EDGE, GAP_COST, Alignment, Difference
from newscrawl.dedup.changed_words import LONGEST, Change, are_opposites, read_change
from newscrawl.dedup.numbers import FIGURES, NUMBER, NUMBER_CHARACTERS, compare_numbers
from newscrawl.dedup.other_names import other_names, other_place
from newscrawl.dedup.replaced_words import SPELLINGS, garbled, same_word, without_common_ends
from newscrawl.dedup.standing import is_credit

LONG = 24  # characters; a longer replacement is rewriting, not a slot of a template
MIXED = 12  # characters with numbers that still are at the same place (10月26日16时33 and 6月17日17时42)
NAME = 5  # characters of 记者 and a name, up to its last letter
CLAUSE = 14  # characters of a replaced clause that may turn a statement round (因故取消, 因天气原因推迟举行)
ADDED = 4  # characters put in that are a word: more are a clause
CONTEXT = 3  # characters shown and looked for on either side
BYLINE = re.compile("记者|通讯员|作者|摄影|编辑|来源|供稿|撰文")
BYLINE_WITHIN = 80  # characters from the beginning or the end in which a byline is
DATELINE = re.compile("[0-9一二三四五六七八九十]日[电讯]")
SENT = re.compile("[电讯]|消息|报道|记者")
BYLINES, DATED = 24, 12  # characters of several names behind 记者, and of the day between a place and 电

Kind = Literal["number", "lost", "damage", "word", "none"]
Place = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Differences:
    """How two texts differ inside the stretch they share."""

    numbers: tuple[tuple[str, str], ...] = ()
    """Changed numbers, each with a few characters around it."""
    lost: tuple[tuple[str, str], ...] = ()
    """Numbers that lost digits, or were misread: damage, if there is other damage (27日
    and 2日)."""
    words: tuple[tuple[str, str], ...] = ()
    """Replaced words."""
    swaps: tuple[tuple[str, str], ...] = ()
    """Replaced single letters: damage, unless one is always replaced by the same other
    (a different name)."""
    damage: int = 0
    """Places outside numbers with a letter lost, added or misread."""
    garbled: int = 0
    """Places with letters of a wrong charset, which are damage too."""
    edited: int = 0
    """Characters added, left out and replaced; a long passage counts as `GAP_COST`."""
    reversed: tuple[tuple[str, str], ...] = ()
    """Changes that turn a statement round or name the other of two, with a few
    characters around them."""
    changed: tuple[tuple[str, str], ...] = ()
    """Other short changes that leave words on both sides, with a few characters around
    them."""
    shown: int = 0
    """Single letters that make no word on one side: damage that shows itself."""
    strange: tuple[tuple[str, str], ...] = ()
    """Several letters that make no word on one side: damage, if there is other damage,
    otherwise a name."""


NO_DIFFERENCES = Differences()


def read_differences(found: Alignment) -> Differences:
    """Sort the differences of the shared stretch by kind.

    >>> from newscrawl.dedup.align import align
    >>> read_differences(align("仓山区今日新增绿地3公顷总面积达到百顷", "台江区今日新增绿地5公顷总面积达百顷")).numbers
    (('增绿地3公顷总', '增绿地5公顷总'),)
    """
    numbers: list[tuple[str, str]] = []
    lost: list[tuple[str, str]] = []
    words: list[tuple[str, str]] = []
    swaps: list[tuple[str, str]] = []
    reversed_: list[tuple[str, str]] = []
    changed: list[tuple[str, str]] = []
    strange: list[tuple[str, str]] = []
    damage = garbles = edited = shown = 0
    for place in found.differences:
        edited += min(place.longest, GAP_COST) if place.longest > 1 else 0
        mine, theirs = _sides(found, _place(place))
        if place.longest > LONG:
            if _other_figures(mine, theirs):
                numbers.append((mine[:LONG], theirs[:LONG]))
            continue
        if garbled(mine) or garbled(theirs):
            damage, garbles, shown = damage + 1, garbles + 1, shown + 1
            continue
        kind = _kind(found, place, mine, theirs)
        if kind in ("number", "lost"):
            pairs = numbers if kind == "number" else lost
            pairs.append(_sides(found, _widened(_whole_numerals(found, place))))
            continue
        change = _change(found, place)
        if kind == "word" and change != "neutral":
            words.append((mine, theirs))
        elif kind == "damage":
            damage += 1
            if place.shortest == 1 and change != "neutral":
                swaps.append((mine, theirs))
        if change == "damaged" and place.longest == 1:
            shown += 1
        elif change is not None and change != "neutral":
            pairs = {"reversed": reversed_, "edited": changed, "damaged": strange}[change]
            pairs.append(_sides(found, _widened(_place(place))))
    return Differences(
        tuple(numbers),
        tuple(lost),
        tuple(words),
        tuple(swaps),
        damage,
        garbles,
        edited,
        tuple(reversed_),
        tuple(changed),
        shown,
        tuple(strange),
    )


def names_differ(found: Alignment) -> bool:
    """Check whether a name stands in place of another, outside of credits.

    >>> from newscrawl.dedup.align import align
    >>> notice = "为做好供水管网改造{}部分区域将于今晚停水请居民提前储水"
    >>> names_differ(align(notice.format("仓山区"), notice.format("台江区")))
    True
    """
    return any(
        _is_other_name(found, place) for place in found.differences if place.shortest > 0 and place.longest <= LONG
    )


def _kind(found: Alignment, place: Difference, mine: str, theirs: str) -> Kind:
    if NUMBER.search(mine) or NUMBER.search(theirs):
        change = _number_change(found, place)
        if change is not None:
            return change
    if _is_edge(found, place):
        return "none"  # bylines and small print: most copies differ there
    if place.shortest > 0 and same_word(mine, theirs):
        return "none"
    if place.longest == 1:
        return "damage"
    if place.shortest == 0 or _is_byline(found, place) or _is_moved(found, _place(place)):
        return "none"
    return "word"


def _change(found: Alignment, place: Difference) -> Change | None:
    """Read a short change of words; None for what is no such change: credits, clauses,
    moved words, other spellings."""
    mine, theirs = _sides(found, _place(place))
    start, end, other_start, other_end = _place(place)
    if _is_edge(found, place):
        if is_credit(mine) or is_credit(theirs):
            return None
        before = 0
        while before < min(len(mine), len(theirs)) and mine[before] == theirs[before]:
            before += 1
        mine, theirs = without_common_ends(mine, theirs)
        start, other_start = start + before, other_start + before
        end, other_end = start + len(mine), other_start + len(theirs)
        if not mine or not theirs:
            return None
    longest = max(len(mine), len(theirs))
    if LONGEST < longest <= CLAUSE and are_opposites(mine, theirs, least=2):
        return "reversed"
    if longest > LONGEST or (longest > ADDED and not (mine and theirs)) or NUMBER.fullmatch(mine + theirs):
        return None
    if mine and theirs and (same_word(mine, theirs) or frozenset(mine + theirs) in SPELLINGS):
        return None
    if longest > 1 and _is_moved(found, _place(place)):
        return None
    if _is_digit_lost(found, place):
        return "damaged"
    change = read_change(found.text, start, end, found.other, other_start, other_end)
    return None if change != "reversed" and _is_byline(found, place, behind=NAME) else change


def _is_other_name(found: Alignment, place: Difference) -> bool:
    """Check whether a replaced word names another place or person, and is not who wrote
    the text or where it was sent from."""
    sides = _place(place)
    mine, theirs = _sides(found, sides)
    names = other_names(mine, theirs, found.text[place.end : place.end + LONGEST])
    if not names and (place.longest > NAME or not other_place(found.text, *sides[:2], found.other, *sides[2:])):
        return False
    return not (
        same_word(mine, theirs)
        or _is_byline(found, place, behind=BYLINES)
        or _is_moved(found, sides)
        or (place.start < BYLINE_WITHIN and SENT.search(found.text, place.start, place.end + DATED))
        or (place.other_start < BYLINE_WITHIN and SENT.search(found.other, place.other_start, place.other_end + DATED))
    )


def _is_digit_lost(found: Alignment, place: Difference) -> bool:
    """Check whether a letter stands in place of a digit, beside another one (2无)."""
    sides = (found.text, place.start, place.end), (found.other, place.other_start, place.other_end)
    digits = [text[start:end].isascii() and text[start:end].isdecimal() for text, start, end in sides]
    return digits[0] != digits[1] and any(text[max(0, start - 1) : start].isdecimal() for text, start, _ in sides)


def _number_change(found: Alignment, place: Difference) -> Kind | None:
    """Compare the numerals on both sides of a difference; None unless both have one
    there."""
    whole = _whole_numerals(found, place)
    mine, theirs = _sides(found, whole)
    numerals, other_numerals = _numerals(mine, theirs)
    if not numerals or not other_numerals:
        return None
    pure = len(numerals[0]) == len(mine) and len(other_numerals[0]) == len(theirs)
    around = EDGE if _is_edge(found, place) else MIXED
    if not pure and (len(numerals) != len(other_numerals) or place.longest > around):
        return None
    if place.start > 0 and _is_moved(found, whole):
        return "none"
    changes = {compare_numbers(*pair) for pair in zip(numerals, other_numerals, strict=False)}
    if "changed" in changes:
        return "none" if _is_dateline(found, whole) else "number"
    if not pure:
        return None
    return "lost" if "damaged" in changes else "none"


def _numerals(mine: str, theirs: str) -> tuple[list[str], list[str]]:
    """Read the numerals of two passages; where both have figures, only these: 三 in 三明
    is a name."""
    figures = FIGURES.findall(mine), FIGURES.findall(theirs)
    return figures if all(figures) else (NUMBER.findall(mine), NUMBER.findall(theirs))


def _other_figures(mine: str, theirs: str) -> bool:
    """Check whether two long replaced passages are one form filled in anew: as many
    numbers, all different."""
    numerals, other_numerals = _numerals(mine, theirs)
    if len(numerals) < 2 or len(numerals) != len(other_numerals):
        return False
    return all(compare_numbers(*pair) == "changed" for pair in zip(numerals, other_numerals, strict=True))


def _is_dateline(found: Alignment, whole: Place) -> bool:
    """Check whether the numerals belong to a dateline: a reprint has one of its own,
    and its day alone proves nothing."""
    start, end, other_start, other_end = whole
    return bool(DATELINE.search(found.text, start, end + 2) or DATELINE.search(found.other, other_start, other_end + 2))


def _whole_numerals(found: Alignment, place: Difference) -> Place:
    """Widen a difference over the numerals it cuts: 202{3|4}年 becomes {2023|2024}年."""
    text, other = found.text, found.other
    start, end, other_start, other_end = _place(place)
    while start and other_start and text[start - 1] in NUMBER_CHARACTERS and other[other_start - 1] == text[start - 1]:
        start, other_start = start - 1, other_start - 1
    last, other_last = len(text), len(other)
    while end < last and other_end < other_last and text[end] in NUMBER_CHARACTERS and other[other_end] == text[end]:
        end, other_end = end + 1, other_end + 1
    return start, end, other_start, other_end


def _is_moved(found: Alignment, place: Place) -> bool:
    """Check whether a differing place is only moved: the other text has it with the
    same characters around it."""
    around, other_around = _sides(found, _widened(place))
    return around in found.other or other_around in found.text


def _is_byline(found: Alignment, place: Difference, behind: int = 8) -> bool:
    """Check whether a replaced word names who wrote the text: near its beginning or
    end, behind 记者 and the like."""
    sides = (found.text, place.start, place.end), (found.other, place.other_start, place.other_end)
    return any(
        (start < BYLINE_WITHIN or end > len(text) - BYLINE_WITHIN) and BYLINE.search(text, max(0, start - behind), end)
        for text, start, end in sides
    )


def _is_edge(found: Alignment, place: Difference) -> bool:
    return place.start == 0 or place.end == len(found.text)


def _place(place: Difference) -> Place:
    return place.start, place.end, place.other_start, place.other_end


def _widened(place: Place) -> Place:
    start, end, other_start, other_end = place
    return max(0, start - CONTEXT), end + CONTEXT, max(0, other_start - CONTEXT), other_end + CONTEXT


def _sides(found: Alignment, place: Place) -> tuple[str, str]:
    start, end, other_start, other_end = place
    return found.text[start:end], found.other[other_start:other_end]
