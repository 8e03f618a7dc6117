"""Runs the product as users do: `scrapy crawl …` in a process of its own, against a simulated site, into a folder."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.processes import ROOT, Before, Process, run, start
from tests.simsite import SimSite

__all__ = ["NOW", "ROOT", "Crawl", "crawl", "read_lines", "start_crawl", "write_site"]
NOW = "2020-11-18T23:00:00+08:00"

FAMILY_RULES = {
    "hxnews": """
[listing]
entries = "ul.newlistbox > li"
link = "h3 a:last-of-type"
next_url = { url = "{folder}{page}.shtml", first = 2 }
[article]
url = '/\\d{6}/\\d{2}/\\d+\\.shtml$'
[[layout]]
when = "div.article-content"
title = 'meta[property="og:title"]::attr(content)'
published = 'meta[property="og:release_date"]::attr(content)'
body = "div.article-content"
editors = "p.article-editor"
keywords = "div.keywords > a"
"""
}


@dataclass(frozen=True)
class Crawl:
    """A finished crawl, and the archive it left."""

    code: int
    out: str
    err: str
    data: Path

    def lines(self, kind: str = "articles") -> list[dict[str, Any]]:
        """Every line of the record, articles or duplicates, in the order of files and lines."""
        return [line for path in sorted((self.data / kind).rglob("*.jsonl")) for line in read_lines(path)]


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file; a torn one is an error."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def write_site(
    folder: Path, site: SimSite, base: str, *, id: str = "sim", head: str = "", rules: str | None = None
) -> None:
    """Write the catalog file of a simulated site below `folder`, delays off."""
    channels = "\n".join(
        f'[[channel]]\nid = "{channel.id}"\nname = "{channel.name}"\nurl = "{base}{channel.path}"\n'
        for channel in site.channels
    )
    rules = FAMILY_RULES.get(site.knobs.family, "") if rules is None else rules
    path = folder / "sites" / "fujian" / f"{id}.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'name = "模拟网"\nhome = "{base}/"\ndelay = 0.0\n{head}\n{rules}\n{channels}', encoding="utf-8")


def command(tmp: Path, *args: str, spider: str = "channel", data: str = "data", **settings: object) -> list[str]:
    """Return what follows `python` to crawl the sites written below `tmp/catalog`.

    `args` are `a=b` pairs for `-a`, or options beginning with `-`.
    """
    given: dict[str, object] = {
        "NEWSCRAWL_DATA": tmp / data,
        "NEWSCRAWL_CATALOG": tmp / "catalog" if (tmp / "catalog").exists() else None,
        "NEWSCRAWL_ALLOW_HOSTS": "127.0.0.1",
        "NEWSCRAWL_CONTACT": "test@example.org",
        "NEWSCRAWL_NOW": NOW,
        "DOWNLOAD_DELAY": 0,
        "RETRY_TIMES": 1,
        "LOG_VERSIONS": "",  # reading those of nine packages is a twentieth of a small crawl
        **settings,
    }
    options = [part for name, value in given.items() if value is not None for part in ("-s", f"{name}={value}")]
    return ["-m", "scrapy", "crawl", spider, *spider_arguments(args), *options]


def start_crawl(
    tmp: Path,
    *args: str,
    env: dict[str, str] | None = None,
    err: int | None = None,
    before: Before | None = None,
    **options: Any,
) -> Process:
    """Start a crawl; options as of `command`, the others as of `tests.processes.start`."""
    return start(*command(tmp, *args, **options), env=env, err=err, before=before)


def crawl(
    tmp: Path, *args: str, data: str = "data", env: dict[str, str] | None = None, before: Before | None = None,
    **options: Any,
) -> Crawl:  # fmt: skip
    """Crawl, and wait for the end; the code is negative where a signal ended it."""
    done = run(*command(tmp, *args, data=data, **options), env=env, before=before)
    return Crawl(done.returncode, done.stdout, done.stderr, tmp / data)


def spider_arguments(args: tuple[str, ...]) -> list[str]:
    """Put `-a` before what looks like `name=value`; options and what follows them stay as they are."""
    result: list[str] = []
    follows_option = False
    for arg in args:
        if "=" in arg and not arg.startswith("-") and not follows_option:
            result += ["-a", arg]
        else:
            result.append(arg)
        follows_option = arg in ("-o", "-O", "-s", "-L")
    return result
