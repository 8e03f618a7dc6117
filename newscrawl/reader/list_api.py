"""The answer of a list API → its items, by a site's rule: JSON, JSON wrapped in a
callback (JSONP), or the state in a page's scripts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from newscrawl.catalog.api_rule import ApiRule, pieces
from newscrawl.catalog.json_paths import search
from newscrawl.reader.api_totals import Stated, stated_end
from newscrawl.reader.feed_xml import Announced, joined
from newscrawl.reader.fields.stamps import iso_moment
from newscrawl.reader.json_answers import parse_answer
from newscrawl.reader.page_state import read_states
from newscrawl.reader.plain_words import plain_words
from newscrawl.urls import requestable


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
    records: Mapping[str, Any] = {}
    """Address → item, where an item holds the whole article."""

    def ways_on(self, names: Iterable[str]) -> dict[str, Any]:
        """Return the values of `cursor` and `last.…` that lead to the next page."""
        return {
            name: self.following if name == "cursor" else search(name.removeprefix("last."), self.last_item)
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
    answer = _answer(text, rule)
    items = search(rule.items, answer)
    if not isinstance(items, list):
        return ApiPage(None)
    following = search(rule.next, answer)
    next_url = joined(url, following.strip().replace("&amp;", "&")) if isinstance(following, str) else None
    broken = following not in (None, "", False, 0) and (next_url is None or not requestable(next_url))
    next_url = next_url if following and not broken else None
    stated = stated_end(answer, items, *(_as_query(page) for page in (asked or url, first_url or "")))
    if stated is None and rule.next and not following and _has(rule.next, answer):
        stated = "last"
    found = list(_items(items, url, rule, near))
    last = items[-1] if items else None
    whole = {joined(url, link): item for item in items if rule.whole and (link := _address(item, rule.url))}
    return ApiPage(found, len(items) - len(found), next_url, stated, broken, following, last, whole)


def _answer(text: str, rule: ApiRule) -> Any:
    """Return the JSON that an answer is, or the state of a page's scripts that holds
    the list; None where there is neither.
    """
    answer = parse_answer(text)
    if answer is not None or "<script" not in text:
        return answer
    states = read_states(text)
    named = {state.name: state.value for state in reversed(states)}
    places = [named, *(state.value for state in states if isinstance(state.value, dict | list))]
    return next((place for place in places if isinstance(search(rule.items, place), list)), None)


def _as_query(address: str) -> str:
    """Return a page's address with what stands behind the `#` in its query."""
    url, behind, names = address.partition("#")
    return f"{url}{'&' if '?' in url else '?'}{names}" if behind else url


def _has(rule: str, answer: Any) -> bool:
    """Return whether the answer has the field that a rule names, empty or not."""
    holder, _, name = rule.rpartition(".")
    inside = search(holder, answer) if holder else answer
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
    answer = _answer(text, rule)
    if answer is None:
        return None
    items = search(rule.items, answer)
    if not isinstance(items, list):
        return rule.items
    return f"{rule.items}[].{rule.url}" if items and not any(_address(item, rule.url) for item in items) else None


def _items(items: list[Any], url: str, rule: ApiRule, near: datetime | None) -> Iterator[Announced]:
    for item in items:
        link = _address(item, rule.url)
        if link:
            title, date = plain_words(search(rule.title, item)), search(rule.date, item)
            yield Announced(joined(url, link), title or None, iso_moment(date, near=near))


def _address(item: Any, rule: str) -> str | None:
    """Return an item's address; None where it is no text, or a part of it is no text
    and no number.
    """
    parts = pieces(rule)
    if parts is None:
        found = search(rule, item)
        return found.strip().replace("&amp;", "&") if isinstance(found, str) else None
    filled: list[str] = []
    for number, part in enumerate(parts):
        value = search(part, item) if number % 2 else part
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, str | int) or (number % 2 and value == ""):
            return None
        filled.append(str(value))
    return "".join(filled)
