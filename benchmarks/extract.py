"""Measure how well and how fast articles and listings of unknown sites are read, beside
other readers.

    python benchmarks/extract.py [--peers PYTHON] [--rounds 3] [--seeds 5] [--by host] [--worst 10]

Runs `newscrawl.read_article` and `newscrawl.read_listing` with no site over the
measuring pages (`shared/data` beside the repository), and the readers of `_peers.py`
over the same pages: in this interpreter, or in PYTHON, the interpreter of an
environment that has them. A peer that is not installed is reported.

Prints a row a reader and group of pages (`_groups.py`), with pages per second of CPU
(`reader alone` is what is left when decoding and repair are done); then, group by
group, how many pages missed a measure, with a bootstrap interval over owners. Only
`locked` says something about pages nobody has seen. `cross-validated` reads the other
pages by line models that were trained without their owner (needs scikit-learn, half a
minute of CPU a seed): the mean of the seeds and its standard deviation. Rules that
were made on these pages are not held out by that.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parents[1]))  # behind a tree that PYTHONPATH names

import _peers
from _peers import PEERS

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def load_truths() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "articles").glob("*.json"))]


def load_pages() -> list[tuple[str, str, str, str]]:
    """Return name, file, address and charset of every page."""
    pages = []
    for truth in load_truths():
        url = truth["url"] or f"http://{truth['host']}/"
        pages.append((truth["id"], str(DATA / "articles" / f"{truth['id']}.html"), url, truth["actual_charset"]))
    return pages


def work(name: str, out: Path) -> int:
    """Run one peer over all pages, in whatever interpreter this is; its predictions and
    CPU go to a file.
    """
    try:
        read = getattr(_peers, name)()
    except ImportError as error:
        print(error, file=sys.stderr)
        return 3
    predictions, seconds, errors = {}, 0.0, 0
    for page, path, url, charset in load_pages():
        html = Path(path).read_bytes().decode(charset, "replace")
        start = time.process_time()
        try:
            predictions[page] = read(html, url)
        except Exception:  # a peer's failure on a page is a result too
            errors += 1
        seconds += time.process_time() - start
    out.write_text(json.dumps({"predictions": predictions, "seconds": seconds, "errors": errors}), encoding="utf-8")
    return 0


def run_peer(name: str, python: str) -> dict[str, Any] | None:
    """Return a peer's results, None where it is not installed."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.json"
        command = [python, __file__, "--worker", name, "--out", str(out)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode == 3:
            return None
        if done.returncode:
            raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
        result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
        return result


def run_newscrawl(rounds: int) -> tuple[dict[str, Any], float, float]:
    """Return our predictions, the CPU seconds of the whole chain, and those of its
    reader alone (best of the rounds).
    """
    from _fold_reading import read_page

    from newscrawl import read_article
    from newscrawl.items import Article
    from newscrawl.reader.fields.body import find_body
    from newscrawl.reader.fields.dates import read_modified
    from newscrawl.reader.fields.metadata import read_breadcrumbs, read_canonical_url, read_keywords
    from newscrawl.reader.fields.pager import next_page
    from newscrawl.reader.page import Page

    pages = [(name, Path(path).read_bytes(), url, charset) for name, path, url, charset in load_pages()]
    predictions: dict[str, Any] = {}
    whole = reader = float("inf")
    for _ in range(rounds):
        start = time.process_time()
        for name, data, url, _charset in pages:
            article = read_article(data, url)
            if isinstance(article, Article):
                predictions[name] = {
                    "title": article.title,
                    "body": article.text,
                    "published": article.published,
                    "author": [*article.reporters, *article.authors],
                    "editors": list(article.editors),
                    "source_name": article.source,
                    "kind": "article",
                }
            else:
                predictions[name] = {"kind": article.kind}
        whole = min(whole, time.process_time() - start)
        texts = [(data.decode(charset, "replace"), url) for _, data, url, charset in pages]
        start = time.process_time()
        for text, url in texts:
            page = Page.parse(text, url)
            body = find_body(page)
            read_page(page, body)
            read_modified(page, body)
            read_canonical_url(page)
            read_breadcrumbs(page)
            read_keywords(page)
            next_page(page)
        reader = min(reader, time.process_time() - start)
    return predictions, whole, reader


def read_listings() -> dict[str, list[str]]:
    from newscrawl import read_listing

    found = {}
    for path in sorted((DATA / "listings").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        listing = read_listing(path.with_suffix(".html").read_bytes(), truth["base_url"])
        found[truth["id"]] = [entry.url for entry in listing.entries]
    return found


def load_score() -> types.ModuleType:
    module = types.ModuleType("score")
    module.__file__ = str(DATA / "score.py")
    exec(compile((DATA / "score.py").read_text(encoding="utf-8"), module.__file__, "exec"), module.__dict__)
    return module


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--peers", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seeds", type=int, default=5, help="rounds of cross-validation; 0 for none")
    parser.add_argument("--by", choices=("host", "script", "source"), help="our figures by group of pages too")
    parser.add_argument("--worst", type=int, default=0, help="print so many of our worst pages that are not locked")
    parser.add_argument("--worker", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not (DATA / "score.py").is_file():
        print(f"no measuring pages: {DATA} is absent")
        return 0 if arguments.worker is None else 3
    if arguments.worker:
        return work(arguments.worker, arguments.out)

    from _fold_reading import cross_validated
    from _groups import MEASURES, MORE, groups, mean, print_misses, score_pages
    from owners import owner

    score = load_score()
    truths = {record["id"]: record for record in load_truths()}
    owners = {name: owner(truth["host"]) for name, truth in truths.items()}
    members = groups(list(truths.values()))
    columns = (*MEASURES, *MORE)
    print("reader".ljust(26), "n".rjust(4), *(name.rjust(9) for name in columns), "pages/s".rjust(9), "errors".rjust(7))

    def line(name: str, rows: dict[str, Any], more: str = "") -> None:
        cells = (mean(rows, measure) for measure in columns)
        print(name.ljust(26), f"{len(rows):4d}", *(score.fmt(cell).rjust(9) for cell in cells), more, flush=True)

    def part(rows: dict[str, Any], names: Iterable[str]) -> dict[str, Any]:
        return {name: rows[name] for name in names}

    predictions, whole, reader = run_newscrawl(arguments.rounds)
    ours = score_pages(score, predictions, truths)
    for group, names in members.items():
        line(f"newscrawl, {group}", part(ours, names))
    print("  whole chain".ljust(26), " " * (10 * len(columns) + 4), f"{len(truths) / whole:9.1f}")
    print("  reader alone".ljust(26), " " * (10 * len(columns) + 4), f"{len(truths) / reader:9.1f}")
    for name in PEERS:
        found = run_peer(name, arguments.peers)
        if found is None:
            print(name.ljust(26), "not installed")
            continue
        rows = score_pages(score, found["predictions"], truths)
        speed = f"{len(truths) / found['seconds']:9.1f} {found['errors']:7d}"
        for group, names in members.items():
            line(f"{name}, {group}", part(rows, names), speed if group == "seen" else "")
    for group, names in members.items():
        print_misses(group, part(ours, names), owners)
    if arguments.seeds:
        open_pages = {name: truths[name] for name in (*members["seen"], *members["newer"])}
        runs = []
        try:
            for found in cross_validated(DATA / "articles", open_pages, arguments.seeds):
                runs.append(score_pages(score, found, {name: truths[name] for name in found}))
        except ImportError as error:
            print(f"\ncross-validation needs scikit-learn: {error}")
        for group in ("seen", "newer") if runs else ():
            print(f"\ncross-validated, {group}: mean of {len(runs)} seeds, standard deviation")
            for measure in columns:
                cells = [mean(part(run, set(members[group]) & set(run)), measure) for run in runs]
                each = [cell for cell in cells if cell is not None]
                if each:
                    print(f"  {measure:12s} {statistics.mean(each):7.4f} {statistics.pstdev(each):7.4f}", flush=True)
    if arguments.by:
        key = {"source": "source_repo"}.get(arguments.by, arguments.by)
        by: dict[str, dict[str, Any]] = {}
        for name, row in ours.items():
            by.setdefault(str(truths[name].get(key)), {})[name] = row
        for group in sorted(by, key=lambda group: -len(by[group])):
            line(group[:26], by[group])
    shown = {name: row for name, row in ours.items() if name not in members["locked"]}
    worst = sorted((row["F1"], name) for name, row in shown.items() if "F1" in row)
    for value, name in worst[: arguments.worst]:
        print(f"  {value:.3f} {name}")
    print("\nlistings")
    score.listings(read_listings())
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
