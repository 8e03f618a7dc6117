"""A text and the words of a search → where they stand, and the part around the first.
Pure.

Words are looked for as the index looks for them: without script, case, width, spaces or
punctuation, within one paragraph.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from newscrawl.terminal import columns
from newscrawl.text.script import compare_key

BEFORE = 0.25
"""The share of a snippet that stands before the word."""

Span = tuple[int, int]
"""Start and end of a word in a text."""


def hits(text: str, words: Iterable[str]) -> list[Span]:
    """Return where words stand in a paragraph, in order, without overlaps.

    >>> [("福州地鐵，5號線"[start:end]) for start, end in hits("福州地鐵，5號線", ["地铁5号"])]
    ['地鐵，5號']
    """
    folded = [(key, at) for at, char in enumerate(text) for key in compare_key(char)]
    whole = "".join(key for key, _at in folded)
    found: list[Span] = []
    for key in map(compare_key, words):
        start = whole.find(key) if key else -1
        while start >= 0:
            found.append((folded[start][1], folded[start + len(key) - 1][1] + 1))
            start = whole.find(key, start + len(key))
    spans: list[Span] = []
    for start, end in sorted(found):
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return spans


def missing(text: str, words: Iterable[str]) -> list[str]:
    """Return the words that do not stand in a text.

    >>> missing("福州地鐵五號線今日開通", ["地铁", "试运营"])
    ['试运营']
    """
    key = compare_key(text)
    return [word for word in words if compare_key(word) not in key]


def snippet(text: str, words: Sequence[str], width: int) -> str | None:
    """Return the part around the first hit, at most `width` columns of a terminal wide;
    None where no paragraph has any of the words.

    The paragraph with most of the words is taken.

    >>> snippet("本报讯 昨日获悉。\\n福州地铁五号线今日开通试运营，市民纷纷试乘。", ["地铁"], 20)
    '福州地铁五号线今…'
    """
    lacking = {paragraph: len(missing(paragraph, words)) for paragraph in text.split("\n")}
    best = min(lacking, key=lambda paragraph: lacking[paragraph])
    found = hits(best, words)
    if not found:
        return None
    if columns(best) <= width:
        return best
    start = _back(best, found[0][0], int(width * BEFORE))
    end = _on(best, start, width - 4)  # an ellipsis may be two columns wide
    if end == len(best):
        start = _back(best, end, width - 4)
    lead, tail = "…" if start else "", "…" if end < len(best) else ""
    return f"{lead}{best[start:end]}{tail}"


def _back(text: str, at: int, width: int) -> int:
    """Return the start of the part before a position that has this width."""
    while at > 0 and (width := width - columns(text[at - 1])) >= 0:
        at -= 1
    return at


def _on(text: str, at: int, width: int) -> int:
    """Return the end of the part from a position on that has this width."""
    while at < len(text) and (width := width - columns(text[at])) >= 0:
        at += 1
    return at
