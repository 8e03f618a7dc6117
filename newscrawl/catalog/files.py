"""Folders of TOML files → `Catalog`: the sites by id, each read when it is asked for.

A folder has the shape of this one: `sites/<province>/<site>.toml`,
`families/<cms>.toml`, `newspapers/<province>.toml` (see `paper_files.py`). The shipped
folder comes first; a later folder's site or family replaces the earlier one of the same
id. A fault of a file is a `CatalogError` that names file, key and reason, one line
each; selectors and expressions are compiled by `check`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from newscrawl.catalog.problems import CatalogError, broken_rules
from newscrawl.catalog.provinces import NATIONAL, PROVINCES
from newscrawl.catalog.schema import Family, Site, host_of
from newscrawl.catalog.toml_files import entries_of, read_toml, shown_name, toml_files, unchanged, validated
from newscrawl.i18n import _
from newscrawl.near import near

if TYPE_CHECKING:
    from newscrawl.catalog.paper_files import Papers

_MERGED = ("listing", "article")
_JOINED = ("layout", "drop")


class Catalog:
    """The sites of some folders; a file is read when its site is first asked for."""

    def __init__(self, folders: Iterable[Traversable]) -> None:
        self._sites: dict[str, tuple[str, Traversable]] = {}
        self._families: dict[str, Traversable] = {}
        self._read: dict[str, Site] = {}
        self._read_families: dict[str, tuple[Family, dict[str, Any]]] = {}
        self._broken_families: dict[str, list[str]] = {}
        self._checked: set[str] = set()
        self._folders = tuple(folders)
        for folder in self._folders:
            self._list(folder)

    @property
    def ids(self) -> list[str]:
        """Ids of all sites, province by province."""
        return list(self._sites)

    def site(self, site_id: str) -> Site:
        """Return a site, or raise `CatalogError` with near matches."""
        if site_id not in self._read:
            if site_id not in self._sites and site_id in self.papers.ids:
                return self.papers.paper(site_id).site
            if site_id not in self._sites:
                raise CatalogError(
                    _("unknown site {site_id!r}{hint}").format(site_id=site_id, hint=near(site_id, self._sites))
                )
            self._read[site_id] = self._load(site_id)
        return self._read[site_id]

    def sites(self, province: str | None = None) -> Iterator[Site]:
        """Yield every site, or those of a province, by its folder (`fujian`) or its
        name (`福建`).
        """
        for site_id, (folder, _file) in self._sites.items():
            if province is None or province in (folder, PROVINCES.get(folder)):
                yield self.site(site_id)

    def family(self, family_id: str) -> Family:
        """Return a family, or raise `CatalogError` with near matches."""
        return self._family(family_id)[0]

    def families(self) -> Iterator[Family]:
        """Yield every family."""
        return map(self.family, self._families)

    @cached_property
    def _all_families(self) -> tuple[Family, ...]:
        return tuple(self.families())

    @cached_property
    def papers(self) -> Papers:
        """The newspapers; their files are read only when somebody asks for them."""
        from newscrawl.catalog.paper_files import Papers  # most crawls have none

        return Papers(self._folders, self)

    def file(self, site_id: str) -> str:
        """Return the name of a site's file, for messages."""
        return shown_name(self._sites[site_id][1])

    def check(self, site: Site) -> None:
        """Compile every selector and expression of a site; raise `CatalogError` naming
        those that are broken.
        """
        if site.id in self._checked:
            return
        used = [site.family] if site.family is not None else [family.id for family in site.kin]
        problems = [problem for family_id in used for problem in self._broken_in_family(family_id)]
        if not problems:
            problems = [f"{self.file(site.id)}: {key}: {why}" for key, why in broken_rules(site)]
        if problems:
            raise CatalogError("\n".join(problems))
        self._checked.add(site.id)

    def site_of(self, url: str) -> Site | None:
        """Return the site whose hosts an address lies on, None if no site's.

        Where several sites share a host (papers of one publisher), the one with the
        channel or home nearest to the address is returned, then one whose articles look
        like it.
        """
        host = host_of(url)
        while host and host not in self._by_host:
            host = host.partition(".")[2]
        owners = self._by_host.get(host, [])
        if len(owners) < 2:
            return owners[0] if owners else None
        return max(owners, key=lambda site: (_nearness(site, url), site.is_article(url) is True))

    @cached_property
    def _by_host(self) -> dict[str, list[Site]]:
        hosts: dict[str, list[Site]] = {}
        for site in (*self.sites(), *(paper.site for paper in self.papers.papers())):
            for host in site.hosts:
                hosts.setdefault(host, []).append(site)
        return hosts

    def _list(self, folder: Traversable) -> None:
        if not folder.is_dir():
            raise CatalogError(_("{folder}: no such folder").format(folder=folder))
        provinces, families, papers = folder / "sites", folder / "families", folder / "newspapers"
        if not any(each.is_dir() for each in (provinces, families, papers)):
            raise CatalogError(
                _(
                    "{folder}: has neither sites/<province>/<site>.toml nor families/<cms>.toml nor "
                    "newspapers/<province>.toml"
                ).format(folder=folder)
            )
        here: dict[str, tuple[str, Traversable]] = {}
        for province in entries_of(provinces):
            if not province.is_dir():
                if province.name.endswith(".toml"):
                    raise CatalogError(
                        _("{file}: lies in no province's folder: sites/<province>/{name}").format(
                            file=shown_name(province), name=province.name
                        )
                    )
                continue
            if province.name not in PROVINCES and province.name != NATIONAL:
                raise CatalogError(
                    _("{file}: unknown province{hint}").format(
                        file=shown_name(province), hint=near(province.name, [*PROVINCES, NATIONAL])
                    )
                )
            for file in toml_files(province):
                site_id = file.name.removesuffix(".toml")
                if site_id in here:
                    raise CatalogError(
                        _("{file}: the site is already in {other}").format(
                            file=shown_name(file), other=shown_name(here[site_id][1])
                        )
                    )
                here[site_id] = (province.name, file)
        self._sites |= here
        self._families |= {file.name.removesuffix(".toml"): file for file in toml_files(families)}

    def _load(self, site_id: str) -> Site:
        folder, file = self._sites[site_id]
        data = read_toml(file)
        for key, place in (
            ("id", _("file name")),
            ("province", _("folder")),
            ("kin", _("folder of families")),
            ("addresses_of", _("folder of families")),
        ):
            if key in data:
                raise CatalogError(
                    _("{file}: {key}: the {place} says it; remove the key").format(
                        file=shown_name(file), key=key, place=place
                    )
                )
        family = data.get("family")
        if isinstance(family, str):
            try:
                rules = self._family(family)[1]
                if "url" in rules.get("article", {}) and "url" not in as_table(data.get("article")):
                    data["addresses_of"] = family
                data = _inherit(data, rules)
            except CatalogError as error:
                raise CatalogError(
                    str(error)
                    if family in self._families
                    else _("{file}: family: {error}").format(file=shown_name(file), error=error)
                ) from None
        if isinstance(channels := data.get("channel"), list):
            for number, channel in enumerate(channels, 1):
                if isinstance(channel, dict) and "site" in channel:
                    raise CatalogError(
                        _("{file}: channel[{number}].site: the file name says it; remove the key").format(
                            file=shown_name(file), number=number
                        )
                    )
            data["channel"] = [_channel(channel, site_id, data.get("listing")) for channel in channels]
        kin = () if family else self._all_families
        return validated(Site, {**data, "id": site_id, "province": PROVINCES.get(folder), "kin": kin}, file)

    def _broken_in_family(self, family_id: str) -> list[str]:
        if family_id not in self._broken_families:
            name = shown_name(self._families[family_id])
            found = broken_rules(self.family(family_id))
            self._broken_families[family_id] = [f"{name}: {key}: {why}" for key, why in found]
        return self._broken_families[family_id]

    def _family(self, family_id: str) -> tuple[Family, dict[str, Any]]:
        if family_id not in self._read_families:
            if family_id not in self._families:
                raise CatalogError(
                    _("unknown family {family_id!r}{hint}").format(
                        family_id=family_id, hint=near(family_id, self._families)
                    )
                )
            file = self._families[family_id]
            key = unchanged(file)
            self._read_families[family_id] = _read_family(file) if key is None else _shipped_family(*key)
        return self._read_families[family_id]


def load(folders: Iterable[str | Path] = ()) -> Catalog:
    """Open the shipped catalog and, over it, a user's own folders (the setting
    `NEWSCRAWL_CATALOG`).
    """
    return Catalog([files("newscrawl.catalog"), *(Path(folder).expanduser() for folder in folders)])


def _read_family(file: Traversable) -> tuple[Family, dict[str, Any]]:
    data = read_toml(file)
    return validated(Family, {**data, "id": file.name.removesuffix(".toml")}, file), data


@lru_cache(maxsize=256)
def _shipped_family(file: Path, _modified: int) -> tuple[Family, dict[str, Any]]:
    """Read a family that comes with this package, once a process."""
    return _read_family(file)


def _inherit(site: dict[str, Any], family: dict[str, Any]) -> dict[str, Any]:
    """Fill a site's tables with its family's: rule by rule, layouts and boilerplate
    after the site's own.
    """
    merged = dict(site)
    for key in _MERGED:
        own = site.get(key, {})
        if isinstance(own, dict):
            merged[key] = {**family.get(key, {}), **own}
    for key in _JOINED:
        own, inherited = site.get(key, []), family.get(key, [])
        if isinstance(own, (list, str)):
            merged[key] = [*as_list(own), *as_list(inherited)]
    return merged


def as_table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    return [value] if isinstance(value, str) else list(value)


def _channel(channel: Any, site_id: str, listing: Any) -> Any:
    """Fill a channel's table with its site, and its listing rules with those of the
    site that it does not replace.
    """
    if not isinstance(channel, dict):
        return channel
    own = channel.get("listing")
    if isinstance(own, dict) and isinstance(listing, dict):
        return {**channel, "site": site_id, "listing": {**listing, **own}}
    return {**channel, "site": site_id}


def _nearness(site: Site, url: str) -> int:
    """Count how many leading characters of an address, whole steps of the path, a
    channel or the home share.
    """
    best = 0
    for known in (site.home, *(channel.url for channel in site.channels)):
        folder = known.partition("://")[2].rpartition("/")[0] + "/"
        if url.partition("://")[2].startswith(folder):
            best = max(best, len(folder))
    return best
