"""XML that is neither a feed nor a sitemap → its values as of JSON, in which the list
of articles is found: `<row title="…" url="…"/>`, `<document><item>…`.
"""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from newscrawl.reader.feed_xml import parse_xml
from newscrawl.reader.page import Page

_DECLARED = re.compile(r"[\s\ufeff]*<\?xml\b[^>]{0,200}>(?:\s*<!--.{0,2000}?-->)*\s*<(?!!doctype|html\b)", re.I | re.S)
_DEPTH = 8


def xml_value(page: Page) -> Any:
    """Return the value of a page that is XML; None where it is HTML.

    >>> xml_value(Page.parse('<?xml version="1.0"?><data><row id="7" title="地铁"/><row id="8"/></data>', "http://a.cn/"))
    {'row': [{'id': '7', 'title': '地铁'}, {'id': '8'}]}
    """
    if not _DECLARED.match(page.text):
        return None
    root = parse_xml(page.text)
    return _value(root, 0) if root is not None else None


def _value(element: etree._Element, depth: int) -> Any:
    """Return an element's text, or its attributes and children by name: those of one
    name are a list.
    """
    inner = [child for child in element if isinstance(child.tag, str)]
    if depth == _DEPTH or not (inner or element.attrib):
        return "".join(map(str, element.itertext())).strip()
    value: dict[str, Any] = {str(name): text for name, text in element.attrib.items()}
    several: dict[str, list[Any]] = {}
    for child in inner:
        several.setdefault(etree.QName(child).localname, []).append(_value(child, depth + 1))
    value.update((name, values if len(values) > 1 else values[0]) for name, values in several.items())
    if not inner and (text := (element.text or "").strip()):
        value["text"] = text
    return value
