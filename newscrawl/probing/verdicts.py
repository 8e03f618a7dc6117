"""The last verdicts of `checksites`, kept in the data folder: `checksites.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path

NAME = "checksites.json"


def read_verdicts(data: Path) -> dict[str, tuple[str, str]]:
    """Return the last verdict on each channel and its day; nothing where no file, or
    none that can be read, is there.
    """
    try:
        kept = json.loads((data / NAME).read_text(encoding="utf-8"))
        return {str(key): (str(word), str(day)) for key, (word, day) in kept.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def keep_verdicts(data: Path, verdicts: Mapping[str, str], day: date) -> None:
    """Add verdicts to those kept, in place of older ones on the same channels; nothing
    where there is no data folder. Raises `OSError`.
    """
    if not data.is_dir() or not verdicts:
        return
    kept = read_verdicts(data) | {key: (word, str(day)) for key, word in verdicts.items()}
    new = data / f".{NAME}"
    new.write_text(json.dumps(kept, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    new.replace(data / NAME)
