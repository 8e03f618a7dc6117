"""A line and its captured page → the text with its repairs in place, the evidence of
each field, a revision's diff. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from newscrawl.i18n import ngettext
from newscrawl.text.edits import Edit
from newscrawl.text.html_repair import repair_page
from newscrawl.web.words import FIELD_WORDS

AROUND = 8
"""Characters that are shown beside a repair."""
_BETWEEN_TAGS = re.compile("(?:^|(?<=>))[^<>]*(?=<|$)")


@dataclass(frozen=True, slots=True)
class TextPiece:
    """A part of a paragraph; `was` is what stood on the page where it was repaired."""

    text: str
    was: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """A block of an article."""

    kind: str
    pieces: tuple[TextPiece, ...]
    rows: tuple[tuple[str, ...], ...] = ()
    """The cells of a table."""


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """A field of a line, and where it was read."""

    field: str
    word: str
    value: str
    evidence: str | None


@dataclass(frozen=True, slots=True)
class PlacedRepair:
    """A repair, and its place in the repaired page without tags and spaces."""

    at: int
    begin: int
    """Where the text between tags begins in which it stands."""
    edit: Edit


@dataclass(frozen=True, slots=True)
class RepairedSource:
    """A repaired page without tags and spaces, and its repairs; those inside of tags
    are left out."""

    text: str
    repairs: tuple[PlacedRepair, ...]

    def beside(self, repair: PlacedRepair) -> tuple[str, str]:
        """Return what stands before a repair and behind it."""
        end = repair.at + len(_squeezed(repair.edit.new))
        return self.text[max(0, repair.at - AROUND) : repair.at], self.text[end : end + AROUND]


def repaired_blocks(line: Mapping[str, Any], source: str | None) -> tuple[list[ShownBlock], RepairedSource | None]:
    """Return the blocks of a line with its repairs marked, and the repairs of the whole
    page.

    `source` is the captured page, decoded and not repaired; without it, or without
    repairs, nothing is marked and there are no repairs to show.
    """
    repaired = repairs_of(source) if line.get("repairs") and source else None
    made = []
    for block in line.get("body") or [{"kind": "p", "text": part} for part in (line.get("text") or "").split("\n")]:
        text, kind = str(block["text"]), str(block.get("kind", "p"))
        rows = tuple(tuple(row.split("\t")) for row in text.split("\n")) if kind == "table" else ()
        made.append(ShownBlock(kind, in_place(text, repaired) if repaired else (TextPiece(text),), rows))
    return made, repaired


def repairs_of(source: str) -> RepairedSource:
    """Return the repairs of a page, in order.

    >>> repairs_of("<p>市農(nóng)業(yè)局發(fā)展產(chǎn)業(yè),責(zé)任編輯陳言</p>").repairs[0].edit.old
    '(nóng)'
    """
    repaired = repair_page(source)
    places, shift = [], 0
    for edit in repaired.edits:
        places.append(edit.start + shift)
        shift += len(edit.new) - len(edit.old)
    parts: list[str] = []
    found: list[PlacedRepair] = []
    length = number = 0
    for piece in _BETWEEN_TAGS.finditer(repaired.text):
        while number < len(places) and places[number] < piece.start():
            number += 1
        while number < len(places) and places[number] <= piece.end():
            before = _squeezed(repaired.text[piece.start() : places[number]])
            found.append(PlacedRepair(length + len(before), length, repaired.edits[number]))
            number += 1
        parts.append(_squeezed(piece[0]))
        length += len(parts[-1])
    return RepairedSource("".join(parts), tuple(found))


def in_place(text: str, repaired: RepairedSource) -> tuple[TextPiece, ...]:
    """Cut a paragraph at its repairs.

    >>> page = repairs_of("<h1>市農(nóng)業(yè)</h1><p>市農(nóng)業(yè)局發(fā)展產(chǎn)業(yè),責(zé)任編輯陳言</p>")
    >>> [(piece.text, piece.was) for piece in in_place("市農業局發展產業", page)][:5]
    [('市農', None), ('', '(nóng)'), ('業', None), ('', '(yè)'), ('局發', None)]
    """
    squeezed = _squeezed(text)
    start = repaired.text.find(squeezed) if squeezed else -1
    if start < 0:
        return (TextPiece(text),)
    places = [at for at, char in enumerate(text) if not char.isspace()] + [len(text)]
    pieces: list[TextPiece] = []
    at = 0
    for repair in repaired.repairs:
        first = repair.at - start
        last = first + len(_squeezed(repair.edit.new))
        inside = first >= 0 and last <= len(squeezed) and repair.begin < start + len(squeezed)
        if not inside or (first == 0 and repair.begin < start) or places[first] < at:
            continue
        if places[first] > at:
            pieces.append(TextPiece(text[at : places[first]]))
        at = places[last] if last > first else places[first]
        pieces.append(TextPiece(text[places[first] : at], repair.edit.old, repair.edit.rule))
    return (*pieces, TextPiece(text[at:])) if at < len(text) or not pieces else tuple(pieces)


def _squeezed(text: str) -> str:
    return "".join(text.split())


def evidence_rows(line: Mapping[str, Any]) -> list[EvidenceRow]:
    """Return each field that has a value or evidence, with where it was read."""
    evidence = dict(line.get("evidence") or {})
    if "body" in evidence:
        evidence["text"] = evidence.pop("body")
    rows = []
    for field, word in FIELD_WORDS.items():
        value = line.get(field)
        if field == "text":
            value = None if value is None else characters(len(value))
        if isinstance(value, list | tuple):
            value = "、".join(str(each.get("url", "")) if isinstance(each, dict) else str(each) for each in value)
        if value or field in evidence:
            rows.append(EvidenceRow(field, word, str(value or ""), evidence.get(field)))
    return rows + [EvidenceRow(field, field, "", told) for field, told in evidence.items() if field not in FIELD_WORDS]


def characters(n: int) -> str:
    """Return a number of characters in words."""
    return ngettext("{n} character", "{n} characters", n).format(n=f"{n:,}")


def diff_lines(diff: str | None) -> list[tuple[str, str]]:
    """Return the lines of a compact diff, each with what it is: `added`, `removed`,
    `place` or `same`.

    >>> diff_lines("@@ -1 +1 @@\\n-福州地铁\\n+福州地铁五号线")
    [('place', '@@ -1 +1 @@'), ('removed', '福州地铁'), ('added', '福州地铁五号线')]
    """
    kinds = {"+": "added", "-": "removed", " ": "same"}
    found = []
    for line in (diff or "").split("\n"):
        if line.startswith(("+++", "---")) or not line:
            continue
        kind = kinds.get(line[0], "place")
        found.append((kind, line if kind == "place" else line[1:]))
    return found
