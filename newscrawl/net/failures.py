"""A failed request → its names in a capture, and the exception that a replay raises.

A replay must do what the crawl did: retry what was retried, and nothing else. So a
failure is captured with its nearest ancestor class that is listed here; no other class
that a file names is ever imported.
"""

from __future__ import annotations

from scrapy import exceptions
from scrapy.core.downloader.handlers.http11 import TunnelError
from twisted.internet import error

from newscrawl.net.guard import ForbiddenAddressError, ProxyError, ResolverError


class CapturedError(Exception):
    """A captured failure of a class that is not raised by name; nothing retries it."""


class ReplayMissError(Exception):
    """A request that a replay has no capture of: neither retried nor fetched."""

    reason = "not_captured"


class GivenUpError(exceptions.IgnoreRequest):
    """A request not sent: the run lost its ledger, locks or disk meanwhile."""

    reason = "given_up"


def class_name(kind: type[BaseException]) -> str:
    """Return the full name of a class.

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
        ProxyError,
        ResolverError,
        TunnelError,
        CapturedError,
        OSError,
    )
}


def raised_as(failure: Exception) -> str:
    """Return the name of the class that a replay raises for a failure.

    >>> raised_as(error.NoRouteError("no route to host")), raised_as(ValueError("bad port"))
    ('twisted.internet.error.ConnectError', 'newscrawl.net.failures.CapturedError')
    """
    names = (class_name(kind) for kind in type(failure).__mro__)
    return next((name for name in names if name in _RAISED), class_name(CapturedError))


def revive(name: str, message: str) -> Exception:
    """Return the exception that was captured.

    >>> revive("scrapy.exceptions.DownloadTimeoutError", "took longer than 60 seconds")
    DownloadTimeoutError('took longer than 60 seconds')
    """
    return _RAISED.get(name, CapturedError)(message)
