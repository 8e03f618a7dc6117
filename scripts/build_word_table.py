"""Build `newscrawl/text/tables/words.txt`: Chinese words, and what each costs.

Run `python scripts/build_word_table.py DICT`, the file `dict.txt` of jieba (MIT licence,
https://github.com/fxsjy/jieba): a word, its count and its part of speech a line. Words
of one cost stand in one line behind it, sorted; `words.LICENSE.txt` beside them is
jieba's. Only words of two to four characters are kept, and only those cheaper than
their parts. A list of 300,000 other words (wordfreq) decides as many places.
"""

import math
import sys
from collections import defaultdict
from pathlib import Path

from newscrawl.text.script import TABLES, fold

RAREST = 20  # count below which a word is left out
LONGEST = 4
GAINS = 2  # fifths of a nat by which a word must be cheaper than its parts


def main(path: Path) -> None:
    counts: dict[str, int] = defaultdict(int)
    for line in path.read_text(encoding="utf-8").splitlines():
        word, count, *_ = line.split(" ")
        counts[fold(word)] += int(count)
    total = sum(counts.values())
    costs = {word: min(99, round(-5 * math.log(count / total))) for word, count in counts.items()}
    kept: dict[str, int] = {
        word: cost for word, cost in costs.items() if len(word) == 1 and "\u3400" <= word <= "\u9fff"
    }
    unknown = max(kept.values())
    for word in sorted(costs, key=len):
        if 1 < len(word) <= LONGEST and counts[word] >= RAREST and all("\u3400" <= char <= "\u9fff" for char in word):
            best = [0]
            for end in range(1, len(word) + 1):
                parts = (best[at] + kept.get(word[at:end], unknown if at + 1 == end else 10_000) for at in range(end))
                best.append(min(parts))
            if costs[word] + GAINS <= best[-1]:
                kept[word] = costs[word]
    by_cost: dict[int, list[str]] = defaultdict(list)
    for word, cost in kept.items():
        by_cost[cost].append(word)
    lines = (f"{cost}\t{' '.join(sorted(words))}\n" for cost, words in sorted(by_cost.items()))
    (TABLES / "words.txt").write_text("".join(lines), encoding="utf-8")
    print(f"{len(kept)} words")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
