"""Families: recognised on pages of sites that name none."""

from __future__ import annotations

import pytest

from newscrawl import read_article
from newscrawl.catalog import load
from newscrawl.catalog.families import recognise, with_rules_of
from newscrawl.catalog.schema import ArticleRule, Family, Layout, ListingRule, Rule, Site
from newscrawl.items import Article

CATALOG = load()
FAMILIES = list(CATALOG.families())


@pytest.mark.parametrize(
    ("source", "family"),
    [
        ('<script>createPageHTML(25, 0, "index", "html");</script>', "trs"),
        ('<div class="TRS_Editor"><div class="TRS_Editor">昨日，福州。</div></div>', "trs"),
        ("<!--enpcontent--><p>昨日，福州。</p><!--/enpcontent-->", "founder"),
        ('<div id="displaypagenum"><center><a href="node_538_2.htm">下一页</a></center></div>', "founder"),
        ('<span class="cms_block_span">要闻</span><div id="news_more_page_div_id"></div>', "system"),
        ('<a href="http://app.minhou.com/?app=mobile&controller=list">', "cmstop"),
        ('<div class="dede_pages"><ul class="pagelist"></ul></div>', "dedecms"),
        ('<a href="/index.php?m=content&c=index&a=lists&catid=9">', "phpcms"),
        ('<link href="https://minhou.com/wp-content/themes/news/style.css">', "wordpress"),
        ("<p>TRS 的编辑器</p>", None),
        ("", None),
    ],
)
def test_a_page_tells_its_family(source: str, family: str | None) -> None:
    found = recognise(source, FAMILIES)
    assert (found.id if found else None) == family


def test_the_family_with_more_marks_wins() -> None:
    """A TRS site may embed one block of another system."""
    source = '<div class="TRS_Editor"></div><script>createPageHTML(1, 0, "index", "html")</script> cms_block_span'
    found = recognise(source, FAMILIES)
    assert found is not None
    assert found.id == "trs"


def test_every_mark_is_searched_as_a_plain_word() -> None:
    """A mark has signs of expressions in it (`?`, `(`, `.`), and pages have broken characters."""
    for mark in (mark for family in FAMILIES for mark in family.marks):
        bearing = [family for family in FAMILIES if any(other in mark for other in family.marks)]
        assert recognise(f"\ud800福州{mark}新闻", FAMILIES) in bearing
        assert recognise(f"福州{mark[:-1]}", [Family(id="one", name="one", marks=(mark,))]) is None


def test_a_site_keeps_what_it_says_itself() -> None:
    own = Site(
        id="minhou",
        name="闽侯网",
        home="http://www.minhou.com/",
        listing=ListingRule(entries=Rule(css="ul.own > li")),
        article=ArticleRule(url=(r"/p/\d+$",)),
        layouts=(Layout(body=Rule(css="div.own")),),
    )
    founder = CATALOG.family("founder")
    made = with_rules_of(own, founder)
    assert made.listing.entries == own.listing.entries
    assert made.listing.next_url == founder.listing.next_url
    assert made.article.url == own.article.url, "the site's addresses are its own"
    assert made.article.next_page == founder.article.next_page
    assert made.layouts[0] == own.layouts[0]
    assert with_rules_of(CATALOG.site("xmnn"), founder) is CATALOG.site("xmnn"), "a named family stays"


def test_families_give_new_sites_no_narrow_addresses() -> None:
    bare = Site(id="minhou", name="闽侯网", home="http://www.minhou.com/")
    for family in FAMILIES:
        assert with_rules_of(bare, family).is_article("http://www.minhou.com/anything") is None


def test_a_site_that_names_no_family_is_read_with_the_rules_of_the_one_its_page_bears() -> None:
    site = CATALOG.site("hxnews")
    assert site.family is None
    text = "昨日，福州市举行地铁五号线开工仪式，预计三年后通车。" * 6
    page = f'<h1>福州地铁五号线开工</h1><div class="TRS_Editor"><p>{text}</p></div>'
    article = read_article(page, "http://www.hxnews.com/news/fj/fz/202011/18/1.shtml", site=site)
    assert isinstance(article, Article)
    assert article.evidence["body"] == "layout: " + str(CATALOG.family("trs").layouts[0].body.where)
    plain = read_article(
        page.replace("TRS_Editor", "wz"), "http://www.hxnews.com/news/fj/fz/202011/18/1.shtml", site=site
    )
    assert isinstance(plain, Article)
    assert plain.read_by == "generic"
    own = page.replace("TRS_Editor", "article-content TRS_Editor")
    found = read_article(own, "http://www.hxnews.com/news/fj/fz/202011/18/1.shtml", site=site)
    assert isinstance(found, Article)
    assert found.evidence["body"] == "layout: div.article-content", "the site's own layouts come first"
