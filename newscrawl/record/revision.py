"""An article fetched again, and its last line → its revision, or None if its text is
the same.

Texts are compared only if one version of the reader made both: a better reader changes
texts that nobody edited. Pure; the caller passes the last line, and the result of
reading the kept capture again.
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
    """None where it is not known; it is not compared then."""
    complete: bool
    reader_version: int | None


def revise(line: Mapping[str, Any], baseline: Baseline, article: Article) -> Article | None:
    """Return the revision of an edited article, with a compact diff against its last
    `line`.

    None if it was not edited. A baseline of another reader version is not compared: the
    caller reads the kept capture again, or makes the new text the baseline. An article
    whose page was withdrawn and has come back is always a revision.
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
    r"""Return the changed paragraphs, `-` before the old and `+` before the new; None
    if none changed.

    >>> print(diff("福州今日有雨。\n气温二十度。", "福州今日有雨。\n气温十八度。"))
    @@ -2 +2 @@
    -气温二十度。
    +气温十八度。
    """
    lines = difflib.unified_diff((old or "").split("\n"), (new or "").split("\n"), n=0, lineterm="")
    return "\n".join(list(lines)[2:]) or None
