"""Names, sources and datelines as they are found, place by place → the credits of a
page.

For each role the first place that names someone counts, with those whom a later one
names beside all of them; `credits.py` has the places and
their order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newscrawl.reader.fields.bylines import read_credit_line
from newscrawl.reader.fields.date_forms import SELDOM
from newscrawl.reader.fields.names import is_office
from newscrawl.reader.fields.role_words import ROLES
from newscrawl.reader.fields.roles import Roles

_BRACKETED = re.compile(r"^[(（\[【〔［]\s*([^()（）\[\]【】〔〕［］]*?)\s*[)）\]】〕］]$")
_REPORTS = re.compile(r"\s*(?:摄影)?(?:报道|報道|報導)\s*[:：。，]?$")
_BYLINE_PART = re.compile(r"(?:作者|记者|記者|通讯员|撰文|文[/／:：])[^|｜]*")
_EDITION = re.compile("(?<=[报報])(?:数字[报版]|电子[报版]|數位[報版]|電子[報版])$")
"""The edition of a newspaper on its site: its publisher is the paper."""
HAS_DATE = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}|(?<!\d)\d{1,2}:\d\d|(?<![\d-])\d{2}-\d{2}(?![\d-])"
    rf"|{SELDOM}"
)


@dataclass(frozen=True, slots=True)
class Credits:
    """Credits of an article, role by role; empty or None where the page shows none."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source: str | None = None
    source_url: str | None = None
    is_reprint: bool | None = None
    """True where the source is another publisher than the page's own, False where it is
    the same."""
    raw_byline: str | None = None
    """The words from which reporters, correspondents or authors were read."""
    dateline: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)


class Gathering:
    """Credits while they are gathered: for each role, the first place that names
    someone.
    """

    def __init__(self) -> None:
        self.roles = Roles()
        self.evidence: dict[str, str] = {}
        self.byline: str | None = None
        self.dateline: str | None = None
        self.source: str | None = None
        self.source_url: str | None = None

    def take(self, roles: Roles | None, where: str, words: str | None = None, *, more: bool = False) -> None:
        """Add names to roles that have none yet, or none but names among them; with
        `more`, also to photographers and editors that have some.
        """
        if not roles:
            return
        writes = False
        for role in ROLES:
            names, known = roles.of(role), self.roles.of(role)
            further = set(known) < set(names) or (more and role in ("photographers", "editors"))
            if not names or (known and not further):
                continue
            known.extend(name for name in names if name not in known)
            self.evidence.setdefault(role, where)
            writes = writes or role in ("reporters", "correspondents", "authors")
        if writes and words and self.byline is None:
            self.byline = _byline_words(words, roles)
            self.evidence["raw_byline"] = where

    def take_source(self, name: str | None, where: str, url: str | None = None) -> None:
        if name and self.source is None:
            self.source = _EDITION.sub("", name)
            self.evidence["source"] = where
            if url:
                self.source_url = url
                self.evidence["source_url"] = where

    def finish(self, reprint: bool | None) -> Credits:
        roles = self.roles
        with_role = {*roles.reporters, *roles.correspondents}
        roles.authors[:] = [name for name in roles.authors if name not in with_role]
        if not roles.authors:
            self.evidence.pop("authors", None)
        elif any(is_office(name) for name in roles.authors):
            self.evidence["authors"] += " (organisation)"
        if any(is_office(name) for name in roles.correspondents):
            self.evidence["correspondents"] += " (organisation)"
        return Credits(
            tuple(roles.reporters),
            tuple(roles.correspondents),
            tuple(roles.photographers),
            tuple(roles.authors),
            tuple(roles.editors),
            self.source,
            self.source_url,
            reprint,
            self.byline,
            self.dateline,
            self.evidence,
        )


def _byline_words(words: str, roles: Roles) -> str:
    """Return the part of a line that names the writers, without brackets and other
    fields around it.
    """
    words = words.strip()
    if (bracketed := _BRACKETED.match(words)) is not None:
        words = bracketed[1]
    words = _REPORTS.sub("", words)
    if read_credit_line(words) is not None and not HAS_DATE.search(words):
        return words
    match = _BYLINE_PART.search(words)
    if match is None or len(match[0]) >= len(words) - 2:
        return words
    names = [*roles.reporters, *roles.correspondents, *roles.authors]
    end = max((words.rfind(name[-1]) for name in names if name), default=-1)
    start = match.start()
    return words[start : end + 1].strip() if end > start else words
