"""A day above its month or its year, as boxes beside a title show it → the date."""

from __future__ import annotations

import re

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DAY, _MONTH, _YEAR = r"(?P<d>3[01]|[12]\d|0?[1-9])", r"(?P<m>1[0-2]|0?[1-9])", r"(?P<y>20\d\d|19\d\d)"
_NAMED = rf"(?P<m>{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_BOXED = tuple(
    re.compile(form, re.I)
    for form in (
        rf"{_DAY}\s*日?\s*[/|]?\s*{_YEAR}\s*[-/.年]\s*{_MONTH}(?:\s*月)?\s*$",
        rf"{_YEAR}\s*[-/.年]\s*{_MONTH}(?:\s*月)?\s+{_DAY}\s*日?$",
        rf"{_YEAR}年?\s+{_MONTH}[-/.月]{_DAY}日?$",
        rf"{_DAY}\s*[/|]?\s*{_MONTH}月\s*[,/]?\s*(?:{_YEAR}年?)?\s*$",
        rf"{_MONTH}[-/.月]{_DAY}日?\s*{_YEAR}年?\s*$",
        rf"{_DAY}\s*{_NAMED}[\s,/-]*{_YEAR}$",
        rf"{_DAY}\s*{_YEAR}[\s,/-]*{_NAMED}$",
        rf"{_NAMED}\s*{_DAY}[\s,/]*{_YEAR}$",
    )
)


def unboxed(text: str) -> str | None:
    """Return the date of a text that is the parts of a box and nothing else, without a
    year where the box has none.

    >>> unboxed("06 2022-07"), unboxed("2022 07/06"), unboxed("06 7月"), unboxed("第 06 2022-07")
    ('2022-07-06', '2022-07-06', '7月06日', None)
    """
    match = next((found for pattern in _BOXED if (found := pattern.match(text))), None)
    if match is None:
        return None
    name, day, year = match["m"].lower(), match["d"], match["y"]
    month = _MONTHS.index(name) + 1 if name in _MONTHS else name
    return f"{year}-{month}-{day}" if year else f"{month}月{day}日"
