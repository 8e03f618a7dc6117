"""Counts the steps that Scrapy and what it stands on take for each article of a crawl."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from types import FrameType
from typing import Any

import pydispatch  # type: ignore[import-untyped]
import scrapy
import twisted

from newscrawl.record.extension import Record

FIRST, LAST = 10, 30
"""Articles between which calls are counted: what is imported or begun at first is done by then."""


def count_calls(path: str) -> None:
    """Write to a file how many functions of theirs are called for an article, in the crawl of this process."""
    folders = tuple(str(Path(str(package.__file__)).parent) for package in (scrapy, twisted, pydispatch, asyncio))
    articles = calls = 0

    def count(frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal articles, calls
        if event != "call":
            return
        if frame.f_code is Record.item_scraped.__code__:
            articles += 1
            if articles == LAST:
                sys.setprofile(None)
                Path(path).write_text(str(calls / (LAST - FIRST)), encoding="ascii")
        elif articles >= FIRST and frame.f_code.co_filename.startswith(folders):
            calls += 1

    sys.setprofile(count)
