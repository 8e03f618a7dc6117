"""robots.txt is asked for once a day, not once a run; nothing else changes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.settings import Settings
from scrapy.statscollectors import MemoryStatsCollector
from scrapy.utils.test import get_crawler

from newscrawl.net.kept_robots import KeptRobots
from newscrawl.net.robots import RobotsForbiddenError, RobotsMiddleware, RobotsUnreachableError
from newscrawl.options import read_moment

NOW = read_moment("now", "2020-11-18T23:00:00+08:00")
HOST = "http://www.hxnews.com"
RULES = "User-agent: *\nDisallow: /内部/\nCrawl-delay: 3\n".encode()


class Host:
    """A host, and runs that ask it."""

    def __init__(self, data: Path) -> None:
        self.data, self.asked = data, 0
        self.answer: tuple[int, bytes] | Exception = (200, RULES)

    def run(self, hours: float, *paths: str, dead: bool = False) -> list[str]:
        """What a run so many hours later may ask for, and why not; `dead`: no page answers."""
        crawler: Any = get_crawler(settings_dict={"LOG_ENABLED": False})
        now = (NOW + timedelta(hours=hours)).isoformat()
        settings = {"NEWSCRAWL_DATA": str(self.data), "NEWSCRAWL_NOW": now, "ROBOTSTXT_OBEY": True, "USER_AGENT": "a/1"}
        slots = SimpleNamespace(get_slot_key=lambda request: "hxnews", slots={}, per_slot_settings={})
        engine = SimpleNamespace(download_async=self._download, downloader=slots)
        stats = MemoryStatsCollector(crawler)
        fake: Any = SimpleNamespace(settings=Settings(settings), stats=stats, engine=engine, signals=crawler.signals)
        return asyncio.run(self._ask(RobotsMiddleware(fake), paths, dead))

    async def _ask(self, robots: RobotsMiddleware, paths: tuple[str, ...], dead: bool) -> list[str]:
        told = []
        for path in paths:
            request = Request(HOST + path)
            try:
                if (waits := robots.process_request(request)) is not None:
                    await waits
            except (RobotsForbiddenError, RobotsUnreachableError) as error:
                told.append(type(error).__name__)
                continue
            told.append("open")
            if dead:
                robots.process_exception(request, TimeoutError())
        return told

    async def _download(self, request: Request) -> Response:
        self.asked += 1
        if isinstance(self.answer, Exception):
            raise self.answer
        return Response(request.url, status=self.answer[0], body=self.answer[1])


@pytest.fixture
def host(tmp_path: Path) -> Host:
    return Host(tmp_path)


OPEN, INNER = "/news/", "/%E5%86%85%E9%83%A8/1"


def test_it_is_asked_for_once_a_day_and_means_the_same_all_day(host: Host) -> None:
    for hours, asked in ((0, 1), (1, 1), (23, 1), (24, 2), (25, 2), (40, 2), (48, 3), (-50, 4)):
        assert host.run(hours, OPEN, INNER) == ["open", "RobotsForbiddenError"]
        assert host.asked == asked, hours


@pytest.mark.parametrize("status", [404, 410])
def test_so_is_one_that_is_not_there(host: Host, status: int) -> None:
    host.answer = (status, b"")
    assert [host.run(hour, INNER) for hour in (0, 1)] == [["open"]] * 2
    assert host.asked == 1


@pytest.mark.parametrize("status", [403, 429])
def test_a_refusal_is_not_kept(host: Host, status: int) -> None:
    host.answer = (status, b"")
    assert host.run(0, INNER) == ["open"]
    host.answer = (200, RULES)
    assert host.run(1, INNER) == ["RobotsForbiddenError"]


def test_a_server_that_fails_is_asked_for_nothing_unless_its_last_rules_are_at_hand(host: Host) -> None:
    host.answer = (503, b"")
    assert host.run(0, OPEN) == ["RobotsUnreachableError"]
    host.answer = (200, RULES)
    host.run(1, OPEN)
    host.answer = (500, b"")
    assert host.run(26, OPEN, INNER) == ["open", "RobotsForbiddenError"]
    assert host.run(27, OPEN) == ["open"]
    assert host.asked == 4, "it is asked for anew by each run meanwhile"
    assert host.run(24 * 40, OPEN) == ["RobotsUnreachableError"]


def test_a_dead_host_costs_no_more_than_without(host: Host) -> None:
    host.run(0, OPEN)
    host.answer = TimeoutError("no answer")
    assert host.run(1, OPEN, OPEN, OPEN, dead=True) == ["open", "RobotsUnreachableError", "RobotsUnreachableError"]
    assert host.asked == 2


def test_a_damaged_file_counts_as_none_and_names_lead_nowhere(tmp_path: Path) -> None:
    kept = KeptRobots(tmp_path / "robots")
    for host in ("../../etc", "a/b", "[::1]:80", "a@b", "x" * 300, ""):
        kept.write("http", host, "User-agent: *", NOW)
    assert list(tmp_path.iterdir()) == []
    kept.write("http", "www.hxnews.com:8080", "福", NOW)
    (path,) = (tmp_path / "robots").iterdir()
    assert path.name == "http_www.hxnews.com_8080.json"
    assert kept.read("http", "WWW.hxnews.com:8080", NOW) is not None
    for damage in (b"", b"[]", b"\xff", b'{"text": 3, "fetched": "2020-11-18T23:00:00+08:00"}', b'{"text": "", "fetched": "x"}',
                   b'{"text": "", "fetched": "2020-11-18"}'):  # fmt: skip
        path.write_bytes(damage)
        assert kept.read("http", "www.hxnews.com:8080", NOW) is None, damage


def test_hosts_whose_names_make_the_same_file_name_keep_their_own_rules(tmp_path: Path) -> None:
    kept = KeptRobots(tmp_path / "robots")
    kept.write("http", "a:80", "User-agent: *\nDisallow: /", NOW)
    assert kept.read("http", "A:80", NOW) is not None
    assert kept.read("http", "a_80", NOW) is None
