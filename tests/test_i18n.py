"""Help, reports and errors in Chinese: the language is found, and the catalogue is whole."""

from __future__ import annotations

import os
import string
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from scrapy.settings import Settings

from newscrawl import i18n
from newscrawl.i18n import choose_language, gettext, language, locale_language, ngettext
from newscrawl.settings_sources import check_settings, choose_asked_language
from scripts.messages import PO, collect, entries, mo_bytes, po_text, read, untranslated


@pytest.fixture
def spoken() -> Iterator[None]:
    yield
    choose_language("en")


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LANG": "zh-Hans"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "zh_CN"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LANGUAGE": "en"}, "en"),
        ({"LANG": "C", "LANGUAGE": "zh"}, "en"),
        ({"LANG": "zhuang"}, "en"),
    ],
)
def test_the_locale_is_read_as_gnu_programs_read_it(environment: dict[str, str], expected: str):
    assert locale_language(environment) == expected


@pytest.mark.parametrize("given", ["zh", "ZH", "zh_CN", "zh-Hans", "zh_TW.UTF-8"])
def test_the_setting_takes_the_names_of_locales(spoken: None, given: str):
    settings = Settings()
    settings.set("NEWSCRAWL_LANGUAGE", given, priority="cmdline")
    check_settings(settings)
    assert (settings["NEWSCRAWL_LANGUAGE"], language()) == ("zh", "zh")


def test_english_opens_no_catalogue(spoken: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(i18n._gettext, "translation", pytest.fail)
    i18n._catalogue.cache_clear()
    choose_language("en")
    assert gettext("no such text") == "no such text"
    assert [ngettext("{n} page", "{n} pages", n).format(n=n) for n in (1, 2)] == ["1 page", "2 pages"]
    assert gettext("") == ""


def test_a_text_without_a_translation_is_shown_in_english(spoken: None):
    choose_language("zh")
    assert gettext("no such text") == "no such text"
    assert gettext("") == ""


def test_the_compiled_catalogue_is_that_of_the_source():
    assert PO.with_suffix(".mo").read_bytes() == mo_bytes(read()), "stale: make messages"
    head = PO.read_text(encoding="utf-8").partition("\n\n")[0]
    assert PO.read_text(encoding="utf-8") == po_text(read(), head), "not as `make messages` writes it"


def test_translations_have_the_placeholders_of_their_texts():
    def names(text: str) -> set[str]:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}

    def check(text: str, translation: str) -> None:
        assert names(translation) == names(text), text
        assert text.endswith("\n") == translation.endswith("\n"), text

    for message in entries(read()):
        if isinstance(message.id, tuple):
            for translation in message.string:
                check(message.id[1], translation)
        elif "%" not in message.id:
            check(message.id, message.string)


def test_no_translation_is_empty_or_doubtful():
    assert [message.id for message in untranslated(read())] == []


@pytest.mark.slow
def test_every_text_of_the_source_has_a_translation():
    known = {message.id for message in entries(read())}
    assert [message.id for message in entries(collect()) if message.id not in known] == [], "make messages"


@pytest.mark.slow
def test_help_is_in_the_language_of_the_file_of_settings(tmp_path):
    (tmp_path / "newscrawl.toml").write_text('language = "zh"\n')
    env = {name: value for name, value in os.environ.items() if not name.startswith("NEWSCRAWL_")}
    line = [sys.executable, "-m", "newscrawl", "settings", "-h"]
    done = subprocess.run(line, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "设置" in done.stdout


def test_the_language_is_that_of_the_command_line_then_of_the_environment_then_of_the_file(
    spoken: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    (tmp_path / "zh.toml").write_text('language = "zh"\n')
    monkeypatch.setenv("NEWSCRAWL_CONFIG", str(tmp_path / "zh.toml"))
    monkeypatch.setattr("sys.argv", ["newscrawl", "audit"])
    monkeypatch.delenv("NEWSCRAWL_LANGUAGE")
    found = []
    for environment, typed in ((None, None), ("en", None), ("en", "zh")):
        if environment:
            monkeypatch.setenv("NEWSCRAWL_LANGUAGE", environment)
        if typed:
            monkeypatch.setattr("sys.argv", ["newscrawl", "audit", "-s", f"NEWSCRAWL_LANGUAGE={typed}"])
        choose_asked_language()
        found.append(language())
    assert found == ["zh", "en", "zh"]
