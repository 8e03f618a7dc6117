"""A label of a charset, as servers and pages have it → the codec by which such pages
are really read, and the evidence: which labels agree.
"""

import codecs
from functools import lru_cache

from w3lib.encoding import http_content_type_encoding, resolve_encoding

header_encoding = lru_cache(maxsize=256)(http_content_type_encoding)  # a site sends one or two

_LABELLED = frozenset(
    (
        *("ascii", "utf-8", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb2312", "gb18030", "hz", "big5", "big5hkscs"),
        *("cp950", "euc_jp", "shift_jis", "cp932", "iso2022_jp", "iso2022_kr", "euc_kr", "cp949", "johab", "koi8-r"),
        *("koi8-u", "mac-roman", "mac-cyrillic", "cp866", "cp874", "tis-620", "cp1250", "cp1251", "cp1252", "cp1253"),
        *("cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    )
)
"""Codecs whose names label pages (WHATWG, Encoding, 4.2), beside those of ISO 8859;
Python has others, such as unicode_escape."""


@lru_cache(maxsize=256)
def names_charset(label: str) -> bool:
    """Return whether a label names a charset of pages; `undefined`, `zlib` and
    `unicode_escape` are codecs too, and pages name anything.
    """
    try:
        name = codecs.lookup(label).name
    except (LookupError, ValueError):
        return False
    return name in _LABELLED or name.startswith("iso8859-")


def python_name(label: str) -> str:
    """Return the codec by which a label's pages are really read: gb2312 is gb18030,
    big5 is big5hkscs.
    """
    return resolve_encoding(label) or label


def evidence_of(encoding: str, labels: dict[str, str], notes: list[str]) -> str:
    """Join the evidence into one line: the labels that agree, those that do not, and
    what else was seen.
    """
    return "; ".join((_votes(encoding, tuple(labels.items())), *filter(None, notes)))


@lru_cache(maxsize=256)
def _votes(encoding: str, labels: tuple[tuple[str, str], ...]) -> str:
    agreeing = [label for label, declared in labels if python_name(declared) == encoding]
    against = [f"{label} says {declared}" for label, declared in labels if label not in agreeing]
    return "; ".join(filter(None, (" and ".join(agreeing) or "bytes", ", ".join(against))))
