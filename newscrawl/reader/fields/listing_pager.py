"""What a listing page shows of the page after it: its address, that there is none, or a
pager that cannot be followed.

`next_listing` finds the address where a link, a script or a count has it. Here is read
what remains: pagers of scripts and buttons, and the evidence that this page is the
last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from lxml import etree

from newscrawl.items import Pager
from newscrawl.reader.fields.next_listing import next_listing, page_count, read_page_script, same_list
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Found, Page
from newscrawl.urls import registrable_domain

_NEXT = re.compile(r"\s*(?:下一?[页頁]|[后後]一?[页頁]|next(?: page)?|older(?: posts)?)\s*[>»›→＞]*\s*$", re.I)
_MORE = re.compile(r"\s*(?:点击|點擊|点此)?\s*(?:加载|加載|查看|显示|載入|load)\s*更?(?:多|more)\s*$", re.I)
_BACK = re.compile(r"\s*[<«‹＜]*\s*(?:[上前]一?[页頁]|[尾末]页|首页|第一页|prev(?:ious)?)\s*[>»›→＞]*\s*$", re.I)
_NUMBER = re.compile(r"\s*[\[【(]?\s*(\d{1,5})\s*[\]】)]?\s*$")
_WORDS = (_NEXT, _MORE, _BACK, _NUMBER)
_OFF = re.compile(r"\bdisabled?\b|\bno-?next\b|\bnomore\b|\bgray\b|\boff\b")
_QUOTED = re.compile(r"""['"]([^'"\s]{1,300})['"]""")
_CALL = re.compile(r"\b[A-Za-z_$][\w$.]*\s*\(\s*(?:this\s*,\s*)?['\"]?(\d{1,5})['\"]?\s*[,)]")
_VOID = re.compile(r"\s*(?:#|javascript:\s*(?:void\s*\(?\s*0?\s*\)?)?\s*;?\s*)?\s*$", re.I)
_ADDRESS = re.compile(r"[\w./%?&=:#-]*(?:/|\.(?:s?html?|aspx?|php|jsp|do)|\?)[\w./%?&=:#-]*$", re.I)
_DATA = ("data-url", "data-href", "data-link", "data-next", "data-src", "tagname", "url")
_CLICKABLE = ("a", "button", "span", "li", "div", "input", "option", "td", "p", "em", "b", "strong", "label", "i")
_CURRENT = re.compile(
    r"\b(?:curr|currentPage|current_?page|curPage|pageNo|pageIndex)\s{0,3}[:=]\s{0,3}['\"]?(\d{1,5})\b"
)
_TOTAL = re.compile(
    r"\b(countPage|pages|pageCount|totalPages?|page_?total|maxPage|pageTotal)\s{0,3}[:=]\s{0,3}['\"]?(\d{1,5})\b"
)
_PIECES = re.compile(
    r"""['"]((?:[\w./?&=:-]{1,200})[_=/-])['"]\s*\+\s*[\w.]{1,40}\s*\+\s*['"]((?:\.\w{2,5}|&)[\w./?&=:-]{0,100})['"]"""
)
_STATED = re.compile(r"第\s{0,3}(\d{1,5})\s{0,3}[页頁]|(?<!\d)(\d{1,5})\s?/\s?\d{1,5}\s?[页頁]")
_SHORT = 16
"""Characters that the words of a pager's element have at most."""


class ListingPager(NamedTuple):
    """The pager of one listing page."""

    pager: Pager
    next_url: Found[str] | None = None


class _Control(NamedTuple):
    """One element of a pager."""

    element: etree._Element
    words: str


def read_pager(page: Page) -> ListingPager:
    """Return what the page shows of the page after it, and that page's address.

    An address is read wherever it stands: in the link, in `onclick`, in `data-url`, in
    an `<option>`; the number of a call (`goPage(2)`) is counted on to an address. A
    pager whose next page has no address anywhere is `unreadable`, never the last page.
    """
    if (found := next_listing(page)) is not None:
        return ListingPager("next", found)
    if read_page_script(page) is not None:
        return ListingPager("last")
    controls = list(_controls(page))
    nexts = [control for control in controls if _NEXT.match(control.words) or _MORE.match(control.words)]
    for control in nexts:
        if (pager := _follow(page, control)) is not None:
            return pager
    numbers = [(int(match[1]), c) for c in controls if (match := _NUMBER.match(c.words)) and _in_row(c.element)]
    if (pager := _by_options(page) or _by_script(page)) is not None:
        return pager
    here, count = _here(page, numbers), page_count(page)
    if here is not None:
        row = _row_of(next((control for number, control in numbers if number == here), None))
        following = next(
            (control for number, control in numbers if number == here + 1 and control.element in row), None
        )
        if following is not None:
            return _follow(page, following) or ListingPager("unreadable")
    if count is not None and here is not None:
        return ListingPager("last" if here >= count else "unreadable")
    if nexts:
        return ListingPager("last")  # shown, and leads nowhere
    if count == 1 or numbers or any(_BACK.match(control.words) and _is_link(control) for control in controls):
        back = [control for control in controls if _BACK.match(control.words) and "页" in control.words[-3:]]
        if count == 1 or here is not None or any(re.match(r"\s*[<«‹＜]*\s*[上前]", control.words) for control in back):
            return ListingPager("last")
    return ListingPager("unreadable" if count is not None and count > 1 else "none")


def _controls(page: Page) -> Iterator[_Control]:
    """Yield the innermost elements with the short words of a pager, in page order."""
    for element in page.root.iter(*_CLICKABLE):
        if len(element) > 3:
            continue
        words = plain_text(element) or element.get("value") or element.get("title") or ""
        if len(words) > _SHORT or not any(pattern.match(words) for pattern in _WORDS):
            continue
        if any(plain_text(child).strip() == words.strip() for child in element if isinstance(child.tag, str)):
            continue  # the child says it
        yield _Control(element, words)


def _is_link(control: _Control) -> bool:
    return control.element.tag == "a" and not _VOID.match(control.element.get("href") or "")


def _in_row(element: etree._Element) -> bool:
    """Return whether a number stands in a row of numbers, as in a pager."""
    above = element.getparent()
    for _ in range(3):
        if above is None:
            return False
        row = above.iter("a", "span", "li", "b", "em", "strong")
        if sum(1 for other in row if _NUMBER.match(plain_text(other))) > 1:
            return len(plain_text(above)) <= 120
        above = above.getparent()
    return False


def _row_of(control: _Control | None) -> set[etree._Element]:
    """Return the elements of the row of numbers that a number stands in."""
    above = control.element if control is not None else None
    for _ in range(3):
        above = above.getparent() if above is not None else None
        if above is not None and sum(1 for other in above.iter() if _NUMBER.match(plain_text(other))) > 1:
            return set(above.iter())
    return set()


def _here(page: Page, numbers: list[tuple[int, _Control]]) -> int | None:
    """Return the number of this page: the one in the row that is marked or no link."""
    for number, control in numbers:
        element: etree._Element | None = control.element
        names = ""
        for _ in range(2):
            if element is None:
                break
            names += f" {element.get('class') or ''} {element.get('id') or ''}"
            element = element.getparent()
        if re.search(r"\b(?:cur\w*|active|on|here|now|selected|thisclass|this-?page|pageon|hover)\b", names, re.I):
            return number
    linked = [c for _n, c in numbers if c.element.tag == "a" or c.element.get("onclick")]
    loose = [number for number, control in numbers if control not in linked and control.element.find(".//a") is None]
    if stated := _STATED.search(page.text):
        return int(stated[1] or stated[2])
    inside = [number for number, control in numbers if control.element.tag == "a" and _same_page(page, control)]
    if linked and len(set(loose)) == 1:
        return loose[0]
    return inside[0] if len(set(inside)) == 1 else None


def _same_page(page: Page, control: _Control) -> bool:
    href = control.element.get("href") or ""
    return _VOID.match(href) is not None and not control.element.get("onclick")


def _follow(page: Page, control: _Control) -> ListingPager | None:
    """Return where a control leads; None where it is switched off or leads nowhere."""
    element = control.element
    names = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    above = element.getparent()
    around = (above.get("class") or "").lower() if above is not None else ""
    if _OFF.search(f"{names} {around}") or element.get("disabled") is not None:
        return None
    for source in (element, *element.iterancestors()):
        if source is not element and source.tag not in ("li", "a", "span", "button"):
            break
        for name in _DATA:
            value = (source.get(name) or "").strip()
            if value and _ADDRESS.match(value) and (url := page.absolute(value)):
                return _led(page, url, f"{name}:{control.words.strip()}")
    href = (element.get("href") or "").strip()
    actions = " ".join(element.get(name) or "" for name in ("onclick", "onmousedown", "data-action"))
    if href[:11].lower() == "javascript:":
        actions += "" if _VOID.match(href) else href[11:]
    elif not _VOID.match(href) and (url := page.absolute(href)) and url.partition("#")[0] != page.url.partition("#")[0]:
        return _led(page, url, f"text:{control.words.strip()}")
    for quoted in _QUOTED.findall(actions):
        if _ADDRESS.match(quoted) and (url := page.absolute(quoted)):
            return _led(page, url, f"script:{control.words.strip()}")
    if called := _CALL.search(actions):
        return _counted(page, int(called[1]), control.words.strip())
    if actions.strip(" ;") and not _VOID.match(f"javascript:{actions}"):
        return ListingPager("unreadable")
    if _MORE.match(control.words):
        return ListingPager("unreadable")
    return None


def _led(page: Page, url: str, evidence: str) -> ListingPager:
    """Return the pager that leads to an address: another page of this site, or off
    it.
    """
    try:
        own = registrable_domain(urlsplit(url).hostname or "") == registrable_domain(page.host)
    except ValueError:
        return ListingPager("unreadable")
    url = url.partition("#")[0]
    if not own:
        return ListingPager("offsite", Found(url, evidence))
    return ListingPager("next", Found(url, evidence)) if same_list(page.url, url) else ListingPager("unreadable")


def _counted(page: Page, number: int, words: str) -> ListingPager:
    """Return the page that a script calls by its number, where the address of this page
    counts the same way."""
    here = page.url.partition("#")[0]
    place = re.search(rf"(?<![0-9]){number - 1}(?![0-9])(?=[^/]*$)", here)
    if place is not None:
        return ListingPager("next", Found(f"{here[: place.start()]}{number}{here[place.end() :]}", f"counted:{words}"))
    return ListingPager("unreadable")


def _by_options(page: Page) -> ListingPager | None:
    """Read a pager that is a `<select>` of pages."""
    for select in page.root.iter("select"):
        options = [option for option in select.iter("option") if _ADDRESS.match((option.get("value") or "").strip())]
        if len(options) < 2:
            continue
        urls = [page.absolute(urljoin(page.base_url, (option.get("value") or "").strip())) for option in options]
        chosen = [at for at, option in enumerate(options) if option.get("selected") is not None]
        at = chosen[0] if chosen else next((n for n, url in enumerate(urls) if url == page.url.partition("#")[0]), None)
        if at is None or not all(url and same_list(page.url, url) for url in urls):
            continue
        following = urls[at + 1] if at + 1 < len(urls) else None
        return ListingPager("next", Found(following, "select")) if following else ListingPager("last")
    return None


def _by_script(page: Page) -> ListingPager | None:
    """Read a pager that a script writes: its numbers, and the address it puts together.

    `currentPage` beside `countPage` counts from 0 (TRS), everything else from 1.
    """
    current, count = _CURRENT.search(page.text), _TOTAL.search(page.text)
    if current is None or count is None:
        return None
    here, pages = int(current[1]), int(count[2])
    if here + (count[1] == "countPage") >= pages:
        return ListingPager("last")
    pieces = _PIECES.search(page.text)
    url = page.absolute(f"{pieces[1]}{here + 1}{pieces[2]}") if pieces else None
    return _led(page, url, "script:pieces") if url else ListingPager("unreadable")
