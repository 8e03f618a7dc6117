"""The probability that each line is text → the lines of the body.

An article is one stretch of lines, as on a page with markup (`fields/body_lines`). What
markup shows there is read here from words (`text_ends`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from newscrawl.reader.fields.best_stretch import SHORT, Floats, best_stretch, line_gains
from newscrawl.reader.fields.datelines import read_opening
from newscrawl.reader.fields.letter_parts import (
    contacts_end,
    from_salutation,
    is_office,
    letter_begin,
    signature,
    signed_below,
)
from newscrawl.reader.fields.marks import EDITOR, RELATED, SENTENCE_END, TOOL, heads_others
from newscrawl.reader.fields.prompts import is_prompt
from newscrawl.reader.lines.announced_lines import CLOCK, with_announced
from newscrawl.reader.lines.between_marks import with_lines_between
from newscrawl.reader.lines.numbered_lines import lead_in, numbered_end
from newscrawl.reader.lines.text_ends import (
    INFO,
    LITTLE,
    LONGEST_INSET,
    LONGEST_MARK,
    NO_SUBHEAD_END,
    has_share,
    within_marks,
    without_last,
)

_KEPT = 0.2
_DOUBTFUL = 0.12
_FOLLOWS = 0.15
_FEW = 500
"""Characters of a text below which a longer one around it is looked for: of short lines
each is less sure."""
_RAISED = 1.2
"""Log odds by which lines are raised for it."""
_MUCH = 0.375
"""Share of the headline's words of which another stretch has enough."""
_OTHERS = 3
"""Stretches that are looked at beside the one worth most."""
_CAPTION = re.compile(r"[。！？]\s?(?:[\u4e00-\u9fff]{2,8}记者\s?)?[\u4e00-\u9fff]{2,4}\s?[摄攝]$")


@dataclass(frozen=True, slots=True)
class JudgedLines:
    """The lines of a text, and what is known of each."""

    lines: list[str]
    shown: int
    """The line that the first one shows, or -1."""
    likely: Floats = field(default_factory=lambda: np.zeros(0))
    """How likely each line is of the body."""
    sizes: Floats = field(default_factory=lambda: np.zeros(0))
    """Characters of each line."""
    gains: Floats = field(default_factory=lambda: np.zeros(0))
    """What each line is worth in a body."""
    notices: Sequence[bool] = ()
    """Which lines are legal notices or head one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The lines of the body, and those of them that head a part of it."""

    kept: tuple[int, ...]
    subheads: frozenset[int]
    certainty: float
    """Mean probability of the kept lines, weighed by length."""


def choose_stretch(text: JudgedLines) -> Stretch | None:
    """Choose the lines of the body; None where nothing reads like an article. A stretch
    that has the words of the headline is taken before a longer one without them.
    """
    kept = _stretch(text)
    if not kept:
        kept = with_lines_between(text.lines, text.shown, [])
        return Stretch(tuple(kept), frozenset(), 0.0) if kept else None
    kept = _agreeing(text, kept) or kept
    kept = _above_others(text, kept) or kept
    lines = text.lines
    kept = [i for i in kept if not (text.notices[i] or is_prompt(lines[i]))] or kept
    kept = within_marks(lines, kept, text.shown)
    kept[:0] = range(letter_begin(lines, kept[0]), kept[0])
    if len(kept) > 1 and _heads_next(lines, kept[-1]):
        kept.pop()
    kept = without_last(lines, kept)
    kept = from_salutation(lines, kept)
    kept[:0] = range(lead_in(lines, kept[0], text.shown), kept[0])
    kept += range(kept[-1] + 1, numbered_end(lines, kept))
    kept = with_announced(lines, text.likely, kept)
    kept += range(kept[-1] + 1, contacts_end(lines, kept[-1] + 1))
    kept += signature(lines, kept[-1] + 1) or range(kept[-1] + 1, signed_below(lines, kept[0], kept[-1] + 1))
    kept = with_lines_between(lines, text.shown, kept)
    sizes = text.sizes[kept]
    certainty = float((text.likely[kept] * sizes).sum() / sizes.sum())
    return Stretch(tuple(kept), _subheads(lines, kept), certainty)


def _agreeing(text: JudgedLines, kept: list[int]) -> list[int] | None:
    """Return the best other stretch that has the words of the headline, where the one
    that was chosen lacks them.
    """
    lines, headline = text.lines, text.lines[text.shown] if text.shown > 0 else ""
    words = {one + other for one, other in pairwise(headline)}
    if not words or has_share(words, "".join([lines[i] for i in kept]), LITTLE):
        return None
    all_sentences = "\n".join(line for line in lines if line[-1] in SENTENCE_END and headline not in line)
    # a pair that begins with the mark of an end may stand across two lines
    across = {pair for pair in words if pair[0] in SENTENCE_END}
    if not has_share(words, all_sentences, _MUCH, across):  # then no stretch has so many
        return None
    certain = float(text.likely[kept].mean())
    rest = text.likely.copy()
    for _ in range(_OTHERS):
        rest[kept[0] : kept[-1] + 1] = 0.0
        kept = _stretch(replace(text, likely=rest, gains=line_gains(text.sizes, rest, 0.0)))
        if not kept:
            return None
        sentences = [lines[i] for i in kept if lines[i][-1] in SENTENCE_END and headline not in lines[i]]
        if has_share(words, "".join(sentences), _MUCH) and float(rest[kept].mean()) >= certain / 2:
            return kept
    return None


def _above_others(text: JudgedLines, kept: list[int]) -> list[int] | None:
    """Return the sentences between the headline and the label of other stories, where
    the stretch that was chosen stands below both: summaries are longer than a text of
    one sentence.
    """
    lines, shown = text.lines, text.shown
    if not 0 < shown < kept[0]:
        return None
    label = next(
        (i for i in range(shown + 1, kept[0]) if len(lines[i]) < LONGEST_MARK and heads_others(lines[i])), None
    )
    if label is None:
        return None
    rest = np.where(np.arange(len(lines)) < label, text.likely, 0.0)
    rest[: shown + 1] = 0.0
    above = _stretch(replace(text, likely=rest, gains=line_gains(text.sizes, rest, 0.0)))
    told = [i for i in above if lines[i][-1] in SENTENCE_END and rest[i] > _FOLLOWS]
    return above if told else None


def _stretch(text: JudgedLines) -> list[int]:
    lines, sizes = text.lines, text.sizes
    best = best_stretch(text.gains)
    for lift in (1.7, 3.4):
        best = best or best_stretch(line_gains(sizes, text.likely, lift))
    if best is None:
        return []
    if sizes[best[0] : best[1]].sum() < _FEW:
        best = _longer(best, best_stretch(line_gains(sizes, text.likely, _RAISED)), sizes)
    first, last = best
    likely = text.likely.tolist()
    span = range(first, last)
    kept = {i for i in span if likely[i] > _KEPT} or {i for i in span if likely[i] > _DOUBTFUL} or set(span)
    for before, after in pairwise(sorted(kept)):
        if 2 <= after - before <= 3:
            kept.update(i for i in range(before + 1, after) if likely[i] > _DOUBTFUL or _may_head(lines[i]))
    for step in (-1, 1):
        at = (min(kept) if step < 0 else max(kept)) + step
        while 0 <= at < len(lines):
            beyond = at + step
            if _goes_on(lines[at], likely[at], step) or _caption_on(lines, at, step):
                kept.add(at)
            elif step < 0 and (above := _above_inset(lines, likely, at)) is not None:
                kept.add(above)
                at = above
            elif step > 0 and beyond < len(lines) and is_prompt(lines[at]):
                at += step
                continue
            elif (
                CLOCK.fullmatch(lines[at])
                and step > 0
                and beyond < len(lines)
                and _goes_on(lines[beyond], likely[beyond], step)
            ) or (step < 0 <= beyond and _heads_on(lines, likely, at)):
                kept |= {at, beyond}
                at = beyond
            else:
                break
            at += step
    return sorted(kept)


def _longer(best: tuple[int, int], other: tuple[int, int] | None, sizes: Floats) -> tuple[int, int]:
    """Return the other stretch if it is twice as long and has all of the best one."""
    if other is None or other[0] > best[0] or other[1] < best[1]:
        return best
    return other if sizes[slice(*other)].sum() >= 2 * sizes[slice(*best)].sum() else best


def _goes_on(line: str, likely: float, step: int) -> bool:
    """Return whether a line beside the text belongs to it: a doubtful sentence, or
    above it one that opens with a dateline.
    """
    if line[-1] not in SENTENCE_END:
        return False
    if likely > _FOLLOWS:
        return True
    opening = read_opening(line) if step < 0 and len(line) >= SHORT else None
    return opening is not None and bool(opening.dateline or opening.roles)


def _heads_on(lines: Sequence[str], likely: Sequence[float], at: int) -> bool:
    """Return whether a line right above the text is a subhead in it: below a paragraph
    that belongs to the text.
    """
    above = lines[at - 1]
    subhead = likely[at] > _DOUBTFUL and _may_head(lines[at])
    return subhead and len(above) >= 2 * SHORT and _goes_on(above, likely[at - 1], -1)


def _caption_on(lines: Sequence[str], at: int, step: int) -> bool:
    """Return whether a line is a caption signed by its photographer, next to another
    one in the text: galleries have nothing else.
    """
    return _CAPTION.search(lines[at]) is not None and _CAPTION.search(lines[at - step]) is not None


def _above_inset(lines: Sequence[str], likely: Sequence[float], at: int) -> int | None:
    """Return the line of text above a short list of other stories that ends at a line;
    its label stands over it.
    """
    for label in range(at - 1, max(0, at - LONGEST_INSET), -1):
        if lines[label][-1] in SENTENCE_END or len(lines[label]) > LONGEST_MARK:
            return None
        if len(lines[label]) <= 12 and RELATED.search(lines[label]):
            above = lines[label - 1]
            return label - 1 if likely[label - 1] > 0.5 and above[-1] in SENTENCE_END else None
    return None


def _heads_next(lines: Sequence[str], at: int) -> bool:
    """Return whether a line is the headline of another article, above its time."""
    line, below = lines[at], lines[at + 1] if at + 1 < len(lines) else ""
    headline = 6 <= len(line) <= 40 and line[-1] not in SENTENCE_END and not is_office(line)
    return headline and len(below) <= 60 and INFO.match(below) is not None and (":" in below or "：" in below)


def _may_head(line: str) -> bool:
    """Return whether a line between two kept ones may be a subhead."""
    return (
        2 <= len(line) <= 30
        and line[-1] not in NO_SUBHEAD_END
        and not (RELATED.search(line) or TOOL.search(line) or EDITOR.search(line) or INFO.match(line))
    )


def _subheads(lines: Sequence[str], kept: Sequence[int]) -> frozenset[int]:
    """Return the short lines between paragraphs that head those below them; a text of
    short lines has none.
    """
    short = [i for i in kept if len(lines[i]) <= 30 and lines[i][-1] not in NO_SUBHEAD_END]
    if len(short) * 2 > len(kept):
        return frozenset()
    few = set(short)
    heads = (b for a, b, c in zip(kept, kept[1:], kept[2:], strict=False) if b in few and a not in few and c not in few)
    return frozenset(i for i in heads if not EDITOR.search(lines[i]))
