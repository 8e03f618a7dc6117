"""Find where mirror copies shifted a text by one byte, and put it right: `當?shù)卣賳T` →
`當地政府官員`.

The mirrors gloss characters and split sentences on GBK bytes without regard to where
characters begin. Where the second byte of one character and the first of the next
happen to be a glossed character or a full stop, the text behind is read one byte off,
until something stands in the way: `當地` is AE94 B5D8 and holds 94B5, which is 數. The
orphaned byte prints as `?` and may take one ASCII character with it; pairs that GBK
does not assign vanish.

The damage has a form that clean text has not. `unshift` finds what was there, and
accepts only a reading that is much more like Chinese than the damaged text.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from newscrawl.text.edits import Edit, difference
from newscrawl.text.mirror.hidden import Context
from newscrawl.text.mirror.unshift import SIGN, read_shifted

_HARD = re.compile(r"[\x00-\x3e]")  # what cannot be the second byte of a pair: no shift runs across it
LONGEST = 300  # characters of one run that are searched


@dataclass(frozen=True, slots=True)
class Shifts:
    """Whether a document has shifted runs, and its evidence about them."""

    present: bool = False
    context: Context = field(default_factory=Context)

    def __bool__(self) -> bool:
        return self.present

    def edits(self, text: str) -> list[Edit]:
        """Return the edits that undo the shifts in one piece of the document, whose
        glosses are taken out already.
        """
        edits: list[Edit] = []
        if not self.present or "?" not in text:
            return edits
        done = 0
        line = ""  # the line before the run, repaired where it was damaged
        for match in SIGN.finditer(text):
            start = match.start()
            if start < done:
                continue
            line = (line + text[done:start]).rpartition("\n")[2][-LONGEST:]
            end = _end_of_run(text, match.end())
            reading = read_shifted(text[start:end], "\n\n" + line, text[end : end + 8], self.context)
            if reading is None:
                done = start
                continue
            done = start + reading.length
            line += reading.text
            edits += difference(start, text[start:done], reading.text, "byte_shift")
        return edits


NO_SHIFTS = Shifts()


def find_shifts(text: str, glossed: Iterable[str] = ()) -> Shifts:
    """Decide on a whole document, whose glosses are taken out already, whether it has
    shifted runs.

    `glossed` are the characters that it glossed wherever they stood.

    >>> shifts = find_shifts("成果。創新成果?；ヂ摼W平臺")
    >>> [(edit.old, edit.new) for edit in shifts.edits("成果。創新成果?；ヂ摼W平臺")]
    [('?；ヂ摼W', '。互聯網')]
    >>> bool(find_shifts("能走多远?专家这样说"))
    False
    """
    if "?" not in text or SIGN.search(text) is None:
        return NO_SHIFTS
    half_width = text.count(",") > text.count("，")
    return Shifts(True, Context(half_width, frozenset(_pairs(without_shifts(text))), frozenset(glossed)))


def without_shifts(text: str) -> str:
    """Remove what may be shifted: from a `?` that such damage leaves to the next
    character that ends it.

    >>> without_shifts("當?shù)氐拇纱u、木材,和夯土墻")
    '當\\n,和夯土墻'
    """
    if "?" not in text:
        return text
    kept = []
    at = 0
    for match in SIGN.finditer(text):
        if match.start() >= at:
            kept.append(text[at : match.start()])
            at = _end_of_run(text, match.end())
    return "\n".join([*kept, text[at:]])


def _pairs(text: str) -> Iterator[str]:
    return (first + second for first, second in pairwise(text) if first > "\x7f" and second > "\x7f")


def _end_of_run(text: str, at: int) -> int:
    """Return where a shift ends: before the first ASCII character that no pair can
    hold, except the `?` it leaves itself.
    """
    limit = min(len(text), at + LONGEST)
    while True:
        hard = _HARD.search(text, at, limit)
        if hard is None:
            return limit
        sign = SIGN.search(text, max(at, hard.start() - 8), hard.end())
        if sign is None or not sign[1] or sign.end() != hard.end():
            return hard.start()
        at = hard.end()
