"""A short place where two texts differ → an edit, or damage that can be shown.

How small a difference is says nothing: 属实 and 不属实 differ by one character and are
two pieces of news. Damage shows itself: it puts letters together that Chinese does not
(`newscrawl.text.frequency` holds what stands behind what), where an edit leaves words
on both sides. An edit that reverses a statement, or exchanges one of a pair (上/下,
男/女), is marked as such: it matters in a text of any length.
"""

import re
from functools import cache
from pathlib import Path
from typing import Literal

from newscrawl.text.frequency import frequency

Change = Literal["reversed", "edited", "damaged", "neutral"]

LONGEST = 6  # characters on the longer side; beyond, words are rewritten and say nothing of one another
WORSE, WORDS_WORSE = (
    3.0,
    4.0,
)  # nats by which the worse side must be less Chinese than the other, one letter and more ...
NO_WORD, NO_WORDS = -1.0, 0.0  # ... what it may gain at most by standing where it stands ...
A_WORD = 1.0  # ... and what the better side may lose: where neither makes a word (a name), nothing shows damage
NOISE = 5.0  # nats that a negation costs which stands there by accident
BELONGS = 1.0  # nats that a letter gains by standing where it stands, if it is part of a word

_NEGATIONS = re.compile("[不未没无非勿莫否毋]|禁止|停止|暂停|中止|取消|撤销|拒绝|谣传|疑似|副")
_IDIOMS = re.compile(
    "不[断仅但少同过久禁时懈锈单光只管论乏愧凡]|[差了对要]不[多起]|无[论数疑偿锡线限私人机]|除?非[常遗洲典公]|未[来免必]|没收"
    "|[是能可与]否|否则|副[食业作刊]"
)
"""Words in which a negation negates nothing."""
_GRAMMAR = frozenset("的地得了着过和与及等而或之于以其也都就我你他她它们这那此该为在来去个些么呢吗吧") | {""}
"""Letters of grammar: no edit puts one in place of a letter that means something."""
TABLES = Path(__file__).parent / "tables"


def _groups(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (TABLES / name).read_text(encoding="utf-8").splitlines()]


@cache
def _opposites() -> dict[str, set[str]]:
    """Return for each word those that exclude it."""
    found: dict[str, set[str]] = {}
    for words in _groups("opposites.txt"):
        for word in words:
            found.setdefault(word, set()).update(set(words) - {word})
    return found


@cache
def _lengths() -> list[int]:
    """Return the lengths of the words that have opposites."""
    return sorted(set(map(len, _opposites())))


@cache
def _neutral_words() -> dict[str, set[int]]:
    """Return for each word the groups in which editors exchange it; any of them may be
    put in or left out."""
    found: dict[str, set[int]] = {}
    for number, words in enumerate(_groups("neutral_words.txt")):
        for word in words:
            found.setdefault(word, set()).add(number)
    return found


def read_change(text: str, start: int, end: int, other: str, other_start: int, other_end: int) -> Change:
    """Classify what stands at the same place of two texts; at least one side is not
    empty.

    >>> def change(before, one, other, behind):
    ...     start, texts = len(before), [before + word + behind for word in (one, other)]
    ...     return read_change(texts[0], start, start + len(one), texts[1], start, start + len(other))
    >>> change("网传停运的消息", "", "不", "属实请市民留意"), change("今晚成品油价格", "上", "下", "调车主可错峰")
    ('reversed', 'reversed')
    >>> change("居民张志", "强", "刚", "昨天获奖"), change("全市人民政", "府", "主", "召开会议")
    ('edited', 'damaged')
    >>> change("地铁公司负责人", "表示", "指出", "运力充足"), change("增长势头", "持续", "不断", "增强")
    ('neutral', 'edited')
    """
    mine, theirs = text[start:end], other[other_start:other_end]
    words = _words_at(text, start, end), _words_at(other, other_start, other_end)
    if _is_neutral(*words):
        return "neutral"
    if are_opposites(mine, theirs) or any(
        other in _opposites().get(one, ()) for one, other in zip(*words, strict=True)
    ):
        return "reversed"
    grammar = mine in _GRAMMAR, theirs in _GRAMMAR
    if all(grammar):
        return "neutral"
    if any(grammar) and mine and theirs:
        return "damaged"
    negated = _negations(text, start, end) != _negations(other, other_start, other_end)
    fits, other_fits = _fit(text, start, end), _fit(other, other_start, other_end)
    if mine and theirs:
        single = len(mine) == len(theirs) == 1
        if _is_damage(fits, other_fits, *((WORSE, NO_WORD) if single else (WORDS_WORSE, NO_WORDS)), negated=negated):
            return "damaged"
        return "reversed" if negated else "edited"
    longer, shorter = (fits, other_fits) if mine else (other_fits, fits)
    if negated:
        return "reversed" if longer - shorter < NOISE else "damaged"
    if max(len(mine), len(theirs)) == 1 and shorter - longer < BELONGS:
        return "damaged"
    return "damaged" if _is_damage(shorter, longer, WORSE, NO_WORD) and longer < shorter else "edited"


def _is_damage(fits: float, other_fits: float, worse: float, no_word: float, *, negated: bool = False) -> bool:
    """Check whether one side makes words, and the other none."""
    low, high = sorted((fits, other_fits))
    return high - low >= (NOISE if negated else worse) and high >= no_word and low <= A_WORD


def _is_neutral(mine: tuple[str, str, str], theirs: tuple[str, str, str]) -> bool:
    """Check whether the words of a place are those that editors exchange without
    changing the news."""
    known = _neutral_words()
    if not mine[0] or not theirs[0]:
        return (mine[0] or theirs[0]) in known
    return any(known.get(one, set()) & known.get(other, set()) for one, other in zip(mine, theirs, strict=True))


def _words_at(text: str, start: int, end: int) -> tuple[str, str, str]:
    """Return a word alone, with the character before it, and with the one behind it."""
    return text[start:end], text[max(0, start - 1) : end], text[start : end + 1]


def are_opposites(mine: str, theirs: str, *, least: int = 1) -> bool:
    """Check whether one of two words excludes the other, or a part of it of at least so
    many letters.

    >>> are_opposites("推迟举行", "取消"), are_opposites("由东向西", "由西向东"), are_opposites("上升", "下降", least=3)
    (True, True, False)
    """
    if len(mine) == len(theirs) and sorted(mine) == sorted(theirs):
        return any(char in _opposites() for char in mine)  # 由东向西 and 由西向东
    known = _opposites()
    pieces = (mine[at : at + size] for size in _lengths() if size >= least for at in range(len(mine) - size + 1))
    return any(
        other in theirs and word not in theirs and other not in mine for word in pieces for other in known.get(word, ())
    )


def _negations(text: str, start: int, end: int) -> int:
    """Count the negations of a place, those that are part of an idiom left out."""
    low, high = max(0, start - 1), end + 1
    idioms = [match.span() for match in _IDIOMS.finditer(text, low, high)]
    return sum(
        not any(first <= match.start() < last for first, last in idioms)
        for match in _NEGATIONS.finditer(text, start, end)
    )


def _fit(text: str, start: int, end: int) -> float:
    """Return what the letters of a place, and the next two, cost where they stand
    beside what they cost without the place: below 0 they belong there."""
    cost, alone = frequency().cost, frequency().alone_cost
    total = sum([cost(text[max(0, at - 2) : at] or "\n", text[at]) - alone(text[at]) for at in range(start, end)])
    if end < len(text):
        behind = text[end]
        total += cost(text[max(0, end - 2) : end] or "\n", behind) - alone(behind)
        if end + 1 < len(text):
            total += cost(text[max(0, end - 1) : end + 1], text[end + 1]) - cost(behind, text[end + 1])
    return total
