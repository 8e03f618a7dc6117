"""A text → its characters beyond ASCII and where they stand: one look, made once a
page and passed along.

Decoding, the judgement whether a page is plausible, and the search for damage ask the
same question of every page: what is there beyond ASCII? `Characters` is the answer as
numpy arrays. Most of a page is markup, so the arrays are short; where the characters
stand is asked only of pages that look damaged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.uint16] | NDArray[np.uint32]


@dataclass(frozen=True, eq=False)
class Characters:
    """A text and its characters beyond ASCII: `wide` are their UTF-16 code units, two
    for a character beyond U+FFFF.
    """

    text: str
    wide: NDArray[np.uint16]
    points: Codes | None = field(default=None, repr=False)
    """The code points of all characters, if somebody has them."""
    utf8: bytes | None = field(default=None, repr=False)
    """The text in UTF-8, if somebody has it."""

    @classmethod
    def of(cls, text: str) -> Characters:
        """Look at a text.

        >>> seen = Characters.of("<p>福州𠂇</p>")
        >>> seen.places.tolist(), [hex(unit) for unit in seen.wide], hex(seen.codes[2])
        ([3, 4, 5], ['0x798f', '0x5dde', '0xd840', '0xdc87'], '0x20087')
        """
        if text.isascii():
            return cls(text, np.zeros(0, dtype=np.uint16))
        units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
        return cls(text, units[units > 0x7F], units if units.size == len(text) else None)

    @classmethod
    def of_utf8(cls, text: str, body: bytes) -> Characters:
        """Look at a text by its bytes in UTF-8, which is faster.

        >>> hex(Characters.of_utf8("<p>福</p>", "<p>福</p>".encode()).wide[0])
        '0x798f'
        """
        values = np.frombuffer(body, dtype=np.uint8)
        beyond = str(values[values > 0x7F].data, "utf-8")
        return cls(text, np.frombuffer(beyond.encode("utf-16-le"), dtype=np.uint16), utf8=body)

    @cached_property
    def source(self) -> bytes:
        """The text in UTF-8; a lone surrogate is a question mark in it."""
        return self.text.encode("utf-8", "replace") if self.utf8 is None else self.utf8

    @cached_property
    def _every(self) -> Codes:
        return points(self.text) if self.points is None else self.points

    @cached_property
    def codes(self) -> Codes:
        """Code points of the characters beyond ASCII: 16 bits each, 32 where some are
        beyond U+FFFF.
        """
        if not (self.wide & 0xFC00 == 0xD800).any():
            return self.wide
        return self._every[self._every > 0x7F]

    @cached_property
    def places(self) -> NDArray[np.intp]:
        """Indices of the characters beyond ASCII."""
        return np.flatnonzero(self._every > 0x7F)


def wide_codes(text: str) -> NDArray[np.uint16]:
    """Return the UTF-16 code units of a text beyond ASCII."""
    if text.isascii():
        return np.zeros(0, dtype=np.uint16)
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    return units[units > 0x7F]


def points(text: str) -> Codes:
    """Return the code points of all characters."""
    units = np.frombuffer(text.encode("utf-16-le", "surrogatepass"), dtype=np.uint16)
    if units.size == len(text):
        return units
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
