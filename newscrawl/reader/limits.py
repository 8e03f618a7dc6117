"""The source of a page → the source as it is parsed, within limits that no real page
reaches.

Parsers and readers need time and memory in proportion to the elements of a page, and
libxml2 compares each attribute of a tag with all before it. So a page beyond a limit is
cut, and says so.
"""

from __future__ import annotations

import re

MOST_TEXT = 4_000_000
"""Characters of a page that are parsed; the longest real article pages stay under two
million."""
MOST_ELEMENTS = 100_000
"""Elements of the largest page that is read; a listing of 24,000 links has 72,000."""
MOST_ATTRIBUTES = 200
"""Attributes of one tag that are kept; real tags have less than fifty."""

# A start tag as HTML reads it: quotes count behind `=` only, and what never ends goes
# to the end. Possessive, so that it is linear.
_TAG = re.compile(r"<!--|<([a-zA-Z][^\s/>]*+)(?:[^>=]++|=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+)?+)*+")
_END_OF = {name: re.compile(f"</{name}", re.I) for name in ("script", "style", "textarea", "title")}
_ATTRIBUTE = re.compile(r"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>]*+))?+")


def within_limits(text: str) -> tuple[str, tuple[str, ...]]:
    """Return the source to parse, and words for what was cut off.

    >>> text, limits = within_limits(f"<div {' '.join(f'a{i}=1' for i in range(300))}>福州</div>")
    >>> text[-15:], limits
    ('a199=1>福州</div>', ('100 attributes of a tag cut off',))
    """
    limits = []
    if len(text) > MOST_TEXT:
        limits.append(f"{len(text) - MOST_TEXT} characters cut off")
        text = text[:MOST_TEXT]
    text, attributes = thin_tags(text)
    if attributes:
        limits.append(f"{attributes} attributes of a tag cut off")
    return text, tuple(limits)


def thin_tags(text: str) -> tuple[str, int]:
    """Return the source with at most `MOST_ATTRIBUTES` attributes in a tag, and
    how many were cut off.

    Comments, scripts and styles hold no tags.
    """
    pieces = []
    at = begin = cut = 0
    while (tag := _TAG.search(text, at)) is not None:
        at = tag.end()
        if tag[1] is None:
            at = text.find("-->", at)
            if at < 0:
                break
            continue
        if at - tag.end(1) >= 2 * MOST_ATTRIBUTES:
            attributes = list(_ATTRIBUTE.finditer(text, tag.end(1), at))
            if len(attributes) > MOST_ATTRIBUTES:
                pieces.append(text[begin : attributes[MOST_ATTRIBUTES - 1].end()])
                begin = at
                cut += len(attributes) - MOST_ATTRIBUTES
        if (end := _END_OF.get(tag[1].lower())) is not None:
            closing = end.search(text, at)
            if closing is None:
                break
            at = closing.end()
    return ("".join((*pieces, text[begin:])), cut) if cut else (text, 0)
