"""`scrapy checksites [PATTERN]`: compare live sites with their files in the catalog.

Fetches one listing and two articles of each site; with `--papers` the newest issue of
each newspaper and two of its articles. The verdicts are kept in the data folder, where
there is one.

Exit codes: 0 as expected · 2 wrong arguments or catalog · 3 something could not be
fetched · 4 a site has drifted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import deque
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import FAILED, printing
from newscrawl.commands.probing_command import DRIFTED, UNFETCHED, ProbingCommand, console, table
from newscrawl.i18n import N_, _, system_words

if TYPE_CHECKING:
    from newscrawl.catalog.schema import Channel, Site
    from newscrawl.probing.drift import Facts, Role
    from newscrawl.probing.fetch import Visit

ARTICLES = 2
NOT_CAPTURED = "not_captured"
"""Failure of a page that a replay does not have."""
DAYS = 8
"""Days up to yesterday, of which one should have an issue even of a weekly."""


VERDICTS = {"ok": N_("ok"), "doubt": N_("doubt"), "drift": N_("drift"), "unfetched": N_("unfetched")}


class Command(ProbingCommand, ScrapyCommand):
    """Check whether sites are still as their files state."""

    def syntax(self) -> str:
        return "[PATTERN]"

    def short_desc(self) -> str:
        return _("Check that sites are still read as their files expect: a listing and two articles each")

    def long_desc(self) -> str:
        return _(
            "Fetch the first channel that PATTERN names of each site (hxnews/fz, 'fujian:*'; all without a pattern) "
            "and two of its articles, and report drift: entries found, fields filled, layout matched, charset."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        papers = _("PATTERN names newspapers: fzrb, 'fujian:*', '*晚报'")
        parser.add_argument("--papers", action="store_true", help=papers)
        parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))
        unchecked = _("check channels with nothing but an old front page, too")
        parser.add_argument("--unchecked", action="store_true", help=unchecked)
        report = _("also write what an issue needs: rules that miss, markup without texts; .json, or Markdown")
        parser.add_argument("--report", metavar="FILE", help=report)

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog import CatalogError

        if len(args) > 1:
            self.refuse(_("one pattern, not {n}; put '*' in quotes, and commas between several").format(n=len(args)))
        if opts.report and not Path(opts.report).absolute().parent.is_dir():
            self.refuse(_("there is no folder {folder}").format(folder=Path(opts.report).absolute().parent))
        try:
            visits = (
                self._issues(args[0] if args else "*")
                if opts.papers
                else self._listings(args[0] if args else "*", unchecked=opts.unchecked)
            )
        except CatalogError as error:
            self.refuse(error)
        self.visit(list(visits.values()))
        checked = [check(key, visit) for key, visit in visits.items()]
        with printing():
            (show_json if opts.json else show)(checked)
        self._keep({facts.channel: verdict(facts, unfetched) for facts, unfetched in checked})
        if opts.report:
            self._write_report(Path(opts.report), list(zip(visits.items(), checked, strict=True)))
        if told := network_fault(visits.values()):
            self.complain(told)
        if any(facts.drifted for facts, _unfetched in checked):
            self.exitcode = DRIFTED
        elif any(unfetched for _facts, unfetched in checked):
            self.exitcode = UNFETCHED

    def _keep(self, verdicts: dict[str, str]) -> None:
        """Keep the verdicts in the data folder, where there is one, for
        `scrapy channels`.
        """
        from newscrawl.options import data_folder, now
        from newscrawl.probing.verdicts import keep_verdicts

        assert self.settings is not None
        try:
            keep_verdicts(data_folder(self.settings), verdicts, now(self.settings).date())
        except OSError as error:
            self.complain(_("the verdicts are not kept: {error}").format(error=system_words(error)))

    def _write_report(self, file: Path, found: list[tuple[tuple[str, Visit], tuple[Facts, tuple[str, ...]]]]) -> None:
        """Write the report of all sites: JSON for a `.json`, otherwise Markdown."""
        from newscrawl.options import now
        from newscrawl.probing.site_report import markdown, values_of, versions

        assert self.settings is not None
        report = {
            "made": now(self.settings).isoformat(),
            "versions": versions(),
            "sites": [
                values_of(visit, key, facts, unfetched, verdict(facts, unfetched))
                for (key, visit), (facts, unfetched) in found
            ],
        }
        text = json.dumps(report, ensure_ascii=False, indent=2) if file.suffix == ".json" else markdown(report)
        try:
            file.write_text(text, encoding="utf-8")
        except OSError as error:
            self.refuse(f"{file}: {system_words(error)}", FAILED)
        print(_("report: {file}; look through it before you attach it").format(file=file), file=sys.stderr)

    def _listings(self, pattern: str, *, unchecked: bool) -> dict[str, Visit]:
        """Return a visit of the first channel named of each site, by its key."""
        from newscrawl.catalog import select
        from newscrawl.probing.fetch import Visit

        first = {each.site.id: each for each in reversed(select(self.catalog(), pattern, unchecked=unchecked))}
        chosen = reversed(first.values())
        return {
            each.channel.key: Visit(
                each.channel.url, each.site, ARTICLES, pages_looked_at(each.site, each.channel), channel=each.channel
            )
            for each in chosen
        }

    def _issues(self, pattern: str) -> dict[str, Visit]:
        """Return a visit of the newest issue of each edition, by its key.

        Tries the last days, each under the likeliest addresses.
        """
        from newscrawl.catalog import select_papers
        from newscrawl.options import now
        from newscrawl.probing.fetch import Visit

        assert self.settings is not None
        today, visits = now(self.settings).date(), {}
        for paper, edition in select_papers(self.catalog(), pattern):
            days = [today - timedelta(days=back) for back in range(1, DAYS + 1)]
            own = [era.issue_url(day) for day in days for era in edition.eras_of(day)]
            names = [url for day in days[:2] for era in edition.eras_of(day) for url in era.front_urls(day)]
            urls = deque(dict.fromkeys((*own[:2], *names, *own)))
            if urls:
                visit = Visit(urls.popleft(), paper.site, articles=ARTICLES, paper=paper, alternatives=urls)
                visits[f"{paper.id}/{edition.id}"] = visit
        return visits


def check(key: str, visit: Visit) -> tuple[Facts, tuple[str, ...]]:
    """Return what was found at a site, and what could not be fetched."""
    from newscrawl.probing.drift import judge, judge_issue
    from newscrawl.probing.views import view, view_issue

    assert visit.site is not None
    pages = [visit.first, *visit.samples]
    unfetched = tuple(f"{page.url}: {page.failure}" for page in pages if page and page.failure)
    if visit.first is None:
        unfetched = (f"{visit.url}: no answer", *unfetched)
    came = visit.first if visit.first and not visit.first.failure else None
    samples = [view(page, visit.site, listing=False) for page in visit.samples if not page.failure]
    if visit.paper is not None:
        return judge_issue(visit.paper, key, view_issue(came, visit.paper) if came else None, samples), unfetched
    second = next(iter(visit.further), None)
    failed: dict[Role, list[str]] = {
        "listing": [visit.first.failure] if visit.first and visit.first.failure else [],
        "second": [page.failure for page in visit.further if page.failure not in (None, NOT_CAPTURED)],
        "article": [page.failure for page in visit.samples if page.failure],
    }
    first, next_page = (
        view(page, visit.site, listing=True, channel=visit.channel) if page and not page.failure else None
        for page in (came, second)
    )
    return judge(visit.site, key, first, samples, next_page, failed), unfetched


def pages_looked_at(site: Site, channel: Channel) -> int:
    """Return how many pages of a listing are looked at: two, where the address of the
    second follows from the site's file and no link leads there.
    """
    from newscrawl.catalog.schema import PageUrls

    rule = site.listing_of(channel)
    made = rule.request is not None or isinstance(rule.next_url, PageUrls) or bool(rule.api and rule.api.next)
    return 2 if made else 1


def network_fault(visits: Iterable[Visit]) -> str | None:
    """Return a sentence where nothing could be fetched because this machine has no
    network.
    """
    from newscrawl.monitor.causes import NETWORK, host_and_port
    from newscrawl.monitor.reachability import no_network

    pages = [visit.first for visit in visits if visit.first is not None]
    if any(page.failure not in NETWORK for page in pages):
        return None
    return no_network({(host_and_port(page.url) or "").partition(":")[0]: page.failure or "" for page in pages})


def verdict(facts: Facts, unfetched: tuple[str, ...]) -> str:
    """Return the state of a site in one word."""
    return "drift" if facts.drifted else "unfetched" if unfetched else "doubt" if facts.drifts else "ok"


def show(checked: list[tuple[Facts, tuple[str, ...]]]) -> None:
    """Print one line a site, and its problems below."""
    from newscrawl.monitor.causes import in_words

    rows = table(
        *map(_, (N_("channel"), N_("entries"), N_("dated"), N_("articles"), N_("layout"), N_("charset"), N_("verdict")))
    )
    for facts, unfetched in checked:
        found = _facts(facts, unfetched)
        articles = _("{n} of {of}").format(n=found["articles"], of=found["articles"] + len(found["others"]))
        cells = (found["entries"], found["dated"], articles, found["by_layout"], "、".join(found["charsets"]) or "-")
        rows.add_row(facts.channel, *map(str, cells), _(VERDICTS[found["verdict"]]))
    console().print(rows)
    for facts, unfetched in checked:
        for drift in facts.drifts:
            told = _("{channel}: {verdict}: {what}: {evidence}").format(
                channel=facts.channel, verdict=_(VERDICTS[drift.weight]), what=drift.what, evidence=drift.evidence
            )
            console().print(told, soft_wrap=True)
        for what in unfetched:
            url, _colon, reason = what.rpartition(": ")
            told = _("{channel}: unfetched: {url}: {why}").format(channel=facts.channel, url=url, why=in_words(reason))
            console().print(told, soft_wrap=True)


def show_json(checked: list[tuple[Facts, tuple[str, ...]]]) -> None:
    """Print the results as JSON."""
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
        "drifts": [{"weight": each.weight, "what": each.what, "told": each.evidence} for each in facts.drifts],
        "unfetched": list(unfetched),
    }
