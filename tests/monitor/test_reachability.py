"""No network is told as that, in one sentence; a host's own trouble is not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import CannotResolveHostError, DownloadTimeoutError, ResponseDataLossError
from scrapy.http import Response

from newscrawl.monitor.reachability import Reachability, no_network
from newscrawl.net.breaker import SiteBlockedError

DOWN = dict.fromkeys(("www.hxnews.com", "www.fjsen.com", "news.fznews.com.cn"), "no_such_host")


def up(by_name: bool) -> bool:
    return False


def off(by_name: bool) -> bool:
    return by_name


@pytest.mark.parametrize(
    ("failed", "offline", "told"),
    [
        (DOWN, up, "no network: none of 3 hosts could be reached (DNS: no name is found)"),
        (dict.fromkeys(DOWN, "timeout"), up, "no network: none of 3 hosts could be reached (no answer in time)"),
        (dict.fromkeys(DOWN, "resolver"), up, "DNS: the names lead to addresses that are not public"),
        ({"fj.fjsen.com": "no_such_host", "www.fjsen.com": "no_such_host"}, off, "none of 2 hosts"),
        ({"fj.fjsen.com": "no_such_host", "www.fjsen.com": "no_such_host"}, up, None),
        ({"www.hxnews.com": "no_such_host"}, off, "the only host could not be reached (DNS: no name is found)"),
        ({"www.hxnews.com": "timeout"}, off, None),
        ({"127.0.0.1": "refused"}, off, None),
        ({}, off, None),
    ],
)
def test_no_network_is_told_only_where_no_host_has_a_trouble_of_its_own(
    failed: dict[str, str], offline: Any, told: str | None
) -> None:
    said = no_network(failed, offline)
    assert (said is None) if told is None else (said is not None and told in said)


def reach(*shortfalls: str) -> tuple[Reachability, Any]:
    account = SimpleNamespace(shortfalls=list(shortfalls), at_end=[], no_network=None)
    crawler: Any = SimpleNamespace(record=SimpleNamespace(account=account), settings={})
    return Reachability.from_crawler(crawler), account


def test_the_sentence_stands_for_every_channel_and_leaves_the_rest() -> None:
    made, account = reach(
        "hxnews/fz: walk broken at http://www.hxnews.com/news/fj/fz/: no_such_host",
        "4 articles could not be fetched for now",
        "the run was stopped: shutdown",
    )
    for host in DOWN:
        made.process_exception(Request(f"http://{host}/robots.txt"), CannotResolveHostError("no results"))
    made.process_exception(Request("http://www.hxnews.com/robots.txt"), DownloadTimeoutError("a later try"))
    assert [alarm for judge in account.at_end for alarm in judge()] == []
    assert account.shortfalls == [account.no_network, "the run was stopped: shutdown"]
    assert "none of 3 hosts" in account.no_network


def test_a_site_that_is_not_asked_proves_nothing_and_a_transfer_that_begins_does() -> None:
    made, account = reach("hxnews/fz: walk broken at http://www.hxnews.com/: no_such_host")
    for host in DOWN:
        made.process_exception(Request(f"http://{host}/"), CannotResolveHostError("no results"))
    made.process_exception(Request("http://www.xmnn.cn/"), SiteBlockedError("left alone until tomorrow"))
    made.tell()
    assert account.no_network is not None
    made.process_exception(Request("http://www.xmnn.cn/"), ResponseDataLossError("cut"))
    made.tell()
    assert account.no_network is None


def test_one_answer_of_any_sort_proves_a_network() -> None:
    made, account = reach("hxnews/fz: walk broken at http://www.hxnews.com/: no_such_host")
    for host in DOWN:
        made.process_exception(Request(f"http://{host}/robots.txt"), CannotResolveHostError("no results"))
    refusal = Response("http://www.xmnn.cn/robots.txt", status=403)
    assert made.process_response(Request(refusal.url), refusal) is refusal
    made.tell()
    assert (account.no_network, len(account.shortfalls)) == (None, 1)
