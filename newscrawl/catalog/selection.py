"""The text behind `channels=` or `papers=` → the channels, or editions of newspapers,
that it selects.

`hxnews/fz` · `hxnews/福州新闻` · `fujian:*` · `福建:福州新闻` · `*`. A word alone is a province
(`fujian`, `福建`), a site (`hxnews`, `海峡网`), or the name of channels (`福州新聞`), the first
of these that there is. Several are separated by commas. Names are compared in one
script, without case, width and punctuation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from newscrawl.catalog.files import Catalog
from newscrawl.catalog.problems import CatalogError
from newscrawl.catalog.provinces import NATIONAL, PROVINCES
from newscrawl.catalog.schema import Channel, Site
from newscrawl.i18n import _
from newscrawl.near import near
from newscrawl.text.script import compare_key, fold

if TYPE_CHECKING:
    from newscrawl.catalog.paper_files import Papers
    from newscrawl.catalog.papers import Edition, Paper, PaperSelected


class Selected(NamedTuple):
    """A channel and its site."""

    site: Site
    channel: Channel


def select(catalog: Catalog, patterns: str, *, check: bool = True, unchecked: bool = False) -> list[Selected]:
    """Return the channels that any of the patterns means, each once, in the order of
    the patterns. `*` and a province mean channels that are unchecked
    (`Site.is_unchecked`) only where `unchecked` is set; a site or a name always does.

    Raises `CatalogError`, one line, for a pattern that means nothing, with near
    matches; and, unless `check` is off, for broken selectors of a selected site.
    """
    parts = [part.strip() for part in re.split("[,，]", patterns) if part.strip()]
    if not parts:
        raise CatalogError(_("no channels named; `scrapy channels` lists them"))
    chosen: dict[str, Selected] = {}
    for part in parts:
        found = list(_matching(catalog, part, unchecked))
        if not found and not unchecked and any(_matching(catalog, part, True)):
            raise CatalogError(_("{pattern}: all channels are unchecked; --unchecked takes them").format(pattern=part))
        if not found:
            raise CatalogError(_unknown(catalog, part))
        chosen |= {selected.channel.key: selected for selected in found}
    if check:
        for site in {selected.site.id: selected.site for selected in chosen.values()}.values():
            catalog.check(site)
    return list(chosen.values())


def select_papers(catalog: Catalog, patterns: str, *, check: bool = True) -> list[PaperSelected]:
    """Return the editions of newspapers that any of the patterns means, each once, in
    the order of the patterns.

    `fzwb` · `福州晚报` · `fzwb/fuqing` · `fujian` · `fujian:*` · `*日报`; errors as of
    `select`.
    """
    from newscrawl.catalog.papers import PaperSelected

    parts = [part.strip() for part in re.split("[,，]", patterns) if part.strip()]
    if not parts:
        raise CatalogError(_("no newspapers named; `scrapy papers` lists them"))
    chosen: dict[str, PaperSelected] = {}
    for part in parts:
        found = list(_matching_papers(catalog.papers, part))
        if not found:
            known = [word for pair in catalog.papers.names() for word in pair if word]
            raise CatalogError(
                _("no newspaper is called {part!r}{hint}").format(part=part, hint=near(fold(part), known))
            )
        chosen |= {f"{paper.id}/{edition.id}": PaperSelected(paper, edition) for paper, edition in found}
    if check:
        for paper in {selected.paper.id: selected.paper for selected in chosen.values()}.values():
            catalog.papers.check(paper)
    return list(chosen.values())


def named_keys(catalog: Catalog, patterns: str) -> frozenset[str]:
    """Return the keys of all channels and editions that any pattern means; errors as of
    `select`.
    """
    found: set[str] = set()
    for part in filter(None, (part.strip() for part in re.split("[,，]", patterns))):
        papers: set[str] = set()
        with suppress(CatalogError):
            papers = {f"{paper.id}/{edition.id}" for paper, edition in select_papers(catalog, part, check=False)}
        try:
            found |= papers | {selected.channel.key for selected in select(catalog, part, check=False, unchecked=True)}
        except CatalogError:
            if not papers:
                raise
            found |= papers
    return frozenset(found)


def _matching_papers(papers: Papers, pattern: str) -> Iterator[tuple[Paper, Edition]]:
    province, paper_id, wanted = _parts(pattern)
    if paper_id is None and province is None and (named := _province(wanted)):
        province, wanted = named, "*"
    is_edition = _matcher(wanted if paper_id is not None else "*")
    name = wanted if paper_id is None else paper_id
    if name in papers.ids and province is None:
        chosen: Iterable[Paper] = [papers.paper(name)]
    else:
        is_paper = _matcher(name)
        chosen = [papers.paper(id) for id, stated in papers.names(province) if id == name or is_paper(stated)]
    for paper in chosen:
        for edition in paper.editions:
            if is_edition(edition.id) or is_edition(edition.name):
                yield paper, edition


def _matching(catalog: Catalog, pattern: str, unchecked: bool) -> Iterator[Selected]:
    province, site_id, wanted = _parts(pattern)
    if site_id is None and province is None and (named := _province(wanted)):
        province, wanted = named, "*"
    elif site_id is None and _is_site(catalog, province, wanted):
        site_id, wanted = wanted, "*"
    if site_id is None:
        sites: Iterable[Site] = catalog.sites(province)
    elif site_id in catalog.ids:
        sites = [catalog.site(site_id)] if province is None else [s for s in catalog.sites(province) if s.id == site_id]
    else:
        is_site = _matcher(site_id)
        sites = [site for site in catalog.sites(province) if is_site(site.id) or is_site(site.name)]
    is_wanted = _matcher(wanted)
    every = not unchecked and not wanted.strip("*") and not (site_id or "").strip("*")
    for site in sites:
        for channel in site.channels:
            if every and site.is_unchecked(channel):
                continue
            if (site_id is not None and channel.id == wanted) or is_wanted(channel.name):
                yield Selected(site, channel)


def _province(word: str) -> str | None:
    """Return the province that a word names, as `Catalog.sites` takes it."""
    return folded if (folded := fold(word)) in (*PROVINCES, *PROVINCES.values(), NATIONAL) else None


def _is_site(catalog: Catalog, province: str | None, word: str) -> bool:
    """Return whether a word is the id of a site, or its name, in a province or
    anywhere.
    """
    if word in catalog.ids:
        return province is None or any(site.id == word for site in catalog.sites(province))
    if "*" in word:
        return False
    key = compare_key(word)
    return any(compare_key(site.name) == key for site in catalog.sites(province))


def _parts(pattern: str) -> tuple[str | None, str | None, str]:
    """Split a pattern into province, site and channel; None where the pattern leaves it
    open.
    """
    before, colon, rest = pattern.partition(":")
    province = None
    if colon and ("/" not in before):
        known = [*PROVINCES, *PROVINCES.values(), NATIONAL]
        province, pattern = fold(before), rest
        if province not in known:
            raise CatalogError(_("unknown province {before!r}{hint}").format(before=before, hint=near(province, known)))
    site_id, slash, wanted = pattern.partition("/")
    return (province, site_id, wanted) if slash else (province, None, pattern)


def _matcher(pattern: str) -> Callable[[str | None], bool]:
    """Return a test of names by their key; `*` in a pattern stands for anything."""
    if pattern.strip("*") == "" and pattern:
        return lambda name: True
    pieces = [re.escape(compare_key(piece)) for piece in pattern.split("*")]
    wanted = re.compile(".*".join(pieces))
    return lambda name: name is not None and wanted.fullmatch(compare_key(name)) is not None


def _unknown(catalog: Catalog, pattern: str) -> str:
    """Return the message for a pattern that means nothing, with near matches."""
    province, site_id, wanted = _parts(pattern)
    if site_id is not None and site_id in catalog.ids:
        if province is not None and all(site.id != site_id for site in catalog.sites(province)):
            return f"site {site_id} is not in {province}"
        channels = catalog.site(site_id).channels
        known = [f"{site_id}/{word}" for c in channels for word in (c.id, c.name) if word]
        return f"site {site_id} has no channel {wanted!r}{near(f'{site_id}/{wanted}', known)}"
    if site_id is not None:
        words = [word for site in catalog.sites(province) for word in (site.id, site.name)]
        return f"unknown site {site_id!r} in {pattern!r}{near(site_id, words)}"
    if wanted in catalog.ids:
        return f"site {wanted} is not in {province}"
    options: dict[str, None] = {} if province else dict.fromkeys((*PROVINCES, *PROVINCES.values()))
    for site in catalog.sites(province):
        names = (site.id, site.name, *(channel.name for channel in site.channels))
        options.update((name, None) for name in names if name)
    return _("no province, site or channel is called {name!r}{hint}").format(
        name=wanted, hint=near(fold(wanted), options)
    )
