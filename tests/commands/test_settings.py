"""`scrapy settings`: each value, and where it comes from."""

from __future__ import annotations

from pathlib import Path

from newscrawl.settings_model import FIELDS
from tests import processes


def settings(*words: str, cwd: Path, **env: str):
    given = {"SCRAPY_SETTINGS_MODULE": "newscrawl.settings", "NEWSCRAWL_CONFIG": "newscrawl.toml", **env}
    return processes.scrapy("settings", *words, cwd=cwd, env=given)


def test_each_setting_is_a_line_with_its_origin(tmp_path: Path):
    (tmp_path / "newscrawl.toml").write_text(
        'known_pages = 5\nalarm_to = "https://user:secret@example.org/"\n[scrapy]\nDOWNLOAD_DELAY = 2.0\n',
        encoding="utf-8",
    )
    done = settings("-s", "NEWSCRAWL_WARC=False", cwd=tmp_path, NEWSCRAWL_FIRST_WALK="7")
    lines = [line.split(None, 1) for line in done.stdout.splitlines()]
    shown = dict(lines)
    assert [name for name, _ in lines] == [*FIELDS, "DOWNLOAD_DELAY"]
    assert shown["NEWSCRAWL_KNOWN_PAGES"] == "5  (newscrawl.toml)"
    assert shown["NEWSCRAWL_FIRST_WALK"] == "7  (the environment)"
    assert shown["NEWSCRAWL_WARC"] == "false  (-s)"
    assert shown["NEWSCRAWL_DUPLICATES"] == "divert  (default)"
    assert shown["NEWSCRAWL_ALARM_TO"] == "set, not shown  (newscrawl.toml)"
    assert shown["DOWNLOAD_DELAY"] == "2.0  ([scrapy] of the file)"
    assert "secret" not in done.stdout


def test_settings_are_named_as_in_the_file_or_in_full(tmp_path: Path):
    (tmp_path / "newscrawl.toml").write_text("", encoding="utf-8")
    done = settings("known_pages", "NEWSCRAWL_DATA", cwd=tmp_path)
    assert [line.split()[0] for line in done.stdout.splitlines()] == ["NEWSCRAWL_KNOWN_PAGES", "NEWSCRAWL_DATA"]
    wrong = settings("known_page", cwd=tmp_path)
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("scrapy settings: unknown setting known_page; did you mean known_pages")


def test_options_of_scrapy_stay(tmp_path: Path):
    (tmp_path / "newscrawl.toml").write_text("", encoding="utf-8")
    assert settings("--get", "BOT_NAME", cwd=tmp_path).stdout == "newscrawl\n"
