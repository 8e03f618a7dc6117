"""Bytes as received → a `Page`, decoded, repaired and parsed. Every reader of articles,
listings and issues begins here.

The order matters: repair needs the text of the whole document, and comes before
reading, since no reader recognises a glossed 責(zé)任編輯. A page is never refused here:
`Opened.plausible` is False where its text is garbage, and the reader decides.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar

from newscrawl.reader.datastore import inline_records
from newscrawl.reader.page import Page
from newscrawl.text.characters import Characters
from newscrawl.text.decode import Decoded, decode
from newscrawl.text.html_repair import repair_page
from newscrawl.text.page_signs import Signs, signs_of
from newscrawl.text.plausible import plausible as reads_plausibly

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Opened:
    """A page ready to be read, with its charset and repairs."""

    page: Page
    encoding: str | None
    repairs: dict[str, int] | None
    plausible: bool
    decoding: str | None
    """Evidence for the charset."""


def uncollected(read: Callable[P, R]) -> Callable[P, R]:
    """Decorate a reader of a page so that Python's garbage collector, where it is on,
    is off as long as it reads.

    The objects of a page are in no cycles: a collection would only look through them,
    which costs 3 % of the reading. They are freed before the collector is on again.

    >>> gc.enable()
    >>> uncollected(gc.isenabled)(), gc.isenabled()
    (False, True)
    """

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> R:
        if not gc.isenabled():
            return read(*args, **kwargs)
        gc.disable()
        try:
            return read(*args, **kwargs)
        finally:
            gc.enable()

    return reading


def open_page(
    body: bytes | str | Decoded, url: str, *, content_type: str | None = None, fetched: datetime | None = None
) -> Opened:
    """Decode, repair and parse a page; text, and what is decoded already, is not
    decoded again.
    """
    if isinstance(body, str):
        decoded, seen = None, Characters.of(body)
    else:
        decoded = decode(body, content_type) if isinstance(body, bytes) else body
        seen = decoded.seen
    if (answer := Page.of_answer(seen.text, url, fetched=fetched)) is not None:
        # a repair may put a quotation mark where JSON has its escape
        encoding, decoding = (decoded.encoding, decoded.evidence) if decoded else (None, None)
        return Opened(answer, encoding, None, True, decoding)
    signs: Signs | None = signs_of(seen.source)
    if (inlined := inline_records(seen.text, signs)) is not None:
        seen = Characters.of(inlined)
        signs = signs_of(seen.source)
    repaired = repair_page(seen.text, seen, signs)
    data = None
    if repaired.text is seen.text:  # then it was as plausible when it was decoded
        plausible = reads_plausibly(seen.text, seen)
        data = seen.source
    else:
        plausible = reads_plausibly(repaired.text)
        signs = None
    page = Page.parse(repaired.text, url, fetched=fetched, data=data, signs=signs)
    encoding, decoding = (decoded.encoding, decoded.evidence) if decoded else (None, None)
    return Opened(page, encoding, (repaired.counts or None) if repaired.edits else None, plausible, decoding)
