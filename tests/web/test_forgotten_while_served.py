"""The reading room, a crawl and `newscrawl forget` as three programs at once: what is forgotten stays nowhere."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from newscrawl.record.search import index_path, match
from tests.crawling import crawl, start_crawl, write_site
from tests.forget.test_order import everything
from tests.processes import Process, run, start, until
from tests.rounds import ORDEAL
from tests.simsite import SimSite, serve

pytestmark = pytest.mark.skipif(not ORDEAL, reason="six programs: behind the ordeal")
LATER = "2020-11-20T21:00:00+08:00"


class Reader:
    """Asks for every view over and over, and keeps which answers held the words and when they were asked for."""

    def __init__(self, address: str, paths: list[str], words: list[bytes]) -> None:
        self._address, self._paths, self._words = address, paths, words
        self._stop = threading.Event()
        self.seen: list[tuple[float, str]] = []
        self.asked = 0
        self.rounds = 0
        self.failed: list[tuple[str, int]] = []
        self._thread = threading.Thread(target=self._work)

    def get(self, path: str) -> bytes:
        begun = time.monotonic()
        try:
            body: bytes = urlopen(self._address + path, timeout=30).read()
        except HTTPError as error:
            body = error.read()
            if error.code not in (404, 503):
                self.failed.append((path, error.code))
        self.asked += 1
        if any(word in body for word in self._words):
            self.seen.append((begun, path))
        return body

    def all(self) -> None:
        for path in self._paths:
            self.get(path)
        self.rounds += 1

    def _work(self) -> None:
        while not self._stop.is_set():
            self.all()

    @contextmanager
    def reading(self) -> Iterator[None]:
        self._thread.start()
        try:
            yield
        finally:
            self._stop.set()
            self._thread.join()


def test_forgotten_words_are_in_no_answer_and_no_file_while_a_crawl_writes(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serve(SimSite(articles=30, listings=2)) as simulated:
        site = simulated.sites[0]
        write_site(tmp_path / "catalog", site, simulated.url)
        first = crawl(tmp_path, "channels=sim/*", "since=all", "-O", str(tmp_path / "feed.jsonl"))
        assert first.code == 0, first.err
        article = next(each for each in site.articles if each.kind == "news")
        line = next(line for line in first.lines() if line["url"].endswith(article.path))
        paragraphs = sorted(line["text"].split("\n"), key=len, reverse=True)[:2]
        words = [text.encode() for text in (line["title"], *paragraphs)]
        settings = ["-s", f"NEWSCRAWL_DATA={data}", "-s", f"NEWSCRAWL_CATALOG={tmp_path / 'catalog'}", "-s", f"NEWSCRAWL_NOW={LATER}"]  # fmt: skip
        done = run("-m", "newscrawl", "coverage", "--html", str(data / "report"), *settings)
        assert done.returncode == 0, done.stderr
        assert any(words[0] in body for path, body in everything(data / "report").items()), "the report names it"

        reading_end, writing_end = os.pipe()
        served = start("-m", "newscrawl", "serve", "--port", "0", *settings, out=writing_end)
        os.close(writing_end)
        with open(reading_end, encoding="utf-8") as told:  # noqa: PTH123 (a descriptor)
            address = next(w for w in told.readline().split() if w.startswith("http")).rstrip("/;")
        id, part = line["id"], quote(paragraphs[0][:8])
        paths = [
            f"{path}{format}"
            for path in ("/search", "/rows", "/alarms", "/runs", "/walks", "/gaps", "/copies", "/state", "/papers", f"/article/{id}")
            for format in ("", ".json", ".csv", ".atom")
        ]  # fmt: skip
        paths += [f"/search{format}?q={part}" for format in ("", ".json", ".csv", ".atom")]
        paths += [f"/?q={part}", f"/?q={part}&sort=best", "/search.json?size=500", "/rows.json?size=1000", "/site/sim"]
        paths += [f"/article/{id}/capture{tail}" for tail in ("", "/page", "/headers", "/body")]
        paths += [f"/article/{id}/attempt/1", f"/channel/{line['channel']}", "/health"]
        reader = Reader(address, paths, words)
        try:
            until(lambda: b'"ready":true' in reader.get("/health"), lambda: "the index is not made")
            reader.all()
            assert {f"/article/{id}", f"/search.json?q={part}", f"/article/{id}/capture/page"} <= {
                p for _at, p in reader.seen
            }
            articles = len(first.lines())
            site.advance(days=1, new=20)
            with reader.reading():
                asked, crawls = len(simulated.requests), list[Process]()
                crawls.append(start_crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW="2020-11-19T21:00:00+08:00"))
                simulated.await_requests(asked + 3)
                forget = ("-m", "newscrawl", "forget", id, "--reason", "court order", *settings)
                while (order := start(*forget)).wait(60) == 5:  # held by the run
                    order.communicate()
                gone = time.monotonic()
                assert order.returncode == 0, order.communicate()
                assert crawls[0].wait(60) in (0, 4), crawls[0].communicate()
                site.advance(days=1, new=20)
                crawls.append(start_crawl(tmp_path, "channels=sim/*", NEWSCRAWL_NOW=LATER))
                assert crawls[1].wait(60) in (0, 4), crawls[1].communicate()
                before = reader.rounds
                until(
                    lambda: json.loads(reader.get("/health"))["search"]["articles"] >= articles + 30,
                    lambda: "what was crawled meanwhile is not found",
                )
                until(lambda: reader.rounds > before + 1, lambda: "the reader is stuck")
            assert reader.failed == []
            assert [path for at, path in reader.seen if at > gone] == []
            assert b"court order" not in reader.get(f"/article/{id}")
            assert json.loads(reader.get(f"/search.json?q={part}"))["total"] == 0
        finally:
            os.kill(served.pid, signal.SIGINT)
            served.wait(30)
    for path, body in everything(tmp_path).items():
        if "/warc/sim/" in path and "-20201118-" not in path:
            continue  # pages fetched later: the site itself still names it
        assert [word.decode() for word in words if word in body] == [], path
    with sqlite3.connect(index_path(data)) as index:
        for text in (line["title"], *paragraphs):
            assert index.execute("SELECT count(*) FROM word WHERE word MATCH ?", (match(text),)).fetchone() == (0,)
