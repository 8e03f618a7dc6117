"""Names of views → addresses: of the application, or of files that link to each other.

An address that a set of pages does not have is None, and stands there as text.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from urllib.parse import quote, urlencode


class RoomLinks:
    """The addresses of the application; those of a request keep its language and
    token."""

    static = False
    lists_from: date | None = None
    """The first day with a list of all its articles; None: every day has one."""

    def __init__(self, kept: Mapping[str, str] | None = None, host: str = "") -> None:
        self.kept = dict(kept or {})
        self._host = host
        """`http://127.0.0.1:8425` for addresses that leave the browser: feeds."""

    def whole(self, path: str) -> str:
        """Return an address with its host."""
        return f"{self._host}{path}"

    def to(self, path: str, **values: object) -> str:
        """Return the address of a view with parameters; None and "" are left out."""
        given = {name.rstrip("_"): str(value) for name, value in values.items() if value not in (None, "")}
        query = urlencode({**given, **self.kept})
        return f"{quote(path)}{'?' if query else ''}{query}"

    def asset(self, name: str) -> str:
        """Return the address of a style sheet or a script."""
        return self.to(f"/static/{name}")

    def overview(self) -> str:
        """Return the address of the state of the archive."""
        return self.to("/state")

    def table(self, name: str) -> str:
        """Return the address of a table: `alarms`, `runs`, `walks`, `gaps`,
        `copies`."""
        return self.to(f"/{name}")

    def site(self, site: str) -> str:
        """Return the address of a site's state."""
        return self.to(f"/site/{site}")

    def channel(self, key: str, anchor: str = "") -> str:
        """Return the address of a channel's state."""
        return self.to(f"/channel/{key}") + (f"#{anchor}" if anchor else "")

    def rows(self, **values: object) -> str | None:
        """Return the address of the rows behind a number."""
        return self.to("/rows", **values)

    def day(self, key: str, day: date | str) -> str | None:
        """Return the address of the articles of a day."""
        return self.to("/rows", channel=key, since=day, until=day)

    def day_pattern(self, key: str) -> str:
        """Return the address of a day, with `{day}` and `{month}` for a script to
        fill."""
        return self.to("/rows", channel=key) + "&since={day}&until={day}"

    def month(self, key: str, first: date, last: date) -> str | None:
        """Return the address of the articles of a month."""
        return self.to("/rows", channel=key, since=first, until=last)

    def article(self, id: str) -> str | None:
        """Return the address of an article."""
        return self.to(f"/article/{id}")


class FileLinks(RoomLinks):
    """The addresses of pages that are files, seen from one of them."""

    static = True

    def __init__(self, root: str = "", months: Collection[str] = frozenset(), lists_from: date | None = None) -> None:
        super().__init__()
        self._root = root
        """`../` from a page in a folder."""
        self._months = months
        """The pages of lists: `hxnews-2020-11`."""
        self.lists_from = lists_from

    def asset(self, name: str) -> str:
        return f"{self._root}{name}"

    def overview(self) -> str:
        return f"{self._root}index.html"

    def table(self, name: str) -> str:
        return f"{self._root}{name}.html"

    def site(self, site: str) -> str:
        return f"{self._root}sites/{quote(site)}.html"

    def channel(self, key: str, anchor: str = "") -> str:
        own = key.partition("/")[2] or key
        return f"{self.site(key.partition('/')[0])}#{quote(own)}{f'-{anchor}' if anchor else ''}"

    def rows(self, **values: object) -> str | None:
        if values.get("outcome") not in ("failed", "pending", "rejected"):
            return None
        channel, site = values.get("channel"), values.get("site")
        if not (channel or site):
            return None
        name = str(site or str(channel).partition("/")[0])
        own = f"{str(channel).partition('/')[2]}-" if channel else ""
        return f"{self._root}rows/{quote(name)}.html#{quote(own)}{values['outcome']}"

    def day(self, key: str, day: date | str) -> str | None:
        site, _slash, own = key.partition("/")
        if f"{site}-{str(day)[:7]}" not in self._months:
            return None
        return f"{self._root}days/{quote(site)}-{str(day)[:7]}.html#{quote(own or key)}-{day}"

    def day_pattern(self, key: str) -> str:
        site, _slash, own = key.partition("/")
        return f"{self._root}days/{quote(site)}-{{month}}.html#{quote(own or key)}-{{day}}"

    def month(self, key: str, first: date, last: date) -> str | None:
        page = f"{key.partition('/')[0]}-{first:%Y-%m}"
        return f"{self._root}days/{quote(page)}.html" if page in self._months else None

    def article(self, id: str) -> str | None:
        return None
