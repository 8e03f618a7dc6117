"""Measure how well text without markup is read: pages of many sites turned into text.

    python benchmarks/text_reading.py [--ways blocks menus wrapped] [--seeds 0 1 2 3 4] [--cache FILE]

Over the measuring pages (`shared/data` beside the repository), turned into text by its
`as_text.py` in three ways, with and without the first line (the `<title>`). Folds go by
owner: a page is read by models that saw none of its owner's, those of the locked owners
(`scripts/owners.py`) by models that saw all others. Beside us stand a baseline of 25
lines (sums of line scores), the longest run of sentences, and jusText on the same lines
where it is installed (with lxml_html_clean), and how far we are above the baseline. Each way is read once more
as one file, in which the lines that a host repeats are learnt, in the order of the
pages and shuffled; the last row is texts of other layouts, written by hand. With several
seeds (of the folds) their spread is printed. The page this project was founded on is
read with other furniture and otherwise written, by models that saw no page of its
host. Training needs scikit-learn; `--cache`
keeps the models, each seed's in a file of its own.
"""

from __future__ import annotations

import argparse
import pickle
import random
import re
import sys
import time
from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

from extract import DATA, load_score
from owners import locked_owners, owner
from train_line_model import folds
from train_text_model import load_as_text, load_texts, load_truths, train

from newscrawl.catalog import load
from newscrawl.items import Article
from newscrawl.reader.documents import read_document
from newscrawl.reader.lines.unwrapped import split_lines
from newscrawl.reprocess.host_lines import LineCounter, LinesByHost, hash_host, learn, repeated_in
from tests.reader.lines import first_page
from tests.reader.lines.layouts import laid_out

FOLDS = 5
_HAN = re.compile("[\u3400-\u9fff]")
_MARKS = re.compile("[，。、；：！？,;!?「」“”]")
_END = re.compile('[。！？!?…”"）)」』]$')
_BAD = re.compile(
    r"ICP备|版权所有|Copyright|All Rights|网安备|许可证|未经.{0,8}(授权|许可)|违法和不良|网站标识码|主办单位?：|承办"
    r"|联系我们|网站地图|電話|版權所有|不得轉載|责任编辑|责编|扫一扫",
    re.I,
)
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})")
JUSTEXT = {
    "length_low": 100,  # 50 characters with their blanks
    "length_high": 160,
    "stopwords_low": 0.02,
    "stopwords_high": 0.05,
    "max_link_density": 1,
    "no_headings": True,
}
_COLUMNS = ("F1", ">=.95", "<.5", "title", "day", "wrong", "minute", "auth.any", "source")


def baseline(lines: list[str]) -> dict[str, Any]:
    """The stretch with the largest sum of line scores, and the date nearest to it."""
    best, begin, run = (0.0, 0, 0), 0, 0.0
    for at, line in enumerate(lines):
        if run <= 0:
            begin, run = at, 0.0
        run += _line_score(line)
        best = max(best, (run, begin, at + 1))
    dates = [(abs(at - best[1]), match) for at, line in enumerate(lines) for match in _DATE.finditer(line)]
    day = "-".join(min(dates, key=lambda each: each[0])[1].groups()) if dates else None
    return {"title": lines[0] if lines else None, "body": lines[best[1] : best[2]], "published": day}


def _line_score(line: str) -> float:
    han, marks = len(_HAN.findall(line)), len(_MARKS.findall(line))
    if _BAD.search(line):
        return -60
    if han >= 25 and marks >= 2 and (_END.search(line) or han >= 60):
        return han
    return han * 0.5 if han >= 10 and _END.search(line) else -8 - 0.2 * max(0, 20 - han)


def longest_run(lines: list[str]) -> dict[str, Any]:
    """The longest run of lines that end as sentences do."""
    best, run = (0, 0, 0), (0, 0)
    for at, line in enumerate(lines):
        run = (run[0] + len(line), run[1]) if _END.search(line) else (0, at + 1)
        best = max(best, (run[0], run[1], at + 1))
    return {"title": lines[0] if lines else None, "body": lines[best[1] : best[2]]}


def just_text(lines: list[str]) -> dict[str, Any]:
    """The paragraphs jusText keeps, each line a `<p>`, by the settings that did best on
    a quarter of the pages that are not locked.

    It counts words between blanks, so each character is one; its own shares of stop
    words (.30 and .32) are those of languages with longer words, and keep nothing.
    """
    import justext

    words = frozenset("的了在是和与有不也就而但这那我从于等到上中以会已还更把给着並與對")
    html = "".join(f"<p>{escape(' '.join(line))}</p>" for line in lines)
    found = justext.justext(html.encode(), words, **JUSTEXT)
    body = ["".join(part.text.split()) for part in found if not part.is_boilerplate]
    return {"title": lines[0] if lines else None, "body": body}


def fold_models(cache: Path | None, seed: int) -> tuple[dict[str, Any], frozenset[str], dict[Any, Any]]:
    """Return the fold of each owner, the locked owners, and the models by fold."""
    if cache is not None and cache.is_file():
        kept: tuple[dict[str, Any], frozenset[str], dict[Any, Any]] = pickle.loads(cache.read_bytes())
        return kept
    pages = DATA / "articles"
    truths = load_truths(pages)
    locked = locked_owners(truths)
    texts = [text for text in load_texts(pages, truths) if text.owner not in locked]
    sites = {text.name: SimpleNamespace(owner=text.owner) for text in texts}
    fold = folds(list(sites.values()), FOLDS, seed)  # type: ignore[arg-type]
    models: dict[Any, Any] = {"all": train(texts)}
    for part in range(FOLDS):
        models[part] = train([text for text in texts if fold[text.owner] != part])
    if cache is not None:
        cache.write_bytes(pickle.dumps((fold, locked, models)))
    return fold, locked, models


def predict(article: Any) -> dict[str, Any]:
    if not isinstance(article, Article):
        return {"title": None, "body": "", "published": None, "author": None, "source_name": None}
    return {
        "title": article.title,
        "body": article.text,
        "published": article.published,
        "author": [*article.reporters, *article.correspondents, *article.authors],
        "source_name": article.source,
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ways", nargs="*", default=["blocks", "menus", "wrapped"])
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--cache", type=Path, help="file that keeps the models, the seed behind its name")
    parser.add_argument("--worst", type=int, default=0, help="print so many of our worst pages that are not locked")
    arguments = parser.parse_args()
    if not (DATA / "score.py").is_file():
        print(f"no measuring pages: {DATA} is absent")
        return 0
    try:
        reached = [
            measure(arguments, *fold_models(arguments.cache and Path(f"{arguments.cache}.{seed}"), seed))
            for seed in arguments.seeds
        ]
    except ImportError as error:
        print(f"training needs scikit-learn: {error}")
        return 0
    for name in reached[0] if len(reached) > 1 else ():
        values = [figures[name] for figures in reached]
        print(f"{name}: {sum(values) / len(values):.4f}, from {min(values):.4f} to {max(values):.4f}")
    return 0


def one_file(names: Sequence[str], texts: Mapping[str, str], hosts: Mapping[str, str]) -> LinesByHost:
    """Return the lines that hosts repeat in a file of these texts."""
    counter = LineCounter()
    for name in names:
        counter.add(hash_host(f"http://{hosts[name]}/"), texts[name])
    return learn([counter.counted()])


def measure(
    arguments: argparse.Namespace, fold: dict[str, Any], locked: frozenset[str], models: dict[Any, Any]
) -> dict[str, float]:
    """Print the rows of one division into folds; return F1 by way."""
    score, as_text = load_score(), load_as_text(DATA / "articles")
    reached = {}
    truths = {truth["id"]: truth for truth in load_truths(DATA / "articles")}
    raw = {name: as_text.blocks((DATA / "articles" / f"{name}.html").read_bytes()) for name in truths}
    print("reader".ljust(34), *(name.rjust(8) for name in ("n", *_COLUMNS)))

    def show(name: str, found: dict[str, Any], *, owners: Any = None) -> float:
        wanted = {page: truth for page, truth in truths.items() if owners is None or owners(truth)}
        rows = score.evaluate({page: found[page] for page in wanted}, wanted)
        figures = score.summarise(list(rows.values()))
        print(
            name.ljust(34),
            str(len(rows)).rjust(8),
            *(score.fmt(figures[column]).rjust(8) for column in _COLUMNS),
            flush=True,
        )
        if arguments.worst and name.endswith("cross-validated"):
            for value, page in sorted((row["F1"], page) for page, row in rows.items() if "F1" in row)[
                : arguments.worst
            ]:
                print(f"    {value:.3f} {page}")
        return float(figures["F1"])

    def read(name: str, text: str, repeated: Any = None) -> dict[str, Any]:
        truth = truths[name]
        model = models["all" if is_locked(truth) else fold.get(owner(truth["host"]), "all")]
        reading = read_document(text, truth["url"] or f"http://{truth['host']}/", models=model, repeated=repeated)
        return predict(getattr(reading, "article", reading))

    def is_locked(truth: dict[str, Any]) -> bool:
        return owner(truth["host"]) in locked

    for way in arguments.ways:
        shape = {"blocks": list, "menus": as_text.menus, "wrapped": as_text.wrapped}[way]
        for first in (0, 1):
            found = {}
            start = time.process_time()
            for name in truths:
                found[name] = read(name, "\n".join(shape(raw[name][first:])))
            seconds = time.process_time() - start
            label = way if not first else f"{way}, no first line"
            reached[label] = show(f"{label}: cross-validated", found, owners=lambda truth: not is_locked(truth))
            newer = lambda truth: not is_locked(truth) and "field_quality" not in truth  # noqa: E731
            show(f"{label}: newer of these", found, owners=newer)
            show(f"{label}: locked", found, owners=is_locked)
            print(f"    {len(truths) / seconds:.0f} texts/s")
        texts = {name: "\n".join(shape(raw[name])) for name in truths}
        hosts = {name: truth["host"] for name, truth in truths.items()}
        for order in ("as one file", "as one file, shuffled"):
            names = list(truths)
            if order.endswith("shuffled"):
                random.Random(1).shuffle(names)
            shared = {host: repeated_in(lines) for host, lines in one_file(names, texts, hosts).items()}
            found = {name: read(name, texts[name], shared.get(hash_host(f"http://{hosts[name]}/"))) for name in names}
            show(f"{way}, {order}: cross-validated", found, owners=lambda truth: not is_locked(truth))
            show(f"{way}, {order}: locked", found, owners=is_locked)
        lines = {name: split_lines("\n".join(shape(raw[name]))) for name in truths}
        for name, peer in (("sums of line scores", baseline), ("longest run", longest_run), ("jusText", just_text)):
            try:
                peers = {page: peer(each) for page, each in lines.items()}
            except ImportError:
                print(f"  {name}: not installed")
                continue
            other = show(f"  {way}: {name}", peers, owners=lambda truth: not is_locked(truth))
            print(f"    ours is {reached[way] - other:.3f} above")
    by_hand = {text.name: {"id": text.name, "title": text.title, "body": list(text.body)} for text in laid_out()}
    read_by_hand = {}
    for text in laid_out():
        reading = read_document("\n".join(text.lines), "http://www.example.com/", models=models["all"])
        read_by_hand[text.name] = predict(getattr(reading, "article", reading))
    figures = score.summarise(list(score.evaluate(read_by_hand, by_hand).values()))
    print(
        "texts of other layouts, by hand:", {name: score.fmt(figures[name]) for name in ("F1", ">=.95", "<.5", "title")}
    )
    show_first_page(models, truths)
    return reached


def show_first_page(models: dict[Any, Any], truths: Mapping[str, dict[str, Any]]) -> None:
    """Print how many variants of the first page come out whole, by each model."""
    if not first_page.PAGE.is_file():
        print(f"the first page and its variants: {first_page.PAGE} is absent")
        return
    host = owner(first_page.HOST)
    assert not any(owner(truth["host"]) == host for truth in truths.values())
    catalog, counts = load(), {}
    for name, model in models.items():
        counts[name] = 0
        for furniture, writing, text in first_page.variants():
            reading = read_document(text, "http://www.example.com/1.html", catalog=catalog, models=model)
            wrong = first_page.faults(getattr(reading, "article", reading), furniture)
            counts[name] += not wrong
            if wrong:
                print(f"    {furniture or 'own furniture'}, {writing}: {', '.join(wrong)}")
    of = len(first_page.FURNITURE) * len(first_page.WRITING)
    print(f"the first page, {of} variants, by models that saw no page of {host}: whole by model {counts}")


if __name__ == "__main__":
    raise SystemExit(main())
