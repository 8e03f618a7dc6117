"""How a failed request is written into a capture and raised again by a replay.

A replay must take the same road as the crawl: what was retried is retried, what was not is not. So a failure is kept
with the nearest class of its ancestry that is listed here; nothing else that a file names is ever imported.
"""

from __future__ import annotations

from scrapy import exceptions
from scrapy.core.downloader.handlers.http11 import TunnelError
from twisted.internet import error

from newscrawl.net.guard import ForbiddenAddressError


class CapturedError(Exception):
    """A captured failure of a class that a replay does not raise by name; no part of Scrapy retries it."""


class ReplayMissError(Exception):
    """A request that a replay has no capture of, or none left. Nothing retries it, and nothing is fetched for it."""

    reason = "not_captured"


class GivenUpError(exceptions.IgnoreRequest):
    """A request that waited in its slot while the run lost its ledger, its locks or its disk: it is not sent."""

    reason = "given_up"


def class_name(kind: type[BaseException]) -> str:
    """Give the full name of a class.

    >>> class_name(CapturedError)
    'newscrawl.net.failures.CapturedError'
    """
    return f"{kind.__module__}.{kind.__qualname__}"


_RAISED: dict[str, type[Exception]] = {
    class_name(kind): kind
    for kind in (
        exceptions.CannotResolveHostError,
        exceptions.DownloadCancelledError,
        exceptions.DownloadConnectionRefusedError,
        exceptions.DownloadFailedError,
        exceptions.DownloadTimeoutError,
        exceptions.ResponseDataLossError,
        exceptions.UnsupportedURLSchemeError,
        error.ConnectError,
        error.ConnectionDone,
        error.ConnectionLost,
        ForbiddenAddressError,
        TunnelError,
        CapturedError,
        OSError,
    )
}


def raised_as(failure: Exception) -> str:
    """Name the class that a replay raises for a failure.

    >>> raised_as(error.NoRouteError("no route to host")), raised_as(ValueError("bad port"))
    ('twisted.internet.error.ConnectError', 'newscrawl.net.failures.CapturedError')
    """
    names = (class_name(kind) for kind in type(failure).__mro__)
    return next((name for name in names if name in _RAISED), class_name(CapturedError))


def revive(name: str, message: str) -> Exception:
    """Make the exception that was captured.

    >>> revive("scrapy.exceptions.DownloadTimeoutError", "took longer than 60 seconds")
    DownloadTimeoutError('took longer than 60 seconds')
    """
    return _RAISED.get(name, CapturedError)(message)
