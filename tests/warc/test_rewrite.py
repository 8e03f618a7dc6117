"""A member that is taken out keeps its length, whatever its length was."""

import io
import zlib

import pytest
from fastwarc.warc import ArchiveIterator
from warcio.archiveiterator import ArchiveIterator as Warcio

from newscrawl.warc.framing import GZIP, DamagedWarcError, member, record
from newscrawl.warc.rewrite import blank, fit


@pytest.mark.parametrize("length", [90, 150, 230, 231, 240, 300, 70_000, 200_000])
def test_a_blank_member_has_any_length(length: int):
    made = blank(length)
    assert len(made) == length
    assert zlib.decompress(made, GZIP).startswith(b"WARC/1.1\r\n")


def test_readers_pass_over_a_blank_member():
    kept = [member(record("resource", [("WARC-Target-URI", f"http://a.cn/{n}")], b"x" * 50)) for n in range(2)]
    data = kept[0] + blank(100) + blank(900) + kept[1]
    for reader in (ArchiveIterator, Warcio):
        assert sum(1 for _ in reader(io.BytesIO(data))) == 4


def test_what_does_not_fit_is_said():
    assert fit(b"x" * 10, 12) is None
    with pytest.raises(DamagedWarcError, match="too short"):
        blank(30)
