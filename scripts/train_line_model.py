"""Train the line model of the generic reader, and measure it on owners of sites that it
has not seen.

    python scripts/train_line_model.py PAGES [--out FILE] [--folds 6] [--seeds 3]

PAGES holds `<id>.html` and `<id>.json` (title, body paragraphs, `body_optional`, site,
charset). Needs scikit-learn, which the package itself does not. Every line of a page is
labelled by whether its character 4-grams stand in the true body; lines of
`body_optional` (captions, credits) are neither taught nor counted.

Owners are left out whole: a page is always judged by nets that saw no page of its
owner's sites, and pages of locked owners (`owners.py`) are never trained on. Which part
of a stretch is the page's own story is learned on pages made of the training pages, too
(`made_pages.py`); the nets are not, since they would see headlines as ends of texts. So that the nets do not learn the names of a few sites, names, heading and agreement are set
to zero on a share of the training lines, and owners count by the root of their number of
pages. The printed body F1 is that of the whole reader, measured as shared measuring
scripts do: multiset of character 4-grams, white space aside.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from made_pages import made_page
from owners import locked_owners, owner

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.body_lines import choose_lines
from newscrawl.reader.fields.line_features import COLUMNS, read_features
from newscrawl.reader.fields.line_model import LineModel
from newscrawl.reader.fields.stories import SIGNS, Words, own_part, part_signs, split_stories
from newscrawl.reader.fields.tables import find_tables
from newscrawl.reader.page import Page

UNITS = 16
NETS = 3
EPOCHS = 60
MADE = 0.3
"""Weight of a part of a made page."""


@dataclass
class Sample:
    name: str
    owner: str
    page: Page
    truth: dict[str, Any]
    index: list[int]
    rows: Any
    labels: list[str]


def squeeze(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def grams(text: str) -> Counter[str]:
    if not text:
        return Counter()
    return Counter(text[i : i + 4] for i in range(max(1, len(text) - 3)))


def label_lines(page: Page, truth: dict[str, Any]) -> list[str]:
    """Label lines: B body, o optional, m mixed, . other, x the body's words outside the
    body.
    """
    body = grams(squeeze("".join(truth["body"])))
    optional = grams(squeeze("".join(truth.get("body_optional") or [])))
    labels = []
    for line in page.outline.lines:
        own = grams(squeeze(line.text))
        total = sum(own.values())
        if not total:
            labels.append("i")
            continue
        inside = sum(count for gram, count in own.items() if gram in body) / total
        allowed = sum(count for gram, count in own.items() if gram in optional) / total
        if len(squeeze(line.text)) < 4:
            inside = float(squeeze(line.text) in {squeeze(text) for text in truth["body"]})
        labels.append("B" if inside >= 0.8 else "o" if allowed >= 0.8 else "m" if inside > 0.4 else ".")
    best, span, run, start = 0.0, (0, 0), 0.0, 0
    for at, label in enumerate(labels):
        size = len(page.outline.lines[at].text)
        if run <= 0:
            run, start = 0.0, at
        run += size if label == "B" else 0 if label in "oi" else -min(size, 60) * 0.6 - 2
        if run > best:
            best, span = run, (start, at + 1)
    return ["x" if label == "B" and not span[0] <= at < span[1] else label for at, label in enumerate(labels)]


def load(folder: Path) -> list[Sample]:
    samples = []
    for path in sorted(folder.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        if not truth.get("score_body", True) or not truth.get("body"):
            continue
        data = path.with_suffix(".html").read_bytes()
        text = data.decode(truth.get("actual_charset") or "utf-8", "replace")
        samples.append(read_sample(text, truth))
    return samples


def read_sample(text: str, truth: dict[str, Any]) -> Sample:
    page = Page.parse(text, truth.get("url") or f"http://{truth['host']}/")
    features = read_features(page)
    labels = label_lines(page, truth)
    return Sample(truth["id"], owner(truth["host"]), page, truth, features.index.tolist(), features.rows, labels)


def make_pages(samples: list[Sample], seed: int) -> list[Sample]:
    """Make a page of each, with stories of other owners."""
    donors = [(s.owner, s.truth) for s in samples if s.truth.get("title") and len(s.truth["body"]) > 1]
    made = []
    for sample in samples:
        if "B" in sample.labels:
            others = [truth for name, truth in donors if name != sample.owner]
            rng = Random(f"{seed} {sample.name}")
            made.append(read_sample(*made_page(sample.page, sample.labels, sample.truth, others, rng)))
    return made


def train(samples: list[Sample], made: list[Sample], seed: int) -> LineModel:
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    pages = Counter(sample.owner for sample in samples)
    rows, labels, weights = [], [], []
    for sample in samples:
        share = pages[sample.owner] ** -0.5
        for at, row in zip(sample.index, sample.rows, strict=True):
            label = sample.labels[at]
            if label in "om":
                continue
            rows.append(row)
            labels.append(label == "B")
            weights.append(share * min(len(sample.page.outline.lines[at].text), 200) ** 0.5)
    matrix, wanted = np.array(rows), np.array(labels, float)
    chance = np.array(weights) / sum(weights)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-6
    rng = np.random.RandomState(seed)
    hidden, hidden_bias, out, out_bias = [], [], [], []
    for net in range(NETS):
        chosen = rng.choice(len(matrix), size=int(len(matrix) * 1.5), p=chance)
        batch = matrix[chosen].copy()
        for first, last, share in COLUMNS.values():
            batch[np.ix_(rng.rand(len(batch)) < share, np.arange(first, last))] = 0
        model = MLPClassifier(
            (UNITS,), alpha=2.0, max_iter=EPOCHS, random_state=seed * 100 + net, learning_rate_init=2e-3, batch_size=256
        ).fit((batch - mean) / spread, wanted[chosen])
        first, second = model.coefs_
        hidden.append(first / spread[:, None])
        hidden_bias.append(model.intercepts_[0] - mean / spread @ first)
        out.append(second[:, 0])
        out_bias.append(model.intercepts_[1][0])
    nets = (np.hstack(hidden).T.copy(), np.hstack(hidden_bias), np.array(out), np.array(out_bias))
    return LineModel(*nets, train_stories(samples, made, LineModel(*nets, np.zeros(SIGNS + 1))))


def train_stories(samples: list[Sample], made: list[Sample], model: LineModel) -> Any:
    """Return the weights by which parts of a stretch are told to be of the page's story
    or not: of real pages and, since few of these have strange parts, of made ones.
    """
    from sklearn.linear_model import LogisticRegression

    rows, labels, weights = [], [], []
    for at, sample in enumerate((*samples, *made)):
        outline, lines = sample.page.outline, sample.page.outline.lines
        features = read_features(sample.page)
        likely = model.score(features.rows)
        chosen = choose_lines(features, likely, outline, find_tables(outline))
        parts = split_stories(outline, chosen.first, chosen.last, chosen.kept) if chosen else []
        if len(parts) < 2:
            continue
        words = Words(sample.page)
        own = own_part(sample.page, words, parts)
        odds = dict(zip(features.index.tolist(), likely.tolist(), strict=True))
        for part in parts:
            judged = [i for i in part.lines if sample.labels[i] not in "om"]
            size = sum(len(lines[i].text) for i in judged)
            if part is not own and size:
                rows.append(part_signs(words, own, part, odds))
                labels.append(sum(len(lines[i].text) for i in judged if sample.labels[i] == "B") * 2 > size)
                weights.append(1.0 if at < len(samples) else MADE)
    matrix = np.array(rows)
    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=0.3).fit((matrix - mean) / spread, labels, sample_weight=weights)
    scaled = fitted.coef_[0] / spread
    return np.append(scaled, fitted.intercept_[0] - mean @ scaled)


def f1(predicted: str, truth: dict[str, Any]) -> float:
    """Return F1 as `score.py` of the measuring material: optional paragraphs and the
    title are allowed, not required.
    """
    wanted, found = grams(squeeze("".join(truth["body"]))), grams(squeeze(predicted))
    common = sum((wanted & found).values())
    extra = [text for text in [*(truth.get("body_optional") or []), truth.get("title") or ""] if text]
    surplus, allowed = found - wanted, Counter[str]()
    for text in extra:
        allowed += grams(squeeze(text))
    free = sum((surplus & allowed).values())
    if free:
        free = min(sum(surplus.values()), free + 6 * len(extra))
    size = sum(found.values()) - free
    precision = min(common / size, 1) if size > 0 else 0.0
    recall = common / sum(wanted.values())
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def folds(samples: list[Sample], count: int, seed: int) -> dict[str, int]:
    """Distribute owners to folds, largest first, so that folds are alike in size."""
    pages = Counter(sample.owner for sample in samples)
    owners = sorted(pages)
    np.random.RandomState(seed).shuffle(owners)
    load_of = [0] * count
    fold = {}
    for name in sorted(owners, key=lambda name: -pages[name]):
        fold[name] = int(np.argmin(load_of))
        load_of[fold[name]] += pages[name]
    return fold


def cross_validate(samples: list[Sample], count: int, seed: int) -> tuple[dict[str, float], dict[str, float]]:
    """Return the scores of the pages, and of pages made of them."""
    fold = folds(samples, count, seed)
    made, unseen = make_pages(samples, seed), make_pages(samples, seed + 1000)
    scores: tuple[dict[str, float], dict[str, float]] = ({}, {})
    for part in range(count):
        known = [[sample for sample in pages if fold[sample.owner] != part] for pages in (samples, made)]
        model = train(*known, seed)
        for pages, found in zip((samples, unseen), scores, strict=True):
            for sample in pages:
                if fold[sample.owner] == part:
                    found[sample.name] = score(sample, model)
    return scores


def score(sample: Sample, model: LineModel) -> float:
    body = find_body(sample.page, model)
    return f1(body.text if body else "", sample.truth)


def show(name: str, scores: dict[str, float], samples: list[Sample]) -> None:
    values = np.array(list(scores.values()))
    names = {sample.owner for sample in samples}
    means = [np.mean([scores[s.name] for s in samples if s.owner == name and s.name in scores]) for name in names]
    print(
        f"{name}: F1 {values.mean():.4f} (sd of the mean over owners {np.std(means) / len(means) ** 0.5:.4f}; "
        f"mean of owners' means {np.mean(means):.4f}), >=.95 {np.mean(values >= 0.95):.3f}, <.5 {np.sum(values < 0.5)}"
        f" of {len(values)}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--out", type=Path, default=Path("newscrawl/reader/fields/line_model.npz"))
    parser.add_argument("--folds", type=int, default=6)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--worst", type=int, default=0, help="print so many of the worst pages")
    arguments = parser.parse_args()
    found = load(arguments.pages)
    locked = locked_owners(sample.truth for sample in found)
    samples = [sample for sample in found if sample.owner not in locked]
    print(f"{len(samples)} pages of {len({s.owner for s in samples})} owners, {len(locked)} owners locked")
    for seed in range(arguments.seeds):
        scores, made = cross_validate(samples, arguments.folds, seed)
        show(f"owners left out, seed {seed}", scores, samples)
        show("  pages made of theirs", made, samples)
        if seed == 0:
            for name in sorted(scores, key=lambda name: scores[name])[: arguments.worst]:
                print(f"  {scores[name]:.3f} {name}")
    model = train(samples, make_pages(samples, 0), 0)
    away = [sample for sample in found if sample.owner in locked]
    if away:
        show("locked", {sample.name: score(sample, model) for sample in away}, away)
    model.save(arguments.out)
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    main()
