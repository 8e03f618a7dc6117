"""Measure how fast the generic reader reads pages of one size, beside other readers, and
what each of its stages takes.

    python benchmarks/reading_speed.py [--kb 60-90] [--rounds 5] [--peers PYTHON] [--tree FOLDER]

Each round starts one process per reader, in turn, so that what else the machine does
meets all of them. A process reads 40 other pages first, then each page once, in an order
of its own, and prints pages per second of its CPU (`time.process_time`). newscrawl reads
the bytes (decoding, repair and cleaning included), the others are given decoded text.
`--peers` is an interpreter that has trafilatura, readability-lxml and newspaper4k;
`--tree` is another checkout of this project, to compare with. `gc off` is newscrawl
without Python's garbage collector.

The stages are measured the same way, in a process of their own: mean milliseconds a
page, and the share of the whole.
"""

from __future__ import annotations

import argparse
import gc
import importlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from _peers import newspaper4k, readability, trafilatura
from extract import DATA, load_pages

ROOT = Path(__file__).resolve().parents[1]
PEERS: dict[str, Callable[[], Callable[[str, str], Any]]] = {
    "trafilatura": trafilatura,
    "readability": readability,
    "newspaper4k": newspaper4k,
}
WARM_UP = 40
STAGES = (
    ("decode", "newscrawl.reader.open_page", "decode"),
    ("words, signs of damage", "newscrawl.reader.open_page", "signs_of"),
    ("repair", "newscrawl.reader.open_page", "repair_page"),
    ("plausible", "newscrawl.reader.open_page", "reads_plausibly"),
    ("limits", "newscrawl.reader.page", "within_limits"),
    ("parse", "newscrawl.reader.page", "parse_html"),
    ("lines", "newscrawl.reader.page", "read_outline"),
    ("heading", "newscrawl.reader.page", "find_heading"),
    ("features", "newscrawl.reader.fields.body", "read_features"),
    ("tables", "newscrawl.reader.fields.body", "find_tables"),
    ("choose lines", "newscrawl.reader.fields.body", "choose_lines"),
    ("blocks", "newscrawl.reader.fields.body", "make_body"),
    ("model, rest of body", "newscrawl.reader.page_fields", "find_body"),
    ("kind", "newscrawl.reader.article", "page_kind"),
    ("title", "newscrawl.reader.page_fields", "read_title"),
    ("published", "newscrawl.reader.page_fields", "read_published"),
    ("modified", "newscrawl.reader.page_fields", "read_modified"),
    ("credits", "newscrawl.reader.page_fields", "read_credits"),
    ("breadcrumbs", "newscrawl.reader.page_fields", "read_breadcrumbs"),
    ("keywords", "newscrawl.reader.page_fields", "read_keywords"),
    ("next page", "newscrawl.reader.page_fields", "next_page"),
    ("clean", "newscrawl.text.clean", "clean"),
)
"""Name of the stage, and the function that is called for it, where it is called."""


def pages_of(low: int, high: int) -> tuple[list[tuple[bytes, str, str]], list[tuple[bytes, str, str]]]:
    """Return the pages of a size in bytes, and the others: bytes, address, charset."""
    chosen, others = [], []
    for _, path, url, charset in load_pages():
        body = Path(path).read_bytes()
        (chosen if low <= len(body) < high else others).append((body, url, charset))
    return chosen, others


def read_all(
    read: Callable[[bytes, str, str], Any], sizes: tuple[int, int], seed: int, begin: Callable[[], Any] = int
) -> float:
    """Return the CPU seconds of reading each page of a size once; `begin` is called
    after the warm-up.
    """
    pages, others = pages_of(*sizes)
    order = random.Random(seed)
    order.shuffle(pages)
    order.shuffle(others)
    for page in others[:WARM_UP]:
        read(*page)
    gc.collect()
    gc.freeze()
    begin()
    begun = time.process_time()
    for page in pages:
        read(*page)
    return (time.process_time() - begun) / len(pages)


def work(name: str, sizes: tuple[int, int], seed: int) -> dict[str, Any]:
    """Measure one reader in this process: seconds a page, for newscrawl also by
    stage.
    """
    if name in PEERS:
        peer = PEERS[name]()

        def read_text(body: bytes, url: str, charset: str) -> None:
            try:
                peer(body.decode(charset, "replace"), url)
            except Exception:  # a peer's failure on a page is its own affair
                return

        return {"seconds": read_all(read_text, sizes, seed)}
    from newscrawl import read_article

    def read(body: bytes, url: str, charset: str) -> None:
        read_article(body, url)

    if name == "gc off":
        gc.disable()
    spent: dict[str, float] = {}
    seconds = read_all(read, sizes, seed, (lambda: time_stages(spent)) if name == "stages" else int)
    count = len(pages_of(*sizes)[0])
    return {"seconds": seconds, "stages": {stage: total / count for stage, total in spent.items()}}


def time_stages(spent: dict[str, float]) -> None:
    """Wrap the stages so that each adds its CPU seconds to `spent`, without those of
    the stages inside it.
    """
    inside = [0.0]

    def wrap(stage: str, module: Any, function: str) -> None:
        called = getattr(module, function)
        spent[stage] = 0.0

        def timed(*args: Any, **kwargs: Any) -> Any:
            inside.append(0.0)
            begun = time.thread_time()
            try:
                return called(*args, **kwargs)
            finally:
                took = time.thread_time() - begun
                spent[stage] += took - inside.pop()
                inside[-1] += took

        setattr(module, function, timed)

    for stage, module, function in STAGES:
        wrap(stage, importlib.import_module(module), function)


def run(name: str, python: str, tree: Path, options: argparse.Namespace, seed: int) -> dict[str, Any] | None:
    """Measure one reader in a process of its own; None where it is not installed."""
    command = [python, __file__, "--worker", name, "--kb", options.kb, "--seed", str(seed)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(tree), str(Path(__file__).parent)))}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if "ModuleNotFoundError" in done.stderr:
        return None
    if done.returncode:
        raise SystemExit(f"{name} failed:\n{done.stderr[-2000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kb", default="60-90", help="size of the pages in kB (60-90: 74 on average)")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default=sys.executable, help="interpreter that has the peers")
    parser.add_argument("--tree", type=Path, help="another checkout, measured in the same rounds")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    parser.add_argument("--seed", type=int, default=0, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if not (DATA / "score.py").is_file():
        print(f"no measuring pages: {DATA} is absent")
        return 0
    low, _, high = options.kb.partition("-")
    sizes = int(low) * 1000, int(high) * 1000
    if options.worker:
        print(json.dumps(work(options.worker, sizes, options.seed)))
        return 0

    pages, _ = pages_of(*sizes)
    print(f"{len(pages)} pages of {sum(len(page[0]) for page in pages) / len(pages) / 1000:.0f} kB on average")
    readers: list[tuple[str, str, str, Path]] = [("newscrawl", "newscrawl", sys.executable, ROOT)]
    readers.append(("newscrawl, gc off", "gc off", sys.executable, ROOT))
    if options.tree:
        readers.append((f"newscrawl of {options.tree}", "newscrawl", sys.executable, options.tree.resolve()))
    readers += [(peer, peer, options.peers, ROOT) for peer in PEERS]
    speeds: dict[str, list[float]] = {title: [] for title, *_ in readers}
    stages: list[dict[str, Any]] = []
    for seed in range(options.rounds):
        for title, name, python, tree in readers:
            if (found := run(name, python, tree, options, seed)) is not None:
                speeds[title].append(1 / found["seconds"])
        if measured := run("stages", sys.executable, ROOT, options, seed):
            stages.append(measured)
    print("pages/s CPU".ljust(44), "median", "   best")
    for title, found in speeds.items():
        figures = f"{median(found):9.1f}{max(found):8.1f}" if found else "   not installed"
        print(title.ljust(42), figures, flush=True)

    whole = median(1000 * result["seconds"] for result in stages)
    print("\nstage".ljust(44), "ms", "  share")
    rest = whole
    for stage, *_ in STAGES:
        spent = median(1000 * result["stages"][stage] for result in stages)
        rest -= spent
        print(f"{stage:40}{spent:7.3f}{spent / whole:8.1%}")
    print(f"{'rest (metas, links, the article, freeing)':40}{rest:7.3f}{rest / whole:8.1%}")
    print(f"{'whole':40}{whole:7.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
