"""What a site's file says of a request → a Scrapy request with the meta that all of a
walking spider have."""

from __future__ import annotations

from typing import Any

from scrapy import Request

from newscrawl.catalog.request_rule import AskedFor
from newscrawl.catalog.schema import Site
from newscrawl.net.cookies import JAR


def request_meta(site: Site, series: str) -> dict[str, Any]:
    """Return the meta of a request: its download slot, its series of captures, and its
    jar of cookies where the site has one.
    """
    jar = {JAR: site.politeness} if site.cookies else {}
    return {"download_slot": site.politeness, "site": site.id, "series": series, **jar}


def request_to(asked: AskedFor, meta: dict[str, Any], **details: Any) -> Request:
    """Return the request; its cookies go into the site's jar where it has one, and
    otherwise into the header.
    """
    headers = dict(asked.headers)
    if asked.cookies:
        headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in asked.cookies)
    details |= {"method": asked.method, "body": asked.body, "headers": headers, "cookies": dict(asked.cookies)}
    return Request(asked.url, meta=meta, **details)
