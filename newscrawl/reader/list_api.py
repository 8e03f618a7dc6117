"""The answer of a list API → its items, by a site's rule: JSON, or JSON wrapped in a
callback (JSONP).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import jmespath

from newscrawl.catalog.api_rule import PLACE, ApiRule
from newscrawl.reader.feed_xml import Announced, joined
from newscrawl.reader.fields.stamps import iso_moment

_WRAPPED = re.compile(r"\s*(?:/\*\*/\s*)?[\w$.]{1,80}\s*\((.*)\)\s*;?\s*", re.S)


def read_items(
    text: str, url: str, rule: ApiRule, *, near: datetime | None = None
) -> tuple[list[Announced] | None, str | None]:
    """Return the items in their order and the next page; None for the items where the
    rule does not fit the answer. `near` is the time of fetching.

    >>> rule = ApiRule(items="data.list", url="/a/{id}.html", title="title", date="time")
    >>> answer = 'cb({"data": {"list": [{"id": 7, "title": "地铁开通", "time": 1605663000}]}})'
    >>> read_items(answer, "http://a.cn/api", rule)
    ([Announced(url='http://a.cn/a/7.html', title='地铁开通', date='2020-11-18T09:30:00+08:00')], None)
    >>> read_items("<html>访问验证</html>", "http://a.cn/api", rule)
    (None, None)
    """
    answer = _parsed(text)
    items = _search(rule.items, answer)
    if not isinstance(items, list):
        return None, None
    following = _search(rule.next, answer)
    next_url = joined(url, following) if isinstance(following, str) and following else None
    return list(_items(items, url, rule, near)), next_url


def missing_field(text: str, rule: ApiRule) -> str | None:
    """Return the part of the rule that nothing in an answer without items fits: the
    list, or the address of its items. None where the answer is no JSON, or its list is
    empty.

    >>> rule = ApiRule(items="data.list", url="link", title="title", date="time")
    >>> missing_field('{"data": {"items": []}}', rule), missing_field('{"data": {"list": []}}', rule)
    ('data.list', None)
    >>> missing_field('{"data": {"list": [{"url": "/a/7.html", "title": "地铁开通"}]}}', rule)
    'data.list[].link'
    """
    answer = _parsed(text)
    if answer is None:
        return None
    items = _search(rule.items, answer)
    if not isinstance(items, list):
        return rule.items
    return f"{rule.items}[].{rule.url}" if items and not any(_address(item, rule.url) for item in items) else None


def _parsed(text: str) -> Any:
    """Parse JSON or JSONP; None where the text is neither."""
    try:
        wrapped = _WRAPPED.fullmatch(text)
        return json.loads(wrapped[1] if wrapped else text)
    except (ValueError, RecursionError):
        return None


def _items(items: list[Any], url: str, rule: ApiRule, near: datetime | None) -> Iterator[Announced]:
    for item in items:
        link = _address(item, rule.url)
        if link:
            title, date = _search(rule.title, item), _search(rule.date, item)
            words = " ".join(re.sub(r"<[^<>]{0,200}>", "", title).split()) if isinstance(title, str) else ""
            yield Announced(joined(url, link), words or None, iso_moment(date, near=near))


def _search(rule: str | None, item: Any) -> Any:
    """Return what a rule finds in an item; None where its functions do not fit."""
    try:
        return jmespath.search(rule, item) if rule else None
    except jmespath.exceptions.JMESPathError:
        return None


def _address(item: Any, rule: str) -> str | None:
    if not PLACE.search(rule):
        found = _search(rule, item)
        return found if isinstance(found, str) else None
    filled: list[str] = []
    for number, piece in enumerate(PLACE.split(rule)):
        value = _search(piece, item) if number % 2 else piece
        if not isinstance(value, str | int):
            return None
        filled.append(str(value))
    return "".join(filled)
