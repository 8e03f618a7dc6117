"""A line that shows a page's place on its site (位置：首页 > 新闻 > 福州) → its steps, and the
site and channel of the catalog that they name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from newscrawl.catalog import Catalog
from newscrawl.catalog.schema import Channel, Site
from newscrawl.text.script import compare_key

WITHIN = 60
"""Lines of the beginning in which a trail is looked for; menus stand above it."""
_LONGEST_STEP = 16
_STEP = re.compile(r"\s*(?:[>＞»›→]+|&gt;|&raquo;|::|→)\s*")
_WEAK_STEP = re.compile(r"\s*(?:[>＞»›→]+|&gt;|&raquo;|::|[-－—|｜/·]+)\s*")
_LABEL = re.compile(
    r"^.{0,6}?(?:(?:当前|當前|现在|現在|所在|所处|目前)的?(?:位置|頁面|页面)|位置|您在|导航|導航)\s*(?:是|[:：])?\s*[:：]?\s*"
)
_MAY_BE = re.compile(r"[>＞»›→]|&gt;|&raquo;|::|位置|[页頁]面|您在|导航|導航")
_SENTENCE = re.compile(r"[。！？；，]")


def read_trail(line: str) -> tuple[str, ...]:
    """Read a line that shows a page's place, from the front page down; empty for any
    other line.

    Behind a label such as 您现在的位置 any mark separates the steps, and two are enough; no
    label is needed where arrows separate three.

    >>> read_trail("您當前的位置 :海峽網 > 新聞頻道 > 福建新聞 > 福州新聞")
    ('海峽網', '新聞頻道', '福建新聞', '福州新聞')
    >>> read_trail("当前位置：首页-新闻-正文"), read_trail("首页>福州")
    (('首页', '新闻', '正文'), ())
    >>> read_trail("记者从福州市气象台获悉，今日气温>30度")
    ()
    """
    if len(line) > 160 or not _MAY_BE.search(line):
        return ()
    label = _LABEL.match(line)
    rest = line[label.end() :] if label else line
    steps = _parts(_STEP, rest)
    if label and len(steps) < 2:
        steps = _parts(_WEAK_STEP, rest)
    if len(steps) < (2 if label else 3) or _SENTENCE.search(rest):
        return ()
    # a headline may stand at the end of a trail
    return steps if max(map(len, steps[:-1])) <= _LONGEST_STEP and len(steps[-1]) <= 3 * _LONGEST_STEP else ()


def _parts(pattern: re.Pattern[str], line: str) -> tuple[str, ...]:
    return tuple(part for part in pattern.split(line.strip()) if part)


def find_trail(lines: Sequence[str], first: int) -> tuple[int, tuple[str, ...]]:
    """Return the index and the steps of the trail above line `first`, the nearest one;
    -1 and no steps where there is none.
    """
    for at in range(min(first, len(lines)) - 1, max(-1, first - WITHIN), -1):
        if steps := read_trail(lines[at]):
            return at, steps
    return -1, ()


def place_of(trail: Sequence[str], catalog: Catalog) -> tuple[Site, Channel | None] | None:
    """Return the site and the channel that a trail names, in either script; None where
    it names no site.
    """
    keys = [compare_key(words) for words in trail]
    names = _sites_by_name(catalog) if keys else {}
    found = min((names[key] for key in keys if key in names), key=lambda each: each[0], default=None)
    if found is None:
        return None
    site = found[1]
    named = {compare_key(channel.name): channel for channel in site.channels if channel.name}
    return site, next((named[key] for key in reversed(keys) if key in named), None)


@lru_cache(maxsize=4)
def _sites_by_name(catalog: Catalog) -> dict[str, tuple[int, Site]]:
    """Return the first site of each name, with its place in the catalog."""
    sites = list(enumerate(catalog.sites()))
    return {compare_key(site.name): (at, site) for at, site in reversed(sites)}
