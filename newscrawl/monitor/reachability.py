"""What became of a run's requests, by host → whether this machine has a network at all.

A machine without network has the same failure with every host, which says nothing about
any of them. Such a run is told in one sentence, instead of one a channel, and raises at
most one alarm.
"""

from __future__ import annotations

import re
import socket
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.exceptions import NotConfigured
from scrapy.http import Response

from newscrawl.i18n import N_, _, ngettext
from newscrawl.monitor.causes import NETWORK
from newscrawl.net.failure_names import FINAL, REFUSALS, failure_name
from newscrawl.net.guard import is_literal
from newscrawl.urls import registrable_domain

ENOUGH = 3
"""Domains without an answer that prove it: so many are seldom dead at once."""
NOWHERE = ("192.0.2.1", 9)
"""An address of RFC 5737; connecting a UDP socket to it only asks for a route."""
KNOWN = "a.root-servers.net"
"""A name that every name server knows that is joined to the world."""
WORDS = {
    "no_such_host": N_("DNS: no name is found"),
    "resolver": N_("DNS: the names lead to addresses that are not public"),
    "timeout": N_("no answer in time"),
    "refused": N_("every connection is refused"),
    "connection": N_("every connection fails"),
}
NOT_SENT = REFUSALS | FINAL | {"blocked", "given_up", "proxy", "robots_unreachable"}
"""Failures of requests that were never sent."""
_OF_A_CHANNEL = re.compile(r"[^\s:]+/[^\s:]+: |\d+ articles? could not be fetched for now$")
"""Shortfalls that follow from having no network."""


class Reachability:
    """The downloader middleware that notes whether any host answers."""

    def __init__(self, crawler: Crawler) -> None:
        self.answered = False
        self.failed: dict[str, str] = {}
        """Host → the first failure with it."""
        self._crawler: Any = crawler

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        record = getattr(crawler, "record", None)
        if record is None or crawler.settings.get("NEWSCRAWL_REPLAY"):
            raise NotConfigured
        reach = cls(crawler)
        record.account.at_end.insert(0, reach.tell)  # before anybody judges hosts
        return reach

    def process_response(self, request: Request, response: Response) -> Response:
        self.answered = True
        return response

    def process_exception(self, request: Request, exception: Exception) -> None:
        name = failure_name(exception)
        if name in NETWORK:
            self.failed.setdefault(urlsplit(request.url).hostname or "", name)
        elif name not in NOT_SENT:
            self.answered = True  # a transfer that breaks off, or is too large, has begun

    def tell(self) -> list[Any]:
        """Put one sentence in the place of what each channel lacks; return no alarm."""
        account = self._crawler.record.account
        account.no_network = None if self.answered else no_network(self.failed)
        if account.no_network:
            others = [why for why in account.shortfalls if not _OF_A_CHANNEL.match(why)]
            account.shortfalls[:] = [account.no_network, *others]
        return []


def offline(by_name: bool) -> bool:
    """Return whether this machine has no route to the world, or cannot look up a name
    that exists for certain; `by_name` asks for that, too.
    """
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
            asked.connect(NOWHERE)
        if by_name:
            socket.getaddrinfo(KNOWN, None)
    except OSError:
        return True
    return False


def no_network(failed: Mapping[str, str], offline: Callable[[bool], bool] = offline) -> str | None:
    """Return a sentence where no host can be reached because this machine has no
    network; None where the hosts have troubles of their own.

    Few hosts may be dead at once, so then the machine itself is asked. Addresses such
    as 127.0.0.1 need no network and prove nothing.

    >>> no_network({"www.hxnews.com": "timeout", "www.fjsen.com": "no_such_host"}, offline=lambda by_name: False)
    >>> no_network({"www.hxnews.com": "no_such_host"}, offline=lambda by_name: True)
    'no network: the only host could not be reached (DNS: no name is found)'
    """
    hosts = {host: why for host, why in failed.items() if host and not is_literal(host)}
    if not hosts:
        return None
    if len({registrable_domain(host) for host in hosts}) < ENOUGH and not offline(
        set(hosts.values()) == {"no_such_host"}
    ):
        return None
    (why, _count), *_others = Counter(hosts.values()).most_common(1)
    return ngettext(
        "no network: the only host could not be reached ({why})",
        "no network: none of {n} hosts could be reached ({why})",
        len(hosts),
    ).format(n=len(hosts), why=_(WORDS[why]))
