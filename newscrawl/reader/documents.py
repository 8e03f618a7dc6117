"""A document of plain text (WET, `.txt`, a line of a corpus) → an article.

The text is decoded and repaired as a whole, then read by lines (`lines/`); dates, names
and sources are read by the readers of pages. A title is taken from a line that is sure
to be one, never from the first words of the text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from newscrawl.catalog import Catalog
from newscrawl.catalog.schema import Site
from newscrawl.items import Article, NoArticle
from newscrawl.reader.article import EVIDENCE
from newscrawl.reader.fields.blocks import Body
from newscrawl.reader.fields.credits import read_credits
from newscrawl.reader.fields.dates import read_modified, read_published
from newscrawl.reader.fields.gathering import Credits
from newscrawl.reader.fields.metadata import read_keywords
from newscrawl.reader.fields.own_names import own_names
from newscrawl.reader.fields.page_kind import page_kind
from newscrawl.reader.fields.times import Time
from newscrawl.reader.fields.title import read_title
from newscrawl.reader.lines.byline_source import with_byline_source, with_glued_byline, with_line_source
from newscrawl.reader.lines.outlet_lines import publisher_evidence, with_outlet
from newscrawl.reader.lines.text_article import Models, TextArticle, TextLines, find_articles, judge_lines
from newscrawl.reader.lines.trail import find_trail, place_of
from newscrawl.reader.lines.unwrapped import near_own, split_lines
from newscrawl.reader.page import Found, Page
from newscrawl.reader.reading_values import READER_VERSION, PageReading
from newscrawl.text.decode import Decoded, decode
from newscrawl.text.plausible import plausible
from newscrawl.text.repair import repair
from newscrawl.text.script import compare_key
from newscrawl.urls import article_id, identity

MOST_CHARACTERS = 1_000_000
"""Characters of a document that are read; one that has more is a book."""
_LINES_AT_ONCE = 20_000
"""Lines that are judged at once, 1 kB each."""
_FEWEST, _SURE = 90, 0.5
"""Characters of a short text that is an article without title and date, and how likely
its lines are."""
_SENTENCE_END = re.compile("[。！？]")
NO_TITLE = "none: no line above the text is sure to be it"


@dataclass(frozen=True, slots=True)
class TextDocument:
    """A document of plain text, to be read."""

    body: bytes | str
    """A `str` is not decoded."""
    url: str
    site: Site | None = None
    """Without one, site and channel are those of the catalog that its trail names."""
    fetched: datetime | None = None
    repeated: Callable[[str], bool] | None = None
    """Knows the lines that other documents of the host have, too: menus and footers."""


@dataclass(frozen=True, slots=True)
class _Repaired:
    """A document whose text is decoded, repaired and split into lines."""

    document: TextDocument
    decoded: Decoded | None
    repairs: dict[str, int] | None
    cut: bool
    lines: TextLines


@dataclass(frozen=True, slots=True)
class _Found:
    """A document in which an article was found."""

    document: _Repaired
    page: Page
    body: Body
    first: int
    """First line of the body."""
    titled: bool


def read_document(
    body: bytes | str,
    url: str,
    *,
    site: Site | None = None,
    catalog: Catalog | None = None,
    fetched: datetime | None = None,
    repeated: Callable[[str], bool] | None = None,
    models: Models | None = None,
) -> PageReading | NoArticle:
    """Read a document; `NoArticle` holds the kind of a document without an article.

    `models` are the package's own unless they are measured.

    >>> lines = "福州地铁今日开通_海峡网\\n2020-11-18 09:30 来源：福州晚报\\n"
    >>> lines += "本报讯（记者 林晓芳）福州地铁新线今日开通，全长二十八公里。"
    >>> reading = read_document(lines.encode(), "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml")
    >>> reading.article.published, reading.article.source
    ('2020-11-18T09:30:00+08:00', '福州晚报')
    """
    return read_documents([TextDocument(body, url, site, fetched, repeated)], catalog, models)[0]


def read_documents(
    documents: Sequence[TextDocument], catalog: Catalog | None = None, models: Models | None = None
) -> list[PageReading | NoArticle]:
    """Read some documents, the lines of many at once."""
    decoded = [decode(each.body, None) if isinstance(each.body, bytes) else None for each in documents]
    repaired = [_repaired(*each) for each in zip(documents, decoded, strict=True)]
    found: list[PageReading | NoArticle] = []
    for some in _portions(repaired):
        read = iter(_read([each for each in some if isinstance(each, _Repaired)], catalog, models))
        found += [each if isinstance(each, NoArticle) else next(read) for each in some]
    return found


def _portions(documents: Sequence[_Repaired | NoArticle]) -> Iterator[list[_Repaired | NoArticle]]:
    """Yield documents in portions of so many lines that their numbers need little
    memory.
    """
    portion: list[_Repaired | NoArticle] = []
    size = 0
    for each in documents:
        lines = len(each.lines.lines) if isinstance(each, _Repaired) else 0
        if portion and size + lines > _LINES_AT_ONCE:
            yield portion
            portion, size = [], 0
        portion.append(each)
        size += lines
    if portion:
        yield portion


def _repaired(document: TextDocument, decoded: Decoded | None) -> _Repaired | NoArticle:
    text = decoded.text if decoded is not None else _without_surrogates(str(document.body))
    repaired = repair(text, seen=decoded.seen if decoded is not None else None)
    if decoded is not None and not decoded.plausible and not (repaired.counts and plausible(repaired.text)):
        return NoArticle("garbled", f"text is not plausible in any charset: {decoded.evidence}")
    lines, shared = split_lines(repaired.text[:MOST_CHARACTERS]), None
    if document.repeated is not None:
        lines, shared = near_own(lines, document.repeated)
    return _Repaired(
        document, decoded, repaired.counts or None, len(repaired.text) > MOST_CHARACTERS, TextLines(lines, shared)
    )


def _read(
    documents: Sequence[_Repaired], catalog: Catalog | None, models: Models | None
) -> list[PageReading | NoArticle]:
    """Read documents step by step, each for all of them, as `find_articles` does."""
    judged = judge_lines([each.lines for each in documents], models)
    places = [(each.document.url, each.document.fetched) for each in documents]
    read = [_found(*each) for each in zip(documents, find_articles(judged, places, models), strict=True)]
    articles = [each for each in read if isinstance(each, _Found)]
    dates = [(read_published(each.page, each.body), read_modified(each.page, each.body)) for each in articles]
    credits = [_credits_of(each) for each in articles]
    done = iter([_article_of(*each, catalog) for each in zip(articles, dates, credits, strict=True)])
    return [each if isinstance(each, NoArticle) else next(done) for each in read]


def _found(document: _Repaired, found: TextArticle) -> _Found | NoArticle:
    page, body = found.page, found.body
    kind = page_kind(page, body)
    if body is None or (kind.value != "article" and not (kind.value == "shell" and _runs(body))):
        return NoArticle(kind.value, kind.evidence, kind.target)
    return _Found(document, page, body, found.first, found.title is not None)


def _credits_of(found: _Found) -> Credits:
    page, body, lines = found.page, found.body, found.document.lines.lines
    last = body.last or 0
    above = lines[max(0, found.first - 8) : found.first]
    credits = with_line_source(read_credits(page, body), above, lines[last:][:8])
    credits = with_byline_source(with_glued_byline(credits, above), own_names(page))
    headline = page.heading.first if page.heading is not None else None
    return with_outlet(credits, lines, headline, found.first, last)


def _article_of(
    found: _Found, dates: tuple[Found[Time] | None, Found[Time] | None], credits: Credits, catalog: Catalog | None
) -> PageReading:
    document, page, content = found.document, found.page, found.body
    url, fetched, site = document.document.url, document.document.fetched, document.document.site
    decoded, (published, modified) = document.decoded, dates
    title = read_title(page, content) if found.titled else None
    keywords = read_keywords(page)
    _, trail = find_trail(document.lines.lines, found.first)
    evidence = {
        "title": title.evidence if title else NO_TITLE,
        "body": f"lines; cut at {MOST_CHARACTERS} characters" if document.cut else "lines",
        **({"published": published.evidence} if published else {}),
        **({"modified": modified.evidence} if modified else {}),
        **({"keywords": keywords.evidence} if keywords else {}),
        **credits.evidence,
    }
    if decoded is not None:
        evidence["encoding"] = decoded.evidence
    if trail:
        evidence["breadcrumbs"] = "text"
    channel, city, is_reprint = None, site.city if site is not None else None, credits.is_reprint
    if site is None and catalog is not None and (place := place_of(trail, catalog)):
        site, channel = place
        city = channel.city if channel and channel.city else site.city
        evidence["channel"] = "breadcrumbs"
    if site is not None and credits.source and compare_key(credits.source) == compare_key(site.name):
        is_reprint = False
    if (publisher := publisher_evidence(page.title_text, trail)) is not None:
        evidence["publisher"] = publisher
    article = Article(
        id=article_id(url),
        url=url,
        canonical_url=identity(url),
        site=site.id if site is not None else None,
        channel=channel.key if channel is not None else None,
        province=site.province if site is not None else None,
        city=city,
        title=title.value.title if title else None,
        kicker=title.value.kicker if title else None,
        subtitle=title.value.subtitle if title else None,
        original_title=title.value.original_title if title else None,
        body=content.blocks,
        text=content.text or None,
        published=published.value.value.isoformat() if published else None,
        published_precision=published.value.precision if published else None,
        modified=modified.value.value.isoformat() if modified else None,
        source=credits.source,
        is_reprint=is_reprint,
        reporters=credits.reporters,
        correspondents=credits.correspondents,
        photographers=credits.photographers,
        authors=credits.authors,
        editors=credits.editors,
        raw_byline=credits.raw_byline,
        dateline=credits.dateline,
        breadcrumbs=trail,
        keywords=keywords.value if keywords else (),
        encoding=decoded.encoding if decoded is not None else None,
        repairs=document.repairs,
        read_by="generic",
        fetched=fetched.isoformat(timespec="seconds") if fetched else None,
        reader_version=READER_VERSION,
        evidence={name: evidence[name] for name in EVIDENCE if name in evidence},
    )
    return PageReading(article, None)


def _runs(body: Body) -> bool:
    """Return whether a short text surely is one: three sentences that read like text. A
    page shows more that news has; a text has only its words.
    """
    sentences = len(_SENTENCE_END.findall(body.text))
    return len(body.text) >= _FEWEST and sentences >= 3 and (body.certainty or 0) >= _SURE


def _without_surrogates(text: str) -> str:
    """Replace lone surrogates, which no line of the archive can hold, as `Page.parse`
    does.
    """
    return text.encode("utf-8", "replace").decode("utf-8")
