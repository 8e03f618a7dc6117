"""One credit, in a bracket, a field or a line of its own → the names in it, by role.

A role is a word before its names, or a mark behind them (摄, ／攝影, 文/图). Every name
after a role has that role until the next.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newscrawl.late_patterns import late
from newscrawl.reader.fields.name_model import is_name, name_score
from newscrawl.reader.fields.names import is_office, run_together, split_names, squash
from newscrawl.reader.fields.role_words import LEAD, ROLE_OF, Role
from newscrawl.reader.fields.roles import Names, Roles

_BOTH = re.compile(
    r"\s*(?:文\s?[/、]?\s?(?:图|圖|摄影?|攝影?|视频)|(?:图|圖|摄|攝)\s?[/、]?\s?文"
    r"|[/ ]?(?:摄影|攝影)\s?[/ ]?(?:报道|報導))\s*$"
)
_BOTH_LEAD = re.compile(r"^\s*(?:文\s?[/、・·‧]?\s?(?:图|圖|摄影?|攝影?|视频)|(?:图|圖)\s?[/、]?\s?文)\s?[:/|]?\s*")
_TAKEN = re.compile(r"(?:摄影?|攝影?|供图|供圖)\s*$")
_PICTURED, _WIRED = frozenset("文图圖摄攝"), frozenset("电電訊讯")
"""Characters without which none of the patterns for words and pictures, or for the end
of a wire, applies."""
REPORTS = ("报导", "報導", "报道", "報道")
_FILED_ENDS = (*REPORTS, "特稿", "專訪", "专访", "整理", "編譯", "编译", "撰寫")
"""How texts end that `_BARE_FILED` and `_FILED` fit."""
_MARK = re.compile(r"/\s?(?:摄影?|攝影?|[图圖文])")
_AFTER = re.compile(r"/\s?(?P<photo>摄影?|攝影?|[图圖])(?=$|[\s、/])|/\s?(?P<text>文)(?=$|[^/\w]|[\u4e00-\u9fff])")
_NOTED = frozenset("系为是现单对")
"""Characters without which a text has no `_NOTE`."""
_NOTE = re.compile(r"(?:^|[,，。;；])\s*(?:系|为|是|现任|单位)(?=[\u4e00-\u9fff:：]{3})|(?<=[\u4e00-\u9fff])对此文")
KNOWN_PLACES = (
    "台北|臺北|新北|桃园|桃園|台中|臺中|台南|臺南|高雄|基隆|新竹|苗栗|彰化|南投|云林|雲林|嘉义|嘉義|屏东|屏東|宜兰|宜蘭"
    "|花莲|花蓮|台东|臺東|澎湖|金门|金門|马祖|馬祖|台湾|台灣|北京|上海|香港|澳门|澳門|华盛顿|華盛頓|纽约|紐約|东京|東京"
    "|首尔|首爾|伦敦|倫敦|巴黎"
)
_FILED = re.compile(
    r"(?:[/\s]+(?:[\u4e00-\u9fff]{2,4}(?:[、/][\u4e00-\u9fff]{2,4})?)?[/\s]*"
    rf"|(?:{KNOWN_PLACES}){{0,2}})"
    r"(?:(?:采访|採訪|综合|綜合|即时|即時|专题|專題|连线|連線|特稿|獨家|独家|现场|综合整理|整理)\s?)?"
    rf"(?:{'|'.join(_FILED_ENDS)})\s*。?\s*$"
)
_WIRE_END = late(
    rf"(?:{KNOWN_PLACES}|[\u4e00-\u9fff]{{2}})?(?:\d{{1,2}}月)?\d{{1,2}}日?(?:專|专|综合|綜合)?(?:外)?[电電訊讯]\s*$"
)
_WIRE_INSIDE = re.compile(rf"(?:{KNOWN_PLACES})\d{{1,2}}日(?:專|专|综合|綜合)?[电電](?=[\s(])")
_PLACES = re.compile(rf"(?:{KNOWN_PLACES})$")
_UNKNOWN_PLACE = late("(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{3}([\u4e00-\u9fff]{2,4})$")
OPENING, CLOSING = " ■□●◎▲◆◇★☆N(（[【<《〔［◤•·*※>", " )）]】>》〕］◢"
"""Marks around a credit line."""
ORG_WORDS = (
    "报|報|网|網|社|台|臺|电视|電視|中心|频道|周刊|杂志|雜誌|新闻|新聞|传媒|客户端|在线|通讯社|号|组|組|部|室|公司|局|云|媒体?"
    "|融媒|记者站"
)
ORG_END = re.compile(f"(?:{ORG_WORDS})$")
_SHORT_ORG = re.compile("[\u4e00-\u9fff]{1,3}(?:社|报|報|网|網|台|臺|社发|社發|传媒)$")


_BOXED_NAME = re.compile(r"[【\[]\s?([\u4e00-\u9fff]{2,4})\s?[】\]]\s")
"""A name in brackets of its own, with other words behind: 【陈静】 热点排行."""
_WORDS = -12.5
"""Score of what is surely words: 编辑器 behind 编辑：."""
_WRITERS = ("reporters", "correspondents", "authors")


def read_unit(text: str, *, default: Role | None = None) -> Roles:
    """Read the names of a text that is known to be a credit: a bracket, a line of its
    own, a field of the info line.

    Names that stand before any role get `default`, or are a publisher's and left out.

    >>> read_unit("记者 王智芳 实习生 罗斯妮 黄静静 通讯员 王钟莞").correspondents
    ['王钟莞']
    >>> read_unit("聯合報╱記者張嘉芳／台北報導").reporters, read_unit("海都记者 章微/文包华/图").photographers
    (['張嘉芳'], ['包华'])
    """
    folded = squash(text)
    names, begins = _names_of_unit(folded, None)
    if default is not None and not begins:
        names, _ = _names_of_unit(folded, default)
    return Roles(*map(list, names))


@lru_cache(maxsize=256)
def _names_of_unit(text: str, default: Role | None) -> tuple[Names, bool]:
    """Return the names of a credit, and whether it begins with a role; several readers
    look at one.
    """
    roles = Roles()
    text = text.replace("╱", "/").replace("丨", "|").lstrip(OPENING).rstrip(CLOSING)
    both = False
    pictured = not _PICTURED.isdisjoint(text)
    lead = _BOTH_LEAD.match(text) if pictured else None
    if lead:
        both = "视频" not in lead[0]
        text = f"文:{text[lead.end() :]}" if not LEAD.match(text[lead.end() :]) else text[lead.end() :]
    tail = _BOTH.search(text) if pictured else None
    if tail and tail.start():
        both = "视频" not in tail[0]
        text = text[: tail.start()]
    taken = _TAKEN.search(text) if pictured and not both else None
    if taken and text[taken.start() - 1] == "/" and _AFTER.search(text, 0, taken.start()):
        taken = None  # 林晓芳/文 林森/摄
    if taken and taken.start():
        text = text[: taken.start()]
    else:
        taken = None
    wire = _WIRE_END.search(text) if text.rstrip()[-1:] in _WIRED else None
    if wire is None and "電" in text:
        wire = _WIRE_INSIDE.search(text)
    if wire and ("记者" in text or "記者" in text):
        text = text[: wire.start()]
    matches = list(LEAD.finditer(text))
    if (
        matches
        and text.rstrip(" 。").endswith(_FILED_ENDS)
        and (filed := _FILED.search(text))
        and filed.start() >= matches[-1].end()
    ):
        rest = text[matches[-1].end() : filed.start()]
        adjoining = text[filed.start()] not in " /" and not _PLACES.match(text[filed.start() : filed.start() + 2])
        if adjoining and (unknown := _UNKNOWN_PLACE.search(rest)):
            text = text[: filed.start() - len(unknown[1])]
        elif split_names(rest):
            text = text[: filed.start()]
    start = matches[0].start() if matches else len(text)
    if default is None and start and (both or matches or _AFTER.search(text)):
        default = _role_before(text, matches, start)
    _add_names(roles, "photographers" if taken else default, text[:start])
    pictures = False
    for number, match in enumerate(matches):
        role = ROLE_OF[int(str(match.lastgroup)[1:])]
        if role == "ignored":
            continue
        if pictures and role in ("reporters", "correspondents"):
            role = "photographers"  # 图/本报记者 林森
        end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        chunk = text[match.end() : end]
        if number + 1 < len(matches):
            chunk = _without_publisher(chunk)
        if taken and role in ("reporters", "correspondents", "authors"):
            role = "photographers"
        pictures = role == "photographers" and not chunk.strip(" :/|")
        _add_names(roles, role, chunk)
    if both:
        named = roles.authors or roles.correspondents or roles.reporters
        roles.photographers.extend(name for name in named if name not in roles.photographers)
    return roles.names(), not start


_OFFICE = re.compile("(?:[局厅委院校馆站社队所会办处部科镇乡村]|学院|中学|小学|大学|一中|二中|公司|政府|街道|中心)$")


def _role_before(text: str, matches: list[re.Match[str]], start: int) -> Role | None:
    """Return the role of persons who stand before any role: that of the word behind
    them, if it names nobody itself (林晓芳 供稿), otherwise they are authors. None for a
    publisher.
    """
    words = [word for word in re.split(r"[\s、,/]+", _MARK.sub(" ", text[:start])) if word]
    if len(words) == 2 and _OFFICE.search(words[0]) and not is_name(words[0]):
        words.pop(0)  # 福州一中 林晓芳 供稿
    if not words or not all(is_name(word) and not ORG_END.search(word) for word in words):
        return None
    role = ROLE_OF[int(str(matches[-1].lastgroup)[1:])] if len(matches) == 1 else "ignored"
    alone = len(matches) == 1 and not text[matches[0].end() :].strip(" :/|()")
    return role if alone and role != "ignored" else "authors"


def _without_publisher(chunk: str) -> str:
    """Remove the publisher that belongs to the next role: 「林森 环球时报」记者. A person, too,
    may end in 云.
    """
    if chunk.startswith((":", "/", "|")) and chunk[-1] == " " and _is_labelled_name(chunk.strip(" :/|")):
        return chunk  # 作者:风云 编辑:陈静
    words = chunk.lstrip(" :").split(" ")
    if words[-1] and not plausible_names(list(split_names(words[-1]))):
        words.pop()
    while words and (not words[-1] or (ORG_END.search(words[-1]) and not plausible_names([words[-1]]))):
        words.pop()
    return " ".join(words)


def _add_names(roles: Roles, role: Role | None, chunk: str) -> None:
    """Add the names of a chunk; marks such as ／图 behind them change their role."""
    if role is None or role == "ignored":
        return
    at = 0
    for mark in _AFTER.finditer(chunk) if "/" in chunk else ():
        turned: Role = "photographers" if mark["photo"] else role
        _extend(roles, turned, chunk[at : mark.start()])
        at = mark.end()
    rest = chunk[at:]
    _extend(roles, role, rest if _NOTED.isdisjoint(rest) else _NOTE.split(rest, maxsplit=1)[0])


def _extend(roles: Roles, role: Role, chunk: str) -> None:
    behind_mark = chunk[:1] in ":：/|"
    chunk = chunk.strip(" :：/|、,，")
    if not chunk:
        return
    if chunk[0] in "【[" and (boxed := _BOXED_NAME.match(chunk)) is not None:
        chunk = boxed[1]
    place = _PLACES.search(chunk)
    if place and place.start() >= 2 and " " not in chunk[-4:]:
        chunk = chunk[: place.start()]
    found = roles.of(role)
    for at, name in enumerate(split_names(chunk, offices=role in ("correspondents", "authors"))):
        if not ((behind_mark and at == 0 and role in _WRITERS) or is_office(name) or _may_be_name(name, at == 0)):
            continue
        if name not in found and not (role != "authors" and _SHORT_ORG.match(name)):
            found.append(name)


def _may_be_name(name: str, first: bool) -> bool:
    """Return whether a word behind a role may be a name; what is no Chinese may be one,
    and right behind the role also a name of words (山水, 叶知秋)."""
    return name.isascii() or is_name(name, labelled=True) or (first and name_score(name) > _WORDS)


def _is_labelled_name(word: str) -> bool:
    """Return whether a word alone between two labels is a name, though one of words: no
    button behind an empty label, and no publisher."""
    publisher = _SHORT_ORG if len(word) == 2 else ORG_END
    outlet = publisher.search(word) and not (word[-1] == "云" and is_name(word, labelled=True))
    return " " not in word and not outlet and _may_be_name(word, True)


def plausible_names(names: list[str], *, labelled: bool = False) -> bool:
    """Return whether all names are persons', by the model of names; `labelled`: a role,
    a dateline or markup says that they are names."""
    return all(
        is_name(name, labelled=labelled) and len(run_together(name)) == 1 and not ("·" in name and ORG_END.search(name))
        for name in names
    )
