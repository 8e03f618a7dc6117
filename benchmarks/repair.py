"""Measure how exactly damaged texts are repaired, whether sound ones stay, and how
fast; ftfy in the same run.

`python benchmarks/repair.py [--show CLASS]`. Reads the labelled texts of
../shared/data/repair (what the classes mean: facts/repair.md there). Texts count as
equal, and similarities are taken, after NFKC, folding to Simplified by character, one
form of quotes, and without white space. `worse` is further from the clean text than the
damaged one was. Texts that must not change count any difference at all. ftfy runs at
its defaults and with its encoding fix alone. The last lines are glosses removed and
missed in real copies, and megabytes of UTF-8 a second of CPU.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from itertools import takewhile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import ftfy
from rapidfuzz.distance import Levenshtein

from newscrawl.text.repair import repair
from newscrawl.text.script import fold

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "repair"
QUOTES = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
Repairer = Callable[[str], str]
REPAIRERS: dict[str, Repairer] = {
    "newscrawl": lambda text: repair(text).text,
    "ftfy": ftfy.fix_text,
    "ftfy fix_encoding": ftfy.fix_encoding,
}


def key(text: str) -> str:
    """Return the form in which two texts are compared."""
    return "".join(fold(unicodedata.normalize("NFKC", text)).translate(QUOTES).split())


similarity = Levenshtein.normalized_similarity


def read(name: str) -> list[dict[str, str]]:
    """Read a set of texts."""
    with (DATA / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def damaged(show: str | None) -> None:
    """Print how many texts of each class come out exactly, how alike they are, and how
    many are worse than before.
    """
    by_class = defaultdict(list)
    for pair in read("damaged_dev.jsonl"):
        if pair["clean"] is not None:
            by_class[pair["cls"]].append((pair["damaged"], key(pair["clean"])))
    print(f"{'class':38}{'n':>5}  {'before':>7}" + "".join(f"{name + ': exact% sim worse%':>36}" for name in REPAIRERS))
    for name, pairs in by_class.items():
        before = [similarity(key(text), clean) for text, clean in pairs]
        row = f"{name:38}{len(pairs):5}  {sum(before) / len(pairs):7.3f}"
        for label, repairer in REPAIRERS.items():
            results = [(key(repairer(text)), clean) for text, clean in pairs]
            alike = [similarity(*result) for result in results]
            inexact = [result for result in results if result[0] != result[1]]
            worse = sum(after < was - 1e-9 for after, was in zip(alike, before, strict=True))
            n = len(pairs)
            row += f"{100 * (n - len(inexact)) / n:22.1f}{sum(alike) / n:8.3f}{100 * worse / n:6.1f}"
            for result in inexact if (show, label) == (name, "newscrawl") else ():
                same = takewhile(lambda pair: pair[0] == pair[1], zip(*result, strict=False))
                at = max(0, sum(1 for _ in same) - 20)
                print("  became  {}\n  for     {}".format(*(text[at : at + 60] for text in result)))
        print(row)


def untouched() -> None:
    """Print how many texts that must not change do."""
    changed: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(REPAIRERS, 0))
    counts: dict[str, int] = defaultdict(int)
    for text in read("mustnotchange_dev.jsonl"):
        counts[text["cls"]] += 1
        for label, repairer in REPAIRERS.items():
            changed[text["cls"]][label] += repairer(text["text"]) != text["text"]
    print(f"\n{'must not change':50}{'n':>5}" + "".join(f"{name:>20}" for name in REPAIRERS))
    for name, count in counts.items():
        print(f"{name:50}{count:5}" + "".join(f"{changed[name][label]:20}" for label in REPAIRERS))
    totals = [sum(row[label] for row in changed.values()) for label in REPAIRERS]
    print(f"{'all':50}{sum(counts.values()):5}" + "".join(f"{total:20}" for total in totals))


def real() -> None:
    """Print glosses removed and missed in real copies, whole and line by line, and
    authors' own notes taken away.
    """
    for unit in ("document", "line"):
        there = left = lost = 0
        for copy in read("real_gloss_dev.jsonl"):
            text = copy["damaged"]
            legit = {f"{character}({reading})" for character, reading in copy["legit"]}
            pieces = [text] if unit == "document" else text.split("\n")
            result = "\n".join(repair(piece).text for piece in pieces)
            notes = sum(text.count(note) for note in legit)
            there += len(copy["glosses"])
            kept = sum(result.count(note) for note in legit)
            lost += notes - kept
            left += sum(
                result.count(f"{each}({reading})") for each, reading in {(*gloss,) for gloss in copy["glosses"]}
            )
        removed = there - left
        print(
            f"real copies by {unit}: {removed} glosses removed, {left} left, {lost} authors' notes taken away; ", end=""
        )
        print(f"recall {removed / there:.4f}, precision {removed / (removed + lost):.4f}")


def speed() -> None:
    """Print megabytes of UTF-8 a second of CPU."""
    clean = [text["text"] for text in read("mustnotchange_dev.jsonl") if text["cls"].startswith("clean news")]
    glossed = [pair["damaged"] for pair in read("damaged_dev.jsonl") if pair["cls"] == "pinyin gloss, document"]
    pages = {"clean": ["\n".join(clean[at : at + 20]) for at in range(0, len(clean), 20)] * 20, "glossed": glossed}
    for what, texts in pages.items():
        size = sum(len(text.encode()) for text in texts) / 1e6
        rates = []
        for repairer in REPAIRERS.values():
            start = time.process_time()
            for text in texts:
                repairer(text)
            rates.append(size / (time.process_time() - start))
        rates_shown = ", ".join(f"{name} {rate:.1f}" for name, rate in zip(REPAIRERS, rates, strict=True))
        print(f"MB/s of {what} text, {size / len(texts) * 1e6:.0f} bytes each: {rates_shown}")


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--show", metavar="CLASS", help="print the texts of a class that do not come out exactly")
    show = parser.parse_args().show
    if not DATA.exists():
        sys.exit(f"{DATA} is not here: the labelled texts are not part of the repository")
    damaged(show)
    untouched()
    real()
    speed()


if __name__ == "__main__":
    main()
