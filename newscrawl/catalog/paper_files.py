"""Files of newspapers → `Paper`: `newspapers/<province>.toml`, a table each, checked
when it is asked for.

A user's own folder may have such files too; a paper there replaces the shipped one of
the same id. The files `unsorted` and `national` are of no province.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, Protocol

from pydantic import ValidationError

from newscrawl.catalog.paper_tables import plain_fault, spelt_out
from newscrawl.catalog.papers import Paper
from newscrawl.catalog.problems import CatalogError, broken_rules, explain
from newscrawl.catalog.provinces import NATIONAL, PROVINCES
from newscrawl.catalog.schema import Family
from newscrawl.catalog.toml_files import read_toml, shown_name, toml_files
from newscrawl.i18n import _
from newscrawl.near import near

UNSORTED = "unsorted"
"""The file of papers whose province is not known."""


class SiteFiles(Protocol):
    """The part of the catalog that newspapers need."""

    @property
    def ids(self) -> list[str]:
        """Ids of all sites."""

    def family(self, family_id: str) -> Family:
        """Return a family, or raise `CatalogError`."""

    def families(self) -> Iterator[Family]:
        """Return every family."""


class Papers:
    """The newspapers of some folders, by id."""

    def __init__(self, folders: Iterable[Traversable], catalog: SiteFiles) -> None:
        self._folders = folders
        self._catalog = catalog
        self._read: dict[str, Paper] = {}

    @property
    def ids(self) -> list[str]:
        """Ids of all papers, file by file."""
        return list(self._tables)

    def paper(self, id: str) -> Paper:
        """Return a paper, or raise `CatalogError` with near matches."""
        if id not in self._read:
            if id not in self._tables:
                raise CatalogError(_("unknown newspaper {id!r}{hint}").format(id=id, hint=near(id, self._tables)))
            self._read[id] = self._load(id)
        return self._read[id]

    def papers(self, province: str | None = None) -> Iterator[Paper]:
        """Yield every paper, or those of a province, by its file (`fujian`) or its name
        (`福建`).
        """
        for id, (folder, _table, _file) in self._tables.items():
            if province is None or province in (folder, PROVINCES.get(folder)):
                yield self.paper(id)

    def names(self, province: str | None = None) -> Iterator[tuple[str, str | None]]:
        """Yield id and name of every paper, or of those of a province, as the tables
        state them: nothing is checked.
        """
        for id, (folder, table, _file) in self._tables.items():
            if province is None or province in (folder, PROVINCES.get(folder)):
                name = table.get("name") if isinstance(table, dict) else None
                yield id, name if isinstance(name, str) else None

    def check(self, paper: Paper) -> None:
        """Compile every selector and expression of a paper; raise `CatalogError` naming
        those that are broken.
        """
        file = shown_name(self._tables[paper.id][2])
        problems = [*broken_rules(paper.site)]
        for edition in paper.editions:
            for era in edition.eras:
                problems += broken_rules(era.rule, "issue")
        if problems:
            raise CatalogError("\n".join(dict.fromkeys(f"{file}: {paper.id}.{key}: {why}" for key, why in problems)))

    @cached_property
    def _tables(self) -> dict[str, tuple[str, Any, Traversable]]:
        found: dict[str, tuple[str, Any, Traversable]] = {}
        sites = {*self._catalog.ids}
        for folder in self._folders:
            here: dict[str, tuple[str, Any, Traversable]] = {}
            for file in toml_files(folder / "newspapers"):
                province = file.name.removesuffix(".toml")
                if province not in (*PROVINCES, NATIONAL, UNSORTED):
                    raise CatalogError(
                        _("{file}: unknown province{hint}").format(
                            file=shown_name(file), hint=near(province, [*PROVINCES, NATIONAL])
                        )
                    )
                for id, table in read_toml(file).items():
                    if id in here:
                        raise CatalogError(
                            _("{file}: {id}: already in {other}").format(
                                file=shown_name(file), id=id, other=shown_name(here[id][2])
                            )
                        )
                    if id in sites:
                        raise CatalogError(
                            _("{file}: {id}: a site has this id; lines could not tell them apart").format(
                                file=shown_name(file), id=id
                            )
                        )
                    here[id] = (province, table, file)
            found |= here
        return found

    def _load(self, id: str) -> Paper:
        folder, table, file = self._tables[id]
        where = f"{shown_name(file)}: {id}"
        if not isinstance(table, dict):
            raise CatalogError(_("{where}: a paper is a table: [{id}]").format(where=where, id=id))
        for key in ("id", "province", "kin", "families"):
            if key in table:
                raise CatalogError(_("{where}.{key}: not said here; remove the key").format(where=where, key=key))
        try:
            spelt = spelt_out(table, self._catalog.family)
            kin = () if spelt.get("families") else tuple(self._catalog.families())
            full = {**spelt, "id": id, "province": PROVINCES.get(folder), "kin": kin}
            paper = Paper.model_validate(full, by_alias=True, by_name=False)
            assert paper.site  # reads the family
        except CatalogError as error:
            raise CatalogError(_("{where}.family: {error}").format(where=where, error=error)) from None
        except ValidationError as error:
            lines = [f"{where}{plain_fault(line, table)}" for line in explain(error, Paper)]
            raise CatalogError("\n".join(dict.fromkeys(lines))) from None
        except ValueError as error:
            raise CatalogError(f"{where}: {error}") from None
        return paper
