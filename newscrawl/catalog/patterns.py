"""A regular expression out of a site's file → a search that cannot hang.

Python's `re` backtracks: `(a+)+$` needs minutes for thirty letters, and the text comes from strangers. The expression
is looked at once, before its first use: one that can take exponential time is refused with the reason; for the others
the number of open repeats that multiply with each other gives the length of text that is searched.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

# The parser that `re.compile` itself uses; it has no public name since sre_parse was deprecated in 3.11.
_sre: Any = importlib.import_module("re._parser")

# Steps that a search may take at worst: some tenths of a second.
_STEPS = 20_000_000
# Longest text searched, and the lowest limit that is still of use; an expression that needs a lower one is refused.
_LONGEST, _SHORTEST = 1_000_000, 200
# Repeats with a higher bound than this count as open.
_OPEN = 32
# `(…){2,3}` around more than one character is looked at written out; larger ones are refused.
_WRITTEN_OUT = 8
_TOO_LONG = 400

# One character of each kind that tells classes apart, beside those that the expression names itself.
_PROBES = frozenset(map(chr, range(128))) | frozenset("\xa0é\u3000，。：、（）《１福龥\U00020000")


class PatternError(ValueError):
    """Why an expression cannot be used, in words for the person who wrote it."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled expression and how much of a text it is tried on."""

    regex: re.Pattern[str]
    longest: int
    """Characters of the text that are searched; the rest is cut off."""

    def find(self, text: str) -> str | None:
        """Give what the expression finds: its first group that took part, else the whole match.

        >>> compile_pattern(r"来源[:：](.*?)编辑").find("来源：福州晚报 编辑：林小宇")
        '福州晚报 '
        """
        match = self.regex.search(text[: self.longest])
        if match is None:
            return None
        return next((group for group in match.groups() if group is not None), match.group())

    def fits(self, text: str) -> bool:
        """Tell whether the expression is found in the text; never in one that is longer than `longest`.

        For URLs: the beginning of a long one is another address.
        """
        return len(text) <= self.longest and self.regex.search(text) is not None


@lru_cache(maxsize=4096)
def compile_pattern(text: str) -> Pattern:
    r"""Compile an expression, or raise `PatternError` if it is broken or could hang.

    >>> compile_pattern(r"/\d{6}/\d{2}/\d+\.shtml$").fits("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml")
    True
    >>> compile_pattern(r"(\w+\s?)+：")
    Traceback (most recent call last):
    newscrawl.catalog.patterns.PatternError: a repeat inside an open repeat can take forever
    """
    try:
        regex = re.compile(text)
        tree = _sre.parse(text)
    except (re.error, OverflowError, RecursionError) as error:
        raise PatternError(str(error)) from None
    probes = _PROBES | frozenset(_literals(tree))
    if tree.state.flags & re.IGNORECASE:
        probes |= {c for p in probes for c in (p.lower(), p.upper()) if len(c) == 1}
    steps = list(_steps(tree, _Alphabet(probes, bool(tree.state.flags & re.IGNORECASE))))
    if len(steps) > _TOO_LONG:
        raise PatternError("too long when its counted repeats are written out")
    power, factor = _cost(steps)
    if not (steps and steps[0].start):
        power += 1
    longest = int(min(_LONGEST, power * (_STEPS / factor) ** (1 / power))) if power else _LONGEST
    if longest < _SHORTEST:
        raise PatternError("too many repeats that can share the same text; say what stands between them")
    return Pattern(regex, longest)


@dataclass(frozen=True, slots=True)
class _Alphabet:
    probes: frozenset[str]
    fold_case: bool

    def keep(self, chars: frozenset[str]) -> frozenset[str]:
        if not self.fold_case:
            return chars
        return chars | {c for p in chars for c in (p.lower(), p.upper()) if c in self.probes}


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that the expression wants next."""

    first: frozenset[str] = frozenset()
    """The characters it can begin with; none for a position such as `$`."""
    least: int = 1
    """How many characters it takes at least."""
    ways: int | None = 1
    """How many lengths it can have; None if open."""
    start: bool = False
    """Whether it holds the match to the beginning of the text."""
    inner: tuple[int, int] = (0, 1)
    """Power and factor of what it costs itself (alternatives, look-ahead)."""


def _steps(tree: Any, alphabet: _Alphabet) -> Iterator[_Step]:
    """Write a parsed expression out as the sequence of things it wants."""
    for op, value in tree:
        name = str(op)
        if name in {"LITERAL", "NOT_LITERAL", "IN", "ANY"}:
            yield _Step(alphabet.keep(_chars(name, value, alphabet.probes)))
        elif name == "AT":
            yield _Step(least=0, start=str(value) in {"AT_BEGINNING", "AT_BEGINNING_STRING"})
        elif name == "SUBPATTERN":
            yield from _steps(value[-1], alphabet)
        elif name == "ATOMIC_GROUP":
            yield from _steps(value, alphabet)
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            low, high, body = value
            yield from _repeat(low, high, body, alphabet)
        elif name == "BRANCH":
            branches = [list(_steps(branch, alphabet)) for branch in value[1]]
            costs = [_cost(branch) for branch in branches]
            first: frozenset[str] = frozenset().union(*(_first(branch)[0] for branch in branches))
            yield _Step(
                first,
                min(sum(step.least for step in branch) for branch in branches),
                len(branches),
                inner=(max(c[0] for c in costs), max(c[1] for c in costs)),
            )
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield _Step(least=0, inner=_cost(list(_steps(value[1], alphabet))))
        else:
            raise PatternError("back-references and conditions are not supported")


def _repeat(low: int, high: Any, body: Any, alphabet: _Alphabet) -> Iterator[_Step]:
    inside = list(_steps(body, alphabet))
    unbounded = high is _sre.MAXREPEAT or high > _OPEN
    single = len(inside) == 1 and inside[0].least == 1 and inside[0].ways == 1 and inside[0].inner == (0, 1)
    if single:
        yield _Step(inside[0].first, int(low), None if unbounded else int(high) - int(low) + 1)
    elif unbounded:
        if any(step.ways != 1 or step.inner != (0, 1) for step in inside):
            raise PatternError("a repeat inside an open repeat can take forever")
        length = sum(step.least for step in inside)
        if not length:
            raise PatternError("an open repeat of nothing")
        yield _Step(_first(inside)[0], int(low) * length, None)
    else:
        if high > _WRITTEN_OUT or len(inside) * int(high) > _TOO_LONG:
            raise PatternError(f"a group repeated up to {high} times; at most {_WRITTEN_OUT}")
        for _ in range(int(low)):
            yield from inside
        for _ in range(int(high) - int(low)):
            first, _nullable = _first(inside)
            yield _Step(first, 0, 2, inner=_cost(inside))


def _first(steps: list[_Step]) -> tuple[frozenset[str], bool]:
    """Give the characters that a sequence can begin with, and whether it can be empty."""
    chars: frozenset[str] = frozenset()
    for step in steps:
        chars |= step.first
        if step.least:
            return chars, False
    return chars, True


def _cost(steps: list[_Step]) -> tuple[int, int]:
    """Estimate the search from one place: (power of the text's length, constant factor).

    A repeat whose end is settled by what follows (`\\w+/`) costs its own length only. Where the next thing can also be
    part of the repeat (`.*编辑`), every end is tried, and the cost of all that follows is paid as often.
    """
    power, factor = 0, 1
    can_fail = False
    for at in range(len(steps) - 1, -1, -1):
        step = steps[at]
        if step.ways != 1:
            follows, nullable = _first(steps[at + 1 :])
            settled = not nullable and step.ways is None and not (follows & step.first)
            if step.ways is None:
                power = power + 1 if can_fail and not settled else max(power, 1)
            elif can_fail and (nullable or follows & step.first):
                factor *= step.ways
        power, factor = max(power, step.inner[0]) if step.ways == 1 else power + step.inner[0], factor * step.inner[1]
        can_fail = can_fail or step.least > 0 or not step.first
    return power, factor


def _chars(name: str, value: Any, probes: frozenset[str]) -> frozenset[str]:
    """Give the probe characters that one character of the expression can be."""
    if name == "ANY":
        return probes
    if name == "LITERAL":
        return frozenset(chr(value))
    if name == "NOT_LITERAL":
        return probes - {chr(value)}
    chars: set[str] = set()
    negated = False
    for op, part in value:
        kind = str(op)
        if kind == "NEGATE":
            negated = True
        elif kind == "LITERAL":
            chars.add(chr(part))
        elif kind == "RANGE":
            chars.update(p for p in probes if part[0] <= ord(p) <= part[1])
        else:
            chars.update(filter(_CATEGORIES[str(part)].match, probes))
    return probes - chars if negated else frozenset(chars)


_CATEGORIES = {
    f"CATEGORY_{no}{name}": re.compile("\\" + (letter.upper() if no else letter))
    for name, letter in (("DIGIT", "d"), ("SPACE", "s"), ("WORD", "w"))
    for no in ("", "NOT_")
}


def _literals(tree: Any) -> Iterator[str]:
    """Give every character that an expression names, ends of ranges included."""
    for op, value in tree:
        name = str(op)
        if name in {"LITERAL", "NOT_LITERAL"}:
            yield chr(value)
        elif name == "RANGE":
            yield from map(chr, value)
        elif name == "IN":
            yield from _literals(value)
        elif name == "SUBPATTERN":
            yield from _literals(value[-1])
        elif name in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            yield from _literals(value[2])
        elif name == "BRANCH":
            for branch in value[1]:
                yield from _literals(branch)
        elif name in {"ASSERT", "ASSERT_NOT"}:
            yield from _literals(value[1])
        elif name == "ATOMIC_GROUP":
            yield from _literals(value)
