"""Records to export, made without a crawl: pages of simulated sites read by the reader, edited, withdrawn."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl import read_article
from newscrawl.export.export_job import ExportJob, Target
from newscrawl.export.progress_line import ProgressLine
from newscrawl.export.shape import Shape
from newscrawl.items import Article, Duplicate, Tombstone
from newscrawl.record.export import LineFilter, Selection
from newscrawl.record.group import record_path
from newscrawl.record.outcome import to_line
from newscrawl.record.revision import Baseline, revise
from newscrawl.urls import article_id
from tests.simsite import Replies, SimSite

SITES = {"hxnews": "hxnews", "zznews": "trs", "fzrb": "founder"}
"""Families of markup by site."""
BLANK = Article(
    id="00000000000000b1", url="http://www.blank.example/1.html", canonical_url="http://www.blank.example/1.html"
)
"""A line of which hardly a field is filled."""


def make_archive(data: Path, articles: int = 12) -> Path:
    """Three sites and two months, with revisions, withdrawals, damage, duplicates, and a site without any value."""
    for seed, (name, family) in enumerate(SITES.items(), 1):
        site = SimSite(seed=seed, articles=articles, family=family, days=50.0, damaged=2, unlisted=0)
        first = list(_read(site, name))
        append(data, first)
        ids = {held.number: article_id(f"http://www.{name}.example{held.path}") for held in site.articles}
        change = site.advance(days=2, edit=2, withdraw=1)
        edited = {ids[number] for number in change.edited}
        lines = {item.id: item for item in first}
        for item in _read(site, name):
            if item.id in edited and (revised := _revision(lines[item.id], item)):
                append(data, [revised])
        for number in change.withdrawn:
            gone = lines[ids[number]]
            append(data, [Tombstone(id=gone.id, url=gone.url, site=name, channel=gone.channel, withdrawn="gone",
                                    evidence="status 404", revision=2, fetched="2020-11-30T10:00:00+08:00", http_status=404)])  # fmt: skip
        copy = replace(first[0], id=f"{seed:016x}")
        append(
            data,
            [Duplicate(id=copy.id, url=copy.url, site=name, of=first[0].id, relation="equal", fetched=copy.fetched)],
        )
    append(data, [replace(BLANK, site="blank", fetched="2020-11-02T08:00:00+08:00")])
    return data


def _read(site: SimSite, name: str) -> Iterable[Article]:
    base = f"http://www.{name}.example"
    replies = Replies(site, base)
    for held in site.articles:
        reply = replies.reply(held.path)
        if reply.status != 200:
            continue
        read = read_article(reply.body, base + held.path, content_type=dict(reply.headers).get("Content-Type"))
        if isinstance(read, Article):
            fetched = (
                datetime.fromisoformat(read.published or "2020-11-18T00:00:00+08:00") + timedelta(hours=3)
            ).isoformat()
            yield replace(
                read, id=article_id(base + held.path), site=name, channel=f"{name}/fz", fetched=fetched, http_status=200
            )


def _revision(old: Article, new: Article) -> Article | None:
    line = json.loads(to_line(old))
    return revise(line, Baseline(old.content_hash, old.title, old.complete, old.reader_version), new)


def append(data: Path, items: Iterable[Article | Duplicate | Tombstone]) -> None:
    """Append lines to the record."""
    for item in items:
        kind: Any = "duplicates" if isinstance(item, Duplicate) else "articles"
        append_line(data, kind, item.site, item.fetched, to_line(item))


def append_line(data: Path, kind: Any, site: str | None, fetched: str | None, line: bytes) -> None:
    path = record_path(data, kind, site, fetched)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(line)


def lines_of(data: Path, **wanted: Any) -> list[dict[str, Any]]:
    """The lines of a record that match a filter."""
    return [json.loads(line) for line in Selection(data, LineFilter(**wanted))]


def export(data: Path, path: Path, *, fields: tuple[str, ...] | None = None, script: str | None = None,
           split: str | None = None, format: str = "parquet", card: Path | None = None, maps: bool = False,
           **wanted: Any) -> ExportJob:  # fmt: skip
    """Export as the command does, in this process."""
    shape = Shape(wanted.get("kind", "articles"), fields, script)
    target = Target(path, format, "", split, card, native_maps=maps)
    job = ExportJob(Selection(data, LineFilter(**wanted)), shape, target, None)
    job.run(ProgressLine(None))
    return job


def as_tables_have(line: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """A line's values as a reader of the table should see them: moments, maps, null for what the line lacks."""
    values = {name: line.get(name) for name in names}
    for name in ("published", "modified", "fetched"):
        if values.get(name):
            values[name] = datetime.fromisoformat(values[name])
    if isinstance(values.get("evidence"), str):
        values["evidence"] = {"withdrawn": values["evidence"]}
    return values


def plain(value: Any) -> Any:
    """A value of any reader in Python's own types; entries of a map, or pairs, as a dict."""
    if value is None or (isinstance(value, float) and value != value) or str(value) in ("NaT", "<NA>"):
        return None
    if hasattr(value, "to_pydatetime"):
        return value.to_pydatetime()
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if hasattr(value, "tolist") and not isinstance(value, str):
        value = value.tolist()
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value


def row(values: Mapping[str, Any]) -> dict[str, Any]:
    """A row of any reader in Python's own types."""
    made = {name: plain(value) for name, value in values.items()}
    for name in ("evidence", "repairs"):
        if isinstance(made.get(name), list):
            made[name] = dict((each["key"], each["value"]) if isinstance(each, dict) else each for each in made[name])
    for name in ("revision", "pages", "http_status", "schema_version", "reader_version"):  # pandas: a null makes floats
        if isinstance(made.get(name), float):
            made[name] = int(made[name])
    return made


def ordered(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows in an order that does not depend on the reader."""
    return sorted(
        map(dict, rows), key=lambda each: (each["id"], each.get("revision") or 0, each.get("withdrawn") or "")
    )
