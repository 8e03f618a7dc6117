"""What the package imports is declared: an installation without the developers' tools must start."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BROUGHT_BY_SCRAPY = {"twisted", "pydispatcher", "zope-interface", "cryptography", "pyopenssl", "service-identity"}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(each for extra in extras for each in project["optional-dependencies"][extra])]
    names = {plain(re.split(r"[\[<>=!~ ;]", each)[0]) for each in wanted}
    return names | {"psycopg-pool" for each in wanted if re.match(r"psycopg\[[^]]*pool", each)}


def imported(folder: Path) -> set[str]:
    """Distributions that the modules of a folder import, or whose data they read."""
    names: set[str] = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "find_spec":
                names |= {str(each.value) for each in node.args if isinstance(each, ast.Constant)}
    names -= {*sys.stdlib_module_names, "newscrawl"}
    found = packages_distributions()
    return {plain(found.get(name, [name])[0]) for name in names}


def test_every_import_of_the_package_is_declared() -> None:
    assert imported(ROOT / "newscrawl") <= declared("fast", "alarms", "export", "postgres", "web") | BROUGHT_BY_SCRAPY


def test_every_dependency_is_imported_by_the_package() -> None:
    assert declared() <= imported(ROOT / "newscrawl")
