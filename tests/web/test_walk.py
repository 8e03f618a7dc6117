"""A reader's way through the room in a real browser, and hostile captures under a log of every request."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import feedparser
import pytest

from tests.rounds import ORDEAL
from tests.web.archive import NOW, id_of, make_archive
from tests.web.asking import open_client
from tests.web.browser import chromium, errors_of, is_fit, lightness, look, requests_of
from tests.web.hostile_captures import PAGES

pytestmark = pytest.mark.skipif(not ORDEAL, reason="a minute in Chromium: behind the ordeal")


@contextmanager
def served(app: Any) -> Iterator[str]:
    import uvicorn

    listening = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error", ws="none"))
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    data: Path = tmp_path_factory.mktemp("archive")
    make_archive(data, hostile=PAGES)
    with served(open_client(data, NOW).app) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(("width", "scheme"), [(360, "dark"), (800, "light"), (1400, "dark"), (1400, "light")])
def test_a_reader_walks_from_a_search_to_a_feed(room: str, browser: Any, width: int, scheme: str, lang: str) -> None:
    from selenium.webdriver.common.by import By

    def click(selector: str) -> None:
        element = browser.find_element(By.CSS_SELECTOR, selector)
        browser.execute_script("arguments[0].scrollIntoView({block: 'center'}); arguments[0].click()", element)

    def seen() -> None:
        assert is_fit(browser, width), browser.current_url
        assert (lightness(browser) < 150) is (scheme == "dark")

    look(browser, width, scheme)
    browser.get(f"{room}/?lang={lang}")
    field = browser.find_element(By.NAME, "q")
    field.send_keys("福州新闻")
    field.submit()
    assert browser.find_elements(By.TAG_NAME, "mark")
    feed = browser.find_element(By.CSS_SELECTOR, "link[type='application/atom+xml']").get_attribute("href")
    seen()
    click(f"a[href*='{id_of(1)}']")
    assert "meta:og:title" in browser.find_element(By.ID, "evidence").text
    seen()
    click("a[href*='/capture']")
    frame = browser.find_element(By.TAG_NAME, "iframe")
    browser.switch_to.frame(frame)
    assert "second" in browser.find_element(By.TAG_NAME, "body").text
    browser.switch_to.default_content()
    seen()
    browser.back()
    assert "10:00" in browser.find_element(By.ID, "reprints").text
    click("#reprints a[href*='/channel/']")
    assert browser.find_elements(By.CSS_SELECTOR, "svg.heat path")
    seen()
    click("a[href*='outcome=failed']")
    assert "http_500" in browser.find_element(By.TAG_NAME, "table").text
    seen()
    click("a[href*='/attempt/']")
    seen()
    for path in (
        "/state",
        "/papers",
        "/paper/fzwb/main",
        "/paper/fzwb/main/2020-11-18",
        "/alarms",
        "/runs",
        "/gaps",
        "/walks",
        "/copies",
    ):
        browser.get(f"{room}{path}?lang={lang}")
        seen()
        assert browser.find_element(By.TAG_NAME, "html").get_attribute("lang") == ("zh-CN" if lang == "zh" else "en")
    browser.get("about:blank")
    parsed = feedparser.parse(feed)
    assert not parsed.bozo
    assert parsed.entries[0].link.startswith(f"{room}/article/")
    assert errors_of(browser) == []
    assert [url for url in requests_of(browser) if not url.startswith((room, "data:", "about:"))] == []


def test_hostile_captures_ask_for_nothing(room: str, browser: Any) -> None:
    requests_of(browser)
    for n in range(len(PAGES)):
        browser.get(f"{room}/article/{id_of(100 + n)}/capture")
        browser.get(f"{room}/article/{id_of(100 + n)}/capture/page")
        assert f"{id_of(100 + n)}/capture/page" in browser.current_url, "it cannot lead away"
    asked = requests_of(browser)
    assert len(asked) >= 2 * len(PAGES)
    assert [url for url in asked if not url.startswith((room, "data:", "about:"))] == []
    assert browser.get_cookies() == []
