"""What the archive knows of an article, the group under way included: asked by pipelines and spiders.

The ledger knows what is committed; lines and addresses of the group under way are with `commit.py`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from newscrawl.items import Article
from newscrawl.ledger import Ledger, LineRef
from newscrawl.record.group import Commits
from newscrawl.record.reread import reread
from newscrawl.record.revision import Baseline
from newscrawl.urls import registrable_domain


class Known:
    """The questions; `Record` is what answers them."""

    crawler: Any
    data: Path
    ledger: Ledger
    """For walks and the frontier, which are entered at once; outcomes go through the record."""
    commits: Commits

    def owner(self, url: str, besides: str | None = None) -> str | None:
        """Id of the article that a normalised URL belongs to, in the group under way or in the ledger.

        `besides` is the article that asks: that the URL is its own key says nothing then.
        """
        return self.commits.aliases.get(url) or self.ledger.owner(url, besides)

    def claimants(self, url: str) -> int:
        """How many articles go by a normalised URL, in the group under way and in the ledger."""
        return self.ledger.claimants(url) + len(self.commits.claimants.get(url, ()))

    def declare(self, url: str, id: str) -> None:
        """Count an article among those that go by a normalised URL while it is on its way to its line."""
        self.commits.claimants.setdefault(url, set()).add(id)

    def original(self, id: str | None) -> str | None:
        """Follow a duplicate to the article it repeats; None where that came to nothing: it repeats nothing then."""
        seen: set[str] = set()
        while id is not None and id not in seen:
            seen.add(id)
            row = self.commits.outcomes.get(id) or self.ledger.article(id)
            if row is None or row.outcome in ("rejected", "failed"):
                return None
            if row.outcome != "duplicate":
                return id
            id = row.of
        return id

    def claim(self, article: Article, key: str) -> str:
        """Claim a text for an article; gives the id that owns it: this one, or the first."""
        return self.ledger.claim(self.commits.run, self._politeness(article), key, article.id)

    def before(self, id: str) -> tuple[dict[str, Any], Baseline] | None:
        """Give the last line of an article, and what a newly fetched text is compared with.

        None where it has no line, or where that stands on another machine.
        """
        text = self.commits.lines.get(id)
        if text is None:
            ref = self.ledger.last_line(id)
            if ref is None or (self.ledger.worker and not (self.data / ref.file).exists()):
                return None
            text = self.read(ref)
        line = json.loads(text)
        row = self.ledger.article(id)
        baseline = Baseline(
            content_hash=row.content_hash if row else line.get("content_hash"),
            title=line.get("title") if row is None or row.reader_version == line.get("reader_version") else None,
            complete=line.get("complete", True),
            reader_version=row.reader_version if row else line.get("reader_version"),
        )
        return line, baseline

    def reread(self, line: dict[str, Any]) -> Baseline | None:
        """Read the kept capture of a line with today's reader; None where there is none, or it is not all."""
        spider, site = self.crawler.spider, line.get("site")
        known = getattr(spider, "sites", {}).get(site)
        return reread(line, self.data, self.crawler, known, spider.drop_lines(site) if known else ())

    def read(self, ref: LineRef) -> bytes:
        """Read a committed line of the record."""
        with (self.data / ref.file).open("rb") as file:
            file.seek(ref.offset)
            return file.read(ref.length)

    def _politeness(self, article: Article) -> str:
        site = getattr(self.crawler.spider, "sites", {}).get(article.site)
        return site.politeness if site else registrable_domain(urlsplit(article.url).hostname or "")
