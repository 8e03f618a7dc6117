"""When each channel was last walked to an end, and how the last runs ended → whether
somebody should look. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from newscrawl.i18n import _
from newscrawl.ledger.day_counts import Look
from newscrawl.ledger.values import RunRow
from newscrawl.monitor.account_lines import moment
from newscrawl.monitor.causes import in_words

State = Literal["fresh", "stale", "never"]


@dataclass(frozen=True, slots=True)
class ChannelHealth:
    """How long ago a channel was last walked to an end."""

    channel: str
    state: State
    walked: datetime | None
    """When its last walk was closed; None: none was."""
    age: timedelta | None
    broken: str | None
    """Why a later walk stopped short."""

    def __str__(self) -> str:
        told = f"{self.channel}: {self._when()}"
        return _("{channel}, broken: {why}").format(channel=told, why=in_words(self.broken)) if self.broken else told

    def _when(self) -> str:
        if self.age is None or self.walked is None:
            return _("never walked to an end")
        return _("last walked to an end {age} ago ({at})").format(age=_words(self.age), at=moment(self.walked))


def health_of(looks: Iterable[Look], now: datetime, most: timedelta) -> list[ChannelHealth]:
    """Return the health of each channel, the ones longest without a walk first.

    >>> from newscrawl.china_time import CHINA
    >>> now = datetime(2020, 11, 18, 9, tzinfo=CHINA)
    >>> looks = [Look("hxnews/fz", "hxnews", now - timedelta(hours=1), None),
    ...          Look("fjsen/fj", "fjsen", now - timedelta(days=3, hours=2), None, "http_500")]
    >>> for each in health_of(looks, now, timedelta(days=1)):
    ...     print(each.state, each)
    stale fjsen/fj: last walked to an end 3 d 2 h ago (2020-11-15 07:00), broken: answers with status 500
    fresh hxnews/fz: last walked to an end 1 h ago (2020-11-18 08:00)
    """
    found = []
    for look in looks:
        age = None if look.looked is None else max(now - look.looked, timedelta())
        state: State = "never" if age is None else "stale" if age > most else "fresh"
        found.append(ChannelHealth(look.channel, state, look.looked, age, look.broken))
    return sorted(found, key=lambda each: (each.age is not None, -(each.age or timedelta()), each.channel))


def last_ended(runs: Sequence[RunRow]) -> RunRow | None:
    """Return the newest run that ended; runs come newest first."""
    return next((run for run in runs if run.exit_code is not None), None)


def _words(age: timedelta) -> str:
    """Return a span in its two largest units.

    >>> _words(timedelta(minutes=5, seconds=20)), _words(timedelta(days=2))
    ('5 min', '2 d')
    """
    minutes = int(age.total_seconds() // 60)
    units = ((minutes // 1440, _("{n} d")), (minutes // 60 % 24, _("{n} h")), (minutes % 60, _("{n} min")))
    first = next((place for place, (count, _unit) in enumerate(units) if count), len(units))
    return " ".join(unit.format(n=count) for count, unit in units[first : first + 2] if count) or _("a moment")
