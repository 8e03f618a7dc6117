"""The state of an archive: all channels, one site, one channel."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from starlette.responses import Response

from newscrawl.i18n import _
from newscrawl.monitor.coverage import WINDOW
from newscrawl.monitor.field_fills import fills
from newscrawl.web.calendar_years import scale_words
from newscrawl.web.channel_state import ChannelLine, StateCounter, all_channels
from newscrawl.web.reading_room import NotHereError
from newscrawl.web.state_values import STATES, channel_values, overview_values
from newscrawl.web.table_pages import answer
from newscrawl.web.table_values import BuiltTable, TableRow
from newscrawl.web.templating import state_word
from newscrawl.web.view import Asked


def overview(asked: Asked) -> Response:
    """Show every channel in a line, grouped by province."""
    given = asked.parameters("state", "province", "page", "size")
    state, province = given.choice("state", STATES), given.text("province")
    every = all_channels(asked.reader)
    lines = [
        line
        for line in every.channels
        if state in (None, line.state) and province in ("", asked.room.names.provinces.get(line.site, ""))
    ]
    if asked.format != "html":
        table = BuiltTable(_("State of the archive"), (), [_table_row(asked, line) for line in lines])
        return answer(asked, "/state", table, {})
    alarms = asked.reader.ledger.alarms(asked.room.now() - timedelta(days=7))[:5]
    return asked.page(
        "overview.html", **overview_values(lines, every.total, asked.room.names, every.channels), alarms=alarms,
        formats=asked.formats("/state", {}), today=asked.room.today, state=state, province=province,
    )  # fmt: skip


def _table_row(asked: Asked, line: ChannelLine) -> TableRow:
    values: dict[str, Any] = {
        "channel": line.key, "site": line.site, "name": line.name, "state": line.state,
        "since": line.since and str(line.since), "why": line.why, "newest": line.newest and str(line.newest),
        "gaps": len(line.gaps), "listed": line.balance.listed,
        **{str(name): n for name, n in line.balance.outcomes.items()},
    }  # fmt: skip
    at = f"{line.since or line.newest or asked.room.today}T00:00:00+08:00"
    title = f"{line.key}: {state_word(line.state)}"
    return TableRow(
        values, (), (f"channel:{line.key}:{line.state}", title, at, asked.links.channel(line.key)), line.why or ""
    )


def site(asked: Asked) -> Response:
    """Show the channels of a site, each with its last year."""
    asked.parameters()
    name = asked.path("site")
    counter = StateCounter(asked.reader.ledger, asked.room.names, asked.room.today)
    keys = [look.channel for look in counter.looks if look.site == name]
    if not keys:
        raise NotHereError(_("the archive has nothing of {site}").format(site=name[:60]))
    since = counter.last - timedelta(days=WINDOW - 1)
    details = [
        channel_values(covered, counts, counter.last, asked.links, years=1)
        for covered, counts in counter.cover(keys, since)
    ]
    return asked.page(
        "site.html", site=name, title=asked.room.names.sites.get(name, name), details=details, scale=scale_words(),
        whole=False,
    )  # fmt: skip


def channel(asked: Asked) -> Response:
    """Show a channel from its first day on."""
    asked.parameters()
    key = f"{asked.path('site')}/{asked.path('channel')}"
    counter = StateCounter(asked.reader.ledger, asked.room.names, asked.room.today)
    if key not in {look.channel for look in counter.looks}:
        raise NotHereError(_("the archive has nothing of {site}").format(site=key[:60]))
    ((covered, counts),) = counter.cover([key], None)
    filled = fills(asked.reader.ledger, [key]).get(key, {})
    return asked.page(
        "site.html", site=covered.site, title=f"{key} {covered.name or ''}".strip(), scale=scale_words(), whole=True,
        details=[channel_values(covered, counts, counter.last, asked.links, filled=filled)],
    )  # fmt: skip
