"""The index of a running archive: what is judged at once is compared all the same, and what never got a line is not."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from newscrawl.dedup.archived_texts import ArchivedTexts
from newscrawl.dedup.sqlite import SqliteStore
from tests.text.prose import SIMPLIFIED


@pytest.fixture
def texts() -> Iterator[ArchivedTexts]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        SqliteStore.create(connection)
        yield ArchivedTexts(SqliteStore(connection))


def article(number: int, text: str = SIMPLIFIED) -> Any:
    """Only what the index looks at."""

    class Slim:
        id, site, published, revision = f"{number:016x}", "hxnews", "2020-11-18T09:30:00+08:00", 1

    slim: Any = Slim()
    slim.text = text
    return slim


def test_of_two_copies_that_come_at_once_the_second_is_one(texts: ArchivedTexts) -> None:
    first, second = article(1), article(2, "本报讯 " + SIMPLIFIED.replace("昨日", "昨天"))
    assert texts.copy_of(first) is None
    found = texts.copy_of(second)
    assert found is not None
    assert found.id == first.id
    texts.keep(first)
    again = texts.copy_of(second)
    assert again is not None
    assert again.id == first.id


def test_what_got_no_line_is_nobodys_original(texts: ArchivedTexts) -> None:
    first, second = article(1), article(2)
    assert texts.copy_of(first) is None
    texts.discard(first.id)
    assert texts.copy_of(second) is None


def test_an_article_is_no_copy_of_itself(texts: ArchivedTexts) -> None:
    assert texts.copy_of(article(1)) is None
    assert texts.copy_of(article(1)) is None


def test_an_article_without_words_is_no_copy(texts: ArchivedTexts) -> None:
    assert texts.copy_of(article(1, "")) is None
