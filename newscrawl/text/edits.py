"""Changes to a text that can be listed, counted and undone.

A repair step returns `Edit`s, sorted and not overlapping, with positions in the text
that it got. Steps that follow each other are joined by `compose`, so that positions
always mean the text as it came in.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Edit(NamedTuple):
    """One change: `old` stood at `start:end` of the damaged text and became `new`, by
    the named rule.

    Where two rules changed the same place, one after the other, `rule` names both:
    `utf8_as_latin1+zero_width`.
    """

    start: int
    end: int
    old: str
    new: str
    rule: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repaired text and the edits that made it; with no edits the text is the same
    string object.
    """

    text: str
    edits: tuple[Edit, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How often each rule was applied, for the `repairs` field of an item."""
        return dict(Counter(rule for edit in self.edits for rule in edit.rule.split("+")))

    def undo(self) -> str:
        """Return the damaged text, to the last character.

        >>> repaired = Repaired("產業", (Edit(1, 7, "(chǎn)", "", "pinyin_gloss"),))
        >>> repaired.undo()
        '產(chǎn)業'
        """
        pieces = []
        at = shift = 0
        for edit in self.edits:
            start = edit.start + shift
            pieces += [self.text[at:start], edit.old]
            at = start + len(edit.new)
            shift += len(edit.new) - len(edit.old)
        return "".join([*pieces, self.text[at:]])


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """Return the text with the edits made.

    >>> apply_edits("產(chǎn)業", [Edit(1, 7, "(chǎn)", "", "pinyin_gloss")])
    '產業'
    """
    pieces = []
    at = 0
    for edit in edits:
        pieces += [text[at : edit.start], edit.new]
        at = edit.end
    return "".join([*pieces, text[at:]])


def difference(start: int, old: str, new: str, rule: str) -> list[Edit]:
    """Return the one edit that turns `old` into `new`, without what both begin and end
    with; none if they are equal.

    >>> difference(10, "福州ÐÂÎÅ网", "福州新闻网", "gbk_as_latin1")
    [Edit(start=12, end=16, old='ÐÂÎÅ', new='新闻', rule='gbk_as_latin1')]
    """
    if old == new:
        return []
    head = 0
    shorter = min(len(old), len(new))
    while head < shorter and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < shorter - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    old, new = old[head : len(old) - tail], new[head : len(new) - tail]
    return [Edit(start + head, start + head + len(old), old, new, rule)]


def compose(first: Sequence[Edit], second: Sequence[Edit], original: str, final: str) -> list[Edit]:
    """Join two steps: `first` led from `original` to a text between, `second` from
    there to `final`.

    Edits that overlap become one; the others keep their own place and rule.

    >>> one = [Edit(0, 3, "abc", "xy", "a")]
    >>> two = [Edit(1, 3, "yd", "", "b")]
    >>> compose(one, two, "abcd", "x")
    [Edit(start=0, end=4, old='abcd', new='x', rule='a+b')]
    """
    if not first or not second:
        return list(first or second)
    # (start, end in the text between; what the edit adds to a position behind it, on
    # its own side; the edit; which step)
    spans = []
    shift = 0
    for edit in first:
        start = edit.start + shift
        spans.append((start, start + len(edit.new), 0, edit))
        shift += len(edit.new) - len(edit.old)
    spans += [(edit.start, edit.end, 1, edit) for edit in second]
    spans.sort(key=lambda span: span[:3])

    composed: list[Edit] = []
    to_original = to_final = 0  # add to a position between, to get one in the original or the final text
    index = 0
    while index < len(spans):
        begin, end, step, edit = spans[index]
        cluster = [(step, edit)]
        index += 1
        while index < len(spans) and spans[index][0] < end:
            end = max(end, spans[index][1])
            cluster.append((spans[index][2], spans[index][3]))
            index += 1
        before_original, before_final = to_original, to_final
        for step, edit in cluster:
            if step == 0:
                to_original += len(edit.old) - len(edit.new)
            else:
                to_final += len(edit.new) - len(edit.old)
        if len(cluster) == 1 and step == 0:
            composed.append(edit)
            continue
        start, stop = begin + before_original, end + to_original
        rules = dict.fromkeys(rule for _, edit in cluster for rule in edit.rule.split("+"))
        new = final[begin + before_final : end + to_final]
        if original[start:stop] != new:
            composed.append(Edit(start, stop, original[start:stop], new, "+".join(rules)))
    return composed
