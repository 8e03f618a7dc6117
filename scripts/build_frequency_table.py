"""Build `newscrawl/text/tables/frequency.npz`: how often Chinese characters follow each
other in news.

Run `python scripts/build_frequency_table.py ARTICLES.jsonl.gz`, a file of lines with a
`text` each (and a `src`: edited and templated copies are left out). Only counts go into
the table, as costs in fifths of a nat: of single characters, of pairs, of triples,
smoothed by Kneser and Ney's method (1995). Words of pypinyin's phrase list are counted
too, for what news seldom says. Everything is folded to Simplified, so one table serves
both scripts.

More data of this kind decide no more: the 350,000 words of jieba with their counts, or
triples seen once or twice (a table of 2.4 or 4.5 MB instead of 1.5), restore .57 of 150
shifted texts that nobody looked at exactly, as does this one (.59). What is left are
names, lost digits, and characters of which several fit by a nat or two. Words judged
apart (`word_costs`) decide a tenth of it.
"""

import gzip
import json
import math
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pypinyin.phrases_dict import phrases_dict

from newscrawl.text.frequency import READ_ALIKE
from newscrawl.text.script import TABLES, fold

PAIR_DISCOUNT = 0.75
RAREST_TRIPLE, TRIPLE_DISCOUNT = 3, 0.8
EDITED = ("var", "tmpl")


def read_lines(path: Path) -> Iterator[str]:
    """Yield every line of the corpus once, folded."""
    seen = set()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            article = json.loads(line)
            if article.get("src") in EDITED:
                continue
            for paragraph in article["text"].split("\n"):
                if paragraph not in seen:
                    seen.add(paragraph)
                    yield fold(paragraph).translate(READ_ALIKE)
    for phrase in phrases_dict:
        yield from [fold(phrase)] * 2
    yield from ["不错。。", "不错。。。"] * 400  # as readers write, and no newsroom


def chances(counts: Counter[str], kept: Iterable[str], discount: float) -> tuple[dict[str, float], dict[str, float]]:
    """Return the chance of each kept gram behind its context, and what each context
    leaves to grams that are not kept.
    """
    totals: Counter[str] = Counter()
    for gram, count in counts.items():
        totals[gram[:-1]] += count
    chance = {gram: max(0.0, counts[gram] - discount) / totals[gram[:-1]] for gram in kept}
    left = dict.fromkeys((gram[:-1] for gram in chance), 1.0)
    for gram, share in chance.items():
        left[gram[:-1]] -= share
    return chance, {context: max(share, 1e-4) for context, share in left.items()}


def main(path: Path) -> None:
    single: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    triples: Counter[str] = Counter()
    for number, line in enumerate(read_lines(path)):
        indent = "　　" if number % 4 == 0 else ""  # the corpus has lost its indents; pages have them
        line = "\n\n" + indent + "".join(char for char in line if char < "\U00010000") + "\n"
        single.update(line)
        pairs.update(map("".join, pairwise(line)))
        triples.update(map("".join, zip(line, line[1:], line[2:], strict=False)))

    # In a shorter context counts how many different characters stood before, not how
    # often: 港 is frequent, behind 香.
    before_single = Counter(gram[1] for gram in pairs)
    before_pair = Counter(gram[1:] for gram in triples)
    alone = {char: (before_single[char] + 0.05) / (len(pairs) + 500) for char in single}
    kept = [gram for gram in pairs if before_pair[gram]]
    pair, left = chances(before_pair, kept, PAIR_DISCOUNT)
    kept_triples = [gram for gram, count in triples.items() if count >= RAREST_TRIPLE and gram[:2] in pair]
    triple, left_triples = chances(triples, kept_triples, TRIPLE_DISCOUNT)
    pair = {gram: chance + left[gram[0]] * alone[gram[1]] for gram, chance in pair.items()}
    for gram in triple:
        shorter = pair.get(gram[1:]) or left.get(gram[1], 1.0) * alone[gram[2]]
        triple[gram] += left_triples[gram[:2]] * shorter

    chars = sorted(single, key=lambda char: (-single[char], char))
    rank = {char: number for number, char in enumerate(chars)}
    pair_rows = sorted((rank[gram[0]], rank[gram[1]], gram) for gram in pair)
    row_of = {gram: row for row, (_, _, gram) in enumerate(pair_rows)}
    triple_rows = sorted((row_of[gram[:2]], rank[gram[2]], gram) for gram in triple)
    np.savez_compressed(
        TABLES / "frequency.npz",
        chars=np.array([ord(char) for char in chars], dtype=np.uint16),
        common=fifths(single[char] / sum(single.values()) for char in chars),
        alone=fifths(alone[char] for char in chars),
        unseen=fifths(left.get(char, 1.0) for char in chars),
        **columns("pair", len(chars), [(first, second) for first, second, _ in pair_rows]),
        pair=fifths(pair[gram] for _, _, gram in pair_rows),
        unseen_behind=fifths(left_triples.get(gram, 1.0) for _, _, gram in pair_rows),
        **columns("triple", len(pair_rows), [(context, third) for context, third, _ in triple_rows]),
        triple=fifths(triple[gram] for _, _, gram in triple_rows),
    )
    print(f"{len(chars)} characters, {len(pair_rows)} pairs, {len(triple_rows)} triples")


def columns(name: str, contexts: int, rows: list[tuple[int, int]]) -> dict[str, NDArray[np.generic]]:
    """Return how many characters follow each context, and which: differences of ranks,
    low and high bytes apart.
    """
    context, char = np.array(rows, dtype=np.int64).T
    differences = np.diff(char, prepend=0).astype(np.uint16)
    return {
        f"{name}_followers": np.bincount(context, minlength=contexts).astype(np.uint16),
        f"{name}_low": (differences & 0xFF).astype(np.uint8),
        f"{name}_high": (differences >> 8).astype(np.uint8),
    }


def fifths(probabilities: Iterable[float]) -> NDArray[np.uint8]:
    """Return probabilities as costs: minus their natural logarithm, times five."""
    return np.array([min(255, round(-5 * math.log(chance))) for chance in probabilities], dtype=np.uint8)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
