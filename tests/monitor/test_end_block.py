"""What a crawl says at its end: sentences that a person understands, and no lone heading."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from newscrawl.china_time import CHINA
from newscrawl.ledger import Balance
from newscrawl.ledger.history import Alarm
from newscrawl.monitor.end_block import RunEnd, end_block, trouble_block
from newscrawl.monitor.messages import Place
from newscrawl.monitor.wrapping import wrapped
from newscrawl.record.run_account import UnreadListing
from newscrawl.terminal import columns

AT = datetime(2020, 11, 18, 15, 0, tzinfo=CHINA)
QUIET = RunEnd(0, AT, asked=3, previous=AT.replace(hour=14))
PLACES = {f"hxnews/{id}": Place(name, "www.hxnews.com") for id, name in (("fz", "福州新闻"), ("xm", "厦门新闻"))}
BUSY = RunEnd(
    0,
    AT,
    asked=2,
    new=50,
    copies=2,
    balances=[
        Balance("hxnews/xm", 14, {"exported": 2, "pending": 12}, {"pending/http_403": 12}),
        Balance(
            "hxnews/fz",
            53,
            {"exported": 48, "duplicate": 2, "rejected": 1, "pending": 2},
            {"duplicate/near": 2, "rejected/gallery": 1, "pending/http_403": 1, "pending/timeout": 1},
        ),
    ],
    places=PLACES,
    files=["data/articles/hxnews/2020-11.jsonl"],
)


def test_nothing_new_is_one_sentence() -> None:
    assert end_block(QUIET) == ["nothing new in 3 channels since 14:00"]
    yesterday = replace(QUIET, previous=AT.replace(day=17))
    assert end_block(yesterday) == ["nothing new in 3 channels since 2020-11-17 15:00"]
    assert end_block(replace(QUIET, previous=None, asked=1, kind="edition")) == ["nothing new in 1 edition"]


def test_a_channel_that_was_not_read_is_not_called_quiet() -> None:
    assert end_block(replace(QUIET, exit_code=3, unread=2))[0] == (
        "nothing new in 3 channels since 14:00; 2 channels could not be read to the end"
    )
    assert end_block(replace(QUIET, exit_code=3, unread=3))[0] == "no listing could be read to its end in 3 channels"


def test_news_by_channel_and_what_is_missing_by_host_in_words() -> None:
    assert end_block(BUSY) == [
        "50 new articles and 2 duplicates in 2 channels",
        "  hxnews/fz 福州新闻  48 new, 2 duplicate, 1 rejected, 2 pending",
        "  hxnews/xm 厦门新闻  2 new, 12 pending",
        "  lines in data/articles/hxnews/2020-11.jsonl",
        "14 articles are not there yet; the next run tries again:",
        "  www.hxnews.com: 13 × answers with status 403 (http_403), 1 × no answer in time (timeout)",
        "1 page is no article, and is left out:",
        "  www.hxnews.com: 1 × a series of pictures (gallery)",
    ]


def test_many_channels_are_counted_below_the_first_ones() -> None:
    balances = [Balance(f"s{n:02}/a", 1, {"exported": n}) for n in range(1, 31)]
    lines = end_block(replace(QUIET, asked=30, new=465, balances=balances))
    assert lines[1] == "  s30/a  30 new"
    assert lines[-1] == "  and 11 more channels with 66 new articles"
    assert len(lines) == 21


def unread(*channels: str, reason: str = "no_such_host") -> RunEnd:
    """The end of a run whose walks all stopped for one reason."""
    walks = [UnreadListing(channel, f"http://www.hxnews.com/{channel}/", reason) for channel in channels]
    why = {f"{walk.channel}: walk broken at {walk.at}: {reason}": walk for walk in walks}
    return RunEnd(3, AT, asked=len(channels), unread=len(channels), shortfalls=list(why), unread_listings=why)


def test_walks_that_stop_are_one_line_a_host() -> None:
    lines = trouble_block(unread("hxnews/fz", "hxnews/xm", "hxnews/qz", "hxnews/zz", "hxnews/ly"))
    assert lines == [
        "incomplete: www.hxnews.com: name not found (no_such_host); not read to the end: 5 channels: hxnews/fz, "
        "hxnews/xm, hxnews/qz and 2 more",
        "  the next run goes on where they stopped",
        "to look: scrapy audit",
        "no listing could be read to its end in 5 channels",
    ]


def test_an_alarm_comes_first_with_evidence_and_advice_and_is_not_said_twice() -> None:
    alarm = Alarm("unreachable", "hxnews/fz", "name not found, since 2020-11-17 14:17; hxnews/fz", "www.hxnews.com")
    lines = trouble_block(replace(unread("hxnews/fz"), exit_code=4, alarms=[alarm]))
    assert lines[0] == "alarm unreachable www.hxnews.com: name not found, since 2020-11-17 14:17; hxnews/fz"
    assert lines[1].startswith("  Nobody answers: ")
    assert not [line for line in lines if line.startswith("incomplete")]


def test_the_usual_shortfalls_keep_their_words() -> None:
    why = ["12 articles could not be fetched for now", "the run was stopped: shutdown", "a feed could not be stored"]
    assert [
        line for line in end_block(replace(QUIET, exit_code=3, shortfalls=why)) if line.startswith("incomplete")
    ] == [f"incomplete: {each}" for each in why]


def test_a_replay_says_when_its_captures_are_from() -> None:
    lines = end_block(replace(QUIET, previous=None, captured=(AT.replace(hour=9), AT)))
    assert lines == ["nothing new in 3 channels", "  captures are from 2020-11-18 09:00 to 2020-11-18 15:00"]


def test_no_line_is_wider_than_the_terminal() -> None:
    lines = list(wrapped(end_block(BUSY), 40))
    assert max(map(columns, lines)) <= 40
    assert "".join("".join(lines).split()) == "".join("".join(end_block(BUSY)).split()), "nothing is lost"
