"""Entries → an Atom feed (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

_REFUSED = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML document may have (XML 1.0, production 2)."""


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a feed."""

    id: str
    title: str
    href: str
    updated: str
    """ISO 8601 with zone."""
    summary: str = ""
    author: str | None = None


def plain(text: str) -> str:
    """Return a text as XML may have it, escaped.

    >>> plain("</script><img onerror=x>\\x0b福州")
    '&lt;/script&gt;&lt;img onerror=x&gt;福州'
    """
    return escape(_REFUSED.sub("", text))


def feed(title: str, own: str, page: str, updated: str, entries: Iterable[FeedEntry]) -> str:
    """Return a feed; `own` is its own address, `page` that of the page it follows."""
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<id>{plain(own)}</id><title>{plain(title)}</title><updated>{plain(updated)}</updated>",
        f'<link rel="self" type="application/atom+xml" href={_attribute(own)}/>',
        f'<link rel="alternate" type="text/html" href={_attribute(page)}/><author><name>newscrawl</name></author>',
    ]
    for each in entries:
        author = f"<author><name>{plain(each.author)}</name></author>" if each.author else ""
        parts.append(
            f"<entry><id>{plain(each.id)}</id><title>{plain(each.title)}</title><updated>{plain(each.updated)}"
            f'</updated><link rel="alternate" type="text/html" href={_attribute(each.href)}/>{author}'
            f"<summary>{plain(each.summary)}</summary></entry>"
        )
    return "\n".join([*parts, "</feed>\n"])


def _attribute(text: str) -> str:
    return quoteattr(_REFUSED.sub("", text))
