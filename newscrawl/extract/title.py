"""The title of an article: 主题 without the site's name, with kicker, subtitle and 原标题 where the page tells them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.extract.body import Body
from newscrawl.extract.outline import plain_text
from newscrawl.extract.page import Found, Page

_SUFFIX = re.compile(r"\s*[_|｜\-－—–]+\s*[^_|｜\-－—–]{2,20}$")


@dataclass(frozen=True, slots=True)
class Title:
    """The parts of a headline; absent parts are None."""

    title: str
    kicker: str | None = None
    """引题, above."""
    subtitle: str | None = None
    """副题, below."""
    original_title: str | None = None
    """原标题, where a reprint names it."""


def read_title(page: Page, body: Body | None) -> Found[Title] | None:
    """Read the title by the evidence of h1, meta and `<title>`."""
    for heading in page.root.iter("h1"):
        text = plain_text(heading)
        if text and page.title_text and text in page.title_text:
            return Found(Title(text), "h1")
    found = page.meta_value("og:title", "articletitle", "twitter:title")
    text = found.value if found else page.title_text or ""
    while (match := _SUFFIX.search(text)) and match.start() >= 6:
        text = text[: match.start()]
    if not text:
        return None
    return Found(Title(text), found.evidence if found else "title")
