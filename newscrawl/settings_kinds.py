"""Kinds of `NEWSCRAWL_*` settings: texts → values, or `ValueError`.

What a value may be is told by `allowed` of `settings_model`, never by the error.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from scrapy.exceptions import UsageError

from newscrawl.i18n import known_language
from newscrawl.options import read_moment

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_RECIPIENT = re.compile(r"mailto:[^@\s]+@[^@\s]+|https?://\S+|[A-Za-z_]\w*(\.[A-Za-z_]\w*)+")
_YEARS = (1990, 2100)
LONGEST = 4096
"""Characters of a text."""


@dataclass(frozen=True, slots=True)
class MayBe:
    """Words for what a text may be, where its type does not state it."""

    words: str


class Folders:
    """Mark of a setting that holds paths: those in a file of settings are relative to
    its folder.
    """


def read_text(value: Any) -> Any:
    """Return a path as text, and None for an empty text."""
    text = os.fspath(value) if isinstance(value, os.PathLike) else value
    return None if isinstance(text, str) and not text.strip() else text


def read_parts(value: Any) -> Any:
    """Return the parts of a list with commas; None and an empty text have none.

    >>> read_parts("my, other/sites,")
    ('my', 'other/sites')
    """
    if value is None or isinstance(value, str | os.PathLike):
        value = os.fspath(value or "").split(",")
    parts = [os.fspath(part).strip() if isinstance(part, str | os.PathLike) else part for part in value]
    return tuple(part for part in parts if part != "")


def check_printable(text: str | None) -> str | None:
    """Return a text that has no control characters and is not too long."""
    if text is not None and (len(text) > LONGEST or _CONTROL.search(text)):
        raise ValueError("control characters, or too long")
    return text


def check_name(text: str | None) -> str | None:
    """Return a name that may stand in the names of files."""
    if text is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,63}", text):
        raise ValueError("no name")
    return text


def check_place(text: str | None) -> str | None:
    """Return a path or the address of a database in PostgreSQL."""
    if text is not None and _SCHEME.match(text) and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("another kind of address")
    return check_printable(text)


def check_moment(text: str | None) -> str | None:
    """Return a moment that can be read, as it was given."""
    if text is not None:
        try:
            moment = read_moment("NEWSCRAWL_NOW", text)
        except UsageError as error:
            raise ValueError(str(error)) from None
        if not _YEARS[0] <= moment.year <= _YEARS[1]:
            raise ValueError("out of range")
    return text


def check_recipients(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return recipients of alarms."""
    if not all(_RECIPIENT.fullmatch(part) for part in parts):
        raise ValueError("no recipient")
    return parts


def read_language(value: Any) -> Any:
    """Return the language of a locale such as `zh_CN.UTF-8`; other values stay."""
    return known_language(value) or value if isinstance(value, str) else value


def check_hosts(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return hosts, addresses or networks; an address of a page is none."""
    if any(re.search(r"[\s\x00-\x1f]|://", part) for part in parts):
        raise ValueError("no host")
    return parts


def check_contact(text: str | None) -> str | None:
    """Return an e-mail address or the address of a page."""
    if text is not None and not re.search(r"[^\s@]@[^\s@]+\.\w|\w\.\w", text):
        raise ValueError("no address")
    return text


Text = Annotated[str, BeforeValidator(read_text), AfterValidator(check_printable)]
OptionalText = Annotated[str | None, BeforeValidator(read_text), AfterValidator(check_printable)]
Parts = Annotated[tuple[str, ...], BeforeValidator(read_parts)]
