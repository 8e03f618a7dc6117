"""Copies of a run whose addresses differ from their originals' in parameters alone →
the names of what a site's file should ignore.

A site that writes the reader's session or a random number into its links shows every
article under a new address each time: all is fetched again and judged a duplicate, and
no entry is ever known.
"""

from __future__ import annotations

import logging
from collections import Counter, defaultdict
from urllib.parse import parse_qsl, urlsplit

from newscrawl.items import Duplicate
from newscrawl.ledger import Ledger

MANY = 5
"""Copies of a channel from which their names are told."""

logger = logging.getLogger(__name__)


class ChangingNames:
    """The parameters in which copies of a run differ from their originals, by
    channel."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._found: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)

    def item_scraped(self, item: object) -> None:
        """Look at a copy; connected to the signal of that name."""
        if not isinstance(item, Duplicate) or "?" not in item.url or item.channel is None:
            return
        listed, original = self._ledger.article(item.id), self._ledger.article(item.of)
        if listed is not None and original is not None and (names := differing_names(listed.url, original.url)):
            self._found[item.channel][names] += 1

    def report(self) -> None:
        """Log what was found, a line a channel."""
        for channel, counts in self._found.items():
            names, count = counts.most_common(1)[0]
            if count >= MANY:
                logger.warning(
                    "%s: %d articles came again under addresses that differ in %s alone; where that names no article, "
                    "write `[article] ignore = [%s]` into the site's file",
                    channel,
                    count,
                    ", ".join(names),
                    ", ".join(f'"{name}"' for name in names),
                )


def differing_names(one: str, other: str) -> tuple[str, ...]:
    """Return the names of the parameters in which two addresses differ; none where they
    differ in something else, too, or have nothing in common.

    >>> differing_names("http://a.cn/show.aspx?id=7&sid=8f3a", "http://a.cn/show.aspx?id=7&sid=77cd")
    ('sid',)
    >>> differing_names("http://a.cn/show.aspx?id=7", "http://a.cn/show.aspx?id=8")
    ()
    """
    here, there = urlsplit(one), urlsplit(other)
    if (here.netloc, here.path) != (there.netloc, there.path):
        return ()
    own, others = (dict(parse_qsl(parts.query, keep_blank_values=True)) for parts in (here, there))
    differing = tuple(sorted(name for name in own.keys() | others.keys() if own.get(name) != others.get(name)))
    in_path = any(character.isdigit() for character in here.path)
    return differing if in_path or any(own.get(name) == others.get(name) for name in own) else ()
