"""`scrapy probe URL`: the fields read from one page, with their evidence; no record.

Exit codes: 0 · 2 wrong arguments · 3 the page could not be fetched.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import printing
from newscrawl.commands.probing_command import UNFETCHED, ProbingCommand, console, table
from newscrawl.i18n import N_, _

if TYPE_CHECKING:
    from newscrawl.catalog import Site
    from newscrawl.probing.views import ArticleView, IssueView, ListingView, NoView, View

SHOWN = 300
"""Characters of a value that are shown."""
_KINDS = {"issue": N_("issue"), "listing": N_("listing"), "article": N_("article"), "front": N_("front page")}
"""What a page may be, in words."""
_OWN = frozenset({"evidence", "text", "schema_version", "reader_version", "revision", "id"})
"""Fields of an article that do not depend on how it was read."""


class Command(ProbingCommand, ScrapyCommand):
    """Show how a page is read."""

    def syntax(self) -> str:
        return "URL"

    def short_desc(self) -> str:
        return _("Show what would be read from a listing, an article or a newspaper's page, and by which evidence")

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help=_("print what was read as JSON"))
        parser.add_argument("--generic", action="store_true", help=_("read it as a page of no known site"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import CatalogError
        from newscrawl.catalog.schema import host_of
        from newscrawl.probing.fetch import Visit
        from newscrawl.probing.views import view, view_issue

        if len(args) != 1 or not args[0].startswith(("http://", "https://")) or not host_of(args[0]):
            self.refuse(_("name one http(s) address"))
        catalog = self.catalog()
        try:
            site = None if opts.generic else catalog.site_of(args[0])
            paper = catalog.papers.paper(site.id) if site and site.id in catalog.papers.ids else None
            if paper is not None:
                catalog.papers.check(paper)
            elif site is not None:
                catalog.check(site)
        except CatalogError as error:
            self.refuse(error)
        channel = site.channel_of(args[0]) if site else None
        visit = Visit(args[0], site, channel=channel)
        self.visit([visit])
        page = visit.first
        if page is None or page.failure:
            self.refuse(
                _("{url} could not be fetched: {reason}").format(
                    url=args[0], reason=page.failure if page else _("no answer")
                ),
                UNFETCHED,
            )
        seen = (view_issue(page, paper) if paper else None) or view(page, site, channel=channel)
        with printing():
            if opts.json:
                print(json.dumps({"is": kind_of(seen), **asdict(seen)}, ensure_ascii=False, indent=2, default=str))
            else:
                show(seen, site)


def kind_of(seen: View | IssueView) -> str:
    """Return the kind of page that was read."""
    from newscrawl.probing.views import ArticleView, IssueView, ListingView

    if isinstance(seen, IssueView):
        return "issue" if seen.page.kind == "page" else seen.page.kind
    return "listing" if isinstance(seen, ListingView) else "article" if isinstance(seen, ArticleView) else seen.kind


def show(seen: View | IssueView, site: Site | None) -> None:
    """Print one page as it was read."""
    from newscrawl.probing.views import ArticleView, IssueView, ListingView

    kind = _(_KINDS.get(kind_of(seen), kind_of(seen)))
    of = (
        _("{kind} of site {id} ({name})").format(kind=kind, id=site.id, name=site.name)
        if site
        else _("{kind} of a site that is not in the catalog: generic readers").format(kind=kind)
    )
    console().print(f"{seen.url}\n{of}", soft_wrap=True)
    if isinstance(seen, ListingView):
        show_listing(seen)
    elif isinstance(seen, ArticleView):
        show_article(seen)
    elif isinstance(seen, IssueView):
        show_issue(seen)
    else:
        show_other(seen)


def show_listing(seen: ListingView) -> None:
    """Print the entries, and how they and the next page were found."""
    listing, found = seen.listing, seen.listing.evidence or {}
    facts = table(_("what"), _("value"), _("evidence"))
    facts.add_row(_("channel"), seen.channel or "-", "")
    counts = _("{n}, {refused} links refused").format(n=len(listing.entries), refused=listing.refused)
    facts.add_row(_("entries"), counts, found.get("entries", "-"))
    facts.add_row(_("next page"), listing.next_url or "-", found.get("next_url", "-"))
    facts.add_row(_("charset"), listing.encoding or "-", "")
    console().print(facts)
    if columns := found.get("columns"):
        console().print(
            _("a page of blocks; their columns may be channels: {urls}").format(urls=columns), soft_wrap=True
        )
    for number, entry in enumerate(listing.entries, 1):
        pinned = "  " + _("(pinned)") if entry.pinned else ""
        show_entry(number, f"{_minute(entry.date)}  {entry.title or '-'}{pinned}", entry.url)


def show_issue(seen: IssueView) -> None:
    """Print the pages that an issue's page links to, and its articles."""
    own = seen.page.own
    console().print(
        _("{edition}, issue of {day}; calls itself {page} {name}").format(
            edition=seen.edition, day=seen.day, page=own.page or "-", name=own.name or "-"
        )
    )
    pages = table(_("page"), _("name"), _("address"))
    for url, label in seen.page.pages.items():
        pages.add_row(label.page or "-", label.name or "-", url)
    console().print(pages)
    for number, entry in enumerate(seen.page.entries, 1):
        show_entry(number, entry.title or "-", entry.url)


def show_entry(number: int, words: str, url: str) -> None:
    """Print an entry of a listing or an issue, its address in a line of its own."""
    for line in (f"{number:3}  {words}", f"     {url}"):
        console().print(line, soft_wrap=True)


def _minute(date: str | None) -> str:
    """Return a date as listed, to the minute.

    >>> _minute("2020-11-18T14:41:00+08:00"), _minute("2020-11-18"), _minute(None)
    ('2020-11-18 14:41', '2020-11-18', '-')
    """
    return "-" if date is None else date[:16].replace("T", " ")


def show_article(seen: ArticleView) -> None:
    """Print every field that was read, with its place."""
    evidence = seen.article.evidence or {}
    rows = table(_("field"), _("value"), _("evidence"), whole=(_("field"),))
    for name, value in asdict(seen.article).items():
        if value in (None, (), [], {}) or name in _OWN or (name.endswith("url") and value == seen.url):
            continue
        rows.add_row(name, _shown(name, value), evidence.get(name, ""))
    if seen.next_url:
        rows.add_row(_("next page"), seen.next_url, "")
    console().print(rows)


def _shown(name: str, value: Any) -> str:
    if name == "body":
        kinds = [block["kind"] for block in value]
        counted = _(", ").join(f"{kinds.count(kind)} {kind}" for kind in dict.fromkeys(kinds))
        shown = f"{value[0]['text'][:60]} … {value[-1]['text'][-30:]}"
        return _("{counted}: {text}").format(counted=counted, text=shown)
    if isinstance(value, (list, tuple)):
        value = "、".join(str(item.get("url", item)) if isinstance(item, dict) else str(item) for item in value)
    return str(value)[:SHOWN]


def show_other(seen: NoView) -> None:
    """Print what the page is instead."""
    console().print(_("no text is read from it: {evidence}").format(evidence=seen.evidence), soft_wrap=True)
    for hint in seen.hints:
        console().print(hint, soft_wrap=True, markup=False)
