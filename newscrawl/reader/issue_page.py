"""A page (版) of a newspaper's issue → its articles, the issue's other pages, and the
name of each page.

Links of the same day that look like the paper's pages and articles are read wherever
they are: publishers put them in lists, on the picture of the page (`<area>`), or in
both. Which page comes next, and when an issue is complete, is decided in `walks/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from newscrawl.catalog.eras import Era
from newscrawl.catalog.schema import Site
from newscrawl.items import Entry
from newscrawl.reader.entry_choice import LONGEST_URL
from newscrawl.reader.feed_xml import parse_xml
from newscrawl.reader.open_page import open_page
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Page
from newscrawl.text.compatible import nfkc
from newscrawl.text.decode import Decoded, decode
from newscrawl.urls import article_id, normalise
from newscrawl.walks.issue_values import OTHER_DAY, IssuePage, PageLabel, is_same_article

_LABEL = re.compile(
    r"(?P<mark>第)?\s*(?P<page>[A-Z]{0,3}\d{1,3})\s*(?P<unit>版)?+(?![\d月日年期]|:\d)\s*[\])】]?\s*[:.|、·—-]*\s*(?P<name>.*)",
    re.S,
)
_NO_NAME = re.compile(r"[上下前后][一]?[版页期]|返回|pdf|下载|导航|目录|放大|缩小|首页|版面概览|\.(?:jpg|png)", re.I)
_HEADING = re.compile(r"第\s*[A-Z]{0,3}\d{1,3}\s*版")
_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "dt", "th"))
LONGEST_NAME = 30
"""Longest name of a page, in characters; more is a headline that leads there."""


def read_issue_page(
    body: bytes | str | Decoded,
    url: str,
    era: Era,
    day: date,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    fetched: datetime | None = None,
) -> IssuePage:
    """Read a page of a day's issue; `url` is its address as fetched."""
    page = open_page(body, url, content_type=content_type, fetched=fetched).page
    entries: dict[str, Entry] = {}
    pages: dict[str, tuple[str, PageLabel]] = {}
    below: dict[str, PageLabel] = {}
    heads: set[PageLabel] = set()
    head: PageLabel | None = None
    elsewhere = False
    for link, words, is_head in _links(page, site):
        try:
            key = normalise(link)
        except ValueError:
            continue
        if not era.of_day(link, day):
            elsewhere = elsewhere or era.is_page(link) or era.is_article(link)
        elif era.is_page(link):
            url, label = pages.get(key, (link, PageLabel()))
            pages[key] = url, label.filled(own := read_label(words))
            head = own if is_head and own.page else None
        elif era.is_article(link):
            id = article_id(link)
            if head is not None and id not in below:
                below[id] = head
                heads.add(head)
            known = entries.get(id)
            if known is None or len(words) > len(known.title or ""):
                entries[id] = Entry(id, known.url if known else link, words or None, day.isoformat())
    if entries or pages:
        joined = _joined(entries.values())
        if len(heads) > 1:
            joined = tuple(_placed(entry, below.get(entry.id)) for entry in joined)
        return IssuePage(joined, _bare(pages), _heading(page))
    if elsewhere:
        return IssuePage((), {}, _heading(page), OTHER_DAY)
    from newscrawl.reader.fields.page_kind import page_kind  # reads articles, too: see `listing`

    kind = page_kind(page, None)
    if kind.target is not None and normalise(kind.target) != normalise(page.url):
        if era.shows(kind.target, day) and era.is_page(kind.target) and (site is None or site.owns(kind.target)):
            return IssuePage((), {kind.target: PageLabel()}, PageLabel())
        if era.day_in(kind.target) not in (None, day):
            return IssuePage((), {}, PageLabel(), OTHER_DAY)
    return IssuePage((), {}, _heading(page), kind.value, len({each.get("href") for each in page.root.iter("a")}))


def _placed(entry: Entry, label: PageLabel | None) -> Entry:
    """Return an entry with the page that it stands below in a list of the whole issue,
    which each page may show."""
    return replace(entry, page=label.page, page_name=label.name) if label else entry


def _joined(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Return each article once, where the picture of a page and its list link to it by
    addresses that differ in parameters only."""
    every = list(entries)
    bare = {normalise(entry.url): entry for entry in every}
    joined: dict[str, Entry] = {}
    for entry in every:
        twin = bare.get(normalise(entry.url).partition("?")[0], entry)
        kept = twin if is_same_article(entry, twin) else entry
        title = max((each.title or "" for each in (entry, joined.get(kept.id, kept))), key=len)
        joined[kept.id] = replace(kept, title=title or None)
    return tuple(joined.values())


def _bare(pages: dict[str, tuple[str, PageLabel]]) -> dict[str, PageLabel]:
    """Return the pages with their labels, without those that another address has
    without its parameters."""
    found: dict[str, PageLabel] = {}
    for key, (link, label) in pages.items():
        link, own = pages.get(key.partition("?")[0], (link, label))
        found[link] = found.get(link, own).filled(label)
    return found


def _links(page: Page, site: Site | None) -> Iterator[tuple[str, str, bool]]:
    """Yield the links within the site, with their words, and whether each is a heading
    or in one."""
    for element in page.root.iter("a", "area"):
        link = page.absolute(element.get("href"))
        if link is None or len(link) > LONGEST_URL or (site is not None and not site.owns(link)):
            continue
        above = element.getparent()
        is_head = above is not None and above.tag in _HEADS
        yield link, plain_text(element) or (element.get("title") or element.get("alt") or "").strip(), is_head


def read_label(words: str) -> PageLabel:
    """Read a page's number and name from the words of a link or heading.

    >>> [tuple(read_label(words)) for words in ("第A01版：要闻", "02版 福州新闻", "B3", "要闻", "下一版")]
    [('A01', '要闻'), ('02', '福州新闻'), ('B3', None), (None, '要闻'), (None, None)]
    """
    words = nfkc(words).strip(" \t\r\n[【(")
    if not words or _NO_NAME.search(words):
        return PageLabel()
    match = _LABEL.match(words)
    if match is None or not (match["mark"] or match["unit"] or len(match["page"]) > 1):
        return PageLabel(None, words if len(words) <= LONGEST_NAME and not words.isdigit() else None)
    name = match["name"].strip(" :]】)")
    return PageLabel(match["page"], name if name and len(name) <= LONGEST_NAME else None)


def _heading(page: Page) -> PageLabel:
    """Read the page's own name outside of its links: 第A01版：要闻."""
    for element in page.root.iter("h1", "h2", "h3", "strong", "b", "span", "td", "div", "p", "li", "title"):
        if element.find(".//a") is None and all(above.tag != "a" for above in element.iterancestors()):
            words = plain_text(element)
            if len(words) <= LONGEST_NAME + 10 and _HEADING.match(nfkc(words)):
                return read_label(words)
    return PageLabel()


def read_period(body: bytes | Decoded, content_type: str | None = None) -> dict[date, str | None]:
    """Read a month's list of issues (Founder's `period.xml`): day → name of its first
    page, where it states one.

    Anything but such a list gives nothing, nor does one that was cut: a day that it
    lacks may have stood in its tail.

    >>> read_period(b"<periods><period><period_date>2020-11-18</period_date><front_page>18/node_2.htm</front_page>"
    ...             b"</period></periods>")
    {datetime.date(2020, 11, 18): 'node_2.htm'}
    """
    decoded = decode(body, content_type) if isinstance(body, bytes) else body
    root = parse_xml(decoded.text)
    found: dict[date, str | None] = {}
    if root is None or not _ends(decoded.text, str(root.tag)):
        return {}
    for element in root.iter("period_date"):
        try:
            day = date.fromisoformat((element.text or "").strip()[:10].replace("/", "-"))
        except ValueError:
            continue
        parent = element.getparent()
        front = (parent.findtext("front_page") or "").strip() if parent is not None else ""
        found[day] = front.rpartition("/")[2] or None
    return found


def _ends(text: str, root: str) -> bool:
    """Return whether a document has the end tag of its root."""
    name = re.escape(root.rpartition("}")[2])
    return (
        re.search(rf"</(?:[\w.-]+:)?{name}\s*>\s*(?:<!--.*)?\Z", text[-2048:].rstrip("\0 \r\n\t"), re.I | re.S)
        is not None
    )
