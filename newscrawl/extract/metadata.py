"""What a page says about itself: canonical address, breadcrumbs, keywords."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from newscrawl.extract.outline import plain_text
from newscrawl.extract.page import Found, Page

_SEPARATOR = re.compile(r"\s*[>＞»›/→\-]\s*")
_TRAILS: dict[bytes, Any] = {
    name.encode(): etree.XPath(f"descendant::*[contains(@class, '{name}') or contains(@id, '{name}')]")
    for name in ("crumb", "Crumb", "position", "location", "weizhi", "dqwz", "curpos")
}
"""What the element of a trail is called; looked for only where the source has the word."""
_TAGGED = re.compile(r"(?:标签|標籤|关键[词字]|關鍵[詞字]|文章关键词|本文标签|Tags?)\s*[:：]\s*(.{2,100})$")
_WORDS = re.compile(r"[,，;；、|]+")


def read_canonical_url(page: Page) -> Found[str] | None:
    """The address the page declares as its own; whether to believe it is the ledger's decision."""
    for link in page.head["link"]:
        if "canonical" in (link.get("rel") or "").lower() and (url := page.absolute(link.get("href"))):
            return Found(url, "link:canonical")
    found = page.meta_value("og:url")
    url = page.absolute(found.value) if found else None
    return Found(url, "meta:og:url") if url else None


def read_breadcrumbs(page: Page) -> Found[tuple[str, ...]] | None:
    """The trail above the article, from the front page down: by what the element is called, else by how it reads."""
    for element in (element for name, find in _TRAILS.items() if page.mentions(name) for element in find(page.root)):
        links = [text for link in element.iter("a") if (text := plain_text(link))]
        if len(links) >= 2 and len(plain_text(element)) < 120:
            return Found(tuple(links), f"class:{element.get('class') or element.get('id')}")
    for line in page.outline.lines:
        if len(line.text) < 100 and len(line.links) >= 2 and ("位置" in line.text or _SEPARATOR.search(line.text)):
            trail = tuple(plain_text(link) for link in line.links)
            return Found(tuple(part for part in trail if part), "text:位置")
    return None


def read_keywords(page: Page) -> Found[tuple[str, ...]] | None:
    """Keywords the page names: in meta, else in a line such as 「标签：福州 地铁」.

    Without a comma, blanks part them. A meta that repeats the title is no list of keywords.
    """
    found = page.meta_value("keywords", "news_keywords", "article:tag", "keyword")
    if found is not None:
        values = page.meta.get("article:tag", ()) if found.evidence == "meta:article:tag" else (found.value,)
        words = _split_words(" , ".join(values) if len(values) > 1 else found.value)
        if words and not (len(words) == 1 and len(words[0]) > 12):
            return Found(words, found.evidence)
    for line in page.outline.lines:
        match = _TAGGED.match(line.text) if len(line.text) < 120 else None
        if match:
            linked = tuple(plain_text(link) for link in line.links)
            words = tuple(dict.fromkeys(word for word in linked if word)) or _split_words(match[1])
            if words and max(map(len, words)) <= 16:
                return Found(words, "text:标签")
    return None


def _split_words(text: str) -> tuple[str, ...]:
    parts = _WORDS.split(text) if _WORDS.search(text) else text.split()
    return tuple(dict.fromkeys(word.strip() for word in parts if word.strip()))
