"""Lines between the date of a page and its end: text by their place, also names,
verses, prices and rows.

The model of lines knows few texts without sentences. What stands below the line with
date and source and above the credits, or the label of other stories, is text all the
same, if it is more than a button or two (`fields/short_lines` does so by markup).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import count as count_from
from itertools import pairwise

from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.line_makes import FEWEST, NO_TEXT, Make, make_of, run_of_makes
from newscrawl.reader.fields.marks import EDITOR, SENTENCE_END
from newscrawl.reader.lines.text_ends import INFO, ends_text

_INFO_WITHIN = 6
"""Lines below the headline, and above the text, in which a page's date stands."""
_HEAD = 20
"""Lines between the headline and the text."""
_LISTED = 2
"""Lines without the end of a sentence at the edge of a text that begin a list."""
_HEADLINE = 9
"""Mean of the longest words and names without a mark from which lines may be headlines
of other stories."""
_UNBROKEN = re.compile("[\u4e00-\u9fff]+")
_LONGEST_INFO = 100
"""Characters of the line with a page's date."""


def with_lines_between(lines: Sequence[str], shown: int, kept: list[int]) -> list[int]:
    """Add to the lines of a text, which may be none, those between the date and the end
    of its page; `shown` is the line of the headline, if it is positive.
    """
    span = _span(lines, shown, kept)
    if span is None:
        return kept
    own = [at for at in kept if at in span]
    if not own:
        if any(lines[at][-1] in SENTENCE_END for at in kept):
            return kept
        run = _run(lines, span)
        return kept if kept and _are_headlines([lines[at] for at in run]) else run
    listed = {at for at in own if lines[at][-1] not in SENTENCE_END}
    added = {*_in_gaps(lines, own, listed), *_above(lines, span, own[0], listed), *_below(lines, span, own[-1], listed)}
    return sorted(added.union(kept)) if added else kept


def _in_gaps(lines: Sequence[str], own: Sequence[int], listed: set[int]) -> Iterator[int]:
    """Yield the lines between those of a text that are several, or in a list."""
    for one, other in pairwise(own):
        gap = range(one + 1, other)
        sure = sum(make_of(lines[at]) is Make.TEXT for at in gap)
        if sure >= FEWEST or (gap and one in listed and other in listed):
            yield from gap


def _above(lines: Sequence[str], span: range, first: int, listed: set[int]) -> list[int]:
    """Return the lines above those of a text, if it is a list, or its page has both
    marks."""
    before = next(count for count in count_from(0) if first + count not in listed)
    if before >= _LISTED or _has_credits(lines, span) or INFO.match(lines[span.start - 1]):
        return _run(lines, range(first - 1, span.start - 1, -1), before)
    return []


def _below(lines: Sequence[str], span: range, last: int, listed: set[int]) -> list[int]:
    """Return the lines below those of a text, if it is a list, or they stand above
    credits and are no headlines."""
    before = next(count for count in count_from(0) if last - count not in listed)
    run = _run(lines, range(last + 1, span.stop), before)
    if before >= _LISTED or (_has_credits(lines, span) and not _are_headlines([lines[at] for at in run])):
        return run
    return []


def _run(lines: Sequence[str], places: range, before: int = 0) -> list[int]:
    return run_of_makes(places, lambda at: make_of(lines[at]), before)


def _has_credits(lines: Sequence[str], span: range) -> bool:
    return is_credit(lines[span.stop]) or EDITOR.search(lines[span.stop]) is not None


def _are_headlines(lines: Sequence[str]) -> bool:
    """Return whether lines run on as headlines do; names, scores, verses and rows are
    short or broken by marks, blanks and numbers.

    >>> _are_headlines(["福州地铁六号线开始空载试运行"]), _are_headlines(["鼓楼队 3：1 台江队", "陈建国"])
    (True, False)
    """
    return sum(max(map(len, _UNBROKEN.findall(line)), default=0) for line in lines) >= _HEADLINE * len(lines)


def _span(lines: Sequence[str], shown: int, kept: Sequence[int]) -> range | None:
    """Return the lines below the date of a page up to its end; None where other things
    stand between them.
    """
    first, known = (kept[0], set(kept)) if kept else (0, set())
    begin = shown + 1 if shown > 0 else max(0, first - _INFO_WITHIN)
    last = min(max(begin + _INFO_WITHIN * (shown > 0), min(first, begin + _HEAD) + 1), len(lines))
    info = [at for at in range(begin, last) if len(lines[at]) < _LONGEST_INFO and INFO.match(lines[at])]
    if not info:
        return None
    begin = info[-1] + 1
    text = next(
        (at for at in range(begin, min(begin + _INFO_WITHIN, len(lines))) if make_of(lines[at]) is Make.TEXT), None
    )
    if text is None:
        return None
    end = next((at for at in range(text, len(lines)) if at not in known and _ends(lines[at])), None)
    return range(text, end) if end is not None and (is_credit(lines[end]) or ends_text(lines[end])) else None


def _ends(line: str) -> bool:
    return make_of(line) in NO_TEXT or ends_text(line)
