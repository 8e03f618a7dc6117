"""Comparison of two texts, days between → their relation, and evidence in words that a
person can check.

Text alone cannot tell a yearly notice from a reprint: 烈士纪念日 is announced in the same
words every year. So a copy that appears more than a week after its original is believed
only if it is the same to the letter, or has so many figures alike that it can be no
other report; and after half a year only if it is the same to the letter and names its
year. Otherwise it is `recurring`, an article of its own.

A text that contains another is a copy that may hold more: the story that follows a
flash, a digest of the day with one known item. Where most of it is its own, it is not
redundant: what it `adds` would be lost with it.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from newscrawl.dedup.comparison import Comparison, Text
from newscrawl.dedup.store import StoredText

Relation = Literal["new", "equal", "contains", "contained", "near", "recurring"]

WEEK = 7  # days between copies that need not be alike to the letter
SEASON = 180  # days after which even equal texts may be a yearly notice, unless they name their year
LETTER = 0.97  # share of common 4-grams of a copy to the letter, in another frame
DATED = 5  # numbers alike, and none changed, by which a text is of its day
DATED_SHARE = 0.9  # of the shorter text that must be shared then
WHOLE = 0.8  # share of a text from which the other contains all of it
OWN_SHARE, OWN_LEAST = 0.5, 300  # share and characters of a text from which what no other text has makes an article
SHOWN = 5  # changed numbers and replaced words that are written out

YEAR = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}年|二〇[〇一二三四五六七八九]{2}年")


@dataclass(frozen=True, slots=True)
class Evidence:
    """The comparison behind a verdict. As a string it is the sentence for a line."""

    of: str
    """Id of the text compared with; for a `new` text, the most similar one."""
    comparison: Comparison
    days: int | None = None
    """Days from its publication to this one's; None if one of the two is not known."""
    also: tuple[str, ...] = ()
    """Further texts of the archive that this one contains too: it is a merger."""

    def __str__(self) -> str:
        found, differences = self.comparison, self.comparison.differences
        parts = [f"{found.overlap:.0%} of the shorter text shared", f"{found.numbers} numbers alike"]
        if differences.numbers or differences.lost:
            parts.append("numbers changed: " + _written(differences.numbers + differences.lost))
        if differences.words:
            parts.append("words replaced: " + _written(differences.words))
        if differences.damage:
            parts.append(f"letters damaged in {differences.damage} places")
        if found.finding == "beginning":
            parts.append("the beginnings differ")
        if self.days is not None:
            parts.append(f"{abs(self.days)} days {'later' if self.days >= 0 else 'earlier'}")
        if self.also:
            parts.append(f"holds {', '.join(self.also)} too")
        return "; ".join(parts)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The relation of a text to the archive."""

    relation: Relation
    """`new` and `recurring` are articles of their own; `equal`, `contains` (this text
    contains that one), `contained` (that one contains this) and `near` are copies."""
    of: str | None = None
    """Id of the text that it repeats; None if new."""
    overlap: float = 0.0
    """Share of the shorter text that the two have in common, 0 to 1."""
    evidence: Evidence | None = None
    """The comparison behind it; None where no text of the archive was similar."""
    adds: bool = False
    """Whether a text that contains others is mostly its own."""

    @property
    def is_copy(self) -> bool:
        """Whether the text repeats another; a recurring one does not."""
        return self.relation not in ("new", "recurring")

    @property
    def is_redundant(self) -> bool:
        """Whether an archive loses nothing without the text: a copy, and not one that
        `adds` more than it repeats."""
        return self.is_copy and not self.adds


def decide(known: StoredText, comparison: Comparison, text: Text, day: int | None) -> Verdict:
    """Return the verdict of a comparison that found a copy, by the days between the
    two."""
    days = None if day is None or known.day is None else day - known.day
    relation = _relation(comparison)
    if days is not None and abs(days) > WEEK and not _believed_after(abs(days), comparison, text):
        relation = "recurring"
    return Verdict(relation, known.id, comparison.overlap, Evidence(known.id, comparison, days))


def nearest(known: StoredText, comparison: Comparison, day: int | None) -> Verdict:
    """Return the verdict on a text that is no copy, with the most similar text as
    evidence."""
    days = None if day is None or known.day is None else day - known.day
    return Verdict("new", None, comparison.overlap, Evidence(known.id, comparison, days))


def choose(verdicts: list[Verdict], size: int) -> Verdict:
    """Choose among the verdicts of several copies: a copy before a recurring one, then
    the most shared, then the first.

    A text of `size` characters that contains one may contain others too: they are
    named in the evidence, and it adds what is in none of them.
    """
    best, *others = sorted(verdicts, key=lambda verdict: (not verdict.is_copy, -verdict.overlap))
    if best.relation != "contains" or best.evidence is None:
        return best
    also = tuple(other.of for other in others if other.relation == "contains" and other.of is not None)
    known = sum(each.evidence.comparison.covered for each in verdicts if each.relation == "contains" and each.evidence)
    adds = known < OWN_SHARE and (1 - known) * size >= OWN_LEAST
    return replace(best, adds=adds, evidence=replace(best.evidence, also=also))


def _relation(comparison: Comparison) -> Relation:
    if comparison.finding == "same":
        return "equal"
    mine, theirs = comparison.covered >= WHOLE, comparison.covered_other >= WHOLE
    if mine == theirs:
        return "near"
    return "contained" if mine else "contains"


def _believed_after(days: int, comparison: Comparison, text: Text) -> bool:
    differences = comparison.differences
    if differences.numbers or differences.lost:
        return False
    letter = comparison.overlap >= LETTER and not differences.words and not differences.damage
    if days > SEASON:
        return letter and YEAR.search(text.canonical) is not None
    return letter or (comparison.overlap >= DATED_SHARE and comparison.numbers >= DATED)


def _written(pairs: tuple[tuple[str, str], ...]) -> str:
    shown = ", ".join(f"{mine} ({theirs})" for mine, theirs in pairs[:SHOWN])
    return shown + (f" and {len(pairs) - SHOWN} more" if len(pairs) > SHOWN else "")
