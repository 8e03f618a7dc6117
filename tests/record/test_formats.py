"""Feeds that other programs open: a spreadsheet runs nothing, an XML reader reads all."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from newscrawl.items import Article, Block, Tombstone
from newscrawl.record.formats import CsvExporter, XmlExporter, neutral_cell

LINE = Article(id="0" * 16, url="http://www.hxnews.com/1.shtml", canonical_url="http://www.hxnews.com/1.shtml")


def exported(kind: type, *items: object, **options: object) -> bytes:
    file = io.BytesIO()
    exporter = kind(file, encoding="utf-8", **options)
    exporter.start_exporting()
    for item in items:
        exporter.export_item(item)
    exporter.finish_exporting()
    return file.getvalue()


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


@pytest.mark.parametrize(
    "words",
    [
        "=1+2",
        "+86 591",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "＝cmd",
        "＋1",
        "－1",
        "＠x",
        "  =1",
        "　@x",
        "\ufeff=1",
        "\t福州",
    ],
)
def test_no_cell_of_words_is_a_formula(words):
    row = rows(
        exported(CsvExporter, replace(LINE, title=words, reporters=(words, "林晓芳"), body=(Block("p", words),)))
    )[0]
    assert row["title"] == f"'{words}"
    assert row["reporters"] == f"'{words},林晓芳"
    assert row["body"].startswith("[")


def test_words_of_the_news_and_numbers_stay():
    for words in ("福州=榕城", "5-3战胜对手", "'90后", "—福州—", "", "2020-11-18"):
        assert neutral_cell(words) == words
    lower = Tombstone(id="0" * 16, url="u", withdrawn="gone", revision=-3)
    assert rows(exported(CsvExporter, lower))[0]["revision"] == "-3"


def test_one_apostrophe_taken_away_gives_the_words_back():
    for words in ("=1", "'=1", "''@x", "'\t福"):
        assert neutral_cell(words)[1:] == words


def test_formulas_may_be_wanted():
    assert rows(exported(CsvExporter, replace(LINE, title="=1+2"), formulas=True))[0]["title"] == "=1+2"


def test_an_older_line_with_controls_leaves_the_xml_readable():
    evil = "福州\x00\x1b[1m新闻\x0b\ufffe\ud83d"
    data = exported(XmlExporter, replace(LINE, title=evil, body=(Block("p", evil),), evidence={"title": evil}), LINE)
    root = ElementTree.fromstring(data)
    assert [item.findtext("title") for item in root] == ["福州[1m新闻", None]
    assert root.find("item/body/value/text").text == "福州[1m新闻"  # type: ignore[union-attr]
