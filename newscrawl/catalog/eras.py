"""The form that a newspaper's addresses have for a span of days → the addresses of a
day's issue, and what an address says of its day.

`Era` is data of the catalog; editions and papers are put together in `papers`, and how
the pages of an issue are read is decided in `newscrawl/reader/issue_page.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from string import Formatter
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, field_validator, model_validator
from w3lib.url import safe_url_string

from newscrawl.catalog.patterns import Pattern, compile_pattern
from newscrawl.catalog.rule import MODEL
from newscrawl.catalog.schema import IssueRule
from newscrawl.catalog.site_parts import WebUrl
from newscrawl.i18n import _

_DIGITS = {
    "Y": r"\d{4}",
    "y": r"\d{2}",
    "m": r"\d{2}",
    "d": r"\d{2}",
    "j": r"\d{3}",
    "-m": r"\d{1,2}",
    "-d": r"\d{1,2}",
}
_DIRECTIVE = re.compile(r"%(-?[A-Za-z])")


class Era(BaseModel):
    """A span of days whose issues have one form of address: from `since` to `until`,
    both included.
    """

    model_config = MODEL

    issue: WebUrl
    """First page of a day's issue, with dates as `str.format` writes them:
    `…/html/{date:%Y-%m/%d}/node_1.htm`."""
    since: date | None = None
    until: date | None = None
    rule: IssueRule
    """Patterns of its pages' and articles' addresses."""

    @field_validator("issue")
    @classmethod
    def _has_a_date(cls, value: str) -> str:
        names = [(name, spec) for _text, name, spec, _conversion in Formatter().parse(value) if name is not None]
        if not names or any(name != "date" or not spec for name, spec in names):
            raise ValueError(_("needs the date, as {date:%Y-%m/%d}, and no other field"))
        for _name, spec in names:
            for directive in _DIRECTIVE.findall(spec or ""):
                if directive not in _DIGITS:
                    raise ValueError(
                        _("unknown %{directive}; there are {names}").format(
                            directive=directive, names=", ".join(f"%{each}" for each in _DIGITS)
                        )
                    )
        if not any("d" in (spec or "") for _name, spec in names):
            raise ValueError(_("needs the day in the date: %d"))
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Era:
        if self.since and self.until and self.until < self.since:
            raise ValueError(_("until is before since"))
        return self

    def has(self, day: date) -> bool:
        """Return whether a day's issue has this form of address."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def issue_url(self, day: date) -> str:
        """Return the address of a day's first page, by the name in the paper's table;
        escaped as it is sent.
        """
        return safe_url_string(self.issue.format(date=day))

    def front_urls(self, day: date) -> list[str]:
        """Return the addresses at which a day's first page may be: the paper's own,
        then the family's other names.

        >>> rule = IssueRule(pages=r"/node_\\w+\\.htm", articles=r"/content_\\d+\\.htm", first=("node_1", "node_A01"))
        >>> era = Era(issue="http://szb.example.cn/html/{date:%Y-%m/%d}/node_A01.htm", rule=rule)
        >>> [url[22:] for url in era.front_urls(date(2020, 11, 18))]
        ['html/2020-11/18/node_A01.htm', 'html/2020-11/18/node_1.htm']
        """
        own = self.issue_url(day)
        bare = own.partition("?")[0]
        _stem, dot, ending = bare.rpartition("/")[2].rpartition(".")
        names = (safe_url_string(f"{urljoin(bare, name)}{dot}{ending}") for name in self.rule.first if dot)
        return list(dict.fromkeys([own, *names]))

    def period_url(self, day: date) -> str | None:
        """Return the address of the list of a month's issues, where the paper may have
        one; escaped as it is sent.
        """
        return safe_url_string(urljoin(self.issue_url(day), self.rule.period)) if self.rule.period else None

    def of_day(self, url: str, day: date) -> bool:
        """Return whether an address belongs to a day's issue: it shows that date, or
        none in this form.
        """
        shown = self._dates_in(url)
        return not shown or self._date_text(day) in shown

    def shows(self, url: str, day: date) -> bool:
        """Return whether an address shows a day's date in this form.

        >>> rule = IssueRule(pages=r"/node_\\d+\\.htm", articles=r"/content_\\d+\\.htm")
        >>> era = Era(issue="http://szb.example.cn/{date:%Y}/{date:%m}/{date:%d}/node_1.htm", rule=rule)
        >>> day = date(2020, 11, 18)
        >>> [era.shows(f"http://szb.example.cn/{each}/node_2.htm", day) for each in ("2020/11/18", "2019/05/18")]
        [True, False]
        """
        return self._date_text(day) in self._dates_in(url)

    def day_in(self, url: str) -> date | None:
        """Return the day that an address shows in this form.

        >>> rule = IssueRule(pages=r"/node_\\d+\\.htm", articles=r"/content_\\d+\\.htm")
        >>> era = Era(issue="http://szb.example.cn/html/{date:%Y-%m/%d}/node_1.htm", rule=rule)
        >>> era.day_in("http://szb.example.cn/html/2020-11/18/node_2.htm")
        datetime.date(2020, 11, 18)
        """
        for match in self._date_form.finditer(url):
            day = _day(match.groupdict())
            if day is not None and self._date_text(day) == match[0]:
                return day
        return None

    def is_page(self, url: str) -> bool:
        """Return whether an address looks like a page (版) of this edition: pages are in
        the folder of the first one.
        """
        if not urlsplit(url).path.startswith(self._folder):
            return False
        return any(compile_pattern(pattern).fits(url) for pattern in self.rule.pages)

    def is_article(self, url: str) -> bool:
        """Return whether an address looks like an article of this paper."""
        return any(compile_pattern(pattern).fits(url) for pattern in self.rule.articles)

    def page_in(self, url: str) -> str | None:
        """Return the page's number in its address, where the rule says how."""
        found = (_group(compile_pattern(pattern), url) for pattern in self.rule.pages)
        return next((number for number in found if number), None)

    @cached_property
    def _folder(self) -> str:
        """The path of its issues up to the date: `/rcrb/html/`."""
        return urlsplit(self.issue.partition("{")[0]).path or "/"

    def _dates_in(self, url: str) -> list[str]:
        """Return what stands in an address where this form has its date."""
        return [match[0] for match in self._date_form.finditer(url)]

    def _date_text(self, day: date) -> str:
        """Return a day's date as it stands in this form's addresses."""
        return safe_url_string(self._date_part.format(date=day))

    @cached_property
    def _date_part(self) -> str:
        """The shortest part of the template that has a whole date, which may be spread
        over several fields: `{date:%Y}/{date:%m}/{date:%d}`."""
        pieces = list(_pieces(self.issue))
        fields = [place for place, (_text, spec) in enumerate(pieces) if spec is not None]
        spans = [(first, last) for first in fields for last in fields if first <= last]
        parts = [
            "".join(text if spec is None else f"{{date:{spec}}}" for text, spec in pieces[first : last + 1])
            for first, last in spans
        ]
        whole = [part for part in parts if _is_whole_date(_DIRECTIVE.findall(part))]
        return min(whole, key=len) if whole else max(parts, key=len)

    @cached_property
    def _date_form(self) -> re.Pattern[str]:
        form, named = "", set[str]()
        for text, spec in _pieces(self._date_part):
            for piece in re.split(r"(%-?[A-Za-z])", spec) if spec is not None else (text,):
                directive = piece[1:].removeprefix("-")
                if piece[:1] != "%" or piece[1:] not in _DIGITS:
                    form += re.escape(safe_url_string(piece.replace("{{", "{").replace("}}", "}")))
                elif directive in named:
                    form += _DIGITS[piece[1:]]
                else:
                    named.add(directive)
                    form += f"(?P<{directive}>{_DIGITS[piece[1:]]})"
        return re.compile(rf"(?<!\d){form}(?!\d)")


def _pieces(template: str) -> Iterator[tuple[str, str | None]]:
    """Yield the literal parts of an address, and the specs of its date fields."""
    for text, name, spec, _conversion in Formatter().parse(template):
        if text:
            yield text.replace("{", "{{").replace("}", "}}"), None
        if name is not None:
            yield "", spec or ""


def _is_whole_date(directives: list[str]) -> bool:
    """Return whether directives of `strftime` name a day of a year."""
    have = {directive.removeprefix("-").lower() for directive in directives}
    return "y" in have and ("j" in have or {"m", "d"} <= have)


def _day(shown: dict[str, str | None]) -> date | None:
    """Return the day that the numbers of an address name."""
    year, month, number = shown.get("Y") or shown.get("y"), shown.get("m"), shown.get("d")
    try:
        if year is None:
            return None
        full = int(year) if len(year) == 4 else 2000 + int(year)
        if month and number:
            return date(full, int(month), int(number))
        return date.fromordinal(date(full, 1, 1).toordinal() + int(shown.get("j") or 0) - 1)
    except (ValueError, OverflowError):
        return None


def _group(pattern: Pattern, url: str) -> str | None:
    match = pattern.regex.search(url)
    return next((group for group in match.groups() if group), None) if match else None
