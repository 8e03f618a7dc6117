"""A robots.txt → which requests it allows, and how far apart. Pure."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Self

from protego import Protego

from newscrawl.net.breaker import SiteBlockedError
from newscrawl.net.guard import ResolverError

SIZE_LIMIT = 500 * 1024
"""Bytes of a robots.txt that are read; RFC 9309, 2.5 demands at least this."""

_MARKS = (
    (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_SAMPLE = 256


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a robots.txt."""

    parsed: Protego | None
    """None where nothing is forbidden, or everything."""
    unreachable: str | None = None
    """Why the file could not be fetched."""
    failure: str | None = None
    """The name of the failure where no answer came."""
    blocked: SiteBlockedError | ResolverError | None = None
    """Set where the file was not asked for, since the site refuses us, or the resolver
    misled us at that moment."""

    @classmethod
    def read(cls, body: bytes) -> Self:
        """Parse a robots.txt.

        >>> rules = Rules.read("User-agent: *\\nDisallow: /内部/\\nCrawl-delay: 2".encode())
        >>> rules.allows("http://www.hxnews.com/内部/1.html", "newscrawl"), rules.delay("newscrawl")
        (False, 2.0)
        """
        return cls(Protego.parse(text_of(body)))

    @classmethod
    def kept(cls, text: str | None) -> Self:
        """Parse the text of an earlier run; None: there was no file."""
        return cls(None if text is None else Protego.parse(text))

    def allows(self, url: str, agent: str) -> bool:
        """Return whether a URL may be requested."""
        return self.unreachable is None and (self.parsed is None or bool(self.parsed.can_fetch(url, agent)))

    def delay(self, agent: str) -> float:
        """Return the seconds demanded between two requests; 0 where none are."""
        if self.parsed is None:
            return 0.0
        rate = self.parsed.request_rate(agent)
        asked = (self.parsed.crawl_delay(agent) or 0.0, rate.seconds / rate.requests if rate and rate.requests else 0.0)
        return max(0.0, *(float(each) for each in asked if math.isfinite(each)))


def text_of(body: bytes) -> str:
    """Return the first 500 KiB of a robots.txt, without a line that is cut there."""
    if len(body) > SIZE_LIMIT:
        body = body[:SIZE_LIMIT]
        body = body[: max(body.rfind(b"\n"), body.rfind(b"\r"))]
    return _decode(body)


def _decode(body: bytes) -> str:
    """Decode a robots.txt: UTF-8 by the RFC, UTF-16 as some editors save it; without
    marks and NULs.

    A mark that is left stands before the first `User-agent`, whose rules are then
    nobody's.

    >>> _decode("\\ufeff\\ufeffDisallow: /".encode()), _decode("Disallow: /".encode("utf-16-be"))
    ('Disallow: /', 'Disallow: /')
    """
    encoding = next((name for mark, name in _MARKS if body.startswith(mark)), None)
    if encoding is None:
        even, odd = body[:_SAMPLE:2], body[1:_SAMPLE:2]
        wide = {"utf-16-le": (odd, even), "utf-16-be": (even, odd)}
        encoding = next(
            (
                name
                for name, (zeros, others) in wide.items()
                if zeros.count(0) * 4 > len(zeros) * 3 > others.count(0) * 12
            ),
            "utf-8",
        )
    return re.sub("[\\0\\ufeff]|\\u00ef\\u00bb\\u00bf", "", body.decode(encoding, "ignore"))
