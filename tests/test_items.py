"""The line is the product: its schema must describe it whole."""

import json
from dataclasses import fields

import jsonschema
import pytest
from itemadapter import ItemAdapter

from newscrawl.items import Article, Block, Capture, Duplicate, DuplicateOf, Image, Tombstone, json_schema

FULL = Article(
    id="0123456789abcdef",
    url="http://a.cn/1.html",
    canonical_url="http://a.cn/1.html",
    body=(Block("p", "福州今日有雨。"), Block("subhead", "明日")),
    images=(Image("http://a.cn/1.jpg", "雨中"),),
    warc=Capture("warc/hxnews/a.warc.gz", 12, "sha1:AA"),
    duplicate_of=DuplicateOf("f" * 16, "equal", 1.0, "same text"),
    repairs={"gloss": 3},
    evidence={"title": "h1"},
)


@pytest.mark.parametrize(
    "item",
    [
        FULL,
        Article(id="0" * 16, url="u", canonical_url="u"),
        Duplicate(id="0" * 16, url="u", of="1" * 16, relation="equal"),
        Tombstone(id="0" * 16, url="u", withdrawn="gone", revision=2),
    ],
)
def test_a_line_keeps_to_its_schema(item):
    line = json.loads(json.dumps(ItemAdapter(item).asdict()))
    jsonschema.Draft202012Validator(json_schema(type(item))).validate(line)
    assert list(line) == [field.name for field in fields(item)]


def test_a_key_that_the_schema_does_not_know_is_an_error():
    line = json.loads(json.dumps(ItemAdapter(FULL).asdict())) | {"author": "x"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.Draft202012Validator(json_schema(Article)).validate(line)


@pytest.mark.parametrize("kind", [Article, Duplicate, Tombstone])
def test_every_field_says_what_it_means(kind):
    for name, schema in json_schema(kind)["properties"].items():
        assert schema.get("description"), name
