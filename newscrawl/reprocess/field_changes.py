"""A line of an archive and today's reading of the same page → the fields that differ.

For checking a change of a rule or of the reader before it is released. What a line has
from its listing, its fetching and its revisions is not compared: no reader finds it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from newscrawl.items import Article
from newscrawl.record.outcome import to_line
from newscrawl.record.revision import diff

_FETCHED = frozenset(("url", "fetched", "http_status", "tls", "warc", "schema_version", "reader_version"))
_LISTED = frozenset(
    ("id", "channel", "city", "listed_title", "listed_date", "edition", "page", "page_name", "duplicate_of")
)
NOT_READ = _FETCHED | _LISTED | {"revision", "diff"}
"""Fields with another origin than the page."""
FOLLOWING = frozenset(("body", "content_hash", "evidence"))
"""Fields that differ because another one does; compared only on request."""
READ = tuple(each.name for each in fields(Article) if each.name not in NOT_READ)
"""Fields that a reader finds."""
_SHORT = 60

Change = Literal["gained", "lost", "changed"]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field of an article that two readers read differently."""

    id: str
    url: str
    field: str
    old: Any
    new: Any

    @property
    def change(self) -> Change:
        """`gained` where there was no value, `lost` where there is none now,
        `changed`.
        """
        if _absent(self.old):
            return "gained"
        return "lost" if _absent(self.new) else "changed"

    def describe(self) -> str:
        r"""Return both values for a person; of a text only what changed.

        >>> print(FieldChange("00d0", "http://a.cn/1.html", "text", "一\n二", "一\n三").describe())
        @@ -2 +2 @@
        -二
        +三
        >>> FieldChange("00d0", "http://a.cn/1.html", "editors", [], ["陈海燕"]).describe()
        '— → 陈海燕'
        """
        if isinstance(self.old, str) and isinstance(self.new, str) and "\n" in self.old + self.new:
            return diff(self.old, self.new) or ""
        return f"{_shown(self.old)} → {_shown(self.new)}"


@dataclass(slots=True)
class Tally:
    """Counts of what was compared."""

    same: int = 0
    """Articles whose fields are all the same."""
    different: int = 0
    fields: dict[str, Counter[Change]] = field(default_factory=dict)
    no_article: Counter[str] = field(default_factory=Counter)
    """Pages of lines that are not an article any more, by the kind of page."""
    new: int = 0
    """Articles of the files that have no line."""
    damaged: int = 0
    """Places of the files that cannot be read."""
    missing: int = 0
    """Lines whose page is in none of the files."""

    def count(self, found: list[FieldChange]) -> None:
        """Count one article."""
        self.same += not found
        self.different += bool(found)
        for each in found:
            self.fields.setdefault(each.field, Counter())[each.change] += 1

    @property
    def clean(self) -> bool:
        """Whether every page that could be compared is read as before."""
        return not (self.different or self.no_article)


def compare(line: Mapping[str, Any], article: Article, wanted: frozenset[str] | None = None) -> list[FieldChange]:
    """Return the fields that differ between a line and a cleaned article.

    `wanted` names the fields to compare. A field that an older vocabulary did not have
    counts as absent.
    """
    read = json.loads(to_line(article))
    names = READ if wanted is None else [name for name in READ if name in wanted]
    return [
        FieldChange(line["id"], line["url"], name, line.get(name), read[name])
        for name in names
        if (wanted is not None or name not in FOLLOWING) and not _alike(line.get(name), read[name])
    ]


def _alike(old: Any, new: Any) -> bool:
    return bool(old == new) or (_absent(old) and _absent(new))


def _absent(value: Any) -> bool:
    return value is None or value in ([], {}, "")


def _shown(value: Any) -> str:
    if _absent(value):
        return "—"
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        text = "、".join(value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}… ({len(text)})"
