"""`/health`: whether the archive can be read, as JSON for monitoring."""

from __future__ import annotations

from datetime import timedelta

from starlette.responses import Response

from newscrawl.monitor.health import health_of, last_ended
from newscrawl.web.answers import json_response
from newscrawl.web.view import Asked

WITHIN = timedelta(hours=25)
RUNS = 50


def health(asked: Asked) -> Response:
    """Return 200 where ledger and index can be read; how fresh the channels are stands
    in the answer."""
    asked.parameters()
    reader = asked.reader
    found = health_of(reader.ledger.looks(), asked.room.now(), WITHIN)
    last = last_ended(reader.ledger.runs(RUNS))
    index = reader.index
    articles = None if index is None else index.execute("SELECT count(*) FROM article").fetchone()[0]
    return json_response(
        {
            "status": "ok",
            "channels": len(found),
            "stale": sum(each.state != "fresh" for each in found),
            "last_run": None if last is None else {"run": last.id, "exit_code": last.exit_code},
            "search": {"ready": index is not None and not asked.room.indexing, "articles": articles or 0},
        }
    )
