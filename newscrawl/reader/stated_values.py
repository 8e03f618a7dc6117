"""JSON that a page is, or that its scripts hold → what the `json` rules of a layout
find in it.

Values are texts, numbers, or lists of these; a body may be HTML or plain text. It is
put into the page's tree, so that all that reads a body reads this one, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape, unescape
from typing import Any

from lxml import etree

from newscrawl.catalog.json_paths import search
from newscrawl.catalog.patterns import compile_pattern
from newscrawl.catalog.rule import Rule
from newscrawl.reader.markup import parse_html
from newscrawl.reader.plain_words import plain_words

MOST_TEXT = 2_000_000
"""Characters of a body that are read."""
_TAG = re.compile(r"<\s*/?\s*(?:p|br|div|span|img|h[1-6]|section|article|strong|b|em|table|figure|a|ul|ol|li)\b", re.I)
_ESCAPED = re.compile(r"&lt;\s*/?\s*(?:p|br|div|span|img|section)\b", re.I)
_PARAGRAPH = re.compile(r"[ \t]*(?:\r\n?|\n|\u2028|\u2029)\s*")


def raw_values(rule: Rule, places: Sequence[Any]) -> list[Any]:
    """Return the simple values that a rule finds, in the first object where it finds
    any.
    """
    for place in places:
        if found := list(_simple(search(rule.json_path, place))):
            return found
    return []


def text_values(rule: Rule, places: Sequence[Any]) -> list[str]:
    """Return the values as lines of text, without markup; `regex` selects within each.

    >>> text_values(Rule(json_path="d.author"), [{"d": {"author": ["林晓芳", " <b>陈思源</b> ", "", None]}}])
    ['林晓芳', '陈思源']
    """
    found = (" ".join((plain_words(value) or "").split()) for value in raw_values(rule, places))
    if rule.regex is not None:
        pattern = compile_pattern(rule.regex)
        found = ((pattern.find(value) or "").strip() for value in found)
    return [value for value in found if value]


def _simple(value: Any, depth: int = 0) -> Iterator[Any]:
    if isinstance(value, list) and depth < 3:
        for each in value:
            yield from _simple(each, depth + 1)
    elif isinstance(value, str | int | float) and not isinstance(value, bool) and value != "":
        yield value


def body_element(values: Sequence[Any]) -> etree._Element | None:
    """Return an element with the text of a body: of HTML, of HTML that was escaped, or
    of plain text, whose lines are paragraphs; None where there is none.

    >>> body = body_element(["福州地铁今日开通。\\n\\n全长二十八公里。"])
    >>> [p.text for p in body] if body is not None else None
    ['福州地铁今日开通。', '全长二十八公里。']
    """
    markup = "".join(_markup(value) for value in values if isinstance(value, str))
    root = parse_html(f"<html><body><div>{markup[:MOST_TEXT]}</div></body></html>".replace("\0", "").encode())
    holder = root.find("body/div")
    if not markup or holder is None:
        return None
    # what stands behind a stray </div> belongs to the text, too
    for behind in list(holder.itersiblings()):
        holder.append(behind)
    return holder


def _markup(text: str) -> str:
    if not _TAG.search(text):
        if not _ESCAPED.search(text):
            lines = _PARAGRAPH.split(unescape(text).strip())
            return "".join(f"<p>{escape(line, quote=False)}</p>" for line in lines if line)
        text = unescape(text)
    return text
