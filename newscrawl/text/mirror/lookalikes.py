"""Undo what cannot be seen: zero-width characters inside words, and characters that
only look like the ones meant.

PDF text layers write ⼈ (a Kangxi radical) for 人, old converters write 金 as a
compatibility ideograph, and web editors scatter zero-width spaces. None of it is
visible, and every one breaks searching and comparing.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from newscrawl.late_patterns import late
from newscrawl.text.census import Kind, census
from newscrawl.text.characters import Characters
from newscrawl.text.edits import Edit

# Unicode's EquivalentUnifiedIdeograph.txt for the CJK Radicals Supplement, without
# components that no text is written in. The 214 Kangxi radicals have compatibility
# mappings and need no table.
_SUPPLEMENT = (
    "⺁厂⺄乙⺊卜⺌小⺍小⺎兀⺒巳⺓幺⺗心⺙攵⺛旡⺜日⺝月⺞歺⺟母⺠民⺧牛⺩王⺫目⺬示⺯糹⺱罓⺴冗⺶羊⺻聿⺼肉⻁虎⻃覀⻄西⻅见⻆角⻉贝⻋车"
    "⻌辶⻏邑⻐钅⻑長⻓长⻔门⻗雨⻘青⻙韦⻚页⻛风⻜飞⻝食⻟飠⻢马⻣骨⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻩黄⻪黾⻫斉⻬齐⻭歯⻮齿⻯竜⻰龙⻱龜⻲亀⻳龟"
)
_RADICAL = re.compile(r"[\u2e80-\u2fd5]")
_COMPATIBLE = re.compile(r"[\uf900-\ufaff\U0002f800-\U0002fa1d]")
_INVISIBLE = re.compile(r"[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_BESIDE_HAN = late(
    r"[\u3400-\u9fff，。、；：！？“”《》（）][\u2e80-\u2fd5]|[\u2e80-\u2fd5][\u3400-\u9fff，。、；：！？“”《》（）]"
)
_RADICALS_IN_A_ROW = re.compile(r"[\u2e80-\u2fd5]{2}")
_ABOUT_RADICALS = re.compile(r"部首|偏旁|筆畫|笔画|康熙")


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """Which of these kinds stand in the document."""

    invisible: bool = False
    radical: bool = False
    compatible: bool = False

    def __bool__(self) -> bool:
        return self.invisible or self.radical or self.compatible

    def edits(self, text: str) -> list[Edit]:
        """Undo them in one piece of the document."""
        if text.isascii():
            return []
        found = []
        if self.invisible:
            for match in _INVISIBLE.finditer(text):
                if not _needed(text, match):
                    found.append(Edit(match.start(), match.end(), match[0], "", "zero_width"))
        if self.radical:
            table = _radicals()
            for match in _RADICAL.finditer(text):
                if match[0] in table:
                    found.append(Edit(match.start(), match.end(), match[0], table[match[0]], "radical"))
        if self.compatible:
            for match in _COMPATIBLE.finditer(text):
                unified = unicodedata.normalize("NFC", match[0])
                if unified != match[0]:
                    found.append(Edit(match.start(), match.end(), match[0], unified, "compatibility"))
        found.sort()
        return found


NO_LOOKALIKES = Lookalikes()


def find_lookalikes(text: str) -> Lookalikes:
    r"""Decide on a whole document which kinds to undo.

    >>> find_lookalikes("⽂化 \u200b传承").edits("⽂化")
    [Edit(start=0, end=1, old='⽂', new='文', rule='radical')]
    >>> bool(find_lookalikes("⼈部：会意字，部首之一"))
    False
    """
    seen = Characters.of(text)
    counts = census(seen)
    if not (counts[Kind.INVISIBLE] or counts[Kind.RADICAL] or counts[Kind.COMPATIBLE]):
        return NO_LOOKALIKES
    radical = counts[Kind.RADICAL] > 0 and (
        _BESIDE_HAN.search(text) is not None or _RADICALS_IN_A_ROW.search(text) is not None
    )
    if radical and counts[Kind.RADICAL] < 20 and _ABOUT_RADICALS.search(text):
        radical = False
    return Lookalikes(counts[Kind.INVISIBLE] > 0, radical, counts[Kind.COMPATIBLE] > 0)


def _needed(text: str, match: re.Match[str]) -> bool:
    """Return whether the character is needed: it joins Arabic, Indic and Mongolian
    letters and emoji, but not Chinese.

    Beside a lone Latin-1 letter the soft hyphen is one half of a GBK character that
    could not be repaired.
    """
    for char in (text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]):
        if not char:
            continue
        code = ord(char)
        if 0x0590 <= code < 0x10A0 or 0x1780 <= code < 0x18B0 or (0x80 <= code < 0x100 and "\xad" in match[0]):
            return True
        if "\u200d" in match[0] and (0x2190 <= code < 0x2C00 or code >= 0x1F000 or code == 0xFE0F):
            return True
    return False


@cache
def _radicals() -> dict[str, str]:
    table = dict(zip(_SUPPLEMENT[::2], _SUPPLEMENT[1::2], strict=True))
    for code in range(0x2F00, 0x2FD6):
        table[chr(code)] = unicodedata.normalize("NFKC", chr(code))
    return table
