"""A proposed site → the text of its TOML file, the score of every rule beside it."""

from __future__ import annotations

from typing import Any

import tomlkit
from tomlkit.items import Table

from newscrawl.catalog.rule import Rule
from newscrawl.probing.proposal import Proposal
from newscrawl.probing.selectors import ScoredRule


def site_file(proposal: Proposal, day: str) -> str:
    """Return the text of the file; `day` is when its pages were fetched."""
    site, scores = proposal.site, proposal.scores
    document = tomlkit.document()
    document.add("name", tomlkit.item(site.name))
    document.add("home", tomlkit.item(site.home))
    document.add("delay", tomlkit.item(site.delay))
    document.add("verified", tomlkit.item(day))
    document.add("evidence", tomlkit.item(f"scrapy newsite: a listing and {len(proposal.samples)} articles"))
    if site.listing.entries:
        document.add("listing", _rules(scores, "listing", ("entries",)))
    elif site.listing.api:
        listing = tomlkit.table()
        for name in ("api", "request"):
            rule = getattr(site.listing, name)
            if rule is not None:
                listing.add(name, _inline(rule.model_dump(exclude_defaults=True, by_alias=True)))
        document.add("listing", listing)
    if site.article.url:
        urls = tomlkit.array()
        urls.extend(tomlkit.string(url, literal=True) for url in site.article.url)
        article = tomlkit.table()
        article.add("url", urls)
        document.add("article", article)
    if site.layouts:
        layouts = tomlkit.aot()
        layouts.append(_rules(scores, "layout", ("title", "published", "source", "editors", "body")))
        document.add("layout", layouts)
    document.add("expect", _expect(proposal))
    channels = tomlkit.aot()
    for channel in site.channels:
        channels.append(_table({"id": channel.id, "name": channel.name, "url": channel.url}))
    document.add("channel", channels)
    return tomlkit.dumps(document)


def _table(values: dict[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in values.items():
        if value is not None:
            table.add(key, value)
    return table


def _rules(scores: dict[str, ScoredRule], section: str, names: tuple[str, ...]) -> Table:
    table = tomlkit.table()
    for name in names:
        if scored := scores.get(f"{section}.{name}"):
            table.add(name, _rule(scored.rule).comment(f"{scored.agreed} of {scored.asked}"))
    return table


def _inline(values: dict[str, Any]) -> Any:
    table = tomlkit.inline_table()
    table.update(values)
    return table


def _rule(rule: Rule) -> Any:
    if rule.css is not None:
        return tomlkit.string(rule.css)
    table = tomlkit.inline_table()
    table.append("meta", rule.meta)
    return table


def _expect(proposal: Proposal) -> Table:
    expect = proposal.site.expect
    table = _table({"entries": expect.entries, "dated": expect.dated, "charset": expect.charset})
    fill = tomlkit.inline_table()
    fill.update(expect.fill)
    table.add("fill", fill)
    return table
