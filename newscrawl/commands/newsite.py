"""`scrapy newsite ID URL`: propose the file of a site from a listing and some articles.

Writes `<folder>/sites/<province>/<id>.toml`, and the pages it was made from as fixtures
for review. Exit codes: 0 · 2 wrong arguments · 3 too little could be fetched, or read.
"""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import TYPE_CHECKING

from scrapy.commands import ScrapyCommand

from newscrawl.commands.archive_command import printing
from newscrawl.commands.probing_command import UNFETCHED, ProbingCommand, console, table
from newscrawl.i18n import _, ngettext
from newscrawl.program import program

if TYPE_CHECKING:
    from newscrawl.probing.fetch import ProbedPage, Visit
    from newscrawl.probing.proposal import Proposal

SAMPLES = 6
"""Articles that are fetched."""
LEAST = 2
"""Articles that must be readable."""


class Command(ProbingCommand, ScrapyCommand):
    """Propose a site's file."""

    def syntax(self) -> str:
        return "ID URL"

    def short_desc(self) -> str:
        return _("Propose the catalog file of a site from one of its channels")

    def long_desc(self) -> str:
        return _(
            "Fetch the channel at URL and some of its articles, and write a site file with rules scored on them, and "
            "the pages as fixtures for review: <folder>/sites/<province>/ID.toml, <folder>/fixtures/<province>/ID/."
        )

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--into", metavar="FOLDER", default="my", help=_("folder to write to (default: my)"))
        parser.add_argument("--province", help=_("folder of its province (default: as its licence, 闽ICP备, tells)"))
        parser.add_argument("--channel", metavar="NAME", help=_("name of the channel (default: as its page is called)"))
        parser.add_argument("--delay", type=float, default=1.0, help=_("seconds between requests (default: 1)"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.catalog.provinces import NATIONAL, PROVINCES
        from newscrawl.catalog.schema import host_of
        from newscrawl.near import near
        from newscrawl.probing.fetch import Visit
        from newscrawl.probing.naming import province_folder
        from newscrawl.probing.proposal import propose, read_samples, renamed

        if len(args) != 2:
            self.refuse(_("give the site an id, and the address of one of its channels"))
        id, url = args
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]*", id):
            self.refuse(_("{id!r} is no id of a site: small letters, digits, - and _").format(id=id))
        if not url.startswith(("http://", "https://")) or not host_of(url):
            self.refuse(_("{url} is no http(s) address").format(url=url))
        if opts.province and opts.province not in (*PROVINCES, NATIONAL):
            self.refuse(
                _("unknown province {province!r}{hint}").format(
                    province=opts.province, hint=near(opts.province, [*PROVINCES, NATIONAL])
                )
            )
        if not 0 <= opts.delay <= 600:
            self.refuse(_("--delay may be 0 to 600 seconds"))
        catalog = self.catalog()
        if id in catalog.ids:
            self.refuse(_("the catalog has a site {id} already: {file}").format(id=id, file=catalog.file(id)))
        folder = Path(opts.into)
        if there := next(folder.glob(f"sites/*/{id}.toml"), None) or next(folder.glob(f"fixtures/*/{id}"), None):
            self.refuse(_("{there} is there already; move it aside").format(there=there))
        visit = Visit(url, articles=SAMPLES)
        self.visit([visit], opts.delay)
        first = self._listing(visit)
        samples = read_samples([page for page in visit.samples if not page.failure])
        if len(samples) < LEAST:
            failures = _("; ").join(f"{page.url}: {page.failure}" for page in visit.samples if page.failure)
            self.refuse(
                _("only {n} of {all} articles could be read {failures}").format(
                    n=len(samples), all=len(visit.samples), failures=failures
                ),
                UNFETCHED,
            )
        proposal = renamed(propose(id, first, samples, delay=opts.delay), opts.channel)
        province = opts.province or province_folder(samples[0].page.text)
        file = write(proposal, folder, province, first)
        with printing():
            show(proposal, visit, file)

    def _listing(self, visit: Visit) -> ProbedPage:
        first = visit.first
        if first is None or first.failure:
            self.refuse(
                _("{url} could not be fetched: {reason}").format(
                    url=visit.url, reason=first.failure if first else _("no answer")
                ),
                UNFETCHED,
            )
        if not visit.samples:
            self.refuse(
                _("{url} is no listing: no entries were found on it; see scrapy probe").format(url=visit.url), UNFETCHED
            )
        return first


def write(proposal: Proposal, folder: Path, province: str, first: ProbedPage) -> Path:
    """Write the site's file and the fixtures; return the path of the file."""
    from newscrawl.probing.fixtures import write_fixture
    from newscrawl.probing.site_file import site_file

    site = proposal.site
    fixtures = folder / "fixtures" / province / site.id
    write_fixture(fixtures / "listing", first, proposal.listing)
    for number, sample in enumerate(proposal.samples, 1):
        write_fixture(fixtures / f"article-{number}", sample.kept, sample.article)
    file = folder / "sites" / province / f"{site.id}.toml"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(site_file(proposal, first.fetched.date().isoformat()), encoding="utf-8")
    return file


def show(proposal: Proposal, visit: Visit, file: Path) -> None:
    """Print what was found, and what to do next."""
    site, scores = proposal.site, proposal.scores
    rows = table(_("rule"), _("selects"), _("agrees"))
    for key, scored in scores.items():
        rows.add_row(key, scored.rule.where, _("{n} of {all}").format(n=scored.agreed, all=scored.asked))
    for pattern in site.article.url:
        links = len(proposal.listing.entries)
        rows.add_row("article.url", pattern, ngettext("{n} link", "{n} links", links).format(n=links))
    console().print(
        _("{site}: {n} entries in {channel}, {read} of {all} articles read").format(
            site=site.name,
            n=len(proposal.listing.entries),
            channel=site.channels[0].name or site.channels[0].id,
            read=len(proposal.samples),
            all=len(visit.samples),
        )
    )
    if scores or site.article.url:
        console().print(rows)
    print(
        _("wrote {file}; its pages lie in {folder}/fixtures/{province}/{id}/ for review").format(
            file=file, folder=file.parents[2], province=file.parent.name, id=site.id
        )
    )
    print(
        _("next: {command}").format(
            command=f"{program()} checksites '{site.id}/*' -s NEWSCRAWL_CATALOG={file.parents[2]}"
        )
    )
