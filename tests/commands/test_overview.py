"""`newscrawl` without a command: what there is, in groups."""

from __future__ import annotations

import os
import pkgutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from newscrawl import commands
from newscrawl.commands.export import Command as Export
from newscrawl.commands.overview import ALIASES, GROUPS, unknown_command
from tests import processes


def newscrawl_line(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("NEWSCRAWL", "SCRAPY"))}
    line = [sys.executable, "-m", "newscrawl", *words]
    return subprocess.run(line, cwd=cwd, env=env, capture_output=True, text=True)


def forked(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return processes.scrapy(*words, cwd=cwd, env={"SCRAPY_SETTINGS_MODULE": "newscrawl.settings"})


def test_every_command_has_one_group_or_is_another_name():
    grouped = [*(name for names in GROUPS.values() for name in names), *ALIASES]
    modules = [import_module(f"newscrawl.commands.{module.name}") for module in pkgutil.iter_modules(commands.__path__)]
    there = {module.__name__.rpartition(".")[2] for module in modules if hasattr(module, "Command")}
    assert sorted(grouped) == sorted(there)


@pytest.mark.parametrize(
    ("older", "newer"),
    [
        ("papers 福州日报", "channels --papers 福州日报"),
        ("schema duplicate", "export schema duplicate"),
        ("feed export", "export"),
        ("feed merge nowhere -o all.jsonl", "export merge nowhere -o all.jsonl"),
        ("duplicates http://a.cn/1.html", "articles http://a.cn/1.html"),
        ("jobs --json", "schedule --jobs --json"),
    ],
)
def test_an_older_name_does_the_same(older: str, newer: str, tmp_path: Path):
    said = [forked(*line.split(), cwd=tmp_path) for line in (older, newer)]
    first, second = ((done.returncode, done.stdout, done.stderr.partition(": ")[2]) for done in said)
    assert first == second
    assert first[1] or first[2]


def test_a_newspaper_among_channels_is_pointed_at(tmp_path: Path):
    refused = forked("channels", "fzrb", cwd=tmp_path).stderr
    assert refused.endswith("; among newspapers it is: scrapy channels --papers fzrb\n")


def test_commands_of_scrapy_are_known_and_those_for_its_projects_are_not():
    assert unknown_command("shell") == ""
    assert unknown_command("startproject")


def test_an_option_without_a_command_is_no_command():
    assert unknown_command("--foo") == "no command, only an option: --foo (`newscrawl` lists all)"


def test_a_hint_can_be_typed_as_it_stands(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    for called in ("newscrawl", "scrapy"):
        monkeypatch.setattr(sys, "argv", [f"/srv/archive/.venv/bin/{called}"])
        with pytest.raises(SystemExit):
            Export().refuse("the ledger is lost; `scrapy ledger rebuild` makes it anew")
        assert (
            capsys.readouterr().err == f"{called} export: the ledger is lost; `{called} ledger rebuild` makes it anew\n"
        )


@pytest.mark.slow
def test_it_works_in_an_empty_folder(tmp_path: Path):
    shown = newscrawl_line(cwd=tmp_path)
    assert shown.returncode == 0, shown.stderr
    assert all(f"\n{group}:\n" in shown.stdout for group in GROUPS)
    assert newscrawl_line("--version", cwd=tmp_path).stdout.startswith("newscrawl ")
    wrong = newscrawl_line("crwal", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "newscrawl: no command 'crwal'; did you mean crawl? (`newscrawl` lists all)\n"
    refused = newscrawl_line("channels", "fujain", cwd=tmp_path)
    assert refused.returncode == 2
    assert refused.stderr.startswith("newscrawl channels: no province, site or channel is called 'fujain'")
    usage = newscrawl_line("audit", "-h", cwd=tmp_path)
    assert usage.stdout.startswith("Usage") or "newscrawl audit" in usage.stdout
    assert list(tmp_path.iterdir()) == []
