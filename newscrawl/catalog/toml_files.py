"""A TOML file of the catalog → a checked model, or a `CatalogError` that names file,
key and reason.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from newscrawl.catalog.problems import CatalogError, explain
from newscrawl.i18n import _, system_words

try:
    import tomli as tomllib  # the same parser, compiled: a third of the time
except ModuleNotFoundError:
    import tomllib  # type: ignore[no-redef]

M = TypeVar("M", bound=BaseModel)


def read_toml(file: Traversable) -> dict[str, Any]:
    """Read a file as UTF-8 TOML; a byte order mark is ignored."""
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise CatalogError(
            _("{file}: not UTF-8 (byte {start})").format(file=shown_name(file), start=error.start)
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise CatalogError(_("{file}: broken TOML: {error}").format(file=shown_name(file), error=error)) from None
    except OSError as error:
        raise CatalogError(f"{shown_name(file)}: {system_words(error)}") from None


def unchanged(file: Traversable) -> tuple[Path, int] | None:
    """Return a key by which what was read of a shipped file can be kept, as long as
    nobody edits it; None for other files.
    """
    if not isinstance(file, Path) or not str(file).startswith(_shipped_folder()):
        return None
    try:
        return file, file.stat().st_mtime_ns
    except OSError:
        return None


def validated(model: type[M], data: dict[str, Any], file: Traversable) -> M:
    """Make a model of a file's tables, as its keys are written there."""
    try:
        return model.model_validate(data, by_alias=True, by_name=False)
    except ValidationError as error:
        raise CatalogError("\n".join(f"{shown_name(file)}: {line}" for line in explain(error, model))) from None


def entries_of(folder: Traversable) -> list[Traversable]:
    """Return the files and folders in a folder, by name; none if there is no such
    folder.
    """
    return sorted(folder.iterdir(), key=lambda entry: entry.name) if folder.is_dir() else []


def toml_files(folder: Traversable) -> list[Traversable]:
    """Return the TOML files of a folder, hidden ones left out."""
    return [file for file in entries_of(folder) if file.name.endswith(".toml") and not file.name.startswith(".")]


def shown_name(file: Traversable) -> str:
    """Return a file's name for messages: the shipped ones from `sites/` on, a user's
    own in full.
    """
    return str(file).removeprefix(_shipped_folder())


@cache
def _shipped_folder() -> str:
    return f"{files('newscrawl.catalog')}/"
