"""The captured page of an article, and the captured answer of an attempt: replayed
without anything that acts, its headers, its bytes.
"""

from __future__ import annotations

from typing import Any

from starlette.responses import Response

from newscrawl.i18n import _
from newscrawl.ledger.sql_reading import attempts_of
from newscrawl.text.decode import decode
from newscrawl.warc.content_coding import UnpackError, unpack
from newscrawl.warc.kept import KeptPage, read_kept
from newscrawl.web.article_lines import all_lines, find_row
from newscrawl.web.attempt_captures import find_capture
from newscrawl.web.capture_rewriting import rewrite
from newscrawl.web.reading_room import NotHereError, RoomReader
from newscrawl.web.safety import CAPTURE_POLICY
from newscrawl.web.view import Asked

MOST_SHOWN = 4 << 20
"""Bytes of a page that is replayed; a larger one can be saved."""
_APART = {"content-security-policy": CAPTURE_POLICY, "cache-control": "no-store"}


def kept_page(reader: RoomReader, line: dict[str, Any]) -> KeptPage | None:
    """Return the capture that a line names."""
    place = line.get("warc")
    return None if not place else read_kept(reader.room.data, place)


def body_of(kept: KeptPage) -> bytes:
    """Return the page of a capture, unpacked."""
    codings = (kept.headers.get("Content-Encoding") or b"").decode("latin-1").lower()
    return unpack(kept.payload, codings)


def text_of(kept: KeptPage) -> str | None:
    """Return the page of a capture as text; None where it is too large for one."""
    try:
        body = body_of(kept)
    except UnpackError:
        return None
    if len(body) > MOST_SHOWN:
        return None
    content_type = (kept.headers.get("Content-Type") or b"").decode("latin-1") or None
    return decode(body, content_type).text


def original_text(reader: RoomReader, line: dict[str, Any]) -> str | None:
    """Return the page of a line that was repaired, as it was before; None where nothing
    was repaired, or nothing was captured."""
    if not line.get("repairs") or (kept := kept_page(reader, line)) is None:
        return None
    return text_of(kept)


def capture(asked: Asked) -> Response:
    """Show the capture of an article in a frame."""
    asked.parameters("revision", "attempt")
    line, _kept = _capture(asked)
    path = f"/article/{asked.path('id')}/capture"
    given = {name: asked.request.query_params.get(name) for name in ("revision", "attempt")}
    links = {name: asked.links.to(f"{path}/{name}", **given) for name in ("page", "headers", "body")}
    return asked.page("capture.html", line=line, kept=_kept, frame=links, id=asked.path("id"))


def page(asked: Asked) -> Response:
    """Return the captured page without anything that acts."""
    asked.parameters("revision", "attempt")
    text = text_of(_capture(asked)[1])
    if text is None:
        raise NotHereError(_("the captured page is too large to be shown; it can be saved"))
    return Response(rewrite(text), media_type="text/html; charset=utf-8", headers=_APART)


def headers(asked: Asked) -> Response:
    """Return the headers of a capture as text."""
    asked.parameters("revision", "attempt")
    _line, kept = _capture(asked)
    lines = [f"{kept.status}"]
    for name, values in kept.headers.items():
        lines += [f"{name.decode('latin-1')}: {value.decode('latin-1')}" for value in values]
    return Response("\n".join(lines) + "\n", media_type="text/plain; charset=utf-8", headers=_APART)


def body(asked: Asked) -> Response:
    """Return the body of a capture for saving, as it was received."""
    asked.parameters("revision", "attempt")
    kept = _capture(asked)[1]
    try:
        data = body_of(kept)
    except UnpackError:
        data = kept.payload
    name = f'attachment; filename="{asked.path("id")[:16]}.bin"'
    return Response(data, media_type="application/octet-stream", headers={**_APART, "content-disposition": name})


def attempt(asked: Asked) -> Response:
    """Show the captured answer of an attempt."""
    given = asked.parameters()
    del given
    asked.request.scope["path_params"] = {**asked.request.path_params, "attempt": asked.path("number")}
    line, kept = _capture(asked)
    path = f"/article/{asked.path('id')}/capture"
    links = {
        name: asked.links.to(f"{path}/{name}", attempt=asked.path("number")) for name in ("page", "headers", "body")
    }
    return asked.page("capture.html", line=line, kept=kept, frame=links, id=asked.path("id"))


def _capture(asked: Asked) -> tuple[dict[str, Any], KeptPage]:
    """Return a line, or what stands for it, and its capture."""
    reader = asked.reader
    row = find_row(reader, asked.path("id"))
    given = asked.parameters("revision", "attempt")
    number = asked.request.path_params.get("attempt") or asked.request.query_params.get("attempt")
    if number:
        with reader.ledger.reading() as db:
            tried = next((each for each in attempts_of(db, row.id) if str(each.number) == number), None)
        kept = find_capture(reader.room.data, row, tried, lambda: reader.late) if tried else None
        if kept is None:
            raise NotHereError(_("no captured answer of this attempt was found"))
        return {"url": row.url, "fetched": tried.at.isoformat() if tried else None}, kept
    revision = given.whole("revision", 0, 10_000)
    lines = [line for _ref, line in all_lines(reader, row.id)]
    line = next((each for each in reversed(lines) if not revision or each.get("revision", 1) == revision), None)
    if line is None or not line.get("warc"):
        raise NotHereError(_("nothing was captured of this article"))
    found = kept_page(reader, line)
    if found is None:
        raise NotHereError(_("the capture {file} is not there any more").format(file=line["warc"]["file"]))
    return line, found
