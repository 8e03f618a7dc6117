"""The value of `files=` → the files meant: files of many pages (WARC, ARC, WET, JSON
lines), and single pages or texts.
"""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path

from scrapy.exceptions import UsageError

from newscrawl.i18n import _
from newscrawl.reprocess.corpus import TEXT_FIELD, holds_documents, is_corpus_name
from newscrawl.reprocess.mhtml import MHTML

_WARC_NAMES = (".warc", ".wet", ".wat", ".arc", ".wacz")
_PACKED = (".gz", ".zst", ".zstd")
_PAGES = MHTML | {".html", ".htm", ".shtml", ".xhtml", ".txt"}
_MAGIC = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"WARC/", b"filedesc")


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The files to read, in the order given and then by name, each once."""

    archives: tuple[Path, ...]
    """Those of many pages."""
    pages: tuple[Path, ...]


def find(wanted: str, text_field: str = TEXT_FIELD) -> FoundFiles:
    """Find files by path, folder or pattern, separated by line ends or commas.

    Of a folder, all WARC files, pages and texts below it, and the files of JSON lines
    that begin with a document. `UsageError` for a part that matches no file.
    """
    found: dict[Path, None] = {}
    for part in _parts(wanted):
        path = Path(part)
        if path.is_dir():
            here = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_one(file, text_field)]
        elif path.exists():
            here = [path]
        else:
            here = [Path(name) for name in sorted(glob.glob(part, recursive=True))]  # noqa: PTH207 (may be absolute)
        if not here:
            raise UsageError(_("no file matches files={part}").format(part=part))
        found |= dict.fromkeys(here)
    many = dict.fromkeys(path for path in found if is_corpus_name(path) or is_warc(path))
    return FoundFiles(tuple(many), tuple(path for path in found if path not in many))


def is_warc(path: Path) -> bool:
    """Return whether a file is a WARC file, by its name, or else its first bytes.

    An ARC file counts as one.

    >>> [is_warc(Path(name)) for name in ("fz-20201118.warc.gz", "CC-MAIN.warc.wet.gz", "news.html", "a.arc.gz")]
    [True, True, False, True]
    """
    name = path.name.lower()
    for suffix in _PACKED:
        name = name.removesuffix(suffix)
    if name.endswith(_WARC_NAMES):
        return True
    if path.suffix.lower() in _PAGES or not path.is_file():
        return False
    try:
        with path.open("rb") as file:
            return file.read(8).startswith(_MAGIC)
    except OSError:
        return False


def _is_one(path: Path, text_field: str) -> bool:
    if is_corpus_name(path):
        return holds_documents(path, text_field)
    return path.suffix.lower() in _PAGES or is_warc(path)


def _parts(wanted: str) -> list[str]:
    parts: list[str] = []
    for line in wanted.split("\n"):
        whole = Path(line).exists() or bool(glob.glob(line, recursive=True))  # noqa: PTH207
        parts += [line] if whole else line.split(",")
    return [part.strip() for part in parts if part.strip()]
