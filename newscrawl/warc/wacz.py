"""A WACZ file, a zip of WARC files as browser crawlers make them → where these lie.

The zip stores them as they are, so that each record can be read at its offset in the
whole file. Source: https://specs.webrecorder.net/wacz/1.1.1/
"""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

from newscrawl.warc.framing import DamagedWarcError

_LOCAL_HEAD = struct.Struct("<4s22xHH")
_MAGIC = b"PK\x03\x04"


def warc_parts(path: Path) -> tuple[tuple[int, int], ...] | None:
    """Return begin and end of each WARC file in a zip, by offset; None if a file is no
    zip.

    Of a zip that was cut short, one part: whatever can be found in the file. Raise
    `DamagedWarcError` for WARC files that the zip has compressed once more.
    """
    parts = []
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            return None
        try:
            entries = zipfile.ZipFile(file).infolist()
        except zipfile.BadZipFile:
            return ((0, path.stat().st_size),)
        for entry in entries:
            if not entry.filename.startswith("archive/") or not entry.file_size:
                continue
            if entry.compress_type != zipfile.ZIP_STORED:
                raise DamagedWarcError(f"{path}: {entry.filename} is compressed in the zip; unpack it first")
            file.seek(entry.header_offset)
            _magic, name, extra = _LOCAL_HEAD.unpack(file.read(_LOCAL_HEAD.size))
            begin = entry.header_offset + _LOCAL_HEAD.size + name + extra
            parts.append((begin, begin + entry.file_size))
    return tuple(sorted(parts))
