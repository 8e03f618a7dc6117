"""Blocks of TOML and Python in documents → what is wrong in them."""

from __future__ import annotations

import tempfile
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from newscrawl.catalog import load, select, select_papers
from newscrawl.cluster.schedule import look_up, read_schedule
from tests.docs.fences import Block
from tests.simsite import Replies, SimSite


def check_toml(blocks: Sequence[Block]) -> list[str]:
    """Read each block by the model that its tables belong to; a further block of a site goes on with the one before."""
    wrong: list[str] = []
    site = ""
    for block in blocks:
        try:
            keys = tomllib.loads(block.text)
            with tempfile.TemporaryDirectory() as made:
                if {"rhythm", "backfill"} & keys.keys():
                    look_up(read_schedule(block.text), load())
                elif {"home", "channel", "discover"} & keys.keys():
                    site = block.text if "home" in keys else f"{site}\n{block.text}"
                    compile_all(Path(made), "sites/fujian/documented.toml", site)
                elif all(isinstance(each, dict) and {"issue", "editions"} & each.keys() for each in keys.values()):
                    compile_all(Path(made), "newspapers/fujian.toml", block.text)
                else:
                    read_settings(Path(made) / "newscrawl.toml", block.text)
        except Exception as error:
            wrong.append(f"{block.place}: {error}")
    return wrong


def compile_all(folder: Path, name: str, text: str) -> None:
    """Load a file of the catalog, with all its rules."""
    path = folder / name
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    catalog = load([folder])
    if name.startswith("sites"):
        select(catalog, "documented/*", check=True)
    else:
        select_papers(catalog, ",".join(f"{key}/*" for key in tomllib.loads(text)), check=True)


def read_settings(path: Path, text: str) -> None:
    """Read a `newscrawl.toml`."""
    import os

    from scrapy.settings import Settings

    from newscrawl.config_file import VARIABLE
    from newscrawl.settings_sources import check_settings

    path.write_text(text, encoding="utf-8")
    former, os.environ[VARIABLE] = os.environ.get(VARIABLE, ""), str(path)
    try:
        check_settings(Settings())
    finally:
        os.environ[VARIABLE] = former


def check_python(blocks: Sequence[Block]) -> list[str]:
    """Run each block with a page, its address and its headers at hand."""
    site = SimSite(articles=3, listings=1)
    article = site.articles[0]
    url = f"http://www.hxnews.com{article.path}"
    reply = Replies(site, "http://www.hxnews.com").reply(article.path)
    headers = {"Content-Type": "text/html; charset=utf-8"}
    wrong = []
    for block in blocks:
        if (
            block.document == "docs/export.md"
        ):  # tests/export/test_readers.py runs them, where what they import is installed
            continue
        names: dict[str, Any] = {"body": reply.body, "url": url, "headers": headers, "text": "福州地铁四号线开工\n" * 9}
        try:
            exec(compile(block.text, block.place, "exec"), names)
        except Exception as error:
            wrong.append(f"{block.place}: {type(error).__name__}: {error}")
    return wrong
