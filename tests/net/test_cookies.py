"""Sites that want cookies back, and pages that lead on: answered once, within the site, and no session elsewhere."""

from __future__ import annotations

from collections import Counter

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.catalog.schema import Site
from newscrawl.items import Listing
from newscrawl.net.cookies import SiteCookies
from newscrawl.spiders.listing_requests import is_challenge, visit_before
from tests.crawling import write_site
from tests.rounds import mixed
from tests.simsite import Reply, Server, SimSite, serve
from tests.spiders.launching import Launcher, archived, balance, wanted

HTML = (("Content-Type", "text/html; charset=utf-8"),)
SCRIPT = b"<html><head><script>setTimeout(function(){location.reload()},50)</script></head><body></body></html>"
CHALLENGE = Reply(200, SCRIPT, (*HTML, ("Set-Cookie", "guard=8f3a; path=/")))


class Guarded(Server):
    """A site that answers with a challenge to whoever does not send its cookie."""

    def __init__(
        self, site: SimSite, cookie: str = "guard=8f3a", *, listings: bool = True, challenge: Reply = CHALLENGE
    ) -> None:
        super().__init__(site)
        self._challenge = challenge
        self.cookie, self.challenged = cookie, Counter[bool]()
        self.sent: list[str] = []
        self._articles = {article.path for article in site.articles}
        self._listings = listings

    def answer(self, method: str, target: str, headers: dict[str, str]) -> Reply:
        reply = super().answer(method, target, headers)
        self.sent.append(headers.get("cookie", ""))
        if target == "/robots.txt" or (target not in self._articles and not self._listings):
            return reply
        known = self.cookie in headers.get("cookie", "")
        self.challenged[not known] += 1
        return reply if known else self._challenge


def test_a_challenge_that_cookies_answer_is_answered_without_a_word_in_the_sites_file(launcher: Launcher) -> None:
    site = SimSite(seed=110, articles=10, listings=1)
    server = Guarded(site)
    try:
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
        assert (run.code, archived(run, server)) == (0, wanted(site)), run.err[-2000:]
        assert server.challenged[True] == 1, "the site's cookies are kept for the run"
    finally:
        server.close()


WRITTEN_OUT = {
    "one string": "document.cookie='guard=8f3a;path=/';window.location.reload();",
    "put together": 'var k="guard",v = "8f3a";document.cookie = k + "=" + v + "; path=/";location.href=location.href',
    "in a function": "function go(){document['cookie']=\"guard=8f3a\"; location.replace(location.href)} go()",
}
COMPUTED = {
    "a sum": 'document.cookie="guard="+(0x8f+58)+"; path=/"; location.reload()',
    "a call": 'document.cookie="guard="+atob("OGYzYQ=="); location.reload()',
    "changed": 'var v="8f3a"; v=v.split("").reverse().join(""); document.cookie="guard="+v; location.reload()',
}


def scripted(script: str, status: int = 200) -> Reply:
    return Reply(status, f"<html><head><script>{script}</script></head><body></body></html>".encode(), HTML)


@pytest.mark.parametrize(("script", "status"), mixed([*WRITTEN_OUT], [200, 412]))
def test_a_cookie_that_a_script_writes_out_is_sent_once_and_kept(launcher: Launcher, script: str, status: int) -> None:
    site = SimSite(seed=115, articles=6, listings=1)
    server = Guarded(site, challenge=scripted(WRITTEN_OUT[script], status))
    try:
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
        assert (run.code, archived(run, server)) == (0, wanted(site)), run.err[-2000:]
        assert server.challenged[True] == 1
    finally:
        server.close()


@pytest.mark.parametrize("script", COMPUTED)
def test_no_script_is_run_for_a_cookie(launcher: Launcher, script: str) -> None:
    site = SimSite(seed=116, articles=3, listings=1)
    server = Guarded(site, challenge=scripted(COMPUTED[script]))
    try:
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
        assert (run.code, run.lines()) == (4, []), run.err[-2000:]
        assert set(server.sent) == {""}
        assert "verification" in run.err
    finally:
        server.close()


@pytest.mark.parametrize("head", ["", "cookies = true"], ids=["none", "jar"])
def test_a_jar_is_kept_for_the_sites_that_say_so_and_no_others(launcher: Launcher, head: str) -> None:
    site = SimSite(seed=111, articles=6, listings=1)
    server = Guarded(site, cookie="", listings=False)
    server.cookie = ""  # it sets one, and asks for none
    try:
        answer = super(Guarded, server).answer

        def setting(method: str, target: str, headers: dict[str, str]) -> Reply:
            reply = answer(method, target, headers)
            server.sent.append(headers.get("cookie", ""))
            return Reply(reply.status, reply.body, (*reply.headers, ("Set-Cookie", "session=1; path=/")))

        vars(server)["answer"] = setting
        write_site(launcher.tmp / "catalog", site, server.url, head=head)
        run = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
        assert (run.code, archived(run, server)) == (0, wanted(site))
        assert ("session=1" in server.sent) is bool(head)
    finally:
        server.close()


def test_cookies_that_do_not_help_are_tried_once(launcher: Launcher) -> None:
    site = SimSite(seed=112, articles=12, listings=1)
    server = Guarded(site, cookie="never", listings=False)
    try:
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
        assert run.lines() == []
        assert balance(run)["pending/blocked"] == 12
        assert server.challenged[True] <= 5 + 3, (
            "five refusals; two were asked again before it was known, and one was under way"
        )
    finally:
        server.close()


@pytest.mark.parametrize(
    "lead",
    [
        '<html><head><meta http-equiv="refresh" content="0;url={to}"></head></html>',
        "<script>location.href='{to}'</script>",
    ],
)
def test_a_page_that_leads_on_within_the_site_is_followed_once(launcher: Launcher, lead: str) -> None:
    site = SimSite(seed=113, articles=8, listings=1)
    moved, lost, circle, away = (site.articles[number].path for number in (1, 3, 5, 6))
    behind = {
        moved: "/moved/1.shtml",
        lost: "/nowhere/2.shtml",
        circle: circle + "?again",
        away: "http://a.example.cn/x",
    }
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        answer = server.answer

        def leading(method: str, target: str, headers: dict[str, str]) -> Reply:
            if target in behind:
                return Reply(200, lead.format(to=behind[target]).encode(), HTML)
            if target == circle + "?again":
                return Reply(200, lead.format(to=circle).encode(), HTML)
            return answer(method, moved if target == "/moved/1.shtml" else target, headers)

        vars(server)["answer"] = leading
        run = launcher.crawl("channels=sim/*")
        lines = {line["url"].removeprefix(server.url): line for line in run.lines()}
    assert set(lines) == {*wanted(site), "/moved/1.shtml"} - {moved, lost, circle, away}
    counted = balance(run)
    assert (counted["pending"], counted["pending/redirect"], counted["pending/offsite"]) == (3, 2, 1), counted


def test_a_jar_asks_no_network_for_the_public_suffixes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Scrapy's would, at the first cookie: past the guard, the delay and robots.txt, with a traceback where it fails."""
    monkeypatch.setattr("requests.Session.request", lambda *_: pytest.fail("the network was asked"))
    cookies = SiteCookies(get_crawler(settings_dict={"COOKIES_ENABLED": False}))
    request = Request("http://www.a.cn/1.html", meta={"cookiejar": "a.cn"})
    set_cookie = {"Set-Cookie": ["guard=8f3a; domain=.com.cn", "guard=8f3a; domain=.a.cn"]}
    cookies.process_response(request, Response(request.url, headers=set_cookie, request=request))
    assert [cookie.domain for cookie in cookies._cookies.jars["a.cn"]] == [".a.cn"]


def redirected(cookies: SiteCookies, request: Request, location: str, set_cookie: str | None) -> Request:
    """Return the request that follows a redirect, as Scrapy makes it."""
    headers = {"Location": location} | ({"Set-Cookie": set_cookie} if set_cookie else {})
    response = Response(request.url, status=302, headers=headers, request=request)
    assert cookies.process_response(request, response) is response
    asked = [*request.meta.get("redirect_urls", []), request.url]
    following = request.replace(url=response.urljoin(location), meta=request.meta | {"redirect_urls": asked})
    cookies.process_request(following)
    return following


@pytest.mark.parametrize("by", ["itself", "a check that sets it", "a check that is told"])
def test_redirects_that_lead_back_are_followed_with_the_cookie_they_set(by: str) -> None:
    """A server sets a cookie and sends the reader round until it comes back; without it that is a circle for ever."""
    cookies = SiteCookies(get_crawler(settings_dict={"COOKIES_ENABLED": False}))
    request = Request("http://www.a.cn/1.html", meta={"download_slot": "a.cn"})
    if by == "itself":
        request = redirected(cookies, request, "/1.html", "seen=1; path=/")
    else:
        first, second = (None, "seen=1; path=/") if by == "a check that sets it" else ("seen=1; path=/", None)
        request = redirected(cookies, request, "/check?to=/1.html", first)
        assert "Cookie" not in request.headers
        request = redirected(cookies, request, "/1.html", second)
    assert (request.url, request.headers["Cookie"]) == ("http://www.a.cn/1.html", b"seen=1")
    later = Request("http://www.a.cn/2.html", meta={"download_slot": "a.cn"})
    cookies.process_request(later)
    assert later.headers["Cookie"] == b"seen=1", "the site keeps its jar for the run"


def test_a_redirect_to_elsewhere_opens_no_jar() -> None:
    cookies = SiteCookies(get_crawler(settings_dict={"COOKIES_ENABLED": False}))
    request = redirected(cookies, Request("http://www.a.cn/1.html"), "/2.html", "seen=1; path=/")
    assert "Cookie" not in request.headers


def test_a_list_is_asked_for_again_with_the_cookies_of_the_page_that_people_see() -> None:
    """Its API answers everybody who was not there: {"code": 401}."""
    page = {"id": "sz", "site": "a", "name": "时政", "url": "http://www.a.cn/list"}
    api = {"items": "data", "url": "url", "title": "title"}
    listing = {"api": api, "request": {"url": "http://api.a.cn/list?page={page}"}}
    site = Site.model_validate(
        {"id": "a", "name": "示例网", "home": "http://www.a.cn/", "channel": [page], "listing": listing}
    )
    asked = Request("http://api.a.cn/list?page=1", meta={"download_slot": "a.cn", "page_address": "x"})
    refusal = Response(asked.url, request=asked)
    assert is_challenge(200, Listing((), None, kind="no_field: data"))
    visited: set[str] = set()
    visit = visit_before(refusal, site, site.channels[0], visited)
    assert visit is not None
    assert visit.url == page["url"]
    assert visit_before(refusal, site, site.channels[0], visited) is None, "once a channel"
    cookies = SiteCookies(get_crawler(settings_dict={"COOKIES_ENABLED": False}))
    shown = Response(visit.url, headers={"Set-Cookie": "guard=8f3a; domain=.a.cn; path=/"}, request=visit)
    again = cookies.with_cookies_of(shown, visit.cb_kwargs["again"])
    cookies.process_request(again)
    assert (again.url, again.headers["Cookie"]) == (asked.url, b"guard=8f3a")


def test_a_revisit_that_is_led_nowhere_writes_no_tombstone(launcher: Launcher) -> None:
    site = SimSite(seed=114, articles=6, listings=1)
    page = b'<html><head><meta http-equiv="refresh" content="0;url=/nowhere/2.shtml"></head></html>'
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        before = launcher.crawl("channels=sim/*").lines()
        answer, paths = server.answer, {article.path for article in site.articles}
        vars(server)["answer"] = lambda method, target, headers: (
            Reply(200, page, HTML) if target in paths else answer(method, target, headers)
        )
        run = launcher.crawl("channels=sim/*", "revisit=30d", NEWSCRAWL_NOW="2020-11-20T23:00:00+08:00")
    assert run.lines() == before


LEADS = {
    "meta refresh": '<html><head><meta http-equiv="refresh" content="1; url={to}"></head><body>'
    '<p>页面正在跳转，如果没有自动跳转，请<a href="{to}">点击这里</a></p></body></html>',
    "script": "<html><body><script>window.location.replace('{to}');</script></body></html>",
}


@pytest.mark.parametrize(("lead", "page"), mixed([*LEADS], [1, 2]))
def test_a_listing_page_that_leads_on_within_the_site_is_followed_once(
    launcher: Launcher, lead: str, page: int
) -> None:
    site = SimSite(seed=117, articles=30, listings=3)
    listing = site.channels[0].path + ("" if page == 1 else f"{page}.shtml")
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        answer = server.answer

        def leading(method: str, target: str, headers: dict[str, str]) -> Reply:
            if target == listing:
                return Reply(200, LEADS[lead].format(to=listing + "?v=20201118").encode(), HTML)
            return answer(method, target.partition("?")[0], headers)

        vars(server)["answer"] = leading
        run = launcher.crawl("channels=sim/*")
        assert (run.code, archived(run, server)) == (0, wanted(site)), run.err[-2000:]


@pytest.mark.parametrize("to", ["{self}?round", "http://a.example.cn/list/"], ids=["in a circle", "elsewhere"])
def test_a_listing_page_that_leads_nowhere_breaks_its_walk(launcher: Launcher, to: str) -> None:
    site = SimSite(seed=118, articles=30, listings=3)
    listing = site.channels[0].path + "2.shtml"
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        answer = server.answer

        def leading(method: str, target: str, headers: dict[str, str]) -> Reply:
            if target.partition("?")[0] == listing:
                there = listing if "?" in target else to.format(self=listing)
                return Reply(200, LEADS["script"].format(to=there).encode(), HTML)
            return answer(method, target, headers)

        vars(server)["answer"] = leading
        run = launcher.crawl("channels=sim/*")
    assert run.code == 3
    assert "2.shtml: redirect" in run.err, run.err[-2000:]
