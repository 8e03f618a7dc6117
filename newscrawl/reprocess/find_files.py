"""What a user names after `files=` → the files meant, told apart: WARC files, and pages or texts that lie singly."""

from __future__ import annotations

import glob
from dataclasses import dataclass
from pathlib import Path

from scrapy.exceptions import UsageError

_WARC_NAMES = (".warc", ".wet", ".wat")
_PACKED = (".gz", ".zst", ".zstd")
_PAGES = frozenset((".html", ".htm", ".shtml", ".xhtml", ".txt"))
_MAGIC = (b"\x1f\x8b\x08", b"\x28\xb5\x2f\xfd", b"\x5d\x2a\x4d\x18", b"WARC/")


@dataclass(frozen=True, slots=True)
class Found:
    """The files to read, each in the order given and then by name; none twice."""

    warcs: tuple[Path, ...]
    pages: tuple[Path, ...]


def find(wanted: str) -> Found:
    """Find files by path, folder or pattern; several stand on lines of their own, or with commas between.

    A folder gives the WARC files, pages and texts below it. A `UsageError` names the part that names none.
    """
    found: dict[Path, None] = {}
    for part in _parts(wanted):
        path = Path(part)
        if path.is_dir():
            here = [file for file in sorted(path.rglob("*")) if file.is_file() and _is_one(file)]
        elif path.exists():
            here = [path]
        else:
            here = [Path(name) for name in sorted(glob.glob(part, recursive=True))]  # noqa: PTH207 (may be absolute)
        if not here:
            raise UsageError(f"no file matches files={part}")
        found |= dict.fromkeys(here)
    warcs = [path for path in found if is_warc(path)]
    return Found(tuple(warcs), tuple(path for path in found if path not in set(warcs)))


def is_warc(path: Path) -> bool:
    """Tell a WARC file by its name, or by how it begins where the name says nothing.

    >>> [is_warc(Path(name)) for name in ("fz-20201118.warc.gz", "CC-MAIN.warc.wet.gz", "news.html", "notes.txt")]
    [True, True, False, False]
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


def _is_one(path: Path) -> bool:
    return path.suffix.lower() in _PAGES or is_warc(path)


def _parts(wanted: str) -> list[str]:
    parts: list[str] = []
    for line in wanted.split("\n"):
        whole = Path(line).exists() or bool(glob.glob(line, recursive=True))  # noqa: PTH207
        parts += [line] if whole else line.split(",")
    return [part.strip() for part in parts if part.strip()]
