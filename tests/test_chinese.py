"""Every command in Chinese: its help, its mistakes and what it shows of an archive have no English sentence left."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from newscrawl.commands.overview import ALIASES, GROUPS
from tests import processes

pytestmark = pytest.mark.slow
COMMANDS = [*(name for names in GROUPS.values() for name in names), *ALIASES]
CHINESE = {
    "NEWSCRAWL_LANGUAGE": "zh",
    "SCRAPY_SETTINGS_MODULE": "newscrawl.settings",
    "COLUMNS": "100",
    "NEWSCRAWL_DATA": ".",
    "NEWSCRAWL_NOW": "2020-11-18T22:01:00+08:00",
}
SHOWN = """
audit
audit --verify
audit --run 1
coverage
coverage --html report
health
settings
articles 地铁
articles 火星
articles --limit 2
articles -o found.csv
export -o all.jsonl.gz
duplicates http://www.hxnews.com/news/fj/fz/202011/13/2300242.shtml
channels hxnews --check
channels --papers fzrb
ledger retry
ledger backup ../copy
ledger reindex
ledger rebuild
dedup fz.jsonl
init new
init new
demo -h
export schema --help
""".strip().splitlines()
"""Commands that do their work, on the archive of the demo."""
WRONG = """
audit x
audit --run 99
audit --channel fuzhou
channels fjian
articles --limit x
articles --since x
crawl
crawl chanel
crawl channel
crawl channel -a channels=hxnews/fz
crawl channel -a chanels=x
crawl newspaper -a papers=fzrb -a since=2999-01-01
crawl channel -a channels=x
coverage --html a --json
dedup
dedup no.jsonl
diff-parse
export -f yaml
export merge
feed
forget
forget 0123456789abcdef
forget 0123456789abcdef --reason 法院
health --within x
health a b
init a b
init --contact '"'
jobs
ledger
ledger burn
ledger copy a
ledger backup
ledger adopt
ledger --outcome lost
newsite a
newsite A http://a.cn/
newsite a b
probe
probe a
reprocess
reprocess none.warc
schedule none.toml
settings nope
settings -x
checksites a b
audit -s NEWSCRAWL_NOPE=1
audit -s NEWSCRAWL_KNOWN_PAGES=0
audit -L loud
audit --runs
audit -s NEWSCRAWL_DATA=/dev/null
duplicates nothing
papers nix
""".strip().splitlines()
"""Commands that are used wrongly, or find nothing."""
RUN = """
import contextlib, io, json, shlex, sys
from scrapy.cmdline import execute
results, given = [], json.load(sys.stdin)
for line in given:
    said = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said), contextlib.suppress(SystemExit):
        execute(["newscrawl", *shlex.split(line)])
    results.append([line, said.buffer.getvalue().decode()])
json.dump(results, sys.stdout)
"""
_QUOTED = re.compile(r"`[^`]*`|'[^']*'|https?://\S+|（[a-z_, ]+）|是不是 .*？")
_WORD = re.compile(r"(?<![\w./:=<{@\[$-])[A-Za-z]?[a-z]{2,}(?![\w/:=>}@\]-]|\.\w)")
NAMES = """
newscrawl scrapy Scrapy Python cron crontab pip install gzip zstd robots txt http css xpath meta url regex id cProfile
pdb ipdb Schema Markdown procrastinate worker app webhook spidermon
channel newspaper archive adopt unchecked since until wait revisit contact retry Retry backup restore rebuild reindex recount copy merge
my fujian fzrb hxnews exit cd zh auto true false
article duplicate title text published source reporters editors keywords breadcrumbs images site
exported failed rejected empty divert check keep
corpus Parquet parquet Lines jsonl csv json script evidence repairs datasets map plain Features Arrow arrow set
"""
"""Words that stay as they are in any language: programs and formats, what is typed, names in lines and in the ledger."""


def outputs(lines: Iterable[str], cwd: Path) -> Iterator[tuple[str, str]]:
    """Yield lines with what they print; one process runs all of them."""
    done = processes.run("-c", RUN, cwd=cwd, env=CHINESE, input=json.dumps([*lines]))
    assert done.returncode == 0, done.stderr
    yield from json.loads(done.stdout)


def english(line: str, text: str) -> list[str]:
    """Return the words of a text that are neither names nor quoted nor typed."""
    known = {*NAMES.split(), *COMMANDS, *re.findall(r"\w+", line)}
    return [word for word in _WORD.findall(_QUOTED.sub(" ", text)) if word not in known]


def left(lines: Iterable[str], cwd: Path) -> dict[str, list[str]]:
    """Return the English words that lines print; a line that prints nothing has one, too."""
    found = {line: english(line, text) if text else ["(nothing)"] for line, text in outputs(lines, cwd)}
    return {line: words for line, words in found.items() if words}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of the demo's archive, and what its crawl said."""
    folder = tmp_path_factory.mktemp("chinese")
    env = {name: value for name, value in CHINESE.items() if name != "NEWSCRAWL_NOW"}
    done = processes.scrapy("demo", cwd=folder, env=env)
    assert done.returncode == 0, done.stderr
    return folder / "data" / "demo", done.stdout + done.stderr


def test_help_of_every_command(tmp_path: Path) -> None:
    assert left((f"{name} -h" for name in COMMANDS), tmp_path) == {}


def test_what_a_crawl_says(demo: tuple[Path, str]) -> None:
    assert english("demo", demo[1]) == []


def test_what_is_shown_of_an_archive(demo: tuple[Path, str]) -> None:
    assert left(SHOWN, demo[0]) == {}


def test_what_is_wrong_is_said_in_chinese(demo: tuple[Path, str]) -> None:
    assert left(WRONG, demo[0]) == {}


@pytest.mark.parametrize("text", ["run 1  2020-11-18  not ended", "channel  listed", "3 articles could not be fetched"])
def test_an_english_text_is_found(text: str) -> None:
    assert english("audit", text)
