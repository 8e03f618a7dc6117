"""Repair the source of an HTML page before it is parsed, without touching its markup.

The evidence is the text of the whole page: what stands between tags and in attributes
that people read. Each piece is repaired by itself, entities resolved for the judgement
and kept where nothing changed; so titles, bylines, metadata, comments and JSON-LD are
all repaired, and scripts, styles and addresses stay as they are. An undamaged page
costs one pass over its characters.
"""

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

from newscrawl.text.characters import Characters
from newscrawl.text.edits import Edit, Repaired, apply_edits, compose
from newscrawl.text.page_signs import Sign, Signs
from newscrawl.text.repair import Diagnosis, diagnose
from newscrawl.text.undamaged import undamaged

_EATEN = re.compile(rf"\?(?={Sign.EATEN[2:]})")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([a-zA-Z][\w:.-]*+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_REPAIRABLE = re.compile(r"[^\x00-\x7f]|[&;?%\\]")  # without any of these no rule changes a piece
_UNREAD_ATTRIBUTES = re.compile(
    r"href|src|srcset|style|class|id|action|on.*|rel|type|name|property|itemprop|http-equiv", re.I
)
_END_OF = {name: re.compile(rf"</{name}\b", re.I) for name in ("script", "style")}


class _Piece(NamedTuple):
    """A stretch of the source that people read; in `data` (comments, JSON-LD) entities
    are not resolved.
    """

    start: int
    end: int
    data: bool = False


def repair_page(source: str, seen: Characters | None = None, signs: Signs | None = None) -> Repaired:
    """Repair the source of a page; an undamaged one is returned as it is. `seen` are
    its characters, `signs` what is in it (`page_signs`), if somebody has looked.

    >>> page = "<title>農(nóng)業(yè)</title><p title='產(chǎn)業(yè)'>鄉(xiāng)村發(fā)展&nbsp;責(zé)任編輯</p>"
    >>> repair_page(page).text
    "<title>農業</title><p title='產業'>鄉村發展&nbsp;責任編輯</p>"
    """
    if undamaged(seen or Characters.of(source), signs):
        return Repaired(source)
    repaired = Repaired(source)
    if _EATEN.search(source) is not None:
        # A lost byte took the < of the next tag with it.
        brackets = [Edit(*match.span(), "?", "?<", "eaten_bracket") for match in _EATEN.finditer(source)]
        repaired = Repaired(apply_edits(source, brackets), tuple(brackets))
    page = repaired.text
    pieces = list(_pieces(page))
    diagnosis = diagnose("\n".join(html.unescape(page[piece.start : piece.end]) for piece in pieces if not piece.data))
    if diagnosis.clean:
        return repaired
    edits = [edit for piece in pieces for edit in _repair_piece(page, piece, diagnosis)]
    if not edits:
        return repaired
    text = apply_edits(page, edits)
    return Repaired(text, tuple(compose(repaired.edits, edits, source, text)))


def _pieces(page: str) -> Iterator[_Piece]:
    """Yield the parts of a page that people read, in order; markup that never ends
    hides what follows, as in a browser.
    """
    at = 0
    while (tag := page.find("<", at)) >= 0:
        following = page[tag + 1 : tag + 2]
        if following == "!" and page.startswith("<!--", tag):
            end = page.find("-->", tag + 4)
            if at < tag:
                yield _Piece(at, tag)
            if end < 0:
                return
            yield _Piece(tag + 4, end, data=True)
            at = end + 3
            continue
        if not following.isalpha() and following not in ("/", "!", "?"):
            end = page.find("<", tag + 1)
            end = len(page) if end < 0 else end
            yield _Piece(at, end)
            at = end
            continue
        if at < tag:
            yield _Piece(at, tag)
        end = page.find(">", tag)
        if end < 0:
            return
        markup = page[tag:end]
        if not markup.isascii() or "&" in markup:
            yield from _attributes(page, tag, end)
        at = end + 1
        if following not in ("s", "S"):
            continue
        name = markup[1:7].lower()
        hidden = "script" if name == "script" else "style" if name.startswith("style") else None
        if hidden:
            closing = _END_OF[hidden].search(page, at)
            if closing is None:
                return
            if "ld+json" in markup:
                yield _Piece(at, closing.start(), data=True)
            at = closing.start()
    if at < len(page):
        yield _Piece(at, len(page))


def _attributes(page: str, start: int, end: int) -> Iterator[_Piece]:
    for match in _ATTRIBUTE.finditer(page, start, end):
        if not _UNREAD_ATTRIBUTES.fullmatch(match[1]):
            yield _Piece(*match.span(2 if match[2] is not None else 3))


def _repair_piece(page: str, piece: _Piece, diagnosis: Diagnosis) -> list[Edit]:
    source = page[piece.start : piece.end]
    if _REPAIRABLE.search(source) is None:
        return []
    if piece.data or "&" not in source:
        edits = diagnosis.apply(source, escapes=not piece.data).edits
        escape = (lambda text: text) if piece.data else _escape
        return [
            Edit(edit.start + piece.start, edit.end + piece.start, edit.old, escape(edit.new), edit.rule)
            for edit in edits
        ]
    text, places = _resolve(source)
    return [
        Edit(
            places[edit.start] + piece.start,
            places[edit.end] + piece.start,
            source[places[edit.start] : places[edit.end]],
            _escape(edit.new),
            edit.rule,
        )
        for edit in diagnosis.apply(text).edits
    ]


def _resolve(source: str) -> tuple[str, list[int]]:
    """Resolve the entities of a piece; return also where each character of the result,
    and its end, stands in the source.
    """
    pieces: list[str] = []
    places: list[int] = []
    at = 0
    for match in _ENTITY.finditer(source):
        char = html.unescape(match[0])
        if char == match[0]:
            continue
        places += [*range(at, match.start()), *([match.start()] * len(char))]
        pieces += [source[at : match.start()], char]
        at = match.end()
    places += range(at, len(source) + 1)
    return "".join([*pieces, source[at:]]), places


def _escape(text: str) -> str:
    return (
        text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace('"', "&quot;")
        .replace("'", "&#39;")
    )
