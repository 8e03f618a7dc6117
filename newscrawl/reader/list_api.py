"""The answer of a list API → its items, by a site's rule: JSON, or JSON wrapped in a
callback (JSONP).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import jmespath

from newscrawl.catalog.api_rule import PLACE, ApiRule
from newscrawl.china_time import CHINA
from newscrawl.reader.feed_xml import Announced, iso_moment

_WRAPPED = re.compile(r"\s*(?:/\*\*/\s*)?[\w$.]{1,80}\s*\((.*)\)\s*;?\s*", re.S)
_MILLISECONDS = 100_000_000_000
"""Numbers from here on are milliseconds: as seconds they would lie beyond the year
5000."""


def read_items(text: str, url: str, rule: ApiRule) -> tuple[list[Announced] | None, str | None]:
    """Return the items in their order and the next page; None for the items where the
    rule does not fit the answer.

    >>> rule = ApiRule(items="data.list", url="/a/{id}.html", title="title", date="time")
    >>> answer = 'cb({"data": {"list": [{"id": 7, "title": "地铁开通", "time": 1605663000}]}})'
    >>> read_items(answer, "http://a.cn/api", rule)
    ([Announced(url='http://a.cn/a/7.html', title='地铁开通', date='2020-11-18T09:30:00+08:00')], None)
    >>> read_items("<html>访问验证</html>", "http://a.cn/api", rule)
    (None, None)
    """
    try:
        wrapped = _WRAPPED.fullmatch(text)
        answer = json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError):
        return None, None
    items = jmespath.search(rule.items, answer)
    if not isinstance(items, list):
        return None, None
    following = jmespath.search(rule.next, answer) if rule.next else None
    next_url = urljoin(url, following) if isinstance(following, str) and following else None
    return list(_items(items, url, rule)), next_url


def _items(items: list[Any], url: str, rule: ApiRule) -> Iterator[Announced]:
    for item in items:
        link = _address(item, rule.url)
        if link:
            title = jmespath.search(rule.title, item) if rule.title else None
            date = jmespath.search(rule.date, item) if rule.date else None
            words = " ".join(re.sub(r"<[^<>]{0,200}>", "", title).split()) if isinstance(title, str) else ""
            yield Announced(urljoin(url, link), words or None, _moment(date))


def _address(item: Any, rule: str) -> str | None:
    if not PLACE.search(rule):
        found = jmespath.search(rule, item)
        return found if isinstance(found, str) else None
    filled: list[str] = []
    for number, piece in enumerate(PLACE.split(rule)):
        value = jmespath.search(piece, item) if number % 2 else piece
        if not isinstance(value, str | int):
            return None
        filled.append(str(value))
    return "".join(filled)


def _moment(date: Any) -> str | None:
    if isinstance(date, str) and re.fullmatch(r"\d{10}|\d{13}", date):
        date = int(date)
    if isinstance(date, int | float) and not isinstance(date, bool):
        seconds = date / 1000 if date >= _MILLISECONDS else date
        try:
            return datetime.fromtimestamp(seconds, CHINA).replace(second=0, microsecond=0).isoformat()
        except (ValueError, OverflowError, OSError):
            return None
    return iso_moment(date) if isinstance(date, str) else None
