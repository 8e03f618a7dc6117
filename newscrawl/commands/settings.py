"""`scrapy settings`: each setting of an archive, its value and where it comes from.

Scrapy's own options of this command (`--get` and its kin) stay.
"""

from __future__ import annotations

import argparse

from scrapy.commands.settings import Command as ScrapySettings

from newscrawl.commands.archive_command import ArchiveCommand, printing
from newscrawl.i18n import _


class Command(ArchiveCommand, ScrapySettings):
    """Show settings: `NAME  value  (origin)` a line."""

    def syntax(self) -> str:
        return "[NAME ...]"

    def short_desc(self) -> str:
        return _("Show each setting, its value and where it comes from")

    def long_desc(self) -> str:
        return _(
            "Show the settings of the archive, or those named, with the place that each value comes from: -s, the "
            "environment, newscrawl.toml, a settings module, or the default. What may hold a password is not shown. "
            "--get shows one value alone, also of Scrapy's settings."
        )

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.config_file import read_scrapy_settings
        from newscrawl.near import near
        from newscrawl.settings_model import FIELDS, PREFIX
        from newscrawl.settings_sources import origin

        if opts.get or opts.getbool or opts.getint or opts.getfloat or opts.getlist:
            super().run(args, opts)
            return
        assert self.settings is not None
        of_scrapy = read_scrapy_settings()
        known = {*FIELDS, *of_scrapy}
        named = [name if name in known else f"{PREFIX}{name.upper()}" for name in args]
        if wrong := [given for given, name in zip(args, named, strict=True) if name not in known]:
            words = [*known, *(name.removeprefix(PREFIX).lower() for name in FIELDS)]
            self.refuse(_("unknown setting {name}{hint}").format(name=wrong[0], hint=near(wrong[0], words)))
        with printing():
            for name in named or [*FIELDS, *of_scrapy]:
                value = self.settings.get(name)
                if name in FIELDS:
                    whence = origin(self.settings, name)
                    shown = shown_value(value) if FIELDS[name].repr or not value else _("set, not shown")
                else:
                    whence = _("[scrapy] of the file") if value == of_scrapy[name] else "-s"
                    shown = shown_value(value)
                print(f"{name:<25} {shown}  " + _("({words})").format(words=whence))


def shown_value(value: object) -> str:
    """Return a value as one would type it.

    >>> [shown_value(each) for each in (True, None, ("a", "b"), (), 5.0, "data")]
    ['true', 'not set', 'a,b', 'not set', '5.0', 'data']
    """
    if value is None or value in ((), ""):
        return _("not set")
    if isinstance(value, bool):
        return str(value).lower()
    return ",".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
