"""A page saved by a browser as MHTML (`.mhtml`, `.mht`) → its HTML as it was received,
its address, the time of saving. Source: RFC 2557.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import Message
from email.utils import parsedate_to_datetime

from newscrawl.china_time import CHINA

MHTML = frozenset((".mhtml", ".mht"))
"""How names of such files end."""
_HTML = ("text/html", "application/xhtml+xml")


@dataclass(frozen=True, slots=True)
class MhtmlPage:
    """The page among the parts of an MHTML file."""

    url: str | None
    body: bytes
    content_type: str
    saved: datetime | None


def mhtml_page(data: bytes) -> MhtmlPage | None:
    """Return the page of an MHTML file; None where it has no part of HTML.

    Of several, for pages in frames, the page is that of the file's own address, or else
    the first.

    >>> page = mhtml_page(
    ...     b"Date: Wed, 18 Nov 2020 02:00:00 -0000\\nContent-Type: multipart/related; boundary=B\\n\\n"
    ...     b"--B\\nContent-Type: text/html\\nContent-Transfer-Encoding: quoted-printable\\n"
    ...     b"Content-Location: http://a.cn/1.html\\n\\n=E7=A6=8F=E5=B7=9E\\n--B--\\n"
    ... )
    >>> page.url, page.body.decode(), f"{page.saved:%H:%M}"
    ('http://a.cn/1.html', '福州', '10:00')
    """
    whole = message_from_bytes(data)
    pages = [part for part in whole.walk() if part.get_content_type() in _HTML and not part.is_multipart()]
    own = _field(whole, "Snapshot-Content-Location")
    page = next((part for part in pages if own and _field(part, "Content-Location") == own), next(iter(pages), None))
    if page is None:
        return None
    body = page.get_payload(decode=True)
    assert isinstance(body, bytes)
    return MhtmlPage(
        own or _field(page, "Content-Location"), body, _field(page, "Content-Type") or _HTML[0], _saved(whole)
    )


def _field(part: Message, name: str) -> str | None:
    value = part.get(name)
    return "".join(str(value).split()) if value else None


def _saved(whole: Message) -> datetime | None:
    try:
        saved = parsedate_to_datetime(str(whole.get("Date")))
    except ValueError:
        return None
    return (saved if saved.tzinfo else saved.replace(tzinfo=UTC)).astimezone(CHINA)
