"""The sources → a wheel, and a virtual environment in which it alone is installed.

python scripts/wheel.py FOLDER     # FOLDER/bin/newscrawl, with the packages of this environment, without a network
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CONTAINERFILE = ROOT / "deploy/Containerfile"


def sources() -> list[str]:
    """Return the files and folders from which the Containerfile builds."""
    stage = CONTAINERFILE.read_text(encoding="utf-8").partition(" AS build\n")[2].partition("\nFROM ")[0]
    lines = [shlex.split(line)[1:-1] for line in stage.splitlines() if line.startswith("COPY ")]
    return [name for names in lines for name in names]


def build_wheel(folder: Path) -> Path:
    """Build the wheel, in this folder, from a copy of what the Containerfile takes."""
    with tempfile.TemporaryDirectory() as copied:
        for name in sources():
            target = Path(copied) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / name, target)
        _pip("wheel", "--no-build-isolation", "--wheel-dir", str(folder), copied)
    return next(folder.glob("newscrawl-*.whl"))


def install(wheel: Path, venv: Path) -> Path:
    """Install a wheel into a new environment beside the packages of this one; return
    its folder of programs.

    A path in a `.pth` file brings the packages of that folder, but not what stands in
    `.pth` files there: an editable newscrawl is not seen.
    """
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(venv)], check=True)
    packages = next((venv / "lib").glob("python*/site-packages"))
    (packages / "packages.pth").write_text(f"{sysconfig.get_path('purelib')}\n", encoding="utf-8")
    _pip("--python", str(venv / "bin/python"), "install", str(wheel))
    return venv / "bin"


def _pip(*words: str) -> None:
    command = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check", *words]
    subprocess.run([*command, "--no-deps", "--no-index"], check=True)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as made:
        print(install(build_wheel(Path(made)), Path(sys.argv[1])))
