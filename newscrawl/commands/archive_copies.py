"""`scrapy ledger backup FOLDER` and `restore FOLDER`: an archive ↔ its copy."""

from __future__ import annotations

import shlex
from pathlib import Path

from newscrawl.commands.archive_command import FAILED, ArchiveCommand
from newscrawl.i18n import _, error_words
from newscrawl.program import program


def back_up_archive(command: ArchiveCommand, folders: list[str]) -> None:
    """Copy the archive into a folder, or bring the copy there up to date."""
    from newscrawl.ledger import LedgerError
    from newscrawl.ledger.sqlite import SqliteLedger
    from newscrawl.record.back_up import back_up

    data, folder = _places(command, folders, _("say where to: scrapy ledger backup FOLDER"))
    with command.reading_ledger() as ledger:
        if not isinstance(ledger, SqliteLedger):
            command.refuse(
                _("the ledger is a database: dump it with pg_dump, then copy the files (docs/operations.md)")
            )
        try:
            done = back_up(ledger, data, folder)
        except (LedgerError, OSError) as error:
            command.complain(_("no back-up in {folder}: {error}").format(folder=folder, error=error_words(error)))
            command.exitcode = FAILED
            return
    print(
        _("{folder}: {files} files and the ledger; {copied} were new or longer, {bytes:,} bytes").format(
            folder=folder, files=done.files, copied=done.copied, bytes=done.bytes
        )
    )


def restore_archive(command: ArchiveCommand, folders: list[str]) -> None:
    """Make a back-up the archive of the data folder, which has none."""
    from newscrawl.ledger import LedgerError
    from newscrawl.ledger.locks import FileLocks
    from newscrawl.ledger.place import ledger_place
    from newscrawl.record.back_up import LEDGER
    from newscrawl.record.restore import restore
    from newscrawl.settings_sources import is_given_by_command_line

    data, folder = _places(command, folders, _("say from where: scrapy ledger restore FOLDER"))
    assert command.settings is not None
    place = ledger_place(command.settings)
    if isinstance(place, str):
        command.refuse(_("the ledger is a database: restore it with psql, then copy the files (docs/operations.md)"))
    if not (folder / LEDGER).exists():
        command.refuse(_("there is no back-up in {folder}: it has no {name}").format(folder=folder, name=LEDGER))
    command.check_data_folder()
    typed = is_given_by_command_line(command.settings, "NEWSCRAWL_DATA")
    try:
        with FileLocks(place.with_suffix(".locks")).gate():
            done = restore(folder, data, place)
    except (LedgerError, OSError) as error:
        command.complain(error_words(error))
        command.exitcode = FAILED
        return
    print(
        _("{data}: {files} files and the ledger; next: {program} audit --verify").format(
            data=data, files=done.files, program=program()
        )
        + (f" -s {shlex.quote(f'NEWSCRAWL_DATA={data}')}" if typed else "")
    )


def _places(command: ArchiveCommand, folders: list[str], missing: str) -> tuple[Path, Path]:
    """Return the archive's folder and that of the copy; refuse one inside the other."""
    from newscrawl.options import data_folder

    if len(folders) != 1:
        command.refuse(missing)
    assert command.settings is not None
    data, folder = data_folder(command.settings), Path(folders[0]).resolve()
    if folder.is_relative_to(data) or data.is_relative_to(folder):
        command.refuse(
            _("{folder} and the archive {data} must not be inside one another").format(folder=folder, data=data)
        )
    return data, folder
