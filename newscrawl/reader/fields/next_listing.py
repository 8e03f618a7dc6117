"""A listing page → the address of the next: by the site's paging script, its pager, or,
where a page count is shown, its address.
"""

from __future__ import annotations

import re
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.reader.fields.addresses import page_place
from newscrawl.reader.fields.pager_scripts import page_count, read_page_script
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Found, Page
from newscrawl.urls import registrable_domain

NEXT_WORDS = re.compile(
    r"[\s\[【(（«‹<←]*(?:下\s?一?\s?[页頁]|[后後]一?[页頁]|next(?: page)?|older(?: posts)?|[较較更]?[早旧舊]期?的?文章)"
    r"[\s>»›→＞\]】)）]*$",
    re.I,
)
"""What the link to the next page is called."""
_ARROW = re.compile(r"\s*[>›»＞→]{1,2}\s*$")
_NEXT_NAME = re.compile(
    r"(?:^|[\s_-])(?:next|nxt|nextpage|next-?_?page|page-?_?next|pagenext|xiayiye|xyy)(?:$|[\s_-])", re.I
)
_PAGER_NAME = re.compile(
    r"pag(?:e|er|ing|ination|elist|es|enum)|displaypagenum|autopage|fenye|turn_?page|\bpg\b|yema", re.I
)
_PAGE_NUMBER = re.compile(r"[\[【]?\s?\d{1,4}\s?[\]】]?$")
_NUMBERED_FOLDER = re.compile(r"(?<=[^/])/(?:(?:page|p|list|index)[/_-]?)?\d{1,3}/?$", re.I)
"""The page's number where it is a folder: `/page/2/`, `/2`."""
_MORE = re.compile(r"\s*(?:点击)?(?:查看|加载|浏览)?更多(?:新闻|内容|文章)?\s*[>›»＞→]{0,2}\s*$")
_PAGED_NAME = re.compile(r"^(?P<stem>.*?)(?P<sep>[_-]?)(?P<page>\d{1,4})$")


def next_listing(page: Page) -> Found[str] | None:
    """Find the address of the next page of this listing, with its evidence; None where
    the page shows none.
    """
    scripted = read_page_script(page)
    if scripted is not None:
        return scripted if scripted.value else None
    for element in page.head["link"]:
        if "next" in (element.get("rel") or "").lower().split() and (url := _other(page, element)):
            return Found(url, "link:next")
    return _by_links(page) or _by_address(page)


def _other(page: Page, element: etree._Element) -> str | None:
    """Return where a link leads, if that is another page of the same registrable
    domain: `www.`, the bare and sister hosts serve pages of one listing.
    """
    url = page.absolute(element.get("href"))
    if url is None:
        return None
    url = url.partition("#")[0]
    try:
        host = urlsplit(url).hostname or ""
        same = host == page.host or registrable_domain(host) == registrable_domain(page.host)
    except ValueError:
        return None
    return url if same and url != page.url.partition("#")[0] else None


def _by_links(page: Page) -> Found[str] | None:
    """Find a link called 下一页, classed `next`, an arrow in a pager, or the number after
    the current one.
    """
    arrow: Found[str] | None = None
    for link in page.root.iter("a"):
        words = plain_text(link) or link.get("title") or next((img.get("alt") or "" for img in link.iter("img")), "")
        if len(words) > 16:
            continue
        names = " ".join(link.get(name) or "" for name in ("class", "id", "rel", "aria-label"))
        parent = link.getparent()
        above = f"{parent.get('class') or ''}" if parent is not None else ""
        if "disabled" in names or "disabled" in above:
            continue
        if NEXT_WORDS.match(words):
            url = _other(page, link)
            if url:
                return Found(url, f"text:{words.strip()}")
        elif _NEXT_NAME.search(names) or (_NEXT_NAME.search(above) and len(words) <= 8):
            url = _other(page, link)
            if url and same_list(page.url, url):
                return Found(url, "class:next")
        elif arrow is None and ((more := _MORE.match(words)) or (_ARROW.match(words) and _in_pager(link))):
            url = _other(page, link)
            if url and (_is_next(page.url, url) if more else _follows(page.url, url)):
                arrow = Found(url, f"text:{words.strip()}")
    return arrow or _by_number(page)


def _in_pager(link: etree._Element) -> bool:
    element = link.getparent()
    for _ in range(3):
        if element is None:
            return False
        if _PAGER_NAME.search(f"{element.get('class') or ''} {element.get('id') or ''}"):
            return True
        if sum(1 for other in islice(element.iter("a"), 40) if plain_text(other).isdigit()) >= 2:
            return True
        element = element.getparent()
    return False


def _by_number(page: Page) -> Found[str] | None:
    """Find, in a row of page numbers, the link behind the number that is not a link (or
    is marked as current).
    """
    numbers = (link for link in page.root.iter("a") if _PAGE_NUMBER.match(plain_text(link)))
    for link in islice(numbers, 200):
        words = plain_text(link).strip("[]【】 ")
        if not _in_pager(link):
            continue
        shown, anchor = _number_before(link)
        if shown + 1 != int(words) or (anchor is not None and _other(page, anchor)):
            continue
        url = _other(page, link)
        if url and same_list(page.url, url):
            return Found(url, "pager:number")
    return None


def _number_before(link: etree._Element) -> tuple[int, etree._Element | None]:
    """Return the number shown before a link, and the link it is, if it is one; -9 where
    there is none.
    """
    at: etree._Element | None = link
    for _ in range(2):
        if at is None:
            break
        before = at.getprevious()
        parent = at.getparent()
        loose = (before.tail if before is not None else parent.text if parent is not None else None) or ""
        number = re.search(r"(\d{1,4})\D{0,3}$", loose)
        if number:
            return int(number[1]), None
        if before is not None:
            shown = plain_text(before).strip("[]【】 ")
            anchor = before if before.tag == "a" else next(before.iter("a"), None)
            return (int(shown) if shown.isdigit() and len(shown) < 5 else -9), anchor
        at = parent if parent is not None and parent.tag in ("li", "span", "td") else None
    return -9, None


def _by_address(page: Page) -> Found[str] | None:
    """A numbered address, counted on as far as the page says there are pages."""
    count = page_count(page)
    if count is None:
        return None
    head, _, last = page.url.partition("#")[0].rpartition("/")
    name, dot, extension = last.partition(".")
    numbered = _PAGED_NAME.match(name)
    if numbered is None or "?" in last or (not numbered["stem"].rstrip("_-") and len(numbered["page"]) > 3):
        return None
    number = int(numbered["page"])
    if not 1 <= number < count:
        return None
    return Found(f"{head}/{numbered['stem']}{numbered['sep']}{number + 1}{dot}{extension}", "url")


def same_list(here: str, there: str) -> bool:
    """Return whether two addresses are pages of one list: they share a folder, or
    differ by a page number.
    """
    own, other = _place(here), _place(there)
    if own is None or other is None:
        return False
    if own.rstrip("/") == other.rstrip("/"):
        return True
    return own.rpartition("/")[0] == other.rpartition("/")[0]


def _place(url: str) -> str | None:
    """Return the path that the pages of a list share, without host and query: `www.`
    and sister hosts serve pages of one list.

    >>> _place("http://www.a.cn/fz/?page=2"), _place("http://a.cn/fz"), _place("http://a.cn/fz/list_2.html")
    ('/fz/', '/fz', '/fz/list.html')
    >>> _place("http://a.cn/fz/page/2/"), _place("http://a.cn/fz/2")
    ('/fz', '/fz')
    """
    place = page_place(url)
    return _NUMBERED_FOLDER.sub("", f"/{place.stem.partition('/')[2].partition('?')[0]}") if place else None


def _is_next(here: str, there: str) -> bool:
    """Return whether an address has the number after that of this page of the list."""
    own, other = page_place(here), page_place(there)
    numbered = own is not None and other is not None and other.number == (own.number or 1) + 1
    return numbered and same_list(here, there)


def _follows(here: str, there: str) -> bool:
    """Return whether an arrow leads one page on; a double arrow may lead to the
    last.
    """
    own, other = page_place(here), page_place(there)
    if own is None or other is None or other.number is None:
        return same_list(here, there)
    return same_list(here, there) and other.number in ((own.number or 0) + 1, (own.number or 1) + 1)
