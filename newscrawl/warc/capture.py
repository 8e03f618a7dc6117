"""An exchange with a server → its records in a WARC file, and their place.

`Captures` is an extension, found at `crawler.capture`. The download handler passes it
each exchange and gets its place (`newscrawl.items.Capture`) before it is on disk:
whoever commits that place must call `sync` first. Files are
`warc/<site>/<series>-<day>-<serial>.warc.gz` below the data folder, days in UTC; site
and series come from the catalog, never from a page. A torn end, left by a killed run,
is cut off before the file is written again.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any, Self

from scrapy import signals
from scrapy.exceptions import NotConfigured
from scrapy.settings import BaseSettings

from newscrawl.items import Capture
from newscrawl.options import data_folder, now
from newscrawl.warc import framing as warc
from newscrawl.warc.series import CaptureError, Earlier, Series, SoundLengths

ARTICLES, LISTINGS = "articles", "listings"
NO_SITE = "_other"

_SITE = re.compile(r"[a-z0-9_][a-z0-9_-]{0,99}")
_LISTINGS_FILE = re.compile(r"listings-(\d{8})-\d{4,}\.warc\.gz")
_CONDITION = re.compile(rb"\r\nif-(?:none-match|modified-since):", re.IGNORECASE)
_OPEN_AT_ONCE = 100
_SMALLEST_REVISIT = 512
_STATED_SETTINGS = (
    "CONCURRENT_REQUESTS_PER_DOMAIN",
    "DOWNLOAD_DELAY",
    "DOWNLOAD_MAXSIZE",
    "DOWNLOAD_TIMEOUT",
    "RETRY_TIMES",
    "REDIRECT_MAX_TIMES",
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedRequest:
    """The request of an exchange, and the part of the archive it belongs to."""

    site: str
    series: str
    url: str
    """Address as requested, without fragment."""
    order: int
    """Time of receipt in nanoseconds since 1970, unique in a run."""
    method: str = "GET"
    sent_body: bytes = b""
    via: str | None = None
    """The address asked for first, where redirects led here."""
    article: str | None = None
    """The public address of an article whose text is asked for here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CapturedAnswer:
    """The answer to a request, as received."""

    sent: bytes
    """The request's bytes."""
    head: bytes
    """Status line and header lines with the blank line after them."""
    body: bytes
    """What follows the head, chunk framing included."""
    payload: bytes
    """The body without chunk framing, still compressed. The digest is of this, by
    section 6.3.2 of the standard; `warcio check` includes the framing and objects to
    chunked answers (webrecorder/warcio#75)."""
    address: str | None = None
    truncated: str | None = None
    """WARC's word for an incomplete body: `disconnect`, `unspecified`."""
    earlier: Earlier | None = None
    """An earlier capture of this page, in any file: an equal payload is not stored
    again."""

    @property
    def not_modified(self) -> bool:
        """Whether it is the server's word, which was asked for, that a page did not
        change.
        """
        return self.head.split(b" ", 2)[1:2] == [b"304"] and _CONDITION.search(self.sent) is not None


class Clock:
    """A clock for times of receipt in nanoseconds since 1970, strictly increasing.

    With `NEWSCRAWL_NOW` it starts there.
    """

    def __init__(self, start: datetime | None = None) -> None:
        self._last = 0
        self._ahead = int(start.timestamp()) * 1_000_000_000 - time.time_ns() if start else 0

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Return the clock of a crawl."""
        return cls(now(settings) if settings.get("NEWSCRAWL_NOW") else None)

    def __call__(self) -> int:
        self._last = max(self._last + 1, time.time_ns() + self._ahead)
        return self._last


class Captures:
    """The WARC files of a data folder, as one run writes them.

    After a full disk it stays broken: what came since the last `sync` is cut off, and
    every further call raises `CaptureError`. The places of those records must not be
    committed; calling `sync` before each commit makes sure of that.
    """

    def __init__(
        self,
        data: Path,
        about: Iterable[tuple[str, str | None]],
        size: int = 1 << 30,
        clock: Callable[[], int] | None = None,
    ) -> None:
        self.data = data
        self.clock = clock or Clock()
        self._about = tuple(about)
        self._size = size
        self._series: OrderedDict[tuple[str, str], Series] = OrderedDict()
        self._sound = SoundLengths()
        self._lengths: dict[str, int] = {}
        self._broken: CaptureError | None = None

    @classmethod
    def from_crawler(cls, crawler: Any) -> Self:
        settings = crawler.settings
        if not settings.getbool("NEWSCRAWL_WARC", True) or settings.get("NEWSCRAWL_REPLAY"):
            raise NotConfigured
        captures = cls(
            data_folder(settings),
            describe(settings),
            settings.getint("NEWSCRAWL_WARC_SIZE", 1 << 30),
            Clock.from_settings(settings),
        )
        purge(captures.data, settings.getint("NEWSCRAWL_LISTINGS_KEEP", 30))
        crawler.capture = captures
        crawler.signals.connect(captures.close, signal=signals.engine_stopped)
        return captures

    def trust(self, committed: Callable[[str], int | None]) -> None:
        """Set a function that returns the committed length of a file, by its path below
        the data folder.

        Only what follows that length is checked before the file is written again.
        """
        self._sound.ask = committed

    def keep(self, asked: CapturedRequest, answer: CapturedAnswer) -> Capture:
        """Write an exchange and return its place.

        That is the place of its `response` record, or of a `revisit` if its payload is
        known, or the server says that it did not change.
        """
        series = self._series_for(asked)
        digest = warc.digest(answer.payload)
        identity = warc.record_id()
        refers = len(answer.payload) >= _SMALLEST_REVISIT and not answer.truncated
        not_modified = answer.not_modified
        earlier = series.known.get(digest) if refers else None
        if refers and earlier is None and answer.earlier is not None and answer.earlier.digest == digest:
            earlier = answer.earlier
        fields: list[tuple[str, str | None]] = [
            *self._common_fields(asked, series, identity),
            ("WARC-IP-Address", answer.address),
            ("WARC-Payload-Digest", None if not_modified else digest),
            ("WARC-Truncated", answer.truncated),
            ("Content-Type", warc.HTTP_RESPONSE),
            (warc.ORDER, str(asked.order)),
            (warc.VIA, asked.via),
        ]
        if not_modified:
            earlier = answer.earlier
        if not_modified or earlier is not None:
            fields.append(("WARC-Profile", warc.NOT_MODIFIED if not_modified else warc.SAME_PAYLOAD))
        if earlier is not None:
            fields += [
                ("WARC-Refers-To", earlier.record_id),
                ("WARC-Refers-To-Target-URI", earlier.url),
                ("WARC-Refers-To-Date", earlier.date),
            ]
        if not_modified or earlier is not None:
            kept = warc.record("revisit", fields, answer.head)
        else:
            kept = warc.record("response", fields, answer.head + answer.body)
            if refers:
                series.remember(Earlier(asked.url, warc.date(asked.order), digest, identity))
        request = [
            *self._common_fields(asked, series, warc.record_id()),
            ("WARC-Concurrent-To", identity),
            ("Content-Type", warc.HTTP_REQUEST),
        ]
        with self._remembering_errors():
            offset = series.append(warc.member(kept))
            series.append(warc.member(warc.record("request", request, answer.sent)))
        return Capture(series.name, offset, digest)

    def keep_failure(self, asked: CapturedRequest, exception: str, message: str, raises: str) -> Capture:
        """Write a request that got no answer, as a `metadata` record; return its place.

        `raises` names the class that a replay raises, which may be an ancestor of the
        exception's own.
        """
        series = self._series_for(asked)
        pairs = (
            ("method", asked.method),
            ("body", warc.digest(asked.sent_body) if asked.sent_body else None),
            ("exception", exception),
            ("message", message),
        )
        block = warc.warc_fields(pairs)
        fields = [
            *self._common_fields(asked, series, warc.record_id()),
            ("Content-Type", warc.FIELDS),
            (warc.ORDER, str(asked.order)),
            (warc.VIA, asked.via),
            (warc.FAILURE, raises),
        ]
        with self._remembering_errors():
            offset = series.append(warc.member(warc.record("metadata", fields, block)))
        return Capture(series.name, offset, warc.digest(block))

    def sync(self) -> dict[str, int]:
        """Flush everything to disk; return the new length of each file written."""
        self._flush_all()
        lengths, self._lengths = self._lengths, {}
        return lengths

    def close(self) -> None:
        """Flush everything to disk and close the files; `sync` may still follow."""
        try:
            if not self._broken:
                self._flush_all()
        finally:
            while self._series:
                self._series.popitem()[1].close()

    def _flush_all(self) -> None:
        if self._broken:
            raise self._broken
        with self._remembering_errors():
            for series in self._series.values():
                self._lengths.update(series.sync())

    def _series_for(self, asked: CapturedRequest) -> Series:
        if self._broken:
            raise self._broken
        if asked.series not in (ARTICLES, LISTINGS) or not _SITE.fullmatch(asked.site):
            raise ValueError(f"no place for captures of site {asked.site!r}, series {asked.series!r}")
        key = (asked.site, asked.series)
        day = warc.date(asked.order)[:10].replace("-", "")
        with self._remembering_errors():
            series = self._series.get(key) or Series(self.data, *key, self._size, self._sound)
            self._series[key] = series
            self._series.move_to_end(key)
            if len(self._series) > _OPEN_AT_ONCE:
                _, oldest = self._series.popitem(last=False)
                self._lengths.update(oldest.sync())
                oldest.close()
            self._lengths.update(series.open(day))
            if series.fresh:
                self._write_warcinfo(series, asked)
        return series

    def _write_warcinfo(self, series: Series, asked: CapturedRequest) -> None:
        about = (*self._about, ("isPartOf", series.site), ("description", f"{series.series} of {series.site}"))
        fields = (
            ("WARC-Record-ID", series.new_warcinfo()),
            ("WARC-Date", warc.date(asked.order)),
            ("WARC-Filename", series.name.rpartition("/")[2]),
            ("Content-Type", warc.FIELDS),
        )
        series.append(warc.member(warc.record("warcinfo", fields, warc.warc_fields(about))))

    @contextmanager
    def _remembering_errors(self) -> Iterator[None]:
        try:
            yield
        except CaptureError as error:
            self._broken = error
            raise
        except OSError as error:
            self._broken = CaptureError(str(error))
            raise self._broken from error

    def _common_fields(self, asked: CapturedRequest, series: Series, identity: str) -> list[tuple[str, str | None]]:
        return [
            ("WARC-Record-ID", identity),
            ("WARC-Date", warc.date(asked.order)),
            ("WARC-Target-URI", asked.url),
            ("WARC-Warcinfo-ID", series.warcinfo),
            (warc.ARTICLE, asked.article),
        ]


def describe(settings: BaseSettings) -> list[tuple[str, str | None]]:
    """Return what a `warcinfo` states of program and settings; nothing secret."""
    stated = ", ".join(f"{name}={settings.get(name)}" for name in _STATED_SETTINGS)
    programs = " ".join(f"{name}/{version(name.lower())}" for name in ("newscrawl", "Scrapy", "Twisted"))
    return [
        ("software", f"{programs} Python/{sys.version.split()[0]}"),
        ("format", "WARC File Format 1.1"),
        ("conformsTo", "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"),
        ("operator", settings.get("NEWSCRAWL_CONTACT")),
        ("http-header-user-agent", settings.get("USER_AGENT")),
        ("robots", "obey" if settings.getbool("ROBOTSTXT_OBEY") else "ignore"),
        ("settings", stated),
    ]


def purge(data: Path, keep: int, now: datetime | None = None) -> int:
    """Delete listings captured more than `keep` days ago; return the number of
    files.
    """
    limit = f"{(now or datetime.now(UTC)) - timedelta(days=keep):%Y%m%d}"
    gone = 0
    for path in data.glob("warc/*/listings-*.warc.gz"):
        match = _LISTINGS_FILE.fullmatch(path.name)
        if match and match[1] < limit:
            path.unlink(missing_ok=True)
            gone += 1
    if gone:
        logger.info("Deleted %d files of listings captured more than %d days ago", gone, keep)
    return gone
