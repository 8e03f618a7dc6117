"""Every `NEWSCRAWL_*` setting: its kind, range, default and reason, each stated once.

The defaults in `settings.py`, the check at start (`settings_sources.py`) and
`docs/settings.md` (`settings_reference.py`) are made from this model.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.fields import FieldInfo

from newscrawl.i18n import N_, _
from newscrawl.settings_kinds import (
    Folders,
    MayBe,
    OptionalText,
    Parts,
    Text,
    check_contact,
    check_hosts,
    check_moment,
    check_name,
    check_place,
    check_recipients,
    read_language,
    read_text,
)

PREFIX = "NEWSCRAWL_"
INTERNAL = ("NEWSCRAWL_PARENT", "NEWSCRAWL_FAILPOINT", "NEWSCRAWL_CONFIG")
"""Variables that are no settings: those of the program's own processes and tests, and
the place of the file of settings.
"""


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
        BeforeValidator(read_text),
        AfterValidator(check_place),
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
    language: Annotated[Literal["auto", "en", "zh"], BeforeValidator(read_language)] = Field(
        "auto",
        description=N_(
            "Language of help, reports, errors and alarms: English, Chinese, or `auto`: as `LC_ALL`, "
            "`LC_MESSAGES`, `LANG` and `LANGUAGE` ask. Log lines, names of fields and JSON stay English."
        ),
    )
    worker: Annotated[
        str | None,
        BeforeValidator(read_text),
        AfterValidator(check_name),
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
        BeforeValidator(read_text),
        AfterValidator(check_moment),
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
        Any,
        BeforeValidator(read_text),
        Folders(),
        MayBe(N_("WARC files: a path, a folder, a glob; several with commas")),
    ] = Field(None, description=N_("WARC files to crawl instead of the network."))
    alarms: bool = Field(
        True,
        description=N_(
            "Compare each run with the channels' own past and raise alarms (exit code 4); a replay never does."
        ),
    )
    alarm_to: Annotated[
        Parts,
        AfterValidator(check_recipients),
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
        OptionalText, AfterValidator(check_contact), MayBe(N_("an e-mail address or the address of a page"))
    ] = Field(None, description=N_("An address under which sites reach you; it is part of the User-Agent."))
    crawl_delay_max: float = Field(
        60.0,
        ge=0,
        le=86_400,
        description=N_("Seconds of Crawl-delay that are obeyed at most; some files ask for a day."),
    )
    allow_hosts: Annotated[
        Parts, AfterValidator(check_hosts), MayBe(N_("hosts, addresses or networks, with commas between"))
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
