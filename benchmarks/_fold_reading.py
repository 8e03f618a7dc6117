"""The pages read by line models that saw no page of the same owner, seed by seed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "scripts"))

FOLDS = 6


def read_page(page: Any, body: Any) -> dict[str, Any]:
    """Return the fields of a parsed page with a body, as the generic reader reads them."""
    from newscrawl.reader.fields.credits import read_credits
    from newscrawl.reader.fields.dates import read_published
    from newscrawl.reader.fields.page_kind import page_kind
    from newscrawl.reader.fields.title import read_title

    kind = page_kind(page, body).value
    if kind != "article":
        return {"kind": kind}
    title, published, credits = read_title(page, body), read_published(page, body), read_credits(page, body)
    return {
        "title": title.value.title if title else None,
        "body": body.text if body else None,
        "published": published.value.value.isoformat() if published else None,
        "author": [*credits.reporters, *credits.authors],
        "editors": list(credits.editors),
        "source_name": credits.source,
        "kind": kind,
    }


def cross_validated(folder: Path, truths: Mapping[str, Any], seeds: int) -> Iterator[dict[str, dict[str, Any]]]:
    """Yield the predictions of each seed for the pages named in `truths`; needs
    scikit-learn.
    """
    from train_line_model import folds, load, make_pages, train

    from newscrawl.reader.fields.body import find_body

    samples = [sample for sample in load(folder) if sample.name in truths]
    for seed in range(seeds):
        fold = folds(samples, FOLDS, seed)
        made = make_pages(samples, seed)
        predictions = {}
        for part in range(FOLDS):
            known = [[each for each in pages if fold[each.owner] != part] for pages in (samples, made)]
            model = train(*known, seed)
            for sample in samples:
                if fold[sample.owner] == part:
                    predictions[sample.name] = read_page(sample.page, find_body(sample.page, model))
        yield predictions
