"""Faults of a catalog file → lines that a person can act on: key, reason, and near
matches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from pydantic import BaseModel, ValidationError

from newscrawl.catalog.api_rule import ApiRule
from newscrawl.catalog.list_pages import ListRequest
from newscrawl.catalog.patterns import compile_pattern
from newscrawl.catalog.rule import Rule
from newscrawl.catalog.schema import ArticleRule, Channel, Discover, Expect, IssueRule, Layout, ListingRule, PageUrls
from newscrawl.i18n import _
from newscrawl.near import near

_SECTIONS: dict[str, type[BaseModel]] = {
    "channel": Channel,
    "listing": ListingRule,
    "article": ArticleRule,
    "layout": Layout,
    "expect": Expect,
    "discover": Discover,
    "issue": IssueRule,
    "api": ApiRule,
    "request": ListRequest,
}
_KINDS_OF_NEXT = frozenset({("next_url", "rule"), ("next_url", "pages")})
"""Steps of pydantic's paths that no file has: which of two models a key was taken
for."""
_ELEMENTS = frozenset({"entries", "body", "body_drop", "images"})
_PATTERNS = frozenset({"drop", "article.url", "issue.pages", "issue.articles"})


class CatalogError(Exception):
    """Faults of a catalog or of a selection from it, one a line."""

    @property
    def faults(self) -> list[str]:
        """The faults, a line each."""
        return str(self).splitlines()


def explain(error: ValidationError, model: type[BaseModel]) -> Iterator[str]:
    """Yield one line for each key that pydantic found wrong:
    `listing.entires: unknown key; did you mean 'entries'?`.
    """
    for problem in error.errors(include_url=False):
        place = problem["loc"]
        steps = [step for step, above in zip(place, ("", *place), strict=False) if (above, step) not in _KINDS_OF_NEXT]
        yield f"{_key(steps)}: {_reason(problem, steps, model)}" if steps else _reason(problem, steps, model)


def broken_rules(model: BaseModel, path: str = "") -> Iterator[tuple[str, str]]:
    """Compile every selector and expression of a model, and look up the fields that it
    expects; yield key and reason of each fault. Fields that no file has (the families
    of a site without one) are left out.
    """
    for name, field in type(model).model_fields.items():
        if field.exclude:
            continue
        key = f"{path}.{field.alias or name}".lstrip(".")
        value = getattr(model, name)
        if isinstance(value, Rule):
            if why := _broken(lambda rule=value, name=name: rule.check(elements=name in _ELEMENTS)):
                yield key, why
        elif isinstance(value, BaseModel):
            yield from broken_rules(value, key)
        elif isinstance(value, tuple):
            for number, item in enumerate(value, 1):
                if isinstance(item, BaseModel):
                    yield from broken_rules(item, f"{key}[{number}]")
                elif key in _PATTERNS and (why := _broken(lambda item=item: compile_pattern(item))):
                    yield key, f"{item!r}: {why}"
        elif key == "expect.fill" and value:
            yield from ((key, why) for why in _unknown_fields(value))


def _unknown_fields(names: Iterable[str]) -> Iterator[str]:
    from newscrawl.items import Article  # a list of channels has no lines

    known = [field.name for field in fields(Article)]
    for name in names:
        if name not in known:
            yield _("no field {name!r} in a line{hint}").format(name=name, hint=near(name, known))


def _broken(compile_it: Any) -> str | None:
    try:
        compile_it()
    except ValueError as error:
        return " ".join(str(error).split())
    return None


def _key(steps: list[int | str]) -> str:
    """Return a place in a file as its author counts: `channel[2].url`."""
    return "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in steps).lstrip(".")


def _reason(problem: Any, steps: list[int | str], model: type[BaseModel]) -> str:
    kind, message = problem["type"], str(problem["msg"])
    if kind == "extra_forbidden":
        return _("unknown key{hint}").format(hint=near(str(steps[-1]), _keys(steps, model)))
    if kind == "missing":
        return _("missing")
    message = message.removeprefix("Value error, ")
    if kind != "value_error":
        message = _("{fault} (found {value!r})").format(
            fault=f"{message[:1].lower()}{message[1:]}", value=str(problem["input"])[:60]
        )
    return " ".join(message.split())


def _keys(steps: list[int | str], model: type[BaseModel]) -> list[str]:
    """Return the keys that are allowed beside an unknown one."""
    tables = [step for step in steps[:-1] if isinstance(step, str)]
    if tables:
        model = PageUrls if tables[-1] == "next_url" else _SECTIONS.get(tables[-1], Rule)
    injected = {"id", "province"} if not tables else {"site"}
    return [field.alias or name for name, field in model.model_fields.items() if name not in injected]
