"""Folders in which documented commands run: empty, on a simulated site, or on PostgreSQL.

A command is forked from a process that has everything imported (`tests.processes`) where it is one of ours, and is left
to `/bin/sh` where it is not.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from tests.crawling import NOW, write_site
from tests.postgres import server as postgres_server
from tests.processes import ROOT, start
from tests.simsite import SimSite, serve
from tests.simsite.paper import TABLE, SimPaper, serve_paper, write_paper

PROGRAMS = {"scrapy": "scrapy", "newscrawl": "newscrawl", "procrastinate": "procrastinate"}
"""Programs that are forked, and their modules."""
SETTINGS = """\
contact = "test@example.org"
allow_hosts = ["127.0.0.1"]
catalog = ["{folder}/catalog"]
now = "{now}"
first_walk = 10

[scrapy]
DOWNLOAD_DELAY = 0
RETRY_TIMES = 0
LOG_LEVEL = "WARNING"
"""
SHIM = """\
#!{python}
import runpy, sys
sys.path[:0] = [{root!r}]
from tests.docs.worlds import use_catalog
use_catalog({catalog!r})
runpy.run_module({module!r}, run_name="__main__", alter_sys=True)
"""


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    output: str
    """Both streams, in the order in which they were written."""


def use_catalog(folder: str) -> None:
    """Have this process read another folder in place of the shipped catalog: `fujian:*` are then its sites alone."""
    from newscrawl.catalog import files

    files.files = lambda _package: Path(folder)  # type: ignore[assignment,misc]


@dataclass
class World:
    """A folder, what is set in it, and where its texts of documents lead."""

    folder: Path
    catalog: Path | None = None
    language: str = "en"
    replace: dict[str, str] = field(default_factory=dict)
    """Texts of documents, and what stands for them here."""
    env: dict[str, str] = field(default_factory=dict)
    """What `export` has set."""
    names: dict[str, str] = field(default_factory=dict)
    """What `NAME=…` has set."""

    def translate(self, words: str) -> str:
        for here, there in self.replace.items():
            words = words.replace(here, there)
        return words

    def translate_back(self, text: str) -> str:
        """Put the texts of documents into an output again."""
        for here, there in self.replace.items():
            text = text.replace(there, here)
        return text.replace(f"{self.folder}/", "").replace(str(self.folder), ".").replace(str(ROOT), ".")

    def run(self, words: str) -> Ended:
        """Run a command as a shell would that is in this folder."""
        words = self.translate(words)
        if assigned := re.fullmatch(
            r"(export\s+)?((?:[A-Z_]+=\S*|[A-Z_]+='[^']*'|[A-Z_]+=\"[^\"]*\")(?:\s+|$))+", words
        ):
            for pair in shlex.split(words.removeprefix(assigned[1] or "")):
                name, _, value = pair.partition("=")
                (self.env if assigned[1] else self.names)[name] = value
            return Ended(0, "")
        if words.startswith("unset "):
            for name in words.split()[1:]:
                self.env.pop(name, None)
            return Ended(0, "")
        known = {**self.env, **self.names}
        words = re.sub(r"\$([A-Z_]+)\b", lambda found: known.get(found[1], found[0]), words)
        program, *rest = shlex.split(words)
        with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
            if program in PROGRAMS and not set(rest) & {"|", ">", "&&", ";", "||"}:
                code = self._fork(program, rest, out.fileno())
            else:
                code = self._sh(words, out.fileno())
            out.seek(0)
            return Ended(code, self.translate_back(out.read()))

    def _fork(self, program: str, rest: list[str], out: int) -> int:
        before = {"tests.docs.worlds:use_catalog": [str(self.catalog)]} if self.catalog else {}
        process = start("-m", PROGRAMS[program], *rest, cwd=self.folder, env=self._environment(program), out=out,
                        err=out, before=before)  # fmt: skip
        try:
            return process.wait(120)
        finally:
            process.kill()

    def _sh(self, words: str, out: int, env: Mapping[str, str] | None = None) -> int:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SCRAPY", "NEWSCRAWL"))}
        path = f"{self.folder / 'bin'}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{inherited.get('PATH', '')}"
        done = subprocess.run(
            ["/bin/sh", "-c", words], cwd=self.folder, env=env or {**inherited, "PATH": path, **self.env},
            stdin=subprocess.DEVNULL, stdout=out, stderr=out, timeout=120, check=False,
        )  # fmt: skip
        return done.returncode

    def run_in_cron(self, words: str) -> Ended:
        """Run the command of a line of a crontab in the bare environment that cron gives."""
        words = self.translate(re.split(r"(?<!\\)%", words)[0].replace(r"\%", "%"))
        with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
            env = {"HOME": str(self.folder), "LOGNAME": "newscrawl", "PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"}
            code = self._sh(words, out.fileno(), env)
            out.seek(0)
            return Ended(code, self.translate_back(out.read()))

    def _environment(self, program: str) -> dict[str, str]:
        """Return what is set: `scrapy` is typed in a checkout, where scrapy.cfg names the settings."""
        settings = {"SCRAPY_SETTINGS_MODULE": "newscrawl.settings"} if program == "scrapy" else {}
        file = "newscrawl.toml" if (self.folder / "newscrawl.toml").exists() else ""
        return {
            "NEWSCRAWL_CONFIG": file,
            "PYTHONUNBUFFERED": "1",
            "COLUMNS": "120",
            "NEWSCRAWL_LANGUAGE": self.language,
            **settings,
            **self.env,
        }


class Worlds:
    """Makes worlds, each on its own copy of what is made once."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self._place, self._stack = place, stack
        self._made = 0

    def make(self, kind: str, language: str = "en") -> World:
        """Make a world of a kind: `sample`, `site` or `postgres`."""
        world = self._make(kind)
        world.language = language
        return world

    def _make(self, kind: str) -> World:
        self._made += 1
        folder = self._place / f"world-{self._made}"
        if kind == "sample":
            folder.mkdir()
            for name in (
                "newscrawl",
                "benchmarks",
                "scripts",
                "Makefile",
                "pyproject.toml",
                "constraints.txt",
                "scrapy.cfg",
            ):
                (folder / name).symlink_to(ROOT / name)
            (folder / ".venv").symlink_to(sys.prefix)
            return World(folder)
        origin, base, article = self._site
        shutil.copytree(origin, folder, symlinks=True)
        replace = {
            "http://www.hxnews.com/…": f"{base}{article}",
            "http://www.hxnews.com": base,
            "/srv/": f"{folder}/srv/",
            "/mnt/": f"{folder}/mnt/",
        }
        (folder / "newscrawl.toml").write_text(SETTINGS.format(folder=folder, now=NOW), encoding="utf-8")
        self._install(folder)
        if kind == "postgres":
            replace = {"postgresql://archive@db.lan/newscrawl": self._database, **replace}
        return World(folder, folder / "catalog", replace=replace)

    def _install(self, folder: Path) -> None:
        """Put the command line where a document has it installed: `/srv/newscrawl/.venv/bin`."""
        for place in (folder / "bin", folder / "srv/newscrawl/.venv/bin"):
            place.mkdir(parents=True)
            for name, module in PROGRAMS.items():
                shim = SHIM.format(
                    python=sys.executable, root=str(ROOT), catalog=str(folder / "catalog"), module=module
                )
                (place / name).write_text(shim, encoding="utf-8")
                (place / name).chmod(0o755)
        shutil.copy(folder / "newscrawl.toml", folder / "srv/newscrawl/newscrawl.toml")
        shutil.copy(ROOT / "scrapy.cfg", folder / "srv/newscrawl/scrapy.cfg")
        (folder / "srv/west").mkdir()
        (folder / "srv/east").symlink_to("news")

    @cached_property
    def _site(self) -> tuple[Path, str, str]:
        """A folder with an archive of a simulated site, the site's address, and the path of an article."""
        folder = self._place / "origin"
        site = SimSite(articles=10, listings=1, unlisted=0)
        server = self._stack.enter_context(serve(site))
        paper = SimPaper(days=18, turn=date(2020, 10, 20))
        shipped = ROOT / "newscrawl" / "catalog"
        write_site(folder / "catalog", site, server.url, id="hxnews")
        write_paper(folder, self._stack.enter_context(serve_paper(paper)), PAPER)
        for path in shipped.iterdir():
            if path.name not in ("sites", "newspapers"):
                (folder / "catalog" / path.name).symlink_to(path)
        (folder / "newscrawl.toml").write_text(SETTINGS.format(folder=folder, now=NOW), encoding="utf-8")
        world = World(folder, folder / "catalog")
        ended = world.run("newscrawl crawl channel -a channels=hxnews/fz")
        assert ended.code == 0, ended.output
        listed = next(each.path for each in site.articles if each.outcome == "exported")
        return folder, server.url, listed

    @cached_property
    def _database(self) -> str:
        return self._stack.enter_context(postgres_server(fsync="off")).fresh()


PAPER = TABLE.replace("[rcrb]", "[fzrb]").replace("榕城日报", "福州日报")


@contextmanager
def worlds() -> Iterator[Worlds]:
    """Make worlds below a folder that is gone afterwards."""
    with ExitStack() as stack:
        place = stack.enter_context(tempfile.TemporaryDirectory(prefix="docs-"))
        yield Worlds(Path(place), stack)
