"""Check that what people read goes through gettext: errors, help, what commands print, headings of tables.

Run by `make lint`; prints one line a fault (`file:line: what is wrong`) and exits with 1 if there is any. Whether every
message has a translation is a matter of `make messages` and its test, not of this.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ERRORS = frozenset(
    [
        "UsageError",
        "CatalogError",
        "LedgerError",
        "LedgerAwayError",
        "HeldError",
        "LinesError",
        "BrokenLineError",
        "LostLockError",
        "ChangedError",
        "IndexVersionError",
    ]
)
"""Errors whose text is shown to a person, in one line."""
CALLS = frozenset({"refuse", "complain", "incomplete", "add_column", "table", "Table"})
"""Functions that show their texts, wherever they are called."""
PRINTS = frozenset({"print"})
"""Functions that show their texts where a folder talks to people."""
TALKING = ("commands", "monitor", "probing", "cluster")
KEYWORDS = frozenset({"help", "description", "title"})
"""Keyword arguments that are shown, in folders that talk."""
DESCRIPTIONS = frozenset({"short_desc", "long_desc"})
BELOW = frozenset({"sql", "sql_entries", "sql_issues", "sql_settle", "sql_walks"})
"""Modules whose errors are mistakes of the program, which no user can make."""
TRANSLATED = frozenset({"_", "gettext", "ngettext", "bilingual", "N_"})
_PROSE = re.compile(r"(?<![\w./:=<{`-])(?!newscrawl|scrapy|Scrapy|Python)[A-Za-z]?[a-z]{2,}(?![\w/:=>}.`-])")
"""A word that is no name of a field, setting, option, file or program."""


def check(package: Path) -> list[str]:
    """Return the faults of all modules below a package's folder, in the order of files."""
    faults = []
    for path in sorted(package.rglob("*.py")):
        if path.stem in BELOW:
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        talks = path.relative_to(package).parts[0] in TALKING
        catalog = path.relative_to(package).parts[0] == "catalog"
        name = path.relative_to(package.parent).as_posix()
        found = [*untranslated(tree, talks, catalog), *unreadable(tree), *shadowed(tree)]
        faults += [f"{name}:{line}: {fault}" for line, fault in sorted(found)]
    return faults


def untranslated(tree: ast.Module, talks: bool, catalog: bool) -> Iterator[tuple[int, str]]:
    """Yield texts that are shown as they stand in the source."""
    for node in ast.walk(tree):
        shown: list[ast.expr] = []
        if isinstance(node, ast.Call):
            name = _name(node.func)
            if name in ERRORS or name in CALLS or (catalog and name == "ValueError") or (talks and name in PRINTS):
                shown += node.args
            if talks and name != "Field":
                shown += [each.value for each in node.keywords if each.arg in KEYWORDS]
        elif isinstance(node, ast.FunctionDef) and node.name in DESCRIPTIONS:
            shown += [each.value for each in ast.walk(node) if isinstance(each, ast.Return) and each.value]
        for expression in shown:
            yield from _texts(expression)


def _texts(node: ast.expr) -> Iterator[tuple[int, str]]:
    """Yield the prose of an expression that nothing translates."""
    if isinstance(node, ast.IfExp):
        yield from (*_texts(node.body), *_texts(node.orelse))
    elif isinstance(node, ast.BinOp | ast.Starred | ast.BoolOp):
        for each in ast.iter_child_nodes(node):
            if isinstance(each, ast.expr):
                yield from _texts(each)
    elif isinstance(node, ast.JoinedStr):
        text = "\0".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
        if _PROSE.search(text):
            yield node.lineno, f'not translated: {text.replace(chr(0), "…")!r}; write _("… {{name}} …").format(name=…)'
        for part in node.values:
            if isinstance(part, ast.FormattedValue):
                yield from _texts(part.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and _PROSE.search(node.value):
        yield node.lineno, f"not translated: {node.value!r}; write _(…)"
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join"):
        yield from _texts(node.func.value)


def unreadable(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield calls of gettext that no catalogue can know: an f-string has its values in it already."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TRANSLATED:
            for argument in node.args:
                if isinstance(argument, ast.JoinedStr):
                    yield node.lineno, f"an f-string in {node.func.id}(): the values go into .format()"


def shadowed(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield functions that call `_` and use the name for what they throw away, too."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        names = [each for each in ast.walk(function) if isinstance(each, ast.Name) and each.id == "_"]
        called = {id(each.func) for each in ast.walk(function) if isinstance(each, ast.Call)}
        stored = [each for each in names if isinstance(each.ctx, ast.Store)]
        if stored and any(id(each) in called for each in names):
            yield stored[0].lineno, "_ is gettext here: call what is thrown away by another name"


def _name(function: ast.expr) -> str:
    return (
        function.id if isinstance(function, ast.Name) else function.attr if isinstance(function, ast.Attribute) else ""
    )


def main() -> int:
    """Check the packages named, or newscrawl."""
    faults = [fault for name in sys.argv[1:] or ["newscrawl"] for fault in check(Path(name))]
    print("\n".join(faults) or "what people read: no faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
