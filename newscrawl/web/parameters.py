"""The query string of a request → typed values; what does not fit is refused by
name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from newscrawl.i18n import _
from newscrawl.near import near

MOST_CHARACTERS = 500
"""Characters of a text that is searched for."""
KEPT = ("lang", "token")
"""Parameters that every page understands."""
_NAME = re.compile(r"[\w.:*\-/ ]{1,100}", re.ASCII)


class BadParameterError(Exception):
    """A parameter that cannot be understood; the message names it."""


class Parameters:
    """The parameters of one request.

    >>> Parameters({"since": "2020-11-18", "n": "3"}, ("since", "n")).whole("n", 1, 100)
    3
    """

    def __init__(self, given: Mapping[str, str], known: Iterable[str]) -> None:
        self._given = {name: value for name, value in given.items() if value != ""}
        names = [*known, *KEPT]
        for name in given:
            if name not in names:
                raise BadParameterError(
                    _("there is no parameter {name!r}{hint}").format(name=name[:40], hint=near(name[:40], names))
                )

    def text(self, name: str) -> str:
        """Return a text without control characters; "" where it is absent."""
        value = "".join(char if char.isprintable() else " " for char in self._given.get(name, ""))
        if len(value) > MOST_CHARACTERS:
            raise BadParameterError(
                _("{name} has {n} characters; it may have {most} at most").format(
                    name=name, n=len(value), most=MOST_CHARACTERS
                )
            )
        return value.strip()

    def key(self, name: str) -> str | None:
        """Return the key of a site or channel, or a code; None where it is absent."""
        value = self._given.get(name)
        if value is not None and not _NAME.fullmatch(value):
            raise BadParameterError(_("{name} is no key: {value}").format(name=name, value=value[:40]))
        return value

    def choice(self, name: str, allowed: Iterable[str], default: str | None = None) -> str | None:
        """Return one of several words."""
        value, allowed = self._given.get(name), list(allowed)
        if value is not None and value not in allowed:
            raise BadParameterError(
                _("{name}={value} is none of {allowed}").format(
                    name=name, value=value[:40], allowed=_(", ").join(allowed)
                )
            )
        return value or default

    def whole(self, name: str, default: int, most: int) -> int:
        """Return a whole number from 1 on."""
        value = self._given.get(name)
        if value is None:
            return default
        if not re.fullmatch(r"[1-9][0-9]{0,8}", value) or int(value) > most:
            raise BadParameterError(
                _("{name}={value} is no whole number from 1 to {most}").format(name=name, value=value[:20], most=most)
            )
        return int(value)

    def day(self, name: str, today: date) -> date | None:
        """Return a date: `2020-11-18`, `2020-11` for a month's first day, `30d` back
        from today."""
        value = self._given.get(name)
        if value is None:
            return None
        if re.fullmatch(r"[0-9]{1,5}d", value) and int(value[:-1]) < today.toordinal():
            return today - timedelta(days=int(value[:-1]))
        try:
            return date.fromisoformat(f"{value}-01" if re.fullmatch(r"[0-9]{4}-[0-9]{2}", value) else value)
        except ValueError:
            raise BadParameterError(
                _("{name}={text} is no date; write 2020-11-18, 2020-11 or 30d").format(name=name, text=value[:20])
            ) from None

    def days(self, today: date) -> tuple[date | None, date | None]:
        """Return `since` and `until`; refuse them where the first is the later one."""
        since, until = self.day("since", today), self.day("until", today)
        if since and until and since > until:
            raise BadParameterError(_("since={first} is after until={last}").format(first=since, last=until))
        return since, until
