"""The coverage report: pages over a real ledger, opened in a real browser; one JSON; a folder that is not ours."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from newscrawl.items import Entry
from newscrawl.ledger import Attempt, Cursor, Extent, LineRef, Settled
from newscrawl.ledger.history import Alarm, Seen
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.monitor.days import is_day_off
from newscrawl.urls import article_id
from tests.processes import scrapy

END = date(2020, 11, 18)
GAP = (date(2020, 10, 19), date(2020, 10, 23))
DIED = date(2020, 10, 28)
NOW = f"{END}T23:00:00+08:00"


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two months of three channels: one healthy, one with a week missing, one that died."""
    data = tmp_path_factory.mktemp("archive")
    ledger = SqliteLedger.open(data / "ledger.sqlite")
    now = datetime(2020, 11, 18, 15, tzinfo=UTC)
    run = ledger.begin_run("channel", {"channels": "sim/*"}, now)
    offset = 0
    for channel in ("sim/fz", "sim/fj", "sim/xm"):
        walk = ledger.open_walk(run, channel, "sim", Extent(), None)
        entries, settled, lines = [], [], []
        for back in range(60):
            day = END - timedelta(days=back)
            if (channel == "sim/fj" and GAP[0] <= day <= GAP[1]) or (channel == "sim/xm" and day >= DIED):
                continue
            for number in range(1 if is_day_off(day) else 6):
                url = f"http://www.hxnews.com/{channel}/{day:%Y%m/%d}/{number}.shtml"
                title = f"<b>福州</b>地铁{number}号线 & {day}"
                entry = Entry(article_id(url), url, title, f"{day}T0{number}:00:00+08:00")
                entries.append(entry)
                lost = number == 5 and back == 3
                outcome: Any = "failed" if lost else "exported"
                reason = "http_500" if lost else None
                at = f"{day}T0{number}:00:00+08:00"
                attempt = Attempt(now, 500 if lost else 200, "ok")
                settled.append(Settled(entry.id, outcome, reason=reason, published=at, attempt=attempt, revision=1))
                if not lost:
                    lines.append(LineRef(entry.id, 1, "articles/sim/2020-11.jsonl", offset, 100, f"{offset:064x}"))
                    offset += 100
        ledger.enter(run, walk.id, entries, Cursor(), now)
        with ledger.transaction():
            ledger.settle(run, settled)
            ledger.lines(lines)
        ledger.close_walk(walk.id, "last_page", Extent(), now)
    alarm = Alarm("silent", "sim/xm", "no news since 2020-10-27")
    ledger.remember(run, [Seen("sim/fz", lines=10, articles=10, filled={"title": 10, "source": 4})], [alarm])
    ledger.end_run(run, now, 4, {})
    ledger.close()
    return data


def coverage(data: Path, *words: str) -> CompletedProcess[str]:
    return scrapy("coverage", *words, "-s", f"NEWSCRAWL_DATA={data}", "-s", f"NEWSCRAWL_NOW={NOW}")


def test_json_names_the_gap_and_the_dead_channel(archive: Path) -> None:
    done = coverage(archive, "--json")
    assert done.returncode == 0, done.stderr
    shown = json.loads(done.stdout)
    channels = {each["channel"]: each for each in shown["channels"]}
    assert [channels[key]["state"] for key in ("sim/fz", "sim/fj", "sim/xm")] == ["live", "live", "dead"]
    assert channels["sim/fz"]["gaps"] == []
    assert channels["sim/fj"]["gaps"] == [{"first": str(GAP[0]), "last": str(GAP[1]), "days": 5}]
    assert channels["sim/xm"]["since"] == str(DIED)
    assert channels["sim/fz"]["fills"] == {"2020-11": {"articles": 10, "title": 10, "source": 4}}
    assert [each["name"] for each in shown["alarms"]] == ["silent"]
    assert (
        sum(day.get("exported", 0) for day in channels["sim/fz"]["days"].values())
        == channels["sim/fz"]["counts"]["exported"]
    )


@pytest.mark.slow
def test_the_terminal_has_a_line_a_channel_and_names_gaps(archive: Path) -> None:
    done = coverage(archive)
    assert f"gap sim/fj: {GAP[0]} to {GAP[1]}, 5 days" in done.stdout
    assert f"dead since {DIED}" in done.stdout


@pytest.mark.slow
def test_a_folder_that_is_no_report_is_left_alone(archive: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    done = coverage(archive, "--html", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert (tmp_path / "mine.txt").read_text() == "mine"
    for words in (("--channels", "nosuch/*"), ("--since", "soon"), ("--json", "--html", "x"), ("x",)):
        refused = coverage(archive, *words)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1), refused.stderr


@pytest.fixture(scope="module")
def report(archive: Path) -> Path:
    folder = archive / "report"
    for _again in range(2):  # a report takes the place of the one before
        done = coverage(archive, "--html", str(folder))
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def browser() -> Iterator[Any]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
    if not chromium or not driver:
        pytest.skip("Chromium is not installed (Debian: chromium chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = chromium
    for word in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--lang=zh-CN"):
        options.add_argument(word)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    opened = webdriver.Chrome(options=options, service=webdriver.ChromeService(driver))
    yield opened
    opened.quit()


@pytest.mark.slow
@pytest.mark.parametrize("width", [400, 1400])
def test_the_report_is_read_in_a_browser(report: Path, browser: Any, width: int) -> None:
    from selenium.webdriver.common.by import By

    browser.set_window_size(max(width, 500), 900)
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False})  # fmt: skip
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": "dark"}]}
    )
    browser.get((report / "index.html").as_uri())
    maps = browser.find_elements(By.CSS_SELECTOR, "svg.heat")
    assert len(maps) == 3
    assert len(maps[0].find_elements(By.CSS_SELECTOR, "rect.news")) >= 55, "two months are drawn"
    assert len(browser.find_elements(By.CSS_SELECTOR, "rect.gap")) >= 5
    wide = browser.execute_script("return document.documentElement.scrollWidth")
    assert wide <= width, "nothing runs out of a narrow window"
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    assert sum(map(int, ground[4:-1].split(","))) < 150, "dark when the reader's system is"
    links = browser.find_elements(By.CSS_SELECTOR, "a.gaplink")
    assert [link.text.partition(" ")[0] for link in links] == [str(DIED), str(GAP[0])]
    link = links[1]
    link.click()
    assert "days/sim-2020-10.html#fj-gap-2020-10-19" in browser.current_url
    shown = browser.find_element(By.CSS_SELECTOR, ".day:target").get_attribute("textContent")
    assert "缺口：2020-10-19 至 2020-10-23" in shown
    assert "Gap: 2020-10-19 to 2020-10-23" in shown
    browser.get((report / "index.html").as_uri())
    day = maps_day(browser, "sim/fz", str(END))
    browser.execute_script("arguments[0].dispatchEvent(new MouseEvent('click', {bubbles: true}))", day)
    assert browser.current_url.endswith(f"days/sim-2020-11.html#fz-{END}")
    listed = browser.find_element(By.CSS_SELECTOR, ".day:target").text
    assert f"<b>福州</b>地铁0号线 & {END}" in listed, "words of a page are words, not markup"
    asked = [json.loads(each["message"])["message"] for each in browser.get_log("performance")]
    urls = [each["params"]["request"]["url"] for each in asked if each["method"] == "Network.requestWillBeSent"]
    assert [url for url in urls if not url.startswith(("file:", "data:"))] == [], "the pages need no network"
    assert [each for each in browser.get_log("browser") if each["level"] == "SEVERE"] == []


def maps_day(browser: Any, channel: str, day: str) -> Any:
    from selenium.webdriver.common.by import By

    for map in browser.find_elements(By.CSS_SELECTOR, "svg.heat"):
        if channel in map.get_attribute("aria-label"):
            for cell in map.find_elements(By.TAG_NAME, "a"):
                if day in cell.get_attribute("innerHTML"):
                    return cell
    raise AssertionError(f"{channel} {day} is not drawn")
