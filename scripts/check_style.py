"""Check the rules of the house that no other linter knows: unique names, plain docstrings, prose of 88 columns.

Run by `make lint`; prints one line a fault (`file:line: what is wrong`) and exits with 1 if there is any.
"""

from __future__ import annotations

import ast
import io
import re
import sys
import tokenize
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

PROSE_WIDTH = 88
"""Columns of docstrings and comments; a full-width character counts as one."""
REFUSED_VERBS = frozenset({"give", "tell", "say", "let", "gives", "tells", "says", "lets"})
"""First words of docstrings for which the libraries around us write Return, Check, Write, Allow."""
BACKENDS = frozenset({"sqlite", "postgres"})
"""File stems that name the backends of one contract, a file in each folder that has one."""
_EXEMPT_LINE = re.compile(r"\s*(?:>>>|\.\.\. |\||#!)|.*(?:https?://|# noqa|# type: ignore|# pragma)")
"""Lines that no blank can break well: doctests, rows of tables, addresses, marks for other tools."""


def check(package: Path) -> list[str]:
    """Return the faults of all modules below a package's folder, in the order of files."""
    modules = {path: path.read_text(encoding="utf-8") for path in sorted(package.rglob("*.py"))}
    trees = {path: ast.parse(source) for path, source in modules.items()}
    faults = [*repeated_stems(list(trees), package), *repeated_classes(trees, package)]
    for path, tree in trees.items():
        name = path.relative_to(package.parent).as_posix()
        faults += (f"{name}:{line}: {fault}" for line, fault in refused_openings(tree))
        faults += (f"{name}:{line}: {fault}" for line, fault in wide_prose(modules[path], tree))
    return faults


def repeated_stems(paths: list[Path], package: Path) -> Iterator[str]:
    """Yield the file stems that stand in several folders; commands and backends are exempt."""
    places = defaultdict(list)
    for path in paths:
        if path.parent.name != "commands" and path.stem not in BACKENDS and not path.stem.startswith("_"):
            places[path.stem].append(path.relative_to(package.parent).as_posix())
    for stem, found in places.items():
        if len(found) > 1:
            yield f"{found[0]}:1: the file stem {stem} stands again in {', '.join(found[1:])}"


def repeated_classes(trees: dict[Path, ast.Module], package: Path) -> Iterator[str]:
    """Yield the class names that are defined twice; private ones and Scrapy's `Command` are exempt."""
    places = defaultdict(list)
    for path, tree in trees.items():
        for node in ast.walk(tree):
            if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
                continue
            if path.parent.name != "commands" or node.name != "Command":
                places[node.name].append(f"{path.relative_to(package.parent).as_posix()}:{node.lineno}")
    for name, found in places.items():
        if len(found) > 1:
            yield f"{found[0]}: class {name} is defined again in {', '.join(found[1:])}"


def docstrings(tree: ast.Module) -> Iterator[ast.Constant]:
    """Yield every docstring; strings below a field or a constant count as well."""
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        for above, statement in zip([None, *body], body, strict=False):
            if above is not None and not isinstance(above, ast.Assign | ast.AnnAssign):
                continue
            match statement:
                case ast.Expr(value=ast.Constant(value=str()) as text):
                    yield text


def refused_openings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield the docstrings that begin with a verb that this field does not use for it."""
    for text in sorted(docstrings(tree), key=lambda text: text.lineno):
        first = re.match(r"\s*(\w+)", str(text.value))
        if first and first[1].lower() in REFUSED_VERBS:
            yield text.lineno, f"a docstring begins with {first[1]!r}; write Return, Check, Write, Allow …"


def wide_prose(source: str, tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield lines of docstrings and comments that are wider than 88 columns."""
    lines = source.splitlines()
    prose = {number for text in docstrings(tree) for number in range(text.lineno, (text.end_lineno or 0) + 1)}
    doctest = False
    for number, line in enumerate(lines, 1):
        if number not in prose:
            doctest = False
            continue
        doctest = line.lstrip().startswith((">>>", "...")) or (doctest and bool(line.strip()))
        if len(line) > PROSE_WIDTH and not doctest and not _EXEMPT_LINE.match(line):
            yield number, f"a docstring's line has {len(line)} columns, more than {PROSE_WIDTH}"
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        line = token.line.rstrip("\n")
        alone = token.type == tokenize.COMMENT and line.lstrip().startswith("#")
        if alone and len(line) > PROSE_WIDTH and not _EXEMPT_LINE.match(line):
            yield token.start[0], f"a comment has {len(line)} columns, more than {PROSE_WIDTH}"


def main() -> int:
    """Check the packages named, or newscrawl."""
    faults = [fault for name in sys.argv[1:] or ["newscrawl"] for fault in check(Path(name))]
    print("\n".join(faults) or "names and docstrings: no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
