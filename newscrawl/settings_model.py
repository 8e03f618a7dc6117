"""Every `NEWSCRAWL_*` setting: its kind, range, default and reason, each stated once.

Texts → values, or the name of the wrong setting and what it may be. The defaults
in `settings.py`, the check at start (`settings_sources.py`) and `docs/settings.md` are
made from this model: `python -m newscrawl.settings_model > docs/settings.md`.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from textwrap import wrap
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo
from scrapy.exceptions import UsageError

from newscrawl.i18n import N_, _, choose_language, known_language, language
from newscrawl.options import read_moment
from newscrawl.terminal import wrap_columns

PREFIX = "NEWSCRAWL_"
INTERNAL = ("NEWSCRAWL_PARENT", "NEWSCRAWL_FAILPOINT", "NEWSCRAWL_CONFIG")
"""Variables that are no settings: those of the program's own processes and tests, and
the place of the file of settings.
"""

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


def _text(value: Any) -> Any:
    """Return a path as text, and None for an empty text."""
    text = os.fspath(value) if isinstance(value, os.PathLike) else value
    return None if isinstance(text, str) and not text.strip() else text


def _parts(value: Any) -> Any:
    """Return the parts of a list with commas; None and an empty text have none.

    >>> _parts("my, other/sites,")
    ('my', 'other/sites')
    """
    if value is None or isinstance(value, str | os.PathLike):
        value = os.fspath(value or "").split(",")
    parts = [os.fspath(part).strip() if isinstance(part, str | os.PathLike) else part for part in value]
    return tuple(part for part in parts if part != "")


def _printable(text: str | None) -> str | None:
    if text is not None and (len(text) > LONGEST or _CONTROL.search(text)):
        raise ValueError("control characters, or too long")
    return text


def _name(text: str | None) -> str | None:
    if text is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,63}", text):
        raise ValueError("no name")
    return text


def _place(text: str | None) -> str | None:
    if text is not None and _SCHEME.match(text) and not text.startswith(("postgresql://", "postgres://")):
        raise ValueError("another kind of address")
    return _printable(text)


def _moment(text: str | None) -> str | None:
    if text is not None:
        try:
            moment = read_moment("NEWSCRAWL_NOW", text)
        except UsageError as error:
            raise ValueError(str(error)) from None
        if not _YEARS[0] <= moment.year <= _YEARS[1]:
            raise ValueError("out of range")
    return text


def _recipients(parts: tuple[str, ...]) -> tuple[str, ...]:
    if not all(_RECIPIENT.fullmatch(part) for part in parts):
        raise ValueError("no recipient")
    return parts


def _language(value: Any) -> Any:
    """Return the language of a locale such as `zh_CN.UTF-8`; other values stay."""
    return known_language(value) or value if isinstance(value, str) else value


def _hosts(parts: tuple[str, ...]) -> tuple[str, ...]:
    if any(re.search(r"[\s\x00-\x1f]|://", part) for part in parts):
        raise ValueError("no host")
    return parts


def _contact(text: str | None) -> str | None:
    if text is not None and not re.search(r"[^\s@]@[^\s@]+\.\w|\w\.\w", text):
        raise ValueError("no address")
    return text


Text = Annotated[str, BeforeValidator(_text), AfterValidator(_printable)]
OptionalText = Annotated[str | None, BeforeValidator(_text), AfterValidator(_printable)]
Parts = Annotated[tuple[str, ...], BeforeValidator(_parts)]


class ArchiveSettings(BaseModel):
    """The settings of the program; `NEWSCRAWL_DATA` is the field `data`."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, allow_inf_nan=False, defer_build=True
    )

    data: Annotated[Text, Folders(), MayBe(N_("a folder"))] = Field(
        "data",
        description=N_(
            "Folder of the archive: `articles/`, `duplicates/`, `warc/`, `reports/`, the ledger. "
            "`scrapy reprocess` writes into `data/archive` unless this setting is given."
        ),
    )
    ledger: Annotated[
        str | None,
        BeforeValidator(_text),
        AfterValidator(_place),
        Folders(),
        MayBe(N_("the path of a file, or postgresql://user@host/database")),
    ] = Field(
        None,
        repr=False,
        description=N_(
            "The ledger, if it is not `<NEWSCRAWL_DATA>/ledger.sqlite`; PostgreSQL is for many machines. "
            "A password has no place on a command line: use the environment or `~/.pgpass`."
        ),
    )
    language: Annotated[Literal["auto", "en", "zh"], BeforeValidator(_language)] = Field(
        "auto",
        description=N_(
            "Language of help, reports, errors and alarms: English, Chinese, or `auto`: as `LC_ALL`, "
            "`LC_MESSAGES`, `LANG` and `LANGUAGE` ask. Log lines, names of fields and JSON stay English."
        ),
    )
    worker: Annotated[
        str | None,
        BeforeValidator(_text),
        AfterValidator(_name),
        MayBe(N_("a name of letters, digits, - and _, 63 at most")),
    ] = Field(
        None,
        description=N_(
            "Name of this machine among those that share a ledger in PostgreSQL, if it is not the host's. "
            "It is part of the names of its record files, so that the files of all machines can lie in one folder."
        ),
    )
    catalog: Annotated[Parts, Folders(), MayBe(N_("folders, with commas between"))] = Field(
        (), description=N_("Folders with sites of your own, shaped like `newscrawl/catalog`.")
    )
    commit_every: int = Field(
        50, ge=1, le=100_000,
        description=N_("Articles that are committed together; a killed run loses at most so many fetches, "
        "never an article."),
    )  # fmt: skip
    commit_seconds: float = Field(
        5.0, ge=0.01, le=3600, description=N_("Seconds after which a smaller group is committed.")
    )
    duplicates: Literal["divert", "mark", "off"] = Field(
        "divert",
        description=N_("`divert` duplicates to their own record, `mark` them among the articles, or `off`."),
    )
    withdrawn: Literal["keep", "hide"] = Field(
        "keep",
        description=N_(
            "Articles that the site withdrew, in what `scrapy feed export` writes: `keep` their lines, "
            "with the tombstone behind them, or `hide` all of them. The record keeps them either way; "
            "`scrapy forget` removes them."
        ),
    )
    first_walk: int = Field(
        30, ge=1, le=36_500, description=N_("Days that the first walk of a channel goes back, unless `since` is given.")
    )
    known_pages: int = Field(
        3, ge=1, le=1000,
        description=N_("Listing pages in a row on which all entries must be known before a walk stops."),
    )  # fmt: skip
    now: Annotated[
        str | None,
        BeforeValidator(_text),
        AfterValidator(_moment),
        MayBe(N_("a moment such as 2020-11-18T09:30:00+08:00, from 1990 to 2100")),
    ] = Field(None, description=N_("The moment to use as now, for replays and tests; without it, the clock."))
    clock: Literal["check", "trust"] = Field(
        "check",
        description=N_(
            "`check` that the clock is not a day or more behind the ledger's last run, and crawl nothing if it "
            "is; or `trust` it, once, if that run's clock was wrong."
        ),
    )
    warc: bool = Field(True, description=N_("Keep every response as WARC below `<NEWSCRAWL_DATA>/warc/`."))
    warc_size: int = Field(
        1 << 30, ge=1 << 20, le=1 << 40,
        description=N_("Bytes after which a new WARC file is begun; each day begins one too."),
    )  # fmt: skip
    listings_keep: int = Field(
        30,
        ge=0,
        le=36_500,
        description=N_("Days that captured listings are kept; captured articles are never deleted."),
    )
    replay: Annotated[
        Any, BeforeValidator(_text), Folders(), MayBe(N_("WARC files: a path, a folder, a glob; several with commas"))
    ] = Field(None, description=N_("WARC files to crawl instead of the network."))
    alarms: bool = Field(
        True,
        description=N_(
            "Compare each run with the channels' own past and raise alarms (exit code 4); a replay never does."
        ),
    )
    alarm_to: Annotated[
        Parts,
        AfterValidator(_recipients),
        MayBe(N_("mailto:name@host, https://…, or the name of an action of spidermon; several with commas")),
    ] = Field(
        (),
        repr=False,
        description=N_(
            "Recipients of alarms: `mailto:archive@example.org` (by MAIL_HOST and its kin), `https://…` "
            "(a webhook gets JSON), or an action such as `spidermon.contrib.actions.slack.SendSlackMessage`, "
            "with its own settings."
        ),
    )
    progress: bool = Field(
        True,
        description=N_(
            "Show how far the crawl is: a live table on a terminal, otherwise a line in the log every "
            "LOGSTATS_INTERVAL."
        ),
    )
    quiet: bool = Field(
        False,
        description="Print nothing where all is well, for cron: what is wrong (exit codes 1 to 4) is one block on "
        "stderr, and the log goes to `<NEWSCRAWL_DATA>/logs/`, unless LOG_FILE names another. `scrapy crawl --quiet` "
        "is the same.",
    )
    logs_keep: int = Field(
        200, ge=1, le=100_000,
        description="Logs of runs that are kept in `<NEWSCRAWL_DATA>/logs/`: of runs on a terminal and of quiet ones.",
    )  # fmt: skip
    logs_size: int = Field(
        1 << 28, ge=1 << 16, le=1 << 40,
        description="Bytes that these logs take at most, the oldest being deleted; one run's log takes half of it at "
        "most.",
    )  # fmt: skip
    csv_formulas: bool = Field(
        False,
        description=N_(
            "Write cells of CSV that begin with `=`, `+`, `-` or `@` as they are. Otherwise they get a `'` in "
            "front, since a spreadsheet would run them as formulas."
        ),
    )
    contact: Annotated[
        OptionalText, AfterValidator(_contact), MayBe(N_("an e-mail address or the address of a page"))
    ] = Field(None, description=N_("An address under which sites reach you; it is part of the User-Agent."))
    crawl_delay_max: float = Field(
        60.0,
        ge=0,
        le=86_400,
        description=N_("Seconds of Crawl-delay that are obeyed at most; some files ask for a day."),
    )
    allow_hosts: Annotated[
        Parts, AfterValidator(_hosts), MayBe(N_("hosts, addresses or networks, with commas between"))
    ] = Field(
        (),
        description=N_("Private hosts that may be fetched nevertheless: `127.0.0.1`, `127.0.0.1:8080`, `10.0.0.0/8`."),
    )


FIELDS: dict[str, FieldInfo] = {PREFIX + name.upper(): field for name, field in ArchiveSettings.model_fields.items()}
"""The fields by the names of their settings, in the order of the reference."""


def defaults() -> dict[str, Any]:
    """Return the default of every setting."""
    return {name: field.default for name, field in FIELDS.items()}


def allowed(field: FieldInfo) -> str:
    """Return words for what a setting may be.

    >>> allowed(FIELDS["NEWSCRAWL_DUPLICATES"]), allowed(FIELDS["NEWSCRAWL_KNOWN_PAGES"])
    ('divert, mark or off', 'a whole number from 1 to 1000')
    """
    for data in field.metadata:
        if isinstance(data, MayBe):
            return _(data.words)
    if field.annotation is bool:
        return _("true or false")
    if get_origin(field.annotation) is Literal:
        *rest, last = get_args(field.annotation)
        return _("{names} or {last}").format(names=_(", ").join(rest), last=last)
    least = next(data.ge for data in field.metadata if hasattr(data, "ge"))
    most = next(data.le for data in field.metadata if hasattr(data, "le"))
    words = (
        _("a whole number from {least} to {most}") if field.annotation is int else _("a number from {least} to {most}")
    )
    return words.format(least=least, most=most)


def reference() -> str:
    """Return the reference of settings as Markdown, `docs/settings.md`."""
    parts = [_HEAD]
    for name, field in FIELDS.items():
        default = ", ".join(field.default) if isinstance(field.default, tuple) else field.default
        if isinstance(default, bool):
            default = str(default).lower()
        shown = "not set" if default in (None, "") else f"`{default}`"
        reason = "\n".join(wrap(field.description or "", 120, break_on_hyphens=False))
        parts.append(f"## `{name}`\n\n{reason}\n\n- may be: {allowed(field)}\n- default: {shown}\n")
    return "\n".join(parts)


def config_text(contact: str | None = None) -> str:
    """Return a file of settings that has every setting, as a comment with its default.

    Not a comment are the folder of the archive, the contact where it is known, and a
    language that is not English: cron has no locale.
    """
    parts = [_(_CONFIG_HEAD)]
    for name, field in FIELDS.items():
        key, value = name.removeprefix(PREFIX).lower(), field.default
        reason = "\n".join(f"# {line}" for line in wrap_columns(_(str(field.description)), 100))
        given = {"data": value, "contact": contact, "language": "zh" if language() == "zh" else None}.get(key)
        line = f"{key} = {_as_toml(given)}" if given is not None else f"#{key} = {_as_toml(value)}"
        may_be = _("May be: {allowed}.").format(allowed=allowed(field))
        parts.append(f"{reason}\n# {may_be}\n{line}\n")
    parts.append(_("# Settings of Scrapy, by their own names.") + "\n#[scrapy]\n#DOWNLOAD_DELAY = 2.0\n")
    return "\n".join(parts)


def _as_toml(value: Any) -> str:
    """Return a value in TOML; an empty text for a setting that is not set.

    >>> _as_toml(None), _as_toml(True), _as_toml(5.0), _as_toml("data"), _as_toml(())
    ('""', 'true', '5.0', '"data"', '[]')
    """
    if isinstance(value, tuple):
        return f"[{', '.join(map(_as_toml, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, int | float) else f'"{value or ""}"'


_CONFIG_HEAD = N_("""\
# Settings of this archive. What stands behind a # is the default; take the # away to change it.
# The environment (NEWSCRAWL_DATA=…) and `-s NEWSCRAWL_DATA=…` win over this file.
# `newscrawl settings` shows each value and where it comes from.
""")

_HEAD = """# Settings

<!-- Made from newscrawl/settings_model.py: python -m newscrawl.settings_model > docs/settings.md -->

Each setting may be given with `-s NAME=VALUE`, as a variable of the environment, or in a file `newscrawl.toml`, in this
order: the first wins, and all three win over a project's settings module. The file lies in the working folder, or where
the variable `NEWSCRAWL_CONFIG` says; its keys are the names below without `NEWSCRAWL_`, in small letters, its relative
paths begin at its own folder, and its table `[scrapy]` holds settings of Scrapy. `newscrawl init` writes such a file,
with every setting as a comment; `scrapy settings` shows each value and where it comes from.

All of them are checked at the start of every command: a name that does not exist, a wrong kind or a value out of range
is one line and exit code 2. An empty value means *not set* where a setting has no default. Values of `NEWSCRAWL_LEDGER`
and `NEWSCRAWL_ALARM_TO` are never shown, since they may hold passwords.
Scrapy's own settings (`DOWNLOAD_DELAY`, `LOG_LEVEL`, …) are given with `-s` or in `[scrapy]`; `newscrawl/settings.py`
has those that differ from Scrapy's defaults, each with its reason.
"""

if __name__ == "__main__":
    choose_language("en")
    print(reference(), end="")
