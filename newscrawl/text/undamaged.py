"""Characters of a page → whether none of them is a sign of damage, whatever the markup
around it: all the repair that most pages need.

The characters beyond ASCII are counted by kind (`census`). The ASCII characters that
damage leaves are found all at once (`Characters.find`), and patterns are tried only
where their neighbours fit.
"""

import html
import re
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from newscrawl.text.census import Kind, census, kinds_of, letters_in_a_row, stand_close
from newscrawl.text.characters import Characters, Units
from newscrawl.text.mirror.gloss import SYLLABLE
from newscrawl.text.mirror.unshift import SIGN

EATEN = re.compile(r"\?(?=/(?:p|div|span|strong|b|a|li|ul|td|tr|table|em|font|h[1-6])>)")
# Entities, and escapes of entities. Which of them only damage leaves, see `_telling`.
_REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|(?!amp;)[a-zA-Z][a-zA-Z0-9]{1,31};|zwn?j"
    r"|amp;(?:amp;)*(?:#|nbsp|[lr][sd]quo|[mn]dash|hellip|middot|quot))"
)
_BARE = re.compile(r"#(?:[xX][0-9a-fA-F]{4,5}|(?:8[2-9]|1[2-9]\d|[2-6]\d\d)\d\d);")
_SPELT = re.compile(r"\\u[0-9a-fA-F]{4}\\{1,2}u[0-9a-fA-F]{4}")
_GLOSS = re.compile(rf"[\u3400-\u9fff]\({SYLLABLE}\)")
_REPEATED_GLOSS = re.compile(r"[\u3400-\u9fff]\(([a-z]{1,6})\)\(\1\)")
_TELLING = frozenset((Kind.LATIN, Kind.TONED, Kind.INVISIBLE, Kind.RADICAL, Kind.COMPATIBLE))

Places = NDArray[np.intp]
_Find = Callable[..., int]


def undamaged(seen: Characters) -> bool:
    """Return whether nothing in a page is a sign of damage.

    >>> [undamaged(Characters.of(text)) for text in ("福州（2020）?", "農(nóng)業(yè)", "市?/p>", "&amp;nbsp;")]
    [True, False, False, False]
    """
    counts = census(seen)
    if any(counts[kind] for kind in (Kind.INVISIBLE, Kind.RADICAL, Kind.COMPATIBLE)):
        return False
    if counts[Kind.LATIN] + counts[Kind.TONED] + counts[Kind.FOREIGN] >= 2 and letters_in_a_row(seen):
        return False
    if counts[Kind.MISREAD] >= 3 and stand_close(seen, Kind.MISREAD, 3, 16):
        return False
    if _glossed(seen, bool(counts[Kind.TONED])) or _asked(seen) or _bare(seen):
        return False
    return not any(map(_telling, set(_REFERENCE.findall(seen.text)))) and not _spelt(seen)


def _units(seen: Characters, places: Places, step: int | Places) -> Units:
    """Return what stands so many units from each of these places."""
    return seen.units.take(places + step, mode="clip")


def _letters(units: Units) -> NDArray[np.bool_]:
    small: NDArray[np.bool_] = (units >= ord("a")) & (units <= ord("z"))
    return small


def _glossed(seen: Characters, toned: bool) -> bool:
    """Return whether a character has a reading behind it; a toneless one only if it is
    there twice.
    """
    places = seen.find("(")
    places = places[_units(seen, places, -1) > 0x7F]
    behind = _units(seen, places, 1)
    places = places[_letters(behind) | (behind > 0x7F) & toned]
    back = 1 if seen.utf8 is None else 3  # a Chinese character has three bytes
    pieces = (seen.text_from(max(0, place - back), 17) for place in places.tolist())
    return any(_REPEATED_GLOSS.match(piece) or (toned and _GLOSS.match(piece)) for piece in pieces)


def _asked(seen: Characters) -> bool:
    """Return whether a question mark stands for a lost byte: before the rest of a tag,
    a stop or a reading.
    """
    places = seen.find("?")
    behind = _units(seen, places, 1)
    read = places[_letters(behind)]
    if read.size:
        longest = 6 if seen.utf8 is None else 18  # a syllable, in units
        closed = _units(seen, read[:, np.newaxis], np.arange(2, 2 + longest)) == ord(")")
        read = read[closed.any(axis=1)]
    others = places[(behind > 0x7F) | (behind == ord("/"))]
    pieces = (seen.text_from(place, 10) for place in (*others.tolist(), *read.tolist()))
    return any(SIGN.match(piece) or EATEN.match(piece) for piece in pieces)


def _bare(seen: Characters) -> bool:
    """Return whether the number of a Chinese character stands without its &."""
    places = seen.find("#")
    behind, four, five, six = (_units(seen, places, step) for step in (1, 5, 6, 7))
    ended = (five == ord(";")) | ((four == ord(";")) & (behind == ord("8")))
    places = places[ended | ((six == ord(";")) & (behind | 0x20 == ord("x")))]
    before = _units(seen, places, -1)
    places = places[np.logical_and.reduce([before != ord(char) for char in "&#/\"'"])]
    return any(_BARE.match(seen.text_from(place, 8)) for place in places.tolist())


def _spelt(seen: Characters) -> bool:
    """Return whether words are spelt as escapes outside of scripts, where that is
    nothing unusual.
    """
    places = seen.find("\\")
    places = places[(_units(seen, places, 1) == ord("u")) & (_units(seen, places, 6) == ord("\\"))]
    find, rfind = (seen.text.find, seen.text.rfind) if seen.utf8 is None else _in_bytes(seen.utf8)
    at = 0
    for place in places.tolist():
        if place < at or _SPELT.match(seen.text_from(place, 14)) is None:
            continue
        opening = rfind("<script", at, place)
        at = find("</script", place)
        if opening < 0 or at < 0 or rfind("</script", opening, place) > 0:
            return True
    return False


def _in_bytes(body: bytes) -> tuple[_Find, _Find]:
    """Return `find` and `rfind` as a text has them."""

    def find(sign: str, start: int, end: int | None = None) -> int:
        return body.find(sign.encode("ascii"), start, end)

    def rfind(sign: str, start: int, end: int | None = None) -> int:
        return body.rfind(sign.encode("ascii"), start, end)

    return find, rfind


@lru_cache(maxsize=1024)
def _telling(reference: str) -> bool:
    """Return whether an entity is a sign of damage: escaped twice, invisible, a letter
    that a byte was shown as, a lookalike.

    No-break and ideographic spaces, `»`, `·` and the like are ordinary.

    >>> [entity for entity in ("&#160;", "&#12288;", "&raquo;", "&copy;", "&lt;") if _telling(entity)]
    []
    >>> all(map(_telling, ("&amp;nbsp", "&#214;", "&#xd0;", "&zwj;", "&#8203;", "&Ograve;", "&#12033;")))
    True
    """
    if reference.startswith("&amp;"):
        return True
    char = html.unescape(reference)
    kind = int(kinds_of(np.array([ord(char)], dtype=np.uint32))[0]) if len(char) == 1 else Kind.PLAIN
    return kind in _TELLING and (kind != Kind.TONED or char < "\u0100")
