"""Short pages under a title that they do not fit: no junk is archived, and no notice is lost."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from html import escape
from zlib import crc32

import pytest

from newscrawl.items import Article
from newscrawl.spiders.title_check import fits_title, shown_hash
from tests.crawling import NOW, write_site
from tests.simsite import Reply, SimSite, serve
from tests.spiders.launching import Launcher, archived, balance, on_request, wanted

HTML = (("Content-Type", "text/html; charset=utf-8"),)
PLACES = ("鼓楼区", "台江区", "仓山区", "晋安区", "马尾区", "长乐区", "闽侯县", "连江县")
MATTERS = ("停水通知", "停电公告", "道路封闭通告", "班车停运启事", "招聘启事", "寻人启事", "降雨预警", "放假通知")


def day(number: float) -> str:
    return (datetime.fromisoformat(NOW) + timedelta(days=number)).isoformat()


def page(title: str, *lines: str, facts: str = "2020-11-18 09:30 来源：福州晚报") -> Reply:
    """Return a page that has all that news has: a headline, a date, a source, a text."""
    body = "".join(f"<p>　　{escape(line)}</p>" for line in lines)
    facts = f'<div class="info">{facts}</div>'
    head = f'<meta charset="utf-8"><title>{escape(title)}</title>'
    text = (
        f'<html><head>{head}</head><body><h1>{escape(title)}</h1>{facts}<div class="content">{body}</div></body></html>'
    )
    return Reply(200, text.encode(), HTML)


def notices() -> list[tuple[str, str, str]]:
    """Two hundred notices: title in the listing, title of the page, text."""
    chance = random.Random(17)
    made = []
    for number in range(200):
        place, matter = chance.choice(PLACES), chance.choice(MATTERS)
        title = chance.choice((matter, f"{place}{matter}", f"关于{place}{matter[:-2]}的{matter[-2:]}"))
        listed = chance.choice((title, title[: max(4, len(title) - 3)] + "…", f"{place}{matter}"))
        made.append((listed, title, f"{place}{matter[:2]}，自{number % 12 + 1}日起，请居民互相转告。"))
    return made


def test_two_hundred_short_notices_fit_their_listed_titles() -> None:
    for listed, title, text in notices():
        article = Article(id="", url="", canonical_url="", title=title, text=text)
        assert fits_title(listed, article), (listed, title, text)


@pytest.mark.parametrize(
    "text",
    [
        "您的请求已被拦截。编号：8f3a-21",
        "系统正在维护，请稍后再来。",
        "You are being checked. Ray 77ab31",
        "请先登录。",
    ],
)
def test_pages_of_other_matters_fit_no_listed_title(text: str) -> None:
    article = Article(id="", url="", canonical_url="", title="福州新闻网", text=text)
    assert not [listed for listed, _title, _text in notices() if fits_title(listed, article)]


def test_a_text_is_the_same_whatever_number_its_request_has() -> None:
    one, two = (
        Article(id="", url="", canonical_url="", text=f"访问异常。IP：203.0.113.{n}，时间 2020-11-18 09:3{n}:00")
        for n in (1, 2)
    )
    assert shown_hash(one) == shown_hash(two)


def test_one_text_at_many_addresses_is_no_article_of_any(launcher: Launcher) -> None:
    """The firewall's page is made as the site's articles are: headline, date and source; and others go on."""
    site = SimSite(seed=90, articles=14, listings=1)
    refused = [article.path for article in site.articles[3:8]]

    def answer(path: str) -> Reply | None:
        number = f"编号：{crc32(path.encode()):x}"
        return page("访问提示", "本次请求未能完成，请检查后重试。", number) if path in refused else None

    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, answer):
            bad = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
            assert archived(bad, server) == {path: 1 for path in wanted(site) if path not in refused}
            assert bad.lines("duplicates") == []
            counted = balance(bad)
            assert counted["pending"] == 5
            assert counted["pending/repeated"] >= 1, counted
            worse = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1, NEWSCRAWL_NOW=day(2))
            assert len(worse.lines()) == len(bad.lines()), "lasting alone does not make it an article"
        run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(3.5))
    assert (run.code, archived(run, server)) == (0, wanted(site))


def test_a_notice_under_another_title_is_archived_when_it_is_there_a_day_later(launcher: Launcher) -> None:
    site = SimSite(seed=91, articles=8, listings=1)
    notice = site.articles[4].path
    reply = page("招聘启事", "本报招聘校对两名，请于月底前来信。")
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        with on_request(server, lambda path: reply if path == notice else None):
            first = launcher.crawl("channels=sim/*")
            assert (first.code, balance(first)["pending/unlike_title"]) == (3, 1)
            soon = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(0.1))
            assert balance(soon)["pending/unlike_title"] == 1
            run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(1))
    assert (run.code, archived(run, server)) == (0, wanted(site))
    assert "招聘启事" in [line["title"] for line in run.lines()]


@pytest.mark.parametrize("facts", ["", "{today} 09:30:00"], ids=["nothing", "the time of the request"])
def test_a_refusal_of_one_address_that_lasts_is_given_up_with_an_alarm_and_never_archived(
    launcher: Launcher, facts: str
) -> None:
    site = SimSite(seed=93, articles=8, listings=1)
    refused, codes, told = site.articles[4].path, [], ""
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        for number in range(6):
            shown = facts.format(today=day(number)[:10])
            reply = page("用户须知", "系统检测到该内容暂时无法为您显示，请更换网络环境后重试。", facts=shown)
            with on_request(server, lambda path, reply=reply: reply if path == refused else None):
                run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=day(number))
            codes.append(run.code)
            told += run.err
    assert refused not in archived(run, server)
    assert codes[-2:] == [0, 0], codes
    assert codes.count(4) == 1, "it is given up once"
    assert "articles were given up after days" in told


def test_a_revisit_that_meets_a_refusal_makes_no_revision(launcher: Launcher) -> None:
    site = SimSite(seed=92, articles=8, listings=1)
    paths = {article.path for article in site.articles}
    refusal = page("访问提示", "本次请求未能完成，请检查后重试。")
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        before = launcher.crawl("channels=sim/*").lines()
        with on_request(server, lambda path: refusal if path in paths else None):
            run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW=day(1))
    assert run.lines() == before
