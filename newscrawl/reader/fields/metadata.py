"""A page → what it declares about itself: canonical address, breadcrumbs, keywords."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import re2
from lxml import etree

from newscrawl.reader.fields.opening_info import TAG_BEGINS, TAGGED
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Found, Page

_TRAIL = re.compile(r"位置|您现在|您現在|当前[:：]|[>＞»›→]|(?<=\S)\s?[/｜|]\s?(?=\S)|\s-\s")
_BYTES = re2.Options()
_BYTES.encoding = re2.Options.Encoding.LATIN1
_CALLED: Any = re2.compile(
    rb"""(?:class|id)=["']?([^"'>]{0,60}(?:[cC]rumb|position|location|weizhi|dqwz)[^"'>]{0,20})""", _BYTES
)
"""Names like those of trails. RE2 looks at each byte once, where `re` would look behind
every `class=`."""
_TRAIL_WORD: Any = re2.compile(rb"[cC]rumb|position|location|weizhi|dqwz", _BYTES)
_BEFORE_WORD = len('class="') + 60
"""Bytes of a name in front of the word by which it is known."""
_TAG = re.compile(rb"<([A-Za-z][A-Za-z0-9]*)")
_WORDS = re.compile(r"[,，;；、|]+")


def read_canonical_url(page: Page) -> Found[str] | None:
    """Read the address that the page declares as its own, believable or not."""
    for link in page.head["link"]:
        if "canonical" in (link.get("rel") or "").lower() and (url := page.absolute(link.get("href"))):
            return Found(url, "link:canonical")
    found = page.meta_value("og:url")
    url = page.absolute(found.value) if found else None
    return Found(url, "meta:og:url") if url else None


def read_breadcrumbs(page: Page) -> Found[tuple[str, ...]] | None:
    """Read the trail above the article, from the front page down.

    It is the last line of links separated by 「>」 and the like above the title;
    navigation bars stand further up.
    """
    heading = page.heading
    lines = page.outline.lines
    for line in reversed(lines[: heading.first] if heading else lines[:60]):
        text = line.text
        if not line.links or not 4 <= len(text) <= 120 or not _TRAIL.search(text):
            continue
        trail = tuple(words for link in line.links if (words := plain_text(link)))
        if trail and ("位置" in text or 2 <= len(trail) <= 6) and max(map(len, trail)) <= 16:
            return Found(trail, "text:位置")
    for element in _named_trails(page) if page.scope is not page.root else ():
        trail = tuple(words for link in element.iter("a") if (words := plain_text(link)))
        if len(trail) >= 2 and len(plain_text(element)) < 120:
            return Found(trail, f"class:{element.get('class') or element.get('id')}")
    return None


def _named_trails(page: Page) -> Iterator[etree._Element]:
    """Yield the elements named like trails, name by name; for pages of which only a
    column is read. A trail stands near the top, so neither source nor tree is often
    searched to its end."""
    if (word := _TRAIL_WORD.search(page.data)) is None:
        return
    seen: set[bytes] = set()
    for called in (match[1] for match in _CALLED.finditer(page.data, max(0, word.start() - _BEFORE_WORD))):
        if called in seen:
            continue
        seen.add(called)
        name = called.decode("utf-8", "replace")
        tags = _tags_with(called, page.data)
        one = next(iter(tags)) if len(tags) == 1 else None  # a layout's rules have asked for it, mostly
        for element in page.by_tag.iter(one) if one else page.root.iterdescendants(*tags):
            get = element.get
            if get("class") == name or get("id") == name:
                yield element


def _tags_with(name: bytes, data: bytes) -> set[str]:
    """Return the names of the tags in a source that hold some words: a tree is walked
    five times as fast where few tags are asked for."""
    tags: set[str] = set()
    at = data.find(name)
    while at >= 0:
        if (tag := _TAG.match(data, max(data.rfind(b"<", 0, at), 0))) is not None:
            tags.add(tag[1].decode().lower())
        at = data.find(name, at + len(name))
    return tags or {"*"}


def read_keywords(page: Page) -> Found[tuple[str, ...]] | None:
    """Read the keywords of the page: in meta, otherwise in a line such as 「标签：福州 地铁」.

    Without a comma, blanks part them. A meta that repeats the title is no list of
    keywords.
    """
    found = page.meta_value("keywords", "news_keywords", "article:tag", "keyword")
    if found is not None:
        values = page.meta.get("article:tag", ()) if found.evidence == "meta:article:tag" else (found.value,)
        words = _split_words(" , ".join(values) if len(values) > 1 else found.value)
        if words and not (len(words) == 1 and len(words[0]) > 12):
            return Found(words, found.evidence)
    for line in page.outline.lines:
        match = TAGGED.match(line.text) if line.text[:1] in TAG_BEGINS and len(line.text) < 120 else None
        if match:
            linked = tuple(plain_text(link) for link in line.links)
            words = tuple(dict.fromkeys(word for word in linked if word)) or _split_words(match[1])
            if words and max(map(len, words)) <= 16:
                return Found(words, "text:标签")
    return None


def _split_words(text: str) -> tuple[str, ...]:
    parts = _WORDS.split(text) if _WORDS.search(text) else text.split()
    return tuple(dict.fromkeys(word.strip() for word in parts if word.strip()))
