"""A listing page → the controls of its pager: 下一页, 加载更多, 上一页 and rows of page
numbers, and where each of them leads.

An address is read wherever it stands: in the link, in `onclick`, in `data-url`, in the
function that is called. What the controls say about the end of the listing is decided
by `listing_pager`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from lxml import etree

from newscrawl.items import Pager
from newscrawl.reader.fields.next_listing import NEXT_WORDS, same_list
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Found, Page
from newscrawl.urls import registrable_domain

_MORE = re.compile(
    r"\s*(?:点击|點擊|点此)?\s*(?:(?:加载|加載|载入|載入|load)\s*更?(?:多|more)|(?:点击|點擊)(?:查看|显示)更多)\s*$",
    re.I,
)
_BACK = re.compile(
    r"[\s<«‹＜\[【(（]*(?:上\s?一?\s?[页頁]|前一?[页頁]|prev(?:ious)?(?: page)?)[\s>»›→＞\]】)）]*$", re.I
)
_NUMBER = re.compile(r"\s*[\[【(]?\s*(\d{1,5})\s*[\]】)]?\s*$")
_OFF = re.compile(r"\bdisabled?\b|\bno-?next\b|\bno-?more\b|\bgr[ae]y\b|\boff\b|-disabled\b")
_MARKED = re.compile(
    r"\b(?:cur\w*|active|on|here|now|selected|sel|thisclass|this-?page|pageon|hover|a[ck]tive\w*)\b|-(?:curr?|current|active)\b",
    re.I,
)
_QUOTED = re.compile(r"""['"]([^'"\s]{1,300})['"]""")
_CALL = re.compile(r"\b([A-Za-z_$][\w$.]*)\s*\(\s*(?:this\s*,\s*)?['\"]?(\d{1,5})['\"]?\s*[,)]")
_VOID = re.compile(r"\s*(?:#|javascript:\s*(?:void\s*\(?\s*0?\s*\)?)?\s*;?\s*)?\s*$", re.I)
_ADDRESS = re.compile(r"[\w./%?&=:#-]*(?:/|\.(?:[sjx]?html?|aspx?|php|jspx?|do)|\?)[\w./%?&=:#-]*$", re.I)
_PIECES = re.compile(
    r"""['"]((?:[\w./?&=:-]{0,200})[\w_=/?-])['"]\s*\+\s*\(?\s*[\w.]{1,40}(?:\s*\+\s*1)?\s*\)?\s*(?:\+\s*['"]((?:\.\w{2,5}|&)[\w./?&=:-]{0,100})|[;}\n])"""
)
_DATA = ("data-url", "data-href", "data-link", "data-next", "data-src", "tagname", "url")
_CLICKABLE = ("a", "button", "span", "li", "div", "input", "td", "p", "em", "b", "strong", "label", "i")
_SHORT = 16
"""Characters that the words of a pager's element have at most."""
_MOST_PIECES = 40
"""Addresses put together by the scripts of a page that are looked at."""
_CALENDAR = 24
"""Numbers in a row from which it is a calendar and no pager."""


class ListingPager(NamedTuple):
    """The pager of one listing page."""

    pager: Pager
    next_url: Found[str] | None = None


@dataclass(frozen=True, slots=True)
class Control:
    """One element of a pager."""

    element: etree._Element
    words: str

    @property
    def is_next(self) -> bool:
        return NEXT_WORDS.match(self.words) is not None

    @property
    def is_more(self) -> bool:
        return _MORE.match(self.words) is not None

    @property
    def is_back(self) -> bool:
        return _BACK.match(self.words) is not None

    @property
    def number(self) -> int | None:
        match = _NUMBER.match(self.words)
        return int(match[1]) if match else None

    @property
    def is_void(self) -> bool:
        """Whether it is a link that leads nowhere by itself: a script may follow it."""
        return self.element.tag == "a" and self.element.get("href") is not None and not self._leads

    @property
    def _leads(self) -> bool:
        return not _VOID.match(self.element.get("href") or "") or bool(self.element.get("onclick"))

    @property
    def is_link(self) -> bool:
        return self.element.tag == "a" and self._leads

    @property
    def is_off(self) -> bool:
        """Whether it is switched off."""
        element = self.element
        above = element.getparent()
        around = (above.get("class") or "") if above is not None else ""
        names = f"{element.get('class') or ''} {element.get('id') or ''} {around}".lower()
        return _OFF.search(names) is not None or element.get("disabled") is not None

    @property
    def is_marked(self) -> bool:
        """Whether its name shows it as the page that is read."""
        element: etree._Element | None = self.element
        names = ""
        for _ in range(2):
            if element is None or element.tag in ("div", "ul", "table", "body"):
                break
            names += f" {element.get('class') or ''} {element.get('id') or ''}"
            element = element.getparent()
        return _MARKED.search(names) is not None


def read_controls(page: Page) -> Iterator[Control]:
    """Yield the innermost elements with the short words of a pager, in page order."""
    for element in page.root.iter(*_CLICKABLE):
        if len(element) > 3 or sum(1 for _ in islice(element.iter(), 8)) >= 8:
            continue
        words = plain_text(element) or element.get("value") or element.get("title") or ""
        if not words or len(words) > _SHORT:
            continue
        control = Control(element, words)
        if control.number is None and not (control.is_next or control.is_more or control.is_back):
            continue
        if any(plain_text(child).strip() == words.strip() for child in element if isinstance(child.tag, str)):
            continue  # the child has the words
        yield control


def number_rows(controls: list[Control], page: Page) -> list[list[Control]]:
    """Return the rows of page numbers: ascending numbers in one element, some of them
    links to pages of this list, or calls of a script.
    """
    rows: dict[etree._Element, list[Control]] = {}
    for control in controls:
        if control.number is not None and (holder := _holder(control)) is not None:
            rows.setdefault(holder, []).append(control)
    return [row for row in rows.values() if _is_pager(row, page)]


def _holder(control: Control) -> etree._Element | None:
    """Return the element, at most three levels up, that holds other numbers, too."""
    above = control.element.getparent()
    for _ in range(3):
        if above is None:
            return None
        found = {
            number[1]
            for other in islice(above.iter("a", "span", "li", "b", "em", "strong", "button"), 200)
            if len(other) < 3 and (number := _NUMBER.match(plain_text(other)))
        }
        if len(found) > 1:
            return above if len(plain_text(above)) <= 160 else None
        above = above.getparent()
    return None


def _is_pager(row: list[Control], page: Page) -> bool:
    numbers = [control.number or 0 for control in row]
    if len(row) < 2 or sorted(set(numbers)) != numbers:
        return False
    if len(row) >= _CALENDAR:
        return False
    for control in row:
        led = follow(page, control)
        if led is not None and (led.pager == "next" or (led.pager == "unreadable" and _actions(control.element))):
            return True
    return False


def row_page(row: list[Control], page: Page) -> Control | None:
    """Return the number of the page that is read: the one that is marked, the only one
    that is no link, or the one that leads to this very page.

    Where all are links and the address of this page has no number, it is the first.
    """
    marked = [control for control in row if control.is_marked]
    if len(marked) == 1:
        return marked[0]
    plain = [control for control in row if not _is_linked(control)]
    if len(plain) == 1:
        return plain[0]
    own = page.url.partition("#")[0]
    same = [control for control in row if page.absolute(control.element.get("href")) == own]
    if len(same) == 1:
        return same[0]
    void = [control for control in row if control.is_void]
    if len(void) == 1:
        return void[0]
    return row[0] if row[0].number == 1 and not plain and not _is_numbered(row, page) else None


def _is_numbered(row: list[Control], page: Page) -> bool:
    """Return whether the address of this page has a number where those of the row have
    theirs, or the row does not show where that is.
    """
    paths = [
        (url or "").partition("://")[2].partition("/")[2].partition("#")[0]
        for url in (page.url, _address(row[-1], page))
    ]
    places = list(re.finditer(rf"(?<![0-9]){row[-1].number}(?![0-9])", paths[1]))
    if not places:
        return True
    before, after = paths[1][: places[-1].start()], paths[1][places[-1].end() :]
    return re.fullmatch(rf"{re.escape(before)}[0-9]+{re.escape(after)}", paths[0]) is not None


def _address(control: Control, page: Page) -> str | None:
    return page.absolute(control.element.get("href"))


def _is_linked(control: Control) -> bool:
    element: etree._Element | None = control.element
    for _ in range(2):
        if element is None:
            return False
        if (element.tag == "a" and element.get("href")) or element.get("onclick"):
            return True
        element = element.getparent()
    return False


def follow(page: Page, control: Control) -> ListingPager | None:
    """Return where a control leads; None where it is switched off or leads nowhere by
    itself.
    """
    if control.is_off:
        return None
    element, words = control.element, control.words.strip()
    for source in (element, *element.iterancestors()):
        if source is not element and source.tag not in ("li", "a", "span", "button"):
            break
        for name in _DATA:
            value = (source.get(name) or "").strip()
            if value and _ADDRESS.match(value) and (url := page.absolute(value)):
                return _led(page, url, f"{name}:{words}")
        if source.tag == "a" and source is not element:
            element = source
    href = (element.get("href") or "").strip()
    if not _VOID.match(href) and href[:11].lower() != "javascript:" and (url := page.absolute(href)):
        if url.partition("#")[0] == page.url.partition("#")[0]:
            return None
        return _led(page, url, f"text:{words}")
    actions = _actions(element)
    for quoted in _QUOTED.findall(actions):
        if _ADDRESS.match(quoted) and (url := page.absolute(quoted)):
            return _led(page, url, f"script:{words}")
    if called := _CALL.search(actions):
        return _called(page, called[1], int(called[2]), words)
    if actions or control.is_more:
        return ListingPager("unreadable")
    return None


def _actions(element: etree._Element) -> str:
    """Return the script that a click runs; "" where it does nothing."""
    actions = " ".join(filter(None, (element.get(name) for name in ("onclick", "onmousedown", "data-action"))))
    href = (element.get("href") or "").strip()
    if href[:11].lower() == "javascript:" and not _VOID.match(href):
        actions += " " + href[11:]
    return "" if _VOID.match(f"javascript:{actions.strip(' ;')}") else actions


def _led(page: Page, url: str, evidence: str) -> ListingPager:
    """Return the pager that leads to an address: another page of this site, or off
    it.
    """
    url = url.partition("#")[0]
    try:
        own = registrable_domain(urlsplit(url).hostname or "") == registrable_domain(page.host)
    except ValueError:
        return ListingPager("unreadable")
    if not own:
        return ListingPager("offsite", Found(url, evidence))
    return ListingPager("next", Found(url, evidence)) if same_list(page.url, url) else ListingPager("unreadable")


def _called(page: Page, name: str, number: int, words: str) -> ListingPager:
    """Return the page that a script calls by its number: by the function that is
    called, or where the address of this page counts the same way.
    """
    function = re.search(
        rf"\bfunction\s+{re.escape(name)}\s*\([^()]*\)\s*\{{(.{{0,600}})|\b{re.escape(name)}\s*=\s*function\s*\([^()]*\)\s*\{{(.{{0,600}})",
        page.text,
        re.S,
    )
    if function is not None:
        for url in put_together(page, (function[1] or function[2]).partition("function ")[0], number):
            return _led(page, url, f"function:{name}")
    return counted_on(page, number, words)


def counted_on(page: Page, number: int, words: str) -> ListingPager:
    """Return the page of a number where the address of this page has the one before."""
    here = page.url.partition("#")[0]
    place = re.search(rf"(?<![0-9]){number - 1}(?![0-9])(?=[^/]*$)", here)
    if place is not None:
        return ListingPager("next", Found(f"{here[: place.start()]}{number}{here[place.end() :]}", f"counted:{words}"))
    return ListingPager("unreadable")


def put_together(page: Page, script: str, number: int) -> Iterator[str]:
    """Yield the addresses that a script puts together of two strings and a number
    between them.
    """
    for pieces in islice(_PIECES.finditer(script), _MOST_PIECES):
        if (url := page.absolute(f"{pieces[1]}{number}{pieces[2] or ''}")) is not None:
            yield url
