"""`scrapy schema` as typed."""

from __future__ import annotations

from tests.commands.test_demo import scrapy


def test_schema_of_an_unknown_kind_is_refused():
    done = scrapy("schema", "story")
    assert done.returncode == 2
    assert "no kind of line 'story'" in done.stderr + done.stdout
