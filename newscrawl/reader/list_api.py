"""The answer of a list API → its items, by a site's rule: JSON, or JSON wrapped in a
callback (JSONP).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

import jmespath

from newscrawl.catalog.api_rule import ApiRule, pieces
from newscrawl.reader.api_totals import Stated, stated_end
from newscrawl.reader.feed_xml import Announced, joined
from newscrawl.reader.fields.stamps import iso_moment
from newscrawl.reader.plain_words import plain_words
from newscrawl.urls import requestable

_WRAPPER = re.compile(r"[^<]{0,200}?[(=]\s{0,200}(?=[\[{])")
_GUARD = re.compile(r"\s*(?:\)\]\}'?,?|while\s*\(1\);|for\s*\(;;\);|/\*-secure-)\s*")
_END = re.compile(r"[\s);]{0,20}(?:\}\s*catch\s*\(\w*\)\s*\{[^{}]{0,80}\}[\s;]{0,20}|\*/\s{0,20})?")
"""A callback, an assignment to a variable, or a guard against foreign scripts around
JSON."""
_ENDLESS = 400
"""Digits of a number from which it is none, and no answer is refused for it."""
_ERRORS = (jmespath.exceptions.JMESPathError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
"""What functions of JMESPath raise on values of another type: not all check theirs."""


class ApiPage(NamedTuple):
    """One page of a list API."""

    items: list[Announced] | None
    """None where the rule does not fit the answer."""
    refused: int = 0
    """Items without an address that the rule can read."""
    next_url: str | None = None
    stated: Stated | None = None
    """Whether the answer says that more items follow."""
    next_broken: bool = False
    """Whether the rule for the next page finds something that is no address."""
    following: Any = None
    """What the rule for the next page finds, whatever it is."""
    last_item: Any = None

    def ways_on(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of `cursor` and `last.…` that lead to the next page."""
        return {
            name: self.following if name == "cursor" else _search(name.removeprefix("last."), self.last_item)
            for name in names
        }


def read_items(
    text: str,
    url: str,
    rule: ApiRule,
    *,
    asked: str | None = None,
    first_url: str | None = None,
    near: datetime | None = None,
) -> ApiPage:
    """Return the items in their order, the next page, and what is said about the end.

    `asked` and `first_url` are the addresses of this page and the first as walks know
    them, `near` is the time of fetching. A rule for the
    next page that finds an empty value (null, "", false) has found that there is none.

    >>> rule = ApiRule(items="data.list", url="/a/{id}.html", title="title", date="time")
    >>> answer = 'cb({"data": {"list": [{"id": 7, "title": "地铁开通", "time": 1605663000}]}})'
    >>> read_items(answer, "http://a.cn/api", rule).items
    [Announced(url='http://a.cn/a/7.html', title='地铁开通', date='2020-11-18T09:30:00+08:00')]
    >>> read_items("<html>访问验证</html>", "http://a.cn/api", rule).items is None
    True
    """
    answer = _parsed(text)
    items = _search(rule.items, answer)
    if not isinstance(items, list):
        return ApiPage(None)
    following = _search(rule.next, answer)
    next_url = joined(url, following.strip().replace("&amp;", "&")) if isinstance(following, str) else None
    broken = following not in (None, "", False, 0) and (next_url is None or not requestable(next_url))
    next_url = next_url if following and not broken else None
    stated = stated_end(answer, items, *(_as_query(page) for page in (asked or url, first_url or "")))
    if stated is None and rule.next and not following and _has(rule.next, answer):
        stated = "last"
    found = list(_items(items, url, rule, near))
    return ApiPage(found, len(items) - len(found), next_url, stated, broken, following, items[-1] if items else None)


def _as_query(address: str) -> str:
    """Return a page's address with what stands behind the `#` in its query."""
    url, behind, names = address.partition("#")
    return f"{url}{'&' if '?' in url else '?'}{names}" if behind else url


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
    """Parse JSON, with a callback or a variable around it or not; None where the text
    is neither.

    >>> [_parsed(text) for text in ('cb({"a": 1});', "var list = [1];", ")]}',[1]", "\\ufeff[1]", "<p>(1)</p>")]
    [{'a': 1}, [1], [1], [1], None]
    """
    text = text.strip("\ufeff \t\r\n")
    if text[:1] not in ("{", "["):
        wrapper = _GUARD.match(text) or _WRAPPER.match(text)
        text = text[wrapper.end() :] if wrapper else text
    try:
        answer, end = _DECODER.raw_decode(text)
    except (ValueError, RecursionError):
        return None
    return answer if _END.fullmatch(text, end) else None


def _integer(digits: str) -> int | str:
    return int(digits) if len(digits) < _ENDLESS else digits


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer)


def _items(items: list[Any], url: str, rule: ApiRule, near: datetime | None) -> Iterator[Announced]:
    for item in items:
        link = _address(item, rule.url)
        if link:
            title, date = plain_words(_search(rule.title, item)), _search(rule.date, item)
            yield Announced(joined(url, link), title or None, iso_moment(date, near=near))


def _search(rule: str | None, item: Any) -> Any:
    """Return what a rule finds in an item; None where its functions do not fit."""
    try:
        return jmespath.search(rule, item) if rule else None
    except _ERRORS:
        return None


def _address(item: Any, rule: str) -> str | None:
    """Return an item's address; None where it is no text, or a part of it is no text
    and no number.
    """
    parts = pieces(rule)
    if parts is None:
        found = _search(rule, item)
        return found.strip().replace("&amp;", "&") if isinstance(found, str) else None
    filled: list[str] = []
    for number, part in enumerate(parts):
        value = _search(part, item) if number % 2 else part
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, str | int) or (number % 2 and value == ""):
            return None
        filled.append(str(value))
    return "".join(filled)
