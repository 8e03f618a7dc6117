"""The verdicts of `checksites` that `scrapy channels` shows."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from newscrawl.probing.verdicts import NAME, keep_verdicts, read_verdicts


def test_a_later_verdict_replaces_only_that_of_its_channel(tmp_path: Path) -> None:
    keep_verdicts(tmp_path, {"hxnews/fz": "ok", "fzen/home": "drift"}, date(2026, 11, 18))
    keep_verdicts(tmp_path, {"fzen/home": "ok"}, date(2026, 11, 25))
    assert read_verdicts(tmp_path) == {"hxnews/fz": ("ok", "2026-11-18"), "fzen/home": ("ok", "2026-11-25")}


def test_without_a_data_folder_none_is_made(tmp_path: Path) -> None:
    keep_verdicts(tmp_path / "data", {"hxnews/fz": "ok"}, date(2026, 11, 18))
    assert list(tmp_path.iterdir()) == []
    assert read_verdicts(tmp_path / "data") == {}


def test_a_file_that_somebody_changed_is_as_none(tmp_path: Path) -> None:
    for text in ("{", "[]", '{"a": 1}', '{"a": ["ok"]}', "null"):
        (tmp_path / NAME).write_text(text, encoding="utf-8")
        assert read_verdicts(tmp_path) == {}
