"""One order to forget: an article and its copies → gone from captures, record, followers, texts and account, and proof.

What is to be found stands in a file (`forget-<id>.json` in the data folder) until all is done: a process that dies on
the way leaves it, and the same order given again goes on, though the lines that told the words are gone by then.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from newscrawl.dedup.archived_texts import ArchivedTexts
from newscrawl.failpoints import failpoint
from newscrawl.forget.captures import purge
from newscrawl.forget.proof import places_left, quoted, texts_left
from newscrawl.forget.record_lines import KINDS, Going, lines_of, replace_follower, replace_lines
from newscrawl.forget.trace import Trace, trace_of
from newscrawl.ledger import ArticleRow, Ledger, LineRef
from newscrawl.record.export import appearing
from newscrawl.record.lines import record_files
from newscrawl.record.search import drop_index
from newscrawl.reprocess.read_pages import Spot, spot_at
from newscrawl.urls import article_id, normalise

MOST = 0.5
"""Share of an article's words that make another one its copy."""


@dataclass(slots=True)
class Forgotten:
    """What was done."""

    articles: int = 0
    lines: int = 0
    records: int = 0
    """Captured exchanges that are blank now."""
    redacted: int = 0
    """Captured pages of other articles that named this one."""
    follower_lines: int = 0
    by_hand: list[str] = field(default_factory=list)
    """Followers of a format that cannot be mended; they are to be made anew."""
    quoted: list[str] = field(default_factory=list)
    """Other articles that say some of it too: they are left as they are."""
    left: list[str] = field(default_factory=list)
    """Where something of it still stands, or could not be looked for."""


def order_file(data: Path, id: str) -> Path:
    """Where an order stands while it is carried out."""
    return data / f"forget-{id}.json"


def forget(ledger: Ledger, data: Path, group: Iterable[ArticleRow], reason: str, at: datetime) -> Forgotten:
    """Forget articles, the first of them the one that was named; nobody else may work on the archive meanwhile."""
    rows = list(group)
    order = order_file(data, rows[0].id)
    for draft in data.rglob(".*.part"):
        draft.unlink()
    going, urls = _begin(order, data, rows, reason, at)
    failpoint("forget.ordered")
    done = Forgotten(articles=len(rows))
    drop_index(data)
    own = _Own(ledger, going.ids, urls)
    digests: dict[str, str] = {}
    for path in sorted((data / "warc").glob("*/*.warc.gz")):
        purged = purge(path, own.has, going.trace, digests)
        done.records += purged.records
        done.redacted += purged.redacted
    failpoint("forget.purged")
    refs: list[LineRef] = []
    for kind in KINDS:
        for path in record_files(data, kind):
            refs += replace_lines(path, data, going, digests)
    done.lines = sum(ref.id in going.ids for ref in refs)
    followers = [Path(path) for path in ledger.followers()]
    for path in followers:
        gone = replace_follower(path, going) if path.is_file() else 0
        if gone is None:
            done.by_hand.append(str(path))
        done.follower_lines += gone or 0
    failpoint("forget.replaced")
    texts = ArchivedTexts(ledger.texts())
    with ledger.transaction():
        for id in going.ids:
            texts.forget(id)
        ledger.forget(going.ids, refs)
        texts.write()
    failpoint("forget.settled")
    ledger.scrub(going.trace.paragraphs)
    done.left += _elsewhere(ledger, data, going.ids)
    own_trace = _own_trace(data, going.trace, done)
    if not own_trace.all:
        done.left.append("no title or paragraph of its own is known to search for: too short, or gone before")
    done.left += places_left(data, followers, own_trace, frozenset([order]))
    done.left += texts_left(ledger.texts(), own_trace)
    order.unlink()
    return done


def _elsewhere(ledger: Ledger, data: Path, ids: Iterable[str]) -> Iterator[str]:
    """Name the lines that stand on other machines, where machines share a ledger: the same is to be asked there."""
    for line in filter(None, map(ledger.last_line, sorted(ids))):
        if not (data / line.file).exists():
            yield f"a line of article {line.id} in {line.file}, on another machine: ask the same there"


def _own_trace(data: Path, trace: Trace, done: Forgotten) -> Trace:
    """Give the words that nobody else has; an article that has most of them is a copy which nobody took for one."""
    others = quoted(data, trace)
    for id, said in others.items():
        if len(said) >= MOST * len(trace.all):
            done.left.append(f"article {id} says most of it, and is to be forgotten too")
        else:
            done.quoted.append(f"article {id} says {len(said)} of its {len(trace.all)} paragraphs and titles too")
    return trace.without(set().union(*others.values()))


def _begin(order: Path, data: Path, rows: list[ArticleRow], reason: str, at: datetime) -> tuple[Going, tuple[str, ...]]:
    """Write down what is to go, or read it from an order that was not carried out to its end."""
    ids = frozenset(row.id for row in rows)
    lines = list(lines_of(data, ids))
    urls = {row.url for row in rows} | {
        line[name] for line in lines for name in ("url", "canonical_url") if line.get(name)
    }
    trace = trace_of(lines)
    if order.exists():
        told = json.loads(order.read_text(encoding="utf-8"))
        ids |= set(told["ids"])
        urls |= set(told["urls"])
        stored_words = {name: (*told[name], *some) for name, some in trace.to_json().items()}
        trace = Trace(**{name: tuple(dict.fromkeys(some)) for name, some in stored_words.items()})
    with appearing(order) as file:
        told = {"ids": sorted(ids), "urls": sorted(urls), **trace.to_json()}
        file.write(json.dumps(told, ensure_ascii=False).encode())
    return Going(ids, trace, reason, at), tuple(sorted(urls))


class _Own:
    """Which addresses belong to the articles: those they go by, and the further pages of these."""

    def __init__(self, ledger: Ledger, ids: frozenset[str], urls: Iterable[str]) -> None:
        self._ledger, self._ids = ledger, ids
        spots = [_spot(url) for url in urls]
        self._urls = {spot.url for spot in spots if spot}
        self._stems = {spot.stem for spot in spots if spot and spot.stem}
        self._known: dict[str, bool] = {}

    def has(self, url: str) -> bool:
        """Tell whether an address is one of theirs."""
        if url not in self._known:
            self._known[url] = self._has(url)
        return self._known[url]

    def _has(self, url: str) -> bool:
        spot = _spot(url)
        if spot is None:
            return False
        if spot.url in self._urls or (spot.number and spot.stem in self._stems):
            return True
        key = normalise(url)
        return article_id(key) in self._ids or self._ledger.owner(key) in self._ids


def _spot(url: str) -> Spot | None:
    try:
        return spot_at((0, 0), url, url, None)
    except ValueError:
        return None
