"""The lines of a page → its tables of figures, without tables that only lay out a
page.
"""

from __future__ import annotations

from newscrawl.reader.outline import Outline

MAX_CELL = 120
MEAN_CELL = 24


def find_tables(outline: Outline) -> dict[int, tuple[int, str]]:
    """Find tables of figures: first line → (line after, text with a row a line and
    cells separated by tabs).

    Such a table has rows of several short cells. One with long cells lays out the page
    or the text; one with other tables inside does so too.
    """
    found: dict[int, tuple[int, str]] = {}
    nodes, lines = outline.nodes, outline.lines
    for at, node in enumerate(nodes):
        if node.tag != "table" or node.last - node.first < 4:
            continue
        rows: dict[int, list[str]] = {}
        nested = False
        index = at + 1
        while index < len(nodes) and nodes[index].first < node.last and nodes[index].parent >= at:
            inner = nodes[index]
            nested = nested or inner.tag == "table"
            if inner.tag in ("td", "th"):
                texts = [line.text for line in lines[inner.first : inner.last] if line.text]
                rows.setdefault(inner.parent, []).append(" ".join(texts))
            index += 1
        filled = [cell for row in rows.values() for cell in row if cell]
        wide = sum(len(row) > 1 for row in rows.values())
        if nested or len(rows) < 2 or wide * 2 < len(rows) or len(filled) < 4:
            continue
        if sum(map(len, filled)) > MEAN_CELL * len(filled) or max(map(len, filled)) > MAX_CELL:
            continue
        if len(filled) * 2 < sum(map(len, rows.values())):
            continue
        links = sum(min(line.link_chars, len(line.text)) for line in lines[node.first : node.last])
        if links * 2 > sum(map(len, filled)):
            continue
        found[node.first] = (node.last, "\n".join("\t".join(row) for row in rows.values()))
    return found
