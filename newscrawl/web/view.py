"""What a view gets: a reader, the request, and the addresses it may link to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from newscrawl.i18n import language
from newscrawl.web.answers import html_response
from newscrawl.web.parameters import Parameters
from newscrawl.web.reading_room import ReadingRoom, RoomReader
from newscrawl.web.room_links import RoomLinks


@dataclass(frozen=True, slots=True)
class Asked:
    """One request for a view."""

    reader: RoomReader
    request: Request
    links: RoomLinks
    format: str
    """`html`, `json`, `csv` or `atom`."""

    @property
    def room(self) -> ReadingRoom:
        """The archive."""
        return self.reader.room

    def parameters(self, *known: str) -> Parameters:
        """Return the typed parameters."""
        return Parameters(self.request.query_params, known)

    def path(self, name: str) -> str:
        """Return a part of the path."""
        return str(self.request.path_params[name])

    def formats(self, path: str, given: dict[str, Any]) -> dict[str, str]:
        """Return the addresses of a view in its other formats."""
        return {format: self.links.to(f"{path}.{format}", **given) for format in ("json", "csv", "atom")}

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        """Return a page from a template."""
        other = "en" if language() == "zh" else "zh"
        asked = {key: value for key, value in self.request.query_params.items() if key not in ("lang", "token")}
        switch = RoomLinks(
            {"lang": other, **({"token": token} if (token := self.request.query_params.get("token")) else {})}
        ).to(self.request.url.path, **asked)
        return html_response(name, self.links, status, switch=switch, **values)


View = Callable[[Asked], Response]


def pager(links: RoomLinks, path: str, given: dict[str, Any], page: int, *, more: bool) -> dict[str, str | None]:
    """Return the addresses of the pages before and behind one."""
    return {
        "before": links.to(path, **{**given, "page": page - 1 if page > 2 else None}) if page > 1 else None,
        "behind": links.to(path, **{**given, "page": page + 1}) if more else None,
    }
