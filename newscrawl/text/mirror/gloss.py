"""Take out the pinyin that mirror copies put behind characters: `產(chǎn)業(yè)` → `產業`,
`注(zhu)(zhu)音` → `注音`.

The mirrors convert Simplified to Traditional character by character and then gloss
every occurrence of a fixed set of the changed characters, each with one reading blind
to context. The set is the beginning of one order that all copies share
(tables/gloss_order.txt). A person glosses otherwise: rare characters, the first
occurrence, the reading that fits. So the whole document shows which glosses are damage;
a note of its own stays.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from random import Random

from newscrawl.late_patterns import late
from newscrawl.text.edits import Edit
from newscrawl.text.frequency import frequency
from newscrawl.text.script import TABLES, script_votes

SYLLABLE = "[a-zɡāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ]{1,6}"
_GLOSS = re.compile(rf"([\u3400-\u9fff])([(（])({SYLLABLE})[)）]")
_TONELESS = late(r"([\u3400-\u9fff])((?:\([a-zü]{1,6}\))+)")
_REPEATED = late(r"[\u3400-\u9fff]\(([a-zü]{1,6})\)(?:\(\1\))+(?!\()")
_PLAIN_SYLLABLE = re.compile(
    r"(?:[zcs]h?|[bpmfdtnlgkhjqxryw])?(?:[aeo]|ai|ei|ao|ou|an|en|ang|eng|ong|er|ia|ie|iao|iu|ian|in|iang|ing|iong|i|u|ua|uo|uai"
    r"|ui|uan|un|uang|ueng|ue|v|ü|ve|üe|van|vn)"
)
_SHIFTED = re.compile(rf"\?(?:{SYLLABLE}\))?[^\x00-\x3e]*")  # what may be read one byte off, and is in no script
_ABOUT_READING = re.compile(
    r"[读讀念唸][作做]|读音|讀音|讀法|读法|拼音|注音|生字|多音字|怎[么麼]讀|怎么读|普通話讀|普通话读"
)
_SEPARATORS = frozenset("、，,；;：:。.·/ \n\t　「」『』“”《》")

# Traditional forms that no copy converted character by character holds: their
# Simplified form has several, and is left, or the copies write another variant.
_CONVERTED_BY_WORD = frozenset(
    "於後係繫佈遊範製採台幹週裡裏説症衞築託複紮儘彙註税啓箇鐘迴誌讚併髮穫颱隻衹汙湧鬆禦檯脱蹟鉅閲鍊敍癒甦沖曆枱菸捲瀋洩桿穀緻捨麵"
    "臟燬嚮嚐闆傢剷錶倖齣摺侷卹餵彿慾昇乾徵餘纍"
)
# What such a copy leaves behind, and no writer of Traditional does: 于 for 於, 后面, 里面,
# 范圍.
_LEFT_BEHIND = re.compile(
    r"于|(?<![皇太王母])后|(?<![公英海千萬百十數華0-9])里(?![程約長根])|范圍|示范|制造|制作|業余|采取|采訪|建筑"
)
# Words that are not put together like this on the mainland, however the characters are
# converted.
_TAIWAN_WORDS = re.compile(r"網(?:\(wǎng\))?路|軟體|硬體|螢幕|程式|滑鼠|硬碟|光碟|伺服器|記憶體|計程車|部落格")


@dataclass(frozen=True, slots=True)
class Glosses:
    """Glosses of one document that are damage: `readings` by character, and whether
    toneless repeated ones are too.

    `everywhere` are the characters that the document glosses wherever they stand.
    """

    readings: Mapping[str, str] = field(default_factory=dict)
    everywhere: frozenset[str] = frozenset()
    toneless: bool = False

    def __bool__(self) -> bool:
        return bool(self.readings) or self.toneless

    def edits(self, text: str) -> list[Edit]:
        """Take the glosses out of one piece of the document."""
        found = []
        if self.readings:
            reading_of = self.readings.get
            for match in _GLOSS.finditer(text):
                char, _, reading = match.groups()
                if reading_of(char) == reading:
                    start, end = match.start(2), match.end()
                    found.append(Edit(start, end, text[start:end], "", "pinyin_gloss"))
        if self.toneless and ")" in text:
            for match in _TONELESS.finditer(text):
                if all(_PLAIN_SYLLABLE.fullmatch(one) for one in match[2][1:-1].split(")(")):
                    found.append(Edit(match.start(2), match.end(), match[2], "", "toneless_gloss"))
            found.sort()
        return found


NO_GLOSSES = Glosses()


def find_glosses(text: str) -> Glosses:
    """Decide on a whole document which of its glosses are damage.

    >>> copy = "本報訊市農(nóng)業(yè)局發(fā)展鄉(xiāng)村產(chǎn)業(yè),區(qū)長說亳(bó)州經(jīng)驗可學。"
    >>> sorted(find_glosses(copy).everywhere)
    ['區', '業', '產', '發', '經', '農', '鄉']
    >>> find_glosses("記者從獼(mí)猴桃種植基地了解到，今年產量再創新高。").readings
    {}
    """
    toneless = ")(" in text and _REPEATED.search(text) is not None and _toneless_is_damage(text)
    found = Counter((match[1], match[2], match[3]) for match in _GLOSS.finditer(text))
    readings, everywhere = _judge(text, found) if found else ({}, frozenset[str]())
    return Glosses(readings, everywhere, toneless) if readings or toneless else NO_GLOSSES


def _toneless_is_damage(text: str) -> bool:
    return any(_PLAIN_SYLLABLE.fullmatch(match[1]) for match in _REPEATED.finditer(text))


def _judge(text: str, found: Mapping[tuple[str, str, str], int]) -> tuple[dict[str, str], frozenset[str]]:
    order, readings = _order(), _readings()
    glossed: Counter[str] = Counter()
    others: set[str] = set()
    wide = 0
    for (char, bracket, reading), count in found.items():
        if readings.get(char) == reading:
            glossed[char] += count
            wide += count if bracket == "（" else 0
        else:
            others.add(char)
    systematic = {char for char, count in glossed.items() if count >= 0.8 * text.count(char)}
    ranked = {char for char in systematic if char in order}
    nothing: tuple[dict[str, str], frozenset[str]] = ({}, frozenset())
    if not ranked:
        return nothing
    depth = max(order[char] for char in ranked)
    present = set(text)
    against = sum(order[char] < depth and char in present and char not in ranked for char in order)
    simplified, traditional, _ = script_votes(_SHIFTED.sub("", text))
    if wide:
        return nothing
    if len(ranked) >= 8:
        machine = against <= 0.25 * len(ranked) and len(others) <= len(ranked) and 4 * simplified <= traditional
    else:
        machine = (
            against <= (1 if len(ranked) >= 5 else 0)
            and len(others) <= len(ranked) // 4
            and 6 * simplified <= traditional
            and len(glossed) - len(ranked) <= len(ranked) // 3
            and not _ABOUT_READING.search(text)
            and not _listed(text)
        )
        if machine and len(ranked) <= 2:
            machine = not (_CONVERTED_BY_WORD & present or _TAIWAN_WORDS.search(text))
        if machine and sum(glossed.values()) == 1:
            machine = _LEFT_BEHIND.search(text) is not None or _room(present - ranked, depth) >= 2
    if not machine:
        return nothing
    accepted = {char for char in glossed if char in order or (char in systematic and _common(char))}
    return {char: readings[char] for char in accepted | order.keys()}, frozenset(systematic & accepted)


def _room(unglossed: set[str], depth: int) -> int:
    """Count the lengths of list that would explain why only characters up to `depth`
    are glossed.

    A copy that glosses one character only must stop before the next one of the order
    that the text has. The nearer that is, the likelier is a person who picked one
    character.
    """
    order = _order()
    following = min(
        (group for char, group in order.items() if char in unglossed and group >= depth),
        default=max(order.values()) + 1,
    )
    return following - depth


def _listed(text: str) -> bool:
    """Return whether every glossed character stands alone between separators, as in a
    list of characters to learn.
    """
    return all(
        text[match.start() - 1 : match.start()] in _SEPARATORS | {""}
        and text[match.end() : match.end() + 1] in _SEPARATORS | {""}
        for match in _GLOSS.finditer(text)
    )


def _common(char: str) -> bool:
    """Return whether a character is one of the thousand commonest, whose reading nobody
    explains.
    """
    return frequency().cost("\n", char) < 11.0


@cache
def _order() -> dict[str, int]:
    """Return the group of each character in the order that all copies share."""
    groups = (TABLES / "gloss_order.txt").read_text(encoding="utf-8").split()
    return {char: group for group, chars in enumerate(groups) for char in chars}


def glossed_as(reading: str) -> list[str]:
    """Return the characters that mirrors gloss with this reading, those first that they
    are known to gloss.

    >>> glossed_as("shù")[0]
    '數'
    """
    return list(_by_reading().get(reading, ()))


def glossed_characters(rng: Random) -> Iterator[tuple[str, str]]:
    """Yield characters and readings in the order of which every copy glosses the first
    so-many.

    Characters that no sample tells apart come in the order that `rng` gives them.
    """
    for group in (TABLES / "gloss_order.txt").read_text(encoding="utf-8").split():
        for char in rng.sample(group, len(group)):
            yield char, _readings()[char]


@cache
def _by_reading() -> dict[str, list[str]]:
    table: dict[str, list[str]] = {}
    for char, reading in sorted(_readings().items(), key=lambda item: item[0] not in _order()):
        table.setdefault(reading, []).append(char)
    return table


@cache
def _readings() -> dict[str, str]:
    """Return the reading by which the mirrors gloss each character."""
    table = {}
    for line in (TABLES / "readings.txt").read_text(encoding="utf-8").splitlines():
        reading, chars = line.split("\t")
        for char in chars:
            table[char] = reading
    return table
