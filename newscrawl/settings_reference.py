"""The settings as a reference in Markdown, and as a file of settings to fill in.

`python -m newscrawl.settings_reference > docs/settings.md` writes the reference.
"""

from __future__ import annotations

from textwrap import wrap
from typing import Any

from newscrawl.i18n import N_, _, choose_language, language
from newscrawl.settings_model import FIELDS, PREFIX, allowed
from newscrawl.terminal import wrap_columns


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

<!-- Made from newscrawl/settings_model.py: python -m newscrawl.settings_reference > docs/settings.md -->

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
