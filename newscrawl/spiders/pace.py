"""The pace of a crawl by site, its User-Agent, and the meta of its requests."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Any

from scrapy.settings import BaseSettings

from newscrawl.catalog.schema import Site
from newscrawl.net.cookies import JAR

logger = logging.getLogger(__name__)


def slowest(delays: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Return the seconds between requests by politeness key.

    Sites that share servers share a key; the longest of their delays holds for all.

    >>> slowest([("hxnews.com", 1.0), ("fjsen.com", 2.0), ("hxnews.com", 3.0)])
    {'hxnews.com': 3.0, 'fjsen.com': 2.0}
    """
    found: dict[str, float] = {}
    for key, delay in delays:
        found[key] = max(delay, found.get(key, 0.0))
    return found


def set_pace(settings: BaseSettings, delays: dict[str, float]) -> None:
    """Set the delay of each politeness key, and put the contact in the User-Agent."""
    slots = {key: {"delay": delay, "jitter": 0} for key, delay in delays.items()}
    settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
    if contact := settings.get("NEWSCRAWL_CONTACT"):
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", priority="spider")
    else:
        logger.warning("NEWSCRAWL_CONTACT is not set: the sites cannot reach you; -s NEWSCRAWL_CONTACT=you@example.org")


def request_meta(site: Site, series: str) -> dict[str, Any]:
    """Return the meta of a request: its download slot, its series of captures, and its
    jar of cookies where the site has one.
    """
    jar = {JAR: site.politeness} if site.cookies else {}
    return {"download_slot": site.politeness, "site": site.id, "series": series, **jar}
