"""Records of WARC files: found whatever their size."""

from __future__ import annotations

import gzip
import os
from contextlib import closing
from pathlib import Path

import pytest

from newscrawl.reprocess.find_files import is_warc
from newscrawl.warc import framing as warc
from newscrawl.warc.framing import DamagedWarcError
from newscrawl.warc.records import LARGEST, WarcFile, WarcRecord


def test_records_are_found_whatever_their_size_and_a_bomb_costs_no_memory(tmp_path: Path) -> None:
    blocks = [b"a", os.urandom(200_000), bytes(50_000_000), b"", os.urandom(65536), b"x" * 65536 * 3]
    packed = [warc.member(warc.record("resource", [], block)) for block in blocks]
    ends = [sum(map(len, packed[: number + 1])) for number in range(len(packed))]
    path = tmp_path / "a.warc.gz"

    def found() -> list[tuple[int, int, int]]:
        with closing(WarcFile(path)) as file:
            records = (each for each in file.records() if isinstance(each, WarcRecord))
            return [(each.member, file.offset, len(each.block)) for each in records]

    path.write_bytes(b"".join(packed))
    places = list(zip([0, *ends], ends, [min(len(block), 1 << 17) for block in blocks], strict=False))
    assert [place[:2] for place in found()] == [place[:2] for place in places]
    assert all(size <= LARGEST for _, _, size in found())
    for cut in (ends[-1] - 1, ends[-1] - 8, ends[-2] + 1):
        path.write_bytes(b"".join(packed)[:cut])
        assert [place[:2] for place in found()] == [place[:2] for place in places[:-1]]


def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path) -> None:
    for data in (b"no archive at all", gzip.compress(b"<html>no archive"), b"\x1f\x8b\x08 torn"):
        path = tmp_path / "a.warc.gz"
        path.write_bytes(data)
        with pytest.raises(DamagedWarcError, match=r"a\.warc\.gz: not a WARC file"):
            WarcFile(path)


@pytest.mark.parametrize("version", [b"1 0 Example", b"2 0 Example"])
@pytest.mark.parametrize("packed", [False, True])
def test_an_arc_file_is_said_to_be_one(tmp_path: Path, version: bytes, packed: bool) -> None:
    about = version + b"\nURL IP-address Archive-date Content-type Archive-length\n"
    pieces = [b"filedesc://fz.arc 0.0.0.0 20080512063000 text/plain %d\n%s\n" % (len(about), about)]
    pieces.append(b"http://www.hxnews.com/1.html 1.2.3.4 20080512063000 text/html 19\nHTTP/1.0 200 OK\r\n\r\n\n")
    path = tmp_path / "fz.dat"
    path.write_bytes(b"".join(gzip.compress(piece) if packed else piece for piece in pieces))
    assert is_warc(path)
    with pytest.raises(DamagedWarcError, match=r"fz\.dat: an ARC file"):
        WarcFile(path)
