"""A text → its characters beyond ASCII and where they stand: one look, made once a
page and passed along.

Decoding, the judgement whether a page is plausible, and the search for damage ask the
same question of every page: what is there beyond ASCII? `Characters` is the answer as
numpy arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16] | NDArray[np.uint32]


@dataclass(frozen=True, slots=True, eq=False)
class Characters:
    """A text and its code points.

    `codes` has one for every character: 16 bits each, 32 where some are beyond U+FFFF.
    `places` are the indices of those beyond ASCII. `wide` are their UTF-16 code units,
    two for a character beyond U+FFFF.
    """

    text: str
    codes: Codes
    places: NDArray[np.intp]
    wide: NDArray[np.uint16]

    @classmethod
    def of(cls, text: str) -> Characters:
        """Look at a text.

        >>> seen = Characters.of("<p>福州𠂇</p>")
        >>> seen.places.tolist(), [hex(unit) for unit in seen.wide]
        ([3, 4, 5], ['0x798f', '0x5dde', '0xd840', '0xdc87'])
        """
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
        if units.size != len(text):
            codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            return cls(text, codes, np.flatnonzero(codes > 0x7F), units[units > 0x7F])
        places = np.flatnonzero(units > 0x7F)
        return cls(text, units, places, units[places])

    def where(self, char: str) -> NDArray[np.intp]:
        """Return the places of a character.

        >>> Characters.of("福州?/p>").where("?").tolist()
        [2]
        """
        return np.flatnonzero(self.codes == ord(char))

    def behind(self, places: NDArray[np.intp]) -> Codes:
        """Return the code points that stand right behind these places, 0 behind the
        text's end.

        >>> Characters.of("福州?/p>").behind(np.array([1, 5])).tolist()
        [63, 0]
        """
        found: Codes = self.stretch(places, 1, 2)[:, 0]
        return found

    def stretch(self, places: NDArray[np.intp], first: int, last: int) -> Codes:
        """Return a row for each place: the code points `first` to `last` - 1 steps
        behind it, 0 behind the text's end.

        >>> Characters.of("福州?/p>").stretch(np.array([1]), 1, 6).tolist()
        [[63, 47, 112, 62, 0]]
        """
        if not self.codes.size:
            return np.zeros((places.size, last - first), dtype=np.uint16)
        wanted = places[:, None] + np.arange(first, last)
        found = self.codes.take(wanted, mode="clip")
        found[wanted >= self.codes.size] = 0
        return found


def wide_codes(text: str) -> NDArray[np.uint16]:
    """Return the UTF-16 code units of a text beyond ASCII, for texts that are looked at
    only once.
    """
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    return units[units > 0x7F]
