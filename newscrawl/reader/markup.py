"""Source of a page (UTF-8) → its tree. The only module that knows the parser of HTML.

The parser is lxml (libxml2). selectolax is 1.2 times as fast on a whole page, but needs
time by the square of nesting, which a hostile page has.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import islice
from typing import Any, cast

import re2
from lxml import etree

_PARSER = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, collect_ids=False)
_PREFORMATTED = etree.XPath("//pre | //*[@style and contains(translate(@style, ' ', ''), 'white-space:pre')]")
_BYTES = re2.Options()
_BYTES.encoding = re2.Options.Encoding.LATIN1
_MOST_PREFORMATTED = 20_000
_MOST_BREAKS = 5_000
"""Elements of a page that are looked at for line breaks, and breaks that count."""
_COUNT = etree.XPath("count(//*)")


def parse_html(data: bytes) -> etree._Element:
    """Return the root of the tree, without comments; of what is no page, that of an
    empty one.

    The data must be without NULs, where libxml2 stops. It drops nesting beyond 2,048.
    A tag that is cut off at the end of the page is no text.

    >>> parse_html("<p>福州</".encode())[0][0].text, len(parse_html(b""))
    ('福州', 1)
    """
    if data.endswith((b"<", b"</")):
        data = data.rstrip(b"</")
    try:
        root: etree._Element | None = etree.fromstring(data, _PARSER)
    except etree.LxmlError:
        root = None
    return root if root is not None else etree.fromstring(b"<html><body></body></html>", _PARSER)


def count_elements(root: etree._Element) -> int:
    """Return the number of elements of a tree."""
    return int(str(_COUNT(root)).partition(".")[0])


def mentions(data: bytes, word: bytes) -> bool:
    """Return whether a source in UTF-8 has a word."""
    return _literal(word).search(data) is not None


@lru_cache(maxsize=64)
def _literal(word: bytes) -> Any:
    """Return the pattern of a word; re2 finds Chinese four times as fast as `in` does,
    which stops at every byte that many characters share."""
    return re2.compile(re2.escape(word), _BYTES)


def break_preformatted(root: etree._Element) -> None:
    """Put a `<br>` for each line break that the page shows as one: inside `<pre>`, and
    where a style keeps white space.
    """
    found = cast("list[etree._Element]", _PREFORMATTED(root))
    parts = islice(((part, part is element) for element in found for part in element.iter()), _MOST_PREFORMATTED)
    left = _MOST_BREAKS
    for part, outermost in list(parts):
        left -= _break(part, part.text, left, inside=True)
        if not outermost:
            left -= _break(part, part.tail, left, inside=False)


def _break(element: etree._Element, text: str | None, most: int, *, inside: bool) -> int:
    """Replace the line breaks of an element's text, or of the text behind it; return
    how many.
    """
    if most <= 0 or not text or "\n" not in text or element.tag == "br":
        return 0
    first, *rest = text.split("\n", most)
    breaks = [etree.Element("br") for _ in rest]
    for line_break, line in zip(breaks, rest, strict=True):
        line_break.tail = line
    if inside:
        element.text = first
        element[:0] = breaks
        return len(breaks)
    element.tail = first
    for line_break in reversed(breaks):
        element.addnext(line_break)
    return len(breaks)
