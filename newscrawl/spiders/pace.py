"""How a spider behaves towards the sites it asks: at their pace, under a name that they can answer to."""

from __future__ import annotations

import logging
from collections.abc import Iterable

from scrapy.settings import BaseSettings

logger = logging.getLogger(__name__)


def slowest(delays: Iterable[tuple[str, float]]) -> dict[str, float]:
    """Give the seconds between requests by politeness key: of sites that share servers, the longest.

    >>> slowest([("hxnews.com", 1.0), ("fjsen.com", 2.0), ("hxnews.com", 3.0)])
    {'hxnews.com': 3.0, 'fjsen.com': 2.0}
    """
    found: dict[str, float] = {}
    for key, delay in delays:
        found[key] = max(delay, found.get(key, 0.0))
    return found


def behave(settings: BaseSettings, delays: dict[str, float]) -> None:
    """Set the pace of each politeness key, and say in the User-Agent who asks."""
    slots = {key: {"delay": delay, "jitter": 0} for key, delay in delays.items()}
    settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
    if contact := settings.get("NEWSCRAWL_CONTACT"):
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", priority="spider")
    else:
        logger.warning("NEWSCRAWL_CONTACT is not set: the sites cannot reach you; -s NEWSCRAWL_CONTACT=you@example.org")
