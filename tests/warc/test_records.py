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


ABOUT = b"1 0 Example\nURL IP-address Archive-date Content-type Archive-length\n"
ANSWER = b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n<p>%d</p>"


def arc_records(version: int = 1) -> list[bytes]:
    """Records of an ARC file: about the file, three answers, and a host's name."""
    more = b"" if version == 1 else b"200 KJHFJSDK - 1024 fz.arc "
    pieces = [b"filedesc://fz.arc 0.0.0.0 20080512063000 text/plain %s%d\n%s\n" % (more, len(ABOUT), ABOUT)]
    for number in range(1, 4):
        block = ANSWER % number
        line = b"http://www.hxnews.com/%d.html 1.2.3.4 2008051206300%d text/html %s%d\n"
        pieces.append(line % (number, number, more, len(block)) + block + b"\n")
    pieces.append(b"dns:www.hxnews.com 1.2.3.4 20080512063000 text/dns %s4\nname\n" % more)
    return pieces


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize("packed", ["plain", "members", "one member"])
def test_an_arc_file_is_read_as_a_warc_file_is(tmp_path: Path, version: int, packed: str) -> None:
    pieces = arc_records(version)
    data = b"".join(gzip.compress(piece) if packed == "members" else piece for piece in pieces)
    path = tmp_path / "fz.dat"
    path.write_bytes(gzip.compress(data) if packed == "one member" else data)
    assert is_warc(path), "known by its first bytes, whatever its name"
    with closing(WarcFile(path)) as file:
        records = [each for each in file.records() if isinstance(each, WarcRecord)]
        assert [each.kind for each in records] == ["warcinfo", *["response"] * 3, "resource"]
        assert [each.url for each in records[1:4]] == [f"http://www.hxnews.com/{n}.html" for n in (1, 2, 3)]
        assert records[2].received == 1210573802 * 10**9
        again = file.record_at(records[2].member, records[2].inner)
        assert again is not None
        assert again.block == ANSWER % 2


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("fault", ["torn", "short", "long", "rubbish", "headless"])
def test_a_damaged_record_of_an_arc_file_costs_that_record_only(tmp_path: Path, packed: bool, fault: str) -> None:
    pieces = arc_records()
    if fault == "torn":
        pieces[2] = pieces[2][:-30]
    elif fault == "headless":
        pieces[0] = pieces[0][40:]
    elif fault == "rubbish":
        pieces[2] = b"no record\n"
    else:
        pieces[2] = pieces[2].replace(b"text/html 5", b"text/html 3" if fault == "short" else b"text/html 9", 1)
    path = tmp_path / "fz.arc"
    data = [gzip.compress(piece) for piece in pieces] if packed else pieces
    if packed and fault == "torn":
        data[2] = gzip.compress(arc_records()[2])[:-9]
    path.write_bytes(b"".join(data))
    if fault == "headless" and not packed:
        with pytest.raises(DamagedWarcError, match=r"fz\.arc: not a WARC file"):
            WarcFile(path)
        return
    with closing(WarcFile(path)) as file:
        found = list(file.records())
    urls = [each.url[-6:] for each in found if isinstance(each, WarcRecord) and each.kind == "response"]
    lost = {1, 2} if fault == "rubbish" and not packed else set() if fault == "headless" else {2}
    assert urls == [f"{number}.html" for number in (1, 2, 3) if number not in lost], "no record is sure before rubbish"
    assert any(not isinstance(each, WarcRecord) for each in found) or (packed and fault == "headless")
