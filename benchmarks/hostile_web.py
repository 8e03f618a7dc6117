"""What is lost when the web misbehaves for a while, and of how much of it nobody hears:
newscrawl and plain Scrapy.

    python benchmarks/hostile_web.py [--seed 1] [--days 20] [--every 1] [--kinds waf,…]
    python benchmarks/hostile_web.py --each [--days 3] [--every 6]   # each kind in a web of its own
    python benchmarks/hostile_web.py --control [--days 30]           # a healthy month

Five simulated sites (pages that link on, counted pages, a feed, a list API, a
newspaper) are crawled at simulated times while troubles come and go: see
`tests/hostile/`. The floor: 0 articles lost in silence, once troubles are over and
healthy days have passed; 0 false alarms in a healthy month. A loss is reported if exit
code, alarm and audit all say so. The same days and troubles beside it: a spider as it
is usually written, on plain Scrapy.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import processes  # noqa: E402
from tests.hostile.history import History, Maker, Plan, live, tabled  # noqa: E402
from tests.hostile.judging import complaints  # noqa: E402
from tests.hostile.plain import PlainCrawler  # noqa: E402
from tests.hostile.running import Crawler  # noqa: E402
from tests.hostile.troubles import KINDS, Trouble, deal  # noqa: E402
from tests.hostile.web import BEGIN, SITES, Web  # noqa: E402

SHOWN = 40
"""Lines of a table."""


class Bench:
    """One seed, one plan, one folder."""

    def __init__(self, given: argparse.Namespace, folder: Path) -> None:
        self.plan = Plan(given.days, given.healthy, given.every, given.papers_every)
        self.seed: int = given.seed
        self.folder = folder
        self.web = Web(given.seed, self.plan.end, given.sites, given.share)

    def troubles(self, kinds: Sequence[str], every: float) -> list[Trouble]:
        """Deal troubles of these kinds to the web."""
        return deal(self.seed, self.web, BEGIN, self.plan.troubled_until, every=every, kinds=kinds)

    def live(self, name: str, make: Maker, troubles: Sequence[Trouble]) -> tuple[History, float]:
        """Let the days pass; return also the seconds that it took."""
        begun = time.monotonic()
        history = live(make, self.folder / name, self.web, troubles, self.plan)
        return history, time.monotonic() - begun


def show(name: str, history: History, seconds: float) -> None:
    """Print the figures of one crawler."""
    verdict = history.verdict
    met = sum(each.trouble is not None for each in history.asked)
    codes = Counter(run.code for run in history.runs)
    print(f"\n{name}")
    print(f"    articles that listings showed for a day   {verdict.stories:>7,}")
    print(f"    lost in silence                           {len(verdict.silent):>7,}   (floor 0)")
    print(f"    lost, and reported                        {len(verdict.reported):>7,}")
    print(f"    twice in the record, lines of no article  {len(verdict.doubled):>7,} {len(verdict.strangers):>7,}")
    print(f"    requests, of which met a trouble          {len(history.asked):>7,} {met:>7,}")
    ended = ", ".join(f"{count:,} with {code}" for code, count in sorted(codes.items()))
    print(f"    runs {len(history.runs):,} in {seconds:.0f} s: {ended}")
    for run in history.runs:
        if run.err:
            print(f"    run of {run.at:%m-%d %H:%M} ended with {run.code}: {run.err.strip().splitlines()[-1]}")
            break
    for title, losses in (("in silence", verdict.silent), ("reported", verdict.reported)):
        for count, site, state, kind in tabled(losses, history)[:SHOWN]:
            print(f"    {count:>5} {title:<10} {site:<8} {state:<32} {kind}")
    halves = Counter(" and ".join(loss.reported) or "nothing" for loss in verdict.silent)
    if halves:
        print(f"    of the silent, reported by {', '.join(f'{how}: {count}' for how, count in halves.most_common())}")


def hostile(bench: Bench, given: argparse.Namespace) -> bool:
    """Let all troubles loose; return whether the floor was kept."""
    troubles = bench.troubles(given.kinds, given.rate)
    counts = Counter(trouble.kind for trouble in troubles)
    print(f"{len(troubles)} troubles: {', '.join(f'{kind} {counts[kind]}' for kind in given.kinds if counts[kind])}")
    if given.list:
        print(*sorted(troubles, key=lambda each: each.begin), sep="\n")
    history, seconds = bench.live("newscrawl", Crawler, troubles)
    show("newscrawl", history, seconds)
    if given.list:
        for loss in history.verdict.losses:
            print(f"    {loss.story.channel} {bench.web.path(loss.story)} {loss.state} reported by {loss.reported}")
    if not given.no_plain:
        show("plain Scrapy", *bench.live("plain", PlainCrawler, troubles))
    return not history.verdict.silent


def each(bench: Bench, given: argparse.Namespace) -> bool:
    """Let each kind of trouble loose alone; return whether the floor was kept."""
    silent = 0
    print(f"{'kind':<14}{'troubles':>9}{'met':>6}{'articles':>9}{'silent':>7}{'reported':>9}  runs by exit code")
    for kind in given.kinds:
        troubles = bench.troubles([kind], given.rate)
        history, _seconds = bench.live(f"each-{kind}", Crawler, troubles)
        verdict = history.verdict
        silent += len(verdict.silent)
        codes = Counter(run.code for run in history.runs)
        met = sum(asked.trouble is not None for asked in history.asked)
        figures = f"{len(troubles):>9}{met:>6}{verdict.stories:>9}{len(verdict.silent):>7}{len(verdict.reported):>9}"
        print(f"{kind:<14}{figures}  {dict(sorted(codes.items()))}", flush=True)
        for count, site, state, blamed in tabled(verdict.losses, history):
            print(f"{'':<14}{count:>9} {site:<8} {state:<32} {blamed}", flush=True)
    return not silent


def control(bench: Bench, given: argparse.Namespace) -> bool:
    """Let healthy days pass; return whether nothing was lost, and nobody was called."""
    history, seconds = bench.live("control", Crawler, ())
    show("newscrawl, no troubles", history, seconds)
    found = complaints(history.runs)
    print(f"    runs that complained of a healthy web     {len(found):>7,}   (floor 0)")
    for complaint in found[:5]:
        print(f"    {complaint}")
    return not found and not history.verdict.losses


def main() -> None:
    """Let days pass, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, help="days with troubles: 20; 3 with --each, 30 with --control")
    parser.add_argument("--healthy", type=int, help="days without them, after: 7; 0 with --control")
    parser.add_argument("--every", type=float, default=1.0, metavar="HOURS", help="between two runs")
    parser.add_argument("--papers-every", type=int, default=3, metavar="RUNS", help="the newspaper's turn")
    parser.add_argument("--rate", type=float, default=18.0, metavar="HOURS", help="between two troubles of a site")
    parser.add_argument("--kinds", help=f"only these: {','.join(KINDS)}")
    parser.add_argument("--without", default="", metavar="KINDS")
    parser.add_argument("--sites", default=",".join(SITES))
    parser.add_argument("--share", type=float, help="of the articles of a usual day: 1; 0.4 with --each")
    parser.add_argument("--each", action="store_true", help="each kind in a web of its own")
    parser.add_argument("--control", action="store_true", help="only the healthy month")
    parser.add_argument("--no-control", action="store_true")
    parser.add_argument("--no-plain", action="store_true")
    parser.add_argument("--list", action="store_true", help="print every trouble and every loss")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="leave the archives there")
    given = parser.parse_args()
    unknown = {*(given.kinds or "").split(","), *given.without.split(",")} - {*KINDS, ""}
    if unknown:
        parser.error(f"unknown kind {', '.join(sorted(unknown))}")
    named = given.kinds.split(",") if given.kinds else KINDS
    given.kinds = [kind for kind in named if kind not in given.without.split(",")]
    given.sites = [site for site in SITES if site in given.sites.split(",")]
    days, healthy = (30, 0) if given.control else (3, 5) if given.each else (20, 7)
    given.share = given.share or (0.4 if given.each else 1.0)
    given.days = days if given.days is None else given.days
    given.healthy = healthy if given.healthy is None else given.healthy
    with ExitStack() as stack:
        stack.callback(processes.close)
        folder = given.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hostile-")))
        bench = Bench(given, folder)
        if given.each:
            kept = each(bench, given)
        elif given.control:
            kept = control(bench, given)
        else:
            kept = hostile(bench, given)
            if not given.no_control:
                given.days, given.healthy = 30, 0
                kept = control(Bench(given, folder), given) and kept
    sys.exit(not kept)


if __name__ == "__main__":
    main()
