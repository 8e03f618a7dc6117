"""Newspapers (电子报) as data: `newspapers/<province>.toml` → `Paper`, with the addresses
of its issues by date.

A paper is a table of its province's file, as a rule three lines: name, family, and the
address of an issue's first page with the date in it. Where that changed over the years
it has `eras`, where it appears in several `editions` it lists them. How an issue's
pages are read is decided in `newscrawl/reader/issue_page.py`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime
from functools import cached_property
from string import Formatter
from typing import Annotated, Any, NamedTuple
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, Field, field_validator, model_validator
from w3lib.url import safe_url_string

from newscrawl.catalog.patterns import Pattern, compile_pattern
from newscrawl.catalog.reading_rules import ArticleRule, Layout, Strings
from newscrawl.catalog.rule import MODEL
from newscrawl.catalog.schema import Channel, Family, IssueRule, Site, Verified, WebUrl, host_of

MAIN = "main"
"""Id of the edition of a paper that has no others."""
_EXAMPLE = date(2000, 1, 1)
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
            raise ValueError("needs the date, as {date:%Y-%m/%d}, and no other field")
        for _name, spec in names:
            for directive in _DIRECTIVE.findall(spec or ""):
                if directive not in _DIGITS:
                    raise ValueError(f"unknown %{directive}; there are {', '.join(f'%{each}' for each in _DIGITS)}")
        if not any("d" in (spec or "") for _name, spec in names):
            raise ValueError("needs the day in the date: %d")
        return value

    @model_validator(mode="after")
    def _in_order(self) -> Era:
        if self.since and self.until and self.until < self.since:
            raise ValueError("until is before since")
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
        stem, dot, ending = bare.rpartition("/")[2].rpartition(".")
        others = [f"{urljoin(bare, name)}{dot}{ending}" for name in self.rule.first if dot and name != stem]
        return [own, *others]

    def period_url(self, day: date) -> str | None:
        """Return the address of the list of a month's issues, where the paper may have
        one.
        """
        return urljoin(self.issue_url(day), self.rule.period) if self.rule.period else None

    def of_day(self, url: str, day: date) -> bool:
        """Return whether an address belongs to a day's issue: it shows that date, or
        none in this form.
        """
        shown = self._date_form.findall(url)
        return not shown or self._date_spec.format(date=day) in shown

    def shows(self, url: str, day: date) -> bool:
        """Return whether an address shows a day's date in this form."""
        return self._date_spec.format(date=day) in self._date_form.findall(url)

    def day_in(self, url: str) -> date | None:
        """Return the day that an address shows in this form.

        >>> rule = IssueRule(pages=r"/node_\\d+\\.htm", articles=r"/content_\\d+\\.htm")
        >>> era = Era(issue="http://szb.example.cn/html/{date:%Y-%m/%d}/node_1.htm", rule=rule)
        >>> era.day_in("http://szb.example.cn/html/2020-11/18/node_2.htm")
        datetime.date(2020, 11, 18)
        """
        form = self._date_spec[6:-1].replace("%-", "%")
        for shown in self._date_form.findall(url):
            try:
                return datetime.strptime(shown, form).date()
            except ValueError:
                continue
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

    @cached_property
    def _date_spec(self) -> str:
        """The fullest date in the address, as a template of its own."""
        specs = [spec or "" for _text, name, spec, _conversion in Formatter().parse(self.issue) if name]
        return "{date:" + max(specs, key=lambda spec: len(_DIRECTIVE.findall(spec))) + "}"

    @cached_property
    def _date_form(self) -> re.Pattern[str]:
        pieces = re.split(r"(%-?[A-Za-z])", self._date_spec[6:-1])
        form = "".join(_DIGITS[piece[1:]] if piece[:1] == "%" else re.escape(piece) for piece in pieces)
        return re.compile(rf"(?<!\d){form}(?!\d)")


class Edition(BaseModel):
    """One of several papers under one name: a city's own pages, a morning and an
    evening paper.
    """

    model_config = MODEL

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Together with the paper's it is the key in the ledger: `fzwb/main`."""
    name: str | None = Field(default=None, min_length=1)
    """Its name in the lines of the archive: 福清版; None for a paper's only one."""
    eras: tuple[Era, ...]
    """Forms of its addresses; where two have a day, both are tried, the first first."""
    weekdays: tuple[Annotated[int, Field(ge=1, le=7)], ...] = ()
    """Days of the week on which it appears, Monday 1; empty: every day may have an
    issue."""

    @field_validator("eras")
    @classmethod
    def _has_one(cls, value: tuple[Era, ...]) -> tuple[Era, ...]:
        if not value:
            raise ValueError("needs one, or an issue in its place")
        return value

    def eras_of(self, day: date) -> tuple[Era, ...]:
        """Return the forms that a day's addresses may have; none where no issue is
        expected.
        """
        if self.weekdays and day.isoweekday() not in self.weekdays:
            return ()
        return tuple(era for era in self.eras if era.has(day))


class Paper(BaseModel):
    """A newspaper and its editions."""

    model_config = MODEL

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    """Name of its table: `fzwb`. No site has it."""
    name: str = Field(min_length=1)
    """福州晚报."""
    province: str | None = None
    """Province in Chinese, from the file's name."""
    city: str | None = None
    delay: float = Field(default=1.0, ge=0, le=600)
    """Seconds between two requests."""
    politeness: str | None = Field(default=None, min_length=1)
    """Key of the download slot and of the lock; without it the registrable domain."""
    other_hosts: Strings = ()
    """Further hosts on which its articles stand."""
    editions: tuple[Edition, ...]
    families: tuple[str, ...] = ()
    """Families that its eras name."""
    layouts: tuple[Layout, ...] = Field(default=(), alias="layout")
    """Markups of its articles, with those of its families."""
    drop: Strings = ()
    """Boilerplate lines, as in a site's file."""
    kin: tuple[Family, ...] = Field(default=(), exclude=True, repr=False)
    verified: Verified = None
    """Date of the newest evidence (`2023-04`)."""
    evidence: Strings = ()
    """Where the facts are from, unless the head of the file names it."""

    @model_validator(mode="after")
    def _consistent(self) -> Paper:
        ids = [edition.id for edition in self.editions]
        if not ids:
            raise ValueError("editions is empty; without the key the paper is its own only one")
        for id in ids:
            if ids.count(id) > 1:
                raise ValueError(f"two editions have the id {id!r}")
        if len(ids) > 1 and (nameless := [edition.id for edition in self.editions if edition.name is None]):
            raise ValueError(f"edition {nameless[0]!r} needs a name: there are several")
        return self

    @cached_property
    def site(self) -> Site:
        """The paper as a site whose channels are its editions."""
        newest = self.editions[0].eras[-1].issue
        eras = [era for edition in self.editions for era in edition.eras]
        channels = tuple(
            Channel(
                site=self.id,
                id=edition.id,
                name=edition.name or self.name,
                url=edition.eras[0].issue_url(_EXAMPLE),
            )
            for edition in self.editions
        )
        return Site(
            id=self.id,
            name=self.name,
            home=newest.partition("{")[0].rpartition("/")[0] + "/",
            province=self.province,
            city=self.city,
            family=self.families[0] if self.families else None,
            delay=self.delay,
            politeness=self.politeness,
            channel=channels,
            other_hosts=(*self.other_hosts, *dict.fromkeys(host_of(era.issue) for era in eras)),
            article=ArticleRule(url=tuple(dict.fromkeys(pattern for era in eras for pattern in era.rule.articles))),
            layout=self.layouts,
            drop=self.drop,
            kin=self.kin,
        )

    def issue_at(self, url: str) -> tuple[Edition, Era, date] | None:
        """Return the edition, the form and the day of which an address is a page, None
        if it is none.
        """
        for edition in self.editions:
            for era in edition.eras:
                day = era.day_in(url) if url.startswith(era.issue.partition("{")[0]) and era.is_page(url) else None
                if day is not None and era.has(day):
                    return edition, era, day
        return None

    def channel(self, edition: Edition) -> Channel:
        """Return an edition as a channel."""
        return next(channel for channel in self.site.channels if channel.id == edition.id)


class PaperSelected(NamedTuple):
    """An edition and its paper."""

    paper: Paper
    edition: Edition


_ERA_KEYS = ("issue", "since", "until", "family", *IssueRule.model_fields)
_EDITION_KEYS = ("eras", "weekdays")


def spelt_out(table: dict[str, Any], families: Callable[[str], Family]) -> dict[str, Any]:
    """Return a paper's table as `Paper` has it: keys of the paper are moved to its
    editions, and there to their eras.

    `families` returns a family by its id, and raises `CatalogError` where there is
    none.
    """
    paper = dict(table)
    above = {key: paper.pop(key) for key in (*_ERA_KEYS, *_EDITION_KEYS) if key in paper}
    editions = paper.pop("editions", None)
    if editions is None:
        editions = [{"id": MAIN}]
    if not _tables(editions):
        return {**paper, "editions": editions}
    named: dict[str, Family] = {}
    spelt = []
    for edition in editions:
        own = {**above, **edition}
        eras = own.pop("eras", None)
        if eras is None:
            eras = [{}]
        if not _tables(eras):
            spelt.append({**edition, "eras": eras})
            continue
        common = {key: own.pop(key) for key in _ERA_KEYS if key in own}
        spelt.append({**own, "eras": [_era({**common, **era}, families, named) for era in eras]})
    layouts = [*_as_list(paper.pop("layout", [])), *(layout for family in named.values() for layout in family.layouts)]
    return {**paper, "editions": spelt, "families": tuple(named), "layout": layouts}


def _era(era: dict[str, Any], families: Callable[[str], Family], named: dict[str, Family]) -> dict[str, Any]:
    rule = {key: era.pop(key) for key in IssueRule.model_fields if key in era}
    id = era.pop("family", None)
    if id is not None:
        family = named.setdefault(id, families(id))
        if family.issue is None:
            raise ValueError(f"family {id!r} is none of newspapers")
        rule = {**family.issue.model_dump(), **rule}
    return {**era, "rule": rule}


def plain_fault(line: str, table: dict[str, Any]) -> str:
    """Reword a fault for the paper's table, which may leave editions and eras out.

    >>> plain_fault("editions[1].eras[1].rule.pages: missing", {})
    '.pages: missing'
    >>> plain_fault("editions[1].eras[2]: until is before since", {"eras": []})
    '.eras[2]: until is before since'
    """
    editions = table.get("editions")
    line = line.replace(".rule", "")
    if editions is None:
        line = line.replace("editions[1]", "", 1).lstrip(".")
    if "eras" not in table and not any("eras" in edition for edition in _tables_of(editions)):
        line = line.replace(".eras[1]", "").replace("eras[1]", "", 1).lstrip(".")
    return line if line.startswith(":") else f".{line}"


def _tables_of(value: Any) -> list[dict[str, Any]]:
    return value if _tables(value) else []


def _tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else [value]


def _group(pattern: Pattern, url: str) -> str | None:
    match = pattern.regex.search(url)
    return next((group for group in match.groups() if group), None) if match else None
