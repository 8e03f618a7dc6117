"""A document of plain text (WET, `.txt`) → an article, read like a page of nothing but
lines.

Each line becomes a paragraph, and the readers of pages do the rest. The first line, or
the one below the trail of a page (位置：首页 > 新闻), is also the title; a copy without one
gets its first words as title.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import datetime
from html import escape

from newscrawl.catalog import Catalog
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import NoArticle
from newscrawl.reader.article import PageReading, read_page
from newscrawl.text.decode import decode
from newscrawl.text.repair import repair
from newscrawl.text.script import compare_key

TRAIL_WITHIN = 4
"""Lines of the beginning in which a trail is looked for."""
HEAD_LENGTH = 40
_STEP = re.compile(r"[>＞»›]|&gt;")
_POSITION = re.compile(r"^.{0,8}位置\s*[:：]?\s*")
_FIRST_WORDS = re.compile(r"[^。！？!?\n]{1,60}")
_SENTENCE = re.compile(r"[。！？；!?;…]|[，,:：].*[，,:：]")
_CREDIT = re.compile(r"\d{4}[-年/.]\d|(?:编辑|編輯|来源|來源|记者|記者|电话|電話)\s*[:：]")


@dataclass(frozen=True, slots=True)
class Document:
    """The lines of a document, trail and title apart."""

    trail: tuple[str, ...]
    """Place of the page, from the front page down."""
    title: str | None
    lines: tuple[str, ...]


def read_document(
    body: bytes | str,
    url: str,
    *,
    site: Site | None = None,
    catalog: Catalog | None = None,
    fetched: datetime | None = None,
) -> PageReading | NoArticle:
    """Read a document; `NoArticle` holds the kind of a document without an article.

    Without a `site`, site and channel are those of the `catalog` that its trail names.
    A `str` is not decoded.

    >>> lines = "福州地铁今日开通_海峡网\\n2020-11-18 09:30 来源：福州晚报\\n"
    >>> lines += "本报讯（记者 林晓芳）福州地铁新线今日开通，全长二十八公里。"
    >>> reading = read_document(lines.encode(), "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml")
    >>> reading.article.published, reading.article.source
    ('2020-11-18T09:30:00+08:00', '福州晚报')
    """
    decoded = decode(body, None) if isinstance(body, bytes) else None
    if decoded is not None and not decoded.plausible:
        return NoArticle("garbled", f"text is not plausible in any charset: {decoded.evidence}")
    text = decoded.text if decoded is not None else _without_surrogates(str(body))
    repaired = repair(text)
    document = take_apart(repaired.text)
    reading = read_page(as_page(document), url, site=site, fetched=fetched)
    if isinstance(reading, NoArticle):
        return reading
    article = replace(reading.article, repairs=repaired.counts or None)
    evidence: dict[str, str] = {}
    if decoded is not None:
        article, evidence = replace(article, encoding=decoded.encoding), {"encoding": decoded.evidence}
    evidence |= article.evidence or {}
    if not document.title and (words := _FIRST_WORDS.match(article.text or "")):
        article, evidence["title"] = replace(article, title=words[0]), "first words of the text"
    if document.trail:
        article, evidence["breadcrumbs"] = replace(article, breadcrumbs=document.trail), "text"
    if site is None and catalog is not None and (place := place_of(document.trail, catalog)):
        named, channel = place
        city = channel.city if channel and channel.city else named.city
        key = channel.key if channel else None
        article = replace(article, site=named.id, channel=key, province=named.province, city=city)
        evidence["channel"] = "breadcrumbs"
    return replace(reading, article=replace(article, evidence=evidence))


def take_apart(text: str) -> Document:
    """Split a text into trail, title and the lines below them.

    >>> take_apart("首页 > 新闻 > 福州新闻\\n福州今日有雨\\n福州市气象台发布消息，今日有雨。")
    Document(trail=('首页', '新闻', '福州新闻'), title='福州今日有雨', lines=('福州市气象台发布消息，今日有雨。',))
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    at = next((n for n, line in enumerate(lines[:TRAIL_WITHIN]) if read_trail(line)), None)
    if at is None:
        return Document((), lines[0] if lines else None, tuple(lines[1:]))
    before, trail, rest = lines[:at], read_trail(lines[at]), lines[at + 1 :]
    if before:
        return Document(trail, before[0], tuple(rest))
    titled = bool(rest) and _is_head(rest[0])
    return Document(trail, rest[0] if titled else None, tuple(rest[1:] if titled else rest))


def as_page(document: Document) -> str:
    """Write a document as a page; a short line alone between long ones is a subhead.

    >>> as_page(Document((), "福州新闻", ("今日有雨。",)))
    '<html><head><title>福州新闻</title></head><body><h1>福州新闻</h1>\\n<p>今日有雨。</p></body></html>'
    """
    lines = document.lines
    title = escape(document.title or "", quote=False)
    blocks = [f"<h1>{title}</h1>"] if title else []
    for n, line in enumerate(lines):
        words = escape(line, quote=False)
        alone = 0 < n < len(lines) - 1 and not any(map(_is_head, (lines[n - 1], lines[n + 1])))
        blocks.append(f"<p><strong>{words}</strong></p>" if alone and _is_head(line) else f"<p>{words}</p>")
    return f"<html><head><title>{title}</title></head><body>{chr(10).join(blocks)}</body></html>"


def read_trail(line: str) -> tuple[str, ...]:
    """Read a line that shows a page's place, from the front page down; empty for any
    other line.

    >>> read_trail("您當前的位置 :海峽網 > 新聞頻道 > 福建新聞 > 福州新聞")
    ('海峽網', '新聞頻道', '福建新聞', '福州新聞')
    >>> read_trail("记者从福州市气象台获悉，今日气温>30度")
    ()
    """
    parts = tuple(part.strip() for part in _STEP.split(_POSITION.sub("", line)) if part.strip())
    return parts if len(parts) >= 3 and max(map(len, parts)) <= 16 else ()


def place_of(trail: tuple[str, ...], catalog: Catalog) -> tuple[Site, Channel | None] | None:
    """Return the site and the channel that a trail names, in either script; None where
    it names no site.
    """
    keys = [compare_key(words) for words in trail]
    for site in catalog.sites() if keys else ():
        if compare_key(site.name) in keys:
            named = {compare_key(channel.name): channel for channel in site.channels if channel.name}
            return site, next((named[key] for key in reversed(keys) if key in named), None)
    return None


def _is_head(line: str) -> bool:
    """Return whether a line is short and ends no sentence: a title or a subhead, if its
    place is that of one.
    """
    return len(line) <= HEAD_LENGTH and not _SENTENCE.search(line) and not _CREDIT.search(line)


def _without_surrogates(text: str) -> str:
    """Replace lone surrogates, which no line of the archive can hold, as `Page.parse`
    does.
    """
    return text.encode("utf-8", "replace").decode("utf-8")
