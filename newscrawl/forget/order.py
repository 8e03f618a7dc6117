"""An article and its copies → gone from captures, record, followers, texts, ledger.

What is to be removed is written to a file (`forget-<id>.json` in the data folder) until
a search finds nothing of it. A killed process leaves the file, and so does one that
could not remove everything: the same order resumes, though the lines with the words may
be gone by then.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from newscrawl.dedup.archived_texts import ArchivedTexts
from newscrawl.failpoints import failpoint
from newscrawl.forget.captures import purge
from newscrawl.forget.other_files import clean_file, other_files
from newscrawl.forget.own_addresses import OwnAddresses
from newscrawl.forget.proof import places_left, quoted, texts_left
from newscrawl.forget.record_lines import KINDS, Removal, lines_of, replace_lines
from newscrawl.forget.trace import Trace, joined, trace_of
from newscrawl.i18n import _
from newscrawl.ledger import ArticleRow, Ledger, LineRef
from newscrawl.record.export import appearing
from newscrawl.record.lines import record_files
from newscrawl.record.search import drop_index

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
    """Lines removed from feeds and exports, and other files with words blotted out."""
    by_hand: list[str] = field(default_factory=list)
    """Followers in a format that cannot be changed; they are to be exported again."""
    kept: Path | None = None
    """The file that keeps its words, as long as a search finds some."""
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
    for draft in [*data.rglob(".*.part")]:
        shutil.rmtree(draft) if draft.is_dir() else draft.unlink(missing_ok=True)
    going, urls = _begin(order, data, rows, reason, at)
    failpoint("forget.ordered")
    done = Forgotten(articles=len(rows))
    drop_index(data)
    trace = _own_trace(data, going, done)
    own = OwnAddresses(ledger, going.ids, urls)
    named = replace(trace, titles=going.trace.titles, spelled=going.trace.spelled)
    digests: dict[str, str] = {}
    for path in sorted((data / "warc").glob("*/*.warc.gz")):
        purged = purge(path, own, named, digests)
        done.records += purged.records
        done.redacted += purged.redacted
    failpoint("forget.purged")
    refs: list[LineRef] = []
    for kind in KINDS:
        for path in record_files(data, kind):
            refs += replace_lines(path, data, going, digests)
    done.lines = sum(ref.id in going.ids for ref in refs)
    followers = [path for path in map(Path, ledger.followers()) if path.is_file()]
    for path in (*followers, *other_files(data, followers)):
        gone = clean_file(path, going, trace, feed=path in followers)
        if gone is None:
            done.by_hand.append(str(path))
        done.follower_lines += gone or 0
    drop_index(data)  # a reading room may have made it anew from lines that are gone now
    failpoint("forget.replaced")
    texts = ArchivedTexts(ledger.texts())
    with ledger.transaction():
        for id in going.ids:
            texts.forget(id)
        ledger.forget(going.ids, refs)
        ledger.blot(dict.fromkeys(named.titles + named.spelled + trace.paragraphs))
        texts.write()
    failpoint("forget.settled")
    ledger.scrub(going.trace.paragraphs)
    done.left += _elsewhere(ledger, data, going.ids)
    if going.trace.nothing:
        done.left.append(_("no title or paragraph of its own is known to search for: too short, or gone before"))
    done.left += places_left(data, followers, trace, own, frozenset([order]))
    done.left += texts_left(ledger.texts(), trace)
    if going.trace.nothing or not (done.left or done.by_hand):
        order.unlink()
    else:
        done.kept = order
    return done


def _elsewhere(ledger: Ledger, data: Path, ids: Iterable[str]) -> Iterator[str]:
    """Yield the lines that machines with the same ledger still have."""
    for line in filter(None, map(ledger.last_line, sorted(ids))):
        if not (data / line.file).exists():
            yield _("a line of article {id} in {file}, on another machine: ask the same there").format(
                id=line.id, file=line.file
            )


def _own_trace(data: Path, going: Removal, done: Forgotten) -> Trace:
    """Return the words that no other article has.

    An article with most of them is a copy that was not recognised as one.
    """
    trace = going.trace
    others = quoted(data, trace, going.ids)
    for id, words in others.items():
        if len(words.intersection(trace.all)) >= MOST * len(trace.all) > 0:
            done.left.append(_("article {id} says most of it, and is to be forgotten too").format(id=id))
        elif strong := words.intersection(trace.all):
            done.quoted.append(
                _("article {id} says {n} of its {all} paragraphs and titles too").format(
                    id=id, n=len(strong), all=len(trace.all)
                )
            )
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
        trace = joined(trace, stored)
    with appearing(order) as file:
        stored = {"ids": sorted(ids), "urls": sorted(urls), **trace.to_json()}
        file.write(json.dumps(stored, ensure_ascii=False).encode())
    return Removal(ids, trace, reason, at), tuple(sorted(urls))
