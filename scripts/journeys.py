"""What five people type with the installed wheel, each in an empty folder → transcripts.

    python scripts/journeys.py [--language zh] [--pip] [JOURNEY …]

The journeys: user, operator, builder, maintainer, librarian. Sites are simulated ones on loopback. Commands run on a
terminal of 100 columns that shows no colours. `--pip` installs the wheel with its dependencies from the package index;
otherwise it stands beside the packages of this environment. A command that ends in a traceback, or with a code that
nobody expected, ends the script with 1.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import shutil
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from scripts.wheel import build_wheel, install  # noqa: E402
from tests.crawling import NOW, write_site  # noqa: E402
from tests.simsite import SimSite, serve  # noqa: E402
from tests.simsite.paper import SimPaper, serve_paper, write_paper  # noqa: E402

COLUMNS = 100
SHOWN = 45
"""Lines of an output that are printed; of a longer one, the middle is left out."""


class Desk:
    """A person's terminal: an empty folder, the installed program, a language."""

    def __init__(self, folder: Path, programs: Path, language: str) -> None:
        self.folder, self.faults = folder, 0
        own = {name: value for name, value in os.environ.items() if name in ("HOME", "TMPDIR")}
        self.env = {
            **own,
            "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "NEWSCRAWL_LANGUAGE": language,
        }

    def say(self, text: str) -> None:
        """Print what the person does beside typing."""
        print(f"\n# {text}", flush=True)

    def type(self, line: str, *codes: int) -> str:
        """Run a line on a terminal, and print it with what it shows; other exit codes than these are faults."""
        print(f"\n$ {line}", flush=True)
        began = time.monotonic()
        code, shown = self._run(line)
        lines = shown.replace("\r\n", "\n").splitlines()
        if len(lines) > SHOWN:
            lines[SHOWN - 10 : -10] = [f"   [… {len(lines) - SHOWN} lines …]"]
        print("\n".join(lines))
        print(f"   [exit {code}, {time.monotonic() - began:.1f} s]", flush=True)
        if code not in (codes or (0,)) or "Traceback (most recent" in shown:
            self.faults += 1
            print(f"   [FAULT: exit {' or '.join(map(str, codes or (0,)))} was expected, and no traceback]")
        return shown

    def _run(self, line: str) -> tuple[int, str]:
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        files = {"stdin": theirs, "stdout": theirs, "stderr": theirs}
        process = subprocess.Popen(["bash", "-c", line], cwd=self.folder, env=self.env, **files)
        os.close(theirs)
        shown = b""
        try:
            while piece := os.read(ours, 65536):
                shown += piece
        except OSError:  # Linux: the last process closed the terminal
            pass
        os.close(ours)
        return process.wait(), shown.decode("utf-8", "replace")


def user(desk: Desk) -> None:
    """The first hour of somebody who has just installed it."""
    desk.type("newscrawl --version")
    desk.type("newscrawl")
    desk.type("newscrawl demo")
    desk.type("head -n 1 data/demo/fz.jsonl | cut -c 1-600")
    desk.type("newscrawl articles 地铁 -s NEWSCRAWL_DATA=data/demo")
    desk.type("newscrawl articles 地鐵 火星 -s NEWSCRAWL_DATA=data/demo")
    desk.type("newscrawl channels fujian")
    desk.type("newscrawl channels 海峡网")
    desk.type("newscrawl channels fujain", 2)
    desk.type("newscrawl chanels", 2)
    desk.type("newscrawl crawl channel -a channels=hxnews/fz", 2)
    desk.type("newscrawl crawl channel -a channels=hxnews/fz -s NEWSCRAWL_REPLAY=data/sample/hxnews.warc.gz")
    desk.type("newscrawl crawl channel -a channels=hxnews/fz -s NEWSCRAWL_REPLAY=data/sample/hxnews.warc.gz")
    desk.type("newscrawl audit")


def operator(desk: Desk) -> None:
    """An archive that is crawled every hour, backed up and brought back."""
    desk.type("newscrawl init news --contact archive@example.org")
    desk.folder /= "news"
    desk.type("head -n 25 newscrawl.toml; cat crontab.txt")
    desk.type("newscrawl settings contact data")
    site = SimSite(seed=3, articles=40, listings=3, channels=2, reprint=3, missing=1)
    with serve(site) as server:
        _on_loopback(desk)
        write_site(desk.folder / "catalog", site, server.url)
        desk.env["NEWSCRAWL_CATALOG"] = "catalog"
        desk.type("newscrawl crawl channel -a channels=sim -a since=all", 0, 3)
        desk.type("newscrawl crawl channel -a channels=sim", 0, 3)
        desk.say("As cron does: no terminal, a log file; nothing to say is nothing printed.")
        desk.type("newscrawl crawl channel -a channels=sim --logfile crawl.log </dev/null 2>&1 | cat; wc -l crawl.log")
        desk.type("newscrawl audit --verify", 0, 3)
    desk.say("The site is down.")
    desk.type("newscrawl crawl channel -a channels=sim -s RETRY_TIMES=0", 3, 4)
    desk.type("newscrawl health", 0, 3, 4)
    desk.type("newscrawl ledger backup ../kept && mv data lost && newscrawl ledger restore ../kept")
    desk.type("newscrawl audit --verify", 0, 3)
    desk.type("newscrawl ledger restore ../kept", 1)
    desk.type("newscrawl crawl channel -a chanels=sim", 2)
    desk.type("newscrawl crawl channel -a channels=sim -s NEWSCRAWL_COMIT_EVERY=5", 2)


def builder(desk: Desk) -> None:
    """A corpus for research: crawled, searched, exported, without copies."""
    site = SimSite(seed=5, articles=60, listings=3, channels=3, reprint=6, days=20)
    with serve(site) as server:
        _on_loopback(desk)
        write_site(desk.folder / "catalog", site, server.url)
        desk.env["NEWSCRAWL_CATALOG"] = "catalog"
        desk.type("newscrawl crawl channel -a channels=sim -a since=2020-11-01 -a until=2020-11-17 -O week.csv", 0, 3)
    desk.type("head -n 2 week.csv | cut -c 1-300")
    desk.type("newscrawl articles 福州 --since 2020-11-10 --limit 5")
    desk.type("newscrawl export --since 2020-11-10 -o corpus.jsonl.gz")
    desk.type("newscrawl export -o corpus.csv --channel sim/fz")
    desk.type("newscrawl export -o corpus.parquet", 2)
    desk.type("newscrawl export schema | head -n 12")
    line = (desk.folder / "data/duplicates").rglob("*.jsonl")
    copy = next(line).read_text(encoding="utf-8").split('"url":')[1].split('"')[1]
    desk.type(f"newscrawl articles {copy}")
    desk.type("zcat corpus.jsonl.gz >all.jsonl; newscrawl dedup all.jsonl", 0, 1)
    desk.type("newscrawl coverage")
    desk.type("newscrawl audit", 0, 3)


def maintainer(desk: Desk) -> None:
    """A new site is added, checked and repaired."""
    site = SimSite(seed=7, articles=40, listings=3, channels=2)
    with serve(site) as server:
        _on_loopback(desk)
        page = f"{server.url}{site.channels[0].path}"
        desk.type(f"newscrawl probe {page}")
        desk.type(f"newscrawl probe {server.url}{site.articles[3].path}")
        desk.type(f"newscrawl newsite simnews {page} --province fujian --delay 0")
        desk.type("cat my/sites/fujian/simnews.toml")
        desk.env["NEWSCRAWL_CATALOG"] = "my"
        desk.type("newscrawl channels --check simnews")
        desk.type("newscrawl checksites simnews", 0, 4)
        desk.type("newscrawl checksites simnews --report report.json", 0, 2, 4)
        desk.type("newscrawl crawl channel -a channels=simnews -a max_pages=1", 0, 3)
        desk.say("A rule that no longer fits.")
        desk.type(
            'sed -i \'s/^body = .*/body = "div.gone"/; s/^entries = "ul.*/entries = "ul.gone li"/\' my/sites/*/*.toml'
        )
        desk.type("newscrawl checksites simnews", 0, 4)
        desk.type("newscrawl diff-parse data/articles data/warc", 0, 1)
        desk.say("A slip of the keyboard.")
        desk.type("sed -i 's/^body = .*/bdy = \"div\"/' my/sites/*/*.toml; newscrawl channels simnews", 2)
        desk.say("The rule is repaired; what was captured is read again.")
        desk.type("sed -i 's/^bdy = .*/body = \"#content\"/; s/ul.gone li/ul.newlistbox > li/' my/sites/*/*.toml")
        desk.type("newscrawl checksites simnews")
        desk.type("newscrawl reprocess data/warc && newscrawl ledger adopt data/archive")


def librarian(desk: Desk) -> None:
    """Newspapers issue by issue; what is complete, what is missing, what has to go."""
    desk.type("newscrawl channels --papers 福建 | head -n 5")
    desk.type("newscrawl papers 福州日报")
    paper = SimPaper(days=12)
    with serve_paper(paper) as server:
        _on_loopback(desk)
        write_paper(desk.folder, server)
        desk.env["NEWSCRAWL_CATALOG"] = "catalog"
        desk.type("newscrawl papers 榕城日报")
        desk.type("newscrawl crawl newspaper -a papers=榕城日报 -a since=2020-11-10", 0, 3)
    desk.type("newscrawl audit", 0, 3)
    desk.type("newscrawl coverage --html report && ls report", 0, 3)
    desk.type("newscrawl articles --limit 3")
    url = next((desk.folder / "data/articles").rglob("*.jsonl")).read_text(encoding="utf-8").split('"url":')[1]
    article = url.split('"')[1]
    desk.type(f"newscrawl forget {article} --reason '法院裁定' --dry-run")
    desk.type(f"newscrawl forget {article} --reason '法院裁定'", 0, 3)
    desk.type(f"newscrawl articles {article}", 0, 2)
    desk.type("newscrawl audit --verify", 0, 3)


def _on_loopback(desk: Desk) -> None:
    """Allow the simulated sites; the journeys select no others."""
    desk.env |= {
        "NEWSCRAWL_ALLOW_HOSTS": "127.0.0.1",
        "NEWSCRAWL_NOW": NOW,
        "NEWSCRAWL_CONTACT": "archive@example.org",
    }


JOURNEYS: dict[str, Callable[[Desk], None]] = {
    journey.__name__: journey for journey in (user, operator, builder, maintainer, librarian)
}


def main() -> int:
    """Make the journeys that are asked for, or all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("journeys", nargs="*", metavar="JOURNEY", help=", ".join(JOURNEYS))
    parser.add_argument("--language", default="en", choices=("en", "zh"))
    parser.add_argument("--pip", action="store_true", help="install the dependencies, too, from the package index")
    options = parser.parse_args()
    faults = 0
    with tempfile.TemporaryDirectory(prefix="journeys-") as place:
        wheel = build_wheel(Path(place))
        programs = _install(wheel, Path(place) / "venv", options.pip)
        for name in options.journeys or JOURNEYS:
            folder = Path(place) / name
            folder.mkdir()
            print(f"\n{'=' * COLUMNS}\n{name}: {JOURNEYS[name].__doc__}\n{'=' * COLUMNS}")
            desk = Desk(folder, programs, options.language)
            JOURNEYS[name](desk)
            faults += desk.faults
            shutil.rmtree(folder)
    print(f"\n{faults} faults")
    return 1 if faults else 0


def _install(wheel: Path, venv: Path, pip: bool) -> Path:
    if not pip:
        return install(wheel, venv)
    command = [ROOT / "deploy/install-python.sh", venv, f"{wheel}[fast,alarms]"]
    subprocess.run(command, cwd=ROOT, check=True)
    return venv / "bin"


if __name__ == "__main__":
    sys.exit(main())
