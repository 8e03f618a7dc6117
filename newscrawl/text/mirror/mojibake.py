"""Take back text that was decoded with the wrong codec: GBK or UTF-8 shown as Latin-1,
UTF-8 shown as GBK.

A line is taken back if the result is Chinese and what it shows is not. An article that
only quotes such text keeps it: a few characters in a sound document are not damage
until longer lines show that the document is damaged.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import re2

from newscrawl.late_patterns import late
from newscrawl.text.census import CURLY, Kind, census, letters_in_a_row, stand_close
from newscrawl.text.characters import Characters
from newscrawl.text.edits import Edit, difference
from newscrawl.text.frequency import frequency
from newscrawl.text.mirror.fallback import read_fallback
from newscrawl.text.mirror.misread import misread_edits

_FOLLOW = f"\x80-\xbf{CURLY}"
_GOES_ON = re.compile(f"[{_FOLLOW}]")
_UTF8 = re.compile(f"[\xe2-\xe9\xef][{_FOLLOW}]{{2}}|[\xc2-\xc5][{_FOLLOW}]")
_UTF8_LATIN = re.compile(f"[\xc3\xc2][{_FOLLOW}]|\xe2[\x80\u20ac][{_FOLLOW}]")
_LATIN_RUN = re.compile(r"[\x20-\xff]*[\x80-\xff][\x20-\xff]*")
_CP1252_RUN = re.compile(f"[\x20-\xff{CURLY}]*[\x80-\xff][\x20-\xff{CURLY}]*")
_FALLBACK_RUN = late("[^\u0800-\u1fff\u2e80-\ud7ff\uf900-\ufaff\uff00-\uffef\n]*[\x80-\u07ff][^\n]*")
_FOREIGN = re.compile("[\u0100-\u07ff]")
_MARK = re.compile("¡[\xa1-\xa6\xaa-\xc0]|£[\xa1-\xbf]")
_ROW = re.compile(r"[^\x00-\x7f]{2,}")
_HAN = late("[\u3400-\u9fff]")
_BYTE = re.compile("[\x80-\xff]")
_ABOUT_CODECS: Any = re2.compile(r"(?i)乱码|亂碼|mojibake|编码|編碼|latin-?1|iso-?8859|utf-?8|gbk|gb2312")

_CURLY_BYTES = {ord(char): char.encode("cp1252")[0] for char in CURLY}

LIKELY = 9.0  # the most that a character of the result may cost on average; what is read wrongly costs 11 and more
SURE = 4  # Chinese characters that a line needs in a document not known to be damaged
HEAD = 2_000  # characters by which the codec of a longer line is judged
LONGEST = 100_000  # characters given to ftfy at a time
SEARCHED = 60_000  # characters of a document that are searched for readings; the rest of a larger one stays
READ = 100_000  # characters of damaged lines that are taken back at a time; `MOST_LAYERS` of repair bound the whole


@dataclass(frozen=True, slots=True)
class Mojibake:
    """The wrong codecs by which a document is damaged."""

    utf8_as_latin1: bool = False
    gbk_as_latin1: bool = False
    fallback: bool = False
    utf8_as_gbk: bool = False

    def __bool__(self) -> bool:
        return self.utf8_as_latin1 or self.gbk_as_latin1 or self.fallback or self.utf8_as_gbk

    def edits(self, text: str) -> list[Edit]:
        """Take one piece of the document back."""
        if text.isascii():
            return []
        if self.utf8_as_gbk:
            edits = misread_edits(text, established=True)
            if edits:
                return edits
        edits = []
        searched = at = read = 0
        for line in text.split("\n"):
            if not line.isascii() and read < READ:
                search = self.fallback and searched < SEARCHED
                searched += len(line) if search else 0
                found = [] if search else _long_gbk_edits(line, 1)
                rule = "gbk"
                if not found:
                    rule, found = _line_edits(line[: READ - read], 1, search)
                    read += len(line) if found else len(line) // 10
                if self.utf8_as_latin1 if rule == "utf8" else self.gbk_as_latin1:
                    edits += [edit._replace(start=edit.start + at, end=edit.end + at) for edit in found]
            at += len(line) + 1
        return edits


NO_MOJIBAKE = Mojibake()


def find_mojibake(text: str) -> Mojibake:
    """Decide on a whole document by which wrong codecs it is damaged.

    >>> find_mojibake("¸£ÖÝÐÂÎÅ ÃöºîÏØ")
    Mojibake(utf8_as_latin1=False, gbk_as_latin1=True, fallback=False, utf8_as_gbk=False)
    >>> bool(find_mojibake("用 Latin-1 打开 GBK 网页时，“中国”显示为 ÖÐ¹ú。"))
    False
    """
    seen = Characters.of(text)
    counts = census(seen)
    latin = counts[Kind.LATIN] + counts[Kind.TONED] + counts[Kind.FOREIGN]
    misread = counts[Kind.MISREAD] >= 3 and stand_close(seen, Kind.MISREAD, 3, 16)
    shown = latin >= 2 and letters_in_a_row(seen)
    if not shown and not misread:
        return NO_MOJIBAKE
    utf8_as_gbk = misread and bool(misread_edits(text, established=False))
    gbk = fallback = utf8 = False
    if shown:
        sure = 2 if _HAN.search(text) is None else SURE
        if _ABOUT_CODECS.search(seen.source) is not None:
            sure = max(2 * SURE, len(text) // 8)
        foreign = counts[Kind.FOREIGN] > 0
        searched = read = 0
        for line in text.split("\n"):
            if line.isascii():
                continue
            if read >= READ:
                break
            search = foreign and searched < SEARCHED // 4 and _FOREIGN.search(line) is not None
            if not search and _BYTE.search(line) is None:
                read += len(line)  # no byte is shown as a letter in it
                continue
            edits = [] if search else _long_gbk_edits(line, sure)
            rule = "gbk"
            if not edits:
                rule, edits = _line_edits(line[: READ - read], sure, search)
                searched += len(line) if search else 0
                read += len(line)
            if edits:
                gbk, fallback, utf8 = gbk or rule != "utf8", fallback or rule == "fallback", utf8 or rule == "utf8"
                if utf8 and (fallback or (gbk and not foreign)):
                    break
    return Mojibake(utf8, gbk, fallback, utf8_as_gbk) if utf8 or gbk or utf8_as_gbk else NO_MOJIBAKE


def _line_edits(line: str, sure: int, search: bool) -> tuple[str, list[Edit]]:
    """Take a line back in the way that gives the most Chinese, and name the way: utf8,
    gbk or fallback.
    """
    if search:
        edits = _fallback_edits(line, sure)
        if edits:
            return "fallback", edits
    utf8 = _utf8_edits(line, sure)
    # Beside a reading as UTF-8, the first characters decide.
    ways = [("utf8", utf8), ("gbk", _gbk_edits(line[:SEARCHED] if utf8 else line, sure))]
    if ways[0][1] and ways[1][1]:
        ways.sort(key=lambda way: _cost("".join(edit.new for edit in way[1])))
        if ways[0][0] == "gbk" and len(line) > SEARCHED:
            return "gbk", _gbk_edits(line, sure)
    return ways[0] if ways[0][1] else ways[1]


def _long_gbk_edits(line: str, sure: int) -> list[Edit]:
    """Return the edits of a long line whose beginning is GBK and not UTF-8; reading GBK
    takes no time worth bounding, ftfy's search for UTF-8 does.
    """
    if len(line) <= HEAD or _line_edits(line[:HEAD], sure, False)[0] != "gbk":
        return []
    return _gbk_edits(line, sure)


def _gbk_edits(line: str, sure: int) -> list[Edit]:
    """Read the runs of a line as bytes of GBK: shown as cp1252, or as Latin-1 beside
    real quotation marks.
    """
    best: list[Edit] = []
    for pattern in (_CP1252_RUN, _LATIN_RUN):
        edits = []
        missed = False
        for run in pattern.finditer(line):
            new = _gbk_run(run[0])
            if new is not None and (_chinese(run[0], new, sure) or _is_punctuation(run[0])):
                edits += difference(run.start(), run[0], new, "gbk_as_latin1")
            else:
                missed = missed or sum(char > "\x9f" for char in run[0]) > 3
        if edits and not missed:
            return edits
        best = best or edits
    return best


def _gbk_run(run: str) -> str | None:
    data = run.translate(_CURLY_BYTES).encode("latin-1")
    try:
        return data.decode("gb18030")
    except UnicodeDecodeError as error:
        if error.end < len(data) - 1:
            return None
        # The last byte was cut off, or a sign at the end belongs to what follows.
        return data[: error.start].decode("gb18030") + run[len(run) - (len(data) - error.start) :]


def _fallback_edits(line: str, sure: int) -> list[Edit]:
    match = _FALLBACK_RUN.search(line)
    if match is None or not _dense(match[0]):
        return []
    old = match[0][:SEARCHED]
    new, _, lost = read_fallback(old)
    if lost * 30 > len(new) or _han(new) < sure or _cost(new) >= LIKELY:
        return []
    return difference(match.start(), old, new, "gbk_as_latin1")


def _utf8_edits(line: str, sure: int) -> list[Edit]:
    """Return ftfy's edits for UTF-8 that was shown as Latin-1 or cp1252, however often.

    What becomes Chinese must read as Chinese; for other languages ftfy's own judgement
    stands, on the letters only that such damage brings in number.
    """
    edits: list[Edit] = []
    for start, end in _portions(line):
        portion = line[start:end]
        if _UTF8.search(portion) is None:
            continue
        from ftfy import fix_encoding  # slow to import, and few pages need it

        for edit in difference(start, portion, fix_encoding(portion), "utf8_as_latin1"):
            gained = _han(edit.new) - _han(edit.old)
            if _cost(edit.new) < LIKELY if gained >= sure else gained == 0 and _UTF8_LATIN.search(edit.old):
                edits.append(edit)
    return edits


def _portions(line: str) -> Sequence[tuple[int, int]]:
    """Cut a very long line where no sequence of bytes goes on."""
    cuts = [0]
    while len(line) - cuts[-1] > LONGEST:
        cut = cuts[-1] + LONGEST
        while cut > cuts[-1] + LONGEST // 2 and not line[cut].isascii():
            cut -= 1
        if not line[cut].isascii():  # at least before a character that begins a sequence
            while cut > cuts[-1] + 1 and _GOES_ON.match(line, cut):
                cut -= 1
        cuts.append(cut)
    return list(zip(cuts, [*cuts[1:], len(line)], strict=True))


def _chinese(old: str, new: str, sure: int) -> bool:
    return _dense(old) and _han(new) >= sure and _cost(new) < LIKELY


def _is_punctuation(run: str) -> bool:
    """Return whether a run is punctuation: between numbers, `¡¤` and `£¬` are all that
    is left of Chinese.
    """
    marks = _MARK.findall(run)
    return len(marks) >= 2 and 2 * len(marks) == sum(char > "\x7f" for char in run)


def _dense(run: str) -> bool:
    """Return whether letters come in a row, as bytes shown as letters do; accented
    letters of a language stand among ASCII.
    """
    return 10 * sum(map(len, _ROW.findall(run))) >= 7 * (len(run) - len(run.encode("ascii", "ignore")))


def _cost(text: str) -> float:
    """Return the mean cost of the characters beyond ASCII, of a long text those at its
    beginning.
    """
    costs = frequency()
    before = "\n\n"
    total = 0.0
    wide = 0
    for char in text[:400]:
        if char > "\x7f":
            total += costs.cost(before, char)
            wide += 1
        before = before[-1] + char
    return total / max(1, wide)


def _han(text: str) -> int:
    return len(_HAN.findall(text))
