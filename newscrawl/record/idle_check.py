"""Has Scrapy look again whether it is done, after items that came from no response: those of a spider's `start()`.

Scrapy (2.19) looks only when a response is done with: a run would end seconds late, and one that is stopped while such
an item is in the pipelines would never end. What is read here is private to Scrapy; a crawl that hangs in
`tests/record` is the sign that it moved.
"""

from __future__ import annotations

from typing import Any

from scrapy.http import Response
from scrapy.utils.asyncio import call_later

SOON = 0.01
"""Seconds: after the item has left the pipelines."""


class Waker:
    """Looks after one crawl."""

    def __init__(self, crawler: Any) -> None:
        self._crawler = crawler
        self._looking = False

    def item_done(self, response: Response | None) -> None:
        """An item has left the pipelines, one way or other."""
        if response is None and not self._looking:
            self._looking = True
            call_later(SOON, self._look)

    def _look(self) -> None:
        self._looking = False
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
