"""Paths (JMESPath) of a site's file, compiled with all their functions before a crawl
relies on them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions

from newscrawl.i18n import _
from newscrawl.near import near

_ERRORS = (jmespath.exceptions.JMESPathError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)
"""What functions of JMESPath raise on values of another type: not all check theirs."""


def check_path(path: str) -> str:
    """Compile a JMESPath; raise `ValueError` with the reason, also for a function that
    does not exist or takes another number of values.

    >>> check_path("data.list[0].id")
    'data.list[0].id'
    """
    try:
        compiled = jmespath.compile(path)
    except (JMESPathError, ValueError) as error:
        raise ValueError(
            _("broken JMESPath {path!r}: {error}").format(path=path, error=str(error).splitlines()[0])
        ) from None
    for name, given in _calls(compiled.parsed):
        signature = Functions.FUNCTION_TABLE.get(name, {}).get("signature")
        if signature is None:
            hint = near(name, Functions.FUNCTION_TABLE)
            raise ValueError(
                _("broken JMESPath {path!r}: unknown function {name}(){hint}").format(path=path, name=name, hint=hint)
            )
        variadic = bool(signature) and bool(signature[-1].get("variadic"))
        if given < len(signature) or (given > len(signature) and not variadic):
            raise ValueError(
                _("broken JMESPath {path!r}: {name}() takes {n} values").format(path=path, name=name, n=len(signature))
            )
    return path


def _calls(node: Any) -> Iterator[tuple[str, int]]:
    """Yield the functions that a compiled path calls, with the number of values."""
    if isinstance(node, dict):
        if node.get("type") == "function_expression":
            yield str(node["value"]), len(node["children"])
        for child in node.get("children", ()):
            yield from _calls(child)


def search(path: str | None, value: Any) -> Any:
    """Return what a path finds; None where its functions do not fit the value."""
    try:
        return jmespath.search(path, value) if path else None
    except _ERRORS:
        return None
