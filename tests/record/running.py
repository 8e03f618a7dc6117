"""Starts crawls, each in a process of its own, from a helper that has everything imported: a toy crawl takes 0.3 s.

`python -m tests.record.running` is the helper: it forks for every line it reads. `Toys` is the side of the tests; it
starts toy crawls (`toy.py`) and, with `execute`, whatever can be typed after `scrapy`.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
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
    """Starts toy crawls and waits for them; `whole` imports what a crawl of the product needs, too."""

    def __init__(self, *, whole: bool = False) -> None:
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.record.running", *(["whole"] if whole else [])],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )

    def close(self) -> None:
        self._helper.communicate()

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
    ) -> int:
        """Start a crawl into `data`; gives its process id.

        `power` makes deaths lose what was not fsynced, `largest_file` refuses to let a file grow beyond so many bytes,
        `busy` is how many seconds the ledger waits for another program.
        """
        names = {str(path): dict(options) for path, options in (feeds or {}).items()}
        told = {
            "op": "start",
            "err": str(data.parent / f"{data.name}.err"),
            "failpoint": failpoint or "",
            "power": [str(data.parent)] if power else None,
            "die_after": die_after,
            "largest_file": largest_file,
            "busy": busy,
            "plan": dict(plan or {}),
            "settings": {"NEWSCRAWL_DATA": str(data), "NEWSCRAWL_NOW": NOW, "FEEDS": names, **settings},
        }
        return int(self._ask(told))

    def execute(
        self,
        words: Sequence[str],
        err: Path,
        *,
        cwd: Path = ROOT,
        failpoint: str | None = None,
        power: Path | None = None,
        die_after: float | None = None,
    ) -> int:
        """Start `scrapy <words>`; gives its process id. Below the folder `power`, a death loses what is not fsynced."""
        told = {
            "op": "start",
            "words": list(words),
            "cwd": str(cwd),
            "err": str(err),
            "failpoint": failpoint or "",
            "power": [str(power)] if power else None,
            "die_after": die_after,
        }
        return int(self._ask(told))

    def ended(self, pid: int) -> int:
        """Wait for the end of a process; gives its exit code, negative for a signal."""
        return int(self._ask({"op": "wait", "pid": pid}))

    def wait(self, pid: int, data: Path) -> Ended:
        """Wait for the end of a toy crawl."""
        return Ended(self.ended(pid), (data.parent / f"{data.name}.err").read_text())

    def run(self, data: Path, **options: Any) -> Ended:
        """Run a crawl to its end."""
        return self.wait(self.start(data, **options), data)

    def _ask(self, told: Mapping[str, Any]) -> str:
        assert self._helper.stdin is not None
        assert self._helper.stdout is not None
        self._helper.stdin.write(json.dumps(told) + "\n")
        return self._helper.stdout.readline()


def _serve() -> None:
    from newscrawl.record import extension, followers, formats  # noqa: F401 (what every crawl imports)
    from tests.record import toy

    if "whole" in sys.argv:
        from newscrawl.spiders import archive, channel  # noqa: F401

    for line in sys.stdin:
        told = json.loads(line)
        if told["op"] == "wait":
            _pid, status = os.waitpid(told["pid"], 0)
            print(os.waitstatus_to_exitcode(status), flush=True)
            continue
        pid = os.fork()
        if not pid:
            os._exit(_become(toy, told))
        print(pid, flush=True)


def _become(toy: Any, told: Mapping[str, Any]) -> int:
    from newscrawl import failpoints

    Path(told["err"]).parent.mkdir(parents=True, exist_ok=True)
    err = os.open(told["err"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(err, 1)
    os.dup2(err, 2)
    os.environ["NEWSCRAWL_FAILPOINT"] = told["failpoint"]
    importlib.reload(failpoints)
    try:
        code = _execute(told) if "words" in told else toy.crawl(told)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
        return 1
    return int(code)


def _execute(told: Mapping[str, Any]) -> int:
    from scrapy.cmdline import execute

    from tests.record import power

    os.chdir(told["cwd"])
    if told["power"]:
        power.install([Path(folder) for folder in told["power"]], told["die_after"])
    try:
        execute(["scrapy", *told["words"]])
    except SystemExit as ended:
        return int(ended.code or 0)
    return 0


if __name__ == "__main__":
    _serve()
