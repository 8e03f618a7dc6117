"""Alarms of real crawls: what a site does on the wire → the alarm that people read, and exit code 4."""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.monitor.days import is_day_off
from tests.crawling import Crawl, write_site
from tests.rounds import rounds
from tests.simsite import Reply, Server, SimSite, serve
from tests.spiders.launching import Launcher, on_request

pytestmark = pytest.mark.slow

EXPECT = "\n[expect]\nfill = { title = 1.0, body = 0.99, published = 0.98 }\n"
VERIFICATION_PAGE = "<html><head><title>访问验证</title></head><body><p>请输入验证码以继续访问</p></body></html>"
EMPTY = "<html><head><title>福州新闻</title></head><body><ul class='newlistbox'></ul></body></html>"
MISSING = "<html><head><title>404</title></head><body><h1>您访问的页面不存在</h1><p>返回首页</p></body></html>"
MOVED = EMPTY.replace("</ul>", "<li><h3><a href='/about/us.html'>关于我们的频道和编辑部</a></h3></li></ul>")


def alarms(run: Crawl) -> list[str]:
    return re.findall(r"^alarm (\w+) sim/fz: ", run.err, re.MULTILINE)


def page(text: str, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> Reply:
    return Reply(status, text.encode(), (("Content-Type", "text/html; charset=utf-8"), *headers))


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("listing_gone", page(MISSING, 404)),
        ("no_links", page(EMPTY)),
        ("no_article_links", page(MOVED)),
        ("soft404", page(MISSING)),
        ("verification", page(VERIFICATION_PAGE)),
        ("redirected", page("", 302, (("Location", "/"),))),
    ],
)
def test_a_listing_that_is_none_is_an_alarm(launcher: Launcher, name: str, reply: Reply) -> None:
    site = SimSite(seed=5, articles=20, listings=2)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        assert launcher.crawl("channels=sim/*").code == 0
        channel = site.channels[0].path
        with on_request(server, lambda path: reply if path == channel else None):
            run = launcher.crawl("channels=sim/*")
    assert (run.code, alarms(run)) == (4, [name]), run.err[-1500:]


def test_articles_in_another_dress_are_an_alarm(launcher: Launcher) -> None:
    site = SimSite(seed=6, articles=20, listings=2)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        assert launcher.crawl("channels=sim/*").code == 0
        site.advance(days=1, new=6)
        answer = server.answer
        vars(server)["answer"] = lambda *asked: undressed(answer(*asked))
        run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW="2020-11-19T23:00:00+08:00")
    assert (run.code, alarms(run)) == (4, ["layout_unknown"]), run.err[-1500:]


def undressed(reply: Reply) -> Reply:
    return replace(reply, body=reply.body.replace(b"article-content", b"wz-neirong"))


def test_a_clock_that_is_wrong_is_an_alarm_and_a_replay_has_none(launcher: Launcher) -> None:
    site = SimSite(seed=5, articles=6, listings=1, days=3.0)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        answer = server.answer
        vars(server)["answer"] = lambda *asked: dated(answer(*asked))
        run = launcher.crawl("channels=sim/*", "since=all", NEWSCRAWL_NOW=None)
        assert (run.code, alarms(run)) == (4, ["clock"]), run.err[-1500:]
        warcs = f"{run.data}/warc/**/*.warc.gz"
        again = launcher.crawl("channels=sim/*", "since=all", data="again", NEWSCRAWL_REPLAY=warcs, NEWSCRAWL_NOW=None)
    assert (again.code, alarms(again)) == (0, [])


def dated(reply: Reply) -> Reply:
    return replace(reply, headers=(*reply.headers, ("Date", "Wed, 18 Nov 2020 01:00:00 GMT")))


def hours(launcher: Launcher, *moments: str, **options: Any) -> list[Crawl]:
    return [launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=f"2020-11-{at}:00+08:00", **options) for at in moments]


def about(run: Crawl) -> list[tuple[str, str]]:
    """Each alarm with what it is about."""
    return re.findall(r"^alarm (\w+) (\S+): ", run.err, re.MULTILINE)


def test_a_host_that_is_down_is_one_alarm_for_all_channels_until_it_is_back(launcher: Launcher) -> None:
    site = SimSite(seed=5, articles=20, listings=2, channels=3)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        assert launcher.crawl("channels=sim/*").code == 0
        host, port = server.url.removeprefix("http://"), server.port
    down = hours(launcher, "19T00:10", "19T01:10", "19T02:10", "19T03:10")
    assert [run.code for run in down] == [3, 3, 4, 4]
    assert [about(run) for run in down] == [[], [], [("unreachable", host)], [("unreachable", host)]]
    assert "the connection is refused, since 2020-11-19 00:10; 3 channels: sim/" in down[2].err
    with closing(SqliteLedger.open(down[0].data / "ledger.sqlite", write=False)) as ledger:
        raised = [each.alarm.subject for each in ledger.alarms(datetime(2020, 11, 1, tzinfo=UTC))]
    assert raised == [host], "sent once a day"
    with serve(site, port=port):
        (back,) = hours(launcher, "19T04:10")
    assert (back.code, about(back)) == (0, [])


def test_a_site_that_refuses_is_told_until_when_by_every_run_and_is_an_alarm(launcher: Launcher) -> None:
    """By the archive's clock, and though robots.txt is not asked for either."""
    site = SimSite(seed=5, articles=20, listings=2, channels=2, robots_status=200)
    refusing = {"CONCURRENT_REQUESTS_PER_DOMAIN": 1}
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        host = server.url.removeprefix("http://")
        assert launcher.crawl("channels=sim/*").code == 0
        site.advance(days=1, new=8)
        no = page("", 403)
        with on_request(server, lambda path: no if ".shtml" in path else None):
            first, *barred = hours(launcher, "19T23:00", "19T23:20", "19T23:40", **refusing)
        assert (first.code, about(first)) == (3, []), first.err[-1500:]
        until = re.search(r"left alone until (2020-11-20 00:\d\d)", first.err)
        assert until is not None, "by the archive's clock"
        for run in barred:
            assert (run.code, about(run)) == (4, [("refused", host)]), run.err[-1500:]
            assert f"127.0.0.1 refused an earlier run and is left alone until {until[1]}" in run.err
            assert f"left alone for a while, now until {until[1]}" in run.err
            assert "robots_unreachable" not in run.err
        (mended,) = hours(launcher, "20T02:00")
    assert (mended.code, about(mended)) == (0, []), mended.err[-1500:]


def test_a_list_api_whose_field_was_renamed_is_an_alarm_that_names_it(launcher: Launcher) -> None:
    site = SimSite(seed=5, articles=8, listings=1)
    rules = '[listing.api]\nitems = "data.list"\nurl = "url"\ntitle = "title"\ndate = "time"\n'
    named = {"url": "url", "list": "list"}

    def api(path: str) -> Reply | None:
        if path != site.channels[0].path:
            return None
        items = [{named["url"]: each.path, "title": each.title, "time": "2020-11-18 09:00"} for each in site.articles]
        answer = json.dumps({"data": {named["list"]: items}})
        return Reply(200, answer.encode(), (("Content-Type", "application/json"),))

    with serve(site) as server, on_request(server, api):
        write_site(launcher.tmp / "catalog", site, server.url, rules=rules)
        host = server.url.removeprefix("http://")
        assert launcher.crawl("channels=sim/*").code == 0
        named["url"] = "link"
        (renamed,) = hours(launcher, "18T23:10")
        assert (renamed.code, about(renamed)) == (4, [("broken", host)]), renamed.err[-1500:]
        assert "the list has no field data.list[].url any more, since" in renamed.err
        named.update(url="url", list="items")
        moved = hours(launcher, "19T00:10", "19T01:10", "19T02:10", "19T03:10")
        assert [(run.code, about(run)) for run in moved] == [(3, [])] * 2 + [(4, [("broken", host)])] * 2
        assert "the list has no field data.list any more, since" in moved[-1].err
        named["list"] = "list"
        (back,) = hours(launcher, "19T04:10")
    assert (back.code, about(back)) == (0, [])


def test_weeks_of_healthy_days_raise_nothing_and_a_silent_week_does(launcher: Launcher) -> None:
    site = SimSite(seed=7, articles=40, listings=2, days=25.0)
    day = date(2020, 11, 18)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        add_expectations(launcher, server)
        runs = [launcher.crawl("channels=sim/*")]
        for _number in range(rounds(15, 30)):
            day += timedelta(days=1)
            site.advance(days=1, new=1 if is_day_off(day) else 4)
            runs.append(launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=f"{day}T23:00:00+08:00"))
        assert [(run.code, alarms(run)) for run in runs] == [(0, [])] * len(runs)
        silent = [
            launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=f"{day + timedelta(days=number)}T23:00:00+08:00")
            for number in range(1, 9)
        ]
    raised = [alarms(run) for run in silent]
    assert raised[:2] == [[], []]
    assert raised[-1] == ["silent"]
    assert silent[-1].code == 4


def add_expectations(launcher: Launcher, server: Server) -> None:
    file = launcher.tmp / "catalog/sites/fujian/sim.toml"
    file.write_text(file.read_text(encoding="utf-8") + EXPECT, encoding="utf-8")


def test_an_alarm_that_lasts_is_exit_code_4_each_time_and_told_once_a_day(launcher: Launcher) -> None:
    site = SimSite(seed=5, articles=20, listings=2)
    raised, codes = [], []
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        channel = site.channels[0].path
        with on_request(server, lambda path: page(EMPTY) if path == channel else None):
            for hour in ("18T23:10", "18T23:40", "20T08:00"):
                run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=f"2020-11-{hour}:00+08:00")
                codes.append(run.code)
                with closing(SqliteLedger.open(run.data / "ledger.sqlite", write=False)) as ledger:
                    raised.append(len(ledger.alarms(datetime(2020, 11, 1, tzinfo=UTC))))
        off = launcher.crawl("channels=sim/*", data="other", NEWSCRAWL_ALARMS=False)
        with on_request(server, lambda path: page(EMPTY) if path == channel else None):
            off = launcher.crawl("channels=sim/*", data="other", NEWSCRAWL_ALARMS=False)
    assert codes == [4, 4, 4]
    assert raised == [1, 1, 2]
    assert (off.code, alarms(off)) == (3, []), "the walk is broken all the same"
