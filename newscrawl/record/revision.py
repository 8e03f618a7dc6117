"""An article fetched again, beside what the archive has of it → its revision, or None where its words are the same.

Texts are compared only if one version of the reader made both: a better reader changes texts that nobody edited. Pure;
where the last line stands, and what a re-read of the kept capture gives, is handed in.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from newscrawl.items import Article


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a newly fetched text is compared with."""

    content_hash: str | None
    title: str | None
    """None where it is not known, and then not compared."""
    complete: bool
    reader_version: int | None


def revise(line: Mapping[str, Any], baseline: Baseline, article: Article) -> Article | None:
    """Give the revision an edited article becomes, with a compact diff against its last `line`; None if not edited.

    A baseline of another reader version compares with nothing: the caller re-reads the kept capture first, or lets the
    new text become the baseline. An article whose page was withdrawn and is back is a revision in any case.
    """
    revised = replace(article, revision=int(line["revision"]) + 1)
    if "withdrawn" in line:
        return revised
    if baseline.reader_version != article.reader_version:
        return None
    same = baseline.content_hash == article.content_hash and baseline.title in (None, article.title)
    if same and baseline.complete >= article.complete:
        return None
    return replace(revised, diff=diff(line.get("text"), article.text))


def diff(old: str | None, new: str | None) -> str | None:
    r"""Give the changed paragraphs, `-` before the old and `+` before the new; None where none changed.

    >>> print(diff("福州今日有雨。\n气温二十度。", "福州今日有雨。\n气温十八度。"))
    @@ -2 +2 @@
    -气温二十度。
    +气温十八度。
    """
    lines = difflib.unified_diff((old or "").split("\n"), (new or "").split("\n"), n=0, lineterm="")
    return "\n".join(list(lines)[2:]) or None
