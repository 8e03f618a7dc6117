"""`newscrawl` without a command: what there is, in groups."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import newscrawl.commands
from newscrawl.commands.feed import Command as Feed
from newscrawl.commands.overview import GROUPS, unknown_command

HELPERS = {"archive_command", "probing_command", "overview"}


def newscrawl_line(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSCRAWL", "SCRAPY"))}
    line = [sys.executable, "-m", "newscrawl", *words]
    return subprocess.run(line, cwd=cwd, env=env, capture_output=True, text=True)


def test_every_command_has_one_group():
    grouped = [name for names in GROUPS.values() for name in names]
    there = {module.name for module in pkgutil.iter_modules(newscrawl.commands.__path__)} - HELPERS
    assert sorted(grouped) == sorted(there)


def test_commands_of_scrapy_are_known_and_those_for_its_projects_are_not():
    assert unknown_command("shell") == ""
    assert unknown_command("startproject")


def test_a_hint_can_be_typed_as_it_stands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    for called in ("newscrawl", "scrapy"):
        monkeypatch.setattr(sys, "argv", [f"/srv/archive/.venv/bin/{called}"])
        with pytest.raises(SystemExit):
            Feed().refuse("the ledger is lost; `scrapy ledger rebuild` makes it anew")
        assert (
            capsys.readouterr().err == f"{called} feed: the ledger is lost; `{called} ledger rebuild` makes it anew\n"
        )


@pytest.mark.slow
def test_it_works_in_an_empty_folder(tmp_path: Path):
    shown = newscrawl_line(cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert all(f"\n{group}:\n" in shown.stdout for group in GROUPS)
    assert newscrawl_line("--version", cwd=tmp_path).stdout.startswith("newscrawl ")
    wrong = newscrawl_line("crwal", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "newscrawl: no command 'crwal'; did you mean crawl?; `newscrawl` lists them\n"
    refused = newscrawl_line("channels", "fujain", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.startswith("newscrawl channels: no province, site or channel is called 'fujain'")
    usage = newscrawl_line("audit", "-h", cwd=tmp_path)
    assert usage.stdout.startswith("Usage") or "newscrawl audit" in usage.stdout
    assert list(tmp_path.iterdir()) == []
