"""Lines of a text → what the readers of articles need: the body, the title and the page
they stand on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO

import numpy as np

from newscrawl.reader.fields.best_stretch import line_gains
from newscrawl.reader.fields.blocks import Body, find_notices, is_notice, make_body, with_glued_edges
from newscrawl.reader.fields.line_model import LineModel
from newscrawl.reader.lines.line_signs import read_signs
from newscrawl.reader.lines.text_model import TextModel
from newscrawl.reader.lines.text_page import as_page
from newscrawl.reader.lines.text_stretch import JudgedLines, Stretch, choose_stretch
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
class TextLines:
    """The lines of a text, and what is known of each."""

    lines: list[str]
    shared: list[bool] | None = None
    """Which lines other pages of the host have, too; None where nobody knows."""


@dataclass(frozen=True, slots=True)
class TextArticle:
    """The article of a text, as the readers of `fields/` take one."""

    page: Page
    body: Body | None
    title: FoundTitle | None
    first: int
    """First line of the body; the number of lines where there is none."""


def judge_lines(texts: Sequence[TextLines], models: Models | None = None) -> list[JudgedLines]:
    """Judge the lines of some texts, all at once; an empty text has none."""
    models = models or shipped()
    judged = [JudgedLines(text.lines[:MOST_LINES], -1) for text in texts]
    filled = [at for at, each in enumerate(judged) if each.lines]
    if not filled:
        return judged
    signs = read_signs([judged[at].lines for at in filled])
    likely = models.text.score(signs)
    lines = [line for at in filled for line in judged[at].lines]
    known: list[bool] = []
    for at in filled:
        known += (texts[at].shared or [False] * len(judged[at].lines))[:MOST_LINES]
    notices = find_notices(lines)
    furniture = np.array(known) | np.array(notices)
    firsts = signs.division.firsts.tolist()
    for first, shown in zip(firsts, signs.shown, strict=True):
        if shown > 0 and lines[first + shown][-1] != "。":
            furniture[[first, first + shown]] = True
    likely[furniture] = np.minimum(likely[furniture], _FURNITURE)
    gains = line_gains(signs.sizes, likely, 0.0)
    for at, first, shown in zip(filled, firsts, signs.shown, strict=True):
        part = slice(first, first + len(judged[at].lines))
        judged[at] = JudgedLines(judged[at].lines, shown, likely[part], signs.sizes[part], gains[part], notices[part])
    return judged


def find_articles(
    texts: Sequence[JudgedLines], places: Sequence[tuple[str, datetime | None]], models: Models | None = None
) -> list[TextArticle]:
    """Find body and title of some texts, each of which has an address and a time of
    fetching.

    Each step is done for all of them before the next: its patterns and code stay in the
    processor's caches, which saves a tenth of reading.
    """
    ranker = (models or shipped()).title
    stretches = [choose_stretch(text) if text.lines else None for text in texts]
    titles = [
        find_title(text.lines, stretch.kept, text.likely, ranker, text.shown) if stretch is not None else None
        for text, stretch in zip(texts, stretches, strict=True)
    ]
    pages = [
        as_page(text.lines, title, stretch.subheads if stretch is not None else (), *place)
        for text, title, stretch, place in zip(texts, titles, stretches, places, strict=True)
    ]
    return [_article(*each) for each in zip(texts, stretches, titles, pages, strict=True)]


def _article(text: JudgedLines, stretch: Stretch | None, title: FoundTitle | None, page: Page) -> TextArticle:
    if stretch is None:
        return TextArticle(page, None, None, len(text.lines))
    kept = with_glued_edges(page.outline, stretch.kept)
    notices = {at for at in range(kept[0], kept[-1] + 1) if text.notices[at] and is_notice(text.lines[at])}
    body = make_body(
        page, page.outline, kept[0], kept[-1] + 1, frozenset(kept), title.text if title else None, {}, notices
    )
    return TextArticle(page, replace(body, certainty=stretch.certainty), title, kept[0])
