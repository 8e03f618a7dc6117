"""The name by which the command line was called → hints that can be typed as they
stand.

Messages are written with `scrapy …`; a reader who typed `newscrawl …` reads that, in
everything that goes through `i18n`.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

_COMMAND = re.compile(r"\bscrapy(?= [a-z])")


def program() -> str:
    """Return the name under which the command line was called."""
    called = Path(sys.argv[0])
    as_module = (called.parent.name, called.name) == ("newscrawl", "__main__.py")
    return "newscrawl" if as_module or called.stem == "newscrawl" else "scrapy"


def as_called(text: str, name: str | None = None) -> str:
    """Return a message whose commands begin with the name of this command line.

    >>> as_called("用 `scrapy audit` 查看；Scrapy 2.19", "newscrawl")
    '用 `newscrawl audit` 查看；Scrapy 2.19'
    """
    return _COMMAND.sub(name or program(), text) if "scrapy " in text else text
