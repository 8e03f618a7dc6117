"""Make Scrapy check that it is idle, after items that came from no response; and tell
whether nothing is under way while `start()` waits.

The items are those that a spider's `start()` yields. Scrapy 2.19 checks only when it
has finished a response. Without this a run would end seconds late, and a run that is
stopped while such an item is in the pipelines would never end.

Private to Scrapy, and read here alone: `engine._slot`, its `nextcall` and `scheduler`,
`engine.scraper.slot` and its `closing` and `is_idle()`. If a crawl hangs in
`tests/record` after an update of Scrapy, look here first.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response
from scrapy.utils.asyncio import call_later

SOON = 0.01
"""Seconds: after the item has left the pipelines."""


class IdleCheck:
    """The check for one crawl; uses parts of Scrapy's engine that are private to it."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._scheduled = False

    def nothing_under_way(self) -> bool:
        """Return whether no request waits or is under way, and no response or item is
        worked on.
        """
        engine = self._crawler.engine
        if engine._slot is None or engine.scraper.slot is None:
            return True
        busy = engine.downloader.active or not engine.scraper.slot.is_idle()
        return not busy and not engine._slot.scheduler.has_pending_requests()

    def item_done(self, response: Response | None) -> None:
        """Schedule a check if an item without a response has left the pipelines.

        To be called for every item, whether it was scraped, dropped or failed.
        """
        if response is None and not self._scheduled:
            self._scheduled = True
            call_later(SOON, self._check)

    def _check(self) -> None:
        self._scheduled = False
        engine = self._crawler.engine
        if engine._slot is None or engine.scraper.slot is None:
            return
        closing = engine.scraper.slot.closing
        if closing is None:
            engine._slot.nextcall.schedule()
        elif not closing.called:
            if engine.scraper.slot.is_idle():
                closing.callback(self._crawler.spider)
            else:
                self.item_done(None)
