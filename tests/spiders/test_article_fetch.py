"""One article, one line: redirects, declared addresses and channels that overlap, as sites (and adversaries) make them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

import pytest

from tests.crawling import Crawl, write_site
from tests.simsite import Replies, Reply, Server, SimSite, serve
from tests.spiders.launching import Launcher, archived, balance, on_request, wanted

pytestmark = pytest.mark.slow

LATER = "2020-11-21T23:00:00+08:00"


def declaring(site: SimSite, server: Server, canonical: Mapping[str, str]) -> Callable[[str], Reply | None]:
    """Answer with the pages of some paths, each declaring another path as its canonical address."""

    def act(path: str) -> Reply | None:
        if path not in canonical:
            return None
        page = Replies(site, server.url).reply(path)
        link = f'<link rel="canonical" href="{server.url}{canonical[path]}" /></head>'
        return Reply(200, page.body.replace(b"</head>", link.encode(), 1), page.headers)

    return act


def leading(targets: Mapping[str, str]) -> Callable[[str], Reply | None]:
    return lambda path: Reply(302, b"", (("Location", targets[path]),)) if path in targets else None


def relations(run: Crawl) -> Counter[str]:
    return Counter(line["relation"] for line in run.lines("duplicates"))


@pytest.fixture
def site() -> SimSite:
    return SimSite(seed=71, articles=10, listings=1)


@pytest.mark.parametrize(("first", "second"), [(2, 7), (7, 2)], ids=["older", "newer"])
def test_an_address_that_leads_to_another_article_is_that_article(
    launcher: Launcher, site: SimSite, first: int, second: int
) -> None:
    led, stays = site.articles[first].path, site.articles[second].path
    with serve(site) as server, on_request(server, leading({led: stays})):
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*")
    assert run.code == 0
    assert archived(run, server) == wanted(site) - Counter([led])
    assert relations(run) == {"same_url": 1}
    assert balance(run)["duplicate"] == 1


def test_addresses_that_lead_to_one_another_lose_no_text(launcher: Launcher, site: SimSite) -> None:
    """Two articles, each redirected to the other by turns: every request for one ends at the text of the other."""
    one, two = site.articles[2].path, site.articles[7].path
    seen: Counter[str] = Counter()

    def turns(path: str) -> Reply | None:
        seen[path] += 1
        target = {one: two, two: one}.get(path)
        return Reply(302, b"", (("Location", target),)) if target and seen[path] == 1 else None

    with serve(site) as server, on_request(server, turns):
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
    titles = {line["title"] for line in run.lines()} | {line["title"] for line in run.lines("duplicates")}
    assert len(run.lines()) >= 9
    assert titles >= {article.title for article in site.articles} - {site.articles[2].title, site.articles[7].title}
    assert balance(run)["exported"] + balance(run).get("duplicate", 0) == 10


def test_an_address_that_leads_to_one_that_is_gone_or_refused_comes_to_nothing_alone(
    launcher: Launcher, site: SimSite
) -> None:
    led, gone = site.articles[2].path, site.articles[7].path
    site = SimSite(seed=71, articles=10, listings=1)
    missing = Reply(404, b"<h1>404 Not Found</h1>")
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        act = leading({led: gone})
        with on_request(server, lambda path: missing if path == gone else act(path)):
            run = launcher.crawl("channels=sim/*")
        assert archived(run, server) == wanted(site) - Counter([led, gone])
        assert balance(run)["pending/http_404"] == 2


def test_an_article_whose_text_stands_at_a_failed_ones_address_is_kept(launcher: Launcher, site: SimSite) -> None:
    """The address it declares is another article's, and that one failed: its text is nowhere else."""
    declares, failed = site.articles[2].path, site.articles[7].path
    missing = Reply(404, b"<h1>404 Not Found</h1>")
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        act = declaring(site, server, {declares: failed})
        with on_request(server, lambda path: missing if path == failed else act(path)):
            run = launcher.crawl("channels=sim/*")
    assert archived(run, server) == wanted(site) - Counter([failed])


def test_articles_that_declare_one_another_are_two(launcher: Launcher, site: SimSite) -> None:
    one, two = site.articles[2].path, site.articles[7].path
    with serve(site) as server, on_request(server, declaring(site, server, {one: two, two: one})):
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*")
    assert archived(run, server) == wanted(site)


@pytest.mark.parametrize("target", ["an article", "no article", "the next article"])
def test_a_template_that_declares_nonsense_loses_no_article(launcher: Launcher, site: SimSite, target: str) -> None:
    """A template whose canonical link is always one and the same page, or belongs to the article beside it."""
    paths = [article.path for article in site.articles]
    constant = {"an article": paths[4], "no article": "/news/fj/fz/202011/01/1111111.shtml"}.get(target)
    canonical = {path: constant or paths[n - 1] for n, path in enumerate(paths)}
    with serve(site) as server, on_request(server, declaring(site, server, canonical)):
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*")
        assert run.code == 0
        assert archived(run, server) == wanted(site)
        site.advance(days=1, new=2)
        with on_request(server, declaring(site, server, {a.path: constant or paths[0] for a in site.articles[:2]})):
            assert archived(launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER), server) == wanted(site)
    if target == "no article":
        declared = Counter(line["canonical_url"] for line in run.lines())
        assert declared[server.url + canonical[paths[0]]] <= 2, "three texts cannot be one page"


def test_weather_reports_that_declare_one_address_are_as_many_as_they_are(launcher: Launcher) -> None:
    """A series of texts that are alike, on a site whose template declares one address for all of them."""
    site = SimSite(seed=72, articles=10, listings=1, weather=6)
    constant = "/news/fj/fz/202011/01/1111111.shtml"
    canonical = {article.path: constant for article in site.articles}
    with serve(site) as server, on_request(server, declaring(site, server, canonical)):
        write_site(launcher.tmp / "catalog", site, server.url)
        run = launcher.crawl("channels=sim/*")
    assert archived(run, server) == wanted(site)


@pytest.mark.parametrize(("listed", "declares"), [(2, 6), (6, 2)], ids=["true one first", "true one last"])
def test_a_page_for_telephones_that_declares_the_true_one_is_no_second_article(
    launcher: Launcher, listed: int, declares: int
) -> None:
    """The same article under two listed addresses, one of which declares the other; the texts differ by a line."""
    site = SimSite(seed=73, articles=10, listings=1)
    true, mobile = site.articles[listed], site.articles[declares]
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        page = Replies(site, server.url).reply(true.path)
        link = f'<link rel="canonical" href="{server.url}{true.path}" /></head>'
        line = f"{true.paragraphs[-2]}</p><p>（下载海峡网客户端，看本地新闻）".encode()
        body = page.body.replace(b"</head>", link.encode(), 1).replace(true.paragraphs[-2].encode(), line, 1)
        same = Reply(200, body, page.headers)
        with on_request(server, lambda path: same if path == mobile.path else None):
            run = launcher.crawl("channels=sim/*", CONCURRENT_REQUESTS=1)
    assert len(run.lines()) == 9
    assert len(run.lines("duplicates")) == 1


def test_an_article_listed_again_under_the_address_it_moved_to_is_the_same(launcher: Launcher) -> None:
    site = SimSite(seed=74, articles=10, listings=1, moved=1)
    moved = next(a for a in site.articles if a.moved_to)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        page = Replies(site, server.url).reply("/news/fj/fz/")
        relisted = Reply(200, page.body.replace(moved.path.encode(), str(moved.moved_to).encode()), page.headers)
        with on_request(server, lambda path: relisted if path == "/news/fj/fz/" else None):
            run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER)
    assert len(run.lines()) == 10
    assert relations(run) == {"same_url": 1}


def test_channels_that_list_the_same_articles_share_them(launcher: Launcher) -> None:
    site = SimSite(seed=75, articles=24, listings=2, channels=2, shared=6)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        one = launcher.crawl("channels=sim/fz")
        assert one.code == 0
        run = launcher.crawl("channels=sim/*")
        articles = {article.path for article in site.articles}
        asked = Counter(path for path in server.paths() if path in articles)
    assert archived(run, server) == wanted(site)
    assert set(asked.values()) == {1}
    assert balance(run)["exported"] == 24


def test_addresses_that_differ_by_what_tracks_readers_are_one_article(launcher: Launcher) -> None:
    site = SimSite(seed=76, articles=10, listings=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        launcher.crawl("channels=sim/*")
        page = Replies(site, server.url).reply("/news/fj/fz/")
        tracked = Reply(200, page.body.replace(b'.shtml"', b'.shtml?spm=zm1033&from=singlemessage#p1"'), page.headers)
        server.reset()
        with on_request(server, lambda path: tracked if path == "/news/fj/fz/" else None):
            run = launcher.crawl("channels=sim/*", NEWSCRAWL_NOW=LATER)
        assert [path for path in server.paths() if path in wanted(site)] == []
    assert archived(run, server) == wanted(site)
