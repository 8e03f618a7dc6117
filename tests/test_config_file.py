"""`newscrawl.toml`: every setting in one file, checked like any other source of settings."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from newscrawl.config_file import config_path, read_config, read_scrapy_settings
from newscrawl.settings_model import FIELDS
from newscrawl.settings_reference import config_text
from newscrawl.settings_sources import check_settings, origin


@pytest.fixture
def write(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    for name in [name for name in os.environ if name.startswith("NEWSCRAWL_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def write(text: str | bytes, name: str = "newscrawl.toml") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


def checked(**given: object) -> Settings:
    settings = Settings()
    settings.setdict({f"NEWSCRAWL_{name}": value for name, value in given.items()}, priority="cmdline")
    check_settings(settings)
    return settings


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(write, monkeypatch):
    write("first_walk = 1\nknown_pages = 1\nwarc_size = 2000000\n")
    monkeypatch.setenv("NEWSCRAWL_KNOWN_PAGES", "2")
    monkeypatch.setenv("NEWSCRAWL_WARC_SIZE", "3000000")
    settings = checked(WARC_SIZE="4000000")
    names = ("NEWSCRAWL_FIRST_WALK", "NEWSCRAWL_KNOWN_PAGES", "NEWSCRAWL_WARC_SIZE", "NEWSCRAWL_WARC")
    assert [settings[name] for name in names] == [1, 2, 4_000_000, True]
    assert [origin(settings, name) for name in names] == ["newscrawl.toml", "the environment", "-s", "default"]


def test_without_a_file_nothing_is_said(write):
    assert config_path() is None
    assert read_config() == read_scrapy_settings() == {}


def test_an_empty_name_means_no_file(write, monkeypatch):
    write("first_walk = 1")
    monkeypatch.setenv("NEWSCRAWL_CONFIG", " ")
    assert read_config() == {}


def test_paths_of_a_file_elsewhere_begin_at_its_folder(write, monkeypatch, tmp_path):
    path = write('data = "keep"\ncatalog = ["mine", "/srv/sites"]\nledger = "postgresql://db/news"', "etc/news.toml")
    monkeypatch.setenv("NEWSCRAWL_CONFIG", str(path))
    settings = checked()
    assert settings["NEWSCRAWL_DATA"] == str(tmp_path / "etc/keep")
    assert settings["NEWSCRAWL_CATALOG"] == (str(tmp_path / "etc/mine"), "/srv/sites")
    assert settings["NEWSCRAWL_LEDGER"] == "postgresql://db/news"


def test_a_moment_may_be_written_as_toml_has_it(write):
    write("now = 2020-11-18T09:30:00+08:00")
    assert checked()["NEWSCRAWL_NOW"] == "2020-11-18T09:30:00+08:00"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("known = [[", "newscrawl.toml: "),
        (b"contact = '\xb8\xa3'", "newscrawl.toml: byte 11 is not UTF-8"),
        ("known_page = 3", "newscrawl.toml: unknown setting known_page; did you mean known_pages"),
        ("NEWSCRAWL_DATA = 'x'", "newscrawl.toml: unknown setting NEWSCRAWL_DATA; did you mean data"),
        ("[crawl]\ndata = 'x'", r"newscrawl.toml: unknown table \[crawl\]; there is \[scrapy\]"),
        ("known_pages = 0", "NEWSCRAWL_KNOWN_PAGES is 0 in newscrawl.toml; it may be a whole number from 1 to 1000"),
        ("contact = ['a']", "NEWSCRAWL_CONTACT is .* in newscrawl.toml; it may be"),
        ("data = { at = 'x' }", "NEWSCRAWL_DATA is .* in newscrawl.toml; it may be a folder"),
        ("[known_pages]\nx = 1", "NEWSCRAWL_KNOWN_PAGES is .* in newscrawl.toml; it may be"),
        ("a = " + "[" * 5000, "newscrawl.toml: "),
    ],
)
def test_what_is_wrong_is_one_line_that_names_the_file(write, text, message):
    write(text)
    with pytest.raises(UsageError, match=message) as caught:
        checked()
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("scrapy = 3", r"newscrawl.toml: scrapy is a table: write \[scrapy\]"),
        ("[scrapy]\nNEWSCRAWL_DATA = 'x'", r"NEWSCRAWL_DATA is no setting of Scrapy: write data = …, above \[scrapy\]"),
        ("[scrapy]\ndownload_delay = 3", r"\[scrapy\] download_delay: settings of Scrapy have capital letters"),
        ("[scrapy]\nDOWNLOAD_DELEY = 3", r"\[scrapy\] unknown setting DOWNLOAD_DELEY; did you mean DOWNLOAD_DELAY"),
        ("[scrapy]\nCONTACT = 'a@b.cn'", r"\[scrapy\] unknown setting CONTACT; did you mean NEWSCRAWL_CONTACT"),
    ],
)
def test_what_is_wrong_in_the_table_of_scrapy_is_one_line_too(write, text, message):
    write(text)
    with pytest.raises(UsageError, match=message):
        read_scrapy_settings()


def test_a_named_file_that_is_not_there_is_refused(write, monkeypatch):
    monkeypatch.setenv("NEWSCRAWL_CONFIG", "other.toml")
    with pytest.raises(UsageError, match=r"NEWSCRAWL_CONFIG is 'other.toml', where no file is"):
        checked()


def test_the_file_that_init_writes_has_every_setting_with_its_default(write):
    text = config_text("archive@example.org")
    assert tomllib.loads(text) == {"data": "data", "contact": "archive@example.org"}
    write(text.replace("\n#", "\n").replace("\n ", "\n# "))
    settings = checked()
    assert [name for name in FIELDS if name != "NEWSCRAWL_CONTACT" and settings[name] != FIELDS[name].default] == []
    assert read_scrapy_settings() == {"DOWNLOAD_DELAY": 2.0}


@pytest.mark.slow
def test_scrapy_settings_of_the_file_are_in_force_and_a_broken_file_is_one_line(write, tmp_path):
    env = {**os.environ, "NEWSCRAWL_CONFIG": "newscrawl.toml"}
    line = [sys.executable, "-m", "newscrawl", "settings", "--get", "DOWNLOAD_DELAY"]
    write("[scrapy]\nDOWNLOAD_DELAY = 7.5")
    assert subprocess.run(line, env=env, capture_output=True, text=True, check=True).stdout == "7.5\n"
    write("[scrapy")
    done = subprocess.run(line, env=env, capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "newscrawl.toml" in done.stderr
