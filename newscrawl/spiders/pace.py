"""The pace of a crawl by site, and its User-Agent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.i18n import _
from newscrawl.net.guard import AddressGuard, is_literal


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


def check_contact(settings: BaseSettings, hosts: Iterable[str]) -> None:
    """Raise `UsageError` where sites of others are to be crawled by nobody in
    particular.

    Hosts that are addresses, or that `NEWSCRAWL_ALLOW_HOSTS` names, are one's own.
    """
    if settings.get("NEWSCRAWL_CONTACT"):
        return
    guard = AddressGuard.from_settings(settings)
    for host in hosts:
        name = urlsplit(f"//{host}").hostname or host
        if not is_literal(name) and not guard.names_host(name, 0):
            raise UsageError(
                _(
                    "no contact: {host} should be able to reach you; add -s NEWSCRAWL_CONTACT=you@example.org (an "
                    'e-mail address or a page), or contact = "…" in newscrawl.toml'
                ).format(host=host)
            )


def requests_an_hour(delays: Mapping[str, float]) -> int:
    """Return how many requests an hour the sites with these delays are sent at most.

    >>> requests_an_hour({"hxnews.com": 1.0, "fjsen.com": 2.0})
    5400
    """
    return round(sum(3600 / delay for delay in delays.values() if delay))


def set_pace(settings: BaseSettings, delays: dict[str, float]) -> None:
    """Set the delay of each politeness key, and put the contact in the User-Agent."""
    slots = {key: {"delay": delay, "jitter": 0} for key, delay in delays.items()}
    settings.set("DOWNLOAD_SLOTS", slots, priority="spider")
    if contact := settings.get("NEWSCRAWL_CONTACT"):
        settings.set("USER_AGENT", f"{settings['USER_AGENT']} (+{contact})", priority="spider")
