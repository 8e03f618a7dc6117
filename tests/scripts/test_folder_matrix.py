"""The table of folders in CONTRIBUTING.md is the one that the code has, and the linter refuses another."""

import shutil
import subprocess
import sys
from pathlib import Path

from scripts.folder_matrix import ROOT, shown, table


def test_contributing_shows_the_folders_as_they_are() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert shown(text) == table(), "run scripts/folder_matrix.py --write"


def test_a_forbidden_import_and_a_circle_are_named_by_the_linter(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "newscrawl", tmp_path / "newscrawl", ignore=shutil.ignore_patterns("*.toml", "__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    with (tmp_path / "newscrawl/text/clean.py").open("a", encoding="utf-8") as module:
        module.write("\n\ndef late() -> None:\n    from newscrawl.record.lines import read_lines\n")
    with (tmp_path / "newscrawl/reader/outline.py").open("a", encoding="utf-8") as module:
        module.write("\n\nif TYPE_CHECKING:\n    from newscrawl.reader.page import Page\n")
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [script, "--no-logo", "--no-cache"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "newscrawl.text is not allowed to import newscrawl.record" in done.stdout
    assert "newscrawl.text.clean -> newscrawl.record.lines" in done.stdout
    assert "No cycles are allowed in newscrawl.reader" in done.stdout
