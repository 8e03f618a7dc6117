"""The judge: a planted loss is found, and called reported only if exit code, alarm and
audit all speak of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from newscrawl.china_time import CHINA
from tests.hostile.history import concluded
from tests.hostile.judging import Loss, Verdict, complaints, judge
from tests.hostile.running import Archive, Crawler, Row, Run
from tests.hostile.serving import Served
from tests.hostile.stories import Story
from tests.hostile.web import BEGIN, Web

DAY = timedelta(days=1)
APPEARED = datetime(2020, 11, 10, 9, 30, tzinfo=CHINA)
STORY = Story(
    2000800, "link/bare", APPEARED, "福州地铁四号线今日开工", ("福州地铁四号线今日开工。", "全线设站二十三座。")
)
OTHER = replace(STORY, number=4000800, channel="counted/gone", paragraphs=("莆田今年枇杷丰收。",))
URLS = {STORY.number: "http://127.0.0.11/a.htm", OTHER.number: "http://127.0.0.12/b.htm"}
QUIET = [Run(APPEARED + hours * timedelta(hours=1), "channel", 0) for hours in range(100)]
LOUD = replace(QUIET[3], code=4, alarms=(("refused", "link/bare"),), incomplete=("link/bare: walk broken",))


def line(story: Story = STORY, **fields: Any) -> dict[str, Any]:
    text = "\n".join(story.paragraphs)
    own = {"id": f"{story.number}", "url": URLS[story.number], "revision": 1, "text": text, "complete": True}
    return {**own, **fields}


def of(
    *lines: Mapping[str, Any],
    stories: Sequence[Story] = (STORY,),
    runs: Sequence[Run] = QUIET,
    row: Row | None = None,
    audit: dict[str, Any] | None = None,
    duplicates: Sequence[Mapping[str, Any]] = (),
) -> Verdict:
    rows = {URLS[STORY.number]: row} if row else {}
    archive = Archive([*map(dict, lines)], [*map(dict, duplicates)], rows, audit or {})
    return judge(stories, URLS, archive, runs, {"link": "127.0.0.11"})


def loss(**planted: Any) -> Loss:
    (found,) = of(**planted).losses
    return found


def counted(reason: str, channel: str = "link/bare") -> dict[str, Any]:
    return {"channels": [{"name": channel, "reasons": {reason: 1}}]}


def test_what_is_had_is_no_loss() -> None:
    assert not of(line()).losses
    assert not of(line(text="本报讯　福州地铁四号线 今日开工！全线设站二十三座。责任编辑：林晓芳")).losses
    assert not of(line(text="junk"), line(revision=2)).losses
    duplicate = {"url": URLS[STORY.number], "of": f"{OTHER.number}", "relation": "equal"}
    assert not of(line(OTHER, text=line()["text"]), duplicates=[duplicate]).losses


def test_a_part_is_had_only_if_its_line_says_so() -> None:
    part = STORY.paragraphs[0]
    assert not of(line(text=part, complete=False)).losses
    assert not of(line(text=part, complete=None)).losses
    (lost,) = of(line(text=part)).losses
    assert (lost.state, lost.silent) == ("a part passes for the whole", True)


def test_junk_and_duplicates_of_junk_are_silent_losses_whatever_is_said() -> None:
    assert loss(runs=[LOUD]).state == "never listed"
    (junk,) = of(line(text="莆田枇杷"), runs=[LOUD], row=Row("exported", None, APPEARED)).losses
    assert (junk.state, junk.silent) == ("junk in its place", True)
    duplicate = {"url": URLS[STORY.number], "of": f"{OTHER.number}", "relation": "equal"}
    (copied,) = of(
        line(OTHER), stories=[STORY, OTHER], duplicates=[duplicate], row=Row("duplicate", None, APPEARED)
    ).losses
    assert (copied.state, copied.silent) == ("duplicate/equal of another text", True)


def test_a_planted_loss_is_silent_and_a_reported_one_is_not() -> None:
    assert loss() == Loss(STORY, "never listed", ())
    reported = loss(runs=[*QUIET, LOUD], audit={"walks": [{"channel": "link/bare", "reason": "page_missing"}]})
    assert reported == Loss(STORY, "never listed", ("exit", "alarm", "audit"))
    assert not reported.silent
    failed = Row("failed", "http_404", APPEARED + 3 * DAY)
    assert loss(row=failed).silent
    reported = loss(row=failed, runs=[*QUIET, LOUD], audit=counted("failed/http_404"))
    assert (reported.state, reported.silent) == ("failed/http_404", False)


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"runs": QUIET}, {"exit", "alarm"}),
        ({"runs": [*QUIET, replace(LOUD, alarms=())]}, {"alarm"}),
        ({"runs": [*QUIET, replace(LOUD, alarms=(("refused", "link/full"),))]}, {"alarm"}),
        ({"runs": [*QUIET, replace(LOUD, alarms=(("refused", "127.0.0.1"),))]}, {"alarm"}),
        ({"runs": [*QUIET, replace(LOUD, alarms=(("many", "link/bare"),))]}, {"alarm"}),
        ({"runs": [*QUIET, replace(LOUD, alarms=(("no_links", "link/bare"),))]}, {"alarm"}),
        ({"runs": [*QUIET, replace(LOUD, code=0)]}, {"exit", "alarm"}),
        ({"runs": [replace(LOUD, at=APPEARED - DAY), *QUIET]}, {"exit", "alarm"}),
        ({"runs": [*QUIET, replace(LOUD, at=APPEARED + 4 * DAY)]}, {"exit", "alarm"}),
        ({"audit": counted("failed/http_404", "link/full")}, {"audit"}),
        ({"audit": counted("rejected/empty")}, {"audit"}),
        ({"audit": {"walks": ["link/bare: broken"]}}, {"audit"}),
    ],
)
def test_a_loss_of_which_one_of_the_three_says_nothing_is_silent(change: dict[str, Any], missing: set[str]) -> None:
    planted: dict[str, Any] = {
        "row": Row("failed", "http_404", APPEARED + 2 * DAY),
        "runs": [*QUIET, LOUD],
        "audit": counted("failed/http_404"),
    }
    assert not loss(**planted).silent
    found = loss(**{**planted, **change})
    assert found.silent
    assert {"exit", "alarm", "audit"} - set(found.reported) == missing


@pytest.mark.parametrize("about", ["link/bare", "link", "127.0.0.11", "127.0.0.11:4321"])
def test_an_alarm_may_be_about_the_channel_its_site_or_its_host(about: str) -> None:
    loud = replace(LOUD, alarms=(("unreachable", about),))
    assert "alarm" in loss(runs=[*QUIET, loud]).reported


def test_an_alarm_about_articles_says_nothing_of_one_that_was_never_listed() -> None:
    audit = {"walks": [{"channel": "link/bare", "reason": "page_missing"}]}
    assert not loss(runs=[*QUIET, replace(LOUD, alarms=(("broken", "link/bare"),))], audit=audit).silent
    assert loss(runs=[*QUIET, replace(LOUD, alarms=(("rejected", "link/bare"),))], audit=audit).silent


def test_what_still_waits_is_reported_only_while_an_alarm_lasts() -> None:
    waits = Row("pending", "http_500", APPEARED)
    early = [LOUD, *QUIET[4:], replace(QUIET[-1], at=APPEARED + 9 * DAY)]
    assert loss(row=waits, runs=early, audit=counted("pending/http_500")).reported == ("audit",)
    late = [*QUIET, replace(LOUD, at=APPEARED + 9 * DAY)]
    assert not loss(row=waits, runs=late, audit=counted("pending/http_500")).silent


def test_lines_of_no_article_and_doubled_ones_are_seen() -> None:
    verdict = of(line(), line(), line(id="x", url="http://127.0.0.11/login"))
    assert verdict.doubled == (URLS[STORY.number],)
    assert verdict.strangers == ("http://127.0.0.11/login",)


def test_every_complaint_of_a_healthy_run_counts() -> None:
    assert complaints(QUIET) == []
    assert len(complaints([*QUIET, LOUD, replace(LOUD, code=0, alarms=())])) == 2


def test_a_healthy_web_loses_nothing_and_a_line_taken_away_is_missed(tmp_path: Path) -> None:
    web = Web(2, (BEGIN + 2 * DAY).date(), ("feed", "api"), share=0.4)
    with Served(web) as served:
        crawler = Crawler(tmp_path, served)
        for hours in (0, 12, 24):
            crawler.crawl(BEGIN + timedelta(hours=hours))
        verdict = concluded(crawler, served).verdict
        assert not verdict.losses
        assert verdict.stories > 20
        assert complaints(crawler.runs) == []
        record = next(path for path in (tmp_path / "data" / "articles").rglob("*.jsonl") if "feed" in str(path))
        gone, *kept = record.read_text(encoding="utf-8").splitlines()
        record.write_text("".join(f"{each}\n" for each in kept), encoding="utf-8")
        losses = concluded(crawler, served).verdict.losses
    assert [(lost.state, lost.silent) for lost in losses] == [("exported without a line", True)]
    assert served.url(losses[0].story) in gone
