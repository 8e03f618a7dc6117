"""robots.txt files between runs: one small file a host in the folder `robots` of the
archive, with the moment at which it was fetched.

RFC 9309, 2.4: rules may be kept for a day, and longer while the file is unreachable. An
hourly run would otherwise ask every host for it 24 times a day. Delete a file, or the
folder, to have it fetched again at once. It is no part of the archive: a file that
cannot be read or written counts as absent; where there is no archive nothing is kept.
"""

from __future__ import annotations

import json
import logging
import os
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

DAY = timedelta(hours=24)
"""For how long rules hold; RFC 9309, 2.4 allows no more."""
UNREACHABLE = timedelta(days=30)
"""For how long those of a host hold whose file is unreachable; RFC 9309, 2.3.1.4."""
_HOST = re.compile(r"[a-z0-9_.-]{1,200}(?::[0-9]{1,5})?", re.IGNORECASE)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A robots.txt as it was fetched."""

    text: str | None
    """None where the host has none."""
    fetched: datetime


class KeptRobots:
    """The files of a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, scheme: str, host: str, now: datetime, within: timedelta = DAY) -> KeptFile | None:
        """Return the file of a host, if it was fetched so recently."""
        if (path := self._path(scheme, host)) is None:
            return None
        try:
            stated = json.loads(path.read_bytes())
            text, fetched = stated["text"], datetime.fromisoformat(stated["fetched"])
            recent = timedelta() <= now - fetched < within and stated["url"] == _url(scheme, host)
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return KeptFile(text, fetched) if recent and isinstance(text, str | None) else None

    def write(self, scheme: str, host: str, text: str | None, fetched: datetime) -> None:
        """Keep the file of a host; other processes see it whole, or not at all."""
        if (path := self._path(scheme, host)) is None or not self._folder.parent.is_dir():
            return
        stated = {"url": _url(scheme, host), "fetched": fetched.isoformat(), "text": text}
        new = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            path.parent.mkdir(exist_ok=True)
            new.write_text(json.dumps(stated, ensure_ascii=False, indent=1), encoding="utf-8")
            new.replace(path)
        except (OSError, UnicodeError) as error:
            logger.info("%s is not kept for the next run: %s", path, error)
            with suppress(OSError):
                new.unlink(missing_ok=True)

    def _path(self, scheme: str, host: str) -> Path | None:
        """Return the file of a host; None for a name that is none of a file.

        `a:80` and `a_80` share one: `read` looks at the address stated in it.
        """
        return self._folder / f"{scheme}_{host.lower().replace(':', '_')}.json" if _HOST.fullmatch(host) else None


def _url(scheme: str, host: str) -> str:
    return f"{scheme}://{host.lower()}/robots.txt"
