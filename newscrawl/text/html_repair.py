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
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from newscrawl.text.census import Kind, census, kinds_of, letters_in_a_row, stand_close
from newscrawl.text.characters import Characters, find_all
from newscrawl.text.edits import Edit, Repaired, apply_edits, compose
from newscrawl.text.mirror.gloss import SYLLABLE
from newscrawl.text.mirror.unshift import SIGN
from newscrawl.text.repair import Diagnosis, diagnose

_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});?")
# Entities, and escapes of entities. Which of them only damage leaves, see `_telling`.
_REFERENCE = re.compile(
    r"&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|(?!amp;)[a-zA-Z][a-zA-Z0-9]{1,31};|zwn?j"
    r"|amp;(?:amp;)*(?:#|nbsp|[lr][sd]quo|[mn]dash|hellip|middot|quot))"
)
_BARE = re.compile(r"#(?:[xX][0-9a-fA-F]{4,5}|(?:8[2-9]|1[2-9]\d|[2-6]\d\d)\d\d);")
_SPELT = re.compile(r"\\u[0-9a-fA-F]{4}\\{1,2}u[0-9a-fA-F]{4}")
_GLOSS = re.compile(rf"[\u3400-\u9fff]\({SYLLABLE}\)")
_REPEATED_GLOSS = re.compile(r"[\u3400-\u9fff]\(([a-z]{1,6})\)\(\1\)")
_EATEN = re.compile(r"\?(?=/(?:p|div|span|strong|b|a|li|ul|td|tr|table|em|font|h[1-6])>)")
_ATTRIBUTE = re.compile(r"(?<![\w:.-])([a-zA-Z][\w:.-]*+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)')")
_UNREAD_ATTRIBUTES = re.compile(
    r"href|src|srcset|style|class|id|action|on.*|rel|type|name|property|itemprop|http-equiv", re.I
)
_END_OF = {name: re.compile(rf"</{name}\b", re.I) for name in ("script", "style")}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the source that people read; in `data` (comments, JSON-LD) entities
    are not resolved.
    """

    start: int
    end: int
    data: bool = False


def repair_page(source: str, seen: Characters | None = None) -> Repaired:
    """Repair the source of a page; an undamaged one is returned as it is. `seen` are
    its characters, if somebody has looked.

    >>> page = "<title>農(nóng)業(yè)</title><p title='產(chǎn)業(yè)'>鄉(xiāng)村發(fā)展&nbsp;責(zé)任編輯</p>"
    >>> repair_page(page).text
    "<title>農業</title><p title='產業'>鄉村發展&nbsp;責任編輯</p>"
    """
    if _undamaged(seen or Characters.of(source)):
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


def _undamaged(seen: Characters) -> bool:
    """Return whether nothing in the source is a sign of damage, whatever the markup
    around it.

    Patterns are tried only where their first characters stand.
    """
    source = seen.text
    counts = census(seen)
    if any(counts[kind] for kind in (Kind.INVISIBLE, Kind.RADICAL, Kind.COMPATIBLE)):
        return False
    if counts[Kind.LATIN] + counts[Kind.TONED] + counts[Kind.FOREIGN] >= 2 and letters_in_a_row(seen):
        return False
    if counts[Kind.MISREAD] >= 3 and stand_close(seen, Kind.MISREAD, 3, 16):
        return False
    glosses = (_GLOSS, _REPEATED_GLOSS) if counts[Kind.TONED] else (_REPEATED_GLOSS,)
    for place in find_all(source, "("):
        if source[place - 1 : place] > "\x7f" and any(gloss.match(source, place - 1) for gloss in glosses):
            return False
    for place in find_all(source, "?"):
        following = source[place + 1 : place + 8]
        if following.startswith("/") and _EATEN.match(source, place):
            return False
        if (following > "\x7f" or ")" in following[1:]) and SIGN.match(source, place):
            return False
    for place in find_all(source, "#"):
        ended = ";" in source[place + 5 : place + 8]
        if ended and source[place - 1 : place] not in "&#/\"'" and _BARE.match(source, place):
            return False
    if any(map(_telling, set(_REFERENCE.findall(source)))):
        return False
    spelt = any(source[place + 1 : place + 2] == "u" for place in find_all(source, "\\"))
    return not spelt or not _spelt_in_text(source)


@lru_cache(maxsize=1024)
def _telling(reference: str) -> bool:
    """Return whether an entity is a sign of damage: escaped twice, invisible, a letter
    that a byte was shown as, a lookalike.

    No-break and ideographic spaces, `»`, `·` and the like are ordinary.

    >>> [entity for entity in ("&#160;", "&#12288;", "&raquo;", "&copy;", "&lt;") if _telling(entity)]
    []
    >>> all(map(_telling, ("&amp;nbsp", "&#214;", "&#xd0;", "&zwj;", "&#8203;", "&Ograve;", "&#12033;")))
    True
    """
    if reference.startswith("&amp;"):
        return True
    char = html.unescape(reference)
    kind = int(kinds_of(np.array([ord(char)], dtype=np.uint32))[0]) if len(char) == 1 else Kind.PLAIN
    return kind in _TELLING and (kind != Kind.TONED or char < "\u0100")


_TELLING = frozenset((Kind.LATIN, Kind.TONED, Kind.INVISIBLE, Kind.RADICAL, Kind.COMPATIBLE))


def _spelt_in_text(source: str) -> bool:
    """Return whether words are spelt as escapes outside of scripts, where that is
    nothing unusual.
    """
    at = 0
    while (match := _SPELT.search(source, at)) is not None:
        opening = source.rfind("<script", at, match.start())
        closing = source.find("</script", match.end())
        if opening < 0 or closing < 0 or source.rfind("</script", opening, match.start()) > 0:
            return True
        at = closing
    return False


def _pieces(page: str) -> Iterator[_Piece]:
    """Yield the parts of a page that people read, in order; markup that never ends
    hides what follows, as in a browser.
    """
    at = 0
    while (tag := page.find("<", at)) >= 0:
        if page.startswith("<!--", tag):
            end = page.find("-->", tag + 4)
            if at < tag:
                yield _Piece(at, tag)
            if end < 0:
                return
            yield _Piece(tag + 4, end, data=True)
            at = end + 3
            continue
        if not page[tag + 1 : tag + 2].isalpha() and page[tag + 1 : tag + 2] not in ("/", "!", "?"):
            following = page.find("<", tag + 1)
            following = len(page) if following < 0 else following
            yield _Piece(at, following)
            at = following
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
        if markup[1:2] not in ("s", "S"):
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
