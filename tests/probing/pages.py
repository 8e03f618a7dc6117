"""Pages of a simulated site as a probe keeps them, without a server."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from newscrawl.china_time import CHINA
from tests.simsite import Replies, SimSite


@dataclass(frozen=True)
class Page:
    final_url: str
    body: bytes
    content_type: str | None = "text/html"
    fetched: datetime = datetime(2020, 11, 19, tzinfo=CHINA)


def page(sim: SimSite, path: str) -> Page:
    base = f"http://{sim.family.host}"
    return Page(base + path, Replies(sim, base).reply(path).body)


def first_page(sim: SimSite) -> Page:
    """The first page of the main channel."""
    return page(sim, sim.channels[0].path)


def article_pages(sim: SimSite, which: Iterable[int]) -> list[Page]:
    """Articles by their place in the listing, newest first."""
    return [page(sim, sim.articles[number].path) for number in which]
