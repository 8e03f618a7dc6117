"""Build the model of names (`newscrawl/reader/fields/names.json`), and measure it on
bylines held out by owner.

    python scripts/build_name_model.py DATA [--write]

DATA is the measuring material. Surnames, compound surnames, the characters that
transliterate and the least scores are stated in the file and stay; this counts the
characters of given names: of the people who sign the texts of `dedup/` behind a role,
each once, and of the bylines of `articles/` without the locked owners. They are counts
of characters; no person is in the file.

Printed: recall and precision of a name behind a role and of one that stands alone, for
each fold by a model that saw no byline of its owners. The other words are those of
menus and info lines, where names are looked for.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from owners import locked_owners, owner

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.credits import head_and_tail
from newscrawl.reader.fields.name_model import NameModel, least_score, name_score, shipped
from newscrawl.reader.page import Page
from newscrawl.text.frequency import frequency

OUT = Path(__file__).resolve().parents[1] / "newscrawl" / "reader" / "fields" / "names.json"
FOLDS = 5
_SIGNED = re.compile(r"[(（][^()（）]{0,12}(?:记者|通讯员)\s?([\u4e00-\u9fff 　、，,]{2,40})[)）]")
_LABELLED = re.compile(r"(?:作者|责任编辑|责编|编辑)\s?[:：]\s?([\u4e00-\u9fff]{2,3})(?=[\s、，,）)\]】]|$)", re.M)
_WORD = re.compile(r"[\u4e00-\u9fff]{2,4}")
_ROLE = re.compile("记者|記者|作者|编辑|編輯|责编|通讯员|摄影?|文/|图/|审|校|供稿|撰")


def signed_names(data: Path, surnames: Iterable[str]) -> set[str]:
    """Return who signs the texts of the corpus."""
    known = frozenset(surnames)
    found: Counter[str] = Counter()
    with gzip.open(data / "dedup" / "articles.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            for pattern in (_SIGNED, _LABELLED):
                for match in pattern.finditer(text):
                    found.update(name for name in re.split(r"[\s、，,]+", match[1]) if 2 <= len(name) <= 3)
    return {name for name in found if name[0] in known}


def truth_names(truth: dict[str, Any]) -> set[str]:
    words = " ".join(str(truth.get(key) or "") for key in ("author", "editors"))
    return {name for name in re.split(r"[\s、，,;；/\[\]'\"]+", words) if re.fullmatch(r"[\u4e00-\u9fff]{2,4}", name)}


def other_words(truth: dict[str, Any], folder: Path) -> Iterator[str]:
    """Yield the words of menus and info lines around the text, each of two to four
    characters; headlines, which name people, are left out."""
    html = (folder / f"{truth['id']}.html").read_bytes().decode(truth["actual_charset"], "replace")
    page = Page.parse(html, truth["url"] or f"http://{truth['host']}/")
    head, tail = head_and_tail(page, find_body(page))
    for line in (*head, *tail):
        words = [word for word in re.split(r"[^\u4e00-\u9fff]+", line.text) if word]
        if not _ROLE.search(line.text) and max(map(len, words), default=0) <= 6:
            yield from (word for word in words if _WORD.fullmatch(word))


def given(names: Iterable[str], compound: Iterable[str]) -> dict[str, str]:
    """Return the characters of given names by how many names have them."""
    pairs = frozenset(compound)
    counts: Counter[str] = Counter()
    for name in names:
        counts.update(map(frequency().fold, name[2:] if name[:2] in pairs else name[1:]))
    by_count: dict[str, str] = {}
    for char, count in sorted(counts.items()):
        by_count[str(count)] = by_count.get(str(count), "") + char
    return {count: by_count[count] for count in sorted(by_count, key=int, reverse=True)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true", help="print the names missed and the words taken")
    arguments = parser.parse_args()
    stated = json.loads(OUT.read_text(encoding="utf-8"))
    truths = [
        json.loads(path.read_text(encoding="utf-8")) for path in sorted((arguments.data / "articles").glob("*.json"))
    ]
    locked = locked_owners(truths)
    open_pages = [truth for truth in truths if owner(truth["host"]) not in locked]
    signed = signed_names(arguments.data, (*stated["surnames"], *stated["rare"], *stated["compound"]))
    owners = sorted({owner(truth["host"]) for truth in open_pages})
    by_owner: dict[str, tuple[set[str], set[str]]] = {name: (set(), set()) for name in owners}
    for truth in open_pages:
        names, words = by_owner[owner(truth["host"])]
        names |= truth_names(truth)
        words.update(other_words(truth, arguments.data / "articles"))
    scores: dict[str, dict[str, float]] = {"bylines": {}, "signers": {}, "other words": {}}
    for part in range(FOLDS):
        held = {name for at, name in enumerate(owners) if at % FOLDS == part}
        bylines = {name for each in owners if each not in held for name in by_owner[each][0]}
        own = {name for each in held for name in by_owner[each][0]}
        signers = {name for at, name in enumerate(sorted(signed)) if at % FOLDS == part}
        known = (signed | bylines) - own - signers
        model = NameModel.load(json.dumps({**stated, "given": given(known, stated["compound"])}))
        words = {word for each in held for word in by_owner[each][1]} - own
        for kind, group in (("bylines", own), ("signers", signers), ("other words", words)):
            scores[kind].update((word, name_score(word, model)) for word in group)
    print("held out by owner:", ", ".join(f"{len(group)} {kind}" for kind, group in scores.items()))
    for context in ("labelled", "alone"):
        taken = {
            kind: sum(score >= least_score(word, context == "labelled", shipped()) for word, score in group.items())
            for kind, group in scores.items()
        }
        print(
            f"  {context:9s} recall {taken['bylines'] / len(scores['bylines']):.3f} of bylines,"
            f" {taken['signers'] / len(scores['signers']):.3f} of signers;"
            f" {taken['other words'] / len(scores['other words']):.4f} of other words taken for names,"
            f" precision {taken['signers'] / (taken['signers'] + taken['other words']):.3f} among signers and words"
        )
    if arguments.show:
        for kind, wrong in (("bylines", False), ("other words", True)):
            found = (
                f"{word} {score:.1f}"
                for word, score in scores[kind].items()
                if (score >= least_score(word, False, shipped())) is wrong
            )
            print(f"{kind}, {'taken' if wrong else 'missed'}:", *found)
    everyone = signed.union(*(names for names, _ in by_owner.values()))
    stated["given"] = given(everyone, stated["compound"])
    if arguments.write:
        OUT.write_text(json.dumps(stated, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        print(f"wrote {OUT}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
