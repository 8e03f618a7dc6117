"""Lines of a text → what the readers of articles need: the body, the title and the page
they stand on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from newscrawl.reader.fields.blocks import Body, is_notice, is_notice_label, make_body
from newscrawl.reader.fields.line_model import LineModel
from newscrawl.reader.lines.line_signs import read_signs
from newscrawl.reader.lines.text_model import TextModel
from newscrawl.reader.lines.text_page import as_page
from newscrawl.reader.lines.text_stretch import choose_stretch
from newscrawl.reader.lines.text_title import FoundTitle, find_title
from newscrawl.reader.page import Page

MOST_LINES = 20_000
"""Lines of a text that are read; an article that has more is a book."""
_FURNITURE = 0.01
"""Probability that a line is text which other pages of its host have, too."""


@dataclass(frozen=True, slots=True)
class Models:
    """The models that read lines: which are text, and which one is the title."""

    text: TextModel
    title: LineModel

    @classmethod
    def load(cls, data: bytes) -> Models:
        with np.load(BytesIO(data)) as arrays:
            names = ("hidden", "hidden_bias", "out", "out_bias")
            text, title = (
                LineModel(*(arrays[f"{net}_{name}"].astype(np.float64) for name in names)) for net in ("text", "title")
            )
            return cls(TextModel(arrays["pairs"].astype(np.float64), float(arrays["bias"]), text), title)


@cache
def shipped() -> Models:
    """Return the trained models of the package."""
    return Models.load(files("newscrawl.reader.lines").joinpath("text_model.npz").read_bytes())


@dataclass(frozen=True, slots=True)
class TextArticle:
    """The article of a text, as the readers of `fields/` take one."""

    page: Page
    body: Body | None
    title: FoundTitle | None
    first: int
    """First line of the body; the number of lines where there is none."""


def read_lines(
    lines: Sequence[str],
    url: str,
    *,
    fetched: datetime | None = None,
    repeated: Callable[[str], bool] | None = None,
    models: Models | None = None,
) -> TextArticle:
    """Find body and title in the lines of a text. `repeated` knows the lines that other
    pages of the host have, too.
    """
    models = models or shipped()
    lines = list(lines[:MOST_LINES])
    if not lines:
        return TextArticle(as_page(lines, None, (), url, fetched), None, None, 0)
    signs = read_signs([lines])
    likely, shown = models.text.score(signs), signs.shown[0]
    for at, line in enumerate(lines):
        if (repeated is not None and repeated(line)) or is_notice(line) or is_notice_label(line):
            likely[at] = min(likely[at], _FURNITURE)
    if shown > 0 and lines[shown][-1] != "。":
        likely[[0, shown]] = np.minimum(likely[[0, shown]], _FURNITURE)
    stretch = choose_stretch(lines, likely)
    if stretch is None:
        return TextArticle(as_page(lines, None, (), url, fetched), None, None, len(lines))
    kept = stretch.kept
    title = find_title(lines, kept, likely, models.title, shown)
    page = as_page(lines, title, stretch.subheads, url, fetched)
    body = make_body(page, page.outline, kept[0], kept[-1] + 1, frozenset(kept), title.text if title else None, {})
    return TextArticle(page, replace(body, certainty=stretch.certainty), title, kept[0])
