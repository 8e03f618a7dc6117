"""Only odd stretches of a page are examined: examining all of them would give the same text."""

from __future__ import annotations

import random

import numpy as np
import pytest

from newscrawl.text import damaged_bytes, damaged_utf8
from newscrawl.text.byte_pairs import Paired, pair_up
from newscrawl.text.characters import Characters
from newscrawl.text.damaged_bytes import decode_big5, decode_gb
from newscrawl.text.damaged_utf8 import decode_utf8
from tests.text.prose import SIMPLIFIED, TRADITIONAL

LINES = SIMPLIFIED.split("\n")
PAGE = "".join(f"<p>{line}</p>\n<a href='/{n}.html'>{line[:9]}A股{line[9:14]}3届</a>" for n, line in enumerate(LINES))
PUT_IN = (
    "版权所有".encode(),
    "中華".encode("big5"),
    b"\x81\x30\x81\x30",
    b"\x80",
    b"\xff",
    "😀é".encode(),
    b"\xa6\xd9",
)


def damaged(page: bytes, rng: random.Random) -> bytes:
    body = bytearray(page)
    for _ in range(rng.choice((1, 1, 2, 5, 40))):
        at = rng.choice([at for at in range(len(body)) if body[at] > 0x7F])
        what = rng.randrange(4)
        if what == 0:
            del body[at]
        elif what == 1:
            body[at] ^= 1 << rng.randrange(8)
        elif what == 2:
            body[at] = rng.choice(b"\x80\xff05a<")
        else:
            body[at:at] = rng.choice(PUT_IN)
    return bytes(body[: rng.choice((len(body), len(body), rng.randrange(len(body) // 2, len(body))))])


def test_a_damaged_page_reads_as_if_every_stretch_were_examined() -> None:
    rng = random.Random(5)
    for number in range(60):
        body = damaged(PAGE.encode("gb18030"), rng)
        paired = pair_up(body, "gb18030")
        every = damaged_bytes._examine(body, paired, paired.high, damaged_bytes._decode_gb_stretch)
        once = damaged_bytes._examine_gb(body, paired)
        assert (once[0].text, once[1:]) == (every[0].text, every[1:]), number


def test_a_damaged_page_in_utf8_reads_as_if_every_stretch_were_examined() -> None:
    rng = random.Random(5)
    for number in range(60):
        body = damaged(PAGE.encode("utf-8"), rng)
        pieces, others, at = [], 0, 0
        stretches = damaged_bytes.decode_stretches(body, 0, len(body), damaged_utf8._decode_stretch)
        for (begin, end), read, other in stretches:
            pieces += [body[at:begin].decode("ascii"), read]
            at, others = end, others + other
        text = "".join([*pieces, body[at:].decode("ascii")])
        notes = [f"mixed with gb18030 in {others} places"] if others else []
        seen, lost, found = decode_utf8(body)
        assert (seen.text, lost, found) == (text, text.count("\ufffd"), notes), number


@pytest.mark.parametrize(
    ("codec", "text"),
    [("gb18030", PAGE), ("gb18030", "镕·！A€“〇㎡"), ("gb18030", "a" * 40_000 + PAGE), ("big5hkscs", TRADITIONAL * 9)],
)
def test_pairs_give_what_the_codec_gives_and_where_it_stands(codec: str, text: str) -> None:
    body = text.encode(codec)
    paired = pair_up(body, codec)
    seen, looked = paired.characters, Characters.of(body.decode(codec))
    assert paired.valid
    assert seen.text == looked.text
    for field in ("codes", "places", "wide"):
        assert np.array_equal(getattr(seen, field), getattr(looked, field)), field
    middle = len(text) // 2
    assert paired.text(len(text[:middle].encode(codec)), len(body)) == looked.text[middle:]


def test_a_page_of_euro_signs_is_read_in_one_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every euro sign once cost a pass over the page."""
    monkeypatch.setattr(damaged_bytes, "_in_gb", None)
    monkeypatch.setattr(Paired, "perhaps_longer", None)
    seen, lost, notes = decode_gb(LINES[0].encode("gb18030") + b"<p>\x805.20\n" * 5_000)
    assert (seen.text, lost, notes) == (LINES[0] + "<p>€5.20\n" * 5_000, 0, [])


def test_a_lost_byte_is_looked_for_in_its_stretch_only(monkeypatch: pytest.MonkeyPatch) -> None:
    examined: list[bytes] = []
    decode_stretch = damaged_bytes._decode_gb_stretch

    def note(stretch: bytes, last: bool) -> tuple[str, bool]:
        examined.append(stretch)
        return decode_stretch(stretch, last)

    monkeypatch.setattr(damaged_bytes, "_decode_gb_stretch", note)
    page = (PAGE * 5).encode("gb18030")
    at = page.index(LINES[2].encode("gb18030")) + 20
    seen, _, _ = decode_gb(page[:at] + page[at + 1 :])
    assert LINES[3] in seen.text
    assert len(examined) <= 6, "a page of a hundred stretches"


def test_big5_is_paired_anew_where_a_byte_is_lost() -> None:
    body = f"<p>{TRADITIONAL}</p>".encode("big5hkscs")
    at = body.index(TRADITIONAL.split("\n")[0][6:8].encode("big5hkscs"))
    seen, _, _ = decode_big5(body[:at] + body[at + 1 :])
    assert TRADITIONAL.split("\n")[-1] in seen.text
