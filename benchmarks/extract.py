"""Measure how well and how fast articles and listings of unknown sites are read, beside
other readers.

    python benchmarks/extract.py [--peers PYTHON] [--rounds 3] [--by host] [--worst 10]

Runs `newscrawl.read_article` and `newscrawl.read_listing` with no site over the
measuring pages (`shared/data` beside the repository), and trafilatura,
readability-lxml, GNE and newspaper4k over the same pages: in this interpreter, or in
PYTHON, the interpreter of an environment that has them (`pip install trafilatura
readability-lxml gne 'newspaper4k[zh]'`). A peer that is not installed is reported.
Prints the table of the material's own `score.py` and pages per second of CPU; `reader`
is the part of newscrawl that this measures when decoding and repair are done.

The pages here are those the line model was trained on. For sites left out see
`scripts/train_line_model.py`, which prints the body's figures with their spread; title,
dates and credits are read by rule.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
PEERS = ("trafilatura", "readability", "gne", "newspaper4k")

Reader = Callable[[str, str], dict[str, Any]]


def load_pages() -> list[tuple[str, str, str, str]]:
    """Return name, file, address and charset of every page."""
    pages = []
    for path in sorted((DATA / "articles").glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        url = truth["url"] or f"http://{truth['host']}/"
        pages.append((truth["id"], str(path.with_suffix(".html")), url, truth["actual_charset"]))
    return pages


def trafilatura() -> Reader:
    from trafilatura import bare_extraction

    def read(html: str, url: str) -> dict[str, Any]:
        found = bare_extraction(html, url=url, with_metadata=True)
        values = found if isinstance(found, dict) else found.as_dict() if found else {}
        return {
            "title": values.get("title"),
            "body": values.get("text"),
            "published": values.get("date"),
            "author": values.get("author"),
        }

    return read


def readability() -> Reader:
    from lxml import html as lxml_html
    from readability import Document

    def read(html: str, url: str) -> dict[str, Any]:
        document = Document(html)
        return {"title": document.short_title(), "body": lxml_html.fromstring(document.summary()).text_content()}

    return read


def gne() -> Reader:
    from gne import GeneralNewsExtractor

    extractor = GeneralNewsExtractor()

    def read(html: str, url: str) -> dict[str, Any]:
        found = extractor.extract(html)
        return {
            "title": found.get("title"),
            "body": found.get("content"),
            "published": found.get("publish_time"),
            "author": found.get("author"),
        }

    return read


def newspaper4k() -> Reader:
    from newspaper import Article

    def read(html: str, url: str) -> dict[str, Any]:
        article = Article(url, language="zh", fetch_images=False)
        article.download(input_html=html)
        article.parse()
        published = article.publish_date
        return {
            "title": article.title,
            "body": article.text,
            "published": published.isoformat() if published else None,
            "author": article.authors,
        }

    return read


def work(name: str, out: Path) -> int:
    """Run one peer over all pages, in whatever interpreter this is; its predictions and
    CPU go to a file.
    """
    try:
        read = globals()[name]()
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
    from newscrawl import read_article
    from newscrawl.items import Article
    from newscrawl.reader.fields.body import find_body
    from newscrawl.reader.fields.credits import read_credits
    from newscrawl.reader.fields.dates import read_modified, read_published
    from newscrawl.reader.fields.metadata import read_breadcrumbs, read_canonical_url, read_keywords
    from newscrawl.reader.fields.page_kind import page_kind
    from newscrawl.reader.fields.pager import next_page
    from newscrawl.reader.fields.title import read_title
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
                    "source_name": article.source,
                }
        whole = min(whole, time.process_time() - start)
        texts = [(data.decode(charset, "replace"), url) for _, data, url, charset in pages]
        start = time.process_time()
        for text, url in texts:
            page = Page.parse(text, url)
            body = find_body(page)
            page_kind(page, body)
            read_title(page, body)
            read_published(page, body)
            read_modified(page, body)
            read_credits(page, body)
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
    parser.add_argument("--by", choices=("host", "script", "source"), help="our figures by group of pages too")
    parser.add_argument("--worst", type=int, default=0, help="print so many of our worst pages")
    parser.add_argument("--worker", choices=PEERS, help=argparse.SUPPRESS)
    parser.add_argument("--out", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if not (DATA / "score.py").is_file():
        print(f"no measuring pages: {DATA} is absent")
        return 0 if arguments.worker is None else 3
    if arguments.worker:
        return work(arguments.worker, arguments.out)

    score = load_score()
    truth = {record["id"]: record for record in _truths()}
    columns = [name for name, _ in score.COLS]
    print("reader".ljust(22), " ".join(name.rjust(8) for name in columns), "pages/s".rjust(9), "errors".rjust(7))

    def line(name: str, results: dict[str, Any], speed: float, errors: int) -> None:
        figures = score.summarise(list(results.values()))
        cells = " ".join(score.fmt(figures[column]).rjust(8) for column in columns)
        print(name.ljust(22), cells, f"{speed:9.1f}", f"{errors:7d}", flush=True)

    predictions, whole, reader = run_newscrawl(arguments.rounds)
    results = score.evaluate(predictions, truth)
    line("newscrawl", results, len(truth) / whole, len(truth) - len(predictions))
    print("  reader alone".ljust(22), " " * (9 * len(columns) - 1), f"{len(truth) / reader:9.1f}")
    for name in PEERS:
        found = run_peer(name, arguments.peers)
        if found is None:
            print(name.ljust(22), "not installed")
            continue
        speed = len(truth) / found["seconds"]
        line(name, score.evaluate(found["predictions"], truth), speed, found["errors"])
    if arguments.by:
        key = {"source": "source_repo"}.get(arguments.by, arguments.by)
        groups: dict[str, dict[str, Any]] = {}
        for page, row in results.items():
            groups.setdefault(str(truth[page].get(key)), {})[page] = row
        for group in sorted(groups, key=lambda group: -len(groups[group])):
            figures = score.summarise(list(groups[group].values()))
            cells = " ".join(score.fmt(figures[column]).rjust(8) for column in columns)
            print(f"{group[:17]} {len(groups[group]):4d}".ljust(22), cells)
    worst = sorted((row["F1"], page) for page, row in results.items() if "F1" in row)
    for value, page in worst[: arguments.worst]:
        print(f"  {value:.3f} {page}")
    print("\nlistings")
    score.listings(read_listings())
    return 0


def _truths() -> list[dict[str, Any]]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((DATA / "articles").glob("*.json"))]


if __name__ == "__main__":
    raise SystemExit(main())
