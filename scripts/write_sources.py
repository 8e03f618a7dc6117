"""The shipped catalog → `docs/sources.md`: each site with its channels and how old the
evidence is.

    python scripts/write_sources.py [--data DATA] > docs/sources.md

`--data` names the data folder of an archive, whose last verdicts of `checksites` are
shown; without it that column is empty.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

from newscrawl.catalog import Catalog, Site, load
from newscrawl.probing.verdicts import read_verdicts

TEXT = """# Sources

Written by `python scripts/write_sources.py > docs/sources.md` from the files in `newscrawl/catalog/sites`. The dates are
those of the newest evidence: for the lists at the channels' addresses (*listing*), the shape of articles' addresses
(*address*), the markup of articles (*layout*). *Kind* is how channels list; an `unchecked` one has nothing but a front page
that was last seen before 2022, and `*` and a province leave it out unless `--unchecked` is given. *Verdict* is that of the
last `scrapy checksites`; `scrapy channels` shows your own.
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="data folder of an archive that ran checksites")
    options = parser.parse_args()
    print(page(load(), read_verdicts(options.data) if options.data else {}), end="")


def page(catalog: Catalog, verdicts: Mapping[str, tuple[str, str]]) -> str:
    """Return the whole page."""
    by_site = {key.partition("/")[0]: " ".join(verdict) for key, verdict in verdicts.items()}
    sites = list(catalog.sites())
    channels = sum(len(site.channels) for site in sites)
    unchecked = sum(site.is_unchecked(channel) for site in sites for channel in site.channels)
    lines = [TEXT, f"{len(sites)} sites, {channels:,} channels, {unchecked} of them unchecked.", ""]
    for province in dict.fromkeys(site.province for site in sites):
        lines += [
            f"## {province or '全国'}",
            "",
            "| site | name | channels | listing | address | layout | kind | verdict |",
        ]
        lines += ["|---|---|---|---|---|---|---|---|"]
        lines += [row(site, by_site.get(site.id, "")) for site in sites if site.province == province]
        lines.append("")
    return "\n".join(lines)


def row(site: Site, verdict: str) -> str:
    """Return a site's line of the table."""
    kinds = Counter(site.kind_of(channel) for channel in site.channels)
    kind = ", ".join(word if len(kinds) == 1 else f"{word} {n}" for word, n in kinds.most_common())
    verified = site.verified
    cells = [
        site.id,
        site.name,
        str(len(site.channels)),
        " … ".join(span(site)),
        verified.address,
        verified.layout,
        kind,
    ]
    return "| " + " | ".join((cell or "").replace("|", "/") for cell in [*cells, verdict]).replace("  |", " |") + " |"


def span(site: Site) -> Iterator[str]:
    """Yield the oldest date of its channels' evidence, and the newest where that
    differs.
    """
    days = sorted({day for channel in site.channels if (day := site.verified_of(channel))})
    yield from days if len(days) < 3 else (days[0], days[-1])


if __name__ == "__main__":
    main()
