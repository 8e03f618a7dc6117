"""The coverage report: pages over a real ledger, opened in a real browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.monitor.two_months import DIED, END, GAP, coverage, make_archive


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("archive")
    make_archive(data)
    return data


@pytest.fixture(scope="module")
def report(archive: Path) -> Path:
    folder = archive / "report"
    for _again in range(2):  # a report takes the place of the one before
        done = coverage(archive, "--html", str(folder))
        assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
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
