"""What people read, English → their language: `_("nothing new")`, `ngettext`.

The English text is the key of the catalogue `locale/zh/LC_MESSAGES/newscrawl.mo`, which
is opened at the first call that needs it; English opens no file. Values are filled in
afterwards: `_("{path} is no folder").format(path=path)`. Log records, field names, JSON
keys, stats and reason codes stay English.

The language belongs to the process, as a locale does: `NEWSCRAWL_LANGUAGE`, else the
variables of the locale. A server answers each reader in theirs, see `speaking`.
"""

from __future__ import annotations

import gettext as _gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from newscrawl.program import as_called

LANGUAGES = ("en", "zh")
AUTO = "auto"
VARIABLE = "NEWSCRAWL_LANGUAGE"
LOCALE = Path(__file__).parent / "locale"


_SPOKEN: ContextVar[str | None] = ContextVar("language", default=None)


class _Process:
    """The language of this process; None until something is said or chosen."""

    language: str | None = None


def gettext(message: str) -> str:
    """Return a message in the language of the process; `scrapy …` in it as it is called
    here.
    """
    return as_called(_catalogue(language()).gettext(message)) if message else ""


def translated(message: str, language: str) -> str:
    """Return a message in one of the languages, whatever that of the process is."""
    return _catalogue(language).gettext(message)


def ngettext(one: str, many: str, count: int) -> str:
    """Return the message for a count; Chinese has one form for all.

    >>> ngettext("{n} article", "{n} articles", 2).format(n=2)
    '2 articles'
    """
    return as_called(_catalogue(language()).ngettext(one, many, count))


def N_(message: str) -> str:
    """Return a message as it is; it is collected here and translated where it is
    shown.
    """
    return message


_ = gettext

SYSTEM = (
    N_("No such file or directory"),
    N_("Permission denied"),
    N_("Operation not permitted"),
    N_("Is a directory"),
    N_("Not a directory"),
    N_("File exists"),
    N_("File name too long"),
    N_("File too large"),
    N_("No space left on device"),
    N_("Disk quota exceeded"),
    N_("Read-only file system"),
    N_("Input/output error"),
    N_("Device or resource busy"),
    N_("Too many open files"),
)
"""What the system says when a file cannot be used; Python has it in English."""


def system_words(error: OSError) -> str:
    """Return why the system refused.

    >>> system_words(OSError(13, "Permission denied"))
    'Permission denied'
    """
    return gettext(error.strerror or str(error))


def error_words(error: Exception) -> str:
    """Return what went wrong; of a file, its name and why the system refused.

    >>> error_words(PermissionError(13, "Permission denied", "data/ledger.sqlite"))
    'data/ledger.sqlite: Permission denied'
    """
    if not isinstance(error, OSError):
        return str(error)
    return f"{error.filename}: {system_words(error)}" if error.filename else system_words(error)


class Bilingual(str):
    """A text in English, as the ledger and logs have it, that can be shown in the
    language of the process.
    """

    message: str
    values: dict[str, object]

    @property
    def shown(self) -> str:
        """The text in the language of the process."""
        return gettext(self.message).format(**{name: in_language(value) for name, value in self.values.items()})


def bilingual(message: str, **values: object) -> Bilingual:
    """Return a message with its values in English; `in_language` shows the other.

    >>> bilingual("{n} articles could not be fetched for now", n=2)
    '2 articles could not be fetched for now'
    """
    made = Bilingual(message.format(**values))
    made.message, made.values = message, values
    return made


def in_language(value: object) -> object:
    """Return a text as shown in the language of the process; other values stay."""
    return value.shown if isinstance(value, Bilingual) else value


def language() -> str:
    """Return the language in use here: `en` or `zh`."""
    if (spoken := _SPOKEN.get()) is not None:
        return spoken
    if _Process.language is None:
        choose_language(AUTO)
    return str(_Process.language)


@contextmanager
def speaking(name: str) -> Iterator[None]:
    """Use a language for what is said inside, whatever the language of the process is.

    >>> with speaking("zh"):
    ...     print(language())
    zh
    """
    token = _SPOKEN.set(name)
    try:
        yield
    finally:
        _SPOKEN.reset(token)


def choose_language(name: object) -> None:
    """Make this the language of the process; `auto` and unknown names mean the
    environment's.
    """
    _Process.language = known_language(name) or known_language(os.environ.get(VARIABLE)) or locale_language(os.environ)


def known_language(name: object) -> str | None:
    """Return the language of a tag or a locale; None for one that we do not speak.

    >>> [known_language(name) for name in ("zh_CN.UTF-8", "zh-Hans", "ZH", "en_GB", "fr_FR", "auto", None)]
    ['zh', 'zh', 'zh', 'en', None, None, None]
    """
    tag = str(name or "").strip().replace("-", "_").replace(".", "_").replace("@", "_").partition("_")[0].lower()
    return tag if tag in LANGUAGES else None


def locale_language(environment: Mapping[str, str]) -> str:
    """Return the language that the variables of the locale ask for, otherwise English.

    `LC_ALL`, `LC_MESSAGES` and `LANG` in this order; before them `LANGUAGE`, a list,
    unless the locale is `C`.
    Source: GNU gettext manual, section 2.3.3 "Specifying a Priority List of Languages".

    >>> locale_language({"LANG": "zh_TW.UTF-8"}), locale_language({"LANG": "de_DE", "LANGUAGE": "de:zh:en"})
    ('zh', 'zh')
    >>> locale_language({"LANG": "zh_CN", "LC_ALL": "C"}), locale_language({"LANGUAGE": "zh"})
    ('en', 'en')
    """
    locale = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "C")
    wanted = [] if locale in ("C", "POSIX") else environment.get("LANGUAGE", "").split(":")
    return next((known for name in [*wanted, locale] if (known := known_language(name))), "en")


@cache
def _catalogue(name: str) -> _gettext.NullTranslations:
    if name == "en":
        return _gettext.NullTranslations()
    return _gettext.translation("newscrawl", LOCALE, [name])
