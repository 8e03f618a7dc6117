"""What `deploy/` installs, and the systemd units there."""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import textwrap
from pathlib import Path
from urllib.error import HTTPError

import pytest
from scrapy.settings import Settings

from scripts.folder_matrix import ROOT
from tests.rounds import ORDEAL

DEPLOY = ROOT / "deploy"


def install_packages(tmp: Path, *purposes: str) -> tuple[int, list[str]]:
    """Run the script on a machine that has `make`; return its exit code, and what it asks apt-get for."""
    programs = {
        "apt-get": 'echo "$@" >>"$ASKED"',
        "dpkg-query": '[ "$3" = make ] && echo "install ok installed"',
    }
    for name, text in programs.items():
        (tmp / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp / name).chmod(0o755)
    asked = tmp / "asked"
    env = {"PATH": f"{tmp}:{os.environ['PATH']}", "ASKED": str(asked)}
    done = subprocess.run([DEPLOY / "install-packages.sh", *purposes], env=env, capture_output=True)
    lines = asked.read_text().splitlines() if asked.exists() else []
    return done.returncode, [word for line in lines for word in line.split() if not word.startswith("-")]


def test_packages_are_installed_by_purpose_and_only_those_that_are_missing(tmp_path: Path) -> None:
    assert install_packages(tmp_path, "run") == (0, ["update", "install", "python3", "python3-venv", "ca-certificates"])
    (tmp_path / "asked").unlink()
    code, words = install_packages(tmp_path, "tests")
    assert code == 0
    assert {"postgresql", "chromium", "chromium-driver"} <= {*words}
    assert "make" not in words


def test_a_mistyped_purpose_is_an_error_and_installs_nothing(tmp_path: Path) -> None:
    assert install_packages(tmp_path, "run", "test") == (2, [])


def test_container_checks_and_make_install_by_the_same_scripts() -> None:
    container = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    texts = {
        "Containerfile": container,
        ".ci/run": (ROOT / ".ci/run").read_text(encoding="utf-8"),
        "Makefile": (ROOT / "Makefile").read_text(encoding="utf-8"),
    }
    by = {name: {*re.findall(r"deploy/install-(\w+)\.sh (?!deploy)", text)} for name, text in texts.items()}
    assert by["Containerfile"] == {"packages", "python"}
    assert (by[".ci/run"], by["Makefile"]) == ({"packages"}, {"packages", "python"})
    assert not any("apt-get" in text or "-m venv" in text for text in texts.values())
    copied = [
        word for line in re.findall(r"^COPY (?!--from)(.*) \S+$", container, re.MULTILINE) for word in line.split()
    ]
    assert copied
    assert all((ROOT / word).exists() for word in copied)


@pytest.mark.skipif(not ORDEAL, reason="starts a server: behind the ordeal")
def test_the_health_check_of_the_compose_file_asks_with_the_token(tmp_path: Path) -> None:
    from tests.web.archive import NOW, make_archive
    from tests.web.asking import open_client
    from tests.web.test_walk import served

    compose = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    code = textwrap.dedent(re.findall(r"- -c\n *- \|\n((?: {10}.*\n)+)", compose)[0])
    (tmp_path / "token").write_text("correct horse\n")
    make_archive(tmp_path / "data")
    with served(open_client(tmp_path / "data", NOW, token="correct horse").app) as address:
        code = code.replace("http://127.0.0.1:8425", address).replace("/run/secrets/token", str(tmp_path / "token"))
        exec(code, {})
        (tmp_path / "token").write_text("another\n")
        with pytest.raises(HTTPError, match="401"):
            exec(code, {})


@pytest.mark.parametrize("file", ["compose.yaml", "README.md", "systemd/newscrawl-serve.service"])
def test_serve_knows_the_options_it_is_started_with(file: str) -> None:
    from newscrawl.commands.serve import Command

    parser, command = argparse.ArgumentParser(conflict_handler="resolve"), Command()
    command.settings = Settings()
    command.add_options(parser)
    text = (DEPLOY / file).read_text(encoding="utf-8")
    found = re.findall(r"newscrawl serve((?: --\S+ \S+)*)$|command: \[serve, (.*)\]", text, re.MULTILINE)
    assert found
    for words, listed in found:
        asked = parser.parse_known_args(words.split() if not listed else listed.split(", "))[1]
        assert asked == [], asked


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    """It looks whether the program is there, so the one that this test puts there stands for it."""
    program = tmp_path / "newscrawl"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    units = []
    for unit in (DEPLOY / "systemd").iterdir():
        text = unit.read_text(encoding="utf-8").replace("/opt/newscrawl/bin/newscrawl", str(program))
        (tmp_path / unit.name).write_text(text, encoding="utf-8")
        units.append(str(tmp_path / unit.name))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert all(timer.with_suffix(".service").exists() for timer in tmp_path.glob("*.timer"))
