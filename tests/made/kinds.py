"""The kinds of made pages by name, each a maker of cases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from random import Random

from .articles import articles
from .charsets import charsets
from .lists import every_pager, lists
from .refusals import refusals
from .templates import templates
from .truths import Case

KINDS: dict[str, Callable[[Random, int], Iterable[Case]]] = {
    "articles": articles,
    "articles of portals": lambda random, count: articles(random, count, portal=True),
    "articles of short lines": lambda random, count: articles(random, count, listed=True),
    "article templates": templates,
    "charsets": charsets,
    "listings": lists,
    "pagers": every_pager,
    "refusals": refusals,
}
"""`count` is how many are made by chance; templates, charsets, pagers and refusals are
each made once.
"""
