"""A page → the site's own names, and whether a source that the page names is another
publisher.

They are read from the parts of `<title>` behind the headline, `og:site_name` and
JSON-LD; who wrote a text is left to `credits.py`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.reader.fields.sources import is_column, is_publisher
from newscrawl.reader.heading import fold_title, strip_site
from newscrawl.reader.page import Found, Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_TITLE_PARTS = re.compile(r"[_|｜]|\s-\s|--|(?<=[^\x00-\x7f])[-—](?=[^\x00-\x7f])")
_OFFICE = re.compile(
    "(?:政府|博物[馆館]|大[学學]|[学學]院|医院|法院|[检檢]察院|[头頭]条|[门門][户戶]|管委[会會]|[网網]站?（[^）]*）)$"
)
_BESIDE_NAME = re.compile("-[A-Za-z ]+$|[欢歡]迎[您你][!！]?$")
_REPRINT = re.compile(r"转载|轉載|转自|轉自|摘自|原标题|原標題|本文来源")


def stated_publisher(page: Page) -> Found[str] | None:
    """Return the page's own publisher, where it names no other source."""
    title = fold_title(strip_site(page.title_text or ""))
    for item in page.jsonld:
        publisher = item.get("publisher")
        name = publisher.get("name") if isinstance(publisher, dict) else None
        if isinstance(name, str) and 2 <= len(name.strip()) <= 16:
            return Found(name.strip(), "jsonld:publisher")
    found = page.meta_value("og:site_name")
    if found and 2 <= len(found.value) <= 16 and fold_title(found.value) != title:
        return found
    return None


def own_names(page: Page) -> frozenset[str]:
    """Return the site's own names: the parts of `<title>` behind the headline,
    og:site_name.
    """
    names: set[str] = set()
    found = page.meta_value("og:site_name")
    if found and len(found.value) <= 16:
        names.add(found.value)
    parts = _TITLE_PARTS.split(page.title_text or "")
    names.update(part.strip() for part in parts[1:] if 2 <= len(part.strip()) <= 12 and is_publisher(part.strip()))
    last = parts[-1].strip()
    if len(parts) > 1 and 2 <= len(last) <= 12 and not last.isascii():
        names.add(last)
    return frozenset(names)


def title_publisher(title_text: str | None) -> str | None:
    """Return the site's own name at the end of a `<title>`, behind the headline; a
    channel may stand on either side of it.

    >>> title_publisher("福州地铁今日开通_福州新闻_海峡网"), title_publisher("腊八粥的做法_39健康网_饮食")
    ('海峡网', '39健康网')
    >>> title_publisher("福州地铁今日开通"), title_publisher("福州地铁-新线今日开通")
    (None, None)
    """
    for part in reversed(_TITLE_PARTS.split(title_text or "")[1:]):
        name = _BESIDE_NAME.sub("", part.strip())
        if 2 <= len(name) <= 16 and (is_publisher(name) or _OFFICE.search(name)) and not is_column(name):
            return name
    return None


def _site_names(page: Page) -> list[str]:
    """Return the site's own name, folded: the last part of `<title>`, og:site_name; not
    the names of channels.
    """
    names = []
    found = page.meta_value("og:site_name")
    if found and len(found.value) <= 16:
        names.append(found.value)
    parts = [part.strip() for part in _TITLE_PARTS.split(page.title_text or "")]
    if len(parts) > 1 and 2 <= len(parts[-1]) <= 14:
        names.append(parts[-1])
    return [fold_title(name) for name in names]


def is_reprint(source: str | None, page: Page, body: Body | None) -> bool | None:
    """Return whether the source is another publisher than the page's own; None where
    either is unknown.
    """
    if source is None:
        return None
    last = fold_title(re.split(r"[-—–－―]+", source)[-1].strip("《》"))
    names = _site_names(page)
    if any(last in name or (len(name) > 2 and name in last) for name in names):
        return False
    if names:
        return True
    if body is not None and any(_REPRINT.search(text) for text in (*body.head_lines, *body.tail_lines)):
        return True
    return None
