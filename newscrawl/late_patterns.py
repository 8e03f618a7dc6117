"""Patterns that few pages need → patterns that are compiled at their first use.

A range of Chinese characters takes half a millisecond to compile, every time that it
stands in a pattern, and a start compiles some hundreds of patterns.
"""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """A pattern that has not been used."""

    def __init__(self, pattern: str, flags: int) -> None:
        self._given = pattern, flags

    def __getattr__(self, name: str) -> Any:
        """Return a method of the compiled pattern, and keep it: the next call finds it
        without this one.
        """
        method = getattr(re.compile(*self._given), name)
        setattr(self, name, method)
        return method


def late(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return what has the methods of `re.compile(pattern, flags)`; for use by them
    alone, since `re.sub` and its kin take real patterns only.

    >>> _CASE = late("[（(〔]\\\\d{4}[)）〕][一-鿿]{2,8}号$")
    >>> _CASE.match("（2020）闽民终号")[0], _CASE.match("福州西湖")
    ('（2020）闽民终号', None)
    """
    return cast(re.Pattern[str], _Late(pattern, flags))
