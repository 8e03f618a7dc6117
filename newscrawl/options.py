"""Arguments of spiders and commands, as text → values.

What is wrong is one `UsageError` that names the argument and what it may be. `scrapy
crawl` prints it as one line and exits with 2; a script that runs a spider gets the
exception. Settings are checked by `settings_sources.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path

from scrapy.exceptions import UsageError
from scrapy.settings import BaseSettings

from newscrawl.china_time import CHINA
from newscrawl.i18n import _
from newscrawl.near import near

MOST_JOBS = 1024
"""Largest number of processes that read."""
_SPAN = re.compile(r"(\d{1,15})\s*([smhd])")
_SPAN_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
LONGEST = timedelta(days=36_500)
"""The longest span that is accepted; every date at its end can be computed."""


def check_arguments(spider: str, given: Iterable[str], known: Iterable[str]) -> None:
    """Raise `UsageError` for an argument (`-a`) that the spider does not have."""
    known = list(known)
    for name in given:
        if name not in known:
            raise UsageError(
                _("spider {spider} has no argument {name!r}{hint} (it has {names})").format(
                    spider=spider, name=name, hint=near(name, known), names=_(", ").join(known)
                )
            )


def read_date(name: str, text: str, today: date) -> date:
    """Read a date: `2020-11-18`, `2020-11` for a month's first day, `7d` back from
    today.

    >>> read_date("since", "30d", date(2020, 11, 18))
    datetime.date(2020, 10, 19)
    """
    text = text.strip()
    if (span := re.fullmatch(r"(\d{1,5})d", text)) and int(span[1]) <= LONGEST.days:
        return today - timedelta(days=int(span[1]))
    try:
        return date.fromisoformat(f"{text}-01" if re.fullmatch(r"\d{4}-\d{2}", text) else text)
    except ValueError:
        raise UsageError(
            _("{name}={text} is no date; write 2020-11-18, 2020-11 or 30d").format(name=name, text=text)
        ) from None


def read_bounds(since: str | None, until: str | None, today: date) -> tuple[date | None, date | None]:
    """Read `since` and `until`; `since=all` returns None.

    Raise `UsageError` where since is after until.
    """
    first = None if since in (None, "all") else read_date("since", str(since), today)
    last = None if until is None else read_date("until", until, today)
    if first is not None and last is not None and first > last:
        raise UsageError(_("since={first} is after until={last}").format(first=first, last=last))
    return first, last


def read_count(name: str, text: str | int | None, most: int = 999_999_999) -> int | None:
    """Read a whole number of at least 1."""
    if text is None:
        return None
    if not re.fullmatch(r"[1-9]\d{0,8}", str(text).strip()):
        raise UsageError(_("{name}={text} is no whole number of at least 1").format(name=name, text=text))
    if int(text) > most:
        raise UsageError(
            _("{name}={text} is too many; it may be {most} at most").format(name=name, text=text, most=most)
        )
    return int(text)


def read_span(name: str, text: str | None) -> timedelta | None:
    """Read a span of time: `90s`, `10m`, `12h`, `7d`.

    >>> read_span("wait", "10m")
    datetime.timedelta(seconds=600)
    """
    if text is None:
        return None
    found = _SPAN.fullmatch(text.strip())
    if not found:
        raise UsageError(_("{name}={text} is no span of time; write 90s, 10m, 12h or 7d").format(name=name, text=text))
    seconds = int(found[1]) * _SPAN_SECONDS[found[2]]
    if seconds > LONGEST.total_seconds():
        raise UsageError(
            _("{name}={text} is too long; it may be {days}d at most").format(name=name, text=text, days=LONGEST.days)
        )
    return timedelta(seconds=seconds)


def read_moment(name: str, text: str) -> datetime:
    """Read an aware moment (`2020-11-18T09:30:00+08:00`); without a zone, China's."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            _("{name}={text} is no moment; write 2020-11-18T09:30:00+08:00").format(name=name, text=text)
        ) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=CHINA)


def data_folder(settings: BaseSettings) -> Path:
    """Return the folder of the archive, absolute."""
    return Path(settings.get("NEWSCRAWL_DATA")).resolve()


def now(settings: BaseSettings) -> datetime:
    """Return the present moment in whole seconds, China's time; `NEWSCRAWL_NOW` fixes
    it.
    """
    fixed = settings.get("NEWSCRAWL_NOW")
    moment = read_moment("NEWSCRAWL_NOW", fixed) if fixed else datetime.now(CHINA)
    return moment.astimezone(CHINA).replace(microsecond=0)
