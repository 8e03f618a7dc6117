"""`newscrawl init [DIR]`: the folder of a new archive, with its file of settings.

Writes `newscrawl.toml`, in which every setting stands as a comment, and `crontab.txt`,
a first schedule. Nothing that is there is overwritten.
"""

from __future__ import annotations

import argparse
import os
import shlex
import sys
from pathlib import Path

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from newscrawl.commands.archive_command import FAILED, ArchiveCommand
from newscrawl.config_file import NAME
from newscrawl.i18n import _, system_words

SCHEDULE = "crontab.txt"


class Command(ArchiveCommand, ScrapyCommand):
    """Make the folder of an archive."""

    def syntax(self) -> str:
        return "[DIR]"

    def short_desc(self) -> str:
        return _("Make a folder for an archive: newscrawl.toml with every setting, and a first schedule")

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.add_argument("--contact", help=_("an e-mail address or page under which sites reach you"))

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from newscrawl.settings_reference import config_text
        from newscrawl.settings_sources import check_settings

        if len(args) > 1:
            self.refuse(_("name one folder, not {words!r}").format(words=" ".join(args)))
        folder = Path(args[0]) if args else Path()
        contact = opts.contact or (self.settings.get("NEWSCRAWL_CONTACT") if self.settings else None)
        if contact and ('"' in contact or "\\" in contact or not contact.isprintable()):
            self.refuse(
                _("--contact is {contact!r}; it may be an e-mail address or the address of a page").format(
                    contact=contact
                )
            )
        if opts.contact:
            assert self.settings is not None
            self.settings.set("NEWSCRAWL_CONTACT", opts.contact, priority="cmdline")
            try:
                check_settings(self.settings)
            except UsageError as error:
                self.refuse(error)
        texts = {NAME: config_text(contact), SCHEDULE: schedule(folder.absolute())}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                try:
                    with (folder / name).open("x", encoding="utf-8") as file:
                        file.write(text)
                    print(_("{file} written").format(file=folder / name))
                except FileExistsError:
                    print(_("{file} is there, and stays as it is").format(file=folder / name))
        except OSError as error:
            self.refuse(f"{error.filename or folder}: {system_words(error)}", FAILED)
        where = f"cd {shlex.quote(str(folder))}; " if args else ""
        command = f"{where}newscrawl crawl channel -a channels=hxnews/fz"
        if contact:
            print(_("next: {command}").format(command=command))
        else:
            print(_("next: set contact in {file}, then {command}").format(file=folder / NAME, command=command))


def schedule(folder: Path) -> str:
    """Return lines for `crontab`: two crawls, in the folder of the archive."""
    program = Path(sys.argv[0])
    command = str(program.absolute()) if program.name == "newscrawl" else f"{sys.executable} -m newscrawl"
    place = shlex.quote(os.fspath(folder)).replace("%", r"\%")  # cron reads % as the end of a line
    line = f"cd {place} && {command.replace('%', chr(92) + '%')} crawl"
    head = _(
        "# A first schedule: look at it, then load it with `crontab {file}` (this replaces your crontab).\n"
        "# cron mails what a line prints: nothing after a good run, or while another run is at work.\n"
    ).format(file=SCHEDULE)
    return f"""\
{head}17 * * * *    {line} channel -a channels=hxnews/fz --quiet
47 */3 * * *  {line} newspaper -a papers=fzrb --quiet
"""
