"""An id → the article's row and lines; those that were taken out are not found."""

from __future__ import annotations

from typing import Any

from newscrawl.i18n import _
from newscrawl.items import FORGOTTEN
from newscrawl.ledger import ArticleRow, LineRef
from newscrawl.ledger.sql_reading import lines_of
from newscrawl.record.reprints import find_article
from newscrawl.web.reading_room import NotHereError, RoomReader


def find_row(reader: RoomReader, id: str) -> ArticleRow:
    """Return what the ledger has of an article; raise where it has none, or where the
    article was taken out."""
    row = find_article(reader.ledger, id) if len(id) == 16 else None
    if row is None:
        raise NotHereError(_("the archive has no article {id}").format(id=id[:40]))
    if row.reason == FORGOTTEN or row.id in reader.room.being_forgotten():
        raise NotHereError(_("this article was taken out of the archive"))
    return row


def all_lines(reader: RoomReader, id: str) -> list[tuple[LineRef, dict[str, Any]]]:
    """Return the lines of an article, the first revision first."""
    with reader.ledger.reading() as db:
        refs = lines_of(db, id)
    found = [(ref, line) for ref in refs if (line := reader.line(ref)) is not None and line["id"] == id]
    if any(line.get("withdrawn") == FORGOTTEN for _ref, line in found):
        raise NotHereError(_("this article was taken out of the archive"))
    return found
