"""The account against the files: a line that is gone, changed or unaccounted for is named with file and place."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from newscrawl.ledger import LineRef
from newscrawl.record.verify import unaccounted, verify_lines

NAME = "articles/hxnews/2020-11.jsonl"
LINES = ['{"id":"0000000000000001","title":"福州地铁5号线开工"}\n', '{"id":"0000000000000002","title":"三坊七巷"}\n']


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.parent.mkdir(parents=True)
    path.write_text("".join(LINES), encoding="utf-8")
    return tmp_path


def refs() -> list[LineRef]:
    found, offset = [], 0
    for number, text in enumerate(LINES, 1):
        line = text.encode()
        found.append(LineRef(f"{number:016x}", 1, NAME, offset, len(line), hashlib.sha256(line).hexdigest()))
        offset += len(line)
    return found


def problems(data: Path, lines: list[LineRef]) -> list[str]:
    return [*verify_lines(data, lines, {}), *unaccounted(data, lines, {})]


def test_a_record_that_agrees_has_no_problems(data: Path) -> None:
    counts: dict[str, int] = {}
    assert list(verify_lines(data, refs(), counts)) == []
    assert list(unaccounted(data, refs(), {})) == []
    assert counts == {"lines": 2, "files": 1}


def test_a_line_changed_by_hand_is_found(data: Path) -> None:
    path = data / NAME
    path.write_text(path.read_text("utf-8").replace("三坊七巷", "三坊八巷"), encoding="utf-8")
    (problem,) = problems(data, refs())
    assert NAME in problem
    assert "not the one that was written" in problem
    assert "0000000000000002" in problem


def test_a_file_that_was_cut_is_found(data: Path) -> None:
    path = data / NAME
    path.write_bytes(path.read_bytes()[:-5])
    (problem,) = problems(data, refs())
    assert "the file ends" in problem


def test_a_missing_file_is_told_once_with_its_lines(data: Path) -> None:
    (data / NAME).unlink()
    (problem,) = problems(data, refs())
    assert "2 lines should stand there" in problem


def test_a_line_in_no_account_is_found_wherever_it_stands(data: Path) -> None:
    first, second = refs()
    assert "bytes that no line accounts for" in problems(data, [second])[0]
    assert "bytes that no line accounts for" in problems(data, [first])[0]
    (problem,) = problems(data, [])
    assert NAME in problem


def test_what_a_running_crawl_has_not_committed_is_no_fault(data: Path) -> None:
    path = data / NAME
    committed = path.stat().st_size
    with path.open("a") as file:
        file.write('{"id":"00')
    assert list(unaccounted(data, refs(), {str(path): committed})) == []
    assert len(list(unaccounted(data, refs(), {}))) == 1


def test_lines_that_overlap_are_found(data: Path) -> None:
    first, second = refs()
    (problem,) = unaccounted(data, [first, LineRef(second.id, 1, NAME, 10, second.length + second.offset - 10, "")], {})
    assert "overlap" in problem
