"""Build `newscrawl/text/tables/fold.txt` and `canonical.npz` from OpenCC and the
Unicode database.

Run `python scripts/build_fold_table.py` after `pip install opencc`. The tables are
committed, so that a comparison key never depends on the Python or OpenCC version that
happens to be installed. fold.txt has one line for each Simplified character: the
character, a tab, and every character that folds to it.
"""

import unicodedata
from pathlib import Path

import numpy as np
import opencc

TABLES = Path(__file__).resolve().parents[1] / "newscrawl" / "text" / "tables"
IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, 0x2F800))
SIZE = 0x30000

# OpenCC keeps these because the right answer depends on the word (著作, 瞭望, 慰藉). A
# comparison key needs one answer, and the mirrors that convert character by character
# write 著 for every 着.
ALWAYS = {"著": "着", "瞭": "了", "藉": "借", "夥": "伙", "彷": "仿", "甦": "苏", "衞": "卫", "讬": "托", "翺": "翱"}


# Hong Kong writes these in Traditional text too, though Big5's makers chose another
# form.
BOTH_SCRIPTS = "户群峰床着里"


def build_fold() -> dict[str, str]:
    """Map every Traditional or variant character to one Simplified character that maps
    to itself.
    """
    routes = [opencc.OpenCC(name) for name in ("t2s", "tw2s", "hk2s")]
    step: dict[str, str] = {}
    for start, stop in IDEOGRAPHS:
        for code in range(start, stop):
            char = chr(code)
            targets = [ALWAYS[char]] if char in ALWAYS else [route.convert(char) for route in routes]
            target = next((t for t in targets if len(t) == 1 and t != char and ord(t) < SIZE), char)
            if target != char:
                step[char] = target
    # 锺 and 钟 are two Simplified characters for one Traditional 鍾: they must fold alike,
    # or a text converted there and back would differ from itself.
    for name in ("s2t", "s2tw"):
        route = opencc.OpenCC(name)
        for code in range(*IDEOGRAPHS[1]):
            char, other = chr(code), route.convert(chr(code))
            if len(other) == 1 and end_of(char, step) == char and end_of(other, step) != char:
                step[char] = end_of(other, step)
    fold = {char: end_of(char, step) for char in step}
    return {char: target for char, target in fold.items() if char != target}


def end_of(char: str, step: dict[str, str]) -> str:
    """Follow the steps to the character that maps to itself (or, in a circle, to the
    last one not seen before).
    """
    seen = {char}
    while (following := step.get(char, char)) not in seen:
        seen.add(following)
        char = following
    return char


def canonical_character(char: str, fold: dict[str, str]) -> str:
    """Return the character that stands for this one in a comparison key, or "" if it is
    no letter or digit.
    """
    for _ in range(4):  # NFKC of a case-folded character may again be foldable: repeat to the fixed point
        before = char
        for form in (unicodedata.normalize("NFKC", char), char.casefold(), char.lower()):
            if len(form) == 1 and form != char:
                char = form
                break
        char = fold.get(char, char)
        if char == before:
            break
    return char if char.isalnum() else ""


def build_canonical(fold: dict[str, str]) -> "np.ndarray[tuple[int], np.dtype[np.uint32]]":
    table = np.zeros(SIZE, dtype=np.uint32)
    for code in range(SIZE):
        if not 0xD800 <= code < 0xE000:
            char = canonical_character(chr(code), fold)
            table[code] = ord(char) if char else 0
    return table


def script_classes(fold: dict[str, str]) -> "np.ndarray[tuple[int], np.dtype[np.uint8]]":
    """Return classes: 1 written in Simplified text only; 2 in Traditional text only; 3
    kana or hangul; 0 in both.

    The national sets decide: GB 2312 holds what the mainland prints, the frequent half
    of Big5 what Taiwan prints (its rare half holds 万, 与 and 网 as antiquities). A
    character in both (干, 后, 著) is of neither class.
    """
    classes = np.zeros(SIZE, dtype=np.uint8)
    for start, stop in ((0x3041, 0x3100), (0x31F0, 0x3200), (0xFF66, 0xFF9E), (0x1100, 0x1200), (0xAC00, 0xD7A4)):
        classes[start:stop] = 3
    targets = set(fold.values())
    for start, stop in IDEOGRAPHS:
        for code in range(start, stop):
            char = chr(code)
            mainland, taiwan = encodable(char, "gb2312"), b"" < char.encode("big5", "ignore") < b"\xc6\x80"
            if (mainland or char in targets) and not taiwan and char not in fold:
                classes[code] = 1
            elif char in fold and not mainland:
                classes[code] = 2
    for char in BOTH_SCRIPTS:
        classes[ord(char)] = 0
    return classes


def encodable(char: str, encoding: str) -> bool:
    try:
        char.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True


def main() -> None:
    TABLES.mkdir(parents=True, exist_ok=True)
    fold = build_fold()
    sources: dict[str, list[str]] = {}
    for char, target in sorted(fold.items()):
        sources.setdefault(target, []).append(char)
    lines = [f"{target}\t{''.join(chars)}\n" for target, chars in sorted(sources.items())]
    (TABLES / "fold.txt").write_text("".join(lines), encoding="utf-8")
    canonical = build_canonical(fold)
    changed = np.flatnonzero((canonical != 0) & (canonical != np.arange(SIZE))).astype(np.uint32)
    np.savez_compressed(
        TABLES / "canonical.npz",
        kept=np.packbits(canonical != 0),
        changed=changed,
        target=canonical[changed],
        script=script_classes(fold),
    )
    print(f"{len(fold)} characters fold to {len(sources)}")


if __name__ == "__main__":
    main()
