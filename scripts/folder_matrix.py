"""Print which folder of newscrawl imports which, as the table that CONTRIBUTING.md shows.

`--write` puts the table into CONTRIBUTING.md. Rows import columns; a number counts the modules that do. All imports
count, also those for types and inside functions. Rows stand in the order of the layers, so every number stands right
of the diagonal: nothing imports what lies above it.
"""

from __future__ import annotations

import ast
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- folders: scripts/folder_matrix.py -->", "<!-- /folders -->"


def layers() -> list[str]:
    """Return the folders from the highest to the lowest, as pyproject.toml declares them; modules of the root last."""
    linter = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    rows = next(contract["layers"] for contract in linter["contracts"] if contract["type"] == "layers")
    return [name for row in rows[:-1] for name in row.replace("|", " ").replace(":", " ").split()] + ["root"]


def imports(package: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each import between folders: the importing folder, the imported one, the importing module."""
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package)
        here = module.parts[0] if len(module.parts) > 1 else "root"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                first, _, rest = name.partition(".")
                if first == package.name and module.as_posix() != "__init__.py":
                    there = rest.partition(".")[0]
                    yield here, there if (package / there).is_dir() and there else "root", module.as_posix()


def table(package: Path = ROOT / "newscrawl") -> str:
    """Return the matrix as a Markdown table."""
    folders = layers()
    modules = {(here, there, module) for here, there, module in imports(package) if here != there}
    counts = Counter((here, there) for here, there, _module in modules)
    lines = [f"| imports → | {' | '.join(folders)} |", f"|---|{'--:|' * len(folders)}"]
    for row in folders:
        cells = ["·" if row == column else str(counts[row, column] or "") for column in folders]
        lines.append(f"| **{row}** | {' | '.join(cells)} |")
    return "\n".join(lines)


def shown(text: str) -> str:
    """Return the table that a document shows between the marks."""
    return text.partition(BEGIN)[2].partition(END)[0].strip()


def main() -> None:
    """Print the table, or write it into CONTRIBUTING.md."""
    if sys.argv[1:] == ["--write"]:
        path = ROOT / "CONTRIBUTING.md"
        before, _, rest = path.read_text(encoding="utf-8").partition(BEGIN)
        path.write_text(f"{before}{BEGIN}\n{table()}\n{END}{rest.partition(END)[2]}", encoding="utf-8")
    else:
        print(table())


if __name__ == "__main__":
    main()
