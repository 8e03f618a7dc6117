"""JSON of unknown make → the rule for the list of articles in it, if there is one.

The list is the longest one of objects that have a title. Which of an object's values is
its title, its address and its date is told by what the values are, and by their names
where several fit. An address is never put together of an id: that is for a person.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from newscrawl.catalog.api_rule import ApiRule
from newscrawl.late_patterns import late
from newscrawl.reader.fields.stamps import iso_moment

DEPTH = 8
MOST_OBJECTS = 20_000
"""Values that are looked at."""
LEAST_TEXT = 80
"""Characters of a value that is a text, or its markup."""
LEAST = 3
"""Items of the shortest list."""
_TITLES = ("title", "headline", "topic", "name", "subject", "newstitle", "articletitle", "maintitle", "contenttitle")
_LINKS = ("url", "link", "href", "weburl", "pcurl", "shareurl", "articleurl", "contenturl", "detailurl", "docurl")
_DATES = re.compile(r"pub|time|date|created|release|issue|day|rq$|riqi|sj$|shijian|时间|日期", re.I)
_IDS = re.compile(r"(?:^|_)(?:id|guid|uuid|key|no)$|id$|^(?:content|doc|news|article|cont)_?(?:id|key)$", re.I)
_CHINESE = late(r"[\u4e00-\u9fff]")
_ADDRESS = re.compile(r"(?:https?:)?//[^\s/]+/\S+|/[\w\-./]+\S*|[\w\-./]+\.s?html?(?:\?\S*)?", re.I)
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|svg|mp[34]|m3u8|pdf)(?:[?!@].*)?$", re.I)
_PLAIN = re.compile(r"[A-Za-z_]\w*|\[\d+\]")
_COUNTED = re.compile(r"[\d\-/.年月日]+")
"""A number, or a day: what the keys of a list that is an object are."""
_NESTED = 2
"""Values that an item's title may stand within."""
_OF_OTHERS = re.compile(
    r"author|user|creator|editor|account|channel|column|categ|catalog|site|media|image|img|cover|pic|video|share|parent"
    r"|tag|topic|comment",
    re.I,
)
"""What an item may hold that has a title or an address of its own."""
_CUT = re.compile(r"\s*(?:\.{2,6}|…{1,2})$")
_LONGEST_ROW = 30
"""Values of a row that stands for an object."""


@dataclass(frozen=True, slots=True)
class FoundList:
    """A list of articles in JSON."""

    items: str
    """Path to it."""
    count: int
    title: str
    url: str | None
    """Path to an item's address; None where an item has none."""
    date: str | None
    id: str | None
    """Path to what may be the number of an article, where there is no address."""

    @property
    def rule(self) -> ApiRule | None:
        """The rule for it; None where its items have no address."""
        if self.url is None:
            return None
        return ApiRule(items=self.items, url=self.url, title=self.title, date=self.date)


def find_list(answer: Any) -> FoundList | None:
    """Return the list of articles in a JSON value.

    >>> items = [{"id": n, "name": f"福州地铁{n}号线今日开通", "time": 1794000000} for n in range(3)]
    >>> find_list({"data": {"list": items}})
    FoundList(items='data.list', count=3, title='name', url=None, date='time', id='id')
    """
    best: FoundList | None = None
    for path, items in _lists(answer):
        found = _read(path, items)
        if found is not None and (best is None or _worth(found) > _worth(best)):
            best = found
    return best


def holds_texts(answer: Any) -> bool:
    """Return whether JSON holds a list of articles or a text: one that does not is an
    error or a refusal, whatever its words.

    >>> holds_texts({"code": 403, "msg": "访问过于频繁，请稍后再试"})
    False
    """
    if find_list(answer) is not None:
        return True
    queue, looked = [answer], 0
    while queue and looked < MOST_OBJECTS:
        value, looked = queue.pop(), looked + 1
        if isinstance(value, str) and len(value) >= LEAST_TEXT and len(_CHINESE.findall(value)) * 4 >= LEAST_TEXT:
            return True
        queue.extend(value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
    return False


def _worth(found: FoundList) -> tuple[bool, int, bool]:
    return found.url is not None, found.count, found.date is not None


def _lists(answer: Any) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of objects, or of rows of values, with their paths, outer ones
    first. One may be in parts: by column, by day, or with a key for each item.
    """
    queue: list[tuple[str, Any, int]] = [("", answer, 0)]
    looked = 0
    while queue and looked < MOST_OBJECTS:
        path, value, depth = queue.pop(0)
        looked += 1
        if isinstance(value, list):
            items = [item for item in value if isinstance(item, dict)]
            rows = [item for item in value if _is_row(item)]
            for found in (items, rows):
                if len(found) >= LEAST and len(found) * 2 > len(value):
                    yield path or "@", found
            if depth < DEPTH and not path.endswith("[]"):
                for name in _names(items):
                    parts = [part for item in items for part in _parts(item.get(name))]
                    if parts:
                        queue.append((f"{path}[].{_quote(name)}[]", parts, depth + 1))
        elif isinstance(value, dict) and depth < DEPTH:
            for name, inner in value.items():
                if isinstance(inner, dict | list):
                    queue.append((f"{path}.{_quote(name)}" if path else _quote(name), inner, depth + 1))
            counted = [inner for name, inner in value.items() if _COUNTED.fullmatch(name)]
            if counted and len(counted) * 3 >= len(value) * 2:
                every = f"{path}.*" if path else "*"
                if all(isinstance(inner, list) for inner in value.values()):
                    queue.append((f"{every}[]", [part for inner in counted for part in inner], depth + 1))
                elif len(found := [inner for inner in counted if isinstance(inner, dict)]) >= LEAST:
                    yield every, found


def _is_row(item: Any) -> bool:
    return isinstance(item, list) and 2 <= len(item) <= _LONGEST_ROW and not any(map(_parts, item))


def _parts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _read(path: str, items: Sequence[Any]) -> FoundList | None:
    if isinstance(items[0], list):
        size = min(map(len, items))
        columns = {f"[{at}]": [row[at] for row in items] for at in range(size)}
        dates = columns
    else:
        columns = dict(_columns(items))
        dates = {name: values for name, values in columns.items() if _DATES.search(name)}
    several = {name: values for name, values in columns.items() if len(set(map(str, values))) * 2 >= len(values)}
    title = _best(several, _is_title, _TITLES)
    if title is None:
        return None
    title = _uncut(columns, title)
    others = {name: columns[name] for name in columns if name != title and (name in several or "." not in name)}
    url = _best(others, _is_address, _LINKS, beside=title)
    dates_first = ("pubtime", "publishtime", "pubdate", "publishdate", "published", "pubtimelong")
    date = _best(dates, _is_date, dates_first, beside=title)
    numbers = {name: values for name, values in columns.items() if _IDS.search(name)}
    ids = ("id", "contentid", "contid", "newsid", "docid", "articleid")
    number = None if url else _best(numbers, _is_number, ids, beside=title)
    return FoundList(path, len(items), title, url, date, number)


def _columns(items: Sequence[dict[str, Any]], above: str = "") -> Iterator[tuple[str, list[Any]]]:
    """Yield what the items have, by its path: their own values, and those that stand
    within another, as of a search engine: `_source.title`, `title[0]`.
    """
    inner: list[tuple[str, list[Any]]] = []
    for name in _names(items):
        values = [item.get(name) for item in items]
        path = f"{above}{_quote(name)}"
        within = [value for value in values if isinstance(value, dict)]
        single = [value[0] for value in values if isinstance(value, list) and len(value) == 1]
        if len(within) * 3 >= len(values) * 2:
            if above.count(".") < _NESTED and not _OF_OTHERS.search(name):
                inner.append((f"{path}.", [value if isinstance(value, dict) else {} for value in values]))
        elif len(single) * 3 >= len(values) * 2 and isinstance(single[0], str):
            yield f"{path}[0]", single
        else:
            yield path, values
    for path, within in inner:
        yield from _columns(within, path)


def _uncut(columns: dict[str, list[Any]], title: str) -> str:
    """Return the column of titles that are whole, where those of the one found are cut
    off: 「省政府常务会议研究…」.
    """
    for name, values in columns.items():
        pairs = zip(columns[title], values, strict=True)
        pieces = [(_CUT.sub("", own), whole) for own, whole in pairs if isinstance(own, str) and _CUT.search(own)]
        fuller = [isinstance(whole, str) and whole.startswith(piece) for piece, whole in pieces]
        if fuller and all(fuller) and all(_is_title(value) and not _CUT.search(value) for value in values):
            return name
    return title


def _quote(name: str) -> str:
    """Return the name of a value as a step of a path."""
    return name if _PLAIN.fullmatch(name) else json.dumps(name, ensure_ascii=False)


def _names(items: Sequence[dict[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for item in items[:20] for name in item if "." not in name and '"' not in name))


def _best(columns: dict[str, list[Any]], fits: Any, names: Sequence[str], *, beside: str | None = None) -> str | None:
    """Return the column most of whose values fit, by name where several do: of those
    that stand where the title stands, otherwise of the items' own, otherwise of any.
    """
    found = [name for name, values in columns.items() if sum(map(fits, values)) * 3 >= len(values) * 2]
    places = [_place(name) for name in found]
    for place in (_place(beside or ""), "", *places):
        if place in places:
            found = [name for name in found if _place(name) == place]
            break
    else:
        return None
    steps = {name: name.removesuffix("[0]").rpartition(".")[2] for name in reversed(found)}
    folded = {re.sub(r"[\W_]", "", step).lower(): name for name, step in steps.items()}
    return next((folded[name] for name in names if name in folded), None) or max(
        found, key=lambda name: (len({str(value) for value in columns[name]}), -found.index(name))
    )


def _place(path: str) -> str:
    return path.rpartition(".")[0]


def _is_title(value: Any) -> bool:
    if not isinstance(value, str) or "href=" in value:
        return False
    return 6 <= len(value) <= 200 and len(_CHINESE.findall(value)) >= 4


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and len(value) > 4 and bool(_ADDRESS.fullmatch(value)) and not _FILE.search(value)


def _is_date(value: Any) -> bool:
    return iso_moment(value) is not None


def _is_number(value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (
        isinstance(value, str) and re.fullmatch(r"[\w=-]{1,64}", value) is not None
    )
