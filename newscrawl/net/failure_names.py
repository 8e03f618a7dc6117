"""An exception of the downloader → the reason that the ledger records for it."""

from __future__ import annotations

from scrapy.exceptions import (
    CannotResolveHostError,
    DownloadCancelledError,
    DownloadConnectionRefusedError,
    DownloadFailedError,
    DownloadTimeoutError,
    ResponseDataLossError,
    UnsupportedURLSchemeError,
)

from newscrawl.net.failures import ReplayMissError
from newscrawl.net.guard import ForbiddenAddressError

_NAMES: dict[type[BaseException], str] = {
    ForbiddenAddressError: "forbidden_address",
    ReplayMissError: "not_captured",
    DownloadTimeoutError: "timeout",
    DownloadConnectionRefusedError: "refused",
    CannotResolveHostError: "no_such_host",
    ResponseDataLossError: "dataloss",
    UnsupportedURLSchemeError: "scheme",
    DownloadCancelledError: "too_large",
    DownloadFailedError: "connection",
    OSError: "connection",
}
FINAL = frozenset({"scheme", "too_large", "forbidden_address", "not_captured"})
"""Failures that a later try would only repeat."""
REFUSALS = frozenset({"robots", "offsite"})
"""Reasons for which a request is never sent; the article belongs to another archive."""
_WORDS = {"DOWNLOAD_MAXSIZE": "too_large", "max redirections": "redirect_loop"}
"""Messages of bare exceptions of Scrapy: a bomb, redirects in a circle."""


def failure_name(error: BaseException | None) -> str:
    """Return the ledger's name of a download error: `timeout`, `refused`, …

    >>> from scrapy.exceptions import IgnoreRequest
    >>> failure_name(DownloadTimeoutError("took too long")), failure_name(IgnoreRequest("max redirections reached"))
    ('timeout', 'redirect_loop')
    """
    named: str | None = getattr(error, "reason", None)
    if isinstance(named, str):
        return named
    for words, name in _WORDS.items():
        if words in str(error):
            return name
    for kind, name in _NAMES.items():
        if isinstance(error, kind):
            return name
    return type(error).__name__.removesuffix("Error").lower()
