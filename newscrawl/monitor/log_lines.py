"""Items that Scrapy logs → lines with their addresses, never with their texts.

A log is kept for weeks and read by many, and `scrapy forget` reaches only those in the
data folder. Scrapy itself prints whole items: six kilobytes for each article that a
revisit finds unchanged. What no handler would print is not put into words: a crawl has
two such messages an article.
"""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from scrapy import Request, Spider
from scrapy.http import Response
from scrapy.logformatter import LogFormatter, LogFormatterResult
from twisted.python.failure import Failure

Source = Response | Failure | None


def shown(item: Any) -> str:
    """Return the kind, the id and the address of an item.

    >>> from newscrawl.items import Duplicate
    >>> shown(Duplicate(id="00d1", url="http://www.hxnews.com/1.shtml", title="福州西湖", of="00d0", relation="equal"))
    'Duplicate 00d1 http://www.hxnews.com/1.shtml'
    """
    named = (str(value) for name in ("id", "url") if (value := getattr(item, name, None)))
    return " ".join((type(item).__name__, *named))


_logger = cache(logging.getLogger)
"""`logging.getLogger` without its lock: a logger is made once."""


def is_heard(name: str, level: int) -> bool:
    """Return whether any handler takes a logger's messages of a level.

    Scrapy's loggers let everything pass; the level of `LOG_LEVEL` is the handler's.
    """
    logger: logging.Logger | None = _logger(name)
    while logger is not None:
        if any(handler.level <= level for handler in logger.handlers):
            return True
        logger = logger.parent if logger.propagate else None
    return False


class AddressFormatter(LogFormatter):
    """Scrapy's messages, in which an item is its address: `LOG_FORMATTER`."""

    def crawled(self, request: Request, response: Response, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """Log a response, for debugging."""
        return super().crawled(request, response, spider) if is_heard("scrapy.core.engine", logging.DEBUG) else None

    def scraped(self, item: Any, response: Source, spider: Spider) -> LogFormatterResult | None:  # type: ignore[override]
        """Log an item that enters the record, for debugging."""
        if not is_heard("scrapy.core.scraper", logging.DEBUG):
            return None
        return {"level": logging.DEBUG, "msg": "Scraped %(item)s", "args": {"item": shown(item)}}

    def dropped(self, item: Any, exception: BaseException, response: Source, spider: Spider) -> LogFormatterResult:
        """Log an item that gets no line, with the reason; the summary counts them."""
        args = {"exception": exception, "item": shown(item)}
        return {"level": logging.DEBUG, "msg": "No line for %(item)s: %(exception)s", "args": args}

    def item_error(self, item: Any, exception: BaseException, response: Source, spider: Spider) -> LogFormatterResult:
        """Log an item that a pipeline fails on; a traceback follows."""
        return {"level": logging.ERROR, "msg": "Error processing %(item)s", "args": {"item": shown(item)}}
