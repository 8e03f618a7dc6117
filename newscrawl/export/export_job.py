"""A selection, a shape and a target → the file, folder or card."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO, Any

from newscrawl.export.card import CardFacts, new_card, renewed
from newscrawl.export.folder import PartFolder
from newscrawl.export.formats_out import PARQUET, outlet_for
from newscrawl.export.parts import PartsPlan
from newscrawl.export.progress_line import ProgressLine
from newscrawl.export.shape import Shape
from newscrawl.export.tally import NONE, LineTally
from newscrawl.i18n import _
from newscrawl.items import SCHEMA_VERSION
from newscrawl.record.export import LINES, Selection, appearing

CARD = "card"
"""Format of a target that is the data card alone."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where is written, and how."""

    path: Path | None
    """None for stdout."""
    format: str
    packing: str
    split: str | None = None
    card: Path | None = None
    """Data card of a single file."""
    native_maps: bool = False
    lists: str | None = None
    bom: bool = False

    @property
    def own(self) -> bool:
        """Whether no exporter of Scrapy is needed."""
        return self.format in (*LINES, PARQUET, CARD)


@dataclass(slots=True)
class ExportJob:
    """One export."""

    selection: Selection
    shape: Shape
    target: Target
    exporter: Callable[[IO[bytes]], Any] | None
    remarks: list[str] = field(default_factory=list)
    """Lines to print at the end."""

    def run(self, progress: ProgressLine) -> int:
        """Write; return how many lines."""
        if self.target.format == CARD:
            return self._card(progress)
        if self.target.split:
            return self._folder(progress)
        return self._file(progress)

    def _outlet(self) -> Callable[[IO[bytes]], Any]:
        return outlet_for(
            self.target.format, self.shape, self._report, self.exporter, native_maps=self.target.native_maps
        )

    def _report(self, problem: str) -> None:
        self.selection.broken[problem] = None

    def _file(self, progress: ProgressLine) -> int:
        target, tally = self.target, LineTally() if self.target.card else None
        open_outlet, counted = self._outlet(), self.shape.counter()

        def pour(file: IO[bytes]) -> int:
            outlet = open_outlet(file)
            for line, fields in self.selection.parsed():
                outlet.write(line, fields)
                if tally is not None:
                    tally.add(counted(fields))
                progress()
            outlet.close()
            count: int = outlet.count
            return count

        progress.begin()
        if target.path is None:
            return pour(sys.stdout.buffer)
        with appearing(target.path, target.packing) as file:
            count = pour(file)
        if tally is not None and target.card is not None:
            within = target.path.is_relative_to(target.card.parent)
            files = target.path.relative_to(target.card.parent).as_posix() if within else str(target.path)
            self._write_card(target.card, self._facts(tally, files))
        return count

    def _folder(self, progress: ProgressLine) -> int:
        target = self.target
        assert target.path is not None
        assert target.split is not None
        open_outlet = self._outlet()
        folder = PartFolder(target.path)
        suffix = f".{target.format}{target.packing}"
        with folder.held():
            progress.begin()
            plan = PartsPlan(self.selection, target.split)
            plan.read(progress)
            progress.begin(sum(map(len, plan.parts.values())))
            summary = folder.write(plan, suffix, self._recipe(), open_outlet, self.shape.counter(), progress)
            facts = self._facts(summary.tally, f"data/*{suffix}")
            folder.finish(summary, lambda place: self._write_card(place / "README.md", facts))
        for entry in summary.parts.values():
            self.selection.broken |= dict.fromkeys(entry["broken"])
        if summary.kept:
            self.remarks.append(
                _("{kept} of {parts} files were there already").format(kept=summary.kept, parts=len(summary.parts))
            )
        return summary.count

    def _card(self, progress: ProgressLine) -> int:
        tally, counted = LineTally(), self.shape.counter()
        progress.begin()
        for _line, fields in self.selection.parsed():
            tally.add(counted(fields))
            progress()
        facts = self._facts(tally, f"data/*.{PARQUET}")
        if self.target.path is None:
            sys.stdout.write(new_card(facts))
        else:
            self._write_card(self.target.path, facts)
        return tally.lines

    def _recipe(self) -> str:
        """Return what the bytes of a file depend on, beside its lines."""
        target = self.target
        how = (target.format, target.packing, target.native_maps, target.lists, target.bom)
        return json.dumps([SCHEMA_VERSION, self.shape.names, self.shape.script, how])

    def _facts(self, tally: LineTally, files: str) -> CardFacts:
        asked = self.selection.filter
        duplicates: Mapping[str, int] = {}
        if asked.kind == "articles":
            duplicates = self._duplicates()
        return CardFacts(tally, files, asked.latest, self.shape.script, duplicates, self.shape.names)

    def _duplicates(self) -> Mapping[str, int]:
        wanted = replace(self.selection.filter, kind="duplicates", latest=False, hide_withdrawn=False)
        copies = Selection(self.selection.data, wanted, self.selection.committed)
        return Counter(fields.get("site") or NONE for _line, fields in copies.parsed())

    def _write_card(self, path: Path, facts: CardFacts) -> None:
        text: str | None = new_card(facts)
        if path.exists():
            text = renewed(path.read_text(encoding="utf-8"), facts)
        if text is None:
            self.remarks.append(_("{path} is no data card of an export, and was left as it is").format(path=path))
            return
        with appearing(path) as file:
            file.write(text.encode())
