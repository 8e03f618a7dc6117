"""A page's address and its `<base>` → the http(s) addresses of its links.

Normalising them, and what they lead to, is left to `urls.py` and the readers of links.
"""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urljoin

from lxml import etree

from newscrawl.urls import with_slashes


class LinkBase:
    """The base of relative links."""

    def __init__(self, url: str) -> None:
        self.url = url
        scheme, _, rest = url.partition("://")
        self._origin = f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"

    @classmethod
    def of_page(cls, url: str, bases: Iterable[etree._Element]) -> LinkBase:
        """Return the first `<base href>` that is http, otherwise the page's own
        address.
        """
        for base in bases:
            href = (base.get("href") or "").strip()
            if href:
                absolute = _join(url, href)
                if absolute.startswith(("http://", "https://")):
                    return cls(absolute)
        return cls(url)

    def absolute(self, link: str | None) -> str | None:
        """Return the http(s) address of a link; None for script, mail and broken links.

        >>> base = LinkBase("http://www.hxnews.com/news/fz/")
        >>> base.absolute("../xm/1.shtml"), base.absolute("/tq/"), base.absolute("javascript:void(0)")
        ('http://www.hxnews.com/news/xm/1.shtml', 'http://www.hxnews.com/tq/', None)
        """
        link = (link or "").strip()
        if not link or link[0] == "#":
            return None
        link = with_slashes(link)
        if "/." not in link and not any(char in link for char in "\n\r\t["):
            if link.startswith(("http://", "https://")):
                return link
            if link[0] == "/" and link[:2] != "//":
                return self._origin + link
        if link[:11].lower() == "javascript:":
            return None
        url = _join(self.url, link)
        return url if url.startswith(("http://", "https://")) else None


def _join(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return ""
