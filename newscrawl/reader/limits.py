"""The source of a page → the source as it is parsed, within limits that no real page
reaches.

Parsers and readers need time and memory in proportion to the elements of a page, and
libxml2 compares each attribute of a tag with all before it. So a page beyond a limit is
cut, and says so.
"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import re2

MOST_TEXT = 4_000_000
"""Characters of a page that are parsed; the longest real article pages stay under two
million."""
MOST_ELEMENTS = 100_000
"""Elements of the largest page that is read; a listing of 24,000 links has 72,000."""
MOST_ATTRIBUTES = 200
"""Attributes of one tag that are kept; real tags have less than fifty."""

FEW_SEPARATORS = 12_000
"""Separators of attributes in a source that no one tag makes slow to parse: 0.2 s if
all stand in one."""

# A start tag as HTML reads it: quotes count behind `=` only, and what never ends goes
# to the end. Possessive, so that it is linear.
_TAG = re.compile(r"<!--|<([a-zA-Z][^\s/>]*+)(?:[^>=]++|=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+)?+)*+")
_END_OF = {name: re.compile(f"</{name}", re.I) for name in ("script", "style", "textarea", "title")}
_LATIN1 = re2.Options()
_LATIN1.encoding = re2.Options.Encoding.LATIN1
_BRACKET_INSIDE: Any = re2.compile(rb"<[a-zA-Z][^<>]*(?:<|=[\x00-\x20\x80-\xff]*(?:\"[^\"<>]*|'[^'<>]*)[<>])", _LATIN1)
"""The beginning of each tag with a bracket inside, and of what looks so in scripts."""
_FEW_TAGS, _LONG_TAG = 50, 3000
"""Such tags, and bytes of one, beyond which a source is worth the search."""
_BETWEEN_ATTRIBUTES = b"/=" + bytes(code for code in range(256) if chr(code).isspace())
"""Bytes of which one stands in front of each attribute but the first, or in the one
before it."""
_ATTRIBUTE = re.compile(r"[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"?+|'[^']*+'?+|[^\s>]*+))?+")


def within_limits(text: str, data: bytes | None = None) -> tuple[str, bytes, tuple[str, ...]]:
    """Return the source to parse, the same in UTF-8, and words for what was cut off.
    `data` is the source in UTF-8, if it is at hand.

    >>> text, _, limits = within_limits(f"<div {' '.join(f'a{i}=1' for i in range(300))}>福州</div>")
    >>> text[-15:], limits
    ('a199=1>福州</div>', ('100 attributes of a tag cut off',))
    """
    limits = []
    if len(text) > MOST_TEXT:
        limits.append(f"{len(text) - MOST_TEXT} characters cut off")
        text, data = text[:MOST_TEXT], None
    data = data or text.encode("utf-8", "replace")
    if may_have_large_tags(data):
        text, attributes = thin_tags(text)
        if attributes:
            data = text.encode("utf-8", "replace")
            limits.append(f"{attributes} attributes of a tag cut off")
    return text, data, tuple(limits)


def may_have_elements(data: bytes, count: int) -> bool:
    """Return whether a source has so many `<`, and bytes for as many tags; numpy counts
    five times as fast as `bytes.count`.

    >>> may_have_elements(b"<p><b>", 2), may_have_elements(b"<p><b>", 3)
    (True, False)
    """
    return len(data) >= 3 * count and int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("<"))) >= count


def may_have_large_tags(data: bytes) -> bool:
    """Return whether a source is worth the search for tags of too many attributes; most
    pages are not.

    Without brackets inside its values, such a tag is a long stretch without brackets
    behind `<` and a letter. With them it costs little, unless the source has very many
    separators of attributes: blanks, `=` and `/`. Only then it is looked for.

    >>> may_have_large_tags("<p class='text'>福州</p>".encode()), may_have_large_tags(b"<p" + 200 * b" a" + b">")
    (False, True)
    """
    codes = np.frombuffer(data, dtype=np.uint8)
    if np.count_nonzero(codes <= ord("=")) > FEW_SEPARATORS:  # those, and figures and most signs
        blank = codes <= 0x20
        signs = np.count_nonzero(codes == ord("=")) + np.count_nonzero(codes == ord("/"))
        runs = np.count_nonzero(blank[1:] > blank[:-1])
        if signs + runs > FEW_SEPARATORS and _may_have_large_tags_with_brackets(data):
            return True
    # `<` and `>` differ in one bit, which no other character has
    brackets = ((codes | 2) == ord(">")).nonzero()[0]
    long = (brackets[1:] - brackets[:-1] > 2 * MOST_ATTRIBUTES).nonzero()[0]
    starts, ends = brackets[long].tolist(), brackets[long + 1].tolist()
    if brackets.size:
        starts.append(int(brackets[-1]))
        ends.append(codes.size)
    return any(
        data[start] == ord("<") and _is_large_tag(data[start:end]) for start, end in zip(starts, ends, strict=True)
    )


def _may_have_large_tags_with_brackets(data: bytes) -> bool:
    """Return whether a tag with brackets inside has too many attributes, or too much is
    to be looked at to know.

    The first bracket inside stands in a value in quotes, or is a `<`.
    """
    at = 0
    for _ in range(_FEW_TAGS):
        found = _BRACKET_INSIDE.search(data, at)
        if found is None:
            return False
        source = data[found.start() : found.start() + _LONG_TAG].decode("utf-8", "ignore")
        tag = _TAG.match(source)
        if tag is None or tag.end() == len(source):
            return True
        if len(_ATTRIBUTE.findall(source, tag.end(1), tag.end())) > MOST_ATTRIBUTES:
            return True
        at = found.end() - 1  # the bracket may begin the next one
    return True


def _is_large_tag(stretch: bytes) -> bool:
    if not stretch[1:2].isalpha():
        return False
    if len(stretch) - len(stretch.translate(None, _BETWEEN_ATTRIBUTES)) < MOST_ATTRIBUTES:
        return False
    return len(_ATTRIBUTE.findall(stretch.decode("latin-1"))) > MOST_ATTRIBUTES


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
