"""Sources of settings (`-s`, the environment, a file) → one checked set of settings.

`check_settings` is called at the start of every command and by every spider. What is
wrong is a `UsageError` of one line that names the setting and what it may be.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError
from scrapy.exceptions import UsageError
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from newscrawl.config_file import check_scrapy_settings, config_path, read_config, read_scrapy_settings
from newscrawl.i18n import N_, _, choose_language, system_words
from newscrawl.near import near
from newscrawl.options import data_folder
from newscrawl.settings_model import FIELDS, INTERNAL, PREFIX, ArchiveSettings, allowed, defaults

COMMAND_LINE = SETTINGS_PRIORITIES["cmdline"]
SHOWN = 80
"""Characters of a wrong value that are shown."""


def read_environment() -> dict[str, str]:
    """Return the settings that the environment has, known or not."""
    return {name: value for name, value in os.environ.items() if name.startswith(PREFIX) and name not in INTERNAL}


def read_before_start() -> dict[str, Any]:
    """Return all settings of file and environment, for the settings module.

    Scrapy imports that module before there is a command that could refuse something: a
    wrong file ends the process here, with one line.
    """
    try:
        settings = {**defaults(), **read_config(), **read_scrapy_settings(), **read_environment()}
        choose_language(_typed_language() or settings["NEWSCRAWL_LANGUAGE"])
        return settings
    except UsageError as error:
        print(f"newscrawl: {error}", file=sys.stderr)
        raise SystemExit(2) from None


def _typed_language() -> str | None:
    """Return the language that `-s` asks for: a command's help is made before Scrapy
    reads `-s`.
    """
    typed = (re.fullmatch(r"(?:-s|--set=)?NEWSCRAWL_LANGUAGE=(.*)", word) for word in sys.argv[1:])
    return next((found[1] for found in typed if found), None)


def choose_asked_language() -> None:
    """Choose the language that `-s`, the environment or the file asks for, before any
    command runs.

    A wrong file is told by the command that needs it.
    """
    given: Any = read_environment().get("NEWSCRAWL_LANGUAGE")
    if given is None:
        with suppress(UsageError):
            given = read_config().get("NEWSCRAWL_LANGUAGE")
    choose_language(_typed_language() or given)


class SettingsSource(NamedTuple):
    """A place that settings are given in."""

    name: str
    """Its name in an error and in a table of settings."""
    priority: int
    """Its rank among Scrapy's priorities: a spider's own settings have 30, `-s` has
    40.
    """
    read: Callable[[], Mapping[str, Any]]


SOURCES = (
    SettingsSource("-s", COMMAND_LINE, dict),  # Scrapy has read `-s`
    SettingsSource(N_("the environment"), 35, read_environment),
    SettingsSource("newscrawl.toml", 34, read_config),
)
"""Sources of settings, the strongest first. All of them win over a project's settings
module and over the settings of a spider's class.
"""


def take_sources(settings: BaseSettings) -> None:
    """Enter what the sources have, each with its priority, and the defaults of the
    rest.
    """
    settings.setdict(defaults(), priority="default")
    for source in SOURCES:
        settings.setdict(source.read(), priority=source.priority)


def check_settings(settings: BaseSettings) -> None:
    """Take all sources in and replace the texts of `NEWSCRAWL_*` settings by values.

    Priorities stay as they are. Raises `UsageError` for a setting that does not exist,
    which would otherwise do nothing, and for a value of the wrong kind or out of range.
    """
    take_sources(settings)
    check_scrapy_settings({n: settings.get(n) for n in settings if is_given_by_command_line(settings, n)})
    given = {name: settings.get(name) for name in settings if isinstance(name, str) and name.startswith(PREFIX)}
    for name in given:
        if name not in FIELDS:
            raise UsageError(
                _("unknown setting {name}{where}{hint}").format(
                    name=name, where=_where(settings, name), hint=near(name, FIELDS)
                )
            )
    changed = {name: value for name, value in given.items() if value is not FIELDS[name].default}
    if changed:  # the first use of the model builds it: 8 ms
        try:
            checked = ArchiveSettings.model_validate({_field(name): value for name, value in changed.items()})
        except ValidationError as error:
            name = PREFIX + str(error.errors(include_url=False)[0]["loc"][0]).upper()
            raise UsageError(_wrong(settings, name)) from None
        for name, value in changed.items():
            if (read := getattr(checked, _field(name))) is not value:
                settings.set(name, read, priority=settings.getpriority(name) or 0)
    choose_language(settings.get("NEWSCRAWL_LANGUAGE"))


def is_given_by_command_line(settings: BaseSettings, name: str) -> bool:
    """Return whether a setting was given for this run alone, with `-s`."""
    return (settings.getpriority(name) or 0) >= COMMAND_LINE


def check_data_folder(settings: BaseSettings) -> None:
    """Raise `UsageError` where the folder of the archive cannot be made or written in.

    Leaves nothing behind: the file that is tried, in the folder or in the nearest one
    above it, has no name.
    """
    folder = data_folder(settings)
    try:
        nearest = next(each for each in (folder, *folder.parents) if os.path.lexists(each))
        with tempfile.TemporaryFile(dir=nearest):
            pass
    except OSError as error:
        if error.errno in (ENOSPC, EDQUOT):
            return  # a full disk is no mistake of the user; the run has an answer to it
        where = _where(settings, "NEWSCRAWL_DATA")
        raise UsageError(
            _("NEWSCRAWL_DATA{where} is {folder}, where nothing can be written: {strerror}").format(
                where=where, folder=folder, strerror=system_words(error)
            )
        ) from None


def check_log_file(settings: BaseSettings) -> None:
    """Raise `UsageError` where the file of the log cannot be written; Scrapy would open
    it without a word.
    """
    path = settings.get("LOG_FILE")
    if path and settings.getbool("LOG_ENABLED"):
        try:
            with Path(path).open("ab"):
                pass
        except OSError as error:
            if error.errno not in (ENOSPC, EDQUOT):
                raise UsageError(
                    _("the log file {path} cannot be written: {words}").format(path=path, words=system_words(error))
                ) from None


def _field(name: str) -> str:
    return name.removeprefix(PREFIX).lower()


def origin(settings: BaseSettings, name: str) -> str:
    """Return where the value of a setting comes from."""
    if source := _source(settings, name):
        return str(config_path() or source.name) if source.read is read_config else _(source.name)
    return _("default") if settings.get(name) == FIELDS[name].default else _("settings module")


def _source(settings: BaseSettings, name: str) -> SettingsSource | None:
    priority = settings.getpriority(name)
    return next((source for source in SOURCES if source.priority == priority), None)


def _where(settings: BaseSettings, name: str) -> str:
    """Return words for where a setting stands; nothing where that is obvious."""
    source = _source(settings, name)
    if source is None or source.priority == COMMAND_LINE:
        return ""
    return _(" in {place}").format(place=origin(settings, name))


def _wrong(settings: BaseSettings, name: str) -> str:
    field, value = FIELDS[name], settings.get(name)
    shown = repr(value) if len(str(value)) <= SHOWN else f"{str(value)[:SHOWN]!r}…"
    message = (
        _("{name} is {value}{where}; it may be {allowed}")
        if field.repr
        else _("{name} has a wrong value{where}, not shown; it may be {allowed}")
    )
    return message.format(name=name, value=shown, where=_where(settings, name), allowed=allowed(field))
