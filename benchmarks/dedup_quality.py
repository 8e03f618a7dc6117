"""Measure how well copies are distinguished from series: recall and false merges for
each kind of pair, beside single similarities.

`python benchmarks/dedup_quality.py [--index] [--others 100000]`. Reads the labelled
pairs of ../shared/data/dedup (what the kinds mean: facts/dedup.md there) and adds
bulletins of one sentence (`_bulletins.py`): one word changed, one closing or opening
over two of them, reprints. Kinds with `*` were written after the rules. Recall and false
merges are averaged over the kinds, so that the number of pairs of a kind does not
matter; balanced F1 = 2R / (1 + R + F). In the same run: exact containment of 4-grams,
MinHash (rensa) and SimHash (simhash) at the thresholds that a study found best for
them; libraries that are not installed are named. `--index` then adds all articles to an
index, the copies last, and prints how many copies name the right article: once to an
empty index, and once to one that holds `--others` other texts already
(`synthetic_news.py`, and bulletins over the same closings), so that candidates and
judge are measured together, with time and memory beside those of the empty one.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from _bulletins import BULLETINS, CLOSINGS, HELD_BACK, bulletin_pairs
from synthetic_news import SyntheticNews

from newscrawl.dedup import Index
from newscrawl.dedup.comparison import Text, compare_whole
from newscrawl.dedup.fingerprint import Grams, common
from newscrawl.dedup.prepared import prepare_text

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "dedup"
CONTAINMENT, MINHASH, SIMHASH = 0.787, 0.602, 52  # 4-grams; 128 permutations of 5-grams; of 64 bits of 3-grams
GOALS = {"neg_tmpl": 0.001, "neg_real_series": 0.02, "neg_real_nextday": 0.06, "neg_shared_boiler": 0.01}
RECALL_GOAL, F1_FLOOR = 0.95, 0.98
Judge = Callable[[Text, Text], bool]


def read() -> tuple[dict[str, str], list[dict[str, object]]]:
    """Read the articles by id, and the pairs."""
    with gzip.open(DATA / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        articles = {article["id"]: article["text"] for article in map(json.loads, lines)}
    with gzip.open(DATA / "pairs.jsonl.gz", "rt", encoding="utf-8") as lines:
        return articles, [json.loads(line) for line in lines]


def containment(one: Grams, other: Grams) -> float:
    """Return the share of the smaller set of grams that the other holds too, 0 to 1."""
    smaller, larger = (one, other) if one.size <= other.size else (other, one)
    return common(smaller, larger) / smaller.size if smaller.size else 0.0


def minhash() -> Judge | None:
    """Make a judge of rensa's MinHash, None if it is not installed."""
    if find_spec("rensa") is None:
        return None
    from rensa import RMinHash

    sketches: dict[Text, object] = {}

    def sketch(text: Text) -> RMinHash:
        if text not in sketches:
            made = RMinHash(num_perm=128, seed=42)
            made.update(sorted({text.canonical[at : at + 5] for at in range(max(1, len(text.canonical) - 4))}))
            sketches[text] = made
        return sketches[text]

    return lambda one, other: sketch(one).jaccard(sketch(other)) >= MINHASH


def simhash() -> Judge | None:
    """Make a judge of the simhash library, None if it is not installed."""
    if find_spec("simhash") is None:
        return None
    from simhash import Simhash

    values: dict[Text, int] = {}

    def value(text: Text) -> int:
        if text not in values:
            counts = Counter(text.canonical[at : at + 3] for at in range(max(1, len(text.canonical) - 2)))
            values[text] = Simhash(dict(counts)).value
        return values[text]

    return lambda one, other: 64 - (value(one) ^ value(other)).bit_count() >= SIMHASH


def measure(judge: Judge, pairs: list[dict[str, object]], texts: dict[str, Text]) -> tuple[dict[str, float], float]:
    """Return the share called a copy, by kind, and the microseconds a pair."""
    called: dict[str, list[bool]] = defaultdict(list)
    start = time.process_time()
    for pair in pairs:
        called[str(pair["kind"])].append(judge(texts[str(pair["a"])], texts[str(pair["b"])]))
    spent = (time.process_time() - start) / len(pairs) * 1e6
    return {kind: sum(found) / len(found) for kind, found in called.items()}, spent


def averages(shares: dict[str, float]) -> tuple[float, float, float]:
    """Return recall, false merges and balanced F1, each kind weighing alike."""
    recalls = [share for kind, share in shares.items() if not kind.startswith("neg")]
    falses = [share for kind, share in shares.items() if kind.startswith("neg")]
    recall, false = sum(recalls) / len(recalls), sum(falses) / len(falses)
    return recall, false, 2 * recall / (1 + recall + false)


def unmet(shares: dict[str, float]) -> list[str]:
    """Name the goals that are not met."""
    missed = [
        f"{kind} {share:.1%}, goal ≥ {RECALL_GOAL:.0%}"
        for kind, share in shares.items()
        if not kind.startswith("neg") and share < RECALL_GOAL
    ]
    for prefix, goal in GOALS.items():
        worst = max(share for kind, share in shares.items() if kind.startswith(prefix))
        if worst > goal:
            missed.append(f"{prefix} {worst:.1%}, goal ≤ {goal:.1%}")
    if averages(shares)[2] < F1_FLOOR:
        missed.append(f"balanced F1, goal ≥ {F1_FLOOR}")
    return missed


def with_bulletins(articles: dict[str, str], pairs: list[dict[str, object]]) -> None:
    """Add the pairs of bulletins; those that were held back have kinds of their own."""
    for mark, bulletins in (("", BULLETINS), ("*", HELD_BACK)):
        for number, (kind, one, other) in enumerate(bulletin_pairs(bulletins)):
            first, second = f"{kind}{mark}:{number}a", f"{kind}{mark}:{number}b"
            articles[first], articles[second] = one, other
            pairs.append(
                {"a": first, "b": second, "label": int(not kind.startswith("neg")), "kind": kind + mark, "made": 1}
            )


def other_texts(count: int) -> Iterator[str]:
    """Yield texts that are no copies of the articles: one in twenty is a bulletin over
    a closing."""
    choice = random.Random(2)
    for number, text in enumerate(SyntheticNews().texts(count)):
        news = text.partition("\n")[0]
        yield f"{news[:40]}\n{choice.choice(CLOSINGS)}" if number % 20 == 0 and len(news) > 20 else text


def memory() -> float:
    """Return the resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def through_index(articles: dict[str, str], pairs: list[dict[str, object]], others: int) -> tuple[float, float]:
    """Put every article through an index that holds so many other texts, count the
    copies that name the right article, and return seconds and MB.

    Of each pair of bulletins the second one is judged while the first is in the index.
    """
    partners: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if pair["label"]:
            partners[str(pair["a"])].add(str(pair["b"]))
            partners[str(pair["b"])].add(str(pair["a"]))
    bulletins = {id for pair in pairs if pair.get("made") for id in (str(pair["a"]), str(pair["b"]))}
    real = [id for id in articles if id not in bulletins]
    copies = [id for id in real if id in partners and ":" in id and not id.startswith("tmpl_")]
    originals = [id for id in real if id not in set(copies) and not id.startswith(("boil", "quote"))]
    outcome: dict[str, Counter[str]] = defaultdict(Counter)
    before = memory()
    with tempfile.TemporaryDirectory() as folder, Index.open(Path(folder) / "index.sqlite") as index:
        for number, text in enumerate(other_texts(others) if others else ()):
            index.add(f"other {number}", text, site=f"site {number % 300}")
        index.commit()
        start = time.process_time()
        for id in originals + copies:
            verdict = index.judge(id, articles[id])
            kind = id.partition(":")[0] if id in partners and ":" in id else "real"
            right = verdict.of in partners[id] or verdict.relation == "equal"
            outcome[kind]["right" if verdict.is_copy and right else "other" if verdict.is_copy else "kept"] += 1
            if not verdict.is_copy:
                index.add(id, articles[id])
        for pair in pairs:
            if pair.get("made"):
                one, other = str(pair["a"]), str(pair["b"])
                index.add(one, articles[one])
                verdict = index.judge(other, articles[other])
                name = "kept" if not verdict.is_copy else "right" if verdict.of == one else "other"
                outcome[str(pair["kind"])][name] += 1
                index.remove(one)
        spent, needed = time.process_time() - start, memory() - before
    print(f"\nThrough an index of {others:,} other texts, {len(originals):,} articles and {len(copies):,} copies")
    print(f"{'kind':<22}{'named':>8}{'other':>8}{'kept':>8}")
    made: Counter[str] = Counter()
    for kind, counts in sorted(outcome.items()):
        total = counts.total()
        print(f"{kind:<22}" + "".join(f"{counts[name] / total:8.3f}" for name in ("right", "other", "kept")))
        made += counts if kind != "real" and not kind.startswith(("neg", "tmpl_")) else Counter()
    named = made["right"] + made["other"]
    print(f"copies found {named / made.total():.4f}; the article named is the right one {made['right'] / named:.4f}")
    return spent, needed


def main() -> None:
    """Judge all pairs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--others", type=int, default=100_000, metavar="N", help="other texts in the full index")
    parser.add_argument("--index", action="store_true", help="also put all articles through an index")
    arguments = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"{DATA} is not there: nothing to measure with")
    articles, pairs = read()
    with_bulletins(articles, pairs)
    prepared = {id: prepare_text(text) for id, text in articles.items()}
    texts = {id: Text(each.canonical, each.sentences) for id, each in prepared.items()}
    judges: dict[str, Judge | None] = {
        "newscrawl": lambda one, other: compare_whole(other, (), one).is_copy,
        "containment": lambda one, other: containment(one.grams, other.grams) >= CONTAINMENT,
        "MinHash": minhash(),
        "SimHash": simhash(),
    }
    for name, judge in judges.items():
        if judge is None:
            print(f"{name}: not installed")
    results = {name: measure(judge, pairs, texts) for name, judge in judges.items() if judge is not None}
    print(f"{'kind':<22}{'pairs':>6}" + "".join(f"{name:>13}" for name in results))
    sizes = Counter(str(pair["kind"]) for pair in pairs)
    for kind in sorted(sizes, key=lambda kind: (kind.startswith("neg"), kind)):
        print(f"{kind:<22}{sizes[kind]:>6}" + "".join(f"{shares[kind]:13.3f}" for shares, _ in results.values()))
    for place, label in enumerate(("recall", "false merges", "balanced F1")):
        print(f"{label:<28}" + "".join(f"{averages(shares)[place]:13.4f}" for shares, _ in results.values()))
    print(f"{'µs a pair':<28}" + "".join(f"{spent:13.0f}" for _, spent in results.values()))
    missed = unmet(results["newscrawl"][0])
    print("all goals met" if not missed else "not met: " + "; ".join(missed))
    if arguments.index:
        (empty, least), (full, most) = (through_index(articles, pairs, others) for others in (0, arguments.others))
        print("A merger counts as right only with the article the pair names; it may hold the other one first.")
        print(
            f"{arguments.others:,} texts before: {full / empty:.2f} times the CPU time, {most:.0f} MB, not {least:.0f}"
        )


if __name__ == "__main__":
    main()
