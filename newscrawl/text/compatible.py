"""A text → its form without full-width and other compatible characters (NFKC).

Chinese texts are full of full-width marks, and `unicodedata` decomposes and composes a
text for one of them: to replace the usual ones first takes a third of the time.
"""

from __future__ import annotations

from unicodedata import is_normalized, normalize

_USUAL = (("，", ","), ("：", ":"), ("（", "("), ("）", ")"), ("；", ";"), ("！", "!"), ("？", "?"), ("\u3000", " "))


def nfkc(text: str) -> str:
    """Return a text in the normal form NFKC.

    >>> nfkc("福州晚报（记者：林晓芳）２０２０"), nfkc("①…")
    ('福州晚报(记者:林晓芳)2020', '1...')
    """
    for wide, plain in _USUAL:
        text = text.replace(wide, plain)
    return text if is_normalized("NFKC", text) else normalize("NFKC", text)
