"""Whoever copies a command, a table or a snippet from the documentation finds that it works."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from newscrawl.commands.overview import unknown_command
from tests.docs.fences import Block, documents, read_blocks
from tests.docs.running import TABLE, Result, faults, rule_of, run_documents, table
from tests.docs.worlds import worlds
from tests.postgres import programs
from tests.processes import ROOT


@pytest.fixture(scope="module")
def results() -> Iterator[list[Result]]:
    if programs() is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with worlds() as made:
        yield list(run_documents(made))


@pytest.mark.slow
def test_what_is_documented_works_as_it_stands(results: list[Result]) -> None:
    assert faults(results, read_blocks()) == []


@pytest.mark.slow
def test_the_table_of_documented_commands_is_of_today(results: list[Result]) -> None:
    former, now = TABLE.read_text(encoding="utf-8").splitlines(), table(results).splitlines()
    assert [line for line in now if line not in former] == [], "python scripts/run_docs.py --write"
    assert former == now, "python scripts/run_docs.py --write"


def test_every_document_for_users_is_looked_at() -> None:
    assert {"README.md", "CONTRIBUTING.md", "docs/many-machines.md", "docs/operations.md"} <= {*documents()}


def test_commands_that_are_only_named_exist() -> None:
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in documents())
    named = {*re.findall(r"`(?:scrapy|newscrawl) ([a-z][\w-]*)", text)}
    assert {"crawl", "ledger", "audit"} <= named
    assert [told for name in sorted(named) if (told := unknown_command(name))] == []


def test_a_block_of_no_kind_and_a_rule_for_nothing_are_told() -> None:
    told = faults([], [Block("README.md", 7, "", "scrapy audit\n", "")])
    assert "README.md:7: a block of kind none; it may be sh, console, cron, toml, python, text" in told
    assert any(line.startswith("rules.toml: no command fits") for line in told)


def test_a_block_that_does_not_hold_is_told() -> None:
    wrong = [
        Block("README.md", 1, "toml", '[[rhythm]]\nchannels = "nosuch:*"\nevery = "1h"\n', ""),
        Block("README.md", 2, "toml", 'name = "海峡网"\nhome = "http://www.hxnews.com/"\nhoem = 1\n', ""),
        Block("README.md", 3, "toml", '[mdrb]\nname = "闽东日报"\nissue = "http://szb.ndpic.cn/{day}"\n', ""),
        Block("README.md", 4, "toml", 'contcat = "you@example.org"\n', ""),
        Block("README.md", 5, "python", "from newscrawl import read_artcle\n", ""),
    ]
    told = [line for line in faults([], wrong) if line.startswith("README.md")]
    assert [line.split(":")[1] for line in told] == ["1", "2", "3", "4", "5"], told


def test_a_command_is_run_as_its_rule_says() -> None:
    assert rule_of("make test").replace == (("make ", "make -n --no-print-directory -o .venv/installed "),)
    assert rule_of("scrapy audit").code == 0
