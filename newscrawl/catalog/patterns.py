"""A regular expression of a site's file → a search that cannot hang.

Python's `re` backtracks: `(a+)+$` needs minutes for thirty letters, and the text comes
from strangers. RE2 searches in time proportional to the text, whatever the expression;
what it cannot do (look-ahead, back-references) no rule needs. Its syntax:
https://github.com/google/re2/wiki/Syntax; `\\d` and `\\w` are ASCII.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 20_000
"""Longest text that is searched, in characters; a longer value of a page is none."""


class PatternError(ValueError):
    """An expression that cannot be used, with the reason in words for its author."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A compiled expression."""

    regex: re.Pattern[str]
    """An expression of RE2, with the methods of Python's `re`."""

    def find(self, text: str) -> str | None:
        """Return what the expression finds: its first group that took part, otherwise
        the whole match.

        >>> compile_pattern(r"来源[:：](.*?)编辑").find("来源：福州晚报 编辑：林小宇")
        '福州晚报 '
        """
        match = self.regex.search(text[:LONGEST])
        if match is None:
            return None
        return next((group for group in match.groups() if group is not None), match.group())

    def groups(self, text: str) -> dict[str, str] | None:
        """Return the named groups of the expression in a text, those that took no part
        left out; None where it is not found.

        >>> compile_pattern(r"[?&]id=(?P<id>\\d+)").groups("http://a.cn/#/article?id=7")
        {'id': '7'}
        """
        match = self.regex.search(text) if len(text) <= LONGEST else None
        return {name: found for name, found in match.groupdict().items() if found} if match else None

    def fits(self, text: str) -> bool:
        """Return whether the expression is found in the text; never in one longer than
        `LONGEST`.
        """
        return len(text) <= LONGEST and self.regex.search(text) is not None


@lru_cache(maxsize=4096)
def compile_pattern(text: str) -> Pattern:
    r"""Compile an expression, or raise `PatternError` with the reason.

    >>> compile_pattern(r"/\d{6}/\d{2}/\d+\.shtml$").fits("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml")
    True
    >>> compile_pattern(r"(来源")
    Traceback (most recent call last):
    ...
    newscrawl.catalog.patterns.PatternError: missing ): (来源
    """
    import re2  # lists of channels compile nothing

    options = re2.Options()
    options.log_errors = False
    try:
        return Pattern(re2.compile(text, options=options))
    except re2.error as error:
        reason = error.args[0] if error.args else error
        raise PatternError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else str(reason)) from None
