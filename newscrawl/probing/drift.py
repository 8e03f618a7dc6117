"""What was read from a site, and what its file expects → drifts and doubts. Pure.

A drift is a fact that contradicts the file: no entries, a layout that fits no page, a
field that is gone. A doubt may have an innocent reason: one article of two without a
date, a listing that never had any. Samples are few, so a field counts as lost only if
no article has it, or if the file says that all have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from newscrawl.catalog.papers import Paper
from newscrawl.catalog.schema import Channel, PageUrls, Site
from newscrawl.i18n import _
from newscrawl.items import Article, Listing
from newscrawl.probing.views import ArticleView, IssueView, ListingView, View

Role = Literal["listing", "second", "article"]
NOTHING: Mapping[Role, Sequence[str]] = {}
GONE = frozenset({"http_400", "http_404", "http_405", "http_410"})
"""Answers of a server to an address, or a way to ask for it, that it does not have."""
MANY = 10
"""A first listing page with so many entries should have a second."""
FEW = 5
"""A first listing page with fewer entries is doubtful, if the file has no number."""
NEEDED = ("title", "body", "published")
"""Fields that an article must have, and whose rules must find something."""


@dataclass(frozen=True, slots=True)
class Drift:
    """One contradiction or doubt."""

    weight: Literal["drift", "doubt"]
    what: str
    """`addresses`, `columns`, `entries`, `titles`, `dates`, `pager`, `articles`,
    `layout`, `field`, `rule` or `charset`."""
    evidence: str
    """Facts that a person can check."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read from one channel of a site."""

    channel: str
    listing: Listing | None
    articles: tuple[Article, ...]
    others: tuple[str, ...]
    """Kinds of the samples that are no articles."""
    charsets: tuple[str, ...]
    """Charsets of the pages."""
    drifts: tuple[Drift, ...]

    @property
    def drifted(self) -> bool:
        return any(drift.weight == "drift" for drift in self.drifts)


def judge(
    site: Site,
    channel: str,
    listing: View | None,
    samples: Sequence[View],
    second: View | None = None,
    failed: Mapping[Role, Sequence[str]] = NOTHING,
) -> Facts:
    """Compare what was read with the site's file; `listing` None if none was read.

    `second` is the second page of the listing, where its address follows from the
    file; `failed` has why pages were not received, `http_404`.
    """
    shown = listing.listing if isinstance(listing, ListingView) else None
    articles = tuple(sample.article for sample in samples if isinstance(sample, ArticleView))
    others = tuple(sample.kind for sample in samples if not isinstance(sample, ArticleView | ListingView))
    others += tuple("listing" for sample in samples if isinstance(sample, ListingView))
    drifts = list(_gone(failed, len(samples)))
    if shown is not None:
        drifts += _listing_drifts(site, listing, shown)
        drifts += _page_drifts(shown, second, failed.get("second", ()))
    drifts += _article_drifts(site, articles, others)
    charsets = {page for page in (shown.encoding if shown else None, *(each.encoding for each in articles)) if page}
    drifts += _charset_drifts(site, charsets)
    return Facts(channel, shown, articles, others, tuple(sorted(charsets)), tuple(drifts))


def judge_issue(paper: Paper, edition: str, issue: IssueView | None, samples: Sequence[View]) -> Facts:
    """Compare what was read of a newspaper with its table.

    `issue` is None if no day had any. Layouts are made for a family of papers, so a
    paper that none fits is no drift; front pages may have few entries.
    """
    site = paper.site.model_copy(update={"layouts": ()})
    facts = judge(site, edition, issue.listing if issue else None, samples)
    if issue is None:
        return replace(facts, drifts=(Drift("drift", "issue", _("no issue was found on any of the last days")),))
    few = {("doubt", "entries")}
    return replace(facts, drifts=tuple(each for each in facts.drifts if (each.weight, each.what) not in few))


def _listing_drifts(site: Site, view: Any, listing: Listing) -> Iterator[Drift]:
    expect, count = site.expect, len(listing.entries)
    refused = _(", {n} links refused").format(n=listing.refused) if listing.refused else ""
    rule = site.listing_of(channel_named(site, view))
    if listing.rule_refuses:
        evidence = _("`[article] url` refuses {n} entries; {used} are used").format(n=listing.rule_refuses, used=count)
        yield Drift("drift", "addresses", evidence)
    if not count:
        why = _("the page is {kind}").format(kind=listing.kind) if listing.kind != "listing" else _("no entries")
        evidence = _("{why}{refused}; found by {how}").format(why=why, refused=refused, how=_found_by(listing))
        yield Drift("drift", "entries", evidence)
        return
    if expect.entries is not None and count < expect.entries:
        yield Drift(
            "drift",
            "entries",
            _("{n} entries, at least {least} expected{refused}").format(n=count, least=expect.entries, refused=refused),
        )
    elif expect.entries is None and count < FEW:
        yield Drift("doubt", "entries", _("only {n} entries{refused}").format(n=count, refused=refused))
    if columns := (listing.evidence or {}).get("columns"):
        evidence = _("a page of blocks; their columns may be channels: {urls}").format(urls=columns)
        yield Drift("doubt", "columns", evidence)
    titled = rule.title is not None or bool(rule.api and rule.api.title)
    if titled and not any(entry.title for entry in listing.entries):
        yield Drift("drift", "titles", _("the rule for titles finds none in {n} entries").format(n=count))
    undated = sum(entry.date is None for entry in listing.entries)
    if undated == count and expect.dated is not False:
        weight: Literal["drift", "doubt"] = "drift" if expect.dated else "doubt"
        yield Drift(weight, "dates", _("no entry shows a date: is this box the list?"))
    if rule.next_url is not None and not isinstance(rule.next_url, PageUrls) and listing.next_url is None:
        yield Drift("doubt", "pager", _("{rule} finds no next page").format(rule=rule.next_url.where))
    paged = rule.request.paging() if rule.request is not None else ()
    if listing.next_url is None and (paged or (rule.api is not None and rule.api.next)):
        what = (rule.api.next if rule.api is not None else None) or ", ".join(paged)
        yield Drift("doubt", "pager", _("`{rule}` finds nothing to ask for the next page with").format(rule=what))


def channel_named(site: Site, view: ListingView) -> Channel | None:
    """Return the channel of a listing: by its key, as several may have one address."""
    return next((each for each in site.channels if each.key == view.channel), None) or site.channel_of(view.url)


def _gone(failed: Mapping[Role, Sequence[str]], received: int) -> Iterator[Drift]:
    """Yield drifts for addresses that the file makes and the server does not know."""
    if told := [why for why in failed.get("listing", ()) if why in GONE]:
        yield Drift("drift", "entries", _("the address of the list answers {why}").format(why=told[0]))
    told = [why for why in failed.get("article", ()) if why in GONE]
    if told and not received:
        evidence = _("all {n} addresses of articles that were tried answer {why}").format(n=len(told), why=told[0])
        yield Drift("drift", "articles", evidence)


def _page_drifts(first: Listing, second: View | None, failures: Sequence[str]) -> Iterator[Drift]:
    """Yield drifts for a second page that does not continue the first; a short list may
    have none.
    """
    if failures and (len(first.entries) >= MANY or not set(failures) & GONE):
        yield Drift("doubt", "pager", _("the second page answers {why}").format(why=failures[0]))
    if not isinstance(second, ListingView) or not first.entries:
        return
    ids = {entry.id for entry in second.listing.entries}
    if not ids and len(first.entries) >= MANY:
        yield Drift("doubt", "pager", _("the second page shows no entry"))
    elif ids and ids <= {entry.id for entry in first.entries}:
        yield Drift("drift", "pager", _("the second page shows the entries of the first again"))


def _found_by(listing: Listing) -> str:
    return (listing.evidence or {}).get("entries", _("nothing"))


def _article_drifts(site: Site, articles: Sequence[Article], others: Sequence[str]) -> Iterator[Drift]:
    if others:
        evidence = _("{n} of {all} listed pages are no article: {names}").format(
            n=len(others), all=len(articles) + len(others), names=_(", ").join(others)
        )
        yield Drift("doubt" if articles else "drift", "articles", evidence)
    if not articles:
        return
    generic = sum(article.read_by == "generic" for article in articles)
    if site.layouts and generic:
        evidence = _("no layout fits {n} of {all} articles").format(n=generic, all=len(articles))
        yield Drift("drift" if generic == len(articles) else "doubt", "layout", evidence)
    for name in dict.fromkeys((*NEEDED, *site.expect.fill)):
        filled = sum(bool(getattr(article, name)) for article in articles)
        least = site.expect.fill.get(name, 0.0)
        if filled == len(articles) or (name not in NEEDED and least < 0.5):
            continue
        certain = filled == 0 or least == 1.0
        yield Drift(
            "drift" if certain else "doubt",
            "field",
            _("{name} in {n} of {all} articles").format(name=name, n=filled, all=len(articles)),
        )
    yield from _idle_rules(site, articles)


def _idle_rules(site: Site, articles: Sequence[Article]) -> Iterator[Drift]:
    """Yield a drift for each layout rule that found nothing on any page it fits."""
    laid_out = [article for article in articles if article.read_by == "layout"]
    for name in NEEDED:
        ruled = bool(laid_out and site.layouts) and all(getattr(layout, name) is not None for layout in site.layouts)
        if ruled and not any((article.evidence or {}).get(name, "").startswith("layout:") for article in laid_out):
            yield Drift(
                "drift", "rule", _("the layout's {name} finds nothing; the generic reader stood in").format(name=name)
            )


def _charset_drifts(site: Site, found: set[str]) -> Iterator[Drift]:
    wanted = site.expect.charset
    if wanted is not None and (others := sorted(found - {wanted.lower()})):
        yield Drift(
            "drift",
            "charset",
            _("{found}, where the file says {wanted}").format(found=_(", ").join(others), wanted=wanted),
        )
    elif len(found) > 1:
        yield Drift("doubt", "charset", _("pages in {names}").format(names=_(" and ").join(sorted(found))))
