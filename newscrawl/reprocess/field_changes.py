"""A line of an archive, and what today's reader makes of the same page → the fields in which they differ.

For whoever changes a rule or the reader, before the change goes out. What a line says of its listing, its fetching and
its revisions is nothing that a reader finds, and is not compared. Pure.
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

_FETCHED = frozenset(("url", "fetched", "http_status", "warc", "schema_version", "reader_version"))
_LISTED = frozenset(
    ("id", "channel", "city", "listed_title", "listed_date", "edition", "page", "page_name", "duplicate_of")
)
NOT_READ = _FETCHED | _LISTED | {"revision", "diff"}
"""Fields that come from elsewhere than the page."""
FOLLOWING = frozenset(("body", "content_hash", "evidence"))
"""Fields that differ because another one does; they are compared only on request."""
READ = tuple(each.name for each in fields(Article) if each.name not in NOT_READ)
"""Fields that a reader finds."""
_SHORT = 60

Change = Literal["gained", "lost", "changed"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of one article."""

    id: str
    url: str
    field: str
    old: Any
    new: Any

    @property
    def change(self) -> Change:
        """What became of the value: `gained` where there was none, `lost` where there is none any more."""
        if _absent(self.old):
            return "gained"
        return "lost" if _absent(self.new) else "changed"

    def told(self) -> str:
        r"""Say it for a person: both values, of a text only what changed.

        >>> print(Difference("00d0", "http://a.cn/1.html", "text", "一\n二", "一\n三").told())
        @@ -2 +2 @@
        -二
        +三
        >>> Difference("00d0", "http://a.cn/1.html", "editors", [], ["陈海燕"]).told()
        '— → 陈海燕'
        """
        if isinstance(self.old, str) and isinstance(self.new, str) and "\n" in self.old + self.new:
            return diff(self.old, self.new) or ""
        return f"{_shown(self.old)} → {_shown(self.new)}"


@dataclass(slots=True)
class Tally:
    """What was compared, and how it came out."""

    same: int = 0
    """Articles that read as before in every field."""
    different: int = 0
    fields: dict[str, Counter[Change]] = field(default_factory=dict)
    no_article: Counter[str] = field(default_factory=Counter)
    """Pages of lines that are no article to this reader, by what they are."""
    new: int = 0
    """Articles of the files that no line tells of."""
    damaged: int = 0
    """Places of the files that cannot be read."""
    missing: int = 0
    """Lines whose page is in none of the files."""

    def count(self, found: list[Difference]) -> None:
        """Count one article."""
        self.same += not found
        self.different += bool(found)
        for each in found:
            self.fields.setdefault(each.field, Counter())[each.change] += 1

    @property
    def clean(self) -> bool:
        """Whether every page that could be compared reads as before."""
        return not (self.different or self.no_article)


def compare(line: Mapping[str, Any], article: Article, wanted: frozenset[str] | None = None) -> list[Difference]:
    """Give the fields in which a line differs from a cleaned article; `wanted` names those to compare.

    A field that an older vocabulary did not have counts as absent.
    """
    read = json.loads(to_line(article))
    names = READ if wanted is None else [name for name in READ if name in wanted]
    return [
        Difference(line["id"], line["url"], name, line.get(name), read[name])
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
