"""A web, its troubles and a crontab → what a crawler made of them: runs at simulated
times, then healthy days, then the judge.

    history = live(Crawler, tmp, web, deal(1, web, BEGIN, end), Plan(days=20, healthy=7))
    history.verdict.silent                           # losses of which nobody hears
    blame(history, loss)                             # the troubles that its requests met
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Protocol

from tests.hostile.judging import NOTICED, Loss, Verdict, judge
from tests.hostile.running import Archive, Run
from tests.hostile.serving import HOSTS, Asked, Served
from tests.hostile.troubles import Trouble
from tests.hostile.web import BEGIN, Web, stood_for_a_day

FIRST_WALK = timedelta(days=30)
"""As `NEWSCRAWL_FIRST_WALK`."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When runs are."""

    days: int = 20
    """With troubles."""
    healthy: int = 7
    """Without, after them."""
    every: float = 1.0
    """Hours between two runs."""
    papers_every: int = 3
    """The newspaper's turn comes with every so many runs."""

    @property
    def troubled_until(self) -> datetime:
        """When the last trouble ends."""
        return BEGIN + timedelta(days=self.days)

    @property
    def end(self) -> date:
        """The last day."""
        return (BEGIN + timedelta(days=self.days + self.healthy)).date()

    def times(self) -> Iterator[tuple[datetime, bool]]:
        """Yield the moment of each run, and whether it is the newspaper's turn."""
        count = int((self.days + self.healthy) * 24 / self.every)
        for number in range(count + 1):
            yield BEGIN + timedelta(hours=number * self.every), number % self.papers_every == 0 or number == count


class Crawling(Protocol):
    """A crawler on a served web."""

    runs: list[Run]

    def crawl(self, at: datetime, *, papers: bool) -> None:
        """Run at a moment what a crontab would."""

    def archive(self) -> Archive:
        """Read what there is now."""


class Maker(Protocol):
    """What makes one."""

    def __call__(self, tmp: Path, served: Served, /) -> Crawling:
        """Make a crawler with an empty archive below a folder."""


@dataclass(frozen=True, slots=True)
class History:
    """What came of it."""

    verdict: Verdict
    runs: tuple[Run, ...]
    asked: tuple[Asked, ...]
    web: Web


def live(make: Maker, tmp: Path, web: Web, troubles: Iterable[Trouble], plan: Plan) -> History:
    """Let the days pass."""
    with Served(web, troubles) as served:
        crawler = make(tmp, served)
        for at, papers in plan.times():
            crawler.crawl(at, papers=papers)
        return concluded(crawler, served)


def concluded(crawler: Crawling, served: Served) -> History:
    """Judge a crawler by what it has now."""
    web = served.web
    stories = stood_for_a_day(web, FIRST_WALK, served.now)
    urls = {story.number: served.url(story) for story in web.stories}
    verdict = judge(stories, urls, crawler.archive(), crawler.runs, HOSTS)
    return History(verdict, tuple(crawler.runs), tuple(served.asked), web)


def blame(history: History, loss: Loss) -> tuple[str, ...]:
    """Return the kinds of trouble, with their scopes, that are to blame for a loss, the
    likeliest first.

    Of an article that was asked for it is what its last request met; of one that was
    never listed, what its channel's listing met in the days after it appeared. An empty
    answer says that no such request met any.
    """
    story, web = loss.story, history.web
    paths = {web.path(story, page) for page in range(1, story.pages + 1)}
    own = [each for each in history.asked if each.site == story.site and each.path in paths]
    if own:
        met = [each.trouble for each in own if each.trouble is not None]
        return (_kind(met[-1]),) if met else ()
    begin = max(story.published, history.runs[0].at)
    counts = Counter(
        _kind(each.trouble)
        for each in history.asked
        if each.trouble is not None
        and each.site == story.site
        and begin <= each.at <= begin + NOTICED
        and web.locate(each.site, each.path).channel in (story.channel, "")
    )
    return tuple(kind for kind, _count in counts.most_common())


def _kind(trouble: Trouble) -> str:
    return f"{trouble.kind} on {trouble.scope}"


def tabled(losses: Sequence[Loss], history: History) -> list[tuple[int, str, str, str]]:
    """Count losses by site, what became of them, and the trouble that is most to
    blame.
    """
    counts = Counter((loss.story.site, loss.state, next(iter(blame(history, loss)), "none")) for loss in losses)
    return [(count, *key) for key, count in counts.most_common()]
