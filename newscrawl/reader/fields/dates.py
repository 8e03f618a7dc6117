"""A page → when its article was published and last changed: all its dates are weighed,
none is simply believed.

The date shown beside the headline counts most (`shown_dates`); markup confirms or
completes it (`stated_dates`), the address (`url_dates`) and the dateline check it. The
evidence names the place and, where another source states another day, the conflict.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.shown_dates import DateCandidate, date_of_change, shown_dates, shown_elsewhere
from newscrawl.reader.fields.stated_dates import (
    dates_in_elements,
    dates_in_state,
    modified_dates,
    published_dates,
)
from newscrawl.reader.fields.times import Time, parse_time
from newscrawl.reader.fields.url_dates import dates_in_addresses
from newscrawl.reader.page import Found, Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_GENERATED = re.compile(r"生成(?:时间|時間|日期|于|於)?\s*[:：]?\s*((?:19|20)\d\d[-/.年][^\"'<>\n]{6,20})")
_GENERATION = "生成".encode()
_SURELY_SHOWN = 1.4
"""Weight of a time that stands beside the headline, not in another text's line."""
_DATELINE = re.compile(
    r"[\s【\[(（]*[^，。；：]{0,24}?(?P<y>(?:19|20)\d\d年)?(?P<m>1[0-2]|0?[1-9])月(?P<d>3[01]|[12]\d|0?[1-9])日"
    r"[^，。；：]{0,3}(?:电|電|讯|訊|消息|报道|報導|報道)"
)


def read_published(page: Page, body: Body | None) -> Found[Time] | None:
    """Read the time of first publication on this site, aware, with its evidence and
    what contradicts it.
    """
    shown = shown_dates(page, body) or shown_dates(page, body, changed=True)
    stated = published_dates(page)
    if not any(c.time.precision == "minute" and c.weight >= _SURELY_SHOWN for c in shown):
        stated += dates_in_state(page)
        stated += dates_in_elements(page, body)
    in_url = dates_in_addresses(page, body)
    candidates = [c for c in (*shown, *stated, *in_url) if _is_past(c.time, page.fetched)]
    candidates = _without_generated(candidates, page)
    dateline = _in_dateline(page, body)
    if not candidates:
        return Found(dateline[0], "dateline") if dateline and dateline[0] else None
    # the day that several sources state; of the times on it, the one shown nearest to
    # the headline
    support: dict[tuple[int, int, int], float] = {}
    for kind in (shown, stated, in_url):
        best: dict[tuple[int, int, int], float] = {}
        for candidate in kind:
            if candidate in candidates:
                day = candidate.time.day
                best[day] = max(best.get(day, 0.0), candidate.weight)
        for day, weight in best.items():
            support[day] = support.get(day, 0.0) + weight
    day = max(support, key=lambda day: support[day])
    chosen = max((c for c in candidates if c.time.day == day), key=_rank)
    if chosen.time.precision == "day" and (clocked := shown_elsewhere(page, day)) is not None:
        chosen = clocked
    others = {c.time.day: c.evidence for c in reversed(candidates) if c.time.day != day and c.weight >= 1.0}
    evidence = chosen.evidence
    for other, where in sorted(others.items())[:2]:
        evidence += f"; {where} says {other[0]}-{other[1]:02}-{other[2]:02}"
    if dateline and _days_apart(dateline[1], chosen.time.value) > 5:
        evidence += f"; dateline says {dateline[1][0]:02}-{dateline[1][1]:02}"
    return Found(chosen.time, evidence)


def _rank(candidate: DateCandidate) -> tuple[bool, bool, float]:
    """Return what decides between times of one day: a minute counts more than a day,
    then what the page shows: markup has the minute of saving."""
    surely_shown = candidate.evidence.startswith("text") and candidate.weight >= _SURELY_SHOWN
    return candidate.time.precision == "minute", surely_shown, candidate.weight


def _without_generated(candidates: list[DateCandidate], page: Page) -> list[DateCandidate]:
    """Return candidates without the time at which the page was made (页面生成时间), unless
    there is no other."""
    if not page.mentions(_GENERATION):
        return candidates
    made = {time.value for match in islice(_GENERATED.finditer(page.text), 3) if (time := parse_time(match[1]))}
    kept = [candidate for candidate in candidates if candidate.time.value not in made]
    return kept or candidates


def read_modified(page: Page, body: Body | None) -> Found[Time] | None:
    """Read the last change that the page admits: by markup, or beside the headline as
    更新 or 最后更新.
    """
    stated = modified_dates(page)
    if stated:
        return Found(stated[0].time, stated[0].evidence)
    time = date_of_change(page, body)
    return Found(time, "text:更新") if time is not None else None


def _in_dateline(page: Page, body: Body | None) -> tuple[Time | None, tuple[int, int]] | None:
    """Return the day in the dateline: as a time where it has a year, and its month and
    day.
    """
    if body is None or not body.blocks:
        return None
    match = _DATELINE.match(body.blocks[0].text)
    if match is None:
        return None
    return parse_time(match[0]) if match["y"] else None, (int(match["m"]), int(match["d"]))


def _days_apart(month_day: tuple[int, int], time: datetime) -> int:
    """Return the days from the last such day before `time`, so that a December dateline
    in January is near.
    """
    for year in (time.year, time.year - 1):
        try:
            gap = (time - datetime(year, *month_day, tzinfo=CHINA)).days
        except ValueError:
            continue
        if gap >= -1:
            return abs(gap)
    return 0


def _is_past(time: Time, fetched: datetime | None) -> bool:
    """Return whether a time is before fetching, as it must be (a day is allowed for
    clocks).
    """
    return fetched is None or (time.value - fetched).total_seconds() < 86_400
