"""Middlewares as people write them, that drop requests and tell nobody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any


class _Drop:
    series = ""

    async def process_spider_output(self, response: Any, result: AsyncIterator[Any]) -> AsyncIterator[Any]:
        async for each in result:
            if getattr(each, "meta", {}).get("series") != self.series:
                yield each


class DropArticles(_Drop):
    series = "articles"


class DropListings(_Drop):
    series = "listings"
