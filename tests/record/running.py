"""Starts toy crawls, each in a process of its own, from a helper that has everything imported: a crawl takes 0.3 s.

`python -m tests.record.running` is the helper: it forks for every line it reads. `Toys` is the side of the tests.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Mapping
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
    """Starts toy crawls and waits for them."""

    def __init__(self) -> None:
        self._helper = subprocess.Popen(
            [sys.executable, "-m", "tests.record.running"],
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

    def wait(self, pid: int, data: Path) -> Ended:
        """Wait for the end of a crawl."""
        code = int(self._ask({"op": "wait", "pid": pid}))
        return Ended(code, (data.parent / f"{data.name}.err").read_text())

    def run(self, data: Path, **options: Any) -> Ended:
        """Run a crawl to its end."""
        return self.wait(self.start(data, **options), data)

    def _ask(self, told: Mapping[str, Any]) -> str:
        assert self._helper.stdin is not None
        assert self._helper.stdout is not None
        self._helper.stdin.write(json.dumps(told) + "\n")
        return self._helper.stdout.readline()


def _serve() -> None:
    from tests.record import toy

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
        code = toy.crawl(told)
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
        return 1
    return int(code)


if __name__ == "__main__":
    _serve()
