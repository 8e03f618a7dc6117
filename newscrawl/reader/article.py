"""An article page → `Article`: the site's layout first, then the generic reader, field
by field.

Input: bytes (or text), an address and, where known, the site. Live crawls, replays and
saved pages are all read by `read_page`, which does not know them apart: "now" is the
time of fetching. Cleaning is left to `text/clean.py`, checks and deduplication to the
pipelines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from newscrawl.catalog.families import with_page_family
from newscrawl.catalog.schema import Layout, Site
from newscrawl.items import Article, Block, NoArticle
from newscrawl.reader.fields.body import Body, find_body, read_blocks
from newscrawl.reader.fields.credits import Credits, parse_names, parse_source, read_credits
from newscrawl.reader.fields.dates import Time, parse_time, read_modified, read_published
from newscrawl.reader.fields.links import article_shaped
from newscrawl.reader.fields.metadata import read_breadcrumbs, read_canonical_url, read_keywords
from newscrawl.reader.fields.page_kind import page_kind
from newscrawl.reader.fields.pager import next_page
from newscrawl.reader.fields.title import Title, read_title
from newscrawl.reader.open_page import Opened, open_page
from newscrawl.reader.page import Page
from newscrawl.text.decode import Decoded
from newscrawl.text.script import compare_key
from newscrawl.urls import article_id, identity, normalise, registrable_domain

READER_VERSION = 2
"""Raised with every change of reading that alters texts: revisits compare texts of one
version only."""

_PAGER_WORDS = tuple(word.encode() for word in ("下一页", "下一頁", "后一页", "余下全文", "餘下全文", "阅读全文"))
_LABELS = tuple(
    tuple(word.encode() for word in words)
    for words in (
        ("来源", "來源", "稿源"),
        ("责任编辑", "責任編輯", "责编"),
    )
)
_NAMES = ("reporters", "correspondents", "photographers", "authors", "editors")


@dataclass(frozen=True, slots=True)
class PageReading:
    """The article, or the page of one, that was read, and the address of its next
    page.
    """

    article: Article
    next_url: str | None


def read_page(
    body: bytes | str | Decoded,
    url: str,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    fetched: datetime | None = None,
    listed_title: str | None = None,
) -> PageReading | NoArticle:
    """Read one page of an article; `NoArticle` has the kind of a page that holds none.

    `url` is the address as fetched, `fetched` the aware time of receipt: dates without
    a year are resolved by it. `listed_title` is the title of the link that led here: it
    helps to recognise a short notice.
    """
    opened = open_page(body, url, content_type=content_type, fetched=fetched)
    if not opened.plausible:
        return NoArticle("garbled", f"text is not plausible in any charset: {opened.decoding}")
    site = with_page_family(site, opened.page.text)
    return _read(opened, url, site, find_layout(site, opened.page), fetched, listed_title)


def _read(
    opened: Opened,
    url: str,
    site: Site | None,
    layout: Layout | None,
    fetched: datetime | None,
    listed_title: str | None,
) -> PageReading | NoArticle:
    page = opened.page
    reading = _Reading(page, layout)
    content = reading.body()
    ruled = reading.evidence.get("body", "").startswith("layout")
    kind = page_kind(page, content, listed_title=listed_title, ruled=ruled)
    if kind.value != "article" or content is None:
        return NoArticle(kind.value, kind.evidence, kind.target)
    title = reading.title(content)
    published = reading.time("published", content)
    modified = reading.time("modified", content)
    credits = reading.credits(content)
    if page.scope is not page.root and not (title and published and _complete(credits, page)):
        page.widen()
        return _read(opened, url, site, layout, fetched, listed_title)
    article = Article(
        id=article_id(url),
        url=url,
        canonical_url=reading.canonical(),
        site=site.id if site else None,
        province=site.province if site else None,
        city=site.city if site else None,
        title=title.title if title else None,
        kicker=title.kicker if title else None,
        subtitle=title.subtitle if title else None,
        original_title=title.original_title if title else None,
        body=content.blocks,
        text=content.text or None,
        published=published.value.isoformat() if published else None,
        published_precision=published.precision if published else None,
        modified=modified.value.isoformat() if modified else None,
        source=credits.source,
        source_url=credits.source_url,
        is_reprint=_is_reprint(credits, site),
        reporters=credits.reporters,
        correspondents=credits.correspondents,
        photographers=credits.photographers,
        authors=credits.authors,
        editors=credits.editors,
        raw_byline=credits.raw_byline,
        dateline=credits.dateline,
        breadcrumbs=reading.words("breadcrumbs"),
        keywords=reading.words("keywords"),
        images=content.images,
        attachments=content.attachments,
        encoding=opened.encoding,
        repairs=opened.repairs,
        read_by="layout" if layout else "generic",
        fetched=fetched.isoformat(timespec="seconds") if fetched else None,
        reader_version=READER_VERSION,
    )
    if opened.decoding:
        reading.evidence["encoding"] = opened.decoding
    evidence = {name: reading.evidence[name] for name in Article.__slots__ if name in reading.evidence}
    return PageReading(replace(article, evidence=evidence), reading.next_url())


def _complete(credits: Credits, page: Page) -> bool:
    """Return whether the column holds every credit that the page seems to have;
    otherwise it is outside the column.
    """
    given = (credits.source is not None, bool(credits.editors))
    return all(found or not any(map(page.mentions, words)) for found, words in zip(given, _LABELS, strict=True))


def find_layout(site: Site | None, page: Page) -> Layout | None:
    """Return the site's first layout whose `when` is on the page; archives keep old
    markup, so the page's date does not decide.
    """
    if site is None:
        return None
    return next((layout for layout in site.layouts if layout.fits(page.root)), None)


def join_pages(readings: Sequence[PageReading], *, complete: bool = True) -> Article:
    """Join the pages of one article, first page first; the first page's fields stand,
    bodies and lists are joined. A text that several pages of a photo series have is
    taken once.
    """
    first = readings[0].article
    if len(readings) == 1 and complete:
        return first
    articles = [reading.article for reading in readings]
    merged: dict[str, Any] = {name: _union(getattr(article, name) for article in articles) for name in _NAMES}
    repairs: dict[str, int] = {}
    for article in articles:
        for rule, count in (article.repairs or {}).items():
            repairs[rule] = repairs.get(rule, 0) + count
    texts = dict.fromkeys(article.text for article in articles if article.text)
    return replace(
        first,
        body=_joined_bodies(articles),
        text="\n".join(texts) or None,
        images=_union(article.images for article in articles),
        attachments=_union(article.attachments for article in articles),
        repairs=repairs or None,
        pages=len(readings),
        complete=complete,
        **merged,
    )


def _joined_bodies(articles: Sequence[Article]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    texts: set[str | None] = set()
    for article in articles:
        repeated = article.text in texts
        blocks += [block for block in article.body if not repeated or block.kind == "caption"]
        texts.add(article.text)
    return tuple(blocks)


class _Reading:
    """One page being read: every field by the layout's rule if that finds something,
    otherwise by the generic reader.
    """

    def __init__(self, page: Page, layout: Layout | None) -> None:
        self.page = page
        self.layout = layout
        self.evidence: dict[str, str] = {}

    def body(self) -> Body | None:
        layout = self.layout
        if layout is not None and layout.body is not None:
            if layout.body_drop is not None:
                for element in layout.body_drop.elements(self.page.root):
                    if (parent := element.getparent()) is not None:
                        _keep_tail(element)
                        parent.remove(element)
            elements = layout.body.elements(self.page.root)
            if len(elements) == 1 and not self.page.widened:
                self.page.narrow(elements[0])
            if elements:
                body = read_blocks(elements, self.page, self._first("title"))
                if body.blocks:
                    self.evidence["body"] = f"layout: {layout.body.where}"
                    return body
        found = find_body(self.page)
        if found is not None:
            self.evidence["body"] = "generic"
        return found

    def title(self, body: Body) -> Title | None:
        found = read_title(self.page, body)
        title = found.value if found else None
        if found:
            self.evidence["title"] = found.evidence
        stated = {name: value for name in ("title", "kicker", "subtitle") if (value := self._noted(name))}
        if title is None:
            return Title(**stated) if "title" in stated else None
        return replace(title, **stated)

    def time(self, name: str, body: Body) -> Time | None:
        raw = self._first(name)
        time = parse_time(raw, near=self.page.fetched) if raw else None
        if time is not None:
            self._note(name)
            return time
        found = (read_published if name == "published" else read_modified)(self.page, body)
        if found is None:
            return None
        self.evidence[name] = found.evidence
        return found.value

    def credits(self, body: Body) -> Credits:
        credits = read_credits(self.page, body)
        self.evidence.update(credits.evidence)
        stated: dict[str, Any] = {}
        for name in _NAMES:
            if (raw := self._all(name)) and (names := _union(parse_names(text) for text in raw)):
                stated[name] = names
                self._note(name)
        if (raw_source := self._first("source")) and (source := parse_source(raw_source)):
            stated["source"] = source
            self._note("source")
        if raw_url := self.page.absolute(self._first("source_url")):
            stated["source_url"] = raw_url
            self._note("source_url")
        if byline := self._noted("byline"):
            stated["raw_byline"] = byline
        return replace(credits, **stated)

    def words(self, name: str) -> tuple[str, ...]:
        stated = self._all(name)
        if stated:
            self._note(name)
            return tuple(dict.fromkeys(stated))
        found = (read_breadcrumbs if name == "breadcrumbs" else read_keywords)(self.page)
        if found is None:
            return ()
        self.evidence[name] = found.evidence
        return found.value

    def canonical(self) -> str:
        """Return the declared identity where it is believable: of the same registrable
        domain, and shaped like an article.
        """
        own = identity(self.page.url)
        found = read_canonical_url(self.page)
        if found is None:
            return own
        try:
            declared = normalise(found.value)
        except ValueError:
            return own
        if declared == own:
            return own
        same = registrable_domain(urlsplit(declared).hostname or "") == registrable_domain(urlsplit(own).hostname or "")
        if not same or not article_shaped(declared):
            return own
        self.evidence["canonical_url"] = found.evidence
        return declared

    def next_url(self) -> str | None:
        page, stated = self.page, self._first("next_page")
        if stated:
            return page.absolute(stated)
        found = next_page(page)
        if found is None and page.scope is not page.root and any(map(page.mentions, _PAGER_WORDS)):
            page.widen()
            found = next_page(page)
        return found

    def _rule(self, name: str) -> Any:
        return getattr(self.layout, name, None) if self.layout else None

    def _first(self, name: str) -> str | None:
        rule = self._rule(name)
        return rule.first(self.page.root, self.page.url) if rule else None

    def _all(self, name: str) -> list[str]:
        rule = self._rule(name)
        return rule.all(self.page.root, self.page.url) if rule else []

    def _noted(self, name: str) -> str | None:
        value = self._first(name)
        if value:
            self._note(name)
        return value

    def _note(self, name: str) -> None:
        self.evidence[{"byline": "raw_byline"}.get(name, name)] = f"layout: {self._rule(name).where}"


def _is_reprint(credits: Credits, site: Site | None) -> bool | None:
    if site is not None and credits.source is not None and compare_key(credits.source) == compare_key(site.name):
        return False
    return credits.is_reprint


def _union(groups: Any) -> tuple[Any, ...]:
    return tuple(dict.fromkeys(value for group in groups for value in group))


def _keep_tail(element: Any) -> None:
    """Move the text behind an element to what stands before it: lxml would remove it
    with the element.
    """
    if not element.tail:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + element.tail
    else:
        parent = element.getparent()
        parent.text = (parent.text or "") + element.tail
