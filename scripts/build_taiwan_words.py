"""Build `newscrawl/dedup/tables/taiwan_words.txt` from OpenCC: words for which Taiwan has another word (信息, 资讯).

Run `python scripts/build_taiwan_words.py` after `pip install opencc`. The table is committed. A line holds a mainland
word and a Taiwan word in canonical (Simplified) characters, less the characters that both begin or end with.
"""

import subprocess
import tempfile
from pathlib import Path

import opencc

from newscrawl.dedup.words import without_common_ends
from newscrawl.text.script import compare_key

TABLE = Path(__file__).resolve().parents[1] / "newscrawl" / "dedup" / "tables" / "taiwan_words.txt"
OPENCC = Path(opencc.__file__).parent / "clib"


def main() -> None:
    """Write OpenCC's Taiwan vocabulary as pairs of differing characters."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "words.txt"
        dictionary = OPENCC / "share" / "opencc" / "TWPhrases.ocd2"
        command = [OPENCC / "bin" / "opencc_dict", "-i", dictionary, "-o", plain, "-f", "ocd2", "-t", "text"]
        subprocess.run(command, check=True)
        lines = plain.read_text(encoding="utf-8").splitlines()
    pairs = set()
    for line in lines:
        word, others = line.split("\t")
        for other in others.split():
            pair = without_common_ends(compare_key(word), compare_key(other))
            if min(map(len, pair)) >= 1 and max(map(len, pair)) >= 2:
                pairs.add(pair)
    TABLE.write_text("".join(f"{one}\t{other}\n" for one, other in sorted(pairs)), encoding="utf-8")


if __name__ == "__main__":
    main()
