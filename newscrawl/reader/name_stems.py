"""The id and class of an element → what elements of its kind share."""

from __future__ import annotations

import re
from functools import lru_cache


@lru_cache(maxsize=8192)
def name_stem(name: str) -> str:
    """Return a name without its digits: `article_text7` and `article_text8` are of one
    kind.

    >>> name_stem("p12 text_7")
    'p text_'
    """
    return re.sub(r"\d+", "", name)
