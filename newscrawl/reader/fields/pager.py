"""A page of an article → the address of its next page."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.reader.fields.addresses import may_be_article, page_place
from newscrawl.reader.fields.marks import any_of
from newscrawl.reader.fields.pager_scripts import read_page_script
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Page

_NEXT = re.compile(r"[\s\[【(（<>|]*(?:下一?[页頁]|[后後]一?[页頁]|next\s*page|next|[>»›→])[\s\]】)）>»›→|]*$", re.I)
_ALL = re.compile(
    r"[\s\[【(（]*(?:点击)?(?:余下全文|餘下全文|阅读全文|閱讀全文|查看全文|浏览全文|显示全文|展开全文|全文阅读)[\s\]】)）>]*$"
)
_NUMBER = re.compile(r"[\s\[【(（第]*(\d{1,3})[\s\]】)）页頁]*$")
_BARE_NUMBER = r"(?<![^\s\[【(（|][1-9])\d{0,2}(?![\w:.-])"
_MAY_LEAD_ON = any_of(
    " ".join(("页 頁 全文 n[eE][xX][tT] N[eE][xX][tT]", *(f"{digit}{_BARE_NUMBER}" for digit in "123456789")))
)
"""A word of pagers, or a number alone."""
_VOID = re.compile(r"\s*(?:javascript:|#\s*$|$)", re.I)
_QUOTED = re.compile(r"""['"]([^'"\s<>]*(?:\.\w|\?)[^'"\s<>]*)['"]""")
"""An address in a script, of a file or with a query."""
_FULL_SUFFIX = re.compile(r"[_-](?:all|s|full|0)$")


def next_page(page: Page) -> str | None:
    """Find the address of this article's next page; never 下一篇, and never another
    article's address.

    A link called 下一页 is not enough: the address must be this one's with the next page
    number. Without such a link, the number after this page's own in a row of numbers
    counts, and last a link to the rest of a text cut short.
    """
    current: int | None = None
    rest: str | None = None
    numbered: str | None = None
    heading = page.heading
    for line in page.outline.lines[heading.last if heading else 0 :]:
        text = line.text
        if not line.links or len(text) > 260 or not _MAY_LEAD_ON.search(text):
            continue
        for link in line.links:
            words = plain_text(link)
            number = _NUMBER.match(words)
            following = _NEXT.match(words) is not None
            if not (following or number or _ALL.match(words)) or (url := _leads_to(page, link)) is None:
                continue
            if current is None:
                if (here := page_place(page.url)) is None:
                    return None
                current = here.number or 1
            if following and _is_page(page.url, url, current):
                return url.partition("#")[0]
            if numbered is None and number and int(number[1]) == current + 1 and _is_page(page.url, url, current):
                numbered = url.partition("#")[0]
            whole = not number and not following and (_is_page(page.url, url, current) or _is_whole(page.url, url))
            if rest is None and whole:
                rest = url.partition("#")[0]
    if numbered:
        return numbered
    return _scripted(page) or rest


def _leads_to(page: Page, link: etree._Element) -> str | None:
    """Return where a link leads; one that leads nowhere by itself, by its script."""
    href = link.get("href") or ""
    if _VOID.match(href):
        quoted = _QUOTED.search(f"{href} {link.get('onclick') or ''}")
        return page.absolute(quoted[1]) if quoted else None
    return page.absolute(href)


def _is_page(here: str, there: str, current: int) -> bool:
    """Return whether an address is that of the page after `current` of the same
    article.

    A number behind an article's id counts as a page only if what stands before could be
    the article's address.
    """
    own, other = page_place(here), page_place(there)
    if own is None or other is None or other.number is None:
        return False
    if other.number not in (current + 1, current) or other.number == own.number:
        return False
    if not may_be_article(f"http://{own.stem}") and "?" not in own.stem:
        return False
    return own.stem == other.stem and other.number > (own.number or 0)


def _is_whole(here: str, there: str) -> bool:
    """Return whether an address is that of the same article on one page
    (`123_all.html`, `?page=all`).
    """
    own, other = urlsplit(here), urlsplit(there)
    if own.netloc != other.netloc or here.partition("#")[0] == there.partition("#")[0]:
        return False
    if own.path == other.path:
        return True
    name, _, extension = other.path.rpartition(".")
    plain = _FULL_SUFFIX.sub("", name)
    return plain != name and own.path in (f"{plain}.{extension}", plain)


def _scripted(page: Page) -> str | None:
    """Read the paging of an article by TRS' script, recognised by the name of this page
    in it.
    """
    found = read_page_script(page)
    if found is None or not found.value:
        return None
    own, other = page_place(page.url), page_place(found.value)
    if (
        own is None
        or other is None
        or own.stem != other.stem
        or not any(c.isdigit() for c in own.stem.rpartition("/")[2])
    ):
        return None
    return found.value
