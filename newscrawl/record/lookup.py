"""What the archive has of an article, with what the current group has not committed
yet.

Pipelines and spiders ask through `crawler.record.lookup`. The ledger answers for what
is committed; the lines, addresses and outcomes of the current group are in `group.py`.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawl.i18n import bilingual
from newscrawl.items import Article
from newscrawl.ledger import Ledger, LineRef
from newscrawl.record.group import Commits
from newscrawl.record.lines import parse_line
from newscrawl.record.reread import reread
from newscrawl.record.revision import Baseline
from newscrawl.urls import registrable_domain

logger = logging.getLogger(__name__)


class Lookup:
    """Questions about the archive that one crawl asks."""

    def __init__(self, crawler: Any, data: Path, ledger: Ledger, commits: Commits) -> None:
        self._crawler, self._data, self._ledger, self._commits = crawler, data, ledger, commits
        self._broken: set[str] = set()

    def owner(self, url: str, besides: str | None = None) -> str | None:
        """Return the id of the article that a normalised URL belongs to.

        `besides` is the article that asks: that the URL is its own key does not count.
        """
        return self._commits.aliases.get(url) or self._ledger.owner(url, besides)

    def claimants(self, url: str) -> int:
        """Count the articles that have this normalised URL as their key or alias."""
        return self._ledger.claimants(url) + len(self._commits.claimants.get(url, ()))

    def declare(self, url: str, id: str) -> None:
        """Count an article among the claimants of a URL before its line is written."""
        self._commits.claimants.setdefault(url, set()).add(id)

    def original(self, id: str | None) -> str | None:
        """Follow a duplicate to the article it repeats.

        Returns None where that article was rejected or has failed: then there is
        nothing to be a duplicate of.
        """
        seen: set[str] = set()
        while id is not None and id not in seen:
            seen.add(id)
            row = self._commits.outcomes.get(id) or self._ledger.article(id)
            if row is None or row.outcome in ("rejected", "failed"):
                return None
            if row.outcome != "duplicate":
                return id
            id = row.of
        return id

    def claim(self, article: Article, key: str) -> str:
        """Claim a text for an article; return the id that owns it, the first to
        claim."""
        return self._ledger.claim(self._commits.run, self._politeness(article), key, article.id)

    def archived(self, id: str) -> tuple[dict[str, Any], Baseline] | None:
        """Return the last line of an article, and what a new text is compared with.

        None where it has no line, or its line is on another machine. A broken line is
        reported, and the article left as it is.
        """
        text, ref = self._commits.lines.get(id), None
        if text is None:
            ref = self._ledger.last_line(id)
            if ref is None or (self._ledger.worker and not (self._data / ref.file).exists()):
                return None
            text = self._read(ref)
        try:
            line = parse_line(text)
        except ValueError as error:
            self._report_broken(id, ref, error)
            return None
        row = self._ledger.article(id)
        baseline = Baseline(
            content_hash=row.content_hash if row else line.get("content_hash"),
            title=line.get("title") if row is None or row.reader_version == line.get("reader_version") else None,
            complete=line.get("complete", True),
            reader_version=row.reader_version if row else line.get("reader_version"),
        )
        return line, baseline

    def reread(self, line: dict[str, Any]) -> Baseline | None:
        """Read the kept capture of a line with today's reader.

        None where there is no capture, or it is not the whole article.
        """
        spider, site = self._crawler.spider, line.get("site")
        known = getattr(spider, "sites", {}).get(site)
        return reread(line, self._data, self._crawler, known, spider.drop_lines(site) if known else ())

    def is_broken(self, id: str) -> bool:
        """Return whether an article's last line was found to be broken."""
        return id in self._broken

    def _report_broken(self, id: str, ref: LineRef | None, error: ValueError) -> None:
        if id not in self._broken:
            self._broken.add(id)
            place = f"{self._data / ref.file}, byte {ref.offset}" if ref else "a line of this run"
            what = bilingual(
                "{place}: not a line of the record ({error}); article {id} is left as it is",
                place=place,
                error=error,
                id=id,
            )
            logger.error("%s", what)
            self._crawler.record.incomplete(what)

    def _read(self, ref: LineRef) -> bytes:
        with (self._data / ref.file).open("rb") as file:
            file.seek(ref.offset)
            return file.read(ref.length)

    def _politeness(self, article: Article) -> str:
        site = getattr(self._crawler.spider, "sites", {}).get(article.site)
        return site.politeness if site else registrable_domain(urlsplit(article.url).hostname or "")
