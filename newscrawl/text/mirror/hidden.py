"""A character that a shifted run may hide → what it costs, by the language, by the
document, and by what is open in the line.

`unshift` searches for such characters; this module ranks them.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from newscrawl.text.frequency import Frequency, frequency
from newscrawl.text.gbk import codes
from newscrawl.text.script import SIMPLIFIED, script_class

_EATEN = ((",", "，"), (":", "："), ("(", "（"), (")", "）"), (";", "；"), ("?", "？"), ("!", "！"))
_CLOSING = {"”": "“", "’": "‘", "」": "「", "』": "『", "》": "《", "）": "（", "】": "【"}
_NEVER_SHIFTED = frozenset("！；？")  # the text is split at these, which ends a shift

ODD_CHARACTER = 3.0  # cost of a character that a copy converted to Traditional should not hold
DOUBLED = 4.0  # what a second full stop costs, which readers write for an ellipsis
IN_DOCUMENT = 3.5  # the most that a pair costs which the document has elsewhere
CLOSING = 3.0  # what a closing mark gains where one is open
UNOPENED = 3.0  # what it loses where none is
IMPOSSIBLE = 60.0


class Context(NamedTuple):
    """Evidence of the document about its shifted runs.

    `half_width`: its writer or converter used half-width punctuation, so that a lost
    character may be a comma. `pairs`: what stands beside what elsewhere in it, names
    above all. `glossed`: what it glosses, and so never shows without a gloss.
    """

    half_width: bool = False
    pairs: frozenset[str] = frozenset()
    glossed: frozenset[str] = frozenset()


class HiddenCosts:
    """Costs of the characters of one run: `before` is what stands before it in the
    line, `last` what its last character can be, if a gloss behind it tells.
    """

    def __init__(self, before: str, last: frozenset[str] | None, context: Context) -> None:
        self.context = context
        self.last = last or frozenset()
        self.wanted = _unclosed(before)
        self.eaten = _EATEN if context.half_width else ()
        self.impossible = _NEVER_SHIFTED | frozenset(wide for _, wide in self.eaten)
        self.costs: Frequency = frequency()
        self.costs_behind: dict[str, Callable[[str], float]] = {}

    def behind(self, previous: str) -> Callable[[str], float]:
        """Return the function by which a character costs behind these."""
        known = self.costs_behind.get(previous)
        if known is None:
            known = self.costs_behind[previous] = self.costs.behind(previous)
        return known

    def cost(self, previous: str, char: str) -> float:
        """Return the cost of a character that the run does not show; one that it cannot
        have hidden costs too much for any path.
        """
        if char in self.impossible or (char in self.context.glossed and char not in self.last):
            return IMPOSSIBLE
        cost = self.behind(previous)(char)
        if char == "。" == previous[-1]:
            return min(cost, DOUBLED)
        if cost > IN_DOCUMENT and previous[-1] + char in self.context.pairs:
            return IN_DOCUMENT
        if char in _CLOSING:
            return cost + (-CLOSING if char in self.wanted else UNOPENED)
        return cost + ODD_CHARACTER if char in _simplified() else cost


@cache
def _simplified() -> frozenset[str]:
    return frozenset(char for char in codes() if script_class(char) == SIMPLIFIED)


def _unclosed(before: str) -> frozenset[str]:
    """Return the closing marks still missing in the line."""
    return frozenset(closing for closing, opening in _CLOSING.items() if before.count(opening) > before.count(closing))
