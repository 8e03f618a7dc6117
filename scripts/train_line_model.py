"""Train the line model of the generic reader, and measure it on sites it has not seen.

    python scripts/train_line_model.py PAGES [--out FILE] [--folds 6] [--seeds 3]

PAGES holds `<id>.html` and `<id>.json` (title, body paragraphs, `body_optional`, site,
charset). Needs scikit-learn, which the package itself does not. Every line of a page is
labelled by whether its character 4-grams stand in the true body; lines of
`body_optional` (captions, credits) are neither taught nor counted.

Sites are left out whole: a page is always judged by nets that saw no page of its site.
So that the nets do not learn the names of a few sites, names and the heading are set to
zero on a share of the training lines, and sites count by the root of their number of
pages. The printed body F1 is that of the whole reader, measured as shared measuring
scripts do: multiset of character 4-grams, white space aside.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from newscrawl.reader.fields.body import find_body
from newscrawl.reader.fields.line_features import COLUMNS, read_features
from newscrawl.reader.fields.line_model import LineModel
from newscrawl.reader.page import Page

UNITS = 16
NETS = 3
EPOCHS = 60
BLOT = 0.3


@dataclass
class Sample:
    name: str
    site: str
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
        page = Page.parse(text, truth.get("url") or f"http://{truth['host']}/")
        features = read_features(page)
        samples.append(
            Sample(
                truth["id"],
                truth.get("site") or truth["host"],
                page,
                truth,
                features.index.tolist(),
                features.rows,
                label_lines(page, truth),
            )
        )
    return samples


def train(samples: list[Sample], seed: int) -> LineModel:
    import warnings

    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    pages = Counter(sample.site for sample in samples)
    rows, labels, weights = [], [], []
    for sample in samples:
        share = pages[sample.site] ** -0.5
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
    names, heading = COLUMNS["names"], COLUMNS["heading"]
    for net in range(NETS):
        chosen = rng.choice(len(matrix), size=int(len(matrix) * 1.5), p=chance)
        batch = matrix[chosen].copy()
        batch[np.ix_(rng.rand(len(batch)) < BLOT, np.arange(*names))] = 0
        batch[np.ix_(rng.rand(len(batch)) < BLOT / 2, np.arange(*heading))] = 0
        model = MLPClassifier(
            (UNITS,), alpha=2.0, max_iter=EPOCHS, random_state=seed * 100 + net, learning_rate_init=2e-3, batch_size=256
        ).fit((batch - mean) / spread, wanted[chosen])
        first, second = model.coefs_
        hidden.append(first / spread[:, None])
        hidden_bias.append(model.intercepts_[0] - mean / spread @ first)
        out.append(second[:, 0])
        out_bias.append(model.intercepts_[1][0])
    return LineModel(np.hstack(hidden).T.copy(), np.hstack(hidden_bias), np.array(out), np.array(out_bias))


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
    """Distribute sites to folds, largest first, so that folds are alike in size."""
    pages = Counter(sample.site for sample in samples)
    sites = sorted(pages)
    np.random.RandomState(seed).shuffle(sites)
    load_of = [0] * count
    fold = {}
    for site in sorted(sites, key=lambda site: -pages[site]):
        fold[site] = int(np.argmin(load_of))
        load_of[fold[site]] += pages[site]
    return fold


def cross_validate(samples: list[Sample], count: int, seed: int) -> dict[str, float]:
    fold = folds(samples, count, seed)
    scores = {}
    for part in range(count):
        model = train([sample for sample in samples if fold[sample.site] != part], seed)
        for sample in samples:
            if fold[sample.site] == part:
                body = find_body(sample.page, model)
                scores[sample.name] = f1(body.text if body else "", sample.truth)
    return scores


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--out", type=Path, default=Path("newscrawl/reader/fields/line_model.npz"))
    parser.add_argument("--folds", type=int, default=6)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--worst", type=int, default=0, help="print so many of the worst pages")
    arguments = parser.parse_args()
    samples = load(arguments.pages)
    pages = Counter(sample.site for sample in samples)
    print(f"{len(samples)} pages of {len(pages)} sites, {sum(len(s.index) for s in samples)} lines")
    for seed in range(arguments.seeds):
        scores = cross_validate(samples, arguments.folds, seed)
        values = np.array(list(scores.values()))
        by_site = [np.mean([scores[s.name] for s in samples if s.site == site]) for site in pages]
        print(
            f"sites left out, seed {seed}: F1 {values.mean():.4f} (sd of the mean over sites "
            f"{np.std(by_site) / len(by_site) ** 0.5:.4f}; mean of site means {np.mean(by_site):.4f}), "
            f">=.95 {np.mean(values >= 0.95):.3f}, <.5 {np.mean(values < 0.5):.3f}"
        )
        if seed == 0:
            for name in sorted(scores, key=lambda name: scores[name])[: arguments.worst]:
                print(f"  {scores[name]:.3f} {name}")
    model = train(samples, 0)
    np.savez_compressed(
        arguments.out,
        hidden=model.hidden.astype(np.float32),
        hidden_bias=model.hidden_bias.astype(np.float32),
        out=model.out.astype(np.float32),
        out_bias=model.out_bias.astype(np.float32),
    )
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    main()
