"""WARC files → the names by which lines call them. Pure, but for the working folder."""

from __future__ import annotations

import os
from pathlib import Path

from newscrawl.warc import framing as warc
from newscrawl.warc.records import WarcRecord


def archive_name(record: WarcRecord, path: Path) -> str | None:
    """Return the name of a file in lines, from its `warcinfo`; None if renamed."""
    site = warc.read_fields(record.block).get("ispartof")
    return f"warc/{site}/{path.name}" if site and record.fields.get("warc-filename") == path.name else None


def name_in_lines(path: Path, data: Path | None) -> str:
    """Return the name of a file in lines, if it is none of the archive's own: the path
    from the data folder, so that it can be read again from any working folder.

    A file that was named absolutely stays so, unless it lies in the data folder.

    >>> name_in_lines(Path("/mnt/crawls/CC-1.warc.gz"), Path("/srv/news/data"))
    '/mnt/crawls/CC-1.warc.gz'
    >>> name_in_lines(Path("sample/hxnews.warc.gz"), Path.cwd() / "demo")
    '../sample/hxnews.warc.gz'
    """
    if data is None or (path.is_absolute() and not path.is_relative_to(data)):
        return path.as_posix()
    return Path(os.path.relpath(path, data)).as_posix()


def named_from(file: str, former: Path, data: Path) -> str:
    """Return the name in the lines of one archive of a file named in those of another.

    >>> named_from("../sample/hxnews.warc.gz", Path("data/archive"), Path("data"))
    'sample/hxnews.warc.gz'
    >>> named_from("warc/hxnews/articles-20201118-0001.warc.gz", Path("data/archive"), Path("data"))
    'warc/hxnews/articles-20201118-0001.warc.gz'
    """
    if file.startswith("warc/") or Path(file).is_absolute():
        return file
    return Path(os.path.relpath(former / file, data)).as_posix()
