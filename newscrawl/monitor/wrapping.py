"""Lines → lines that fit into the width of a terminal. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from newscrawl.terminal import columns, wrap_columns


def wrapped(lines: Iterable[str], width: int) -> Iterator[str]:
    """Yield lines that fit into a width; what does not fit goes on below, two columns
    further in. An address that is longer than a line stays whole.

    >>> list(wrapped(["  www.hxnews.com: 12 × 没有这样的页面，下次再试", "  log"], 24))
    ['  www.hxnews.com: 12 ×', '    没有这样的页面，下次', '    再试', '  log']
    """
    for line in lines:
        if columns(line) <= width:
            yield line
            continue
        text = line.lstrip(" ")
        indent = " " * (len(line) - len(text))
        first, *rest = wrap_columns(text, max(1, width - len(indent) - 2))
        yield indent + first
        yield from (f"{indent}  {each}" for each in rest)
