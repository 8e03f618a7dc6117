"""Listed dates of entries → whether an entry is within bounds, re-dated, or pinned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from newscrawl.items import Entry
from newscrawl.walks.walk_state import Extent


def within(extent: Extent, listed: str | None) -> bool:
    """Return whether an entry is inside the bounds; one without a date is.

    >>> from datetime import date
    >>> bounds = Extent(since=date(2020, 11, 1), until=date(2020, 11, 30))
    >>> [within(bounds, listed) for listed in ("2020-10-31", "2020-11-30T23:59:00+08:00", "2020-12-01", None)]
    [False, True, False, True]
    """
    return not older(extent, listed) and not newer(extent, listed)


def older(extent: Extent, listed: str | None) -> bool:
    """Return whether a listed date lies before `since`."""
    return listed is not None and extent.since is not None and listed[:10] < extent.since.isoformat()


def newer(extent: Extent, listed: str | None) -> bool:
    """Return whether a listed date lies after `until`."""
    return listed is not None and extent.until is not None and listed[:10] > extent.until.isoformat()


def redated(before: str | None, now: str | None) -> bool:
    """Return whether an entry is listed under another date than before.

    Compares days, or times where both dates have one: these may differ by less than an
    hour, since a listing that shows 「3小时前」 yields another time at each reading.

    >>> redated("2020-11-18", "2020-11-18T09:30:00+08:00"), redated("2020-11-18", "2020-11-20")
    (False, True)
    >>> redated("2020-11-18T23:50:00+08:00", "2020-11-19T00:20:00+08:00")
    False
    """
    if before is None or now is None or before == now:
        return False
    if len(before) > 10 and len(now) > 10:
        then, moment = datetime.fromisoformat(before), datetime.fromisoformat(now)
        if (then.tzinfo is None) == (moment.tzinfo is None):
            return abs(moment - then) >= timedelta(hours=1)
    return before[:10] != now[:10]


def out_of_order(entries: Iterable[Entry]) -> set[str]:
    """Return the ids at the top of a page that are older than what follows them.

    They are pinned, though nothing marks them. Two newer entries must follow (or the
    only one): a single entry with a wrong date further down proves nothing.

    >>> days = ("2020-11-02", "2020-11-05", "2020-11-18", "2020-11-18", "2020-11-17")
    >>> sorted(out_of_order(Entry(str(n), "", date=day) for n, day in enumerate(days)))
    ['0', '1']
    >>> out_of_order([Entry("a", "", date="2020-11-17"), Entry("b", "", date="2020-11-16")])
    set()
    """
    dated = [(entry.id, entry.date[:10]) for entry in entries if entry.date and not entry.pinned]
    pinned: set[str] = set()
    for place, (id, day) in enumerate(dated):
        following = sorted((other for _id, other in dated[place + 1 :]), reverse=True)[:2]
        if not following or day >= following[-1]:
            break
        pinned.add(id)
    return pinned
