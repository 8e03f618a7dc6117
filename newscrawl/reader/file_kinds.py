"""The first bytes of an answer → what kind of file it is, where it is no page.

Listings link to files as they do to articles: notices as PDF or Word, posters,
recordings. Servers call them `text/html` or `application/octet-stream`, so the bytes
decide.
"""

from __future__ import annotations

import re

_KINDS = {
    "a PDF file": rb"%PDF-",
    "a file of Word, Excel or PowerPoint": rb"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "a Word file": rb"\{\\rtf",
    "a ZIP archive or Office file": rb"PK\x03\x04",
    "a RAR archive": rb"Rar!\x1a\x07",
    "a 7z archive": rb"7z\xbc\xaf\x27\x1c",
    "a picture": rb"\xff\xd8\xff|\x89PNG\r\n\x1a\n|GIF8[79]a|RIFF....WEBP",
    "a video": rb"....ftyp|FLV\x01|RIFF....AVI |\x1a\x45\xdf\xa3",
    "a recording": rb"ID3[\x02-\x04]|RIFF....WAVE|OggS",
}
"""Kind → how its files begin (the signatures of `file`(1))."""
_SIGNS = re.compile(rb"|".join(rb"(%s)" % begin for begin in _KINDS.values()), re.S)
_NAMES = tuple(_KINDS)


def file_kind(body: bytes) -> str | None:
    """Return what kind of file an answer is; None for one that may be a page.

    >>> file_kind(b"%PDF-1.4"), file_kind("<html>".encode())
    ('a PDF file', None)
    """
    match = _SIGNS.match(body[:16])
    return None if match is None or match.lastindex is None else _NAMES[match.lastindex - 1]
