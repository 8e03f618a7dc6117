"""What every command does alike with the words it is given."""

from __future__ import annotations

from pathlib import Path

import pytest

import newscrawl.commands
from tests.processes import scrapy

NAMES = sorted(
    path.stem
    for path in Path(newscrawl.commands.__path__[0]).glob("*.py")
    if "\nclass Command(" in path.read_text(encoding="utf-8")
)


@pytest.mark.parametrize("name", NAMES)
def test_an_option_that_does_not_exist_is_no_word_to_work_with(name: str) -> None:
    done = scrapy(name, "--frobnicate=3", "hxnews/fz")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"scrapy {name}: unknown option --frobnicate\n"


def test_a_misspelt_option_is_told_with_its_neighbour() -> None:
    assert scrapy("articles", "福州", "--limt", "3").stderr.endswith("unknown option --limt; did you mean --limit?\n")


def test_behind_two_dashes_all_are_words() -> None:
    assert scrapy("channels", "--", "-x").stderr == "scrapy channels: no province, site or channel is called '-x'\n"
