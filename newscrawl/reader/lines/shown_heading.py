"""Lines of a text → the line that its first one shows, too."""

from __future__ import annotations

from collections.abc import Sequence

from newscrawl.reader.heading import EDGE, fold_title

_LONGEST_TITLE = 400
"""Characters of a first line that may be a title."""


def shown_heading(lines: Sequence[str]) -> int:
    """Return the index of the line that stands in the first one, as a headline stands
    in the title of its page; -1 where none does.

    >>> shown_heading(["福州今日有雨_海峡网", "海峡网", "首页", "福州今日有雨"])
    3
    """
    best, place = 0, -1
    if len(lines[0]) > _LONGEST_TITLE:
        return place
    title, begins = fold_title(lines[0]), set(lines[0])
    for at, line in enumerate(lines):
        if line[0] not in begins or not 4 <= len(line) <= 120 or not at:
            continue
        if "一" <= line[0] <= "龥" and "一" <= line[1] <= "龥" and line[:2] not in title:
            continue  # folding leaves them as they are
        folded = fold_title(line)
        short = len(folded) == 4 and title.startswith(folded) and title[4:5] in EDGE
        if short or (len(folded) >= 5 and folded in title):
            score = len(folded) + (6 if title.startswith(folded) else 0)
            if score > best:
                best, place = score, at
    return place
