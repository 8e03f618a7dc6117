"""How a crawl looks while it runs: a table on a terminal, lines in a pipe, nothing where it is not wanted."""

from __future__ import annotations

import os
import pty
import re
from pathlib import Path

import pytest

from tests.crawling import crawl, start_crawl, write_site
from tests.simsite import SimSite, serve


@pytest.mark.slow
@pytest.mark.parametrize("term", ["xterm", "dumb"])
def test_a_terminal_shows_a_table_and_then_what_came_of_it(tmp_path: Path, term: str) -> None:
    site = SimSite(seed=4, articles=20, listings=2)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        file = tmp_path / "catalog/sites/fujian/sim.toml"
        file.write_text(file.read_text(encoding="utf-8").replace("delay = 0.0", "delay = 0.15"), encoding="utf-8")
        ours, theirs = pty.openpty()
        terminal = {"TERM": term, "COLUMNS": "200"}
        running = start_crawl(tmp_path, "channels=sim/*", err=theirs, env=terminal, LOGSTATS_INTERVAL=0.5)
        os.close(theirs)
        shown = read_all(ours)
        assert running.wait(60) == 0, shown
    assert ("\x1b[" in shown) is (term == "xterm")
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown)
    assert bool(re.search(r"channel +lists +new +dup", plain)) is (term == "xterm")
    assert re.search(r"of 1 channels walked, \d+ listing pages; [1-9]\d* exported", plain), "it moves on"
    assert "INFO" not in plain, "from the first line that Scrapy logs to the last"
    log = (tmp_path / "data/logs/1.log").read_text(encoding="utf-8")
    assert "[scrapy] INFO: Scrapy " in log
    assert "INFO: sim/fz: walk ends (last_page) after 2 listing pages\n" in log
    said = shown.rpartition("\x1b[J")[2].replace("\r\n", "\n")
    assert re.search(r"^20 new articles in 1 channel\n  sim/fz \S+  20 new\n", said, re.MULTILINE)
    assert "20 new articles in 1 channel\n" in log.replace("[newscrawl.commands.crawl] INFO: ", "")


def read_all(terminal: int) -> str:
    """What is written to a terminal until its last writer has gone."""
    parts = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:  # how Linux says that nobody writes any more
            part = b""
        if not part:
            return b"".join(parts).decode("utf-8", "replace")
        parts.append(part)


@pytest.mark.slow
@pytest.mark.parametrize("wanted", [True, False])
def test_a_pipe_gets_lines_without_colours(tmp_path: Path, wanted: bool) -> None:
    site = SimSite(seed=4, articles=20, listings=2, slow=2)
    with serve(site) as server:
        write_site(tmp_path / "catalog", site, server.url)
        run = crawl(tmp_path, "channels=sim/*", LOGSTATS_INTERVAL=0.05, NEWSCRAWL_PROGRESS=wanted)
    assert run.code == 0, run.err
    assert bool(re.search(r"INFO: \d of 1 channels walked, \d+ listing pages; ", run.err)) is wanted
    assert "\x1b" not in run.err
