"""Files that grow by groups: what is on disk when, and what another program's hand in them does."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.durable import ChangedError, GroupFile, create, cut


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "articles" / "hxnews" / "2020-11.jsonl"
    create(path)
    return path


def test_nothing_is_in_the_file_before_its_group_is_synced(path: Path) -> None:
    file = GroupFile(path)
    file.write("福州\n".encode())
    assert (path.read_bytes(), file.tell(), file.dirty) == (b"", 7, True)
    file.sync()
    assert (path.read_text(encoding="utf-8"), file.committable, file.dirty) == ("福州\n", 7, False)


def test_what_was_not_committed_is_cut_and_nothing_follows(path: Path) -> None:
    file = GroupFile(path)
    file.write(b"kept\n")
    file.sync()
    file.write(b"lost\n")
    file.sync()
    file.give_up(5)
    file.write(b"late\n")
    file.sync()
    assert path.read_bytes() == b"kept\n"


def test_a_file_that_must_be_whole_counts_only_when_finished(path: Path) -> None:
    path.write_bytes(b"before")
    file = GroupFile(path, whole=True)
    file.write(b"[")
    file.sync()
    assert file.committable == 6
    file.finished = True
    assert file.committable == 7


@pytest.mark.parametrize("change", ["longer", "shorter", "gone"])
def test_another_programs_hand_in_a_file_is_an_error_not_a_torn_line(path: Path, change: str) -> None:
    file = GroupFile(path)
    file.write(b"ours\n")
    file.sync()
    if change == "gone":
        path.rename(path.with_suffix(".old"))
    else:
        path.write_bytes(b"ours\ntheirs\n" if change == "longer" else b"")
    file.write(b"more\n")
    with pytest.raises(ChangedError, match=r"2020-11\.jsonl"):
        file.sync()


def test_a_device_is_written_as_it_is(tmp_path: Path) -> None:
    file = GroupFile(Path("/dev/full"))
    file.write(b"x")
    with pytest.raises(OSError, match="/dev/full"):
        file.sync()
    file.give_up(0)
    file.close()


def test_cutting_never_lengthens(path: Path) -> None:
    path.write_bytes(b"12345")
    assert (cut(path, 9), cut(path, 3), path.read_bytes()) == (0, 2, b"123")
