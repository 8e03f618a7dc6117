"""The lines of a page → its tables of figures, without tables that only lay out a
page.
"""

from __future__ import annotations

from newscrawl.reader.outline import Line, Node, Outline

MAX_CELL = 120
MEAN_CELL = 24


def find_tables(outline: Outline) -> dict[int, tuple[int, str]]:
    """Find tables of figures: first line → (line after, text with a row a line and
    cells separated by tabs).

    Such a table has rows of several short cells. One with long cells lays out the page
    or the text; one with other tables inside does so too.
    """
    found: dict[int, tuple[int, str]] = {}
    nodes = outline.nodes
    tables = [at for at, node in enumerate(nodes) if node.tag == "table"]
    outer = _outer_tables(nodes, tables) if len(tables) > 1 else set()
    for at in tables:
        node = nodes[at]
        if node.last - node.first < 4 or at in outer:
            continue
        rows = _rows(outline, at)
        if _has_figures(rows, outline.lines[node.first : node.last]):
            found[node.first] = (node.last, "\n".join("\t".join(row) for row in rows))
    return found


def _outer_tables(nodes: list[Node], tables: list[int]) -> set[int]:
    """Return the tables in which another stands, and not below all words."""
    outer: set[int] = set()
    for at in tables:
        above = nodes[at].parent
        while above >= 0 and nodes[above].tag != "table":
            above = nodes[above].parent
        if above >= 0 and nodes[at].first < nodes[above].last:
            outer.add(above)
    return outer


def _rows(outline: Outline, table: int) -> list[list[str]]:
    """Return the cells of a table, row by row."""
    nodes, lines = outline.nodes, outline.lines
    last = nodes[table].last
    rows: dict[int, list[str]] = {}
    for index in range(table + 1, len(nodes)):
        inner = nodes[index]
        if inner.first >= last or inner.parent < table:
            break
        if inner.tag in ("td", "th"):
            texts = [line.text for line in lines[inner.first : inner.last] if line.text]
            rows.setdefault(inner.parent, []).append(" ".join(texts))
    return list(rows.values())


def _has_figures(rows: list[list[str]], lines: list[Line]) -> bool:
    """Return whether most rows have several cells, short ones, and few links."""
    filled = [len(cell) for row in rows for cell in row if cell]
    wide = sum(len(row) > 1 for row in rows)
    if len(rows) < 2 or wide * 2 < len(rows) or len(filled) < 4:
        return False
    if sum(filled) > MEAN_CELL * len(filled) or max(filled) > MAX_CELL:
        return False
    if len(filled) * 2 < sum(map(len, rows)):
        return False
    links = sum(min(line.link_chars, len(line.text)) for line in lines)
    return links * 2 <= sum(filled)
