"""Two texts → whether one is a copy of the other, with reasons that a person can check.

Similarity alone cannot decide: a copy with a tenth of its letters damaged is less like
its original than tomorrow's weather report is like today's. So the texts must overlap,
and three things exclude a copy: changed numbers, changed words, and two different
beginnings of one ending. Damage excuses some of it: the more letters are lost or
misread here and there, the more may differ; between clean texts hardly anything may.
How a changed word is told from a damaged one is in `changed_words`.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from newscrawl.dedup.align import Alignment, align
from newscrawl.dedup.differences import NO_DIFFERENCES, Differences, names_differ, read_differences
from newscrawl.dedup.fingerprint import Grams, common, distinct, grams
from newscrawl.dedup.numbers import FIGURES, NUMBER, in_figures
from newscrawl.dedup.replaced_words import may_name
from newscrawl.dedup.standing import without_credits, without_standing

HOPELESS = 0.30  # share of common 4-grams below which no damage makes a copy: the texts are not even aligned
OVERLAP_LEAST = 0.70  # of the shorter text, for a copy that is damaged, or cut and framed
OVERLAP_CLEAN = 0.80  # of the shorter text, in 4-grams, for a clean text that is short or was edited throughout
OVERLAP_EVEN = 0.90  # of the shorter text, letter by letter, that is enough where no word is changed
SHORT = 120  # characters; of a notice or a caption so much is the same in the next one
EDITED = 0.10  # share of the stretch in words put in, left out and replaced from which a text counts as rewritten
DAMAGED = 0.008  # damaged places a character, beside one, from which a text does not count as clean

DAMAGE_PER_NUMBER = 20  # damaged places for which one changed number is excused
SLOTS_LEAST = 0.035  # share of the stretch in replaced words that is no copy any more ...
SLOTS_BY_DAMAGE = 30.0  # ... plus this times the squared rate of damage: neighbouring damage looks like a word ...
SLOTS_BY_GARBLE = 0.035  # ... plus this if a wrong charset was at work, which leaves whole words too
REPEATED = 2  # times that a word replaced by the same other word shows another person or place
ALIKE = 0.95  # share of common 4-grams from which words replaced once, and beginnings, are too few to matter
SAME = 0.97  # the same for words replaced repeatedly

NOTICE = 150  # characters; of a text so short every word is the news
REVERSED_BY_CHANCE = 1 / 3  # reversed statements that one damaged place excuses
CHANGED_BY_CHANCE = 1.0  # other changed words that it excuses

HEAD_LEAST = 18  # new characters at both beginnings that make another article of a shared ending ...
HEAD_SHARE = 0.10  # ... if they are this share of the shorter text; two bylines are less

Finding = Literal["same", "copy", "overlap", "numbers", "words", "beginning"]


class Text:
    """A canonical text with its set of 4-grams, which is computed on first use."""

    __slots__ = ("_grams", "_hashes", "canonical", "sentences")

    def __init__(self, canonical: str, sentences: Sequence[str] = (), hashes: Grams | None = None) -> None:
        self.canonical = canonical
        self._grams: Grams | None = None
        self._hashes = hashes
        self.sentences = sentences
        """Its sentences, if they are known; else no standing words are found."""

    def bare(self) -> "Text":
        """Return the text without its sentences, which take as much memory again."""
        bare = Text(self.canonical, (), self._hashes)
        bare._grams = self._grams
        return bare

    @property
    def grams(self) -> Grams:
        """The distinct 4-grams, sorted."""
        if self._grams is None:
            self._grams = grams(self.canonical) if self._hashes is None else distinct(self._hashes)
            self._hashes = None
        return self._grams


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two texts share, how they differ, and the finding."""

    finding: Finding
    """`same` (to the letter), `copy`, or the test that failed first: `overlap`,
    `numbers`, `words`, `beginning`."""
    overlap: float
    """Share of the shorter text found in the other, by 4-grams or by alignment,
    whichever is more."""
    covered: float
    """Share of the first text found in the second."""
    covered_other: float
    """Share of the second text found in the first."""
    numbers: int = 0
    """Numbers that both have in the shared stretch."""
    differences: Differences = NO_DIFFERENCES
    """Changed numbers, replaced words, damage."""

    @property
    def is_copy(self) -> bool:
        """Whether one text is a copy of the other."""
        return self.finding in ("same", "copy")


def compare(one: Text, other: Text) -> Comparison:
    """Compare two canonical texts.

    >>> advice = "近期昼夜温差较大市民朋友请及时增减衣物驾车出行请注意路况保持安全车距谨慎驾驶"
    >>> today = Text("福州市气象台十八日发布今天夜间多云东北风三到四级最低气温十五度" + advice)
    >>> later = Text("福州市气象台十九日发布今天夜间小雨东北风三到四级最低气温十三度" + advice)
    >>> compare(today, later).finding, compare(today, later).differences.numbers[0]
    ('numbers', ('气象台十八日发布', '气象台十九日发布'))
    >>> compare(today, Text("本报讯" + today.canonical + "责任编辑林晓东")).finding
    'copy'
    """
    if one.canonical == other.canonical:
        return Comparison("same", 1.0, 1.0, 1.0, _count_numbers(align(one.canonical, one.canonical)))
    smaller, larger = (one, other) if one.grams.size <= other.grams.size else (other, one)
    contained = common(smaller.grams, larger.grams) / max(1, smaller.grams.size)
    if contained < HOPELESS:
        return Comparison("overlap", contained, *_covered(one, other, contained))
    found = align(one.canonical, other.canonical)
    shorter = max(1, min(len(one.canonical), len(other.canonical)))
    overlap = min(1.0, max(contained, found.shared / shorter))
    differences = read_differences(found)
    if _too_little(found, differences, contained, overlap):
        finding: Finding = "overlap"
    elif _other_numbers(differences):
        finding = "numbers"
    elif _other_statement(found, differences) or _other_words(found, differences, contained):
        finding = "words"
    elif contained < ALIKE and _begin_differently(one, other, found, shorter):
        finding = "beginning"
    else:
        finding = "copy"
    if finding != "copy" and _numbers_written_otherwise(found):
        return compare(Text(in_figures(one.canonical)), Text(in_figures(other.canonical)))
    numbers = max(0, _count_numbers(found) - len(differences.numbers) - len(differences.lost))
    return Comparison(finding, overlap, *_covered(one, other, overlap), numbers, differences)


def compare_whole(one: Text, own_words: Sequence[str], other: Text) -> Comparison:
    """Compare a text whose sentences are known with another: by what is left of them
    without standing words, and as they are if that is a copy.

    >>> closing = ["有奖征集老照片活动仍在进行", "参加者可将照片寄至活动组委会"]
    >>> one, other = ["台江区明日起停水两天", *closing], ["仓山区公开招聘教师", *closing]
    >>> compare_whole(Text("".join(one), one), (), Text("".join(other))).is_copy
    False
    """
    if one.canonical != other.canonical:
        left = without_standing(one.sentences, own_words, other.canonical)
        if left is not None:
            bare = compare(*map(Text, left))
            whole = compare(one, other) if bare.is_copy else bare
            return whole if whole.is_copy else bare
    whole = compare(one, other)
    if whole.finding == "overlap" and whole.overlap > HOPELESS:
        left = without_credits(align(one.canonical, other.canonical))
        if left != (one.canonical, other.canonical):
            bare = compare(*map(Text, left))
            return bare if bare.is_copy else whole
    return whole


def _too_little(found: Alignment, differences: Differences, contained: float, overlap: float) -> bool:
    """Check whether too little is shared: a clean text that is short or was rewritten
    must share more."""
    if overlap < OVERLAP_LEAST:
        return True
    if overlap >= OVERLAP_EVEN and not (differences.words or differences.changed or differences.strange):
        return False
    if contained >= OVERLAP_CLEAN or not _is_clean(differences, found.shared):
        return False
    short = min(len(found.text), len(found.other)) < SHORT
    return short or differences.edited > EDITED * found.shared or min(found.before) >= HEAD_LEAST


def _is_clean(differences: Differences, shared: int) -> bool:
    """Check whether the texts show no damage but for a letter or two."""
    return differences.damage <= 1 + DAMAGED * shared


def _numbers_written_otherwise(found: Alignment) -> bool:
    """Check whether one text has figures where the other has the same numbers in
    letters."""
    for place in found.differences:
        if place.shortest == 0:
            continue
        mine, theirs = found.text[place.start : place.end], found.other[place.other_start : place.other_end]
        figures = FIGURES.search(mine) is not None, FIGURES.search(theirs) is not None
        if figures[0] != figures[1] and in_figures(mine) == in_figures(theirs):
            return True
    return False


def _other_numbers(differences: Differences) -> bool:
    """Check whether more numbers changed than damage explains.

    Lost digits count where no other letter is lost.
    """
    lost = max(0, len(differences.lost) - differences.damage)
    return len(differences.numbers) + lost > differences.damage / DAMAGE_PER_NUMBER


def _other_statement(found: Alignment, differences: Differences) -> bool:
    """Check whether a word is changed and not damaged.

    A reversed statement is other news however long the text is, and so is the name of
    another place or person; any other word is in a notice, where it is the news.
    Letters that damage put there may make a word by chance: so much is excused as the
    damage that shows itself.
    """
    if len(differences.reversed) > differences.shown * REVERSED_BY_CHANCE:
        return True
    if not differences.garbled and _is_clean(differences, found.shared) and names_differ(found):
        return True
    changed = len(differences.changed)
    if not differences.shown and not differences.garbled:
        changed += len(differences.strange)  # damage does not strike several letters at one place, and no other
    return found.shared < NOTICE and changed > differences.shown * CHANGED_BY_CHANCE


def _other_words(found: Alignment, differences: Differences, contained: float) -> bool:
    """Check whether more words are replaced than damage explains, or one of them
    throughout."""
    shared = found.shared
    swaps = [swap for swap in differences.swaps if swap[0] not in found.other and swap[1] not in found.text]
    times = Counter(pair for pair in (*differences.words, *swaps) if may_name(*pair))
    names = {pair: count for pair, count in times.items() if count >= REPEATED}
    if names and contained < SAME and not differences.garbled:
        others = differences.damage - sum(count for pair, count in names.items() if max(map(len, pair)) == 1)
        longer = any(min(map(len, pair)) >= 2 for pair in names)  # two letters are hardly damaged alike twice
        if others <= (3 if longer else 1) + (2 if longer else 1) * DAMAGED * shared:
            return True
    rate = differences.damage / max(1, shared)
    allowed = SLOTS_LEAST + SLOTS_BY_DAMAGE * rate**2 + (SLOTS_BY_GARBLE if differences.garbled else 0)
    replaced = sum(min(len(mine), len(theirs)) for mine, theirs in differences.words)
    return contained < ALIKE and replaced > allowed * shared


def _begin_differently(one: Text, other: Text, found: Alignment, shorter: int) -> bool:
    """Check whether both texts begin with something the other has not: only their
    endings are shared.

    A byline is new at both beginnings too, but short; a paragraph that was moved is not
    new.
    """
    before, other_before = found.before
    if min(before, other_before) < HEAD_LEAST:
        return False
    new = min(_new_grams(one.canonical[:before], other), _new_grams(other.canonical[:other_before], one))
    return new >= max(HEAD_LEAST, HEAD_SHARE * shorter)


def _new_grams(head: str, other: Text) -> int:
    known = grams(head)
    return known.size - common(known, other.grams)


def _count_numbers(found: Alignment) -> int:
    """Count the numbers of the shared stretch; a single 一 or 两 is mostly part of a
    word."""
    start, end = found.before[0], len(found.text) - found.behind[0]
    return sum(len(numeral) > 1 or numeral.isdecimal() for numeral in NUMBER.findall(found.text, start, end))


def _covered(one: Text, other: Text, overlap: float) -> tuple[float, float]:
    """Turn the share of the shorter text into the shares of both."""
    length, other_length = max(1, len(one.canonical)), max(1, len(other.canonical))
    if length <= other_length:
        return overlap, overlap * length / other_length
    return overlap * other_length / length, overlap
