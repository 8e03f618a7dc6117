"""An article page → `Article`: the site's layout first, then the generic reader, field
by field.

Input: bytes (or text), an address and, where known, the site. Live crawls, replays and
saved pages are all read by `read_page`, which does not know them apart: "now" is the
time of fetching. Cleaning is left to `text/clean.py`, checks and deduplication to the
pipelines.
"""

from __future__ import annotations

from datetime import datetime

from newscrawl.catalog.families import with_page_family
from newscrawl.catalog.schema import Layout, Site
from newscrawl.items import Article, NoArticle
from newscrawl.reader.fields.credits import Credits
from newscrawl.reader.fields.own_names import title_publisher
from newscrawl.reader.fields.page_kind import page_kind
from newscrawl.reader.file_kinds import file_kind
from newscrawl.reader.found_api import holds_texts
from newscrawl.reader.frames import main_frame
from newscrawl.reader.open_page import Opened, open_page, uncollected
from newscrawl.reader.outline import HEAD
from newscrawl.reader.page import Page
from newscrawl.reader.page_fields import PageFields
from newscrawl.reader.reading_values import READER_VERSION, PageReading
from newscrawl.reader.script_pages import asked_by_scripts, filled_by_script
from newscrawl.text.decode import Decoded
from newscrawl.text.script import compare_key
from newscrawl.urls import article_id

EVIDENCE = (*Article.__slots__, "publisher")
"""Names of the evidence of a line, in their order."""

_LABELS = tuple(
    tuple(word.encode() for word in words)
    for words in (
        ("来源", "來源", "稿源"),
        ("责任编辑", "責任編輯", "责编"),
    )
)


@uncollected
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
    if isinstance(body, bytes) and (file := file_kind(body)) is not None:
        return NoArticle("document", file)
    opened = open_page(body, url, content_type=content_type, fetched=fetched)
    if not opened.plausible:
        return NoArticle("garbled", f"text is not plausible in any charset: {opened.decoding}")
    layout = find_layout(site, opened.page)
    if layout is None and (related := with_page_family(site, opened.page.data)) is not site:
        # a family's layouts come after the site's own
        site, layout = related, find_layout(related, opened.page)
    return _read(opened, url, site, layout, fetched, listed_title)


def _read(
    opened: Opened,
    url: str,
    site: Site | None,
    layout: Layout | None,
    fetched: datetime | None,
    listed_title: str | None,
) -> PageReading | NoArticle:
    page = opened.page
    reading = PageFields(page, layout)
    content = reading.body()
    ruled = reading.evidence.get("body", "").startswith(("layout", "script:"))
    if content is None and page.answer is not None:
        if not holds_texts(page.answer):
            return NoArticle("shell", "JSON without a text")
        return NoArticle("data", "JSON: no layout finds a text in it" if site and site.layouts else "JSON")
    kind = page_kind(page, content, listed_title=listed_title, ruled=ruled)
    if kind.value != "article" or content is None:
        if kind.value in ("shell", "empty"):
            if (frame := main_frame(page)) is not None:
                return NoArticle("redirect", frame.evidence, frame.value)
            if (how := filled_by_script(page)) is not None:
                return NoArticle("script", how)
        if kind.value == "empty" and kind.evidence != "no text":  # it is the article's page, and no refusal
            if asked := asked_by_scripts(page, 1):
                return NoArticle("script", f"no text, and a script asks {asked[0]}")
            return NoArticle("no_text", kind.evidence)
        return NoArticle(kind.value, kind.evidence, kind.target)
    title = reading.title(content)
    published = reading.time("published", content)
    modified = reading.time("modified", content)
    credits = reading.credits(content)
    if page.scope is not page.root and not (title and published and _complete(credits, page)):
        page.widen()
        return _read(opened, url, site, layout, fetched, listed_title)
    canonical, breadcrumbs, keywords = reading.canonical(), reading.words("breadcrumbs"), reading.words("keywords")
    if opened.decoding:
        reading.evidence["encoding"] = opened.decoding
    if page.limits:
        reading.evidence["body"] = "; ".join((reading.evidence["body"], *page.limits))
    if site is None and (publisher := title_publisher(page.title_text)) is not None:
        reading.evidence["publisher"] = f"title: {publisher}"
    article = Article(
        id=article_id(url),
        url=url,
        canonical_url=canonical,
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
        breadcrumbs=breadcrumbs,
        keywords=keywords,
        images=content.images,
        attachments=content.attachments,
        encoding=opened.encoding,
        repairs=opened.repairs,
        read_by="layout" if layout else "generic",
        fetched=fetched.isoformat(timespec="seconds") if fetched else None,
        reader_version=READER_VERSION,
        evidence={name: reading.evidence[name] for name in EVIDENCE if name in reading.evidence},
    )
    return PageReading(article, reading.next_url())


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
    if site is None or not site.layouts:
        return None
    page.by_tag.look_for({*HEAD, *(tag for layout in site.layouts for tag in layout.tags)})
    return next(
        (layout for layout in site.layouts if layout.fits(page.by_tag, page.states if layout.looks_into_json else ())),
        None,
    )


def _is_reprint(credits: Credits, site: Site | None) -> bool | None:
    if site is not None and credits.source is not None and compare_key(credits.source) == compare_key(site.name):
        return False
    return credits.is_reprint
