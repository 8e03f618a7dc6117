"""Text from the web → text that a terminal, an XML reader and a line of the archive can
hold.

Three kinds of characters are no part of a text: controls (C0, C1, DEL), which a
terminal obeys; surrogates and noncharacters, which UTF-8 or XML refuse; and, in a line,
the marks that change the order in which it is shown (Unicode bidi controls, UAX #9).
Joiners (ZWJ, ZWNJ), variation selectors and the vowel separator of Mongolian are
letters' business and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

_CONTROLS = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_ENDS_OF_PLANES = "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
_ILL_FORMED = f"\ud800-\udfff\ufdd0-\ufdef{_ENDS_OF_PLANES}"
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u206f"
_BREAKS = "\r\n\x0b\x0c\x1c-\x1f\x85\u2028\u2029"

_IN_TEXT = re.compile(f"[{_CONTROLS}{_ILL_FORMED}]")
_IN_LINE = re.compile(f"[{_CONTROLS}{_ILL_FORMED}{_BIDI}]")
_LINE_BREAKS = re.compile(f"[{_BREAKS}]+")
_OTHER_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_ON_SCREEN = re.compile(f"[{_CONTROLS}\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029{_ILL_FORMED}{_BIDI}]")
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u2060\ufeff\u00ad]")
_JOINER = re.compile("[\u200c\u200d]+")
_JOINS = re.compile(
    "[\u0600-\u08ff\u0900-\u0fff\u1800-\u18af\ufb50-\ufdcf\ufe0f\ufe70-\ufefc\u2600-\u27bf\U0001f000-\U0001faff]"
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def line_without_controls(text: str) -> str:
    """Return a field that is one line without controls and bidi marks, a line break as
    a blank.

    >>> line_without_controls("\\x1b[2J福州\\u202e新闻\\u2028快讯"), line_without_controls("ن‌ه")
    ('[2J福州新闻 快讯', 'ن\u200cه')
    """
    return text if text.isprintable() else _IN_LINE.sub("", _LINE_BREAKS.sub(" ", text))


def text_without_controls(text: str) -> str:
    r"""Return a text of several lines without controls; its lines, tabs and bidi marks
    stay.

    >>> text_without_controls("本报讯\x00\x9b31m\r\n记者\x85林\ufffe晓芳")
    '本报讯31m\n记者\n林晓芳'
    """
    return text if text.isprintable() else _IN_TEXT.sub("", _OTHER_BREAKS.sub("\n", text))


def without_invisible(text: str) -> str:
    """Return a text without characters of no width; joiners stay behind letters that
    join (Arabic, Indic, Tibetan, Mongolian) and in emoji.

    >>> without_invisible("福\\u200b州\\u200d 👩\\u200d🌾") == "福州 👩\\u200d🌾"
    True
    """
    if text.isprintable():
        return text
    text = _INVISIBLE.sub("", text)
    if "\u200c" not in text and "\u200d" not in text:
        return text
    return _JOINER.sub(lambda match: match[0] if _JOINS.match(text, match.start() - 1) else "", text)


def url_without_controls(url: str) -> str:
    """Return an address with such characters percent-encoded, as a browser asks for it.

    >>> url_without_controls("http://www.hxnews.com/\\u202egpj.a")
    'http://www.hxnews.com/%E2%80%AEgpj.a'
    """
    return url if url.isprintable() else _ON_SCREEN.sub(lambda match: quote(match[0], errors="replace"), url)


def xml_characters(text: str) -> str:
    """Return a text without the characters that no XML 1.0 document may hold, even
    escaped (production 2, `Char`).
    """
    return _NOT_XML.sub("", text)


def escape_controls(text: str) -> str:
    r"""Return a text in which what a terminal would obey is shown as `\uXXXX`; newline
    and tab stay.

    These are escapes of JSON too: a line of JSON stays one, with the same values.

    >>> print(escape_controls("\x1b]0;福州\x07"), escape_controls('{"title": "\x9b福州"}'))
    \u001b]0;福州\u0007 {"title": "\u009b福州"}
    """
    return text if text.replace("\n", "").isprintable() else _ON_SCREEN.sub(_escaped, text)


def _escaped(match: re.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))


def removed_characters(before: str, after: str) -> dict[str, int]:
    """Count the characters that were taken out, by code point; empty for most fields.

    >>> removed_characters("福州\\u202e新闻\\x1b", "福州新闻")
    {'U+202E': 1, 'U+001B': 1}
    """
    if before == after:
        return {}
    removed: dict[str, int] = {}
    for character in _IN_LINE.findall(before):
        if (count := before.count(character) - after.count(character)) > 0:
            removed[f"U+{ord(character):04X}"] = count
    return removed


def code_points(removed: Iterable[str]) -> str:
    """Return the words for `evidence`: which characters a field had.

    >>> code_points({"U+202E": 1})
    'without U+202E'
    """
    return f"without {' '.join(removed)}"
