"""A back-fill's turns on its sites: where another run waits, it stops there between two
listing pages, lets the other run crawl, and goes on after it.

The walks of a site are parked one by one, and its articles under way are fetched; then
`Turns` commits, closes the site's record and hands the site over. Another site of the
same run is not affected. Nothing else knows of this: the other run finds a free site,
and a walk that goes on is opened again like one whose run died.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import Any

from scrapy import Request, signals
from scrapy.exceptions import DontCloseSpider

from newscrawl.ledger import LedgerError
from newscrawl.options import now

PAUSE = 0.25
"""Seconds between two looks at what is still under way."""

GoOn = Callable[[bool], Iterable[Request]]
"""Goes on with a parked walk: the argument tells whether another run was let in, so
that pages may have shifted."""


class Turns:
    """The sites of one run, each of which it may hand over."""

    def __init__(self, spider: Any, *, yields: bool) -> None:
        self._spider = spider
        self._yields = yields
        self._parked: dict[str, dict[int, GoOn]] = {}
        """Politeness key → walk → how it goes on."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        if yields:
            spider.crawler.signals.connect(self._stay, signals.spider_idle)
            spider.crawler.signals.connect(self._stop, signals.spider_closed)

    def park(self, key: str, walk: int, go_on: GoOn) -> bool:
        """Park a walk if another run waits for its site; return whether it is parked.

        Then `go_on` is called later, and what it yields is requested.
        """
        if not self._yields or not (key in self._tasks or self._account.wanted(key)):
            return False
        self._parked.setdefault(key, {})[walk] = go_on
        if key not in self._tasks:
            self._tasks[key] = asyncio.get_running_loop().create_task(self._take_turns(key))
        return True

    async def between(self, keys: Iterable[str]) -> None:
        """Wait until no article is under way, then hand over the sites that others wait
        for; for `start()`, before there are walks.
        """
        while self._account.fetching and not self._record.idle_check.nothing_under_way():
            await asyncio.sleep(PAUSE)
        for key in keys:
            if not self._record.failed and self._account.wanted(key):
                await self._hand_over(key)

    @property
    def _record(self) -> Any:
        return self._spider.record

    @property
    def _account(self) -> Any:
        return self._spider.record.account

    async def _take_turns(self, key: str) -> None:
        """Hand a site over once nothing of this run is under way there, and go on with
        its walks; go on at once if nobody waits any more.
        """
        try:
            while waited_for := self._account.wanted(key):
                if self._is_quiet(key):
                    await self._hand_over(key)
                    break
                await asyncio.sleep(PAUSE)
            del self._tasks[key]
            for go_on in self._parked.pop(key).values():
                for request in go_on(waited_for):
                    self._spider.crawler.engine.crawl(request)
        except (LedgerError, OSError) as error:
            self._record.fail(error)

    def _is_quiet(self, key: str) -> bool:
        """Return whether all walks of a site are parked, its articles fetched."""
        running = {walk for walk, site in self._spider.open_walks() if site == key}
        if key not in self._spider.begun or running != self._parked[key].keys():
            return False
        under_way = key in self._account.fetching.values()
        return not under_way or self._record.idle_check.nothing_under_way()

    async def _hand_over(self, key: str) -> None:
        """Commit, let the other run crawl the site, and look whether it was banned."""
        spider, record = self._spider, self._record
        record.commit(leaving={site.id for site in spider.sites.values() if site.politeness == key})
        if record.failed:
            return
        await self._account.hand_over(key)
        spider.crawler.stats.inc_value("newscrawl/handover")
        spider.load_ban(key, now(spider.crawler.settings))
        await asyncio.sleep(spider.delays.get(key, 0.0))

    def _stay(self) -> None:
        if self._tasks:
            raise DontCloseSpider

    def _stop(self) -> None:
        for task in self._tasks.values():
            task.cancel()
