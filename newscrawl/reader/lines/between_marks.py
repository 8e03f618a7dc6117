"""Lines between the date of a page and its credits: text by their place, also names,
verses, prices and rows.

The model of lines knows few texts without sentences. What stands below the line with
date and source and above the credits is text all the same, if it is more than a button
or two (`fields/short_lines` does so by markup).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.line_makes import FEWEST, Make, make_of, run_of_makes
from newscrawl.reader.fields.role_words import EDITOR_LABELS
from newscrawl.reader.lines.text_ends import INFO, SENTENCE_END

_INFO_WITHIN = 6
"""Lines below the headline, and above the text, in which a page's date stands."""
_HEADLINE = 9
"""Mean of the longest words and names without a mark from which lines may be headlines
of other stories."""
_UNBROKEN = re.compile("[\u4e00-\u9fff]+")
_LONGEST_INFO = 100
"""Characters of the line with a page's date."""

_EDITOR = re.compile(rf"[\s\[【(（·•■>]*(?:{EDITOR_LABELS})\s*[:：/]")


def with_lines_between(lines: Sequence[str], shown: int, kept: list[int]) -> list[int]:
    """Add to the lines of a text, which may be none, those between the date and the
    credits of its page; `shown` is the line of the headline, if it is positive.
    """
    span = _span(lines, shown, kept)
    if span is None:
        return kept
    own = [at for at in kept if at in span]
    if not own:
        if any(lines[at][-1] in SENTENCE_END for at in kept):
            return kept
        begin = next((at for at in span if make_of(lines[at]) is Make.TEXT), span.stop)
        run = run_of_makes(range(begin, span.stop), lambda at: make_of(lines[at]))
        return kept if kept and _are_headlines([lines[at] for at in run]) else run
    listed = {at for at in own if lines[at][-1] not in SENTENCE_END}
    added: set[int] = set()
    for one, other in pairwise(own):
        gap = range(one + 1, other)
        sure = sum(make_of(lines[at]) is Make.TEXT for at in gap)
        if sure >= FEWEST or (gap and one in listed and other in listed):
            added.update(gap)
    for edge, rest in ((own[0], range(own[0] - 1, span.start - 1, -1)), (own[-1], range(own[-1] + 1, span.stop))):
        before = 0
        while edge - before * rest.step in listed:
            before += 1
        run = run_of_makes(rest, lambda at: make_of(lines[at]), before)
        if before or rest.step < 0 or not _are_headlines([lines[at] for at in run]):
            added.update(run)
    return sorted(added.union(kept)) if added else kept


def _are_headlines(lines: Sequence[str]) -> bool:
    """Return whether lines run on as headlines do; names, scores, verses and rows are
    short or broken by marks, blanks and numbers.

    >>> _are_headlines(["福州地铁六号线开始空载试运行"]), _are_headlines(["鼓楼队 3：1 台江队", "陈建国"])
    (True, False)
    """
    return sum(max(map(len, _UNBROKEN.findall(line)), default=0) for line in lines) >= _HEADLINE * len(lines)


def _span(lines: Sequence[str], shown: int, kept: Sequence[int]) -> range | None:
    """Return the lines below the date of a page up to its credits; None where other
    things stand between them.
    """
    first, known = (kept[0], set(kept)) if kept else (0, set())
    begin = shown + 1 if shown > 0 else max(0, first - _INFO_WITHIN)
    last = min(max(begin, first) + 1 if shown <= 0 else begin + _INFO_WITHIN, len(lines))
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
    return range(text, end) if end is not None and (is_credit(lines[end]) or _EDITOR.match(lines[end])) else None


def _ends(line: str) -> bool:
    return make_of(line) is Make.OTHER or _EDITOR.match(line) is not None
