"""The simulated site is what other tests measure by: the same every time, true to its families, as bad as asked."""

import re
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from parsel import Selector

from tests.simsite import Replies, SimSite
from tests.simsite.grammar import Node, parse
from tests.simsite.mirror import damage
from tests.simsite.names import VOCABULARY
from tests.simsite.texts import bare, likeness, templates, topics

BASE = "http://news.test"
EVERYTHING: dict[str, Any] = {
    "channels": 2, "pinned": 1, "redated": 2, "shared": 2, "multipage": 3, "odd_titles": 2, "hostile": True,
    "reprint": 2, "cut": 1, "merge": 1, "damaged": 1, "weather": 2, "lottery": 2, "notice": 2, "missing": 1,
    "broken": 1, "flaky": 1, "soft404": 1, "moved": 1, "to_front": 1, "to_channel": 1, "to_private": 1, "slow": 1,
    "truncated": 1, "dropped": 1, "verify": 1, "stub": 1, "huge": 1, "bomb": 1, "mislabeled": 1, "bomb_bytes": 4000,
}  # fmt: skip
FAMILIES: dict[str, dict[str, str]] = {
    "hxnews": {
        "list": "ul.newlistbox > li > div > h3 > a:last-of-type", "title": 'meta[property="og:title"]::attr(content)',
        "time": 'meta[property="og:release_date"]::attr(content)',
        "body": "div.article.article_16.article-content.fontSizeSmall",
        "editor": "p.article-editor::text", "source": "span.source", "pager": "div.page a, p.rest a",
    },
    "trs": {
        "list": "div#sort_body ul li > a", "title": "div.cont-h::text", "time": "meta[name=publishdate]::attr(content)",
        "body": "div.TRS_Editor > div.TRS_Editor", "editor": "div.cont-ed::text", "source": "span.cont-a-src",
        "pager": "div.fenye a, p.rest a",
    },
    "founder": {
        "list": "ul.list_page > li > a", "title": "div.cont_head > h1::text", "time": "span#pubtime_baidu::text",
        "body": "div#new_message_id", "editor": "span#editor_baidu::text", "source": "span#source_baidu",
        "pager": "div#displaypagenum > center > a, p.rest a",
    },
    "plain": {
        "list": "table.t3 a", "title": "h2::text", "time": "div.t5::text", "body": "div.t7", "editor": "div.t8::text",
        "source": "div.t5", "pager": "div.t4 a, p.rest a",
    },
}  # fmt: skip


def page_of(site: SimSite, path: str) -> Selector:
    return Selector(Replies(site, BASE).reply(path).body.decode(site.knobs.charset))


def texts_in(body: Selector) -> list[str]:
    """The lines of a body, as a person would copy them."""
    html = re.sub(r"<style.*?</style>|<table.*?</table>", "", body.get() or "", flags=re.S)
    lines = Selector(re.sub(r"</p>|<br ?/?>", "\n", html, flags=re.I)).xpath("string()").get() or ""
    return [line.strip(" 　\n") for line in lines.split("\n") if line.strip(" 　\n")]


def slots(nodes: tuple[Node, ...]) -> set[str]:
    """The names of all slots of a template."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, tuple) and node[0] == "slot":
            found.add(str(node[1]).partition("#")[0])
        elif isinstance(node, tuple) and node[0] == "choice":
            found.update(*(slots(option) for option in node[1]))  # type: ignore[attr-defined]
    return found


def test_same_seed_gives_the_same_bytes_and_another_seed_other_news():
    one, two = (Replies(SimSite(7, 80, 4, **EVERYTHING), BASE) for _ in range(2))
    assert one.paths() == two.paths()
    assert all(one.reply(path).body == two.reply(path).body for path in one.paths())
    assert not {a.title for a in SimSite(8, 20).articles} & {a.title for a in one.site.articles}


def test_every_template_names_only_slots_that_exist():
    known = {*VOCABULARY, "city", "date"}
    for topic in (*topics(), "any"):
        for lines in templates(topic).values():
            assert not set().union(*(slots(parse(line)) for line in lines)) - known, topic


def test_no_two_articles_are_alike_and_no_two_titles_equal():
    """Otherwise a deduplicating crawl could rightly drop what the truth says it must keep."""
    site = SimSite(3, 250, 10, unlisted=0)
    texts = [bare("".join(article.paragraphs)) for article in site.articles]
    grams = [{text[i : i + 4] for i in range(len(text) - 3)} for text in texts]
    assert max(len(one & other) / min(len(one), len(other)) for one, other in combinations(grams, 2)) < 0.3
    assert len({article.title for article in site.articles}) == 250
    assert min(map(len, texts)) >= 100
    assert max(map(len, texts)) >= 1000


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
@pytest.mark.parametrize("family", FAMILIES)
def test_markup_of_each_family_parses_to_the_truth(family: str, charset: str):
    css = FAMILIES[family]
    site = SimSite(5, 40, 3, family=family, charset=charset, multipage=2, pinned=1)
    channel = site.channels[0]
    for number in range(1, site.listing_count(channel) + 1):
        listing = page_of(site, site.family.listing_page(channel.path, number))
        links = [(a.attrib["href"], a) for a in listing.css(css["list"])]
        entries = site.entries(channel, number)
        numbered = [(url, a) for url, a in links if str(site.articles[0].published.year) in url and "/zt/" not in url]
        assert [url.rpartition("/")[2] for url, _ in numbered] == [
            entry.article.path.rpartition("/")[2] for entry in entries
        ]
        assert all(entry.title in a.xpath("string()").get("") for (_, a), entry in zip(numbered, entries, strict=True))
    for article in site.articles:
        pages = [page_of(site, path) for path in article.paths]
        assert pages[0].css(css["title"]).get() == article.title
        stamp = re.findall(r"\d+", pages[0].css(css["time"]).get() or "")[:5]
        assert [int(part) for part in stamp] == list(article.published.timetuple())[:5]
        assert (article.source or "") in (pages[0].css(css["source"]).xpath("string()").get() or "")
        assert all(name in (pages[-1].css(css["editor"]).get() or "") for name in article.editors)
        lines = [line for page in pages for line in texts_in(page.css(css["body"]))]
        lines = [line for line in lines if not re.fullmatch(r"余下全文>>|[上下一页\d ]*", line)]
        assert lines == [block.text for block in article.body if block.kind != "table"]
        links = [a.attrib["href"] for page in pages for a in page.css(css["pager"])]
        assert set(article.paths[1:]) <= set(links)


@pytest.mark.parametrize("charset", ["utf-8", "gbk"])
@pytest.mark.parametrize("family", FAMILIES)
def test_articles_weigh_what_real_pages_weigh(family: str, charset: str):
    site = SimSite(5, 20, 2, family=family, charset=charset)
    bodies = [Replies(site, BASE).reply(article.path).body for article in site.articles]
    assert min(map(len, bodies)) >= 27_000
    assert not any(re.search(rb"&#\d", body) for body in bodies), "a character that the charset lacks"


def test_listings_are_newest_first_with_pinned_and_redated_entries():
    site = SimSite(6, 60, 4, channels=2, shared=3, pinned=2, redated=2)
    first = site.entries("fz", 1)
    assert [entry.pinned for entry in first[:3]] == [True, True, False]
    assert [entry.article.published.date() == site.today for entry in first[2:4]] == [False, False]
    shown = [entry.shown for page in range(1, 5) for entry in site.entries("fz", page) if not entry.pinned]
    assert shown == sorted(shown, reverse=True)
    assert sum(len(article.channels) == 2 for article in site.articles) == 3
    listing = page_of(site, "/news/fj/fz/")
    assert listing.css("div.rank a::attr(href)").getall()[1].endswith(site.unlisted[0].path)
    assert any("ad.example" in url for url in listing.css("ul.newlistbox a::attr(href)").getall())


def test_copies_share_their_text_with_their_originals_and_series_share_only_words():
    site = SimSite(9, 80, 4, reprint=3, cut=3, merge=2, damaged=2, weather=4, lottery=4, notice=4)
    for copy in (article for article in site.articles if article.of):
        for original in map(site.article, copy.of):
            assert copy.group == original.group
            assert copy.published > original.published
            if copy.script == original.script:
                assert likeness(bare("".join(copy.paragraphs)), bare("".join(original.paragraphs))) > 0.75
                assert copy.title != original.title
    for kind in ("weather", "lottery", "notice"):
        members = [bare("".join(a.paragraphs)) for a in site.articles if a.kind == kind]
        assert len(set(members)) == 4
        assert min(likeness(one, other) for one, other in combinations(members, 2)) > 0.3
    assert {a.outcome for a in site.articles if a.kind in ("weather", "lottery", "notice")} == {"exported"}


def test_mirror_copies_are_glossed_all_over_the_page():
    site = SimSite(9, 30, 2, damaged=1)
    copy = next(article for article in site.articles if article.kind == "damaged")
    html = Replies(site, BASE).reply(copy.path).body.decode()
    assert "責(zé)任編輯" in html
    assert damage(copy.title) in html
    assert re.sub(r"\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǘǚǜ]+\)", "", damage("".join(copy.paragraphs))) == "".join(
        copy.paragraphs
    )
    lossy = Replies(SimSite(9, 30, 2, damaged=1, damage_bytes=True), BASE).reply(copy.path).body.decode()
    assert re.search(r"\?[a-zǎ-ǜāáàēéèīíìōóòūúù]+\)", lossy), "bytes of neighbours eaten"


def test_charset_labels_lie_as_asked():
    site = SimSite(1, 10, 1, charset="gbk", header_charset=None, meta_charset="utf-8")
    reply = Replies(site, BASE).reply(site.articles[0].path)
    assert dict(reply.headers)["Content-Type"] == "text/html"
    assert 'charset=utf-8"' in reply.body.decode("gbk")
    site.turn(header_charset="ISO-8859-1", meta_charset=None)
    reply = Replies(site, BASE).reply(site.articles[0].path)
    assert dict(reply.headers)["Content-Type"].endswith("ISO-8859-1")
    assert b"charset=" not in reply.body[:600]


@pytest.mark.parametrize(("how", "status"), [("404", 404), ("notice", 200), ("front", 302)])
def test_time_brings_news_edits_and_withdrawals(how: str, status: int):
    site, twin = (SimSite(13, 40, 3) for _ in range(2))
    before = {article.number: article for article in site.articles}
    change = site.advance(days=1, new=3, edit=2, withdraw=1, withdraw_how=how, reprint=1)
    assert twin.advance(days=1, new=3, edit=2, withdraw=1, withdraw_how=how, reprint=1) == change
    assert twin.articles == site.articles
    assert len(change.new) == 4
    assert {entry.article.number for entry in site.entries("fz")[:4]} == set(change.new)
    for number in change.edited:
        old, new = before[number].body, site.article(number).body
        assert sum(one != other for one, other in zip(old, new, strict=True)) == 1
    reply = Replies(site, BASE).reply(site.article(change.withdrawn[0]).path)
    assert reply.status == status
    assert how != "notice" or "已被删除" in reply.body.decode()


def test_a_new_template_changes_the_markup_and_not_the_text():
    site = SimSite(13, 20, 2)
    article = site.articles[4]
    pages = []
    for template in (1, 2, 3):
        site.advance(days=0, change_template=template)
        pages.append(page_of(site, article.path))
    known = [texts_in(page.css("div.article-content")) for page in pages[:2]]
    assert known[0] == known[1] == texts_in(pages[2].css("div.z-text"))
    assert len({page.get() for page in pages}) == 3
    assert not pages[2].css(".article-content, .article-editor, meta[property]")


def test_a_site_can_be_mended():
    site = SimSite(14, 30, 2, broken=2, dropped=1, missing=1, listing_500=(1,))
    site.heal()
    statuses = [Replies(site, BASE).reply(article.path).status for article in site.articles]
    assert sorted(statuses) == [200] * 29 + [404]
    assert Replies(site, BASE).reply("/news/fj/fz/").status == 200


def test_copies_of_another_site_name_its_articles():
    here = SimSite(1, 30, 2)
    there = SimSite(2, 20, 2, family="founder", originals=here, reprint=4)
    copies = [article for article in there.articles if article.of]
    assert len(copies) == 4
    assert all(here.article(copy.of[0]).group == copy.group for copy in copies)


def test_wrong_knobs_are_errors():
    with pytest.raises(TypeError):
        SimSite(reprints=3)
    with pytest.raises(TypeError, match="tornado"):
        SimSite().advance(tornado=1)
    with pytest.raises(ValueError, match="do not fit"):
        SimSite(articles=3, weather=5)
    with pytest.raises(ValueError, match="no family"):
        replace(SimSite().knobs, family="joomla")


def test_news_of_the_next_hours_stand_above_all_that_was_there():
    site = SimSite(15, 30, 2, days=3)
    for hours in (1, 1, 30):
        newest = site.articles[0].published
        change = site.advance(days=hours / 11, new=2)
        assert all(site.article(number).published >= newest for number in change.new)
        assert [entry.article.number for entry in site.entries("fz")[:2]] == sorted(change.new, reverse=True)
    assert site.today.isoformat() == "2020-11-21"
