"""Bytes of a page → text, with the evidence by which the charset was chosen.

Labels are often wrong: pages declare utf-8 over GBK bytes, servers declare ISO-8859-1
for everything. So every label is weighed against the bytes: whether they are valid, and
what they read as. One bad byte costs one character, not the page; a block in another
charset is read in its own.
"""

import codecs
import re
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from resiliparse.parse.encoding import detect_encoding
from w3lib.encoding import html_body_declared_encoding, read_bom

from newscrawl.text.byte_pairs import Paired, pair_up
from newscrawl.text.characters import Characters, wide_codes
from newscrawl.text.charset_labels import evidence_of, header_encoding, names_charset, python_name
from newscrawl.text.damaged_bytes import Decoding, decode_big5, decode_gb
from newscrawl.text.damaged_utf8 import FEW, decode_nearly_utf8, decode_utf8
from newscrawl.text.plausible import ENOUGH, ENOUGH_HAN, mean_cost, not_writing, reads_ordinarily
from newscrawl.text.reading_cost import may_be_utf8, reading_cost, sample, wide_cost

CHINESE = ("utf-8", "gb18030", "big5hkscs")
TRUST = {"header": 6.0, "meta": 8.0}  # nats that a label is worth
GARBAGE = 10.5  # mean cost of a Chinese character from which a reading is doubted, and other charsets are tried

_HEAD = 4096
"""Bytes in which a page declares its charset, as w3lib looks for it."""
_HZ = re.compile(rb"~\{(?:[\x21-\x7d][\x21-\x7e])+~\}")
_UTF16 = re.compile(rb"(?:[<>a-zA-Z \r\n]\x00){4}|(?:\x00[<>a-zA-Z \r\n]){4}")
DISTINCT = 8  # characters beyond ASCII, by number, that no text in GBK has when it is valid UTF-8 by accident
_LATIN = frozenset({"cp1252", "iso8859-1", "latin-1", "ascii"})


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text of a page, the charset it was read in (a Python codec name), why, and how
    many characters were lost.

    `evidence` is one line for people, such as `header and meta; valid` or
    `bytes; header says utf-8; 2 lost`. `replaced` counts the U+FFFD put in for bytes
    that say nothing. `mixed`: parts of the page are in another charset than `encoding`,
    so that no single codec gives this text. `seen`: its characters beyond ASCII.
    """

    text: str
    encoding: str
    evidence: str
    replaced: int
    mixed: bool
    seen: Characters = field(repr=False, compare=False)

    @property
    def plausible(self) -> bool:
        """Whether the charset can be right; a page where none can is rejected, its
        bytes are kept.

        Damage to the text itself is repaired by `repair`, and judged by
        `plausible.plausible` afterwards.
        """
        wide = self.seen.wide
        if wide.size < ENOUGH:
            return True
        return int(np.count_nonzero(not_writing(wide))) * 8 <= wide.size


def decode(body: bytes, content_type: str | None = None) -> Decoded:
    """Decode a page; `content_type` is the header of that name, as received.

    >>> page = '<meta charset="utf-8"><title>福州新闻</title><p>闽江两岸，灯火辉煌。</p>'.encode("gbk")
    >>> decoded = decode(page, "text/html; charset=ISO-8859-1")
    >>> decoded.encoding, decoded.evidence
    ('gb18030', 'bytes; header says cp1252, meta says utf-8')
    """
    encoding, mark = read_bom(body)
    labels = {}
    if encoding and mark:
        body = body[len(mark) :]
        if encoding != "utf-8":
            text = _drop_cut(body, encoding)
            return _decoded(text, encoding, "byte order mark")
        labels["byte order mark"] = encoding
    for place, label in (
        ("header", header_encoding(content_type)),
        ("meta", html_body_declared_encoding(body) if b"<" in body[:_HEAD] else None),
    ):
        if label and names_charset(label):
            labels[place] = label
    if body.isascii():
        return _decode_ascii(body, labels)
    head = body[:_HEAD]
    if b"\0" in head and _UTF16.search(head):
        # A letter's zero comes first in big-endian, at even places.
        encoding = "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"
        text = _drop_cut(body, encoding)
        return _decoded(text, encoding, evidence_of(encoding, labels, []))

    valid = _valid_utf8(body)
    if not isinstance(valid, int):
        text, cut = valid
        seen = Characters.of(text) if cut else Characters.of_utf8(text, body)
        if not _doubtful(seen.wide) or _choose(body, labels) == "utf-8":
            evidence = evidence_of("utf-8", labels, ["valid"] + ["cut off"] * cut)
            return Decoded(text, "utf-8", evidence, 0, False, seen)
        nearly = None
    else:
        nearly = decode_nearly_utf8(body, valid)
    if nearly is not None and not _doubtful(nearly[0].wide):
        return _decoded_chinese(nearly, "utf-8", labels)
    paired = None
    if nearly is None and "gb18030" in map(python_name, labels.values()):
        paired = pair_up(body, "gb18030")
        if _certainly_gb(paired):
            return _decoded_chinese(decode_gb(body, paired), "gb18030", labels)
    encoding = _choose(body, labels)
    if encoding not in CHINESE:
        text = _drop_cut(body, encoding)
        lost = text.count("\ufffd")
        return _decoded(text, encoding, evidence_of(encoding, labels, [f"{lost} lost"] if lost else []))
    if encoding == "utf-8":
        decoding = decode_utf8(body, valid if isinstance(valid, int) else None)
    else:
        decoding = decode_gb(body, paired) if encoding == "gb18030" else decode_big5(body)
    return _decoded_chinese(decoding, encoding, labels)


def _decoded_chinese(decoding: Decoding, encoding: str, labels: dict[str, str]) -> Decoded:
    seen, replaced, notes = decoding
    mixed = any(note.startswith("mixed") for note in notes)
    if replaced:
        notes.append(f"{replaced} lost")
    return Decoded(seen.text, encoding, evidence_of(encoding, labels, notes), replaced, mixed, seen)


def _decoded(text: str, encoding: str, evidence: str) -> Decoded:
    return Decoded(text, encoding, evidence, text.count("\ufffd"), False, Characters.of(text))


def _decode_ascii(body: bytes, labels: dict[str, str]) -> Decoded:
    """Decode ASCII bytes, which may still hold Chinese: HZ writes GB 2312 between ~{
    and ~}, ISO 2022 behind an escape.
    """
    if b"~{" in body and (_HZ.search(body) or "hz" in labels.values()):
        text = body.decode("hz", "replace")
        return _decoded(text, "hz", evidence_of("hz", labels, []))
    for encoding, escape in (("iso2022_jp", b"\x1b$B"), ("iso2022_kr", b"\x1b$)C")):
        if escape in body:
            text = body.decode(encoding, "replace")
            return _decoded(text, encoding, evidence_of(encoding, labels, []))
    declared = next((label for label in labels.values() if label != "hz" and not label.startswith("utf-16")), "utf-8")
    return _decoded(body.decode("ascii"), declared, "ascii only")


def _valid_utf8(body: bytes) -> tuple[str, bool] | int:
    """Return the text of valid UTF-8, and whether its last character was cut off; of
    others, the first place that is not valid.
    """
    try:
        return body.decode("utf-8"), False
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and error.start > 0:
            return body[: error.start].decode("utf-8"), True
        return error.start


def _certainly_gb(paired: Paired) -> bool:
    """Return whether pairs of GB 18030 are ordinary Chinese, but for few that are none;
    then no other charset need be tried.
    """
    broken = paired.alone.size + int(np.count_nonzero(paired.codes == 0))
    return FEW * broken <= paired.codes.size and reads_ordinarily(paired.codes)


def _doubtful(wide: NDArray[np.uint16]) -> bool:
    """Return whether valid UTF-8 may be GBK by accident (联通 is): few different
    characters beyond ASCII, none of them Chinese.
    """
    return (
        not np.count_nonzero(wide >= 0x2E80)
        and bool(((wide >= 0xA0) & (wide < 0x800)).any())
        and np.unique(wide).size < DISTINCT
    )


def _choose(body: bytes, labels: dict[str, str]) -> str:
    """Choose the charset in which the page reads best; labels tip the balance, and
    decide where no table can.
    """
    part = sample(body)
    claims = {label: python_name(declared) for label, declared in labels.items()}
    for claim in claims.values():
        if claim in CHINESE and claim != "utf-8" and _reads_well(part, claim):
            return claim
    foreign = [claim for claim in claims.values() if claim not in CHINESE and claim not in _LATIN]
    for claim in foreign:
        if _fits(part, claim) and not _reads_well(part, "gb18030"):
            return claim
    worth = dict.fromkeys(CHINESE, 0.0)
    for label, claim in claims.items():
        if claim in worth:
            worth[claim] += TRUST.get(label, 10.0)
    candidates = [encoding for encoding in CHINESE if encoding != "utf-8" or may_be_utf8(part)]
    costs = {encoding: reading_cost(part, encoding) for encoding in candidates}
    if not any(_reads_well(part, encoding) for encoding in candidates):
        # A lost byte shifts all that follows: the bytes are paired anew before charsets
        # are compared.
        costs["gb18030"] = min(costs["gb18030"], wide_cost(decode_gb(part)[0].wide))
        costs["big5hkscs"] = min(costs["big5hkscs"], wide_cost(decode_big5(part)[0].wide))
    best = min(costs, key=lambda encoding: costs[encoding] - worth[encoding])
    wide = wide_codes(part.decode(best, "replace"))
    cost, han = mean_cost(wide)
    lost = int((wide == 0xFFFD).sum())
    if han > lost and han * 2 >= wide.size - lost and lost * 8 < wide.size + 8 and (cost < GARBAGE or han < ENOUGH_HAN):
        return best
    # Not Chinese, or no Chinese that this table knows: another charset may fit without
    # a flaw.
    others = list(claims.values())
    detected = detect_encoding(part)
    if detected:
        others.append(python_name(detected))
    for other in others:
        if other not in CHINESE and _fits(part, other):
            return other
    return best


def _reads_well(part: bytes, encoding: str) -> bool:
    """Return whether a label is right: valid bytes, and ordinary Chinese. Then no other
    charset need be tried.
    """
    try:
        wide = wide_codes(part.decode(encoding))
    except UnicodeDecodeError:
        return False
    return reads_ordinarily(wide)


def _fits(part: bytes, encoding: str) -> bool:
    """Return whether bytes are valid in a charset of another language, and give its
    letters rather than signs.
    """
    try:
        text = part.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return False
    wide = wide_codes(text)
    if not_writing(wide).any():
        return False
    if encoding in _LATIN:
        return sum(map(len, re.findall(r"[\x80-\xff]{2,}", text))) * 3 <= wide.size
    foreign = (
        ((wide >= 0x0370) & (wide < 0x0700))
        | ((wide >= 0x3040) & (wide < 0x3100))
        | ((wide >= 0xAC00) & (wide < 0xD7B0))
    )
    return int(foreign.sum()) * 3 >= wide.size


def _drop_cut(body: bytes, encoding: str) -> str:
    """Decode with U+FFFD for what is invalid, but drop a character that the end cut
    off.

    UTF-16 without a byte order mark is little-endian (WHATWG, Encoding, 14.4).
    """
    try:
        decoder = codecs.getincrementaldecoder("utf-16-le" if encoding == "utf-16" else encoding)("replace")
        return decoder.decode(body)
    except (LookupError, UnicodeError):
        return body.decode("utf-8", "replace")
