"""The meta that every request of a spider that walks has."""

from __future__ import annotations

from typing import Any

from newscrawl.catalog.schema import Site
from newscrawl.net.cookies import JAR


def request_meta(site: Site, series: str) -> dict[str, Any]:
    """Return the meta of a request: its download slot, its series of captures, and its
    jar of cookies where the site has one.
    """
    jar = {JAR: site.politeness} if site.cookies else {}
    return {"download_slot": site.politeness, "site": site.id, "series": series, **jar}
