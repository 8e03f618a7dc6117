"""`coverage --html`: the state pages as files, opened in a real browser; small for a large archive."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from newscrawl.china_time import CHINA
from newscrawl.i18n import speaking
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.web.static_report import StaticReport, write_report
from tests.monitor.two_months import END, NOW, make_archive
from tests.web.browser import chromium, errors_of, is_fit, lightness, look, requests_of

CHANNELS = ("sim/fj", "sim/fz", "sim/xm")


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("archive")
    make_archive(data)
    ledger = SqliteLedger.open(data / "ledger.sqlite", write=False)
    folder = data / "report"
    with speaking("zh"):
        for _again in range(2):  # a report takes the place of the one before
            made = datetime.fromisoformat(NOW)
            assert write_report(StaticReport(ledger, made, CHANNELS, date(2019, 11, 14), END), folder) > 9
    ledger.close()
    return folder


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def test_every_link_of_every_page_leads_to_a_page_and_a_place_that_are_there(report: Path, tmp_path: Path) -> None:
    from tests.web import archive

    check_links(report)
    archive.make_archive(tmp_path / "data")
    ledger = SqliteLedger.open(tmp_path / "data/ledger.sqlite", write=False)
    made = datetime.fromisoformat(NOW)
    write_report(StaticReport(ledger, made, ("fzwb/main", "hxnews/fz"), None, END), tmp_path / "report")
    ledger.close()
    check_links(tmp_path / "report")
    assert "answers with status 500 (http_500)" in (tmp_path / "report/rows/hxnews.html").read_text(encoding="utf-8")


def check_links(report: Path) -> None:
    import re
    from html import unescape
    from urllib.parse import unquote, urldefrag

    pages = {path: path.read_text(encoding="utf-8") for path in report.rglob("*.html")}
    for path, page in pages.items():
        for href in map(unescape, re.findall(r' href="([^"]*)"', page)):
            if href.startswith(("http:", "data:")):
                continue
            target, anchor = urldefrag(href)
            there = (path.parent / unquote(target)).resolve() if target else path
            assert there.is_file(), (path, href)
            if anchor and there.suffix == ".html":
                assert f'id="{unquote(anchor)}"' in pages[there], (path, href)
    assert "<b>福州</b>" not in "".join(pages.values()), "words of a page are words, not markup"
    assert "<img src=x" not in "".join(pages.values())


@pytest.mark.slow
def test_the_report_is_read_in_a_browser(report: Path, browser: Any) -> None:
    from selenium.webdriver.common.by import By

    look(browser, 360, "dark")
    browser.get((report / "index.html").as_uri())
    assert is_fit(browser, 360)
    assert lightness(browser) < 150, "dark when the reader's system is"
    browser.find_element(By.ID, "filter").send_keys("xm")
    shown = [
        row.text for row in browser.find_elements(By.CSS_SELECTOR, "#channels td:first-child") if row.is_displayed()
    ]
    assert [text.split()[0] for text in shown] == ["xm"]
    look(browser, 1400, "light")
    browser.get((report / "sites/sim.html").as_uri())
    assert is_fit(browser, 1400)
    maps = browser.find_elements(By.CSS_SELECTOR, "svg.heat")
    assert len(maps) == 3
    assert browser.find_elements(By.CSS_SELECTOR, "path.gap"), "the gap is hatched"
    day = browser.execute_script(
        "const r = arguments[0].getBoundingClientRect(), s = r.width / 666;"
        "const d = (Date.parse(arguments[1]) - Date.parse(arguments[0].dataset.first)) / 864e5;"
        "const at = {clientX: r.left + (35 + 12 * Math.floor(d / 7)) * s, clientY: r.top + (19 + 12 * (d % 7)) * s, bubbles: true};"
        "arguments[0].dispatchEvent(new PointerEvent('pointermove', at));"
        "const told = arguments[0].closest('figure').querySelector('output').textContent;"
        "arguments[0].dispatchEvent(new MouseEvent('click', at)); return told;",
        maps[1],
        str(END),
    )
    assert day == f"· {END}: 6"
    assert browser.current_url.endswith(f"days/sim-2020-11.html#fz-{END}")
    listed = browser.find_element(By.CSS_SELECTOR, ".day:target").text
    assert f"<b>福州</b>地铁0号线 & {END}" in listed
    assert [url for url in requests_of(browser) if not url.startswith(("file:", "data:"))] == [], (
        "the pages need no network"
    )
    assert errors_of(browser) == []


def test_a_thousand_channels_of_three_years_have_a_small_index(tmp_path: Path) -> None:
    """Built from values: the ledger of such an archive is measured by benchmarks/report.py."""
    from newscrawl.catalog import load
    from newscrawl.ledger import Balance
    from newscrawl.web.channel_state import ChannelLine
    from newscrawl.web.reading_room import CatalogNames
    from newscrawl.web.room_links import FileLinks
    from newscrawl.web.state_values import overview_values
    from newscrawl.web.templating import render

    sites = list(load([]).sites())
    names = CatalogNames(
        {channel.key: channel.name for site in sites for channel in site.channels if channel.name},
        {site.id: site.name for site in sites}, {site.id: site.province for site in sites if site.province},
    )  # fmt: skip
    lines = [
        ChannelLine(channel.key, site.id, channel.name, "live", None, None, END, (), (35, 41, 28) * 4, Balance(channel.key, 41_234, {"failed": 12}))
        for site in sites for channel in site.channels
    ]  # fmt: skip
    assert len(lines) > 1300
    values = overview_values(lines, Balance("all", 41_234), names)
    with speaking("zh"):
        page = render(
            "overview.html", FileLinks(), **values, alarms=[], today=datetime.now(CHINA).date(), state=None, province=""
        )
    assert len(page.encode()) <= 300_000
