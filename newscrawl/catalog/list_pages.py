"""The pages of a list that is asked for by a template: the address of each, and the
request for it.

A page's address tells everything of it, since walks keep nothing else. What stands only
in the body or in a header is written behind a `#`, which no server sees:
`https://api.a.cn/list#page=3`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

from pydantic import Field, model_validator

from newscrawl.catalog.page_urls import address_values
from newscrawl.catalog.request_rule import AskedFor, RequestRule, SentHeaders
from newscrawl.catalog.templates import fill_url, url_pattern, variables
from newscrawl.i18n import _

COUNTED = ("page", "offset", "end")
_DAY = "%Y-%m-%d"


class ListRequest(RequestRule):
    """How the pages of a list are asked for.

    Variables: `{page}` counts pages, `{offset}` entries, `{end}` is the last entry of a
    page (`{offset}` + `step` - 1); `{date:%Y-%m-%d}` is the day, from today backwards;
    `{last.id}` a path (JMESPath) into the last item of the page before; `{cursor}` what
    `api.next` finds there. Beside them `{channel}`, `{folder}` and `{stem}` as in
    `PageUrls`, and the channel's own `values`.
    """

    first: int | None = Field(default=None, ge=0)
    """What `{page}` (usually 1) or `{offset}` (usually 0) is on the first page."""
    step: int = Field(default=1, ge=1)
    """By how much `{offset}` rises from page to page: the entries of a page."""
    start: str = ""
    """What `{last.…}` and `{cursor}` are on the first page."""
    last: int | None = Field(default=None, ge=0)
    """Number of the last page, None if the list itself shows its end."""

    @model_validator(mode="after")
    def _turns_pages(self) -> ListRequest:
        names = set(self.paging())
        if "offset" in names and self.step == 1:
            raise ValueError(_("{offset} needs step, the entries of a page"))
        if "end" in names and "offset" not in names:
            raise ValueError(_("{end} needs {offset}"))
        if len(names & {"page", "offset"}) and "date" in names:
            raise ValueError(_("{date} turns the pages by itself; {page} and {offset} do, too"))
        return self

    def paging(self) -> tuple[str, ...]:
        """Return the variables that differ from page to page."""
        return tuple(
            dict.fromkeys(
                name
                for variable in self.all_variables()
                for name in (variable.partition(":")[0],)
                if name in (*COUNTED, "date", "cursor") or name.startswith("last.")
            )
        )

    @property
    def by_day(self) -> bool:
        """Whether each day has a page of its own."""
        return "date" in self.paging()

    def first_page(self, channel_url: str, values: Mapping[str, Any], today: date) -> str:
        """Return the address of the first page.

        >>> rule = ListRequest(url="http://a.cn/api", json_body={"node": "{node}", "page": "{page}"})
        >>> rule.first_page("http://a.cn/fz", {"node": 25950}, date(2026, 11, 18))
        'http://a.cn/api#page=1'
        """
        begin: dict[str, Any] = dict.fromkeys(self.paging(), self.start)
        return self._address(channel_url, values, {**begin, **self._counted(0), "date": today})

    def after(
        self, address: str, channel_url: str, values: Mapping[str, Any], following: Mapping[str, Any]
    ) -> str | None:
        """Return the address of the page after `address`; None after the last one, or
        if the answer shows no way on.

        `following` has the values of `cursor` and `last.…` that the answer holds.

        >>> rule = ListRequest(url="http://a.cn/list?start={offset}&n=20", step=20)
        >>> rule.after("http://a.cn/list?start=20&n=20", "http://a.cn/", {}, {})
        'http://a.cn/list?start=40&n=20'
        """
        names, place = self.paging(), self._place(address, channel_url, values)
        if place is None or not names:
            return None
        turned: dict[str, Any] = {}
        for name in names:
            if name == "cursor" or name.startswith("last."):
                value = following.get(name)
                if isinstance(value, bool) or not isinstance(value, str | int | float) or value == "":
                    return None
                turned[name] = int(value) if isinstance(value, float) and value.is_integer() else value
        if isinstance(place, date):
            turned["date"] = place - timedelta(days=1)
        else:
            if self.last is not None and self._counted(place + 1).get("page", place + 2) > self.last:
                return None
            turned |= self._counted(place + 1)
        return self._address(channel_url, values, turned)

    def day_of(self, address: str, channel_url: str, values: Mapping[str, Any]) -> date | None:
        """Return the day of a page, where each day has one."""
        place = self._place(address, channel_url, values) if self.by_day else None
        return place if isinstance(place, date) else None

    def is_page(self, address: str, channel_url: str, values: Mapping[str, Any]) -> bool:
        """Return whether an address may be a page of the channel's list."""
        return self._match(address.partition("#")[0], channel_url, values) is not None

    def request(
        self, address: str, channel_url: str, values: Mapping[str, Any], beside: SentHeaders | None = None
    ) -> AskedFor:
        """Return the request for a page.

        >>> rule = ListRequest(url="http://a.cn/api", json_body={"node": "{node}", "page": "{page}"})
        >>> rule.request("http://a.cn/api#page=3", "http://a.cn/fz", {"node": 25950}).body
        b'{"node": 25950, "page": 3}'
        """
        url, _hash, behind = address.partition("#")
        shown: dict[str, Any] = dict(parse_qsl(behind, keep_blank_values=True))
        counted = {name: int(shown[name]) for name in COUNTED if shown.get(name, "").isdecimal()}
        if "date" in shown:
            shown["date"] = date.fromisoformat(shown["date"])
        begin: dict[str, Any] = {**dict.fromkeys(self.paging(), self.start), **self._counted(0)}
        begin["date"] = self.day_of(address, channel_url, values)
        filled = {**begin, **address_values(channel_url), **values, **shown, **counted}
        return self.asked(url, filled, beside)

    def _counted(self, place: int) -> dict[str, int]:
        """Return the variables that count, for the page at a place from 0."""
        offset = (self.first if self.first is not None else 0) + place * self.step
        page = (self.first if self.first is not None else 1) + place
        return {"page": page, "offset": offset, "end": offset + self.step - 1}

    def _address(self, channel_url: str, values: Mapping[str, Any], turned: Mapping[str, Any]) -> str:
        url = fill_url(self.url or "{channel}", {**address_values(channel_url), **values, **turned})
        url = url.partition("#")[0]
        inside = [name.partition(":")[0] for name in self.body_variables()]
        behind = {name: turned[name] for name in inside if name in self.paging()}
        return f"{url}#{urlencode(behind)}" if behind else url

    def _place(self, address: str, channel_url: str, values: Mapping[str, Any]) -> int | date | None:
        """Return the place of a page, from 0, or its day; None if it is no page."""
        url, _hash, behind = address.partition("#")
        shown = dict(parse_qsl(behind, keep_blank_values=True))
        found = self._match(url, channel_url, values)
        if found is None:
            return None
        shown |= {name: value for name, value in found.groupdict().items() if value}
        try:
            if "date" in shown:
                return date.fromisoformat(shown["date"])
            if "d" in shown:
                year = int(shown["Y"]) if "Y" in shown else 2000 + int(shown["y"])
                return date(year, int(shown["m"]), int(shown["d"]))
            if "page" in shown:
                return int(shown["page"]) - self._counted(0)["page"]
            if "offset" in shown:
                return (int(shown["offset"]) - self._counted(0)["offset"]) // self.step
        except (ValueError, KeyError):
            return None
        return 0

    def _match(self, url: str, channel_url: str, values: Mapping[str, Any]) -> Any:
        template = self.url or "{channel}"
        known = {**address_values(channel_url), **values}
        fixed = tuple((name, fill_url(f"{{{name}}}", known)) for name in variables(template) if name in known)
        return url_pattern(template.partition("#")[0], fixed).fullmatch(url)
