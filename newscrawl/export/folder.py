"""A folder of parts: `data/<part>.parquet`, whole or absent, resumed where it was.

Parts are written below `.<folder>.part`, beside the folder, and noted in a journal as
each is complete. When all are, the folder gets its name, or its `data` is exchanged. So
what has the folder's name is always one whole export. Asked again after a kill or a
full disk, the export goes on behind the last part that was complete; asked again later,
it takes over the parts whose lines are the same.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from newscrawl.durable import sync_folder
from newscrawl.export.formats_out import OpenOutlet
from newscrawl.export.parts import PartsPlan
from newscrawl.export.tally import LineTally
from newscrawl.failpoints import failpoint
from newscrawl.i18n import _
from newscrawl.record.export import appearing

MANIFEST = ".export.json"
_JOURNAL = "journal.jsonl"


class FolderError(Exception):
    """A folder that an export must not replace."""


@dataclass(slots=True)
class PartFolder:
    """The folder, and the draft of it."""

    path: Path
    draft: Path = field(init=False)
    _written: dict[str, dict[str, Any]] = field(default_factory=dict)
    _before: dict[str, dict[str, Any]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.draft = self.path.with_name(f".{self.path.name}.part")
        if self.path.exists() and not self.path.is_dir():
            raise FolderError(_("{path} is a file; --split writes a folder").format(path=self.path))
        self._written = _read_journal(self.draft / _JOURNAL)
        manifest = self.path / MANIFEST
        self._before = _read_parts(manifest) if manifest.is_file() else {}
        ours = {entry["file"] for entry in (*self._before.values(), *self._written.values())}
        for each in sorted((self.path / "data").glob("*")):
            if each.name not in ours:
                raise FolderError(
                    _("{path} was made by no export; take it away, or name another folder").format(path=each)
                )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the draft; raise `FolderError` where another export is writing it."""
        (self.draft / "data").mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.draft, os.O_RDONLY)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise FolderError(_("another export is writing {path}").format(path=self.path)) from None
            self._written = _read_journal(self.draft / _JOURNAL)
            try:
                yield
            finally:
                if not (self.draft / _JOURNAL).exists():  # nothing to go on from
                    shutil.rmtree(self.draft, ignore_errors=True)
        finally:
            os.close(descriptor)

    def write(
        self, plan: PartsPlan, suffix: str, recipe: str, open_outlet: OpenOutlet, counted: Counted, progress: Progress
    ) -> FolderContents:
        """Write the parts that are not there yet, and put them into place."""
        summary = FolderContents()
        for name in sorted(plan.parts):
            part = plan.parts[name]
            part.hash.update(recipe.encode())
            print_, file = part.hash.hexdigest(), f"{name}{suffix}"
            entry = self._taken_over(name, print_, file)
            if entry is None:
                entry = self._write_part(plan, name, file, open_outlet, counted, progress) | {"fingerprint": print_}
                failpoint("export.part_written")
                self._note(name, entry)
            else:
                summary.kept += 1
                progress(len(part))
            summary.parts[name] = entry
            summary.count += entry["lines"]
            summary.tally += LineTally.from_json(entry["tally"])
        return summary

    def _taken_over(self, name: str, fingerprint: str, file: str) -> dict[str, Any] | None:
        """Return the entry of a part that is there already, in the draft or before."""
        made, old = self.draft / "data" / file, self.path / "data" / file
        for entry in filter(None, (self._written.get(name), self._before.get(name))):
            if (entry["fingerprint"], entry["file"]) != (fingerprint, file):
                continue
            if _size(made) == entry["size"]:
                return entry
            if _size(old) == entry["size"]:
                made.unlink(missing_ok=True)
                try:
                    os.link(old, made)
                except OSError:
                    shutil.copyfile(old, made)
                self._note(name, entry)
                return entry
        return None

    def _write_part(
        self, plan: PartsPlan, name: str, file: str, open_outlet: OpenOutlet, counted: Counted, progress: Progress
    ) -> dict[str, Any]:
        tally, known = LineTally(), set(plan.selection.broken)
        path = self.draft / "data" / file
        with appearing(path, path.suffix if path.suffix in (".gz", ".bz2", ".xz", ".zst") else "") as opened:
            outlet = open_outlet(opened)
            for line, fields in plan.lines(name):
                outlet.write(line, fields)
                tally.add(counted(fields))
                progress(1)
            outlet.close()
        broken = [problem for problem in plan.selection.broken if problem not in known]
        return {
            "file": file,
            "size": _size(path),
            "lines": outlet.count,
            "broken": broken,
            "tally": tally.to_json(),
        }

    def _note(self, name: str, entry: Mapping[str, Any]) -> None:
        with (self.draft / _JOURNAL).open("ab") as journal:
            journal.write(json.dumps({"part": name, **entry}, ensure_ascii=False).encode() + b"\n")
            journal.flush()
            os.fsync(journal.fileno())

    def finish(self, summary: FolderContents, add_card: Callable[[Path], None]) -> None:
        """Put the draft into the folder's place; `add_card` writes the card in a
        folder.
        """
        wanted = {entry["file"] for entry in summary.parts.values()}
        for path in (self.draft / "data").iterdir():
            if path.name not in wanted:
                path.unlink()
        with appearing(self.draft / MANIFEST) as file:
            file.write(json.dumps({"parts": summary.parts}, ensure_ascii=False).encode())
        sync_folder(self.draft / "data")
        failpoint("export.complete")
        if not self.path.exists():
            add_card(self.draft)
            self.draft.rename(self.path)
        else:
            self._exchange()
            add_card(self.path)
        (self.path / _JOURNAL).unlink(missing_ok=True)
        sync_folder(self.path.parent)

    def _exchange(self) -> None:
        old, data = self.draft / "old", self.path / "data"
        if data.exists():
            shutil.rmtree(old, ignore_errors=True)
            data.rename(old)
        failpoint("export.exchanging")
        (self.draft / "data").rename(data)
        (self.draft / MANIFEST).replace(self.path / MANIFEST)
        sync_folder(self.path)
        shutil.rmtree(self.draft)


Counted = Callable[[dict[str, Any]], dict[str, Any]]
"""A line → the fields of it that are counted."""
Progress = Callable[[int], None]


@dataclass(slots=True)
class FolderContents:
    """What an export to a folder came to."""

    count: int = 0
    """Lines in all parts."""
    kept: int = 0
    """Parts that were there already."""
    parts: dict[str, dict[str, Any]] = field(default_factory=dict)
    tally: LineTally = field(default_factory=LineTally)


def _read_parts(path: Path) -> dict[str, dict[str, Any]]:
    try:
        parts: dict[str, dict[str, Any]] = json.loads(path.read_bytes())["parts"]
    except (ValueError, KeyError, TypeError):
        raise FolderError(_("{path} is damaged; delete it with its folder").format(path=path)) from None
    return parts


def _read_journal(path: Path) -> dict[str, dict[str, Any]]:
    """Return the parts that a draft has; a last line that is torn is none."""
    written: dict[str, dict[str, Any]] = {}
    with suppress(FileNotFoundError):
        for line in path.read_bytes().splitlines():
            with suppress(ValueError):
                entry = json.loads(line)
                written[entry.pop("part")] = entry
    return written


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return None
