"""A wrong setting is one clear line before anything is done, whatever it is and wherever it was given."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, ClassVar

import pytest
from scrapy.cmdline import execute
from scrapy.crawler import Crawler
from scrapy.exceptions import UsageError
from scrapy.settings import Settings
from scrapy.utils.project import get_project_settings

from newscrawl import settings_sources
from newscrawl.ledger.place import ledger_place
from newscrawl.options import data_folder
from newscrawl.settings_model import FIELDS
from newscrawl.settings_sources import SOURCES, SettingsSource, check_data_folder, check_log_file, check_settings
from newscrawl.spiders.archive import ArchiveSpider
from newscrawl.spiders.channel import ChannelSpider

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = sorted(
    path.stem
    for path in (ROOT / "newscrawl" / "commands").glob("*.py")
    if "\nclass Command(" in path.read_text(encoding="utf-8")
)


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("NEWSCRAWL_")]:
        monkeypatch.delenv(name)


def checked(**given: object) -> Settings:
    """Settings as a command line gives them, checked."""
    settings = Settings()
    settings.setdict({f"NEWSCRAWL_{name}": value for name, value in given.items()}, priority="cmdline")
    check_settings(settings)
    return settings


@pytest.mark.parametrize(
    ("name", "value", "may_be"),
    [
        *(
            ("COMMIT_EVERY", value, "a whole number from 1 to 100000")
            for value in ("abc", "0", "-5", "1.5", "", "9" * 30)
        ),
        *(("COMMIT_SECONDS", value, "a number from 0.01 to 3600") for value in ("nan", "inf", "-1", "0", "1e99", "")),
        *(("CRAWL_DELAY_MAX", value, "a number from 0 to 86400") for value in ("nan", "-0.1", "soon")),
        *(("WARC", value, "true or false") for value in ("maybe", "2", "")),
        *(("KNOWN_PAGES", value, "a whole number from 1 to 1000") for value in ("0", "x")),
        ("FIRST_WALK", "x", "a whole number from 1 to 36500"),
        ("WARC_SIZE", "1", "a whole number from 1048576"),
        ("LISTINGS_KEEP", "-1", "a whole number from 0"),
        ("DUPLICATES", "drop", "divert, mark or off"),
        ("WITHDRAWN", "", "keep or hide"),
        *(("NOW", value, "a moment such as") for value in ("x", "1800-01-01", "9999-12-31T23:59:59-10:00")),
        ("DATA", "", "a folder"),
        ("WORKER", "a b", "a name of letters"),
        ("CONTACT", "archive@example.org\r\nX-Evil: 1", "an e-mail address"),
        ("CONTACT", "ab", "an e-mail address"),
        ("ALLOW_HOSTS", "http://127.0.0.1", "hosts, addresses or networks"),
    ],
)
def test_a_wrong_value_is_refused_with_its_name_and_what_it_may_be(name: str, value: str, may_be: str):
    with pytest.raises(UsageError) as refused:
        checked(**{name: value})
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"NEWSCRAWL_{name} is {value[:20]!r}"[:-1])
    assert f"; it may be {may_be}" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("LEDGER", "foo://archive:secret@db.lan/newscrawl"),
        ("LEDGER", "mysql://archive:secret@db.lan/newscrawl"),
        ("ALARM_TO", "hooks.chat.example/services/secret"),
        ("ALARM_TO", "mailto:secret"),
    ],
)
def test_a_value_that_may_hold_a_password_is_not_shown(name: str, value: str):
    with pytest.raises(UsageError, match=f"NEWSCRAWL_{name} has a wrong value, not shown; it may be ") as refused:
        checked(**{name: value})
    assert "secret" not in str(refused.value)


def test_texts_become_values_and_keep_their_priority():
    settings = checked(
        COMMIT_EVERY="7", COMMIT_SECONDS="0.5", WARC="no", CATALOG="my, other", ALLOW_HOSTS="", CONTACT=""
    )
    got = {name: settings[f"NEWSCRAWL_{name}"] for name in ("COMMIT_EVERY", "COMMIT_SECONDS", "WARC", "CATALOG")}
    assert got == {"COMMIT_EVERY": 7, "COMMIT_SECONDS": 0.5, "WARC": False, "CATALOG": ("my", "other")}
    assert settings["NEWSCRAWL_ALLOW_HOSTS"] == ()
    assert settings["NEWSCRAWL_CONTACT"] is None
    settings.set("NEWSCRAWL_COMMIT_EVERY", 9, priority="spider")
    assert settings["NEWSCRAWL_COMMIT_EVERY"] == 7


def test_values_that_scripts_give_are_taken_as_they_are(tmp_path: Path):
    settings = Settings({"NEWSCRAWL_DATA": tmp_path, "NEWSCRAWL_CATALOG": [tmp_path], "NEWSCRAWL_REPLAY": ["a", "b"]})
    check_settings(settings)
    assert data_folder(settings) == tmp_path
    assert settings.getlist("NEWSCRAWL_CATALOG") == [str(tmp_path)]
    assert settings["NEWSCRAWL_REPLAY"] == ["a", "b"]
    assert settings["NEWSCRAWL_KNOWN_PAGES"] == 3


def test_an_unknown_setting_is_refused_with_the_near_one():
    with pytest.raises(UsageError, match=r"^unknown setting NEWSCRAWL_DUPLICATE; did you mean NEWSCRAWL_DUPLICATES"):
        checked(DUPLICATE="mark")


def test_an_unknown_variable_of_the_environment_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSCRAWL_FAILPOINT", "commit.synced:3")
    monkeypatch.setenv("NEWSCRAWL_PARENT", "1")
    checked()
    monkeypatch.setenv("NEWSCRAWL_CONTACTS", "archive@example.org")
    with pytest.raises(UsageError, match="NEWSCRAWL_CONTACTS in the environment; did you mean NEWSCRAWL_CONTACT"):
        checked()


def test_the_environment_gives_any_setting_and_the_command_line_wins(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSCRAWL_KNOWN_PAGES", "5")
    monkeypatch.setenv("NEWSCRAWL_COMMIT_EVERY", "abc")
    settings = checked(COMMIT_EVERY="7")
    assert (settings["NEWSCRAWL_KNOWN_PAGES"], settings["NEWSCRAWL_COMMIT_EVERY"]) == (5, 7)
    with pytest.raises(UsageError, match="NEWSCRAWL_COMMIT_EVERY is 'abc' in the environment"):
        checked()


def test_the_environment_wins_over_the_settings_of_a_spiders_class(monkeypatch: pytest.MonkeyPatch):
    class Own(ChannelSpider):
        custom_settings: ClassVar[dict[str, Any]] = {"NEWSCRAWL_KNOWN_PAGES": 9, "NEWSCRAWL_FIRST_WALK": 60}

    monkeypatch.setenv("NEWSCRAWL_KNOWN_PAGES", "5")
    crawler = Crawler(Own, get_project_settings())
    check_settings(crawler.settings)
    assert crawler.settings["NEWSCRAWL_KNOWN_PAGES"] == 5
    assert crawler.settings["NEWSCRAWL_FIRST_WALK"] == 60


def test_a_spider_run_from_a_script_raises():
    class Own(ChannelSpider):
        custom_settings: ClassVar[dict[str, Any]] = {"NEWSCRAWL_WARC": "maybe"}

    with pytest.raises(UsageError, match="NEWSCRAWL_WARC is 'maybe'"):
        Own.from_crawler(Crawler(Own, get_project_settings()), channels="hxnews/fz")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_refuses_a_wrong_setting_in_one_line(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.setenv("SCRAPY_SETTINGS_MODULE", "newscrawl.settings")
    monkeypatch.chdir(ROOT)
    for place, where in (("-s", ""), ("environment", " in the environment")):
        given = ["-s", "NEWSCRAWL_COMMIT_EVERY=abc"] if place == "-s" else []
        if place != "-s":
            monkeypatch.setenv("NEWSCRAWL_COMMIT_EVERY", "abc")
        with pytest.raises(SystemExit) as ended:
            execute(["scrapy", command, "something", *given, "-s", f"NEWSCRAWL_DATA={tmp_path / 'data'}"])
        said = capsys.readouterr()
        line = f"scrapy {command}: NEWSCRAWL_COMMIT_EVERY is 'abc'{where}; it may be a whole number from 1 to 100000\n"
        assert (ended.value.code, said.out, said.err) == (2, "", line)
    assert not list(tmp_path.iterdir())


def archive_settings(**given: object) -> Settings:
    """Settings of a run of `scrapy reprocess`."""
    settings = get_project_settings()
    settings.setdict({f"NEWSCRAWL_{name}": value for name, value in given.items()}, priority="cmdline")
    ArchiveSpider.update_settings(settings)
    check_settings(settings)
    return settings


def test_saved_files_are_read_into_the_folder_that_the_environment_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    assert data_folder(archive_settings()) == Path("data/archive").resolve()
    monkeypatch.setenv("NEWSCRAWL_DATA", str(tmp_path / "one"))
    assert data_folder(archive_settings()) == tmp_path / "one"
    assert data_folder(archive_settings(DATA=tmp_path / "two")) == tmp_path / "two"


def test_saved_files_never_enter_the_ledger_of_another_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    live = tmp_path / "live.sqlite"
    monkeypatch.setenv("NEWSCRAWL_LEDGER", str(live))
    assert ledger_place(archive_settings()) == Path("data/archive/ledger.sqlite").resolve()
    assert ledger_place(archive_settings(DATA=tmp_path)) == tmp_path / "ledger.sqlite"
    assert ledger_place(archive_settings(DATA=tmp_path, LEDGER=live)) == live
    monkeypatch.setenv("NEWSCRAWL_DATA", str(tmp_path))
    assert ledger_place(archive_settings()) == live


def test_saved_files_are_not_read_into_a_crawled_archive_unless_this_run_says_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    page = tmp_path / "page.html"
    page.write_text("<h1>福州地铁今日开通</h1>", encoding="utf-8")
    (tmp_path / "live" / "warc").mkdir(parents=True)
    monkeypatch.setenv("NEWSCRAWL_DATA", str(tmp_path / "live"))
    spider = ArchiveSpider(files=str(page))
    with pytest.raises(UsageError, match=f"{tmp_path / 'live'} has crawls in it"):
        spider.prepare(archive_settings())
    spider.prepare(archive_settings(DATA=tmp_path / "live"))


def test_a_data_folder_that_cannot_be_written_is_named_with_the_cause(tmp_path: Path):
    (tmp_path / "file").write_text("")
    for folder, cause in ((tmp_path / "file", "Not a directory"), (tmp_path / "file" / "below", "Not a directory")):
        with pytest.raises(UsageError, match=f"NEWSCRAWL_DATA is {folder}, where nothing can be written: {cause}"):
            check_data_folder(checked(DATA=folder))
    if os.geteuid():
        (tmp_path / "locked").mkdir(mode=0o500)
        with pytest.raises(UsageError, match="Permission denied"):
            check_data_folder(checked(DATA=tmp_path / "locked"))


def test_a_log_that_cannot_be_written_is_named_with_the_cause(tmp_path: Path):
    with pytest.raises(UsageError) as refused:
        check_log_file(Settings({"LOG_FILE": tmp_path / "logs" / "crawl.log"}))
    assert str(refused.value) == (
        f"the log file {tmp_path}/logs/crawl.log cannot be written: No such file or directory"
    )


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("DOWNLOAD_DELEY", "DOWNLOAD_DELAY"),
        ("log_level", "LOG_LEVEL"),
        ("CONTACT", "NEWSCRAWL_CONTACT"),
        ("newscrawl_contact", "NEWSCRAWL_CONTACT"),
    ],
)
def test_a_misspelt_setting_of_scrapy_would_do_nothing_and_is_refused(typed: str, meant: str):
    settings = Settings()
    settings.set(typed, "2", priority="cmdline")
    with pytest.raises(UsageError, match=f"^unknown setting {typed}; did you mean {meant}\\?$"):
        check_settings(settings)


@pytest.mark.parametrize(
    ("name", "value", "may_be"),
    [
        ("DOWNLOAD_DELAY", "two", "a number"),
        ("ROBOTSTXT_OBEY", "maybe", "true or false"),
        ("LOG_LEVEL", "LOUD", "DEBUG, INFO, WARNING, ERROR, CRITICAL"),
    ],
)
def test_a_setting_of_scrapy_of_the_wrong_kind_is_one_line(name: str, value: str, may_be: str):
    settings = Settings()
    settings.set(name, value, priority="cmdline")
    with pytest.raises(UsageError, match=f"^{name} is '{value}'; it may be {may_be}$"):
        check_settings(settings)


def test_a_setting_of_somebodys_extension_is_not_ours_to_refuse():
    settings = Settings()
    settings.set("SPLASH_URL", "http://127.0.0.1:8050", priority="cmdline")
    check_settings(settings)


@pytest.mark.parametrize("words", [["crawl", "channel", "-a", "channels=hxnews/fz"], ["reprocess", "README.md"]])
def test_a_command_names_the_folder_that_it_cannot_write(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    monkeypatch.chdir(ROOT)
    (tmp_path / "file").write_text("")
    folder = tmp_path / "file" / "data"
    with pytest.raises(SystemExit) as ended:
        execute(["scrapy", *words, "-s", f"NEWSCRAWL_DATA={folder}", "-s", "NEWSCRAWL_CONTACT=test@example.org"])
    said = capsys.readouterr().err
    line = f"scrapy {words[0]}: NEWSCRAWL_DATA is {folder}, where nothing can be written: Not a directory\n"
    assert (ended.value.code, said) == (2, line)


def test_a_new_source_is_one_more_line(monkeypatch: pytest.MonkeyPatch):
    file = SettingsSource("my.toml", 33, lambda: {"NEWSCRAWL_KNOWN_PAGES": 0, "NEWSCRAWL_FIRST_WALK": 60})
    monkeypatch.setattr(settings_sources, "SOURCES", (*SOURCES, file))
    monkeypatch.setenv("NEWSCRAWL_FIRST_WALK", "5")
    assert checked(KNOWN_PAGES="2")["NEWSCRAWL_FIRST_WALK"] == 5
    with pytest.raises(UsageError, match=r"NEWSCRAWL_KNOWN_PAGES is 0 in my.toml; it may be"):
        checked()


def test_no_setting_is_read_that_the_model_does_not_have():
    named = {
        name
        for path in (ROOT / "newscrawl").rglob("*.py")
        for name in re.findall(r"\"(NEWSCRAWL_[A-Z_]+)\"", path.read_text(encoding="utf-8"))
    }
    assert named - set(FIELDS) <= {"NEWSCRAWL_PARENT", "NEWSCRAWL_FAILPOINT", "NEWSCRAWL_CONFIG", "NEWSCRAWL_"}
