r"""Undo bytes that were spelt out in a text and never read: `%E7%A6%8F`, `=E7=A6=8F`,
`\347\246\217`, `\xe7\xa6\x8f`; characters whose backslash was stripped (`u798fu5dde`);
and line breaks that stayed `\n`.

Programs spell bytes so in addresses, mails and strings, and texts taken from there show
them. Addresses keep theirs, and so does a text about codes. These rules are for plain
texts only: the source of a page is full of addresses.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from newscrawl.text.edits import Edit
from newscrawl.text.frequency import frequency

_PERCENT = re.compile(r"(?:%(?:25)*[0-9A-Fa-f]{2}){2,}")
_QUOTED = re.compile(r"(?:=(?:[0-9A-F]{2}|\r?\n)){2,}")
_SOFT_BREAK = re.compile(r"=\r?\n")
_OCTAL = re.compile(r"(?:\\{1,2}[0-3][0-7]{2}){2,}")
_HEX = re.compile(r"(?:\\{1,2}x[0-9a-fA-F]{2}){2,}")
_BARE = re.compile(r"(?<![0-9A-Za-z\\%+])(?:u[0-9a-fA-F]{4}|[0-9]{1,4}(?=u[0-9a-fA-F]{4}))*(?:u[0-9a-fA-F]{4}){3,}")
_UNIT = re.compile(r"u([0-9a-fA-F]{4})")
_BREAK = re.compile(r"(?<=[。！？”；…）\u3400-\u9fff])(?:\\r)?\\n(?:\\[rnt]|\s)*(?=[“（《\u3400-\u9fff0-9]|$)")
_HAN = re.compile("[\u3400-\u9fff]")
_WIDE = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u2010-\u2026]")
_TOKEN = re.compile(r"[!-~]*\Z")
_ADDRESS = re.compile(r"[/?&@#]|[A-Za-z]\.[A-Za-z]|=(?![0-9A-F]{2}|\Z)")
_ABOUT = re.compile(
    r"(?i)html|xml|unicode|utf-?8|gbk|gb2312|url|编码|編碼|转义|轉義|源码|源碼|代码|代碼|正则|正則|乱码|亂碼"
)
SPELT_LEAST = 4  # Chinese characters that a text must spell so before it is believed to be damage
BREAKS_LEAST = 2
LIKELY = 9.0  # the most that a character may cost on average


def spelt_edits(text: str) -> list[Edit]:
    r"""Return the edits that read what a whole text spells out.

    >>> [edit.new for edit in spelt_edits("%E7%A6%8F%E5%B7%9E%E6%96%B0%E9%97%BB=E7=A6=8F")]
    ['福州新闻']
    >>> [edit.new for edit in spelt_edits("=B8=A3=D6=DD=D0=C2=CE=C5、u798fu5ddeu65b0u95fb")]
    ['福州新闻', '福州新闻']
    >>> spelt_edits("见 https://example.com/%E7%A6%8F%E5%B7%9E%E6%96%B0%E9%97%BB")
    []
    """
    edits: list[Edit] = []
    for sign, pattern, read in (
        ("%", _PERCENT, _percent),
        ("=", _QUOTED, _quoted),
        ("\\", _OCTAL, _octal),
        ("\\x", _HEX, _hexadecimal),
    ):
        if sign in text:
            found = _believed(text, list(_runs(text, pattern, read)))
            if found and read is _quoted:
                found += [Edit(*end.span(), end[0], "", "spelt") for end in _SOFT_BREAK.finditer(text)]
            edits += found
    if "u" in text:
        edits += _believed(
            text, [Edit(*run.span(), run[0], _unescaped(run[0]), "spelt") for run in _BARE.finditer(text)]
        )
    if "\\n" in text:
        breaks = [Edit(*found.span(), found[0], "\n", "spelt") for found in _BREAK.finditer(text)]
        if len(breaks) >= BREAKS_LEAST and _ABOUT.search(text) is None:
            edits += breaks
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _believed(text: str, edits: list[Edit]) -> list[Edit]:
    """Return the edits if what they read is Chinese, and enough of it for no slip."""
    new = "".join(edit.new for edit in edits)
    if len(_HAN.findall(new)) < SPELT_LEAST or (_ABOUT.search(text) is not None and len(new) < len(text) / 20):
        return []
    return edits if frequency().text_cost(new) / len(new) < LIKELY else []


def _runs(text: str, pattern: re.Pattern[str], read: object) -> Iterator[Edit]:
    assert callable(read)
    for run in pattern.finditer(text):
        token = _TOKEN.search(text[max(0, run.start() - 200) : run.start()])
        if token is not None and _ADDRESS.search(token[0]):
            continue
        data: bytes = read(run[0])
        for charset in ("utf-8", "gb18030"):
            try:
                new = data.decode(charset)
            except UnicodeDecodeError:
                continue
            if _WIDE.search(new) and new.isprintable():
                yield Edit(*run.span(), run[0], new, "spelt")
            break


def _percent(run: str) -> bytes:
    return unquote_to_bytes(re.sub("%(?:25)+", "%", run))


def _quoted(run: str) -> bytes:
    return bytes.fromhex(re.sub(r"=\r?\n|=", "", run))


def _octal(run: str) -> bytes:
    return bytes(int(digits, 8) for digits in run.replace("\\", " ").split())


def _hexadecimal(run: str) -> bytes:
    return bytes.fromhex(re.sub(r"\\{1,2}x", "", run))


def _unescaped(run: str) -> str:
    return _UNIT.sub(lambda unit: chr(int(unit[1], 16)), run)
