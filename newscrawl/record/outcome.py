"""An item → its ledger outcome and its JSON line. Pure."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import datetime
from typing import Any

from scrapy.exceptions import DropItem
from scrapy.http import Response

from newscrawl.items import Article, Duplicate, Tombstone
from newscrawl.ledger import Attempt, Settled
from newscrawl.record.formats import nested
from newscrawl.urls import normalise

Item = Article | Duplicate | Tombstone

_ENCODER = json.JSONEncoder(ensure_ascii=False)

OUTSIDE = "outside_dates"
"""Reason of a pending article that was fetched, but is outside the dates the run asked
for."""


class Ending(DropItem):
    """The reason why an article gets no line."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def settled(self, item: Any, attempt: Attempt | None) -> Settled:
        """Return the outcome that this reason means for the ledger."""
        return Settled(item.id, "rejected", reason=self.reason, attempt=attempt)


def to_line(item: Item) -> bytes:
    """Encode an item as a line of the record: all fields in order, UTF-8, absent is
    null.

    >>> copy = Duplicate(id="00d1", url="http://www.hxnews.com/1.shtml", title="福州西湖", of="00d0", relation="equal")
    >>> to_line(copy).decode()[:100]
    '{"id": "00d1", "url": "http://www.hxnews.com/1.shtml", "site": null, "channel": null, "title": "福州西湖'
    """
    return (_ENCODER.encode(nested(item)) + "\n").encode()


def attempt_for(item: Item, response: Response | None, result: str = "ok") -> Attempt | None:
    """Return the fetch that an item came from; None where the item has no time of
    fetching."""
    if not item.fetched:
        return None
    status = response.status if response is not None else getattr(item, "http_status", None)
    return Attempt(datetime.fromisoformat(item.fetched), status, result)


def urls_of(item: Item) -> list[str]:
    """Return the normalised URLs of an item; one that was read from a file has none."""
    urls = []
    for url in (item.url, getattr(item, "canonical_url", None)):
        with suppress(ValueError):
            urls.append(normalise(url or ""))
    return list(dict.fromkeys(urls))


def settled_by(item: Item, response: Response | None) -> Settled:
    """Convert an item that gets a line to its ledger outcome.

    The item names its URLs; the ledger decides who owns them: the first article to name
    one.
    """
    attempt, aliases = attempt_for(item, response), tuple(urls_of(item))
    match item:
        case Article():
            return Settled(
                item.id,
                "exported",
                attempt=attempt,
                content_hash=item.content_hash,
                published=item.published,
                aliases=aliases,
                revision=item.revision,
                reader_version=item.reader_version,
            )
        case Duplicate():
            return Settled(
                item.id,
                "duplicate",
                of=item.of,
                relation=item.relation,
                attempt=attempt,
                published=item.published,
                aliases=aliases,
            )
        case Tombstone():
            return Settled(item.id, "exported", reason=item.withdrawn, attempt=attempt, revision=item.revision)
