"""The answer of a list API → its items, by a site's rule: JSON, or JSON wrapped in a
callback (JSONP).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import jmespath

from newscrawl.catalog.api_rule import PLACE, ApiRule
from newscrawl.reader.api_totals import Stated, stated_end
from newscrawl.reader.feed_xml import Announced, joined
from newscrawl.reader.fields.stamps import iso_moment

_WRAPPED = re.compile(r"\s*(?:/\*\*/\s*)?[\w$.]{1,80}\s*\((.*)\)\s*;?\s*", re.S)


class ApiPage(NamedTuple):
    """One page of a list API."""

    items: list[Announced] | None
    """None where the rule does not fit the answer."""
    next_url: str | None = None
    stated: Stated | None = None
    """Whether the answer says that more items follow."""


def read_items(
    text: str, url: str, rule: ApiRule, *, first_url: str | None = None, near: datetime | None = None
) -> ApiPage:
    """Return the items in their order, the next page, and what is said about the end.

    `first_url` is the first page's address, `near` the time of fetching. A rule for the
    next page that finds an empty value (null, "", false) has found that there is none.

    >>> rule = ApiRule(items="data.list", url="/a/{id}.html", title="title", date="time")
    >>> answer = 'cb({"data": {"list": [{"id": 7, "title": "地铁开通", "time": 1605663000}]}})'
    >>> read_items(answer, "http://a.cn/api", rule)
    ApiPage(items=[Announced(url='http://a.cn/a/7.html', title='地铁开通', ...)], next_url=None, stated=None)
    >>> read_items("<html>访问验证</html>", "http://a.cn/api", rule)
    ApiPage(items=None, next_url=None, stated=None)
    """
    answer = _parsed(text)
    items = _search(rule.items, answer)
    if not isinstance(items, list):
        return ApiPage(None)
    following = _search(rule.next, answer)
    next_url = joined(url, following) if isinstance(following, str) and following else None
    stated = stated_end(answer, items, url, first_url)
    if stated is None and rule.next and not following and _has(rule.next, answer):
        stated = "last"
    return ApiPage(list(_items(items, url, rule, near)), next_url, stated)


def _has(rule: str, answer: Any) -> bool:
    """Return whether the answer has the field that a rule names, empty or not."""
    holder, _, name = rule.rpartition(".")
    inside = _search(holder, answer) if holder else answer
    return isinstance(inside, dict) and name.strip('"') in inside


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
