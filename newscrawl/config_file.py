"""`newscrawl.toml` → settings: one file for the settings of an archive.

The file lies in the working folder, or where `NEWSCRAWL_CONFIG` says; an empty
`NEWSCRAWL_CONFIG` means that none is read. Its keys are the names of the settings
without `NEWSCRAWL_`, in small letters; the table `[scrapy]` holds settings of Scrapy.

    contact = "archive@example.org"
    alarm_to = ["mailto:archive@example.org"]

    [scrapy]
    DOWNLOAD_DELAY = 2.0

A relative path means one below the folder of the file. What is wrong in the file is a
`UsageError` of one line that names it.
"""

from __future__ import annotations

import difflib
import logging
import os
from collections.abc import Mapping
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from scrapy.exceptions import UsageError
from scrapy.settings import default_settings

from newscrawl.i18n import _, system_words
from newscrawl.near import near
from newscrawl.settings_kinds import Folders
from newscrawl.settings_model import FIELDS, PREFIX

VARIABLE = "NEWSCRAWL_CONFIG"
NAME = "newscrawl.toml"
SCRAPY = "scrapy"


def config_path(environment: Mapping[str, str] = os.environ) -> Path | None:
    """Return the path of the file of settings; None where there is none.

    Raise `UsageError` where `NEWSCRAWL_CONFIG` names a file that is not there.
    """
    given = environment.get(VARIABLE)
    if given is None:
        return Path(NAME) if os.path.lexists(NAME) else None
    if not given.strip():
        return None
    if not Path(given).is_file():
        raise UsageError(_("{variable} is {given!r}, where no file is").format(variable=VARIABLE, given=given))
    return Path(given)


def read_config() -> dict[str, Any]:
    """Return the `NEWSCRAWL_*` settings of the file, not yet checked."""
    path = config_path()
    if path is None:
        return {}
    tables = _read(path)
    tables.pop(SCRAPY, None)
    settings = {}
    for key, value in tables.items():
        name = PREFIX + key.upper()
        if name not in FIELDS or key != key.lower():
            known = [each.removeprefix(PREFIX).lower() for each in FIELDS]
            if isinstance(value, dict):
                raise UsageError(
                    _("{path}: unknown table [{key}]; there is [{scrapy}], for settings of Scrapy").format(
                        path=path, key=key, scrapy=SCRAPY
                    )
                )
            raise UsageError(
                _("{path}: unknown setting {key}{hint}").format(
                    path=path, key=key, hint=near(key.lower().removeprefix("newscrawl_"), known)
                )
            )
        settings[name] = _below(path.parent, _plain(value)) if _is_folder(name) else _plain(value)
    return settings


def read_scrapy_settings() -> dict[str, Any]:
    """Return the settings of Scrapy in the file."""
    path = config_path()
    if path is None:
        return {}
    table = _read(path).get(SCRAPY, {})
    if not isinstance(table, dict):
        raise UsageError(
            _("{path}: {scrapy} is a table: write [{scrapy}], and its settings below").format(path=path, scrapy=SCRAPY)
        )
    for name in table:
        if name.startswith(PREFIX):
            own = name.removeprefix(PREFIX).lower()
            raise UsageError(
                _("{path}: {name} is no setting of Scrapy: write {own} = …, above [{scrapy}]").format(
                    path=path, name=name, own=own, scrapy=SCRAPY
                )
            )
        if name != name.upper():
            raise UsageError(
                _("{path}: [{scrapy}] {name}: settings of Scrapy have capital letters").format(
                    path=path, scrapy=SCRAPY, name=name
                )
            )
    try:
        check_scrapy_settings(table)
    except UsageError as error:
        raise UsageError(f"{path}: [{SCRAPY}] {error}") from None
    return {name: _plain(value) for name, value in table.items()}


def check_scrapy_settings(given: Mapping[str, Any]) -> None:
    """Raise `UsageError` for a name that looks like a misspelt setting of Scrapy or of
    ours without its prefix, which would do nothing, and for a value of the wrong kind,
    which Scrapy would end with a traceback.

    Other unknown names may belong to an extension of the user's.
    """
    scrapys = [name for name in vars(default_settings) if name.isupper()]
    for name, value in given.items():
        if name in scrapys and value is not None:
            _check_kind(name, value)
        if name in scrapys or name.startswith(PREFIX):
            continue
        own = PREFIX + name.upper().removeprefix(PREFIX)
        meant = [own] if own in FIELDS else difflib.get_close_matches(name.upper(), scrapys, 1, 0.9)
        if meant:
            hint = near(meant[0], meant)
            raise UsageError(_("unknown setting {name}{where}{hint}").format(name=name, where="", hint=hint))


def _check_kind(name: str, value: Any) -> None:
    default = getattr(default_settings, name)
    may_be = None
    if isinstance(default, bool):
        if str(value).lower() not in ("true", "false", "1", "0"):
            may_be = _("true or false")
    elif isinstance(default, int | float):
        try:
            float(value)
        except (TypeError, ValueError):
            may_be = _("a number")
    elif name == "LOG_LEVEL" and not isinstance(getattr(logging, str(value), value), int):
        may_be = "DEBUG, INFO, WARNING, ERROR, CRITICAL"
    if may_be is not None:
        raise UsageError(_("{name} is {value!r}; it may be {allowed}").format(name=name, value=value, allowed=may_be))


def _read(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise UsageError(f"{path}: {system_words(error)}") from None
    except UnicodeDecodeError as error:
        raise UsageError(_("{path}: byte {start} is not UTF-8").format(path=path, start=error.start)) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise UsageError(f"{path}: {error}") from None


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def _is_folder(name: str) -> bool:
    return any(isinstance(data, Folders) for data in FIELDS[name].metadata)


def _below(folder: Path, value: Any) -> Any:
    """Return paths as seen from the working folder; what is no path stays.

    >>> _below(Path("/srv/news"), "data,/mnt/more"), _below(Path("/srv"), "postgresql://db/news")
    ('/srv/news/data,/mnt/more', 'postgresql://db/news')
    """
    if isinstance(value, list):
        return [_below(folder, part) for part in value]
    if not isinstance(value, str) or not value.strip() or "://" in value:
        return value
    return ",".join(str(folder / part.strip()) for part in value.split(","))
