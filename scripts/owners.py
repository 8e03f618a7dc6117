"""Who owns the site of a measuring page, and whether its pages are locked away.

Hosts of one owner share templates and writers, so folds go by owner: ent.qq.com and
new.qq.com are one. Of the owners of the newer pages a third, by a hash of the name, is
locked: no rule and no threshold is made by looking at their pages, only their scores
are read.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from newscrawl.urls import registrable_domain


def owner(host: str) -> str:
    """Return the owner of a host: the name under the public suffix.

    >>> owner("ent.qq.com"), owner("news.sina.com.cn"), owner("www.sina.cn")
    ('qq', 'sina', 'sina')
    """
    return registrable_domain(host).partition(".")[0]


def locked_owners(truths: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """Return the owners that are locked away: a third of those of the newer pages,
    which state no `field_quality`."""
    newer = {owner(truth["host"]) for truth in truths if "field_quality" not in truth}
    return frozenset(name for name in newer if int(hashlib.sha256(name.encode()).hexdigest(), 16) % 3 == 0)
