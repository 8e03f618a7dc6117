"""Texts of thirty layouts, each written by hand (`tests/cases/text_layouts.txt`).

A `=` stands before the title, a `-` before each line of the text, a `.` before all
others.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "cases" / "text_layouts.txt"


@dataclass(frozen=True, slots=True)
class LaidOut:
    """A text and what it has."""

    name: str
    title: str
    body: tuple[str, ...]
    lines: tuple[str, ...]


def laid_out() -> list[LaidOut]:
    texts = []
    for part in FILE.read_text(encoding="utf-8").split("## ")[1:]:
        name, *marked = part.strip("\n").split("\n")
        title = next(line[1:] for line in marked if line[0] == "=")
        body = tuple(line[1:] for line in marked if line[0] == "-")
        texts.append(LaidOut(name, title, body, tuple(line[1:] for line in marked)))
    return texts
