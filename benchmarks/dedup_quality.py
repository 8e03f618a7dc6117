"""Measure how well copies are distinguished from series: recall and false merges for
each kind of pair, beside single similarities.

`python benchmarks/dedup_quality.py [--index]`. Reads the labelled pairs of
../shared/data/dedup (what the kinds mean: facts/dedup.md there). Recall and false
merges are averaged over the kinds, so that the number of pairs of a kind does not
matter; balanced F1 = 2R / (1 + R + F). In the same run: exact containment of 4-grams,
MinHash (rensa) and SimHash (simhash) at the thresholds that a study found best for
them; libraries that are not installed are named. `--index` then adds all articles to an
index, the copies last, and prints how many copies name the right article.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from newscrawl.dedup import Index
from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.comparison import Text, compare
from newscrawl.dedup.fingerprint import Grams, common

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


def through_index(articles: dict[str, str], pairs: list[dict[str, object]]) -> None:
    """Put every article through an index and count the copies that name the right
    article.
    """
    partners: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        if pair["label"]:
            partners[str(pair["a"])].add(str(pair["b"]))
            partners[str(pair["b"])].add(str(pair["a"]))
    copies = [id for id in articles if id in partners and (":" in id and not id.startswith("tmpl_"))]
    originals = [id for id in articles if id not in set(copies) and not id.startswith(("boil", "quote"))]
    outcome: dict[str, Counter[str]] = defaultdict(Counter)
    start = time.process_time()
    with Index.open(":memory:") as index:
        for id in originals + copies:
            verdict = index.judge(id, articles[id])
            kind = id.partition(":")[0] if id in partners and ":" in id else "real"
            right = verdict.of in partners[id] or verdict.relation == "equal"
            outcome[kind]["right" if verdict.is_copy and right else "other" if verdict.is_copy else "kept"] += 1
            if not verdict.is_copy:
                index.add(id, articles[id])
    spent = time.process_time() - start
    print(
        f"\nThrough an index, {len(originals)} articles and {len(copies)} copies, {len(articles) / spent:,.0f}/s of CPU"
    )
    print(f"{'kind':<22}{'right':>8}{'other':>8}{'kept':>8}")
    for kind, counts in sorted(outcome.items()):
        total = counts.total()
        print(f"{kind:<22}" + "".join(f"{counts[name] / total:8.3f}" for name in ("right", "other", "kept")))
    print("A merger counts as right only with the article the pair names; it may hold the other one first.")


def main() -> None:
    """Judge all pairs and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--index", action="store_true", help="also put all articles through an index")
    arguments = parser.parse_args()
    if not DATA.exists():
        sys.exit(f"{DATA} is not there: nothing to measure with")
    articles, pairs = read()
    texts = {id: Text(canonical_text(text)) for id, text in articles.items()}
    judges: dict[str, Judge | None] = {
        "newscrawl": lambda one, other: compare(one, other).is_copy,
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
        through_index(articles, pairs)


if __name__ == "__main__":
    main()
