"""The ledger → the state of channels: complete for a few, one line each for all.

Days are counted channel by channel, so that an archive of a thousand channels and many
years needs the memory of one.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from newscrawl.ledger import Balance, Ledger, LedgerError, OutcomeKind
from newscrawl.ledger.day_counts import Counts, Look
from newscrawl.ledger.sql_reading import balance_of_all, balances_of, channel_counts, has_days, newest_day
from newscrawl.ledger.walk_troubles import WalkTrouble
from newscrawl.monitor.coverage import WINDOW, ChannelCoverage, State, cover_channel
from newscrawl.monitor.gaps import Gap
from newscrawl.web.reading_room import CatalogNames, ReadingRoom, RoomReader, TooSlowError

logger = logging.getLogger(__name__)
WEEKS = 12
"""Weeks of the strip of a channel's line."""
FRESH = 60.0
"""Seconds for which the state of all channels is not counted again."""
LONGEST = 300.0
"""Seconds that counting all of them may take."""


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel among all."""

    key: str
    site: str
    name: str | None
    state: State
    since: date | None
    why: str | None
    newest: date | None
    gaps: tuple[Gap, ...]
    weeks: tuple[int, ...]
    """Articles of the last weeks, the newest last."""
    balance: Balance

    @property
    def lost(self) -> int:
        """Articles that could not be fetched, or not yet."""
        return self.balance.outcomes.get("failed", 0) + self.balance.outcomes.get("pending", 0)


@dataclass(frozen=True, slots=True)
class AllChannels:
    """All channels of an archive."""

    made: float
    stamp: object
    """What the ledger's files looked like before."""
    today: date
    channels: tuple[ChannelLine, ...]
    total: Balance


class StateCounter:
    """Counts the state of channels from one ledger."""

    def __init__(self, ledger: Ledger, names: CatalogNames, today: date) -> None:
        self._ledger, self._names, self.today = ledger, names, today
        self.last = last_day(ledger, today)
        """The last day that is shown."""
        self._looks = {look.channel: look for look in ledger.looks()}
        self._troubles: dict[str, list[WalkTrouble]] = defaultdict(list)
        for trouble in ledger.walk_troubles():
            self._troubles[trouble.channel].append(trouble)

    @property
    def looks(self) -> Sequence[Look]:
        """The channels that were ever looked at, by site and key."""
        return sorted(self._looks.values(), key=lambda look: (look.site, look.channel))

    def cover(
        self, keys: Iterable[str], since: date | None, until: date | None = None
    ) -> list[tuple[ChannelCoverage, dict[date, Counts]]]:
        """Return the coverage of channels from a day on (None: from their first), and
        their counts by day."""
        keys, until = list(keys), until or self.last
        start = None if since is None else since - timedelta(days=2 * WINDOW)
        found = []
        with self._ledger.reading() as db:
            balances = {balance.name: balance for balance in balances_of(db, keys)}
            counted = {key: channel_counts(db, key, start) for key in keys}
        for key in keys:
            days = {day: counts for day, counts in counted[key].items() if day is not None}
            undated = counted[key].get(None, Counts()).listed
            first = since or min((day for day in days if day <= until), default=until)
            covered = cover_channel(
                self._looks[key], days, (first, until), self.today, troubles=self._troubles.get(key, ()),
                undated=undated, name=self._names.channels.get(key), balance=balances.get(key, Balance(key, 0)),
            )  # fmt: skip
            found.append((covered, days))
        return found

    def line(self, key: str) -> ChannelLine:
        """Return the state of a channel in short."""
        ((covered, days),) = self.cover([key], self.last - timedelta(days=WINDOW - 1))
        monday = self.last - timedelta(days=self.last.weekday())
        weeks = [0] * WEEKS
        for day, counts in days.items():
            back = (monday - day + timedelta(days=6)).days // 7
            if 0 <= back < WEEKS and day <= self.last:
                weeks[WEEKS - 1 - back] += counts.news
        return ChannelLine(
            key, covered.site, covered.name, covered.state, covered.since, covered.why, covered.newest, covered.gaps,
            tuple(weeks), covered.balance or Balance(key, 0),
        )  # fmt: skip

    def total(self, keys: Sequence[str] | None = None) -> Balance:
        """Return the balance of all articles, each once; or the sum of some channels'
        balances."""
        with self._ledger.reading() as db:
            if keys is None:
                return balance_of_all(db)
            some = balances_of(db, keys)
        outcomes: dict[OutcomeKind, int] = {}
        for balance in some:
            for outcome, count in balance.outcomes.items():
                outcomes[outcome] = outcomes.get(outcome, 0) + count
        return Balance("some", sum(balance.listed for balance in some), outcomes)


def last_day(ledger: Ledger, today: date) -> date:
    """Return the last day that pages show: today, or the newest day with articles of an
    archive that was left more than a year ago."""
    with ledger.reading() as db:
        if has_days(db, today - timedelta(days=WINDOW), today):
            return today
        return newest_day(db, today) or today


def all_channels(reader: RoomReader) -> AllChannels:
    """Return all channels in short, as of the last minute or two.

    They are counted when the ledger has changed; meanwhile readers get the former
    state, but for the first one, who waits.
    """
    room = reader.room
    kept = room.kept_state
    if not isinstance(kept, AllChannels) or kept.today != room.today:
        reader.extend(LONGEST)
        with room.state_lock:
            kept = room.kept_state
            if not isinstance(kept, AllChannels) or kept.today != room.today:
                kept = room.kept_state = _count(reader)
        return kept
    changed = kept.stamp != room.ledger_stamp() and time.monotonic() - kept.made > FRESH
    if changed and room.state_lock.acquire(blocking=False):
        threading.Thread(target=_count_anew, args=(room,), name="state of channels", daemon=True).start()
    return kept


def _count(reader: RoomReader) -> AllChannels:
    stamp = reader.room.ledger_stamp()
    counter = StateCounter(reader.ledger, reader.room.names, reader.room.today)
    lines = tuple(counter.line(look.channel) for look in counter.looks)
    return AllChannels(time.monotonic(), stamp, reader.room.today, lines, counter.total())


def _count_anew(room: ReadingRoom) -> None:
    """Count in a thread that holds the lock; after an error the former state stays."""
    reader = RoomReader(room)
    try:
        with reader.within(LONGEST):
            room.kept_state = _count(reader)
    except (LedgerError, TooSlowError) as error:
        logger.warning("the state of the channels could not be counted: %s", error)
    finally:
        reader.close()
        room.state_lock.release()


def count_ahead(room: ReadingRoom) -> None:
    """Count the state of all channels before anybody asks."""
    reader = room.reader()
    with reader.within(LONGEST):
        all_channels(reader)
