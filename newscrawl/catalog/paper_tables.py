"""A newspaper's table as it is written → as `Paper` has it.

A table leaves out what it need not say: the editions of a paper that has only one, the
eras of one whose address never changed, what a family says of its addresses. Faults are
worded for the table as it is written.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from newscrawl.catalog.papers import MAIN
from newscrawl.catalog.schema import Family, IssueRule
from newscrawl.i18n import _

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
            raise ValueError(_("family {id!r} is none of newspapers").format(id=id))
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
