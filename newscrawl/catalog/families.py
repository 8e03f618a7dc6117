"""A page of a site that names no family → the family whose marks it bears, and the site
with that family's rules.

A CMS leaves words of its own in every page (`TRS_Editor`, `enpcontent`,
`cms_block_span`). They are searched as plain words, all of them in one pass over the
page: RE2 needs the same time for a page whatever it holds.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import re2

from newscrawl.catalog.schema import Family, Site


def recognise(source: str | bytes, families: Iterable[Family]) -> Family | None:
    """Return the family most of whose marks are in a page's source (text, or that in
    UTF-8), None if none has any.

    >>> trs = Family(id="trs", name="TRS WCM", marks=("TRS_Editor", "createPageHTML("))
    >>> found = recognise('<div class="TRS_Editor"><p>福州新闻</p></div>', [trs])
    >>> found.id if found else None
    'trs'
    """
    families = tuple(families)
    data = source if isinstance(source, bytes) else source.encode("utf-8", "replace")
    places = _any_of(tuple(family.marks for family in families)).Match(data)
    if not places:
        return None
    owners = [family for family in families for _mark in family.marks]
    counted = [(sum(owners[place] is family for place in places), family) for family in families]
    return max(counted, key=lambda pair: pair[0])[1]


@lru_cache(maxsize=64)
def _any_of(marks: tuple[tuple[str, ...], ...]) -> Any:
    """Return a set of patterns, one for each mark, that finds which are in a page."""
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1  # bytes are compared, whatever they mean
    found = re2.Set.SearchSet(options)
    for mark in (mark for each in marks for mark in each):
        found.Add(re2.escape(mark.encode()))
    found.Compile()
    return found


def with_page_family(site: Site | None, source: str | bytes) -> Site | None:
    """Return a site with the rules of the family whose marks one of its pages bears.

    Each page is judged alone, so that its reading does not depend on the pages before
    it.
    """
    if site is None or site.family is not None or not site.kin:
        return site
    family = recognise(source, site.kin)
    return with_rules_of(site, family) if family else site


def with_rules_of(site: Site, family: Family) -> Site:
    """Return a site with the rules of a recognised family where it has none itself; a
    family that its file names stays.

    The family's article addresses are not taken over: the site may have others beside
    them, and would lose those.
    """
    if site.family is not None:
        return site
    # the walk asks by the site's own file, which has no values for a family's request
    listing = family.listing.model_copy(update={"request": None})
    own = {name: rule for name in type(site.listing).model_fields if (rule := getattr(site.listing, name)) is not None}
    return site.model_copy(
        update={
            "family": family.id,
            "listing": listing.model_copy(update=own),
            "article": site.article.model_copy(
                update={"next_page": site.article.next_page or family.article.next_page},
            ),
            "layouts": (*site.layouts, *family.layouts),
            "drop": (*site.drop, *family.drop),
        }
    )
