"""A page that a script fills once it is in a browser → recognised, so that it passes
neither for a refusal nor for an empty page.

Its text is elsewhere: in state that the page holds, or at an address that the script
asks. Only a rule of the site's file finds it.
"""

from __future__ import annotations

import re
from itertools import islice

from lxml import etree

from newscrawl.reader.literals import Unreadable, read_literal
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Page

_ROOTS = frozenset(
    ("app", "root", "__next", "__nuxt", "__layout", "main-app", "vue-app", "react-root", "app-root", "container-app")
)
_APP = re.compile(rb"\bv-cloak\b|\bng-app\b|\bdata-reactroot\b|\bv-for\s*=|\bng-repeat\s*=|\bdata-server-rendered\b")
_UNFILLED = re.compile(rb"\{\{\s{0,9}[\w.$]{1,60}(?:\s{0,9}\|[^{}<>]{0,60})?\s{0,9}\}\}")
_WRITES = re.compile(r"\bdocument\.write(?:ln)?\(\s*(?=[\"'`])")
_MOST_WRITES = 500
_LEAST_LINKS = 3
_WORDS = 30
"""Characters of an element that is still to be filled: 「加载中」."""
_ASKED = re.compile(
    r"""["'`]((?:https?:)?//[^"'`\s<>]{4,300}|/[\w./-]{2,200}(?:\?[^"'`\s<>]{0,200})?)["'`]""",
)
_API = re.compile(r"api|ajax|json|interface|getlist|list\?|query|/data/|\.do\b|\.jspx?\b|content/get|gateway", re.I)
_FILE = re.compile(r"\.(?:js|css|png|jpe?g|gif|ico|svg|webp|woff2?|html?|shtml|mp4)(?:\?|$)", re.I)


def filled_by_script(page: Page) -> str | None:
    """Return what shows that a script fills a page; None where nothing does.

    >>> shell = '<body><div id="app"></div><script src="/static/js/app.3f2a.js"></script></body>'
    >>> filled_by_script(Page.parse(shell, "http://a.cn/news/"))
    '#app is empty'
    """
    if not page.head["script"]:
        return None
    for element in page.root.iter("div", "main", "section"):
        name = (element.get("id") or "").lower()
        if name in _ROOTS and len(plain_text(element)) <= _WORDS:
            return f"#{element.get('id')} is empty"
    if (found := next(page.search(_UNFILLED), None)) is not None:
        return f"{found[0].decode('utf-8', 'replace')} is not filled in"
    if (found := next(page.search(_APP), None)) is not None:
        return f"made for a script: {found[0].decode()}"
    return None


def asked_by_scripts(page: Page, most: int = 8) -> list[str]:
    """Return addresses in the page's own scripts that look like those of data, in page
    order; a person may try them.

    >>> page = Page.parse('<script>$.get("/api/news/list?page=1", show)</script>', "http://a.cn/")
    >>> asked_by_scripts(page)
    ['http://a.cn/api/news/list?page=1']
    """
    found: dict[str, None] = {}
    for script in page.head["script"]:
        for match in _ASKED.finditer((script.text or "")[:200_000]):
            if _API.search(match[1]) and not _FILE.search(match[1]) and (url := page.absolute(match[1])):
                found[url] = None
    return list(found)[:most]


def written_by_scripts(page: Page) -> str | None:
    """Return the markup that the page's scripts write as it stands in them, where it
    has links; None where they write none.

    >>> written_by_scripts(Page.parse("<script>document.write('<a href=1.htm>福州地铁</a>')</script>", "http://a.cn/"))
    '<a href=1.htm>福州地铁</a>'
    """
    pieces: list[str] = []
    for script in page.head["script"]:
        text = script.text or ""
        for match in islice(_WRITES.finditer(text), _MOST_WRITES):
            try:
                value = read_literal(text, match.end())[0]
            except Unreadable:
                continue
            if isinstance(value, str):
                pieces.append(value)
    markup = "".join(pieces)
    return markup if "href" in markup else None


def put_aside(page: Page) -> str | None:
    """Return the markup that a page holds where readers do not see it, for its script
    to show: in a `<textarea>`, a `<template>`, a script that is none; None where no
    such element has several links.

    >>> rows = "".join(f"<li><a href={n}.htm>福州地铁</a></li>" for n in range(3))
    >>> put_aside(Page.parse(f"<textarea>{rows}</textarea>", "http://a.cn/")).count("<a")
    3
    """
    best = ""
    for element in page.root.iter("textarea", "template", "noscript", "xmp", "script"):
        if (
            element.tag == "script"
            and "html" not in (element.get("type") or "")
            and "templ" not in (element.get("type") or "")
        ):
            continue
        inside = etree.tostring(element, encoding="unicode", method="html", with_tail=False)
        markup = element.text or "" if "href=" in (element.text or "") else inside
        if markup.count("href=") >= _LEAST_LINKS and len(markup) > len(best):
            best = markup if markup is not inside else markup[markup.index(">") + 1 : markup.rindex("<")]
    return best or None
