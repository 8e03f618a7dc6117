"""robots.txt as RFC 9309 says it, and the pace a site asks for."""

from __future__ import annotations

import gzip
import time
from collections.abc import AsyncIterator
from contextlib import ExitStack
from itertools import pairwise
from pathlib import Path

import pytest

from newscrawl.net.robots_rules import SIZE_LIMIT, Rules
from tests.net.fetching import Run, fetch
from tests.net.wire import Script, Wire, page, wire

PLAIN = b"User-agent: *\nDisallow: /inner/\n"
LARGE = PLAIN + b"# nothing\n" * 200_000 + b"Disallow: /\n"
"""Larger than an answer of these crawls may be."""
AGENT = "newscrawl"


def allows(text: str, path: str) -> bool:
    return Rules.read(text.encode()).allows(f"http://www.hxnews.com{path}", AGENT)


@pytest.mark.parametrize(
    ("text", "allowed", "forbidden"),
    [
        ("User-agent: *\nDisallow: /a\nAllow: /a/b\n", "/a/b/1", "/a/c"),
        ("User-agent: *\nDisallow: /\n\nUser-agent: NewsCrawl\nDisallow: /x\n", "/1", "/x"),
        ("User-agent: *\nDisallow: /*.php$\n", "/a.php?x", "/a.php"),
        ("\ufeffUser-agent: *\nDisallow: /内部/\n", "/公开/", "/%E5%86%85%E9%83%A8/1"),
        ("user-agent : *\r\ndisallow : /a # 注释\r\n", "/b", "/a"),
    ],
)
def test_rules_are_read(text: str, allowed: str, forbidden: str) -> None:
    assert allows(text, allowed)
    assert not allows(text, forbidden)


@pytest.mark.parametrize("body", [b"", b"\xff\xfe\x00", b"<html>\xd5\xd2\xb2\xbb\xb5\xbd</html>", bytes(1000)])
def test_what_is_no_robots_txt_forbids_nothing(body: bytes) -> None:
    assert Rules.read(body).allows("http://www.hxnews.com/", AGENT)


def test_the_first_500_kib_count_and_a_cut_line_does_not() -> None:
    filler = b"# x\n" * (SIZE_LIMIT // 4 - 10)
    inside = filler + b"User-agent: *\nDisallow: /a\n" + b"#" * SIZE_LIMIT
    assert not Rules.read(inside).allows("http://www.hxnews.com/a", AGENT)
    line = b"\nDisallow: /articles-nobody-may-see\n"
    cut = b"User-agent: *\n" + b"#" * (SIZE_LIMIT - 14 - len(b"\nDisallow: /a")) + line
    assert Rules.read(cut).allows("http://www.hxnews.com/articles", AGENT)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("marks", ["", "\ufeff", "\ufeff\ufeff\ufeff", "\0"])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_marks_and_wide_characters_do_not_open_a_site(encoding: str, marks: str, newline: str) -> None:
    text = newline.join((f"{marks}User-agent: *", "# 内部栏目", f"{marks}Disallow: /", ""))
    rules = Rules.read(text.encode(encoding))
    assert not rules.allows("http://www.hxnews.com/a", AGENT)


def test_a_mark_twice_encoded_does_not_open_a_site() -> None:
    assert not Rules.read("\ufeffUser-agent: *\nDisallow: /".encode("utf-32-be")).allows(
        "http://www.hxnews.com/", AGENT
    )
    assert not Rules.read(b"\xc3\xaf\xc2\xbb\xc2\xbfUser-agent: *\nDisallow: /").allows("http://www.hxnews.com/", AGENT)


def test_a_chinese_robots_txt_in_gbk_is_no_wide_one() -> None:
    text = "# 福州新闻网\nUser-agent: *\nDisallow: /内部/\nDisallow: /a\n".encode("gbk")
    rules = Rules.read(text)
    assert (rules.allows("http://www.hxnews.com/a", AGENT), rules.allows("http://www.hxnews.com/b", AGENT)) == (
        False,
        True,
    )


def test_patterns_cannot_hang_the_crawl() -> None:
    rules = Rules.read(b"User-agent: *\nDisallow: /" + b"*a" * 2000 + b"b$\n")
    start = time.process_time()
    assert rules.allows("http://www.hxnews.com/" + "a" * 100_000, AGENT)
    assert time.process_time() - start < 1


def test_a_pace_may_be_asked_for_in_two_ways() -> None:
    assert Rules.read(b"User-agent: *\nCrawl-delay: 2.5\n").delay(AGENT) == 2.5
    assert Rules.read(b"User-agent: *\nRequest-rate: 1/10\nCrawl-delay: 3\n").delay(AGENT) == 10
    assert Rules.read(b"User-agent: *\nCrawl-delay: soon\n").delay(AGENT) == 0
    assert Rules.read(b"User-agent: other\nCrawl-delay: 9\n").delay(AGENT) == 0
    assert Rules(None).delay(AGENT) == 0
    for absurd in ("Crawl-delay: inf", "Crawl-delay: nan", "Crawl-delay: -3", "Request-rate: 0/5", "Request-rate: 1/x"):
        assert Rules.read(f"User-agent: *\n{absurd}\n".encode()).delay(AGENT) == 0, absurd


async def endless() -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n\r\nUser-agent: *\nDisallow: /inner/\n"
    for _ in range(100):
        yield b"# nothing\n" * 10_000
    yield b"\nDisallow: /\n"


def sites(elsewhere: str) -> dict[str, dict[str, Script]]:
    """Servers, by what their robots.txt is like; each has a page that is open and one that is not, if anything is."""
    gone = page(b"", status=b"404 Not Found")
    moved = page(b"", b"Location: " + elsewhere.encode() + b"/robots.txt", status=b"301 Moved")
    robots: dict[str, Script] = {
        "plain": page(PLAIN),
        "named": page(b"User-agent: baiduspider\nDisallow: /\n\nUser-agent: *\nDisallow: /inner/\n"),
        "absent": gone,
        "refused": page(b"", status=b"403 Forbidden"),
        "moved": moved,
        "round": page(b"", b"Location: /robots.txt", status=b"302 Found"),
        "failing": page(b"", status=b"500 Oops"),
        "recovering": [page(b"", status=b"502 Oops"), page(PLAIN)],
        "dead": b"",
        "endless": endless,
        "large": page(LARGE),
        "packed": page(gzip.compress(LARGE), b"Content-Encoding: gzip"),
        "inward": page(b"", b"Location: http://10.0.0.1/robots.txt", status=b"302 Found"),
    }
    pages: dict[str, Script] = {"/open": page(b"open"), "/inner/1": page(b"inner"), "/also": page(b"also")}
    return {name: {"/robots.txt": script, **pages} for name, script in robots.items()}


@pytest.fixture(scope="module")
def robots(tmp_path_factory: pytest.TempPathFactory) -> tuple[Run, dict[str, Wire], Path]:
    with ExitStack() as stack:
        elsewhere = stack.enter_context(wire({"/robots.txt": page(PLAIN)}))
        servers = {name: stack.enter_context(wire(answers)) for name, answers in sites(elsewhere.url).items()}
        urls = [server.url + path for server in servers.values() for path in ("/open", "/inner/1", "/also")]
        data = tmp_path_factory.mktemp("robots")
        run = fetch(data, *urls, ROBOTSTXT_OBEY=True, CONCURRENT_REQUESTS=64, CONCURRENT_REQUESTS_PER_DOMAIN=64)
        return run, servers, data


OPEN, INNER = {"/open", "/also"}, {"/inner/1"}
EXPECTED: dict[str, set[str]] = {
    "plain": OPEN,
    "named": OPEN,
    "absent": OPEN | INNER,
    "refused": OPEN | INNER,
    "moved": OPEN,
    "round": OPEN | INNER,
    "failing": set(),
    "recovering": OPEN,
    "dead": set(),
    "endless": OPEN,
    "large": OPEN,
    "packed": OPEN,
    "inward": set(),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_robots_txt_leaves_open_is_fetched_and_nothing_else(
    robots: tuple[Run, dict[str, Wire], Path], name: str
) -> None:
    asked = set(robots[1][name].paths()) - {"/robots.txt"}
    assert asked == EXPECTED[name]


def test_a_forbidden_page_and_an_unreachable_robots_txt_are_told_apart(
    robots: tuple[Run, dict[str, Wire], Path],
) -> None:
    run, servers, _ = robots
    assert run[f"{servers['plain'].url}/inner/1"].error == "RobotsForbiddenError"
    for name in ("failing", "dead", "inward"):
        each = run[f"{servers[name].url}/open"]
        host = servers[name].url.removeprefix("http://")
        told = f"{host} is not asked for anything" if name == "dead" else f"{host}/robots.txt cannot be had"
        assert each.error == "RobotsUnreachableError"
        assert ("its host cannot be reached" if name == "dead" else "its robots.txt cannot be had") in each.message
        assert told in run.log


def test_a_private_address_is_refused_as_such_and_not_for_its_robots_txt(tmp_path: Path) -> None:
    with wire({"/": page(b"secret")}) as inner:
        run = fetch(tmp_path, f"{inner.url}/", ROBOTSTXT_OBEY=True, NEWSCRAWL_ALLOW_HOSTS="")
    assert run[f"{inner.url}/"].error == "ForbiddenAddressError"
    assert inner.asked == []


def test_robots_txt_is_asked_for_once_however_many_pages_wait(robots: tuple[Run, dict[str, Wire], Path]) -> None:
    assert robots[1]["plain"].paths().count("/robots.txt") == 1
    assert robots[1]["absent"].paths().count("/robots.txt") == 1


def test_a_replay_judges_as_the_crawl_did(robots: tuple[Run, dict[str, Wire], Path], tmp_path: Path) -> None:
    run, servers, data = robots
    urls = [server.url + path for server in servers.values() for path in ("/open", "/inner/1", "/also")]
    again = fetch(tmp_path, *urls, ROBOTSTXT_OBEY=True, offline=True, NEWSCRAWL_REPLAY=str(data / "warc"))
    assert {(each.url, each.error) for each in again.fetched} == {(each.url, each.error) for each in run.fetched}


async def timed(times: list[float]) -> AsyncIterator[bytes]:
    times.append(time.monotonic())
    yield page(b"news")


@pytest.mark.slow
def test_the_pace_a_site_asks_for_is_kept_for_all_hosts_of_its_slot(tmp_path: Path) -> None:
    times: list[float] = []
    pages: dict[str, Script] = {f"/{number}": lambda: timed(times) for number in range(3)}
    slow = page(b"User-agent: *\nCrawl-delay: 0.3\n")
    with wire({"/robots.txt": slow, **pages}) as one, wire({"/robots.txt": page(b""), **pages}) as two:
        urls = [server.url + path for path in pages for server in (one, two)]
        orders = [{"url": url, "meta": {"download_slot": "hxnews.com"}} for url in urls]
        run = fetch(tmp_path, *orders, ROBOTSTXT_OBEY=True, DOWNLOAD_DELAY=0.01)
    assert {each.answer.get("status") for each in run.fetched} == {200}
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert len(gaps) == 5
    # a busy machine may deliver one request late and the next in time
    assert min(gaps) > 0.15
    assert sum(gaps) > 5 * 0.25
    assert run.stats["newscrawl/robots/delay/hxnews.com"] == 0.3


def test_the_sites_own_longer_delay_stays_and_an_absurd_one_is_capped(tmp_path: Path) -> None:
    absurd = page(b"User-agent: *\nCrawl-delay: 86400\n")
    slots = {"slow.cn": {"delay": 0.25, "jitter": 0}, "absurd.cn": {"delay": 0.0, "jitter": 0}}
    short = page(b"User-agent: *\nCrawl-delay: 0.05\n")
    with wire({"/robots.txt": short, "/1": page(b"1")}) as slow, wire({"/robots.txt": absurd, "/1": page(b"1")}) as far:
        orders = [
            {"url": f"{server.url}/1", "meta": {"download_slot": slot}}
            for server, slot in ((slow, "slow.cn"), (far, "absurd.cn"))
        ]
        run = fetch(tmp_path, *orders, ROBOTSTXT_OBEY=True, DOWNLOAD_SLOTS=slots, NEWSCRAWL_CRAWL_DELAY_MAX=0.1)
    assert {each.answer.get("status") for each in run.fetched} == {200}
    assert "newscrawl/robots/delay/slow.cn" not in run.stats
    assert run.stats["newscrawl/robots/delay/absurd.cn"] == 0.1
    assert "absurd.cn asks for 86400 s" in run.log
