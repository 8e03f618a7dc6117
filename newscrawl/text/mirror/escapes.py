r"""Undo escapes that were left in a text: `&amp;nbsp;`, `&#x65b0;`, `#xff0c;` without
its &, `\u65b0`, `?/p>`.

A text that has been through HTML once more than it was written shows its entities. A
text about HTML shows them too, so one or two are left alone where the text is about
tags and codes. URLs, regular expressions and tags stay as they are.
"""

import re
from dataclasses import dataclass
from html import unescape

from newscrawl.text.edits import Edit

_ENTITY = re.compile(r"&(?:amp;)*(#[0-9]{2,7}|#[xX][0-9a-fA-F]{2,6}|[a-zA-Z][a-zA-Z0-9]{1,9});")
_BARE = re.compile(
    r"(?<![&0-9A-Za-z/#])(?<!amp;)#[xX]([0-9a-fA-F]{2,5});"
    r"|(?<![&0-9A-Za-z/#])(?<!amp;)#([0-9]{3,6});"
    r"|(?<![&0-9A-Za-z])(?<!amp;)((?:nbsp|[lr][sd]quo|mdash|ndash|hellip|middot);)"
)
_BROKEN = re.compile(
    r"[&＆] ?(?:amp[;；] ?)*(?:(?:# ?([0-9]{5}|[0-9]{4}(?![0-9]))|# ?[xX]([0-9a-fA-F]{4}))[;；]?"
    r"|(nbsp|[lr][sd]quo|[mn]dash|hellip|middot|e[mn]sp)(?:[;；]|(?![0-9A-Za-z;；=])))"
)
"""Entities without their semicolon, with a full-width one, or with spaces put in."""
_BARE_HEX_AFTER_WORD = re.compile(r"(?<=[0-9A-Za-z])#[xX]([0-9a-fA-F]{4});")
_UNICODE = re.compile(r"(?:(?:\\{1,2}|%)u[0-9a-fA-F]{4})+")
_UNICODE_UNIT = re.compile(r"u([0-9a-fA-F]{4})")
_BYTES = re.compile(r"(?:\\{1,2}x[0-9a-fA-F]{2}){3,}")
_EATEN_BRACKET = re.compile(r"(?<=\?)/?(?:p|div|span|strong|b|a|li|ul|td|tr|table|em|font|br|h[1-6])>")
_ABOUT_MARKUP = re.compile(r"html|xml|unicode|utf-?8|标签|標籤|实体|實體|转义|轉義|源码|源碼|代码|代碼|正则|正則", re.I)
_TAG_LIKE = re.compile(r"&(?:amp;)*lt;[a-zA-Z/!]")
_ESCAPED_HAN = re.compile(r"(?:&(?:amp;)*#(?:x[4-9][0-9a-f]{3}|[23456][0-9]{4});\s?){2}", re.I)

ASCII_ENTITIES = frozenset(
    {"amp", "lt", "gt", "quot", "apos", "#39", "#34", "#38", "#60", "#62", "#x27", "#x22", "#x26"}
)


@dataclass(frozen=True, slots=True)
class Escapes:
    """Which kinds of escapes are damage in this document."""

    entities: bool = False
    ascii_entities: bool = False
    bare: bool = False
    unicode: bool = False
    brackets: bool = False
    broken: bool = False

    def __bool__(self) -> bool:
        return self.entities or self.ascii_entities or self.bare or self.unicode or self.brackets or self.broken

    def edits(self, text: str) -> list[Edit]:
        """Undo the escapes of one piece of the document."""
        found: list[Edit] = []
        if (self.entities or self.ascii_entities) and "&" in text:
            found += self._entities(text)
        if self.broken and ("&" in text or "＆" in text):
            found += _broken_edits(text)
        if self.bare and (";" in text):
            found += _bare_edits(text)
        if self.unicode and ("u" in text or "\\x" in text):
            found += _unicode_edits(text)
        if self.brackets and "?" in text:
            found += [Edit(*match.span(), match[0], "", "eaten_bracket") for match in _EATEN_BRACKET.finditer(text)]
        found.sort()
        return [edit for index, edit in enumerate(found) if not index or edit.start >= found[index - 1].end]

    def _entities(self, text: str) -> list[Edit]:
        edits = []
        for match in _ENTITY.finditer(text):
            wanted = self.ascii_entities if match[1].lower() in ASCII_ENTITIES else self.entities
            new = _entity(match[1])
            if wanted and new is not None:
                edits.append(Edit(match.start(), match.end(), match[0], new, "html_escape"))
        return edits


NO_ESCAPES = Escapes()


def find_escapes(text: str) -> Escapes:
    r"""Decide on a whole document which escapes in it are damage.

    >>> find_escapes("福州&amp;nbsp;新闻#xff0c;").edits("福州&amp;nbsp;新闻#xff0c;")[1].new
    '，'
    >>> bool(find_escapes(r"正则 [\u4e00-\u9fa5]+ 匹配汉字，&lt;p&gt; 是段落标签"))
    False
    """
    entities = ascii_entities = bare = False
    if "&" in text and _ENTITY.search(text):
        entities, ascii_entities = _judge_entities(text)
    if ";" in text and ("#" in text or "quo;" in text or "nbsp;" in text or "mdash;" in text):
        bare = bool(_bare_edits(text))
    broken = False
    if ("&" in text or "＆" in text) and len(_broken_edits(text)) > 1:
        broken = _ABOUT_MARKUP.search(text) is None
    unicode = ("\\u" in text or "%u" in text or "\\x" in text) and _judge_unicode(text)
    # A byte lost before a tag takes the < with it: 市?/p>
    brackets = "?" in text and any(match[0][0] == "/" for match in _EATEN_BRACKET.finditer(text))
    return Escapes(entities, ascii_entities, bare, unicode, brackets, broken)


def _judge_entities(text: str) -> tuple[bool, bool]:
    plain = ascii_only = twice = 0
    for match in _ENTITY.finditer(text):
        if _entity(match[1]) is None:
            continue
        twice += match[0].startswith("&amp;")
        if match[1].lower() in ASCII_ENTITIES:
            ascii_only += 1
        else:
            plain += 1
    if plain + ascii_only < 2 and not twice:
        return False, False  # somebody's slip, or somebody's subject
    if _ABOUT_MARKUP.search(_ENTITY.sub("", text)):
        escaped = _ESCAPED_HAN.search(text) is not None or plain >= 5
        return escaped, False
    if plain + ascii_only and _TAG_LIKE.search(text):
        return plain > 0, False
    return plain > 0, ascii_only > 0


def _entity(name: str) -> str | None:
    """Return the character of an entity; None if it has none, or for a control
    character.
    """
    char = unescape(f"&{name};")
    if char == f"&{name};" or any(ord(one) < 0x20 or ord(one) == 0xFFFD or 0xD800 <= ord(one) < 0xE000 for one in char):
        return None
    return char


def _broken_edits(text: str) -> list[Edit]:
    edits = []
    for match in _BROKEN.finditer(text):
        if match[3]:
            new = unescape(f"&{match[3]};")
        else:
            code = int(match[1]) if match[1] else int(match[2], 16)
            if not _from_chinese_page(code):
                continue
            new = chr(code)
        if not _ENTITY.fullmatch(match[0]):
            edits.append(Edit(*match.span(), match[0], new, "html_escape"))
    return edits


def _bare_edits(text: str) -> list[Edit]:
    edits = []
    for match in _BARE.finditer(text):
        if match[3]:
            new = unescape(f"&{match[3]}")
        else:
            code = int(match[1], 16) if match[1] else int(match[2])
            if not _from_chinese_page(code):
                continue
            new = chr(code)
        edits.append(Edit(match.start(), match.end(), match[0], new, "bare_entity"))
    if "#x" in text or "#X" in text:
        for match in _BARE_HEX_AFTER_WORD.finditer(text):
            if _from_chinese_page(int(match[1], 16)):
                edits.append(Edit(match.start(), match.end(), match[0], chr(int(match[1], 16)), "bare_entity"))
        edits.sort()
    return edits


def _from_chinese_page(code: int) -> bool:
    """Return whether an entity without its & is likely to be this: Chinese characters
    and the punctuation around them.
    """
    return (
        code in (0xA0, 0xB7)
        or 0x2010 <= code <= 0x2044
        or 0x2190 <= code <= 0x27BF
        or 0x3000 <= code <= 0x303F
        or 0x3400 <= code <= 0x9FFF
        or 0xFE30 <= code <= 0xFE4F
        or 0xFF01 <= code <= 0xFFEE
    )


def _judge_unicode(text: str) -> bool:
    """Return whether escapes are damage: in a row they spell words; one, or two with a
    dash between, is text about code points.
    """
    singles = 0
    for match in _UNICODE.finditer(text):
        decoded = _unicode_run(match[0])
        if decoded is None or not any(_from_chinese_page(ord(char)) for char in decoded):
            continue
        if len(decoded) > 1:
            return True
        before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
        singles += before not in ("[", "-", "(", '"', "'") and after not in ("-", "]", ")", '"', "'")
    return singles >= 3 or any(_bytes_run(match[0]) is not None for match in _BYTES.finditer(text))


def _unicode_edits(text: str) -> list[Edit]:
    edits = []
    for match in _UNICODE.finditer(text):
        after = text[match.end() : match.end() + 1]
        in_class = text[match.start() - 1 : match.start()] in ("[", "-") and after in ("-", "]")
        decoded = _unicode_run(match[0])
        if decoded is not None and not in_class:
            edits.append(Edit(match.start(), match.end(), match[0], decoded, "unicode_escape"))
    for match in _BYTES.finditer(text):
        decoded = _bytes_run(match[0])
        if decoded is not None:
            edits.append(Edit(match.start(), match.end(), match[0], decoded, "unicode_escape"))
    return edits


def _unicode_run(run: str) -> str | None:
    units = b"".join(int(unit, 16).to_bytes(2, "big") for unit in _UNICODE_UNIT.findall(run))
    try:
        decoded = units.decode("utf-16-be")
    except UnicodeDecodeError:
        return None
    return decoded if decoded.isprintable() or decoded.strip("\u3000\xa0 \n\r\t").isprintable() else None


def _bytes_run(run: str) -> str | None:
    try:
        decoded = bytes.fromhex(re.sub(r"\\{1,2}x", "", run)).decode("utf-8")
    except UnicodeDecodeError:
        return None
    return decoded if any(_from_chinese_page(ord(char)) for char in decoded) else None
