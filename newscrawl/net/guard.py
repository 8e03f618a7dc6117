"""An address → whether it may be requested: public ones, and those the user allows.

A link in a page is somebody else's text; it may point at this machine or at its
network, as a literal in any notation (`2130706433`, `0x7f.1`, `[::ffff:127.0.0.1]`), by
a name, by a redirect, or by a name that resolves anew each time. So the text of a URL
is never judged, but the address that a connection really has:

- `GuardedResolver` (the setting `TWISTED_DNS_RESOLVER`) drops forbidden addresses when
  a name is looked up, before any connection. It belongs to the process:
  `custom_settings`, add-ons and own runner scripts do not install it.
- `newscrawl.net.handler` checks the peer of the connection before the first byte is
  written, whoever resolved it.

Neither sees where a proxy connects to: the handler refuses proxies that
`NEWSCRAWL_ALLOW_HOSTS` does not name.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.exceptions import UsageError
from scrapy.resolver import CachingHostnameResolver
from scrapy.settings import BaseSettings
from scrapy.utils.datatypes import LocalCache
from twisted.internet.interfaces import IResolutionReceiver
from zope.interface import implementer

from newscrawl.i18n import _

Address = IPv4Address | IPv6Address

_NAME = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?")
_WITH_PORT = re.compile(r"(?:\[(?P<v6>[0-9A-Fa-f:.]+)\]|(?P<host>[^:\[\]]+))(?::(?P<port>\d{1,5}))?")
_NAT64 = IPv6Network("64:ff9b::/96")
_COMPATIBLE = IPv6Network("::/96")


class ForbiddenAddressError(Exception):
    """A request whose URL leads to a forbidden address.

    Not an `OSError` and none of `RETRY_EXCEPTIONS`: a retry would lead to the same
    address.
    """

    reason = "forbidden_address"


class ResolverError(ForbiddenAddressError):
    """A request to a name that leads to a forbidden address at this moment.

    A captive portal, a hijacked or polluted resolver and a split horizon answer so for
    any name. That is a fact about the resolver, not about the URL, and passes.
    """

    reason = "resolver"


class ProxyError(ForbiddenAddressError):
    """A request that would go through a proxy which the user did not name."""

    reason = "proxy"


def forbidden(address: Address) -> str | None:
    """Return why an address is forbidden; None for a public one.

    An IPv6 address that carries an IPv4 one (mapped, 6to4, Teredo, NAT64) is judged by
    that one.

    >>> forbidden(ip_address("169.254.169.254")), forbidden(ip_address("::ffff:10.0.0.1"))
    ('link-local', 'private')
    >>> forbidden(ip_address("2002:7f00:1::")), forbidden(ip_address("64:ff9b::7f00:1"))
    ('loopback', 'loopback')
    >>> forbidden(ip_address("59.110.0.1")) is None
    True
    """
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return forbidden(address.ipv4_mapped)
        for inner in _carried(address):
            if reason := forbidden(inner):
                return reason
    checks = (
        ("loopback", address.is_loopback),
        ("unspecified", address.is_unspecified),
        ("link-local", address.is_link_local),
        ("multicast", address.is_multicast),
        ("private", address.is_private or getattr(address, "is_site_local", False)),
        ("reserved", address.is_reserved and address not in _NAT64),
        ("not public", not address.is_global),
    )
    return next((reason for reason, applies in checks if applies), None)


def _carried(address: IPv6Address) -> Iterable[IPv4Address]:
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if address in _NAT64 or (address in _COMPATIBLE and int(address) > 1):
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def read_literal(host: str) -> Address | None:
    """Parse a host that is an address in any notation of name look-up, else None.

    >>> read_literal("2130706433"), read_literal("0x7f.1"), read_literal("[::1]"), read_literal("www.hxnews.com")
    (IPv4Address('127.0.0.1'), IPv4Address('127.0.0.1'), IPv6Address('::1'), None)
    """
    with suppress(ValueError):
        return ip_address(host.strip("[]"))
    with suppress(OSError, UnicodeError, ValueError):
        return None if " " in host else IPv4Address(socket.inet_aton(host))
    return None


@dataclass(frozen=True, slots=True)
class AddressGuard:
    """The rule: public addresses, and the exceptions that the user named."""

    names: frozenset[tuple[str, int | None]] = frozenset()
    """Hosts, each with a port or None for any; allowed at any address."""
    networks: tuple[tuple[IPv4Network | IPv6Network, int | None], ...] = ()
    """Addresses, each with a port or None for any; allowed under any name."""

    @classmethod
    def from_settings(cls, settings: BaseSettings) -> Self:
        """Read `NEWSCRAWL_ALLOW_HOSTS`."""
        return cls.read(settings.getlist("NEWSCRAWL_ALLOW_HOSTS"))

    @classmethod
    def read(cls, entries: Sequence[str]) -> Self:
        """Parse exceptions: a host, `host:port`, address, `[address]:port`, network.

        >>> guard = AddressGuard.read(["127.0.0.1:8080", "10.1.0.0/16", "news.intern"])
        >>> guard.refusal("127.0.0.1", 8080, "127.0.0.1"), guard.refusal("127.0.0.1", 22, "127.0.0.1")
        (None, 'loopback')
        """
        names: set[tuple[str, int | None]] = set()
        networks: list[tuple[IPv4Network | IPv6Network, int | None]] = []
        for entry in (str(entry).strip() for entry in entries):
            with suppress(ValueError):
                networks.append((ip_network(entry, strict=False), None))
                continue
            match = _WITH_PORT.fullmatch(entry)
            host = (match["v6"] or match["host"]).lower().rstrip(".") if match else ""
            port = int(match["port"]) if match and match["port"] else None
            address = read_literal(host) if host else None
            if address is not None:
                networks.append((ip_network(address), port))
            elif _NAME.fullmatch(host) and (port or 0) < 65536:
                names.add((host, port))
            else:
                raise UsageError(
                    _("NEWSCRAWL_ALLOW_HOSTS: {entry!r} is no host, host:port, address or network").format(entry=entry)
                )
        return cls(frozenset(names), tuple(networks))

    def refusal(self, host: str, port: int, address: str) -> str | None:
        """Return why a host at an address is refused, or None; port 0 stands for
        any.
        """
        try:
            ip = ip_address(address)
        except ValueError:
            return "not an address"
        reason = forbidden(ip)
        if reason is None or self.names_host(host, port):
            return None
        known: Address = (ip.ipv4_mapped or ip) if isinstance(ip, IPv6Address) else ip
        for network, only in self.networks:
            if known in network and (only is None or port in (0, only)):
                return None
        return reason

    def names_host(self, host: str, port: int) -> bool:
        """Return whether the user named this host, by name or as a literal."""
        host = host.lower().rstrip(".")
        if any(name == host and (only is None or port in (0, only)) for name, only in self.names):
            return True
        literal = read_literal(host)
        return literal is not None and any(
            literal in network and (only is None or port in (0, only)) for network, only in self.networks
        )


def is_literal(host: str) -> bool:
    """Return whether a host leads to the same address for everybody and for ever.

    >>> is_literal("0x7f.1"), is_literal("127。0。0。1"), is_literal("localhost"), is_literal("www.hxnews.com")
    (True, True, True, False)
    """
    name = _ascii(host).rstrip(".")
    return read_literal(name) is not None or name == "localhost" or name.endswith(".localhost")  # RFC 6761, 6.3


def refused(url: str, address: str, reason: str) -> ForbiddenAddressError:
    """Return the error that names the URL, the address, and the way to allow it."""
    kind = ForbiddenAddressError if is_literal(urlsplit(url).hostname or "") else ResolverError
    return kind(f"{url} leads to {address} ({reason}) and is not fetched; NEWSCRAWL_ALLOW_HOSTS names exceptions")


class GuardedResolver(CachingHostnameResolver):
    """Scrapy's resolver of IPv4 and IPv6 names, without the forbidden addresses.

    Twisted reports only that a name has "no results", which Scrapy would retry;
    `refusals` has the true reason. Addresses from Scrapy's cache pass the same filter,
    so a name that resolves anew is judged anew.
    """

    def __init__(self, reactor: Any, cache_size: int, guard: AddressGuard) -> None:
        super().__init__(reactor, cache_size)
        self.guard = guard
        self.refusals: LocalCache[str, tuple[str, str]] = LocalCache(1000)

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        settings = crawler.settings  # what builds a resolver is the process, which has nothing else
        size = settings.getint("DNSCACHE_SIZE") if settings.getbool("DNSCACHE_ENABLED") else 0
        return cls(reactor, size, AddressGuard.from_settings(settings))

    def resolveHostName(
        self, resolutionReceiver: Any, hostName: str, portNumber: int = 0, *args: Any, **kwargs: Any
    ) -> Any:
        key = _ascii(hostName)
        self.refusals.pop(key, None)
        receiver: Any = _Filter(resolutionReceiver, self, key, portNumber)
        return super().resolveHostName(receiver, hostName, portNumber, *args, **kwargs)

    def refusal(self, host: str) -> tuple[str, str] | None:
        """Return the forbidden address that the last look-up dropped, and the
        reason.
        """
        return self.refusals.get(_ascii(host))


@implementer(IResolutionReceiver)
class _Filter:
    """A receiver that passes on all resolved addresses but forbidden ones."""

    def __init__(self, receiver: Any, resolver: GuardedResolver, host: str, port: int) -> None:
        self.receiver, self.resolver, self.host, self.port = receiver, resolver, host, port

    def resolutionBegan(self, resolution: Any) -> None:
        self.receiver.resolutionBegan(resolution)

    def addressResolved(self, address: Any) -> None:
        reason = self.resolver.guard.refusal(self.host, self.port, address.host)
        if reason is None:
            self.receiver.addressResolved(address)
        else:
            self.resolver.refusals[self.host] = (address.host, reason)

    def resolutionComplete(self) -> None:
        self.receiver.resolutionComplete()


def _ascii(host: str) -> str:
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host.lower()
