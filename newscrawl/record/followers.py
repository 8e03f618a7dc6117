"""Feeds that follow the record: `-o`, `-O` and `FEEDS` as in any Scrapy project, but
exact after a crash.

A local feed of lines (JSON lines, CSV, pickle, …) commits with the record. A format
that is useless in parts (a JSON array, XML, anything compressed) is written whole at
the end of its run, or not at all; `scrapy feed export` then writes it. An error in any
feed, local or remote, stops the run: Scrapy alone would log it and go on without the
item.
"""

from __future__ import annotations

import atexit
import fcntl
import io
import logging
import os
import re
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import Crawler
from scrapy.exceptions import CloseSpider, NotConfigured, UsageError
from scrapy.extensions.feedexport import FeedExporter, FeedSlot, FileFeedStorage, ItemFilter
from w3lib.url import file_uri_to_path

from newscrawl.durable import GroupFile, create, is_regular
from newscrawl.failpoints import failpoint
from newscrawl.i18n import _, bilingual, system_words
from newscrawl.items import Duplicate
from newscrawl.ledger.place import ledger_place

logger = logging.getLogger(__name__)

WHOLE = ("json", "xml")
"""Formats that are one document: useless in parts, and nothing can be appended."""
_PLACEHOLDER = re.compile(r"%\([^)]+\)")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:")


def local_path(uri: str) -> Path | None:
    """Return the absolute path that a feed's URI names.

    None for a URI that is not on this machine, or has placeholders.

    >>> str(local_path("file:///archive/new.jsonl"))
    '/archive/new.jsonl'
    >>> local_path("s3://bucket/new.jsonl"), local_path("stdout:"), local_path("%(batch_id)d.jsonl")
    (None, None, None)
    """
    if _PLACEHOLDER.search(uri):
        return None
    if uri.startswith("file:"):
        uri = file_uri_to_path(uri)
    elif _SCHEME.match(uri):
        return None
    path = Path(uri)
    return path.resolve() if is_regular(path) else path.absolute()


def in_archive(path: Path, data: Path, ledger: Path | str) -> bool:
    """Check whether a path is the archive's own: record, captures, ledger, locks."""
    own = [data / name for name in ("articles", "duplicates", "warc")]
    if isinstance(ledger, Path):
        own += [ledger, ledger.with_suffix(".locks")]
        if path.name.startswith(f"{ledger.name}-"):
            return True
    return any(path.is_relative_to(each) for each in own)


class ArticleFilter(ItemFilter):
    """The filter of a feed without `item_classes` and `item_filter`: all items but
    duplicates."""

    def accepts(self, item: Any) -> bool:
        return not isinstance(item, Duplicate)


class Followers(FeedExporter):
    """Scrapy's feed exporter, with local feeds that commit with the record and errors
    that stop the run."""

    def __init__(self, crawler: Crawler) -> None:
        self._refused: list[str] = []
        try:
            super().__init__(crawler)
        except NotConfigured:
            if not self._refused:
                raise
            raise UsageError("; ".join(self._refused)) from None
        self.record: Any = getattr(crawler, "record", None)
        if self.record is None:
            raise NotConfigured
        self._locks: dict[Path, IO[bytes]] = {}
        self._files: dict[Path, GroupFile] = {}
        for uri, options in self.feeds.items():
            if type(self.filters[uri]) is ItemFilter and not self.filters[uri].item_classes:
                self.filters[uri] = ArticleFilter(options)
            path = local_path(uri)
            if path is not None:
                self._check(path, options)

    def _check(self, path: Path, options: dict[str, Any]) -> None:
        """Raise `UsageError` for a feed that would harm the record, another run or its
        own file."""
        if in_archive(path, self.record.data, ledger_place(self.settings)):
            raise UsageError(_("{path} belongs to the archive itself; name a file outside of it").format(path=path))
        if not is_regular(path):
            return
        fresh = not path.exists()
        try:
            if fresh:  # made now, so that of two runs that begin at once one is refused
                create(path)
            if path in self._locks or not self._lock(path):
                raise UsageError(_("{path} is written by another run or feed").format(path=path))
        except OSError as error:
            raise UsageError(
                _("{path} cannot be written: {value}").format(path=path, value=system_words(error))
            ) from None
        if fresh:
            atexit.register(self._drop_unused, path)
        if options["format"] in WHOLE and not options.get("overwrite") and path.stat().st_size:
            raise UsageError(
                _("{path} is a whole {options} document already: overwrite it with -O").format(
                    path=path, options=options["format"]
                )
            )

    def _drop_unused(self, path: Path) -> None:
        """Delete a file that was made for a run which never began."""
        if path in self._locks and path.exists() and not path.stat().st_size:
            path.unlink()

    def _storage_supported(self, uri: str, feed_options: dict[str, Any]) -> bool:
        """Collect why a feed cannot be stored: Scrapy alone would log it and go on
        without any feed at all."""
        scheme = urlsplit(uri).scheme
        if scheme not in self.storages and scheme in self.settings.getwithbase("FEED_STORAGES"):
            self._refused.append(
                _("feed {uri}: {scheme} feeds cannot be stored, a library they need is missing").format(
                    uri=uri, scheme=scheme
                )
            )
        elif scheme and scheme not in self.storages:
            self._refused.append(_("feed {uri}: nothing stores {scheme} feeds").format(uri=uri, scheme=scheme))
        else:
            try:
                self._get_storage(uri, feed_options)
                return True
            except NotConfigured as error:
                self._refused.append(
                    _("feed {uri}: {scheme} feeds cannot be stored: {error}").format(
                        uri=uri, scheme=scheme, error=error
                    )
                )
        return False

    def _exporter_supported(self, format_: str) -> bool:
        supported: bool = super()._exporter_supported(format_)
        if not supported:
            known = _(", ").join(sorted(self.exporters))
            if format_ == "parquet":
                known += _("; Parquet is made after the crawl, by scrapy export -o FILE.parquet")
            self._refused.append(
                _("feed format {format!r} is unknown; there are {names}").format(format=format_, names=known)
            )
        return supported

    def _settings_are_valid(self) -> bool:
        valid: bool = super()._settings_are_valid()
        if not valid:
            self._refused.append(_("a feed in batches needs %(batch_time)s or %(batch_id)d in its path"))
        return valid

    def _lock(self, path: Path) -> bool:
        file = path.open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            ours = path.exists() and os.path.samestat(path.stat(), os.fstat(file.fileno()))
        except BlockingIOError:
            ours = False
        if not ours:  # or its last writer has deleted it, being empty
            file.close()
            return False
        self._locks[path] = file
        return True

    def open_spider(self, spider: Spider) -> None:
        """Begin the feeds whose files are known.

        A follower that is to be overwritten is emptied now, not at its first item: it
        never holds lines of an older run after this one began.
        """
        if self.record.failed:
            return
        try:
            for uri, options in self.feeds.items():
                path = local_path(uri)
                if path is not None:
                    self._files[path] = self._begin(path, options)
        except Exception as error:
            self.record.fail(error)
            raise CloseSpider("record_failed") from error
        super().open_spider(spider)

    def _begin(self, path: Path, options: dict[str, Any]) -> GroupFile:
        if is_regular(path):
            fresh = not path.exists()
            if fresh:
                create(path)
            if path not in self._locks and not self._lock(path):
                raise OSError(_("{path} is written by another run").format(path=path))
            if options.get("overwrite") and not fresh:
                descriptor = self._locks[path].fileno()
                os.ftruncate(descriptor, 0)
                os.fsync(descriptor)
            failpoint("follow.emptied")
        whole = options["format"] in WHOLE or "postprocessing" in options
        follower: GroupFile = self.record.commits.follow(path, whole=whole, lock=self._locks.pop(path, None))
        return follower

    def file(self, path: Path, options: dict[str, Any]) -> IO[bytes]:
        """Return the file of a feed that has its first item; a name not known before
        begins now."""
        if self.record.failed:
            return io.BytesIO()
        follower = self._files.pop(path, None)
        if follower is None:
            self._check(path, options)
            follower = self._begin(path, options)
        return follower  # type: ignore[return-value]

    def item_scraped(self, item: Any, spider: Spider) -> None:
        """Pass an item to every feed that accepts it; an error in one stops the run."""
        if self.record.failed:
            return
        try:
            super().item_scraped(item, spider)
        except Exception as error:
            self.record.fail(error)

    async def _close_slot(self, slot: FeedSlot, spider: Spider) -> None:
        """Store a feed; a remote one only after the record has committed.

        What was sent elsewhere cannot be taken back. If the record cannot commit, it is
        not sent.
        """
        if local_path(slot.uri) is None and not slot.uri.startswith("stdout:"):
            self.record.commit()
            if self.record.failed:
                if slot.itemcount:
                    logger.error("%s was not stored; `scrapy feed export` writes it", slot.uri)
                return
        await super()._close_slot(slot, spider)

    async def close_spider(self, spider: Spider) -> None:
        """Close the feeds, and log those that got no item."""
        for slot in self.slots:
            path = local_path(slot.uri)
            if path is not None and not slot.itemcount and not self.record.failed:
                archived = sum(balance.outcomes.get("exported", 0) for balance in self.record.ledger.balances("all"))
                logger.info("%s: 0 new, %d archived; `scrapy feed export` writes them", path, archived)
            try:
                slot.finish_exporting()
            except Exception as error:
                self.record.fail(error)
        await super().close_spider(spider)
        for follower in self._files.values():
            follower.finished = True
            if follower.regular and not follower.tell():
                follower.path.unlink(missing_ok=True)
        failures = self.crawler.stats.get_stats()
        if any(name.startswith("feedexport/failed_count/") for name in failures):
            self.record.incomplete(bilingual("a feed could not be stored; `scrapy feed export` writes it"))


class LocalStorage(FileFeedStorage):
    """The storage of a local feed: its file is a follower of the record."""

    def __init__(self, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> None:
        super().__init__(uri, feed_options=feed_options)
        self.crawler, self.uri, self.options = crawler, uri, feed_options or {}

    @classmethod
    def from_crawler(cls, crawler: Crawler, uri: str, *, feed_options: dict[str, Any] | None = None) -> LocalStorage:
        return cls(crawler, uri, feed_options=feed_options)

    def open(self, spider: Spider) -> IO[bytes]:
        followers = self.crawler.get_extension(Followers)
        path = local_path(self.uri)
        if followers is None or path is None:
            return super().open(spider)
        return followers.file(path, self.options)

    def store(self, file: IO[bytes]) -> None:
        """Mark the file as finished: the next commit writes its last bytes and closes
        it."""
        if isinstance(file, GroupFile):
            file.finished = True
        else:
            file.close()
