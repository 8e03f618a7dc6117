"""Source of a page → the cookies that its scripts set, where they are written out.

A server that wants to see a browser answers with a script of a line or two that sets a
cookie and loads the page again. No script is run: a cookie is read where its text
stands in the source, as one string or as strings and names of strings put together. One
that is computed is left alone.
"""

from __future__ import annotations

import re

_STRING = r"""(?:"[^"\\\n]{0,400}"|'[^'\\\n]{0,400}')"""
_NAME = r"[A-Za-z_$][\w$]{0,60}"
_TERM = rf"(?:{_STRING}|{_NAME})"
_SET = re.compile(
    rf"\bdocument\s{{0,3}}(?:\.\s{{0,3}}cookie|\[\s{{0,3}}['\"]cookie['\"]\s{{0,3}}\])\s{{0,9}}=(?!=)\s{{0,9}}"
    rf"({_TERM}(?:\s{{0,9}}\+\s{{0,9}}{_TERM}){{0,12}})\s{{0,9}}(?=[;,}}\n<]|$)"
)
_NAMED = re.compile(
    rf"(?<![\w$.])({_NAME})\s{{0,9}}(?:[-+*/%&|^]|<<|>>>?|\*\*)?=(?!=)\s{{0,9}}(?:({_STRING})\s{{0,9}}(?=[;,\n<]|$))?"
)
_TERMS = re.compile(_TERM)
_PAIR = re.compile(r"\s*([\w!#$%&'*+.^`|~-]{1,80})=([^;,\s]{0,300})")
_LONGEST = 20_000
"""Characters of a page that does nothing but set its cookie; no longer one is read."""


def script_cookies(source: str) -> list[str]:
    """Return the `name=value` of cookies that a short page's scripts set literally.

    >>> script_cookies("<script>document.cookie = 'guard=8f3a; path=/'; location.reload()</script>")
    ['guard=8f3a']
    >>> script_cookies('<script>var v="77cd"; document.cookie="ck="+v+";path=/"; location.href=location.href</script>')
    ['ck=77cd']
    >>> script_cookies("<script>document.cookie = 'guard=' + sum(3, 4)</script>")
    []
    """
    if "cookie" not in source or len(source) > _LONGEST:
        return []
    strings: dict[str, str | None] = {}
    for name, literal in _NAMED.findall(source):
        strings[name] = literal[1:-1] if literal and name not in strings else None
    found = []
    for expression in _SET.findall(source):
        pieces = [_value(term, strings) for term in _TERMS.findall(expression)]
        if any(piece is None for piece in pieces):
            continue
        if (pair := _PAIR.match("".join(piece or "" for piece in pieces))) is not None and pair[2]:
            found.append(f"{pair[1]}={pair[2]}")
    return list(dict.fromkeys(found))


def _value(term: str, strings: dict[str, str | None]) -> str | None:
    """Return the text of a string, or of a name that has one string and no other."""
    return term[1:-1] if term[0] in "'\"" else strings.get(term)
