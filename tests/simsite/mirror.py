"""A page turns into the page a mirror makes of it: Traditional by single characters, then glossed with pinyin.

Mirrors turn 产业 into `產(chǎn)業(yè)`: every occurrence of the first N characters of one fixed order gets one fixed
reading. They do it on GBK bytes without looking for character boundaries, which destroys some neighbours; `damage` can
do it by whole characters too, so that the text can be restored exactly.
"""

from functools import cache
from pathlib import Path

_SENTENCE_MARKS = ("！", "；", "？", "。")


@cache
def _tables() -> dict[str, str]:
    """What mirrors convert, and what they gloss, in their order."""
    lines = (Path(__file__).parent / "static" / "mirror.txt").read_text(encoding="utf-8").splitlines()
    return dict(line.split(": ", 1) for line in lines)


@cache
def _conversion() -> dict[int, int]:
    return str.maketrans(_tables()["simplified"], _tables()["traditional"])


def to_traditional(text: str) -> str:
    """Convert character by character; ambiguous characters (后, 里, 干…) stay, as in the mirrors.

    >>> to_traditional("于山里的产业为台网着力")
    '于山里的產業為臺網著力'
    """
    return text.translate(_conversion())


def damage(text: str, count: int = 60, on_bytes: bool = False) -> str:
    """Gloss the first `count` characters of the order wherever they stand in a Traditional text.

    >>> damage("責任編輯：產業")
    '責(zé)任編輯：產(chǎn)業(yè)'
    >>> damage("當地政府官員", on_bytes=True)
    '當(dāng)?shù)卣賳T'
    """
    glossed, readings = _tables()["glossed"][:count], _tables()["readings"].split()
    glosses = {char: f"{char}({reading})" for char, reading in zip(glossed, readings, strict=False)}
    if not on_bytes:
        return "".join(glosses.get(char, char) for char in text)
    raw = text.encode("gbk", "ignore")
    for char, gloss in glosses.items():
        raw = raw.replace(char.encode("gbk"), gloss.encode("gbk"))
    for mark in _SENTENCE_MARKS:
        raw = _split_at(raw, mark.encode("gbk"))
    return _decode(raw)


def _split_at(raw: bytes, mark: bytes) -> bytes:
    """Break the bytes before a sentence mark that is none: 。“這 holds the bytes of ！ across two characters."""
    out, start = bytearray(), 0
    place = 0
    while place < len(raw):
        width = 2 if raw[place] >= 0x80 else 1
        if width == 2 and raw[place + 1 : place + 3] == mark and raw[place + 1] >= 0x80:
            out += raw[start : place + 1] + b"\n"
            start = place = place + 1
            continue
        place += width
    return bytes(out + raw[start:])


def _decode(raw: bytes) -> str:
    """Read GBK as the mirrors do: a lead byte before anything that is no trail byte is `?`, unassigned pairs vanish."""
    out, place = [], 0
    while place < len(raw):
        if raw[place] < 0x80:
            out.append(chr(raw[place]))
            place += 1
        elif place + 1 < len(raw) and 0x40 <= raw[place + 1] != 0x7F:
            out.append(raw[place : place + 2].decode("gbk", "ignore"))
            place += 2
        else:
            out.append("?")
            place += 2
    return "".join(out)
