"""A response to the request for a page of an issue → `PageAnswer`. Pure.

A redirect says that there is no issue only where it leads to another day's page or to a
front page; a maintenance or verification page says nothing of the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response

from newscrawl.catalog.eras import Era
from newscrawl.catalog.schema import Site, host_of
from newscrawl.net.cookies import CHALLENGES
from newscrawl.net.decoding import body_of
from newscrawl.net.unpacking import CUT, UNSURE
from newscrawl.reader.issue_page import read_issue_page
from newscrawl.spiders.response_facts import content_type_of, received_at
from newscrawl.urls import normalise, registrable_domain
from newscrawl.walks.issue_values import FRONT_PAGE, OTHER_DAY, REDIRECTED, IssuePage, PageLabel
from newscrawl.walks.issue_walk import PageAnswer

FRONT_LINKS = 10
"""Links of a front page without a text; notices and forms have fewer."""
_FRONT_NAME = re.compile(r"(?:index|default|main|home)(?:\.\w+)?", re.I)


def read_answer(response: Response, url: str, *, era: Era, eras: Iterable[Era], day: date, site: Site) -> PageAnswer:
    """Read a page of a day's issue that was requested at `url`, in the form `era` of an
    address; `eras` are all that the edition has."""
    if response.status != 200:
        return PageAnswer(url, response.status)
    details: dict[str, Any] = {"content_type": content_type_of(response), "fetched": received_at(response)}
    page = read_issue_page(body_of(response), response.url, era, day, site=site, **details)
    answer = PageAnswer(url, 200, page, cut=CUT in response.flags, unsure=UNSURE in response.flags)
    if normalise(response.url) == normalise(url):
        return answer
    if era.shows(response.url, day):
        return replace(answer, final=response.url)
    return replace(
        answer, page=IssuePage((), {}, PageLabel(), page.kind), reason=_why_away(response.url, url, page, eras, day)
    )


def _why_away(final: str, url: str, page: IssuePage, eras: Iterable[Era], day: date) -> str:
    """Return what a redirect away from the day's pages says of the day."""
    if registrable_domain(host_of(final)) != registrable_domain(host_of(url)):
        return REDIRECTED
    if page.kind in CHALLENGES and (page.kind in ("verification", "redirect") or page.links < FRONT_LINKS):
        return REDIRECTED
    if page.kind == OTHER_DAY or any(each.day_in(final) not in (None, day) for each in eras):
        return OTHER_DAY
    if page.kind in ("soft404", "withdrawn"):
        return page.kind
    return FRONT_PAGE if is_front(final, url) else REDIRECTED


def is_front(final: str, url: str) -> bool:
    """Return whether an address is the front page of the site, or of a folder above the
    address requested.

    >>> asked = "http://szb.example.cn/rcrb/html/2020-11/18/node_1.htm"
    >>> [is_front(f"http://szb.example.cn/{path}", asked) for path in ("", "rcrb/index.htm", "wh/", "rcrb/?t=1")]
    [True, True, False, False]
    """
    parts = urlsplit(final)
    folder, _slash, name = parts.path.rpartition("/")
    if parts.query or (name and _FRONT_NAME.fullmatch(name) is None):
        return False
    return urlsplit(url).path.startswith(f"{folder}/")
