"""A page of unreasonable make costs no more than its size; it is cut or refused, and says so."""

from __future__ import annotations

import pytest

from newscrawl import read_article, read_listing
from newscrawl.items import Article, NoArticle
from newscrawl.reader.fields import blocks, bylines, closing_credits, list_dates
from newscrawl.reader.limits import MOST_ATTRIBUTES, MOST_ELEMENTS, MOST_TEXT, thin_tags, within_limits
from newscrawl.reader.page import Page
from newscrawl.text import repair
from newscrawl.text.mirror import mojibake

URL = "http://www.hxnews.com/news/fj/fz/202011/18/1934417.shtml"
TEXT = "<p>昨日，福州全市普降大雨，学校停课。市民从气象台获悉，本次降雨将持续三天，请注意防范。</p>" * 4


def page(more: str) -> str:
    return (
        "<html><head><title>福州普降大雨学校停课一天_海峡网</title></head><body><h1>福州普降大雨学校停课一天</h1>"
        f"<div>2020-11-18 09:30 来源：福州晚报</div><div>{TEXT}{more}</div></body></html>"
    )


def attributes(count: int, form: str = 'data-{}="x"') -> str:
    return " ".join(form.format(i) for i in range(count))


@pytest.mark.parametrize("form", ["a{}", "a{}=1", 'a{}=">"', "a{}='<p>'", 'a{} = "x"', "a{}=x/"])
@pytest.mark.parametrize("tag", ["div", "script", "x-y", "P"])
def test_a_tag_keeps_its_first_attributes(tag, form):
    given = attributes(MOST_ATTRIBUTES + 50, form)
    thin, cut = thin_tags(f"<p>福州</p><{tag} {given}>西湖</{tag}>")
    assert cut == 50
    assert thin == f"<p>福州</p><{tag} {attributes(MOST_ATTRIBUTES, form)}>西湖</{tag}>"


@pytest.mark.parametrize(
    "source",
    [
        f"<!-- <div {attributes(400)}> --><p>福州</p>",
        f'<script>if (a<b) {{ {attributes(400)} }}</script><p title="a > b">福州</p>',
        f'<p title="{"闽江 " * 900}">福州</p>',
        f"<div {attributes(MOST_ATTRIBUTES)}>福州</div>",
        f"气温<5度，{'闽江水位 ' * 900}",
        '<p title="没有结束' + " a" * 900,
        "<!-- 没有结束" + " <b" * 900,
    ],
)
def test_what_is_no_long_tag_is_left_as_it_is(source):
    assert thin_tags(source) == (source, 0)


@pytest.mark.parametrize("form", ["a{}", "a{}=1", 'a{}=">"', "a{}='<p>'", 'a{} = "x"', "a{}=x/"])
def test_no_tag_is_slow_to_parse_whatever_its_values(form):
    text, data, limits = within_limits(f"<p>福州</p><div {attributes(20_000, form)}>西湖</div>")
    assert limits == ("19800 attributes of a tag cut off",)
    assert text == f"<p>福州</p><div {attributes(MOST_ATTRIBUTES, form)}>西湖</div>"
    assert data == text.encode()


@pytest.mark.parametrize(
    "form", ["a{}", "a{}=1", 'a{}=">"', "a{}='<p>'", 'a{} = "x"', 'a{}=\u3000">"', "a{} <b", 'a{}"=">"']
)
@pytest.mark.parametrize("before", ["", "<script>if (a<b) c='<i'</script>", "<p title='a\">'>", "<a<a"])
def test_a_large_tag_is_found_among_many_small_ones(form, before):
    small = "<p class='a b' title=\"c\"></p>" * 3_000
    source = f"{small}{before}<div {attributes(MOST_ATTRIBUTES + 50, form)}>西湖</div>{small}"
    text, _, limits = within_limits(source)
    assert (text, len(limits)) == (thin_tags(source)[0], 1)


def test_an_article_with_a_thinned_tag_says_so():
    found = read_article(page(f"<div {attributes(1000)}>全文完</div>"), URL)
    assert isinstance(found, Article)
    assert found.title == "福州普降大雨学校停课一天"
    assert found.evidence is not None
    assert found.evidence["body"].endswith("; 800 attributes of a tag cut off")


def test_a_page_of_too_many_elements_is_not_read_and_says_why():
    cells = page(f"<table><tr>{'<td>文字</td>' * (MOST_ELEMENTS + 1)}</tr></table>")
    found = read_article(cells, URL)
    assert isinstance(found, NoArticle)
    assert found.kind == "too_large"
    assert found.evidence.endswith(f"more than {MOST_ELEMENTS}")
    listing = read_listing(cells, "http://www.hxnews.com/news/fj/fz/")
    assert (listing.kind, listing.entries) == ("too_large", ())


def test_a_page_below_the_limit_is_read():
    found = read_article(page(f"<table><tr>{'<td>文字</td>' * 2000}</tr></table>"), URL)
    assert isinstance(found, Article)
    assert found.evidence is not None
    assert "cut off" not in found.evidence["body"]


def test_the_characters_that_are_not_parsed_are_counted():
    assert Page.parse("福" * (MOST_TEXT + 7), URL).limits == ("7 characters cut off",)


def test_the_lines_of_a_page_that_may_be_credits_are_limited(monkeypatch):
    asked = []
    real = bylines.read_credit_line
    monkeypatch.setattr(closing_credits, "read_credit_line", lambda text: asked.append(text) or real(text))
    found = read_article(page("".join(f"<p>（责任编辑：陈静{i}）</p>" for i in range(3 * blocks.MOST_CREDITS))), URL)
    assert isinstance(found, Article)
    assert len(asked) <= blocks.MOST_CREDITS + 10


def test_damage_of_a_huge_document_is_taken_back_up_to_a_limit(monkeypatch):
    monkeypatch.setattr(mojibake, "READ", 6000)
    line = "福州市民昨日在西湖公园参加植树活动"
    for damaged in (line.encode().decode("latin-1"), line.encode("gbk").decode("latin-1")):
        text = "\n".join([damaged] * 2000)
        repaired = repair.repair(text).text
        assert repaired.startswith(f"{line}\n{line}\n")
        assert repaired.endswith(damaged)


def test_a_long_damaged_line_is_cut_where_a_character_begins(monkeypatch):
    monkeypatch.setattr(mojibake, "LONGEST", 1000)
    line = "福州市民昨日在西湖公园参加植树活动" * 100
    for start in range(3):
        damaged = line[start:].encode().decode("latin-1")
        assert repair.diagnose(damaged).apply(damaged).text == line[start:]
        assert len(repair.diagnose(damaged).layers) == 1


def test_a_line_of_many_links_is_not_looked_through_for_each(monkeypatch):
    copied = []
    real = list_dates.without_title
    monkeypatch.setattr(list_dates, "without_title", lambda text, item: copied.append(len(text)) or real(text, item))
    links = "".join(f'<a href="/news/fj/fz/202011/18/{1934000 + i}.shtml">福州普降大雨第{i}条新闻' for i in range(500))
    found = read_listing(f"<html><body><div>{links}</div></body></html>", "http://www.hxnews.com/news/fj/fz/")
    assert len(found.entries) == 500
    assert sum(copied) < 500 * 2 * 400
