"""A channel and the address of one of its listing pages → the request for it. Pure."""

from __future__ import annotations

from datetime import date
from hashlib import blake2b
from typing import Any
from urllib.parse import urldefrag

from scrapy import Request
from scrapy.http import Response

from newscrawl.catalog.request_rule import AskedFor, plain_request
from newscrawl.catalog.schema import Channel, Site
from newscrawl.items import Listing
from newscrawl.net.cookies import CHALLENGES, CHALLENGING
from newscrawl.net.unpacking import CUT, UNSURE
from newscrawl.reader.reading_values import READER_VERSION
from newscrawl.spiders.request_meta import request_meta, request_to
from newscrawl.spiders.response_facts import ADDRESS
from newscrawl.walks.listing_values import NO_FIELD, PAST_END
from newscrawl.walks.listing_walk import ListingWalk
from newscrawl.walks.validators import Validators, read_validators

LED_ON = "led_on"
"""Key of meta: how many pages led to this one."""
NOT_UNDERSTOOD = frozenset({400, 412, 501})
"""Answers of servers that may not understand a conditional request."""
_UNLESS = "unless_changed"
"""Key of meta: the address whose page is asked for only if it changed."""
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


def is_challenge(status: int, listing: Listing) -> bool:
    """Return whether an answer may want cookies: a refusal, or JSON that says so in
    words of its own and has no list."""
    return status in CHALLENGING or listing.kind in CHALLENGES or listing.kind.startswith(NO_FIELD)


def visit_before(response: Response, site: Site, channel: Channel, visited: set[str]) -> Request | None:
    """Return the request for the page on which people see a list that is asked for at
    another address, once a channel: its API may want the cookies which that page sets.

    Its callback is given the request of the list, as `again`.
    """
    asked = response.request
    if asked is None or channel.key in visited or site.listing_of(channel).request is None:
        return None
    if urldefrag(asked.url)[0] == urldefrag(channel.url)[0] or not site.owns(channel.url):
        return None
    visited.add(channel.key)
    again = asked.replace(dont_filter=True)
    meta = request_meta(site, "listings")
    return request_to(plain_request(channel.url, site.request), meta, cb_kwargs={"again": again}, dont_filter=True)


def ask_if_changed(request: Request, walk: ListingWalk, site: Site, channel: Channel) -> Request:
    """Make the request for a first page conditional, where the walk before kept what
    its server stated of its version.
    """
    validators = walk.validators(_rules(site, channel)) if request.method == "GET" else None
    if validators is not None:
        request.headers.update(validators.conditions)
        request.meta[_UNLESS] = validators.address
    return request


def is_conditional(response: Response) -> bool:
    """Return whether a page was asked for only if it changed."""
    return _UNLESS in response.meta


def is_unchanged(response: Response) -> bool:
    """Return whether a server says that the page which was kept is that of today; of
    another one, to which it redirects now, it says nothing.
    """
    return response.status == 304 and response.meta.get(_UNLESS) == response.url


def validators_of(response: Response, listing: Listing, site: Site, channel: Channel) -> Validators | None:
    """Return what a server stated of the version of a first page; None where it says
    nothing of its entries, or where every run has to look at the page.
    """
    if response.status != 200 or {CUT, UNSURE} & set(response.flags) or LED_ON in response.meta:
        return None
    if listing.rule_refuses or not listing.entries:
        return None
    return read_validators(response.headers.getlist, response.url, _rules(site, channel))


def _rules(site: Site, channel: Channel) -> str:
    """Return a digest of what a listing is read by."""
    rules = repr((READER_VERSION, site.listing_of(channel), site.article, site.addresses_of))
    return blake2b(rules.encode(), digest_size=8).hexdigest()
