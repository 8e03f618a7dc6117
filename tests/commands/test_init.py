"""`newscrawl init`: the folder of a new archive."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from newscrawl.commands.init import schedule
from tests import processes
from tests.processes import ROOT


def init(*words: str, cwd: Path):
    return processes.scrapy("init", *words, cwd=cwd, env={"SCRAPY_SETTINGS_MODULE": "newscrawl.settings"})


def test_a_folder_gets_its_file_of_settings_and_a_schedule(tmp_path: Path):
    done = init("福州/archive", "--contact", "archive@example.org", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "福州/archive"
    settings = tomllib.loads((folder / "newscrawl.toml").read_text(encoding="utf-8"))
    assert settings == {"data": "data", "contact": "archive@example.org"}
    assert f"cd '{folder}' && " in (folder / "crontab.txt").read_text(encoding="utf-8")
    assert "next: cd '福州/archive'; newscrawl crawl channel" in done.stdout


def test_what_is_there_stays(tmp_path: Path):
    (tmp_path / "newscrawl.toml").write_text('contact = "mine@example.org"\n', encoding="utf-8")
    done = init(cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "newscrawl.toml is there, and stays as it is" in done.stdout
    assert (tmp_path / "newscrawl.toml").read_text(encoding="utf-8") == 'contact = "mine@example.org"\n'
    assert (tmp_path / "crontab.txt").exists()


def test_a_place_that_cannot_be_is_one_line(tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = init("file/archive", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "scrapy init: file/archive: Not a directory\n"


def test_a_contact_that_no_file_can_hold_is_refused(tmp_path: Path):
    done = init("--contact", 'a"b', cwd=tmp_path)
    assert done.returncode == 2
    assert list(tmp_path.iterdir()) == []


def test_a_contact_that_is_no_address_is_refused(tmp_path: Path):
    done = init("--contact", "nonsense", cwd=tmp_path)
    assert done.returncode == 2
    assert "NEWSCRAWL_CONTACT is 'nonsense'; it may be an e-mail address" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_percent_sign_in_a_path_is_written_as_cron_reads_it():
    assert r"cd '/srv/50\% news' && " in schedule(Path("/srv/50% news"))


@pytest.mark.slow
def test_the_schedule_runs_as_cron_runs_it_and_says_nothing_unless_something_is_wrong(tmp_path: Path):
    """Cron gives a line to /bin/sh, with hardly any environment, and mails what it prints."""
    sample = ROOT / "newscrawl/sample/hxnews.warc.gz"
    (tmp_path / "newscrawl.toml").write_text(f'replay = "{sample}"\ncontact = "me@example.org"\n', encoding="utf-8")
    channels, papers = [line for line in schedule(tmp_path).splitlines() if not line.startswith("#")]
    assert in_cron(channels, tmp_path) == (0, ""), "60 articles are news, and no mail"
    assert "INFO: 48 new articles and 9 duplicates in 1 channel" in (tmp_path / "data/logs/1.log").read_text(
        encoding="utf-8"
    )
    code, said = in_cron(papers, tmp_path)
    assert code == 3, "the sample has no newspaper"
    assert said.startswith("incomplete: fzrb/")
    assert "to look: newscrawl audit --run 2 -s NEWSCRAWL_DATA=" in said
    assert "INFO" not in said


def in_cron(line: str, home: Path) -> tuple[int, str]:
    """Run a line of a crontab; return the exit code, and all that would be mailed."""
    words = re.split(r"(?<!\\)%", line.split(None, 5)[5])[0].replace(r"\%", "%")
    env = {"HOME": str(home), "LOGNAME": "me", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        ["/bin/sh", "-c", words], cwd=home, env=env, stdin=subprocess.DEVNULL, capture_output=True, check=False,
        encoding="utf-8", timeout=120,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr
