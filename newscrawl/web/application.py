"""An archive → the application that shows it. It has no state but caches of counts.

Each view is a plain function of a reader and a request, run in one of a few threads.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from newscrawl.i18n import _, known_language, speaking
from newscrawl.ledger import LedgerError
from newscrawl.web import article_page, captured_page, issue_pages, room_health, search_page, state_pages, table_pages
from newscrawl.web.answers import FORMATS, error_response
from newscrawl.web.parameters import BadParameterError
from newscrawl.web.reading_room import SECONDS, NotHereError, ReadingRoom, TooSlowError
from newscrawl.web.room_links import RoomLinks
from newscrawl.web.safety import LOCAL, SafetyMiddleware
from newscrawl.web.view import Asked, View

logger = logging.getLogger(__name__)
THREADS = 4
STATIC = {"style.css": "text/css", "page.js": "text/javascript"}

FORMATTED: tuple[tuple[str, View], ...] = (
    ("/search", search_page.search),
    ("/article/{id}", article_page.article),
    ("/rows", table_pages.rows),
    ("/alarms", table_pages.alarms),
    ("/runs", table_pages.runs),
    ("/walks", table_pages.walks),
    ("/gaps", table_pages.gaps),
    ("/copies", table_pages.copies),
    ("/state", state_pages.overview),
    ("/papers", issue_pages.papers),
)
"""Views that are also JSON, CSV and Atom, by the end of their address."""
PAGES: tuple[tuple[str, View], ...] = (
    ("/", search_page.search),
    ("/article/{id}/capture", captured_page.capture),
    ("/article/{id}/capture/page", captured_page.page),
    ("/article/{id}/capture/headers", captured_page.headers),
    ("/article/{id}/capture/body", captured_page.body),
    ("/article/{id}/attempt/{number}", captured_page.attempt),
    ("/site/{site}", state_pages.site),
    ("/channel/{site}/{channel}", state_pages.channel),
    ("/paper/{site}/{channel}", issue_pages.paper),
    ("/paper/{site}/{channel}/{day}", issue_pages.issue),
    ("/health", room_health.health),
)


def make_app(room: ReadingRoom, *, hosts: frozenset[str] = LOCAL, token: str | None = None) -> SafetyMiddleware:
    """Return the application."""
    pool = ThreadPoolExecutor(THREADS, thread_name_prefix="reading")
    routes = [Route(f"/static/{name}", _static(name, kind)) for name, kind in STATIC.items()]
    routes.append(Route("/favicon.ico", _no_icon))
    for path, view in FORMATTED:
        for format in FORMATS[1:]:
            routes.append(Route(f"{path}.{format}", _endpoint(room, pool, view, format)))
        routes.append(Route(path, _endpoint(room, pool, view, "html")))
    routes += [Route(path, _endpoint(room, pool, view, "html")) for path, view in PAGES]
    app = Starlette(routes=routes, exception_handlers={404: _not_found})
    app.router.redirect_slashes = False
    return SafetyMiddleware(app, hosts=hosts, token=token)


def _endpoint(
    room: ReadingRoom, pool: ThreadPoolExecutor, view: View, format: str
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        context = contextvars.copy_context()
        return await asyncio.get_running_loop().run_in_executor(pool, context.run, _answer, room, view, request, format)

    return endpoint


def _answer(room: ReadingRoom, view: View, request: Request, format: str) -> Response:
    links, language = links_of(request)
    with speaking(language):
        reader = room.reader()
        try:
            with reader.within(SECONDS):
                return view(Asked(reader, request, links, format))
        except BadParameterError as error:
            return error_response(links, format, 400, str(error))
        except NotHereError as error:
            return error_response(links, format, 404, str(error))
        except TooSlowError as error:
            return error_response(links, format, 503, str(error))
        except (LedgerError, sqlite3.Error, OSError) as error:
            logger.error("%s: %s", request.url.path, error)
            return error_response(links, format, 503, _("the archive cannot be read: {error}").format(error=error))


def links_of(request: Request) -> tuple[RoomLinks, str]:
    """Return the links of a request, which keep its language and token, and the
    language it is answered in."""
    asked = request.query_params
    kept = {name: asked[name] for name in ("lang", "token") if asked.get(name)}
    chosen = known_language(asked.get("lang")) if "lang" in asked else None
    if chosen is None:
        kept.pop("lang", None)
    accepted = (part.partition(";")[0] for part in request.headers.get("accept-language", "").split(","))
    language = chosen or next((known for part in accepted if (known := known_language(part))), "en")
    return RoomLinks(kept, f"{request.url.scheme}://{request.url.netloc}"), language


def _static(name: str, kind: str) -> Callable[[Request], Awaitable[Response]]:
    body = (files("newscrawl.web") / "static" / name).read_bytes()

    async def endpoint(request: Request) -> Response:
        return Response(body, media_type=kind, headers={"cache-control": "max-age=300"})

    return endpoint


async def _no_icon(request: Request) -> Response:
    """Answer a browser that shows JSON and asks for an icon, without an error on its
    console."""
    return Response(status_code=204, headers={"cache-control": "max-age=86400"})


async def _not_found(request: Request, error: Exception) -> Response:
    links, language = links_of(request)
    with speaking(language):
        status = error.status_code if isinstance(error, HTTPException) else 404
        return error_response(links, "html", status, _("there is no such page"))
