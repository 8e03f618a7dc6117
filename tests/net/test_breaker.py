"""A site that refuses us is left alone: soon, for longer each time, and without losing what was to be fetched."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.http import Response
from scrapy.utils.test import get_crawler

from newscrawl.ledger import Ban
from newscrawl.net.breaker import FIRST_REST, IN_A_ROW, LONGEST_REST, Breaker, Breakers, Refused, read_retry_after
from tests.net.fetching import fetch
from tests.net.wire import page, wire

NOW = datetime(2020, 11, 18, 9, 30, tzinfo=UTC)


def after(*answers: tuple[int, str | None] | tuple[int, str | None, str], start: Breaker | None = None) -> Breaker:
    breaker = start or Breaker()
    for status, kind, *retry_after in answers:
        breaker = breaker.answer(status, kind, retry_after[0] if retry_after else None, NOW)
    return breaker


@pytest.mark.parametrize(
    "refusal", [(403, None), (412, None), (429, None), (503, None), (521, None), (200, "verification")]
)
def test_five_refusals_in_a_row_open_it_and_four_do_not(refusal: tuple[int, str | None]) -> None:
    assert not after(*[refusal] * 4).open
    assert after(*[refusal] * 5).open


@pytest.mark.parametrize("between", [(200, "article"), (404, None), (410, None), (200, "listing")])
def test_an_answer_in_between_counts_from_the_start(between: tuple[int, str | None]) -> None:
    assert not after(*[(403, None)] * 4, between, *[(403, None)] * 4).open


@pytest.mark.parametrize("between", [(200, None), (302, None), (500, None), (502, None)])
def test_what_says_nothing_about_us_changes_nothing(between: tuple[int, str | None]) -> None:
    assert after(*[(403, None), between] * 5).open


def test_rests_grow_with_each_run_that_ends_so_and_a_page_ends_that() -> None:
    breaker, rests = Breaker(), []
    for _ in range(10):
        breaker = after(*[(403, None)] * IN_A_ROW, start=Breaker(strikes=breaker.strikes))
        assert breaker.resume_at is not None
        rests.append(breaker.resume_at - NOW)
    assert rests[:4] == [FIRST_REST, FIRST_REST * 2, FIRST_REST * 4, FIRST_REST * 8]
    assert rests[-1] == LONGEST_REST
    assert after((200, "article"), start=breaker.start(NOW + LONGEST_REST)) == Breaker()


def test_a_short_retry_after_is_waited_for_and_a_long_one_ends_the_run() -> None:
    short = after((429, None, "30"))
    assert (short.open, short.resume_at) == (False, NOW + timedelta(seconds=30))
    long = after((503, None, "86400"))
    assert (long.open, long.resume_at) == (True, NOW + timedelta(days=1))


@pytest.mark.parametrize(
    "value", [None, "", "soon", "-5", "1.5", "Wed, 99 Nov 2020", "１２０", "Tue, 17 Nov 2020 09:30:00 GMT"]
)
def test_a_retry_after_that_says_nothing_is_none(value: str | None) -> None:
    assert read_retry_after(value, NOW) == timedelta()


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("Wednesday, 18-Nov-20 09:31:00 GMT", 60),
        ("Wed Nov 18 09:31:00 2020", 60),
        ("Wed, 18 Nov 2020 17:31:00 +0800", 60),
        ("2020-11-18T09:31:00Z", 60),
        ("+60", 60),
        ("60 seconds", 60),
        ("-60", 0),
        ("-" + "9" * 50, 0),
        ("000060", 60),
        ("Wed, 18 Nov 0001 09:31:00 GMT", 0),
    ],
)
def test_every_form_of_a_retry_after_is_read(value: str, seconds: int) -> None:
    assert read_retry_after(value, NOW) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "value",
    [
        "Wed, 18 Nov 2020 09:31:00 +99999999999999999",
        "Wed, 99 Nov 2020 99:99:99 GMT",
        "Fri, 31 Dec 9999999999999999999 23:59:59 GMT",
        "９０",
        "\xb2\xb3",
        "1e9",
        "inf",
        "0x10",
        "120, 300",
        "\0",
        "," * 5000,
    ],
)
def test_a_retry_after_that_cannot_be_read_harms_nothing(value: str) -> None:
    assert timedelta() <= read_retry_after(value, NOW) <= LONGEST_REST


def test_a_retry_after_out_of_range_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    breakers = Breakers(get_crawler())
    for value in ("31536000", "31536001"):
        asked = Request("http://www.hxnews.com/1")
        breakers.process_response(asked, Response(asked.url, status=503, headers={"Retry-After": value}))
    asked = Request("http://www.fjsen.com/1")
    breakers.process_response(asked, Response(asked.url, status=503, headers={"Retry-After": "-9"}))
    told = [message for message in caplog.messages if "Retry-After" in message]
    assert told == [
        "www.hxnews.com: its Retry-After '31536000' is cut to 7 days",
        "www.fjsen.com: its Retry-After '-9' is neither seconds nor a date, and ignored",
    ]


def test_no_retry_after_silences_a_site_for_ever() -> None:
    assert read_retry_after("9" * 400, NOW) == LONGEST_REST
    assert read_retry_after("Fri, 31 Dec 9999 23:59:59 GMT", NOW) == LONGEST_REST


def made() -> tuple[Breakers, list[tuple[str, bool]], list[tuple[str, Ban | None]]]:
    crawler: Any = get_crawler()
    crawler.stats = crawler.stats if crawler._stats else type("Stats", (), {"inc_value": lambda *args: None})()
    breakers = Breakers.from_crawler(crawler)
    settled: list[tuple[str, bool]] = []
    bans: list[tuple[str, Ban | None]] = []
    breakers.settle = lambda refused, counts: settled.append((refused.job, counts))
    breakers.remember = lambda key, ban: bans.append((key, ban))
    assert crawler.breakers is breakers
    return breakers, settled, bans


def test_a_page_that_alone_is_refused_counts_as_tried_once_the_site_answers() -> None:
    breakers, settled, bans = made()
    breakers.blocked("hxnews.com", "a", "verification", NOW, 200)
    assert settled == []
    breakers.answered("hxnews.com")
    assert (settled, bans) == ([("a", True)], [])


def test_pages_refused_by_a_site_that_refuses_all_are_not_counted_as_tried() -> None:
    breakers, settled, bans = made()
    for job in "abcdef":
        breakers.blocked("hxnews.com", job, "verification", NOW, 200)
    assert settled == [(job, False) for job in "abcdef"]
    assert bans == [("hxnews.com", Ban(NOW + FIRST_REST, 1))]
    assert not breakers.state("fjsen.com").open


def test_at_the_end_of_a_run_nothing_is_left_waiting() -> None:
    breakers, settled, _ = made()
    breakers.blocked("hxnews.com", "a", "verification", NOW, 200)
    breakers.blocked("hxnews.com", None, "verification", NOW, 200)
    breakers.close()
    assert settled == [("a", True)]


def test_a_ban_holds_until_its_moment_and_is_lifted_by_a_page() -> None:
    breakers, _, bans = made()
    ban = Ban(NOW + timedelta(hours=1), 1)
    assert breakers.load("hxnews.com", ban, NOW).open
    assert not breakers.load("hxnews.com", ban, NOW + timedelta(hours=1)).open
    breakers.answered("hxnews.com")
    assert bans == [("hxnews.com", None)]


def test_refused_tells_what_the_spider_gave() -> None:
    breakers, _, _ = made()
    told: list[Refused] = []
    breakers.settle = lambda refused, counts: told.append(refused)
    breakers.blocked("hxnews.com", "job", "http_403", NOW, 403)
    breakers.close()
    assert told == [Refused("job", "http_403", NOW, 403)]


@pytest.mark.slow
def test_after_five_refusals_a_site_is_asked_no_more_and_a_replay_agrees(tmp_path: Path) -> None:
    refusing = {f"/{number}": page(b"no", status=b"403 Forbidden") for number in range(30)}
    with wire(refusing) as server, wire({"/": page(b"fine")}) as other:
        orders: list[dict[str, Any]] = [
            {"url": server.url + path, "meta": {"download_slot": "hxnews.com"}} for path in refusing
        ]
        orders.append({"url": f"{other.url}/", "meta": {"download_slot": "fjsen.com"}})
        run = fetch(tmp_path / "data", *orders, CONCURRENT_REQUESTS=1)
    assert len(server.asked) == IN_A_ROW
    assert run[f"{other.url}/"].answer["status"] == 200
    assert [each.error for each in run.fetched].count("SiteBlockedError") == 25
    assert "hxnews.com refuses (status 403, 5 in a row)" in run.log
    again = fetch(tmp_path, *orders, offline=True, NEWSCRAWL_REPLAY=str(tmp_path / "data/warc"))
    assert {(each.url, each.error) for each in again.fetched} == {(each.url, each.error) for each in run.fetched}


def test_a_short_retry_after_delays_the_next_request(tmp_path: Path) -> None:
    busy = page(b"busy", b"Retry-After: 1", status=b"429 Too Many")
    with wire({"/": [busy, page(b"fine")]}) as server:
        start = time.monotonic()
        run = fetch(tmp_path, f"{server.url}/")
    assert run[f"{server.url}/"].answer["status"] == 200
    assert time.monotonic() - start > 1
