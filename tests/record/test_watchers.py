"""Functions that count items behind the record."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from newscrawl.items import Article
from newscrawl.record.watchers import ItemWatchers

ARTICLE = Article(id="00d0", url="http://www.minhou.com/1.shtml", canonical_url="http://www.minhou.com/1.shtml")


def test_a_count_that_fails_stops_no_other_and_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    seen: list[Any] = []

    def fails(item: Any, response: Any) -> None:
        raise KeyError("fz")

    watchers = ItemWatchers()
    watchers.add(fails)
    watchers.add(lambda item, response: seen.append(item))
    with caplog.at_level(logging.ERROR):
        watchers.pass_on(ARTICLE, None)
    assert seen == [ARTICLE]
    assert "fails failed for http://www.minhou.com/1.shtml" in caplog.text
