"""A text → its script, Simplified or Traditional, and the one key by which texts are
compared.

The archive keeps a text's own script. Comparison (exact duplicates, names,
near-duplicates) folds Traditional to Simplified character by character and drops
everything but letters and digits. The tables are data, built by
scripts/build_fold_table.py, so that a key never changes with the Python or OpenCC that
is installed. NumPy, which is slow to import, is imported where a whole text is looked
at; the names of the catalog do without.
"""

from __future__ import annotations

import zipfile
from array import array
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TABLES = Path(__file__).parent / "tables"
Script = Literal["zh-Hans", "zh-Hant"]

SIMPLIFIED, TRADITIONAL, OTHER = 1, 2, 3  # values of the script table; 0 for all others
_CANONICAL = TABLES / "canonical.npz"
_NAME = 100
"""Characters up to which a text is brought to its key one by one, which is faster
there."""


def canonical(text: str) -> NDArray[np.uint32]:
    """Return the text as an array of canonical characters: one code point for every
    letter or digit of the text.

    Each character by itself is brought to its NFKC form, lower case and Simplified; all
    others are dropped. Characters that NFKC would write as several (㎡, Ⅲ) stay or go as
    they are: an array in which one in is one out is what makes this fast (about 10 µs
    for 700 characters). Code points beyond U+2FFFF count as letters.

    >>> canonical("福州 News").tolist() == [ord(char) for char in "福州news"]
    True
    """
    mapped = mapped_by(_tables()[0], _codes(text))
    kept: NDArray[np.uint32] = mapped.compress(mapped)
    return kept


def mapped_by(table: NDArray[np.uint32], codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Return the code points that a table has for others; those beyond it stay."""
    import numpy as np

    try:
        return table.take(codes)
    except IndexError:
        return np.where(codes < table.size, table.take(codes, mode="clip"), codes)


def canonical_table() -> NDArray[np.uint32]:
    """Return the table of `canonical`: code point to canonical code point, 0 for what
    is dropped. Code points beyond it stay."""
    return _tables()[0]


def compare_key(text: str) -> str:
    """Return the key under which two texts or two names are the same: no script, case,
    width, space or punctuation.

    It is `canonical` as a string; equal keys mean equal texts to a reader. Never show
    it: 著作 becomes 着作.

    >>> compare_key("福州新聞　（ＡＰＰ）： 2020年11月") == compare_key("福州新闻(app)：2020年11月")
    True
    >>> compare_key("著力推動產業發展")
    '着力推动产业发展'
    """
    if len(text) <= _NAME:
        return text.translate(_key_table())
    return canonical(text).tobytes().decode("utf-32-le", "surrogatepass")


def fold(text: str) -> str:
    """Write a text in Simplified characters, one for one; everything that is not
    Traditional stays.

    This is for comparison, not for readers: words are not looked at, so 著名 becomes 着名
    and 乾隆 becomes 干隆.

    >>> fold("臺灣、後來、著力、Straße")
    '台湾、后来、着力、Straße'
    """
    return text.translate(fold_table())


def detect_script(text: str) -> Script | None:
    """Return the script of a Chinese text, None where no character shows it (or where
    the text is not Chinese).

    A character counts if only one side prints it: 国 or 國, but not 干, 后, 里 or 著, which
    both know. The majority decides, so a Simplified article may quote a Traditional
    title. Kana or hangul in number: not Chinese.

    >>> detect_script("闽侯县今日开工"), detect_script("閩侯縣今日開工"), detect_script("福州山水")
    ('zh-Hans', 'zh-Hant', None)
    """
    simplified, traditional, other = script_votes(text)
    if other > simplified + traditional or simplified == traditional:
        return None
    return "zh-Hans" if simplified > traditional else "zh-Hant"


def script_votes(text: str) -> tuple[int, int, int]:
    """Count the characters that only Simplified text prints, that only Traditional text
    prints, and kana or hangul.

    >>> script_votes("福州新聞网")
    (1, 1, 0)
    """
    import numpy as np

    codes = _codes(text)
    table = _tables()[1]
    votes = np.bincount(table.take(codes, mode="clip"), minlength=OTHER + 1)  # its last character has none
    return int(votes[SIMPLIFIED]), int(votes[TRADITIONAL]), int(votes[OTHER])


def script_class(char: str) -> int:
    """Return what one character shows: `SIMPLIFIED`, `TRADITIONAL`, `OTHER` (kana,
    hangul) or 0.
    """
    table = _tables()[1]
    return int(table[ord(char)]) if ord(char) < table.size else 0


@cache
def fold_table() -> dict[int, str]:
    """Read the table of `fold` as `str.translate` takes it: Traditional code point to
    Simplified character.
    """
    table = {}
    for line in (TABLES / "fold.txt").read_text(encoding="utf-8").splitlines():
        target, sources = line.split("\t")
        for source in sources:
            table[ord(source)] = target
    return table


class _KeyTable(dict[int, int | None]):
    """The canonical table as `str.translate` takes it: code points seen so far, None
    for those that are dropped.
    """

    def __init__(self) -> None:
        with zipfile.ZipFile(_CANONICAL) as file:
            self._kept = _array(file.read("kept.npy"), "B")
            changed, target = (_array(file.read(f"{name}.npy"), "I") for name in ("changed", "target"))
        super().__init__(zip(changed, target, strict=True))

    def __missing__(self, code: int) -> int | None:
        kept = code >= 8 * len(self._kept) or self._kept[code >> 3] >> (7 - (code & 7)) & 1
        self[code] = code if kept else None
        return self[code]


def _array(stored: bytes, kind: str) -> array[int]:
    """Return the numbers of an array as NumPy stores one (NEP 1, version 1), on a
    little-endian machine.
    """
    header = int.from_bytes(stored[8:10], "little")
    return array(kind, stored[10 + header :])


@cache
def _key_table() -> _KeyTable:
    return _KeyTable()


def _codes(text: str) -> NDArray[np.uint32]:
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@cache
def _tables() -> tuple[NDArray[np.uint32], NDArray[np.uint8]]:
    """Read the canonical table (code point to canonical code point, 0 to drop) and the
    script table.
    """
    import numpy as np

    with np.load(_CANONICAL) as data:
        kept = np.unpackbits(data["kept"]).astype(bool)
        table = np.where(kept, np.arange(kept.size), 0).astype(np.uint32)
        table[data["changed"]] = data["target"]
        return table, data["script"]
