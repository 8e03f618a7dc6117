"""Links that a crawler must never follow: other schemes, private addresses, and odd spellings of loopback.

Some of them lead back to the very server that serves the page, so that a test sees in its requests who followed them.
"""

from datetime import date, datetime, time

from .families import Family

PRIVATE = (
    "2130706433{port}",
    "[::ffff:127.0.0.1]{port}",
    "169.254.169.254",
    "0x7f.1{port}",
    "127.0.0.1",
    "10.0.0.1",
    "localhost{port}",
)
OTHER_SCHEMES = ("file:///etc/passwd", "javascript:alert(1)", "data:text/html,<p>x", "ftp://127.0.0.1/x.shtml")


def canaries(family: Family, today: date) -> list[str]:
    """Article-shaped paths that only hostile links name: none may ever be asked for."""
    noon = datetime.combine(today, time(12))
    return [family.article_path(family.channels[0], noon, 99_000_000 + i) for i in range(len(PRIVATE) + 1)]


def private_urls(base: str, paths: list[str]) -> list[str]:
    """Addresses inside the server's own network; those that need its port carry it.

    >>> private_urls("http://127.0.0.1:8000", ["/1.shtml"])
    ['http://2130706433:8000/1.shtml']
    """
    port = f":{base.rpartition(':')[2]}" if base.count(":") > 1 else ""
    return [f"http://{host.format(port=port)}{path}" for host, path in zip(PRIVATE, paths, strict=False)]


def traps(base: str, paths: list[str]) -> list[str]:
    """All hostile links of a page."""
    return [*OTHER_SCHEMES, f"file://{paths[-1]}", *private_urls(base, paths)]
