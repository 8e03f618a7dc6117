"""Addresses that are shaped like those of articles, and others."""

import json
from pathlib import Path

import pytest

from newscrawl.reader.fields.addresses import article_shaped

ADDRESSES = json.loads((Path(__file__).parents[2] / "cases" / "addresses.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("url", ADDRESSES["articles"])
def test_address_of_an_article(url: str) -> None:
    assert article_shaped(url)


@pytest.mark.parametrize("url", ADDRESSES["others"])
def test_address_of_something_else(url: str) -> None:
    assert not article_shaped(url)
