"""An article and its copies → gone from captures, record, followers, texts, ledger.

What is to be removed is written to a file (`forget-<id>.json` in the data folder) until
all is done. A killed process leaves it, and the same order resumes, though the lines
with the words may be gone by then.
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
from newscrawl.forget.record_lines import KINDS, Removal, lines_of, replace_follower, replace_lines
from newscrawl.forget.trace import Trace, trace_of
from newscrawl.ledger import ArticleRow, Ledger, LineRef
from newscrawl.record.export import appearing
from newscrawl.record.lines import record_files
from newscrawl.record.search import drop_index
from newscrawl.reprocess.read_pages import PageLocation, locate_page
from newscrawl.urls import article_id, normalise

MOST = 0.5
"""Share of an article's words that make another article its copy."""


@dataclass(slots=True)
class Forgotten:
    """What was done, and what is left."""

    articles: int = 0
    lines: int = 0
    records: int = 0
    """Captured exchanges that are blank now."""
    redacted: int = 0
    """Captured pages of other articles that named this one."""
    follower_lines: int = 0
    by_hand: list[str] = field(default_factory=list)
    """Followers in a format that cannot be changed; they are to be exported again."""
    quoted: list[str] = field(default_factory=list)
    """Other articles with some of its words; they are left as they are."""
    left: list[str] = field(default_factory=list)
    """Places where something of it is left, or that could not be searched."""


def order_file(data: Path, id: str) -> Path:
    """Return the file of an order under way."""
    return data / f"forget-{id}.json"


def forget(ledger: Ledger, data: Path, group: Iterable[ArticleRow], reason: str, at: datetime) -> Forgotten:
    """Forget articles, the named one first; the archive must not be in use."""
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
    """Yield the lines that machines with the same ledger still have."""
    for line in filter(None, map(ledger.last_line, sorted(ids))):
        if not (data / line.file).exists():
            yield f"a line of article {line.id} in {line.file}, on another machine: ask the same there"


def _own_trace(data: Path, trace: Trace, done: Forgotten) -> Trace:
    """Return the words that no other article has.

    An article with most of them is a copy that was not recognised as one.
    """
    others = quoted(data, trace)
    for id, words in others.items():
        if len(words) >= MOST * len(trace.all):
            done.left.append(f"article {id} says most of it, and is to be forgotten too")
        else:
            done.quoted.append(f"article {id} says {len(words)} of its {len(trace.all)} paragraphs and titles too")
    return trace.without(set().union(*others.values()))


def _begin(
    order: Path, data: Path, rows: list[ArticleRow], reason: str, at: datetime
) -> tuple[Removal, tuple[str, ...]]:
    """Write the order file, joined with that of an unfinished earlier order."""
    ids = frozenset(row.id for row in rows)
    lines = list(lines_of(data, ids))
    urls = {row.url for row in rows} | {
        line[name] for line in lines for name in ("url", "canonical_url") if line.get(name)
    }
    trace = trace_of(lines)
    if order.exists():
        stored = json.loads(order.read_text(encoding="utf-8"))
        ids |= set(stored["ids"])
        urls |= set(stored["urls"])
        stored_words = {name: (*stored[name], *some) for name, some in trace.to_json().items()}
        trace = Trace(**{name: tuple(dict.fromkeys(some)) for name, some in stored_words.items()})
    with appearing(order) as file:
        stored = {"ids": sorted(ids), "urls": sorted(urls), **trace.to_json()}
        file.write(json.dumps(stored, ensure_ascii=False).encode())
    return Removal(ids, trace, reason, at), tuple(sorted(urls))


class _Own:
    """The addresses of the articles: their own, and those of their further pages."""

    def __init__(self, ledger: Ledger, ids: frozenset[str], urls: Iterable[str]) -> None:
        self._ledger, self._ids = ledger, ids
        locations = [_location(url) for url in urls]
        self._urls = {location.url for location in locations if location}
        self._stems = {location.stem for location in locations if location and location.stem}
        self._known: dict[str, bool] = {}

    def has(self, url: str) -> bool:
        """Return whether an address is one of theirs."""
        if url not in self._known:
            self._known[url] = self._has(url)
        return self._known[url]

    def _has(self, url: str) -> bool:
        location = _location(url)
        if location is None:
            return False
        if location.url in self._urls or (location.number and location.stem in self._stems):
            return True
        key = normalise(url)
        return article_id(key) in self._ids or self._ledger.owner(key) in self._ids


def _location(url: str) -> PageLocation | None:
    try:
        return locate_page((0, 0), url, url, None)
    except ValueError:
        return None
