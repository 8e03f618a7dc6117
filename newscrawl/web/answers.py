"""Values → responses: HTML, JSON, CSV, Atom; and what went wrong, in one page."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from newscrawl.web.atom import FeedEntry, feed
from newscrawl.web.room_links import RoomLinks
from newscrawl.web.templating import render

FORMATS = ("html", "json", "csv", "atom")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for a formula at the beginning of a cell."""


def html_response(name: str, links: RoomLinks, status: int = 200, **values: Any) -> Response:
    """Return a page."""
    return Response(render(name, links, **values), status, media_type="text/html; charset=utf-8")


def json_response(value: Any, status: int = 200) -> Response:
    """Return JSON."""
    body = json.dumps(value, ensure_ascii=False, default=str, separators=(",", ":"))
    return Response(body, status, media_type="application/json")


def csv_response(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> Response:
    """Return CSV with a mark by which spreadsheets know UTF-8; no cell is a formula."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(row.get(name)) for name in columns])
    return Response(f"\ufeff{made.getvalue()}", media_type="text/csv; charset=utf-8")


def cell(value: Any) -> str:
    """Return a value as a cell.

    >>> cell("=HYPERLINK(1)"), cell(["林晓芳", "陈言"]), cell(None), cell(-3)
    ("'=HYPERLINK(1)", '林晓芳; 陈言', '', '-3')
    """
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        value = "; ".join(map(str, value))
    if isinstance(value, int | float):
        return str(value)
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def atom_response(
    title: str, request: Request, links: RoomLinks, page: str, updated: str, entries: Iterable[FeedEntry]
) -> Response:
    """Return a feed."""
    own = links.whole(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    body = feed(title, own, links.whole(page), updated, entries)
    return Response(body, media_type="application/atom+xml; charset=utf-8")


def error_response(links: RoomLinks, format: str, status: int, message: str) -> Response:
    """Return what went wrong."""
    if format == "json":
        return json_response({"error": message}, status)
    if format in ("csv", "atom"):
        return Response(f"{message}\n", status, media_type="text/plain; charset=utf-8")
    return html_response("error.html", links, status, message=message)
