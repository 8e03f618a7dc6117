"""A response → which address was requested, when it was received, where it led.
Pure."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.http import Response

from newscrawl.catalog.schema import Channel, Site
from newscrawl.china_time import CHINA
from newscrawl.urls import normalise

ADDRESS = "page_address"
"""Key of meta: the address of a listing page, as walks know it."""
_NOT_A_PAGE = re.compile(r"/?|/(?:index|default|home|main)(?:\.\w+|/)?|/(?:404|error|notfound)(?:\.\w+|/)?", re.I)
"""Paths of front pages and error pages."""


def requested_url(message: Request | Response) -> str:
    """Return the address that was requested, before any redirect."""
    urls: list[str] = message.meta.get("redirect_urls") or [message.url]
    return urls[0]


def page_address(message: Request | Response) -> str:
    """Return the address of the listing page that was requested, as walks know it; it
    may name in a fragment what only the request's body says.
    """
    address: str | None = message.meta.get(ADDRESS)
    return address or requested_url(message)


def received_at(response: Response) -> datetime:
    """Return when a response was received, in China's time; a replay keeps the time."""
    fetched: datetime = response.meta["fetched"]
    return fetched.astimezone(CHINA)


def content_type_of(response: Response) -> str | None:
    """Return the Content-Type header; None if there is none."""
    return (response.headers.get("Content-Type") or b"").decode("latin-1") or None


def redirected_away(response: Response, site: Site, channel: Channel | None = None) -> str | None:
    """Return where redirects led instead of to the page requested; None if they did
    not.

    That is a front page, an error page, or another channel. `channel` is the one whose
    listing was requested; None for an article.
    """
    asked = requested_url(response)
    if response.url == asked or normalise(response.url) == normalise(asked) or site.is_article(response.url):
        return None
    found = site.channel_of(response.url)
    if channel is not None and found is channel:
        return None
    parts = urlsplit(response.url)
    if not parts.query and _NOT_A_PAGE.fullmatch(parts.path):
        return f"redirected to the front page {response.url}"
    return f"redirected to the channel {response.url}" if found else None


def says_past_end(response: Response) -> bool:
    """Return whether an error says that the list has no such page: WordPress answers
    400 behind its last page.
    """
    return response.status == 400 and b"rest_post_invalid_page_number" in response.body[:2000]
