"""Crawls of a served web at simulated times, each a process forked from a warm parent →
runs, and the archive they left.

`Crawler` is newscrawl as a user has it: one `scrapy crawl channel` for all sites, one
`scrapy crawl newspaper`, and `scrapy audit` at the end. What a run says is read from
what it prints, since that is what its user hears.
"""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from newscrawl.china_time import CHINA
from tests import processes
from tests.crawling import read_lines
from tests.hostile.serving import NETWORK, Served

_ALARM = re.compile(r"^alarm (\S+) (.+?): ", re.M)
_OUTCOMES = ("pending", "exported", "duplicate", "rejected", "failed")
_ROWS = """
SELECT article.url, article.outcome, word.text, (SELECT max(at) FROM attempt WHERE attempt.article = article.n)
FROM article LEFT JOIN word ON word.id = article.reason
"""
_INCOMPLETE = re.compile(r"^incomplete: (.*)", re.M)


@dataclass(frozen=True, slots=True)
class Run:
    """One run, and what it said."""

    at: datetime
    spider: str
    code: int
    alarms: tuple[tuple[str, str], ...] = ()
    """Name of each alarm, and what it is about: a channel, a site, or a host."""
    incomplete: tuple[str, ...] = ()
    err: str = ""
    """All that it printed, where it ended as no run should."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the ledger says of an article."""

    outcome: str
    reason: str | None
    settled: datetime | None
    """When it was tried last."""


@dataclass(slots=True)
class Archive:
    """What runs left."""

    articles: list[dict[str, Any]] = field(default_factory=list)
    """All lines of the record."""
    duplicates: list[dict[str, Any]] = field(default_factory=list)
    rows: dict[str, Row] = field(default_factory=dict)
    """Of the ledger, by address as listed."""
    audit: dict[str, Any] = field(default_factory=dict)
    """What `scrapy audit --json` prints."""
    audit_code: int = 0


class Crawler:
    """newscrawl on a served web, into a folder."""

    def __init__(self, tmp: Path, served: Served, **settings: object) -> None:
        self.tmp, self.served = tmp, served
        self.runs: list[Run] = []
        self._settings = settings
        served.write_catalog(tmp / "catalog")

    @property
    def data(self) -> Path:
        """The archive's folder."""
        return self.tmp / "data"

    def crawl(self, at: datetime, *, papers: bool = True) -> None:
        """Run at a moment what a crontab would: the channels, and the newspaper where
        it is its turn.
        """
        self.served.now = at
        sites = [site for site in self.served.web.sites if site != "paper"]
        if sites:
            self._run("channel", "-a", f"channels={','.join(f'{site}/*' for site in sites)}")
        if papers and "paper" in self.served.web.sites:
            self._run("newspaper", "-a", "papers=paper")

    def _run(self, spider: str, *words: str) -> None:
        done = self._scrapy("crawl", spider, *words)
        alarms = tuple((name, about) for name, about in _ALARM.findall(done.stderr))
        code = done.returncode
        incomplete = tuple(_INCOMPLETE.findall(done.stderr))
        self.runs.append(
            Run(self.served.now, spider, code, alarms, incomplete, "" if code in (0, 3, 4) else done.stderr)
        )

    def _scrapy(self, *words: str) -> Any:
        settings: dict[str, object] = {
            "NEWSCRAWL_DATA": self.data,
            "NEWSCRAWL_CATALOG": self.tmp / "catalog",
            "NEWSCRAWL_ALLOW_HOSTS": NETWORK,
            "NEWSCRAWL_CONTACT": "test@example.org",
            "NEWSCRAWL_NOW": self.served.now.isoformat(),
            "NEWSCRAWL_PROGRESS": False,
            "DOWNLOAD_DELAY": 0,
            "CONCURRENT_REQUESTS_PER_DOMAIN": 1,  # in the order in which they are asked for: a seed says everything
            "RETRY_TIMES": 1,
            "LOG_LEVEL": "ERROR",
            **self._settings,
        }
        options = [part for name, value in settings.items() for part in ("-s", f"{name}={value}")]
        return processes.scrapy(*words, *options)

    def archive(self) -> Archive:
        """Read what there is now."""
        audit = self._scrapy("audit", "--json")
        rows = {}
        with closing(sqlite3.connect(f"file:{self.data / 'ledger.sqlite'}?mode=ro", uri=True)) as db:
            for url, outcome, reason, at in db.execute(_ROWS):
                settled = None if at is None else datetime.fromtimestamp(at, CHINA)
                rows[url] = Row(_OUTCOMES[outcome], reason, settled)
        return Archive(
            self._lines("articles"), self._lines("duplicates"), rows, json.loads(audit.stdout), audit.returncode
        )

    def _lines(self, kind: str) -> list[dict[str, Any]]:
        return [line for path in sorted((self.data / kind).rglob("*.jsonl")) for line in read_lines(path)]
