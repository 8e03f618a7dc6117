"""The lines at the edges of a text that it announces itself → part of it, short as they
are: first headings, clocks of entries, lists behind a colon, notes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.reader.fields.best_stretch import Floats
from newscrawl.reader.fields.marks import EDITOR, LEGAL, RELATED, SENTENCE_END, TOOL

CLOCK = re.compile(r"[\[【(（]?\d{1,2}(?:[:：]\d\d(?:[:：]\d\d)?|[时時点點](?:\d{1,2}分)?)[\]】)）]?")
"""The time of an entry of a live report, in a line of its own."""
_FIRST, _SECOND = re.compile(r"[（(]?一[、)）.．]\s?\S"), re.compile(r"[（(]?二[、)）.．]\s?\S")
_NOTE = re.compile(
    "(?:小贴士|温馨提[示醒]|特别提[示醒]|[链鏈]接|名[词詞]解[释釋])[:：][^，。]{2,80}[，。].*[。！]$"
    "|(?:小贴士|温馨提[示醒])[:：].{4,80}。$"
)
"""A note at the end of a text, behind its label."""
_LEADS_IN = re.compile("[\u4e00-\u9fff、]{2,20}[:：]")
_LONGEST_LIST, _LONGEST_ITEM = 40, 30
_FOLLOWS = 0.05
"""Probability of a sentence from which it may end a list."""


def with_announced(lines: Sequence[str], likely: Floats, kept: list[int]) -> list[int]:
    """Return the lines of a text with those at its edges that it announces: the heading
    of its first section above a second one, further entries below clocks, a note, and
    a list that a colon leads in.
    """
    at = kept[0] - 1
    numbered = at >= 0 and _FIRST.match(lines[at]) and any(_SECOND.match(lines[i]) for i in kept)
    clocks = any(CLOCK.fullmatch(lines[i]) for i in kept)
    if numbered or (clocks and at >= 0 and CLOCK.fullmatch(lines[at])):
        kept = [at, *kept]
    while clocks and kept[-1] + 2 < len(lines) and CLOCK.fullmatch(lines[kept[-1] + 1]):
        if lines[kept[-1] + 2][-1] not in SENTENCE_END:
            break
        kept += [kept[-1] + 1, kept[-1] + 2]
    if kept[-1] + 1 < len(lines) and _NOTE.match(lines[kept[-1] + 1]):
        kept.append(kept[-1] + 1)
    return [*kept, *range(kept[-1] + 1, _list_end(lines, likely, kept[-1] + 1))]


def _list_end(lines: Sequence[str], likely: Floats, end: int) -> int:
    """Return the line behind a list that the text leads in by a colon and goes on below
    with a sentence (她们是：, names, 县卫健局号召…), or `end`."""
    if end >= len(lines) or not _LEADS_IN.fullmatch(lines[end]):
        return end
    for at in range(end, min(end + _LONGEST_LIST, len(lines))):
        line = lines[at]
        if any(pattern.search(line) for pattern in (RELATED, TOOL, EDITOR, LEGAL)):
            break
        if line[-1] in SENTENCE_END:
            return at + 1 if at > end + 1 and likely[at] > _FOLLOWS else end
        if len(line) > _LONGEST_ITEM:
            break
    return end
