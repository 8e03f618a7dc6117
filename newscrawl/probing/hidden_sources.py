"""A page without a text of its own → where its list or its text may be: in JSON, in the
state of its scripts, at an address that they ask. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from newscrawl.i18n import _
from newscrawl.probing.fetched_page import FetchedPage
from newscrawl.reader.found_api import FoundList, find_list
from newscrawl.reader.open_page import open_page
from newscrawl.reader.page import Page
from newscrawl.reader.script_pages import asked_by_scripts, filled_by_script

MOST_FILES = 3
"""Script files that are named."""


def hints(page: FetchedPage) -> tuple[str, ...]:
    """Return what a person may try, one a line."""
    opened = open_page(page.body, page.final_url, content_type=page.content_type, fetched=page.fetched)
    return tuple(_hints(opened.page))


def _hints(page: Page) -> Iterator[str]:
    if page.answer is None and (how := filled_by_script(page)) is not None:
        yield _("this page is filled by a script: {how}").format(how=how)
    found = next(filter(None, map(find_list, page.states)), None)
    if found is not None:
        yield _("a list of {n} items stands in it: {rule}").format(n=found.count, rule=rule_of(found))
        if found.url is None:
            number = f"{{{found.id or 'id'}}}"
            yield _("its items have no address: write that of an article into url, with {id} in it").format(id=number)
    elif page.answer is not None:
        yield _("no list of articles and no article was found in this JSON")
    for url in asked_by_scripts(page):
        yield _("its script asks {url}: try scrapy probe with it").format(url=url)
    files = [file for element in page.head["script"] if (file := page.absolute(element.get("src"))) is not None]
    if page.answer is None and found is None and files:
        yield _("its script files may name the address: {files}").format(files=", ".join(files[:MOST_FILES]))


_PAGES = re.compile(r"(?<=[?&])(page(?:_?(?:no|num|index|number))?|cur(?:rent|r)?_?page|pn|p)=(\d{1,3})(?=&|$)", re.I)
_OFFSETS = re.compile(r"(?<=[?&])(offset|start|skip|skipcount|from)=(\d{1,6})(?=&|$)", re.I)
_SIZES = re.compile(r"[?&](?:page_?size|size|limit|limitcount|count|per_?page|rows|num)=(\d{1,3})(?=&|$)", re.I)
_FILES = re.compile(r"(?<=[-_/])(\d{1,2})(?=\.js(?:on)?$)")


def paging_of(url: str, count: int) -> dict[str, Any] | None:
    """Return the `request` that turns the pages of a list, where its address shows how;
    `count` are the entries of the first.

    >>> paging_of("http://a.cn/api/list?cid=7&pageNo=1&size=20", 20)
    {'url': 'http://a.cn/api/list?cid=7&pageNo={page}&size=20'}
    >>> paging_of("http://a.cn/contents.php?offset=0&count=20", 20)
    {'url': 'http://a.cn/contents.php?offset={offset}&count=20', 'step': 20}
    """
    for pattern in (_PAGES, _FILES):
        if (found := pattern.search(url)) is not None:
            number = found.groups()[-1]
            first = {} if number == "1" else {"first": int(number)}
            return {"url": f"{url[: found.end() - len(number)]}{{page}}{url[found.end() :]}", **first}
    if (found := _OFFSETS.search(url)) is not None:
        size = _SIZES.search(url)
        step = int(size[1]) if size else count
        first = {"first": int(found[2])} if found[2] != "0" else {}
        return {"url": f"{url[: found.start(2)]}{{offset}}{url[found.end() :]}", "step": max(step, 2), **first}
    return None


def rule_of(found: FoundList) -> str:
    """Return the rule for a list as a site's file has it.

    >>> rule_of(FoundList("data.list", 12, "name", None, "pubTime", "contId"))
    'api = { items = "data.list", url = "…/{contId}…", title = "name", date = "pubTime" }'
    """
    url = found.url or (f"…/{{{found.id}}}…" if found.id else "…")
    parts: dict[str, str | None] = {"items": found.items, "url": url, "title": found.title, "date": found.date}
    inside = ", ".join(f"{name} = {_toml(value)}" for name, value in parts.items() if value)
    return f"api = {{ {inside} }}"


def _toml(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'
