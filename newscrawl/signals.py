"""Signals of a crawl that Scrapy does not have; the monitor hears them, nothing depends on them.

- `listing_read(channel, page, listing, first, extent, at, response)`: a listing page came, or failed to (`listing` and
  `response` are None then); `first` tells whether it is the first of its channel in this run, `extent` how deep the
  walk goes.
- `walk_ended(channel, end)`: a walk is over; `end` is as the ledger says it, or `broken`.
- `article_asked(channel)`: an article is requested.
- `article_settled(channel, outcome)`: an article came to an end, or is left for later, without passing the pipelines.
"""

from __future__ import annotations

listing_read = object()
walk_ended = object()
article_asked = object()
article_settled = object()
