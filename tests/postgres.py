"""A real PostgreSQL for tests: its own server in a folder of its own, reached over a socket, a schema for each test.

`server()` starts one and stops it; where no PostgreSQL is installed, the tests that need it skip and say so.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest


def programs() -> Path | None:
    """The folder of PostgreSQL's newest programs, as Debian has them or on the PATH."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    found = installed[-1] if installed else shutil.which("initdb")
    return Path(found).parent if found else None


@dataclass
class PostgresServer:
    """A running server."""

    folder: Path
    _names: Iterator[int] = field(default_factory=count)

    @property
    def user(self) -> str:
        return pwd.getpwuid(self.folder.stat().st_uid).pw_name

    @property
    def url(self) -> str:
        """The database that all schemas are in."""
        return f"postgresql://{self.user}@/postgres?host={quote(str(self.folder), safe='')}"

    def fresh(self) -> str:
        """URL of a schema that nobody used yet."""
        import psycopg

        name = f"test_{next(self._names)}"
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(f"CREATE SCHEMA {name}".encode())
        return f"{self.url}&options={quote(f'-csearch_path={name}')}"

    def control(self, *words: str) -> None:
        """`pg_ctl`, as the user the server runs as."""
        folder = programs()
        assert folder is not None
        _run(self.folder, str(folder / "pg_ctl"), "-D", str(self.folder / "data"), "-w", *words)

    def start(self) -> None:
        self.control("-o", f"-k {self.folder}", "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self.control("-m", "immediate", "stop")

    @property
    def pid(self) -> int:
        return int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])


def _run(folder: Path, *words: str) -> None:
    account = pwd.getpwuid(folder.stat().st_uid)
    become = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
    done = subprocess.run(
        words, cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, **become
    )  # type: ignore[call-overload]
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def server(**settings: object) -> Iterator[PostgresServer]:
    """Start a server with these settings; skips the test where there is none to start."""
    pytest.importorskip("psycopg", reason="psycopg is not installed (newscrawl[postgres])")
    found = programs()
    if found is None:
        pytest.skip("PostgreSQL is not installed (Debian: postgresql)")
    with tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp") as made:  # a socket's path has room for 107 bytes
        folder = Path(made)
        if os.getuid() == 0:  # PostgreSQL refuses to run as root
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
        _run(folder, str(found / "initdb"), "-D", str(folder / "data"), "-A", "trust", "--no-sync", "-E", "UTF8")
        told = {"listen_addresses": "", "max_connections": 60, "shared_buffers": "64MB", **settings}
        with (folder / "data" / "postgresql.conf").open("a") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in told.items())
        running = PostgresServer(folder)
        running.start()
        try:
            yield running
        finally:
            running.stop()
