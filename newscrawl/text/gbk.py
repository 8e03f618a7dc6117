"""Charsets of two bytes a character as tables, for rules that think in bytes.

Python's codecs convert one string at a time; a search for what bytes once were needs
millions of pairs.
"""

from functools import cache


@cache
def pairs(codec: str = "gbk") -> tuple[str | None, ...]:
    """Return the character of every pair of bytes, indexed by first << 8 | second; None
    where the charset has none.

    >>> pairs()[0xB8A3], pairs()[0xAAA1], pairs("big5hkscs")[0xBAD6]
    ('福', None, '福')
    """
    table: list[str | None] = [None] * 0x10000
    seconds = range(0x40, 0xFF)
    for first in range(0x81, 0xFF):
        row = b"\n".join(bytes((first, second)) for second in seconds).decode(codec, "replace")
        for second, char in zip(seconds, row.split("\n"), strict=True):
            if len(char) == 1 and char != "\ufffd":
                table[first << 8 | second] = char
    return tuple(table)


@cache
def codes() -> dict[str, int]:
    """Return the pair of bytes of every character of GBK, the inverse of `pairs`.

    >>> hex(codes()["福"])
    '0xb8a3'
    """
    return {char: code for code, char in enumerate(pairs()) if char is not None}
