"""Train the models that read text without markup: which lines are text, and which is
the title.

    python scripts/train_text_model.py PAGES [--out FILE] [--without OWNER …]

PAGES holds `<id>.html` and `<id>.json`, and beside it is `as_text.py`, which turns pages
into text. Needs scikit-learn, which the package itself does not. Locked owners
(`owners.py`) are left out; `benchmarks/text_reading.py` measures.

Each page is learnt in several shapes: a block a line, menus on one line, without its
first line, and clipped at head and tail, as copies are. The weights of pairs are judged
by the net only on pages they were not made from, or it would trust them too much.
"""

from __future__ import annotations

import argparse
import json
import sys
import types
import warnings
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parent))

from owners import locked_owners, owner
from train_line_model import grams, squeeze

from newscrawl.reader.fields.line_model import LineModel
from newscrawl.reader.heading import fold_title, strip_site
from newscrawl.reader.lines.line_signs import LineSigns, read_signs
from newscrawl.reader.lines.text_article import Models
from newscrawl.reader.lines.text_model import READ, TextModel, weigh_pairs
from newscrawl.reader.lines.text_title import rank_rows
from newscrawl.reader.lines.trail import read_trail
from newscrawl.reader.lines.unwrapped import split_lines

UNITS, NETS, EPOCHS = 16, 3, 25
HASHED = 1 << 16
ALONE = 5
"""Number of the shape that is the article alone."""
BROKEN, BROKEN_SHARE = 4, 0.5
"""Number of the shape that is a text of short lines, and how many pages are learnt so."""
FAR = 25
"""Lines from the body from which only some are learnt."""


@dataclass
class Text:
    """A page as text: its lines and what they are."""

    name: str
    owner: str
    truth: dict[str, Any]
    lines: list[str]
    labels: list[str]
    signs: LineSigns


def load_as_text(pages: Path) -> types.ModuleType:
    module = types.ModuleType("as_text")
    module.__file__ = str(pages.parent / "as_text.py")
    exec(compile(Path(module.__file__).read_text(encoding="utf-8"), module.__file__, "exec"), module.__dict__)
    return module


def load_truths(pages: Path) -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(pages.glob("*.json"))]


def label_lines(lines: Sequence[str], truth: dict[str, Any]) -> list[str]:
    """Label lines: B body, o optional, m mixed, . other, x the body's words outside the
    body.
    """
    body = grams(squeeze("".join(truth["body"])))
    optional = grams(squeeze("".join([*(truth.get("body_optional") or []), truth.get("title") or ""])))
    paragraphs = {squeeze(text) for text in truth["body"]}
    labels = []
    for line in lines:
        words = squeeze(line)
        own = grams(words)
        total = sum(own.values())
        if not total:
            labels.append("i")
            continue
        inside = sum(count for gram, count in own.items() if gram in body) / total
        allowed = sum(count for gram, count in own.items() if gram in optional) / total
        if len(words) < 4:
            inside = float(words in paragraphs)
        labels.append("B" if inside >= 0.8 else "o" if allowed >= 0.8 else "m" if inside > 0.4 else ".")
    best, span, run, start = 0.0, (0, 0), 0.0, 0
    for at, label in enumerate(labels):
        size = len(lines[at])
        if run <= 0:
            run, start = 0.0, at
        run += size if label == "B" else 0 if label in "oim" else -min(size, 60) * 0.6 - 2
        if run > best:
            best, span = run, (start, at + 1)
    return ["x" if label == "B" and not span[0] <= at < span[1] else label for at, label in enumerate(labels)]


def broken_up(lines: Sequence[str], labels: Sequence[str], rng: np.random.RandomState) -> list[str]:
    """Return the lines of a page whose text is written a clause a line, with or without
    marks at their ends, as captions, lists and what phones show are.
    """
    marks = "。！？；" if rng.rand() < 0.5 else "。！？；，"
    bare = rng.rand() < 0.6
    most = rng.randint(14, 40)
    broken: list[str] = []
    for line, label in zip(lines, labels, strict=True):
        if label != "B" or len(line) < most:
            broken.append(line)
            continue
        piece = ""
        for char in line:
            piece += char
            if char in marks and len(piece) >= 8:
                broken.append(piece[:-1] if bare else piece)
                piece = ""
        broken += [piece] if piece else []
    return broken


def shapes(
    lines: list[str], truth: dict[str, Any], as_text: types.ModuleType, rng: np.random.RandomState
) -> Iterable[list[str]]:
    """Yield a page's lines in the shapes in which copies have them; the last one is the
    article alone, as someone saved it by hand.
    """
    yield lines
    yield as_text.menus(lines)
    yield lines[1:]
    head, tail = rng.randint(1, max(2, len(lines) // 4)), rng.randint(1, max(2, len(lines) // 4))
    yield as_text.menus(lines)[1:] if rng.rand() < 0.5 else lines[head : len(lines) - tail]
    title = truth.get("title")
    shown = lines if rng.rand() < 0.5 else as_text.menus(lines)
    yield broken_up(shown, label_lines(shown, truth), rng)
    at = next((i for i, line in enumerate(lines) if i and title and fold_title(line) == fold_title(title)), None)
    if at is not None:
        yield lines[at - (at > 1 and bool(read_trail(lines[at - 1]))) :]


def load_texts(pages: Path, truths: Iterable[dict[str, Any]]) -> list[Text]:
    as_text = load_as_text(pages)
    texts = []
    for truth in truths:
        if not truth.get("score_body", True) or not truth.get("body"):
            continue
        rng = np.random.RandomState(len(texts))
        raw = as_text.blocks((pages / f"{truth['id']}.html").read_bytes())
        for number, shape in enumerate(shapes(split_lines("\n".join(raw)), truth, as_text, rng)):
            labels = label_lines(shape, truth)
            if number == BROKEN and rng.rand() > BROKEN_SHARE:
                continue
            if number == ALONE and "B" in labels:
                end = len(labels) - labels[::-1].index("B") + rng.randint(0, 5)
                shape, labels = shape[:end], labels[:end]
            if "B" in labels:
                texts.append(Text(truth["id"], owner(truth["host"]), truth, shape, labels, read_signs([shape])))
    return texts


def _shares(texts: Sequence[Text]) -> dict[str, float]:
    """Return how much a page of each owner counts: by the root of their number."""
    return {name: count**-0.5 for name, count in Counter(text.owner for text in texts).items()}


def train_pairs(texts: Sequence[Text]) -> tuple[Any, float]:
    """Train the weights of hashed pairs: logistic regression over the lines."""
    from scipy.sparse import csr_matrix
    from sklearn.linear_model import SGDClassifier

    columns, places, rows, wanted, weights = [], [0], 0, [], []
    share = _shares(texts)
    data = []
    for text in texts:
        ends = np.append(text.signs.starts, len(text.signs.pairs))
        for at, label in enumerate(text.labels):
            if label in "omi":
                continue
            pairs = text.signs.pairs[ends[at] : min(ends[at + 1], ends[at] + READ)]
            pairs = pairs[pairs > 0]
            columns.append(pairs)
            data.append(np.full(len(pairs), 1 / max(len(pairs), 1) ** 0.5))
            places.append(places[-1] + len(pairs))
            wanted.append(label == "B")
            weights.append(min(len(text.lines[at]), 200) ** 0.5 * share[text.owner])
            rows += 1
    matrix = csr_matrix((np.concatenate(data), np.concatenate(columns), places), (rows, HASHED))
    weight = np.array(weights)
    model = SGDClassifier(loss="log_loss", alpha=4e-6, max_iter=8, tol=None, random_state=0)
    model.fit(matrix, np.array(wanted), sample_weight=weight / weight.mean())
    return model.coef_[0], float(model.intercept_[0])


def train_net(rows: Any, wanted: Any, weights: Any, *, units: int, nets: int, epochs: int, alpha: float) -> LineModel:
    """Train nets of one hidden layer, the scaling folded into it."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.neural_network import MLPClassifier

    warnings.simplefilter("ignore", ConvergenceWarning)
    mean, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    rng = np.random.RandomState(0)
    hidden, hidden_bias, out, out_bias = [], [], [], []
    for net in range(nets):
        chosen = rng.choice(len(rows), size=min(int(len(rows) * 1.2), 60_000), p=weights / weights.sum())
        model = MLPClassifier(
            (units,), alpha=alpha, max_iter=epochs, random_state=net, learning_rate_init=2e-3, batch_size=512
        ).fit(np.clip((rows[chosen] - mean) / spread, -8, 8), wanted[chosen])
        first, second = model.coefs_
        hidden.append(first / spread[:, None])
        hidden_bias.append(model.intercepts_[0] - mean / spread @ first)
        out.append(second[:, 0])
        out_bias.append(model.intercepts_[1][0])
    return LineModel(np.hstack(hidden).T.copy(), np.hstack(hidden_bias), np.array(out), np.array(out_bias))


def train(texts: Sequence[Text], inner: int = 4, pair_texts: Sequence[Text] | None = None) -> Models:
    """Train both models on texts."""
    names = sorted({text.owner for text in texts})
    part = {name: at % inner for at, name in enumerate(np.random.RandomState(7).permutation(names))}
    by_pairs: dict[int, Any] = {}
    once = {id(text) for text in texts}
    for number in range(inner):
        weights, bias = train_pairs([text for text in texts if part[text.owner] != number])
        for text in texts:
            if part[text.owner] == number:
                by_pairs[id(text)] = weigh_pairs(text.signs, weights, bias)
    assert once == set(by_pairs)
    rows, wanted, weight = [], [], []
    share = _shares(texts)
    rng = np.random.RandomState(1)
    for text in texts:
        labels = np.array(text.labels)
        body = np.flatnonzero(labels == "B")
        at = np.arange(len(labels))
        near = (at >= body[0] - FAR) & (at <= body[-1] + FAR)
        learnt = ~np.isin(labels, list("omi")) & (near | (rng.rand(len(labels)) < 0.3))
        rows.append(text.signs.rows(by_pairs[id(text)], np.flatnonzero(learnt)).astype(np.float32))
        wanted.append(labels[learnt] == "B")
        weight.append(np.minimum(text.signs.sizes[learnt], 200) ** 0.5 * share[text.owner])
    net = train_net(
        np.vstack(rows),
        np.concatenate(wanted),
        np.concatenate(weight),
        units=UNITS,
        nets=NETS,
        epochs=EPOCHS,
        alpha=2.0,
    )
    pairs, bias = train_pairs(texts)
    model = TextModel(np.asarray(pairs), bias, net)
    return Models(model, train_title(texts, model))


def train_title(texts: Sequence[Text], model: TextModel) -> LineModel:
    """Train the ranker on the lines above the true body."""
    rows, wanted, weight = [], [], []
    share = _shares(texts)
    for text in texts:
        if not text.truth.get("title"):
            continue
        kept = [at for at, label in enumerate(text.labels) if label == "B"]
        candidates, ranked = rank_rows(text.lines, kept, model.score(text.signs))
        title = fold_title(text.truth["title"])
        for at, row in zip(candidates, ranked, strict=True):
            rows.append(row)
            wanted.append(title in (fold_title(text.lines[at]), fold_title(strip_site(text.lines[at]))))
            weight.append(share[text.owner])
    return train_net(np.array(rows), np.array(wanted), np.array(weight), units=12, nets=5, epochs=80, alpha=1.0)


def save(models: Models, out: Path) -> None:
    arrays: dict[str, Any] = {"pairs": models.text.pairs.astype(np.float16), "bias": np.array(models.text.bias)}
    for prefix, net in (("text", models.text.net), ("title", models.title)):
        for name in ("hidden", "hidden_bias", "out", "out_bias"):
            arrays[f"{prefix}_{name}"] = getattr(net, name).astype(np.float32)
    np.savez_compressed(out, **arrays)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", type=Path)
    parser.add_argument("--out", type=Path, default=Path("newscrawl/reader/lines/text_model.npz"))
    parser.add_argument("--without", nargs="*", default=(), help="owners whose pages are left out, too")
    arguments = parser.parse_args()
    truths = load_truths(arguments.pages)
    left_out = locked_owners(truths) | set(arguments.without)
    texts = load_texts(arguments.pages, [truth for truth in truths if owner(truth["host"]) not in left_out])
    print(f"{len({text.name for text in texts})} pages, {len(texts)} texts; left out: {', '.join(sorted(left_out))}")
    save(train(texts), arguments.out)
    print(f"wrote {arguments.out}")


if __name__ == "__main__":
    main()
