"""The record's files → their lines, with file and offset; uncommitted lines are left
out.

A line that was edited by hand may be no line of the record any more. `read_fields`
names its file and offset, and the caller goes on without that article.
"""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from newscrawl.i18n import _
from newscrawl.record.group import Kind

_ID = re.compile(rb'"id"\s*:\s*"([0-9a-f]{4,16})"')
_TEXTS = (
    *("site", "channel", "province", "source", "canonical_url", "title", "kicker", "subtitle", "original_title"),
    "listed_title",
    *("text", "content_hash", "withdrawn", "of", "relation", "diff", "page", "page_name", "edition"),
)
_NUMBERS = ("revision", "reader_version", "pages")
_KINDS: dict[str, type] = dict.fromkeys(_TEXTS, str) | dict.fromkeys(_NUMBERS, int)
_NESTED: dict[str, dict[str, type]] = {
    "warc": {"file": str, "offset": int, "digest": str},
    "duplicate_of": {"id": str, "relation": str},
}


class BrokenLineError(Exception):
    """Bytes that are no line of the record; the message names file and offset."""


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One line of a file."""

    path: Path
    offset: int
    data: bytes
    """The bytes, with the newline."""

    @property
    def id(self) -> str | None:
        """The article's id, found without parsing; None where there is none."""
        found = _ID.search(self.data)
        return found[1].decode() if found else None

    def read_fields(self) -> dict[str, Any]:
        """Parse the line; raise `BrokenLineError` where it is none of the record's."""
        try:
            return parse_line(self.data)
        except ValueError as error:
            raise BrokenLineError(
                _("{path}, byte {offset}: not a line of the record ({error})").format(
                    path=self.path, offset=self.offset, error=error
                )
            ) from None


def parse_line(data: bytes) -> dict[str, Any]:
    """Parse a line and check the types of what commands read; raise `ValueError` that
    states what is wrong.

    >>> parse_line(b'{"id": "00d0", "url": "http://www.hxnews.com/1.shtml", "revision": 2}\\r\\n')["revision"]
    2
    >>> parse_line(b'{"id": "00d0", "url": "http://www.hxnews.com/1.shtml", "title": 5}')
    Traceback (most recent call last):
    ValueError: title is 5
    """
    try:
        line = json.loads(data.removeprefix(BOM_UTF8).decode())
    except UnicodeDecodeError as error:
        raise ValueError(_("not UTF-8 from its byte {start} on").format(start=error.start)) from None
    except RecursionError:
        raise ValueError(_("nested too deeply")) from None
    if not isinstance(line, dict):
        raise ValueError(_("no JSON object"))
    for name in ("id", "url"):
        if not isinstance(line.get(name), str):
            raise ValueError(
                _("{name} is {shown}").format(name=name, shown=_shown(line[name]))
                if name in line
                else _("without {name}").format(name=name)
            )
    if len(line["id"]) > 16 or not re.fullmatch("[0-9a-f]+", line["id"]):
        raise ValueError(_("id is {shown}").format(shown=_shown(line["id"])))
    _check(line, _KINDS, "")
    for name, kinds in _NESTED.items():
        if line.get(name) is not None:
            _check(line[name], kinds, f"{name}.", needed=True)
    _check_days(line)
    body = line.get("body") or []
    if not isinstance(body, list) or not all(isinstance(b, dict) and isinstance(b.get("text"), str) for b in body):
        raise ValueError(_("body is no list of blocks with texts"))
    return line


def _check(values: Any, kinds: Mapping[str, type], place: str, *, needed: bool = False) -> None:
    if not isinstance(values, dict):
        raise ValueError(_("{name} is {shown}").format(name=place.rstrip("."), shown=_shown(values)))
    for name, kind in kinds.items():
        value = values.get(name)
        if value is None and not needed:
            continue
        if not isinstance(value, kind) or isinstance(value, bool):
            raise ValueError(_("{place}{name} is {shown}").format(place=place, name=name, shown=_shown(value)))


def _check_days(line: Mapping[str, Any]) -> None:
    for name in ("published", "listed_date", "fetched"):
        value = line.get(name)
        if not value:
            continue
        try:
            datetime.fromisoformat(value) if name == "fetched" else date.fromisoformat(value[:10])
        except (ValueError, TypeError):
            raise ValueError(_("{name} is {shown}").format(name=name, shown=_shown(value))) from None


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 40 else f"{text[:40]}…"


def record_files(data: Path, kind: Kind) -> list[Path]:
    """Return the files of the record, by site and month.

    Files of one month have no order in time: a ledger that moved between databases
    leaves the newer lines in either of two. Of an article's lines the one with the
    highest revision is the newest, see `revision_of`.
    """
    return sorted(path for path in (data / kind).glob("*/*.jsonl") if path.is_file())


def revision_of(fields: Mapping[str, Any]) -> int:
    """Return the revision of a line, or of a withdrawal; 1 where none is stated.

    >>> revision_of({"id": "00000000000000aa", "withdrawn": "deleted", "revision": 3})
    3
    """
    return int(fields.get("revision") or 1)


def read_lines(path: Path, committed: Mapping[str, int]) -> Iterator[RecordLine]:
    """Yield the lines of a file, up to its committed length where a run has it open (or
    left it open).

    A last line without a newline is torn, and left out.
    """
    end = committed.get(str(path))
    offset = 0
    with path.open("rb") as file:
        for line in file:
            if (end is not None and offset + len(line) > end) or not line.endswith(b"\n"):
                return
            yield RecordLine(path, offset, line)
            offset += len(line)
