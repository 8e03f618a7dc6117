"""Comparing a line with a page read again: what differs is named, what no reader finds is left alone."""

import json
from dataclasses import replace

import pytest

from newscrawl.items import Article, Block, Capture
from newscrawl.record.outcome import to_line
from newscrawl.reprocess.field_changes import FieldChange, Tally, compare

ARTICLE = Article(
    id="00000000000000d0",
    url="http://www.hxnews.com/1.shtml",
    canonical_url="http://www.hxnews.com/1.shtml",
    title="福州西湖菊展开幕",
    text="菊展昨日开幕。\n展期一个月。",
    body=(Block("p", "菊展昨日开幕。"), Block("p", "展期一个月。")),
    editors=("陈海燕",),
    warc=Capture("warc/a.warc.gz", 7, "sha1:A"),
)
LINE = json.loads(to_line(ARTICLE))


def test_an_article_read_as_before_differs_in_nothing():
    again = replace(ARTICLE, fetched="2021-01-01T00:00:00+08:00", warc=None, revision=3, reader_version=9)
    assert compare(LINE, again) == []


@pytest.mark.parametrize(
    ("changed", "field", "change"),
    [
        ({"title": "西湖菊展开幕"}, "title", "changed"),
        ({"editors": ()}, "editors", "lost"),
        ({"source": "福州晚报"}, "source", "gained"),
        ({"text": "菊展今日开幕。\n展期一个月。"}, "text", "changed"),
    ],
)
def test_a_field_that_differs_is_named_with_what_became_of_it(changed: dict, field: str, change: str):
    (found,) = compare(LINE, replace(ARTICLE, **changed))
    assert (found.field, found.change) == (field, change)


def test_what_follows_from_another_field_is_compared_only_on_request():
    changed = replace(ARTICLE, body=ARTICLE.body[:1])
    assert compare(LINE, changed) == []
    assert [each.field for each in compare(LINE, changed, frozenset(["body"]))] == ["body"]


def test_a_field_of_a_newer_vocabulary_is_absent_in_an_old_line():
    old = {name: value for name, value in LINE.items() if name not in ("subtitle", "photographers")}
    assert compare(old, ARTICLE) == []
    assert [each.change for each in compare(old, replace(ARTICLE, photographers=("林晓",)))] == ["gained"]


def test_a_tally_counts_articles_and_what_became_of_fields():
    tally = Tally()
    tally.count([])
    tally.count([FieldChange("0", "u", "title", None, "a"), FieldChange("0", "u", "editors", ["a"], [])])
    assert (tally.same, tally.different, tally.clean) == (1, 1, False)
    assert {name: dict(counts) for name, counts in tally.fields.items()} == {
        "title": {"gained": 1},
        "editors": {"lost": 1},
    }
