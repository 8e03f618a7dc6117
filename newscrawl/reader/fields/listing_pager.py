"""What a listing page shows of the page after it: its address, that there is none, or a
pager that cannot be followed.

`next_listing` finds the address where a link, a script or a count has it,
`pager_controls` reads buttons, calls and rows of numbers. Here the evidence is weighed.
That a page is the last needs a sign on the page itself: a pager that a script draws
later shows none, and is `unreadable`.
"""

from __future__ import annotations

import re
from urllib.parse import urljoin

from newscrawl.reader.fields.next_listing import next_listing, same_list
from newscrawl.reader.fields.pager_controls import (
    Control,
    ListingPager,
    counted_on,
    follow,
    number_rows,
    put_together,
    read_controls,
    row_page,
)
from newscrawl.reader.fields.pager_scripts import current_page, page_count, read_page_script
from newscrawl.reader.page import Found, Page

__all__ = ["ListingPager", "read_pager"]

_TOTAL = re.compile(
    r"\b(countPage|pages|pageCount|totalPages?|page_?total|maxPage|pageTotal)\s{0,3}[:=]\s{0,3}['\"]?(\d{1,5})\b"
)
_PAGES = re.compile(r"\bpno\s{0,3}:[^{}]{1,80}?\btotal\s{0,3}:\s{0,3}['\"]?(\d{1,5})\b")
"""The number of pages that kkpager is given."""
_ITEMS = re.compile(
    r"\b(?:count|total_?(?:count|records?|rows?|num)|record_?count)\s{0,3}[:=]\s{0,3}['\"]?(\d{1,7})\b", re.I
)
_PER_PAGE = re.compile(
    r"\b(?:limit|page_?size|per_?page|per_?size|items_per_page)\s{0,3}[:=]\s{0,3}['\"]?([1-9]\d{0,3})\b", re.I
)
_STATED = re.compile(r"第\s{0,3}(\d{1,5})\s{0,3}[页頁]|(?<!\d)(\d{1,5})\s?/\s?\d{1,5}\s?[页頁]")
_PLUG_IN = re.compile(
    r"\b(?:laypage(?:\s{0,3}\.\s{0,3}render)?|[\w$.]{0,40}(?:[pP]aginat(?:ion|or|e)|[pP]agination[A-Z]\w{0,20}|[cC]reatePage|"
    r"[pP]agePlugin|[lL]oadMore|[iI]nfiniteScroll|kkpager\.\w{1,20}|Paging))\s{0,3}\(\s{0,3}(?:\{|['\"]|\$|\d)"
)
"""Calls of plug-ins that write a pager, or load more when a reader scrolls down."""
_COUNTED = frozenset(
    ("pagecount", "data-pagecount", "data-page-count", "totalpage", "data-totalpage", "data-total-page")
)
_MORE_PAGES = re.compile(r"\s*(?:[2-9]|[1-9]\d{1,4})\s*")
"""Attributes in which an element states its number of pages, and one above 1."""
_PAGER_NAME = re.compile(r"pag(?:e|in|ing\b|\b)|fenye|yema", re.I)
_SLIDES = re.compile(r"slide|focus|banner|swiper|carousel|tab", re.I)
_PAGE_NAME = re.compile(r"page|pag\b|fenye|jump|goto|yema", re.I)


def read_pager(page: Page) -> ListingPager:
    """Return what the page shows of the page after it, and that page's address.

    A pager whose next page has no address anywhere is `unreadable`, never the last
    page.
    """
    found = next_listing(page)
    if found is not None and found.evidence != "url":
        return ListingPager("next", found)
    if read_page_script(page) is not None:
        return ListingPager("last")
    controls = list(read_controls(page))
    nexts = [control for control in controls if control.is_next]
    for control in (*nexts, *(control for control in controls if control.is_more)):
        if (pager := follow(page, control)) is not None:
            return pager
    if (pager := _by_options(page) or _by_script(page)) is not None:
        return pager
    backs = [control for control in controls if control.is_back and control.is_link]
    if found is not None and found.value not in {page.absolute(control.element.get("href")) for control in backs}:
        return ListingPager("next", found)
    rows = number_rows(controls, page)
    if (pager := _by_row(rows, page) or _by_count(rows, page)) is not None:
        return pager
    if nexts:
        return ListingPager(
            "last" if all(_is_dead(control, page, bool(backs or rows)) for control in nexts) else "unreadable"
        )
    if backs:
        return ListingPager("last")
    return ListingPager("unreadable" if rows or _is_scripted(controls, page) else "none")


def _is_scripted(controls: list[Control], page: Page) -> bool:
    """Return whether a script makes the pager: numbers that lead nowhere by themselves
    stand in an element named as one, an element states a number of pages, or a plug-in
    is called.
    """
    numbers = [control for control in controls if control.number is not None and control.is_void]
    if len(numbers) > 1 and any(_is_named_pager(control) for control in numbers):
        return True
    for element in page.root.iter("div", "ul", "span", "p", "td", "nav"):
        if any(name in _COUNTED and _MORE_PAGES.fullmatch(str(value)) for name, value in element.items()):
            return True
    scripts = "\n".join(script.text for script in page.head["script"] if script.text)
    return _PLUG_IN.search(scripts) is not None


def _is_named_pager(control: Control) -> bool:
    """Return whether a number or an element around it is named as a pager; the numbers
    of a slide show are not.
    """
    names, element = "", control.element
    for _ in range(4):
        names += f" {element.get('class') or ''} {element.get('id') or ''} {' '.join(map(str, element.keys()))}"
        if (above := element.getparent()) is None:
            break
        element = above
    return _PAGER_NAME.search(names) is not None and _SLIDES.search(names) is None


def _by_row(rows: list[list[Control]], page: Page) -> ListingPager | None:
    """Read a row of page numbers: the one after this page's leads on, and where this
    page's is the greatest, it is the last.
    """
    for row in rows:
        here = row_page(row, page)
        if here is None:
            continue
        at = row.index(here)
        if at + 1 == len(row):
            return ListingPager("last")
        following = row[at + 1]
        if following.number == (here.number or 0) + 1:
            return follow(page, following) or ListingPager("unreadable")
        return ListingPager("unreadable")
    return None


def _by_count(rows: list[list[Control]], page: Page) -> ListingPager | None:
    """Compare the number of this page with the stated count (共12页)."""
    count = page_count(page)
    if not count:
        return None
    stated = _STATED.search(page.text)
    marked = next((found for row in rows if (found := row_page(row, page)) is not None), None)
    here = int(stated[1] or stated[2]) if stated else marked.number if marked else None
    if count == 1 or (here is not None and here >= count):
        return ListingPager("last")
    return ListingPager("unreadable")


def _is_dead(control: Control, page: Page, others_lead: bool) -> bool:
    """Return whether a 下一页 that leads nowhere is switched off: it says so, is no link
    or leads to this page. One whose address is a script's, and one that a script looks
    for, is dead only where the other controls have addresses.
    """
    if control.is_off or others_lead:
        return True
    return not control.is_void and not _is_hooked(control, page)


def _is_hooked(control: Control, page: Page) -> bool:
    """Return whether a script of the page names the control or the elements around."""
    names: set[str] = set()
    element = control.element
    for _ in range(3):
        names |= {*(element.get("class") or "").split(), element.get("id") or ""}
        above = element.getparent()
        if above is None:
            break
        element = above
    scripts = "\n".join(script.text for script in page.head["script"] if script.text)
    return any(len(name) > 2 and re.search(rf"""['"][^'"\n]{{0,40}}{re.escape(name)}\b""", scripts) for name in names)


def _by_options(page: Page) -> ListingPager | None:
    """Read a pager that is a `<select>` of pages: of addresses, or of numbers."""
    for select in page.root.iter("select"):
        options = list(select.iter("option"))
        values = [(option.get("value") or "").strip() for option in options]
        chosen = [at for at, option in enumerate(options) if option.get("selected") is not None]
        if len(options) < 2:
            continue
        if all(value.isdigit() for value in values):
            names = f"{select.get('name')} {select.get('id')} {select.get('class')} {select.get('onchange')}"
            first = int(values[0])
            counted = first in (0, 1) and [int(value) for value in values] == list(range(first, first + len(values)))
            if _PAGE_NAME.search(names) and counted and chosen:
                return ListingPager("last" if chosen[0] + 1 == len(options) else "unreadable")
            continue
        urls = [page.absolute(urljoin(page.base_url, value)) if value else None for value in values]
        here = page.url.partition("#")[0]
        at = chosen[0] if chosen else next((n for n, url in enumerate(urls) if url == here), None)
        if at is None or not all(url and same_list(page.url, url) for url in urls):
            continue
        following = urls[at + 1] if at + 1 < len(urls) else None
        return ListingPager("next", Found(following, "select")) if following else ListingPager("last")
    return None


def _pages_of_items(text: str) -> int:
    """Return how many pages so many items are, as a plug-in is told; 0 where it is
    not."""
    items, size = _ITEMS.search(text), _PER_PAGE.search(text)
    return -(-int(items[1]) // int(size[1])) if items and size and _PLUG_IN.search(text) else 0


def _by_script(page: Page) -> ListingPager | None:
    """Read a pager that a script writes: its numbers, and the address it puts together.

    `currentPage` beside `countPage` counts from 0 (TRS), everything else from 1.
    """
    here = current_page(page.text)
    if here is None:
        return None
    count, named = _TOTAL.search(page.text), _PAGES.search(page.text)
    pages = int(count[2]) if count else int(named[1]) if named else _pages_of_items(page.text)
    if not pages:
        return None
    if here + ((count is not None and count[1] == "countPage") or here == 0) >= pages:
        return ListingPager("last")
    for url in put_together(page, page.text, here + 1):
        if url != page.url and same_list(page.url, url):
            return ListingPager("next", Found(url, "script:pieces"))
    return counted_on(page, here + 1, "var")
