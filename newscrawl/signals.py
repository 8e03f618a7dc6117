"""Signals of a crawl that Scrapy does not have; the monitor listens, nothing depends on
it.

- `listing_read(channel, page, listing, first, extent, at, response)`: a listing page
  was read, or could not be fetched (`listing` and `response` are None then); `first` is
  true for the first page of its channel in this run, `extent` is the depth of the walk.
- `walk_ended(channel, end)`: a walk is over; `end` is as in the ledger, or `broken`.
- `article_asked(channel)`: an article is requested.
- `article_settled(channel, outcome)`: an article has an outcome, or is left pending,
  without passing the pipelines.
"""

from __future__ import annotations

listing_read = object()
walk_ended = object()
article_asked = object()
article_settled = object()
