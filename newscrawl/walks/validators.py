"""Headers of a first listing page → what asks for it only if it changed. Pure.

RFC 9110, sections 8.8 and 13.1. What a server sends goes back to it in every request
for a day, so only what has the form of the RFC is kept, and is bounded: no `*`, which
any page matches, nothing that could begin another header.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parsedate_to_datetime

SETTLED = timedelta(seconds=60)
"""Age from which a `Last-Modified` counts: its page may change again within its second,
and clocks of one farm differ (RFC 7232, 2.2.2)."""
LONGEST_ADDRESS = 2000

_ETAG = re.compile(r'(?:W/)?"[!#-~]{1,256}"')
_BARE = re.compile(r"[A-Za-z0-9._:+/=~-]{1,256}")
"""An `ETag` without quotes, as some servers send it."""
_DATE = re.compile(r"[A-Z][a-z]{2}, [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} GMT")
_VARIANT = re.compile(r'(?:--?gzip|;gzip|-br|-zstd|-df)"$')
"""What servers append to the `ETag` of a compressed answer; Apache does not know it
again (bug 45023)."""


@dataclass(frozen=True, slots=True)
class Validators:
    """What a server stated of a page's version."""

    etag: str | None
    modified: str | None
    address: str
    """Where it came from, after redirects: elsewhere the same words mean nothing."""
    rules: str
    """Digest of the rules that read it: by others the same page may show more."""

    @property
    def conditions(self) -> dict[str, str]:
        """The headers of a conditional request.

        >>> Validators('"5f3-gzip"', None, "", "").conditions
        {'If-None-Match': '"5f3-gzip", "5f3"'}
        """
        headers = {}
        if self.etag:
            plain = _VARIANT.sub('"', self.etag)
            headers["If-None-Match"] = self.etag if plain == self.etag else f"{self.etag}, {plain}"
        if self.modified:
            headers["If-Modified-Since"] = self.modified
        return headers


def read_validators(header: Callable[[str], Sequence[bytes]], address: str, rules: str) -> Validators | None:
    """Return the validators among the headers of a page; None where there are none to
    use. `header` returns all values of a name.

    >>> sent = {"ETag": [b'W/"5f3"'], "Last-Modified": [b"yesterday"]}
    >>> read_validators(lambda name: sent.get(name, []), "http://www.hxnews.com/news/", "").conditions
    {'If-None-Match': 'W/"5f3"'}
    """
    if len(address) > LONGEST_ADDRESS or any(b"*" in value for value in header("Vary")):
        return None
    etag, modified = _only(header("ETag")), _only(header("Last-Modified"))
    if etag and not (_ETAG.fullmatch(etag) or _BARE.fullmatch(etag)):
        etag = None
    if modified and not _is_settled(modified, _only(header("Date"))):
        modified = None
    return Validators(etag, modified, address, rules) if etag or modified else None


def _only(values: Sequence[bytes]) -> str | None:
    """Return the value of a header that was sent once."""
    return values[0].decode("latin-1").strip() if len(values) == 1 else None


def _is_settled(modified: str, date: str | None) -> bool:
    """Return whether a page was a while old when it was sent, by its server's clock."""
    if not (_DATE.fullmatch(modified) and date and _DATE.fullmatch(date)):
        return False
    try:
        return parsedate_to_datetime(date) - parsedate_to_datetime(modified) >= SETTLED
    except ValueError:  # the 31st of February
        return False
