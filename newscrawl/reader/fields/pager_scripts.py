"""Scripts that write the pager of a listing → the address of the next page, and the
numbers that they count with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urljoin

from newscrawl.reader.page import Found, Page

_COMMENT = re.compile(r"/\*.*?\*/|<!--.*?-->|(?m:^\s*//[^\n]*$)", re.S)
_CREATE = re.compile(r"\bcreatePage(?:HTML)?\w{0,8}\s*\(([^()]{3,200})\)")
_ARGUMENT = re.compile(r"\s*(?:\"([^\"]*)\"|'([^']*)'|(-?\d+)|([^,]+))\s*(?:,|$)")
_CURRENT = re.compile(
    r"\b(?:curr|curr_?page|current_?page|cur_?page|page_?no|page_?index|now_?page|current|pno)\s{0,3}[:=]\s{0,3}"
    r"(?:['\"]?(\d{1,5})\b|\(\s?(\d{1,5})\s?\+\s?1\s?\))",
    re.I,
)
_WRITTEN = re.compile(
    r"""href=\\?["']?\s?(\w{1,30}?)(?:["']\s{0,3}\+\s{0,3}["'])?_["']\s{0,3}\+\s{0,3}nextPage\s{0,3}\+\s{0,3}["']\."""
    r"""(?:["']\s{0,3}\+\s{0,3}["'])?(\w{2,5})"""
)
_COUNTED_DOWN = re.compile(r"\bpurl\s{0,3}=\s{0,3}[\"']([^\"'\s<>]{1,300})[\"']")
_MOST_PAGES = re.compile(r"\bmaxPageNum\s{0,3}=\s{0,3}([1-9]\d{0,4})\b")
_SETTINGS = re.compile(r"\b\w{1,30}\(\s{0,9}\{([^{}()]{20,400})\}\s{0,9}\)")
_SETTING = re.compile(r"[\"']?\b(size|current|prefix|suffix)[\"']?\s{0,3}:\s{0,3}[\"']?([\w./-]{1,100})")
_DRAWN_COUNT = re.compile(r"\bdefault_pgTotalPage[\"'][^<>]{0,60}>\s{0,3}(\d{1,5})\b")
_DRAWN_HERE = re.compile(r"\bdefault_pgCurrentPage[\"'][^<>]{0,200}\bvalue=[\"'](\d{1,5})\b")
_DRAWN_LIST = re.compile(
    r"\bid=[\"'](\d{2,12})[\"'][^<>]{0,100}>\s{0,20}<div[^<>]{0,40}\bclass=[\"']default_pgContainer\b"
)
_NUMBERED = re.compile(r"(?<=[?&]pageNum=)\d{1,5}(?=$|&)")
_FRAGMENT = re.compile(r"/\w{1,30}_(\d{5,})_([1-9]\d{0,4})\.html$")
_COUNTS = (
    re.compile(r"共\s{0,3}(\d{1,5})\s{0,3}[页頁]"),
    re.compile(r"(?:countPage|pageCount|totalPages?|page_?total|PAGE_COUNT|maxPage)\s{0,3}[=:]\s{0,3}[\"']?(\d{1,5})"),
    re.compile(r"\d\s?/\s?(\d{1,5})\s?[页頁]"),
)


def read_page_script(page: Page) -> Found[str] | None:
    """Read `createPageHTML(count, index, "name", "ext")` (some call it `createPage`),
    or with an element's name in front; "" on the last page.

    TRS counts its pages from 0 and calls the second `index_1`; the variant that names
    an element first counts from 1 and calls it `index_2`. Mixing the two loses a page
    or loops.
    """
    if not page.mentions(b"createPage"):
        if page.mentions(b"countPage"):
            return _written_by_script(page)
        return _by_settings(page) or _drawn(page) or _counted_down(page)
    for match in _CREATE.finditer(_COMMENT.sub("", page.text)):
        arguments = [next((group for group in found.groups() if group is not None), "") for found in _split(match[1])]
        if len(arguments) < 4:
            continue
        if arguments[0].isdigit():
            count, index, name, extension = arguments[:4]
            if not index.isdigit():
                continue
            following, limit = int(index) + 1, int(count) - 1
        elif len(arguments) >= 5 and arguments[1].isdigit() and arguments[2].isdigit():
            count, index, name, extension = arguments[1:5]
            following, limit = int(index) + 1, int(count)
        else:
            continue
        if not re.fullmatch(r"[\w./-]+", name) or not re.fullmatch(r"\.?\w{2,5}", extension):
            continue
        if following > limit:
            return Found("", "script:createPageHTML")
        url = urljoin(page.base_url, f"{name}_{following}.{extension.lstrip('.')}")
        return Found(url, "script:createPageHTML")
    return None


def _written_by_script(page: Page) -> Found[str] | None:
    """Read the older script of TRS: `currentPage` from 0, `countPage`, and a 下一页 put
    together from "index" + "_" + nextPage + "." + "htm"; "" on the last page.
    """
    text = _COMMENT.sub("", page.text)
    here, count, written = current_page(text), page_count(page), _WRITTEN.search(text)
    if here is None or count is None or written is None:
        return None
    following = here + 1
    url = urljoin(page.base_url, f"{written[1]}_{following}.{written[2]}") if following < count else ""
    return Found(url, "script:countPage")


def _by_settings(page: Page) -> Found[str] | None:
    """Read `Pager({size: 15, current: 0, prefix: "index", suffix: "html"})`, as TRS
    counts: from 0, the second page is `index_1`; "" on the last page.
    """
    if not (page.mentions(b"suffix") and page.mentions(b"prefix")):
        return None
    for match in _SETTINGS.finditer(_COMMENT.sub("", page.text)):
        given = dict(_SETTING.findall(match[1]))
        if len(given) < 4 or not given["size"].isdigit() or not given["current"].isdigit():
            continue
        here, name, extension = int(given["current"]), given["prefix"], given["suffix"].lstrip(".")
        if here and not page.url.endswith(f"{name}_{here}.{extension}"):
            continue
        last = here + 1 >= int(given["size"])
        return Found("" if last else urljoin(page.base_url, f"{name}_{here + 1}.{extension}"), "script:size")
    return None


def _drawn(page: Page) -> Found[str] | None:
    """Read the pager of 大汉 once a browser has drawn it: its pages have the number in
    their address, the first may not; "" on the last page.
    """
    if not page.mentions(b"default_pg"):
        return None
    count, here = _DRAWN_COUNT.search(page.text), _DRAWN_HERE.search(page.text)
    if count is None or here is None:
        return None
    following = int(here[1]) + 1
    if following > int(count[1]):
        return Found("", "script:default_pg")
    url = page.url.partition("#")[0]
    if _NUMBERED.search(url):
        return Found(_NUMBERED.sub(str(following), url), "script:default_pg")
    shown = _DRAWN_LIST.search(page.text)
    return Found(f"{url}?uid={shown[1]}&pageNum={following}", "script:default_pg") if shown and "?" not in url else None


def _counted_down(page: Page) -> Found[str] | None:
    """Read the paging of sites whose lists are `index.html`, then fragments of markup
    without a head, `index_2603340_15.html` down to `index_2603340_1.html`; "" on the
    last.
    """
    if page.mentions(b"maxPageNum"):
        named, count = _COUNTED_DOWN.search(page.text), _MOST_PAGES.search(page.text)
        if named is None or count is None:
            return None
        url = urljoin(page.base_url, f"{named[1]}_{int(count[1]) - 1}.html") if int(count[1]) > 1 else ""
        return Found(url, "script:maxPageNum")
    fragment = _FRAGMENT.search(page.url)
    if fragment is None or page.mentions(b"<head") or page.mentions(b"<body"):
        return None
    number = int(fragment[2])
    return Found(f"{page.url[: fragment.start(2)]}{number - 1}.html" if number > 1 else "", "fragment")


def _split(arguments: str) -> Iterator[re.Match[str]]:
    for match in _ARGUMENT.finditer(arguments):
        if match[0]:
            yield match


def current_page(text: str) -> int | None:
    """Return the number of the page at hand, as the script of its pager states it.

    >>> current_page("var currentPage = 0;"), current_page("{currPage: (0+1),pageCount:3}")
    (0, 1)
    """
    found = _CURRENT.search(text)
    return None if found is None else int(found[1]) if found[1] else int(found[2]) + 1


def page_count(page: Page) -> int | None:
    """Return how many pages the listing has, where the page says it (`共12页`, `var
    countPage = 12`).
    """
    match = next(filter(None, (pattern.search(page.text) for pattern in _COUNTS)), None)
    return int(match[1]) if match else None
