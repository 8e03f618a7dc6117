"""Build `newscrawl/dedup/tables/taiwan_words.txt` from OpenCC: words for which Taiwan
has another word (信息, 资讯).

Run `python scripts/build_taiwan_words.py` after `pip install opencc`. The table is
committed. A line holds a mainland word and a Taiwan word in canonical (Simplified)
characters, less the characters that both begin or end with.
"""

import subprocess
import tempfile
from itertools import pairwise
from pathlib import Path

import opencc
from rapidfuzz.distance import LCSseq

from newscrawl.dedup.replaced_words import without_common_ends
from newscrawl.text.script import compare_key

TABLE = Path(__file__).resolve().parents[1] / "newscrawl" / "dedup" / "tables" / "taiwan_words.txt"
OPENCC = Path(opencc.__file__).parent / "clib"


# Words that OpenCC converted once, and that many mirrors still do.
ALSO = (("通过", "透过"), ("回复", "回覆"))


def differing(word: str, other: str) -> set[tuple[str, str]]:
    """Return what differs between two words, as a whole and piece by piece (首席执行官, 执行长:
    官, 长).
    """
    pairs = {without_common_ends(word, other)}
    for before, after in pairwise(LCSseq.opcodes(word, other).as_matching_blocks()):
        pairs.add((word[before.a + before.size : after.a], other[before.b + before.size : after.b]))
    return {pair for pair in pairs if all(pair)}


def main() -> None:
    """Write OpenCC's Taiwan vocabulary as pairs of differing characters."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "words.txt"
        dictionary = OPENCC / "share" / "opencc" / "TWPhrases.ocd2"
        command = [OPENCC / "bin" / "opencc_dict", "-i", dictionary, "-o", plain, "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True)
        lines = plain.read_text(encoding="utf-8").splitlines()
    pairs: set[tuple[str, str]] = set()
    for line in lines:
        word, others = line.split("\t")
        for other in others.split():
            pairs |= differing(compare_key(word), compare_key(other))
    pairs |= {differing_pair for word, other in ALSO for differing_pair in differing(word, other)}
    TABLE.write_text("".join(f"{one}\t{other}\n" for one, other in sorted(pairs)), encoding="utf-8")


if __name__ == "__main__":
    main()
