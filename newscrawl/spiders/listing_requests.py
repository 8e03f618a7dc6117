"""A channel and the address of one of its listing pages → the request for it. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any

from scrapy import Request

from newscrawl.catalog.request_rule import AskedFor, plain_request
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Listing
from newscrawl.spiders.request_meta import request_meta, request_to
from newscrawl.spiders.response_facts import ADDRESS
from newscrawl.walks.listing_values import PAST_END

QUIET_DAYS = 10
"""Days without a page, or with an empty one, that a walk along days passes over."""
_NOTHING_YET = frozenset({"listing", "empty", "soft404", PAST_END})


def first_address(site: Site, channel: Channel, today: date) -> str:
    """Return the address of a channel's first page, as walks know it."""
    rule = site.listing_of(channel).request
    return rule.first_page(channel.url, channel.values, today) if rule else channel.url


def asked_listing(site: Site, channel: Channel | None, url: str) -> AskedFor:
    """Return how a listing page is asked for: as the channel's rule says, otherwise by
    its address as it stands.
    """
    rule = site.listing_of(channel).request if channel is not None else None
    if rule is None or channel is None:
        return plain_request(url, site.request)
    return rule.request(url, channel.url, channel.values, site.request)


def listing_request(
    site: Site, channel: Channel, url: str, *, instead_of: str | None = None, **details: Any
) -> Request:
    """Return the request for a listing page; `instead_of`: the address of the page that
    led to `url`, which is asked for as it stands, in its place.
    """
    asked = asked_listing(site, channel if instead_of is None else None, url)
    api = site.listing_of(channel).api
    series = "articles" if api is not None and api.whole else "listings"
    return request_to(asked, request_meta(site, series) | {ADDRESS: instead_of or url}, **details)


def day_before(
    site: Site, channel: Channel, url: str, status: int, listing: Listing, quiet: int, since: date | None
) -> str | None:
    """Return the page of the day before, where each day has a page and this one has
    none, or nothing appeared; `quiet` days in a row so far.
    """
    rule = site.listing_of(channel).request
    if rule is None or not rule.by_day or listing.entries or quiet >= QUIET_DAYS:
        return None
    if status not in (200, 404, 410) or (status == 200 and listing.kind not in _NOTHING_YET):
        return None
    day = rule.day_of(url, channel.url, channel.values)
    if day is None or (since is not None and day <= since):
        return None
    return rule.after(url, channel.url, channel.values, {})
