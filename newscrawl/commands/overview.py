"""The commands in groups, as `newscrawl` without arguments shows them."""

from __future__ import annotations

import pkgutil
import sys
from importlib import import_module
from importlib.metadata import version

from newscrawl.i18n import N_, _
from newscrawl.near import near

GROUPS = {
    N_("crawl"): ("demo", "crawl", "reprocess", "schedule"),
    N_("look"): ("serve", "articles", "audit", "coverage", "health"),
    N_("export"): ("export",),
    N_("keep"): ("ledger", "dedup", "forget", "diff-parse"),
    N_("sites"): ("channels", "probe", "newsite", "checksites"),
    N_("set up"): ("init", "settings"),
}
"""Our commands by what they are for."""

ALIASES = {
    "papers": "channels --papers",
    "duplicates": "articles ARTICLE",
    "feed": "export",
    "schema": "export schema",
    "jobs": "schedule --jobs",
}
"""Other names of commands, with what they stand for."""


def print_version() -> None:
    """Print the versions of this package, of Scrapy and of Python."""
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"newscrawl {version('newscrawl')} (Scrapy {version('scrapy')}, Python {python})")


def print_overview() -> None:
    """Print what can be typed, a line a command."""
    from newscrawl.terminal import terminal_size, wrap_columns

    width = terminal_size(sys.stdout).columns if sys.stdout.isatty() else 1000
    print(_("newscrawl builds and keeps archives of Chinese regional news.") + "\n")
    usage = _("Usage: newscrawl COMMAND [options]; newscrawl COMMAND -h tells more. Begin with: newscrawl demo")
    print("\n".join(wrap_columns(usage, width)))
    for group, names in GROUPS.items():
        print("\n" + _("{name}:").format(name=_(group)))
        for name in names:
            command = import_module(f"newscrawl.commands.{name}").Command()
            first, *rest = wrap_columns(command.short_desc(), max(width - 14, 20))
            print(f"  {name:<11} {first}", *rest, sep=f"\n{' ' * 14}")
    print("\n" + _("{name}:").format(name=_("other names")))
    for name, meant in ALIASES.items():
        print(f"  {name:<11} {meant}")
    print("\n" + _("Scrapy's own: {names}").format(names=_(", ").join(_scrapy_commands())))


def unknown_command(word: str) -> str:
    """Return one line on a word that is no command; an empty text for a command.

    >>> unknown_command("audit"), unknown_command("crwal")
    ('', "no command 'crwal'; did you mean crawl? (`newscrawl` lists all)")
    """
    known = [*_own_commands(), *_scrapy_commands()]
    if word in known:
        return ""
    if word.startswith("-"):
        return _("no command, only an option: {word} (`newscrawl` lists all)").format(word=word)
    return _("no command {word!r}{hint} (`newscrawl` lists all)").format(word=word, hint=near(word, known))


def _own_commands() -> list[str]:
    return [*(name for names in GROUPS.values() for name in names), *ALIASES]


def _scrapy_commands() -> list[str]:
    """Return Scrapy's commands that need no project of their own to be written."""
    import scrapy.commands

    found = {module.name for module in pkgutil.iter_modules(scrapy.commands.__path__)}.difference(_own_commands())
    return sorted(found - {"startproject", "genspider", "edit"})
