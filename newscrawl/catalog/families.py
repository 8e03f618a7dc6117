"""A page of a site that names no family → the family whose marks it bears, and the site
with that family's rules.

A CMS leaves words of its own in every page (`TRS_Editor`, `enpcontent`,
`cms_block_span`). They are searched as plain words: pages are large and come from
strangers, so no expression runs over them.
"""

from __future__ import annotations

from collections.abc import Iterable

from newscrawl.catalog.schema import Family, Site


def recognise(source: str, families: Iterable[Family]) -> Family | None:
    """Return the family most of whose marks are in a page's source, None if none has
    any.

    >>> trs = Family(id="trs", name="TRS WCM", marks=("TRS_Editor", "createPageHTML("))
    >>> found = recognise('<div class="TRS_Editor"><p>福州新闻</p></div>', [trs])
    >>> found.id if found else None
    'trs'
    """
    counted = [(sum(mark in source for mark in family.marks), family) for family in families]
    best = max(counted, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def with_page_family(site: Site | None, source: str) -> Site | None:
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
    own = {name: rule for name in type(site.listing).model_fields if (rule := getattr(site.listing, name)) is not None}
    return site.model_copy(
        update={
            "family": family.id,
            "listing": family.listing.model_copy(update=own),
            "article": site.article.model_copy(
                update={"next_page": site.article.next_page or family.article.next_page},
            ),
            "layouts": (*site.layouts, *family.layouts),
            "drop": (*site.drop, *family.drop),
        }
    )
