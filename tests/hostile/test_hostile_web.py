"""Whatever the web answers for a while: once that is over, no article is lost of which
nobody hears.

A history is a sequence of troubles and runs, chosen by hypothesis; healthy days follow,
then the judge. Where one loses something in silence hypothesis makes it shorter, for
five minutes at most, and prints it. `ORDEAL=200` tries so many, with other seeds every
time; without it a few are tried, always the same. Each run is a real `scrapy crawl`.
"""

from __future__ import annotations

import os
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from tests.hostile.history import concluded
from tests.hostile.running import Crawler
from tests.hostile.serving import Served
from tests.hostile.troubles import KINDS, Trouble, aim, scopes
from tests.hostile.web import BEGIN, SITES, Web

ORDEAL = int(os.environ.get("ORDEAL", "0"))
LONGEST_HISTORY = timedelta(days=12)
HEALTHY = (6, 24, 40, 40)
"""Hours between the runs of the healthy days."""
Drawn = tuple[str, int, int, float]
TROUBLES: st.SearchStrategy[Drawn] = st.tuples(
    st.sampled_from(KINDS), st.integers(0, 11), st.sampled_from((2, 12, 26, 50)), st.sampled_from((1.0, 0.5))
)
"""Kinds, a number that chooses scope and target, hours, and the share of requests."""


class HostileDays(RuleBasedStateMachine):
    """Days of one site, which begin with a trouble or soon before one."""

    @initialize(seed=st.integers(0, 3), site=st.sampled_from(SITES), kept=st.booleans(), first=TROUBLES)
    def begin(self, seed: int, site: str, kept: bool, first: Drawn) -> None:
        """Begin an archive of a site, small enough that a run takes a moment."""
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(TemporaryDirectory(prefix="hostile-")))
        self.site = site
        self.web = Web(seed, BEGIN.date() + timedelta(days=30), (site,), share=0.5)
        self.served = self.stack.enter_context(Served(self.web))
        self.crawler = Crawler(folder, self.served)
        self.now = BEGIN
        if kept:
            self.crawl(13)
        self.start_trouble(first)

    @precondition(lambda self: self.now < BEGIN + LONGEST_HISTORY)
    @rule(drawn=TROUBLES)
    def start_trouble(self, drawn: Drawn) -> None:
        """Begin a trouble."""
        kind, where, hours, share = drawn
        fitting = scopes(kind, self.site)
        if fitting:
            scope = fitting[where % len(fitting)]
            target = aim(Random(where), self.web, self.site, scope, kind, self.now)
            seed = f"{len(self.served.troubles)}"
            end = self.now + timedelta(hours=hours)
            self.served.troubles.append(Trouble(kind, self.site, scope, self.now, end, target, share, seed))

    @precondition(lambda self: self.now < BEGIN + LONGEST_HISTORY)
    @rule(hours=st.sampled_from((13, 24, 5, 1)))
    def crawl(self, hours: int) -> None:
        """Run, and let hours pass."""
        self.crawler.crawl(self.now)
        self.now += timedelta(hours=hours)

    def teardown(self) -> None:
        """End all troubles; after healthy days nothing may be lost in silence."""
        if not hasattr(self, "stack"):
            return
        with self.stack:
            if not self.served.troubles:
                return
            troubles, self.served.troubles = self.served.troubles, []
            for hours in HEALTHY:
                self.now += timedelta(hours=hours)
                self.crawler.crawl(self.now)
            history = concluded(self.crawler, self.served)
            assert not history.verdict.doubled
            losses = [
                f"{loss.story.channel} {self.web.path(loss.story)}: {loss.state}, reported by {loss.reported or 'nothing'}"
                for loss in history.verdict.silent
            ]
            assert not losses, "\n".join([*map(str, troubles), "lost in silence:", *losses])


def test_nothing_is_lost_in_silence() -> None:
    run_state_machine_as_test(
        HostileDays,
        settings=settings(
            max_examples=ORDEAL or 3,
            stateful_step_count=8,
            derandomize=not ORDEAL,
            phases=[Phase.generate, Phase.shrink] if ORDEAL else [Phase.generate],
            deadline=None,
            database=None,
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
