"""Chromium, driven through selenium, with a log of every request."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest


@contextmanager
def chromium() -> Iterator[Any]:
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
    try:
        yield opened
    finally:
        opened.quit()


def look(browser: Any, width: int, scheme: str) -> None:
    """Make the window so wide, and the reader's system light or dark."""
    browser.set_window_size(max(width, 500), 900)
    size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    features = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", features)


def requests_of(browser: Any) -> list[str]:
    """Return the addresses that were asked for since the last call."""
    asked = [json.loads(each["message"])["message"] for each in browser.get_log("performance")]
    return [each["params"]["request"]["url"] for each in asked if each["method"] == "Network.requestWillBeSent"]


def errors_of(browser: Any) -> list[Any]:
    """Return the errors on the console since the last call."""
    return [each for each in browser.get_log("browser") if each["level"] == "SEVERE"]


def is_fit(browser: Any, width: int) -> bool:
    """Return whether nothing runs out of the window."""
    return int(browser.execute_script("return document.documentElement.scrollWidth")) <= width


def lightness(browser: Any) -> int:
    """Return how light the ground is, 0 to 765."""
    ground = browser.execute_script("return getComputedStyle(document.body).backgroundColor")
    return sum(map(int, ground[4:-1].split(",")))
