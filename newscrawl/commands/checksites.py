"""`scrapy checksites [PATTERN]`: one listing and two articles of each site, against what its file expects.

Exit codes: 0 as expected · 2 wrong arguments or catalog · 3 something could not be fetched · 4 a site has drifted.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING, Any

from newscrawl.command import printing
from newscrawl.probing.command import DRIFTED, UNFETCHED, ProbingCommand, console, table

if TYPE_CHECKING:
    from newscrawl.catalog import Selected
    from newscrawl.probing.drift import Facts
    from newscrawl.probing.fetch import Visit

ARTICLES = 2


class Command(ProbingCommand):
    """Look whether sites are still as their files say."""

    def syntax(self) -> str:
        return "[PATTERN]"

    def short_desc(self) -> str:
        return "Check that sites are still read as their files expect: a listing and two articles each"

    def long_desc(self) -> str:
        return (
            "Fetch the first channel that PATTERN names of each site (hxnews/fz, 'fujian:*'; all without a pattern) "
            "and two of its articles, and report drift: entries found, fields filled, layout matched, charset."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import CatalogError, select
        from newscrawl.probing.fetch import Visit

        if unknown := [arg for arg in args if arg.startswith("-")]:
            self.refuse(f"unknown option {unknown[0]}")
        if len(args) > 1:
            self.refuse(f"one pattern, not {len(args)}; put '*' in quotes, and commas between several")
        try:
            selected = select(self.catalog(), args[0] if args else "*")
        except CatalogError as error:
            self.refuse(error)
        first = {each.site.id: each for each in reversed(selected)}
        chosen = [each for each in selected if first[each.site.id] is each]
        visits = [Visit(each.channel.url, each.site, articles=ARTICLES) for each in chosen]
        self.visit(visits)
        checked = [check(each, visit) for each, visit in zip(chosen, visits, strict=True)]
        with printing():
            (show_json if opts.json else show)(checked)
        if any(facts.drifted for facts, _unfetched in checked):
            self.exitcode = DRIFTED
        elif any(unfetched for _facts, unfetched in checked):
            self.exitcode = UNFETCHED


def check(selected: Selected, visit: Visit) -> tuple[Facts, tuple[str, ...]]:
    """Give what was found at a site, and what could not be fetched of it."""
    from newscrawl.probing.drift import judge
    from newscrawl.probing.views import view

    pages = [visit.first, *visit.samples]
    unfetched = tuple(f"{page.url}: {page.failure}" for page in pages if page and page.failure)
    if visit.first is None:
        unfetched = (f"{visit.url}: no answer", *unfetched)
    listing = view(visit.first, selected.site, listing=True) if visit.first and not visit.first.failure else None
    samples = [view(page, selected.site, listing=False) for page in visit.samples if not page.failure]
    return judge(selected.site, selected.channel.key, listing, samples), unfetched


def verdict(facts: Facts, unfetched: tuple[str, ...]) -> str:
    """Say in one word how a site stands."""
    return "drift" if facts.drifted else "unfetched" if unfetched else "doubt" if facts.drifts else "ok"


def show(checked: list[tuple[Facts, tuple[str, ...]]]) -> None:
    """Print a line a site, and below them what is wrong."""
    rows = table("channel", "entries", "dated", "articles", "layout", "charset", "verdict")
    for facts, unfetched in checked:
        found = _facts(facts, unfetched)
        articles = f"{found['articles']} of {found['articles'] + len(found['others'])}"
        cells = (found["entries"], found["dated"], articles, found["by_layout"], "、".join(found["charsets"]) or "-")
        rows.add_row(facts.channel, *map(str, cells), found["verdict"])
    console().print(rows)
    for facts, unfetched in checked:
        for drift in facts.drifts:
            console().print(f"{facts.channel}: {drift.weight}: {drift.what}: {drift.told}", soft_wrap=True)
        for what in unfetched:
            console().print(f"{facts.channel}: unfetched: {what}", soft_wrap=True)


def show_json(checked: list[tuple[Facts, tuple[str, ...]]]) -> None:
    """Print the same for programs."""
    print(json.dumps([_facts(*each) for each in checked], ensure_ascii=False, indent=2))


def _facts(facts: Facts, unfetched: tuple[str, ...]) -> dict[str, Any]:
    entries = facts.listing.entries if facts.listing else ()
    return {
        "channel": facts.channel,
        "verdict": verdict(facts, unfetched),
        "entries": len(entries),
        "dated": sum(entry.date is not None for entry in entries),
        "articles": len(facts.articles),
        "others": list(facts.others),
        "by_layout": sum(article.read_by == "layout" for article in facts.articles),
        "charsets": list(facts.charsets),
        "drifts": [{"weight": each.weight, "what": each.what, "told": each.told} for each in facts.drifts],
        "unfetched": list(unfetched),
    }
