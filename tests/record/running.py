"""Toy crawls (`toy.py`), each in a process of its own: start, wait, and how they ended."""

from __future__ import annotations

import json
import signal
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.processes import Process, start

NOW = "2020-12-20T12:00:00+08:00"


@dataclass(frozen=True)
class Ended:
    """A toy crawl that is over."""

    code: int
    """Exit code; negative: the signal that killed it."""
    err: str

    @property
    def killed(self) -> bool:
        return self.code == -signal.SIGKILL


class Toys:
    """Starts toy crawls and waits for them."""

    def start(
        self,
        data: Path,
        *,
        plan: Mapping[str, Any] | None = None,
        feeds: Mapping[Any, Mapping[str, Any]] | None = None,
        failpoint: str | None = None,
        power: bool = False,
        die_after: float | None = None,
        largest_file: int | None = None,
        busy: float | None = None,
        **settings: Any,
    ) -> Process:
        """Start a crawl into `data`.

        `power` makes deaths lose what was not fsynced, `largest_file` refuses to let a file grow beyond so many bytes,
        `busy` is how many seconds the ledger waits for another program.
        """
        names = {str(path): dict(options) for path, options in (feeds or {}).items()}
        told = {
            "plan": dict(plan or {}),
            "busy": busy,
            "settings": {"NEWSCRAWL_DATA": str(data), "NEWSCRAWL_NOW": NOW, "FEEDS": names, **settings},
        }
        data.parent.mkdir(parents=True, exist_ok=True)
        before: dict[str, list[Any]] = {}
        if largest_file is not None:
            before["tests.processes:limit_files"] = [largest_file]
        if power:
            before["tests.record.power:install"] = [[str(data.parent)], die_after]
        env = {"NEWSCRAWL_FAILPOINT": failpoint or ""}
        return start("-m", "tests.record.toy", json.dumps(told), env=env, before=before)

    def wait(self, toy: Process) -> Ended:
        """Wait for the end of a toy crawl."""
        _out, err = toy.communicate(120)
        return Ended(toy.wait(), err)

    def run(self, data: Path, **options: Any) -> Ended:
        """Run a crawl to its end."""
        return self.wait(self.start(data, **options))
