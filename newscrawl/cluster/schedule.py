"""schedule.toml → jobs that are due, for crawls over many machines.

Pure functions; `jobs.py` runs what they return. A rhythm's channels on one site (one
politeness key) are one job: a process costs as much as 200 quiet channels in it.

    [[rhythm]]                  # the first rhythm that matches a channel applies
    channels = "fujian:*"
    every = "1h"
    quiet = "01:00-05:30"       # China's time, in which no job is deferred

    [[backfill]]                # once, a job a month, after everything new
    channels = "hxnews/*"
    since = 2016-01-01
    until = 2020-12-31
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any, Literal, NamedTuple, Self

import xxhash
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError, model_validator
from scrapy.exceptions import UsageError

from newscrawl.catalog import Catalog, CatalogError, select, select_papers
from newscrawl.china_time import CHINA
from newscrawl.i18n import _
from newscrawl.near import near
from newscrawl.options import read_span

BACK_FILL = -10
"""Priority of back-fills: below that of new articles."""
SHORTEST = timedelta(minutes=1)


def _span(value: Any) -> Any:
    return read_span("every", value) if isinstance(value, str) else value


def _window(value: Any) -> Any:
    start, _dash, end = str(value).partition("-")
    return time.fromisoformat(start.strip()), time.fromisoformat(end.strip())


class ChosenChannels(NamedTuple):
    """A channel, or an edition of a newspaper, that a schedule names."""

    key: str
    politeness: str
    spider: str = "channel"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    channels: str | None = None
    """Pattern as in `scrapy crawl channel -a channels=`."""
    papers: str | None = None
    """Instead of channels, newspapers: pattern as in `scrapy crawl newspaper -a
    papers=`.
    """
    unchecked: bool = False
    """Whether a pattern such as `*` means channels that are unchecked, too."""

    @model_validator(mode="after")
    def _names_one_kind(self) -> Self:
        if (self.channels is None) == (self.papers is None):
            raise ValueError(_("name channels or papers"))
        return self

    def chosen(self, catalog: Catalog) -> list[ChosenChannels]:
        """Return the channels or editions named; raise `CatalogError` where there are
        none.
        """
        if self.channels is not None:
            return [
                ChosenChannels(channel.key, site.politeness)
                for site, channel in select(catalog, self.channels, unchecked=self.unchecked)
            ]
        found = select_papers(catalog, self.papers or "")
        return [ChosenChannels(f"{paper.id}/{each.id}", paper.site.politeness, "newspaper") for paper, each in found]


class Rhythm(_Entry):
    """Channels that are crawled again and again."""

    every: Annotated[timedelta, BeforeValidator(_span)]
    """`15m`, `1h`, `1d`; each site has a moment of its own within this time."""
    quiet: Annotated[tuple[time, time], BeforeValidator(_window)] | None = None
    """Hours in which no job is deferred, China's time; they may span midnight."""
    arguments: dict[str, str] = {}
    """More arguments of the spider, such as `revisit = "7d"`."""

    @model_validator(mode="after")
    def _not_too_often(self) -> Rhythm:
        if self.every < SHORTEST:
            raise ValueError(_("every is {span}: at least a minute").format(span=self.every))
        return self

    def is_quiet(self, now: datetime) -> bool:
        """Return whether no job may be deferred at this moment."""
        if self.quiet is None:
            return False
        start, end = self.quiet
        at = now.astimezone(CHINA).time()
        return start <= at < end if start <= end else at >= start or at < end


class BackFill(_Entry):
    """Channels whose past is crawled once, in one job a month or year, the newest
    first.
    """

    since: date
    until: date
    by: Literal["month", "year"] = "month"

    @model_validator(mode="after")
    def _in_order(self) -> BackFill:
        if self.since > self.until:
            raise ValueError(_("since={since} is after until={until}").format(since=self.since, until=self.until))
        return self

    def parts(self) -> Iterator[tuple[date, date]]:
        """Yield the periods of the jobs, the newest first.

        >>> fill = BackFill(channels="*", since=date(2020, 10, 15), until=date(2020, 12, 5))
        >>> [(str(first), str(last)) for first, last in fill.parts()]
        [('2020-12-01', '2020-12-05'), ('2020-11-01', '2020-11-30'), ('2020-10-15', '2020-10-31')]
        """
        last = self.until
        while last >= self.since:
            first = last.replace(day=1) if self.by == "month" else last.replace(month=1, day=1)
            yield max(first, self.since), last
            last = first - timedelta(days=1)


class Schedule(BaseModel):
    """The content of a schedule file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rhythm: tuple[Rhythm, ...] = ()
    backfill: tuple[BackFill, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """A job that is due."""

    key: str
    """The key it is remembered by: of one channel the channel, with its dates for part
    of a back-fill; of a site's channels the politeness key and the rhythm.
    """
    channel: str
    """The channel, or several with commas between."""
    politeness: str
    """The site's politeness key, used as lock: one job a site runs at a time."""
    arguments: dict[str, str] = field(default_factory=dict)
    priority: int = 0
    spider: str = "channel"

    @property
    def channels(self) -> list[str]:
        """The channels of the job."""
        return self.channel.split(",")

    @property
    def shown(self) -> str:
        """The channels as people read them: the first, and how many there are."""
        return shown_channels(self.channel)


def shown_channels(channels: str) -> str:
    """Return a job's channels in a few words.

    >>> shown_channels("hxnews/fz"), shown_channels("hxnews/fz,hxnews/xm,hxnews/qz")
    ('hxnews/fz', 'hxnews/fz … (3)')
    """
    first, comma, others = channels.partition(",")
    return f"{first} … ({others.count(',') + 2})" if comma else first


@dataclass(frozen=True, slots=True)
class Beat:
    """The channels of a site with their rhythm; each site has its own offset, which
    spreads the load.
    """

    rhythm: Rhythm
    job: Planned

    def number(self, at: datetime) -> int:
        """Return the number of the period at a moment, counted from 1970."""
        return (int(at.timestamp()) - self._shift) // self._every

    def next(self, now: datetime) -> datetime:
        """Return the moment at which the next period begins."""
        return datetime.fromtimestamp((self.number(now) + 1) * self._every + self._shift, now.tzinfo)

    def is_due(self, last: datetime | None, now: datetime) -> bool:
        """Return whether a new period has begun since the last planning, outside quiet
        hours.
        """
        return not self.rhythm.is_quiet(now) and (last is None or self.number(last) < self.number(now))

    @property
    def _every(self) -> int:
        return int(self.rhythm.every.total_seconds())

    @property
    def _shift(self) -> int:
        return xxhash.xxh3_64_intdigest(self.job.key.encode()) % self._every


@dataclass(frozen=True, slots=True)
class Plan:
    """A schedule with its channels looked up in the catalog."""

    beats: tuple[Beat, ...]
    once: tuple[Planned, ...]

    def due(self, planned: Mapping[str, datetime], now: datetime) -> list[Planned]:
        """Return the jobs that are due; `planned` has the last planning time of each
        key.
        """
        found = [beat.job for beat in self.beats if beat.is_due(_last(beat.job, planned), now)]
        return found + [job for job in self.once if job.key not in planned]


def _last(job: Planned, planned: Mapping[str, datetime]) -> datetime | None:
    """Return when a job was last planned; before its channels were one job, when all of
    them had been.
    """
    if (last := planned.get(job.key)) is not None:
        return last
    each = [planned[channel] for channel in job.channels if channel in planned]
    return min(each) if len(each) == len(job.channels) else None


def read_schedule(text: str, name: str = "schedule.toml") -> Schedule:
    """Parse a schedule; raise `UsageError` with one line that names file and key."""
    try:
        return Schedule.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise UsageError(f"{name}: {error}") from None
    except UsageError as error:
        raise UsageError(f"{name}: {error}") from None
    except ValidationError as error:
        problems = error.errors(include_url=False)
        problem = min(
            problems, key=lambda each: each["type"] != "extra_forbidden"
        )  # a misspelt key is also reported as missing
        place = "".join(f"[{step + 1}]" if isinstance(step, int) else f".{step}" for step in problem["loc"]).lstrip(".")
        reason = str(problem["msg"]).removeprefix("Value error, ")
        if problem["type"] == "extra_forbidden":
            sections: dict[str, type[BaseModel]] = {"rhythm": Rhythm, "backfill": BackFill}
            section = sections.get(str(problem["loc"][0]), Schedule)
            reason = _("unknown key{near}").format(near=near(str(problem["loc"][-1]), section.model_fields))
        raise UsageError(f"{name}: {place + ': ' if place else ''}{reason}") from None


def look_up(schedule: Schedule, catalog: Catalog, name: str = "schedule.toml") -> Plan:
    """Look up the channels of a schedule; raise `UsageError` for a pattern without
    match.
    """
    beats: dict[str, Beat] = {}
    once: dict[str, Planned] = {}
    taken: set[str] = set()
    try:
        for rhythm in schedule.rhythm:
            sites: dict[tuple[str, str], list[str]] = {}
            for each in rhythm.chosen(catalog):
                if each.key not in taken:
                    sites.setdefault((each.politeness, each.spider), []).append(each.key)
                    taken.add(each.key)
            for (politeness, spider), channels in sites.items():
                key = channels[0]
                if len(channels) > 1:
                    word = "papers every" if spider == "newspaper" else "every"
                    names = (f"{politeness} {word} {rhythm.every}{' again' * n}" for n in range(len(schedule.rhythm)))
                    key = next(name for name in names if name not in beats)
                job = Planned(key, ",".join(channels), politeness, rhythm.arguments, spider=spider)
                beats[key] = Beat(rhythm, job)
        for fill in schedule.backfill:
            chosen = fill.chosen(catalog)
            for first, last in fill.parts():
                for each in chosen:
                    key = f"{each.key} {first}..{last}"
                    dates = {"since": str(first), "until": str(last)}
                    once.setdefault(key, Planned(key, each.key, each.politeness, dates, BACK_FILL, each.spider))
    except CatalogError as error:
        raise UsageError(f"{name}: {error}") from None
    return Plan(tuple(beats.values()), tuple(once.values()))
