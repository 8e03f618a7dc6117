"""Undo damage to a text, exactly and reversibly, on the evidence of the whole document."""

import re
from collections import Counter
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ftfy import fix_encoding

Level = Literal["safe"]

_SUSPICIOUS = re.compile(
    "[\u00c2-\u00f4][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc\u2013-\u203a\u20ac\u2122]"
)
"""The first two bytes of a character in UTF-8, each shown as a Latin-1 or cp1252 character."""


class Edit(NamedTuple):
    """One change: `old` stood at `start:end` of the damaged text and became `new`, by the named rule."""

    start: int
    end: int
    old: str
    new: str
    rule: str


@dataclass(frozen=True)
class Repaired:
    """A repaired text and the edits that made it; with no edits the text is the very string that came in."""

    text: str
    edits: tuple[Edit, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How often each rule was applied, as the item's `repairs` field wants it."""
        return dict(Counter(edit.rule for edit in self.edits))

    def undo(self) -> str:
        """Return the damaged text, to the last character.

        >>> repaired = repair("ç¦\x8få·\x9e")
        >>> repaired.text, repaired.undo() == "ç¦\x8få·\x9e"
        ('福州', True)
        """
        pieces = []
        at = shift = 0
        for edit in self.edits:
            start = edit.start + shift
            pieces += [self.text[at:start], edit.old]
            at = start + len(edit.new)
            shift += len(edit.new) - len(edit.old)
        return "".join([*pieces, self.text[at:]])


@dataclass(frozen=True)
class Diagnosis:
    """What a whole document suffers from. `clean` documents cost nothing more; others are repaired piece by piece."""

    clean: bool

    def apply(self, string: str) -> Repaired:
        """Repair one text node, attribute or field of the document that was diagnosed."""
        if self.clean:
            return Repaired(string)
        fixed = fix_encoding(string)
        if fixed == string:
            return Repaired(string)
        return Repaired(fixed, (Edit(0, len(string), string, fixed, "utf8_as_latin1"),))


def diagnose(text: str, *, level: Level = "safe") -> Diagnosis:
    """Decide on a whole document what it suffers from.

    ftfy looks at every character; a document without a single pair that UTF-8 read as Latin-1 or cp1252 always leaves
    is clean, and is told so a hundred times as fast.
    """
    return Diagnosis(clean=_SUSPICIOUS.search(text) is None or fix_encoding(text) == text)


def repair(text: str, *, level: Level = "safe") -> Repaired:
    """Repair a whole document of plain text.

    >>> repair("福州新闻").edits
    ()
    """
    return diagnose(text, level=level).apply(text)
