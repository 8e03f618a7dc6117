"""A page with hardly any text → what it has that news has and a refusal has not.

Servers answer 200 with refusals, error and maintenance pages whose words nobody can
list. What they lack can be listed: a headline that fits the text or `<title>`, a date,
a source or byline of their own, ways into the site, a picture. A short notice (停水通知)
has some of these, so it stays an article.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice, pairwise
from typing import NamedTuple
from urllib.parse import urlsplit

from newscrawl.late_patterns import late
from newscrawl.reader.fields.blocks import Body
from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.credits import read_credits
from newscrawl.reader.fields.stated_dates import PUBLISHED_METAS
from newscrawl.reader.fields.times import find_times, parse_time
from newscrawl.reader.heading import TITLE_NAME, fold_title, strip_site
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import TITLE_METAS, Page
from newscrawl.urls import registrable_domain

ENOUGH = 2
"""Weight of the evidence from which a short page is news."""
_LINES = 200
_HEADLINE = 8
"""Characters from which a headline says more than a label."""
_CLOCK = 600
"""Seconds by which a server's clock is wrong."""
_STOP = re.compile(r"[。！？，；!?;]")
_END = re.compile(r"[。！？]")
_DATE_LABEL = re.compile(r"(?:时间|時間|日期|发布|發布|发表|發表|更新|刊登|上传)\s*[:：]?\s*$")
_HEADINGS = frozenset(("h1", "h2", "h3", "h4"))
_HAN = late(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[a-z]{4,}")


class NewsEvidence(NamedTuple):
    """What a page has that news has."""

    weight: int
    signs: tuple[str, ...]


def read_evidence(page: Page, body: Body | None, listed_title: str | None = None) -> NewsEvidence:
    """Weigh what speaks for news on a page; `listed_title` is the one of its link.
    Whether a title in the listing speaks against a page is decided by the crawl, which
    sees other pages, too. Of a page with a text no more is read than is enough.

    >>> page = Page.parse("<h1>停水通知</h1><p>鼓楼区明日停水，请储水。</p><p>2020年11月18日</p>", "http://a.cn/1.html")
    >>> read_evidence(page, None)
    NewsEvidence(weight=2, signs=('date',))
    """
    text = body.text if body else ""
    weight = 0
    signs: list[str] = []
    for counted, sign in _signs(page, body, text, listed_title):
        weight += counted
        signs.append(sign)
        if text and weight >= ENOUGH:
            break
    return NewsEvidence(weight, tuple(signs))


def _signs(page: Page, body: Body | None, text: str, listed_title: str | None) -> Iterator[tuple[int, str]]:
    """Yield what speaks for news, with its weight; the links of a page take longest."""
    headline = find_headline(page, body)
    titled = headline is not None and _is_titled(page, headline)
    if any((element.get("type") or "").lower() == "password" for element in page.root.iter("input")):
        titled, headline = False, None  # a form to log in has its own
    if headline and not _STOP.search(headline) and resembles(headline, text):
        if not _echoes(headline, text):
            yield 2, "headline"
            if titled:
                yield 1, "title"
        else:
            yield 1, "headline"
    elif titled:
        yield 1, "title"
    elif page.title_text and resembles(strip_site(page.title_text), text):
        yield 1, "title of the text"
    if len(text) >= 100 and len(_END.findall(text)) > 2:
        yield 1, "sentences"
    if _has_date(page):
        yield 2, "date"
    if _has_credits(page, body):
        yield 2, "credits"
    if links := min(_site_links(page), 2):
        yield links, "links"
    if body is not None and body.images:
        yield 1, "picture"
    if listed_title and any(resembles(listed_title, shown) for shown in (headline or "", page.title_text or "", text)):
        yield 2, "listed title"


def find_headline(page: Page, body: Body | None) -> str | None:
    """Return the line that is set as the headline: the page's heading, otherwise a
    heading, a line named so, or a bold one above the text."""
    if page.heading is not None:
        return page.heading.text
    outline = page.outline
    end = body.first if body is not None and body.first is not None else _LINES
    best: tuple[int, str] | None = None
    for line in outline.lines[: min(end, _LINES)]:
        if not 2 <= len(line.text) <= 60 or line.link_chars:
            continue
        node = outline.nodes[line.node]
        rank = 3 if node.tag in _HEADINGS else 2 if TITLE_NAME.search(node.name) else int(line.strong)
        if rank and (best is None or rank > best[0]):
            best = (rank, line.text)
    return best[1] if best else None


def resembles(headline: str, text: str) -> bool:
    """Return whether a headline's words come in a text: a third of its pairs of Chinese
    characters, of a short one a quarter or half of the characters; half of its words in
    Latin script.

    >>> resembles("停电公告", "因线路检修，部分区域暂停供电。"), resembles("网站升级", "系统将于八时恢复访问。")
    (True, False)
    """
    words, text = fold_title(headline), fold_title(text)
    pairs = _pairs(words)
    if not pairs:
        latin = _LATIN.findall(words)
        return len(latin) > 1 and sum(word in text for word in latin) * 2 >= len(latin)
    shared = sum(pair in text for pair in pairs)
    if len(pairs) > 4:
        return shared * 3 >= len(pairs)
    characters = _HAN.findall(words)
    return shared * 4 >= len(pairs) or sum(char in text for char in characters) * 2 >= len(characters)


def _pairs(words: str) -> list[str]:
    return [one + other for one, other in pairwise(words) if _HAN.match(one) and _HAN.match(other)]


def _echoes(headline: str, text: str) -> bool:
    """Return whether a short text repeats a short headline word for word, as refusals
    do (拒绝访问: 您的请求已被拒绝访问); news says it in other words.
    """
    words = fold_title(headline)
    return len(words) < _HEADLINE and len(text) < 100 and words in fold_title(text)


def _is_titled(page: Page, headline: str) -> bool:
    """Return whether `<title>` or a meta has the headline, too."""
    stated = page.meta_value(*TITLE_METAS)
    titles = (page.title_text or "", stated.value if stated else "")
    return any(fold_title(headline) in fold_title(title) for title in titles)


def _has_date(page: Page) -> bool:
    """Return whether the page states a date of its own: in markup, or in a line that is
    no sentence."""
    for name in PUBLISHED_METAS:
        if any(parse_time(value) for value in page.meta.get(name, ())[:1]):
            return True
    if any(isinstance(item.get("datePublished"), str) for item in page.jsonld) or page.founder.get("date"):
        return True
    for line in islice(page.outline.lines, _LINES):
        text = line.text
        if not 5 <= len(text) <= 90 or "。" in text:
            continue
        for written in find_times(text, near=page.fetched):
            if _is_now(page, written.time.value):
                continue
            if (written.end - written.start) * 2 >= len(text) or is_credit(text):
                return True
            if _DATE_LABEL.search(text[: written.start]):
                return True
    return False


def _is_now(page: Page, moment: datetime) -> bool:
    """Return whether a time is that of the answer, which refusals print."""
    return page.fetched is not None and abs((moment - page.fetched).total_seconds()) < _CLOCK


def _has_credits(page: Page, body: Body | None) -> bool:
    credits = read_credits(page, body)
    names = (credits.reporters, credits.correspondents, credits.photographers, credits.authors, credits.editors)
    return bool(credits.source or any(names) or credits.dateline)


def _site_links(page: Page) -> int:
    """Count the links that lead into the site, two at most; its front page is no
    sign, since refusals lead there."""
    found: set[str] = set()
    for url in _links(page):
        found.add(url)
        if len(found) > 1:
            break
    return len(found)


def _links(page: Page) -> Iterator[str]:
    own = page.url.partition("#")[0]
    domain = registrable_domain(page.host)
    for link in page.root.iter("a"):
        url = page.absolute(link.get("href"))
        if url is None or not plain_text(link):
            continue
        url = url.partition("#")[0]
        try:
            parts = urlsplit(url)
            inside = registrable_domain(parts.hostname or "") == domain
        except ValueError:
            continue
        if inside and url != own and (parts.path.strip("/") or parts.query):
            yield url
