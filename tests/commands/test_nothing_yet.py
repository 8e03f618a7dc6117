"""Archives without articles: each command that looks says so in a sentence, and none shows a lone heading."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from newscrawl.ledger.history import Alarm
from newscrawl.ledger.sqlite import SqliteLedger
from tests import processes

NO_LEDGER = "nothing was crawled into that folder yet"
AT = datetime(2020, 11, 18, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """No folder · a ledger without a run · a run without network."""
    folder = tmp_path_factory.mktemp("nothing")
    found = {name: folder / name for name in ("none", "empty", "walked")}
    for name in ("empty", "walked"):
        found[name].mkdir()
        with closing(SqliteLedger.open(found[name] / "ledger.sqlite")) as ledger:
            if name == "walked":
                run = ledger.begin_run("channel", {"channels": "hxnews/fz"}, AT)
                walk = ledger.open_walk(run, "hxnews/fz", "hxnews", None, None)
                ledger.break_walk(walk.id, "no_such_host", AT, at="http://www.hxnews.com/news/fj/fz/")
                alarm = Alarm("name_not_found", "hxnews/fz", "name not found, since 2020-11-18 09:00", "www.hxnews.com")
                ledger.remember(run, [], [alarm])
                ledger.end_run(run, AT, 4, {"shortfalls": ["no network"]})
    return found


def scrapy(data: Path, *words: str) -> CompletedProcess[str]:
    done = processes.scrapy(*words, "-s", f"NEWSCRAWL_DATA={data}", "-s", "NEWSCRAWL_NOW=2020-11-18T10:00:00+08:00")
    assert "Traceback" not in done.stderr, done.stderr
    return done


@pytest.mark.parametrize(
    "words",
    [
        ("articles",),
        ("articles", "福州", "地铁"),
        ("audit",),
        ("coverage",),
        ("coverage", "--html", "report"),
        ("health",),
        ("duplicates", "http://www.hxnews.com/a.html"),
        ("export",),
        ("forget", "0123456789abcdef", "--reason", "asked for"),
    ],
)
def test_no_folder_is_one_line_and_a_wrong_use(archives: dict[str, Path], words: tuple[str, ...]) -> None:
    done = scrapy(archives["none"], *words)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert NO_LEDGER in done.stderr
    assert not archives["none"].exists(), "what only looks makes nothing"


def test_a_folder_that_cannot_be_looked_into_is_one_line() -> None:
    long = 300 * "福"
    done = scrapy(Path(long), "articles", "地铁")
    assert done.returncode == 1
    assert done.stderr.endswith(f"{long}/articles: File name too long\n")


SENTENCES = [
    ("empty", ("articles",), 0, "the archive has no article yet\n"),
    ("empty", ("articles", "福州", "地铁"), 0, "the archive has no article yet\n"),
    ("empty", ("export",), 0, "the archive has no article yet\n"),
    ("empty", ("audit",), 0, "no article was listed yet\neverything adds up\n"),
    ("empty", ("audit", "--run", "last"), 2, "scrapy audit: there is no run yet\n"),
    ("empty", ("coverage",), 0, "no channel was crawled yet\n"),
    ("empty", ("coverage", "--channels", "hxnews/xm"), 0, "nothing of hxnews/xm was crawled yet\n"),
    ("empty", ("health",), 3, "no channel was crawled yet; no run has ended\n"),
    ("walked", ("articles", "福州", "地铁"), 0, "the archive has no article yet\n"),
    ("walked", ("coverage", "--channels", "hxnews/xm"), 0, "nothing of hxnews/xm was crawled yet\n"),
    ("walked", ("health",), 3, "hxnews/fz: never walked to an end, broken: name not found\n"
        "0 of 1 channel walked within 25h; run 1 ended with 4\n"),
    ("walked", ("health", "hxnews/xm"), 3, "hxnews/xm: never asked for\n"
        "0 of 1 channel walked within 25h; run 1 ended with 4\n"),
]  # fmt: skip


@pytest.mark.parametrize(("archive", "words", "code", "said"), SENTENCES)
def test_an_empty_result_is_a_sentence(
    archives: dict[str, Path], archive: str, words: tuple[str, ...], code: int, said: str
) -> None:
    done = scrapy(archives[archive], *words)
    assert (done.returncode, done.stdout + done.stderr) == (code, said)


def test_an_audit_of_a_run_that_listed_nothing_shows_its_alarms_and_no_heading(archives: dict[str, Path]) -> None:
    done = scrapy(archives["walked"], "audit", "--run", "last")
    assert done.returncode == 0
    assert "this run listed no article\n" in done.stdout
    assert not any(line.startswith("channel ") for line in done.stdout.splitlines())
    assert (
        "alarm name_not_found www.hxnews.com: name not found, since 2020-11-18 09:00\n      DNS does not" in done.stdout
    )


@pytest.mark.parametrize("archive", ["empty", "walked"])
def test_a_report_of_nothing_is_a_page_that_says_so(archives: dict[str, Path], archive: str, tmp_path: Path) -> None:
    done = scrapy(archives[archive], "coverage", "--html", str(tmp_path / "report"))
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "report/index.html").read_text(encoding="utf-8")
    assert ("No channel was crawled yet." in page) is (archive == "empty")
    assert ("name not found" in page and "hxnews" in page) is (archive == "walked")


@pytest.mark.parametrize(
    "command", [("articles", "--channel"), ("audit", "--channel"), ("coverage", "--channels"), ("health",)]
)
def test_a_channel_that_nobody_knows_is_a_wrong_use(archives: dict[str, Path], command: tuple[str, ...]) -> None:
    done = scrapy(archives["walked"], *command, "nosuch")
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "no province, site or channel is called 'nosuch'" in done.stderr
