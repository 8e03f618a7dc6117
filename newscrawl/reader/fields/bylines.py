"""Credit lines, datelines and credits in brackets → names by role.

Works on one line or one bracket at a time. A role is a word (记者, 通讯员, 责编 …) before its
names, or a mark behind them (摄, ／攝影, 文/图). Every name after a role has that role until
the next. 记者 mostly occurs in running text, so a line counts only if nothing but roles,
names and publishers is in it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from newscrawl.reader.fields.marks import any_of
from newscrawl.reader.fields.name_model import is_name, name_score
from newscrawl.reader.fields.names import is_office, run_together, split_names, squash

Names = tuple[tuple[str, ...], ...]
Role = Literal["reporters", "correspondents", "photographers", "authors", "editors", "ignored"]
ROLES: tuple[Role, ...] = ("reporters", "correspondents", "photographers", "authors", "editors")

_MODIFIER = (
    "(?:本报|本網|本网|本刊|本台|本社|特约|特約|见习|見習|实习|實習|全媒体|融媒体?|首席|驻站|參與|参与|执笔|文字|视频|资深"
    "|高级|职工|专职|特派|随军|青年|生活|財經|综合|主任|专题|专栏|專欄)"
)
# behind 记者, these begin running text or a column's name, not a name
_NOT_A_NAME = (
    "(?!们|們|从|從|会|會|站|证|證|节|節|连线|連線|手记|手記|观察|调查|直击|走访|体验|在|了解|瞭解|获悉|獲悉|发现|發現|看到"
    "|注意|采访|採訪|来到|來到|日前|昨|今|近|问|問|协会|團|团|朋友|就|通过|通過|随|隨|与|與|也|将|將|已|还|還|表示|查询|得知"
    "|随机|致电|拨打|再次|第一|点评|说|說)"
)
_LEADS: tuple[tuple[Role, str], ...] = (
    (
        "photographers",
        rf"{_MODIFIER}*(?:图片|摄影|攝影)(?:记者|記者|师|師|通讯员)?(?!报道|報導|展|大|家|作品|艺术)"
        r"|摄像|(?<![\u4e00-\u9fff])供图|(?<![\u4e00-\u9fff])[图圖](?=\s?[:/|])",
    ),
    ("correspondents", rf"{_MODIFIER}*(?:通讯员|通訊員|通信员|特約通訊)"),
    ("reporters", rf"{_MODIFIER}*(?:记者|記者|报道员|報導員|实习生|實習生|采写){_NOT_A_NAME}"),
    (
        "authors",
        rf"执笔人?|執筆人?|作者(?!简介|介绍|单位|系|为|是|授权|簡介)|(?:供稿|投稿|来稿)[人者]?(?=\s?[:/|])|文字(?=\s?[:/|])|撰文|撰稿人?|专栏作[者家]|主笔|{_MODIFIER}*(?:评论员|評論員)|(?:实习)?(?:编译|編譯|翻译|翻譯|译者)"
        r"|(?<![\u4e00-\u9fff])[文译](?=\s?[:/|])|\bBy(?= )",
    ),
    (
        "editors",
        "(?:责任|責任|值班|本期|执行|网络|網絡|新媒体|核稿|(?<![一-龥])[一-龥]{1,4}网)?(?:编辑|編輯|编缉)|责编|責編|编审|審稿"
        "|审稿|主编|选稿|编发|編發|(?:文章|信息)?录入(?:员|人)?|[一二三初复终]审",
    ),
    (
        "ignored",
        "校对|校對|审核|審核|监制|監製|统筹|策划|剪辑|制片主任|制作|配音|美编|视觉|设计|排版|出品|总编|来源|來源|稿源"
        "|时间|時間|日期|发布|点击|點擊|浏览|瀏覽|阅读|閱讀|人气|字[体號号體]|评论(?!员)|評論(?!員)|打印|关键[字词]|标签",
    ),
)
_LEAD_BEGINS = (
    "[本特见見实實全融首驻參参执執文视资高职专專随青生財综主图圖摄攝供通记記报報采作投来來撰翻译编編评評责責值网網新核审審稿"
    "选发录信一二三初复终校监監统策剪制配美设排出总時时日点點浏瀏阅閱人字打关标B]"
)
"""The first characters of roles; an office, 福州新闻网编辑, may begin with any."""
_LEAD = re.compile(
    rf"(?={_LEAD_BEGINS}|(?<![一-龥])[一-龥]{{1,4}}网)(?:"
    + "|".join(f"(?P<r{number}>{pattern})" for number, (_, pattern) in enumerate(_LEADS))
    + ")"
)
_ROLE_OF = tuple(role for role, _ in _LEADS)
_HAS_ROLE = any_of(r"""
    记者 記者 通讯员 通訊員 通信员 作者 撰文 撰稿 编辑 編輯 编缉 责编 責編 编审 审稿 选稿 主编 执笔 執筆 编译 編譯
    编发 編發 录入 供稿 投稿[人者]?[:：] 来稿[:：] 文字[:：丨|／/] /\s?[文图圖] ／\s?[文图圖] ╱\s?[文图圖]
    图片[:：丨|／/] 圖片[:：丨|／/]
    翻译 摄 攝 一审 二审 三审 初审 复审 终审 评论员 評論員 实习生 實習生 采写 报道员 報導 文[/|／丨:：] 图[/|／:：]
    圖[/|／:：] 校对 校對 审核 监制 By\s
""")

_BOTH = re.compile(
    r"\s*(?:文\s?[/、]?\s?(?:图|圖|摄影?|攝影?|视频)|(?:图|圖|摄|攝)\s?[/、]?\s?文"
    r"|[/ ]?(?:摄影|攝影)\s?[/ ]?(?:报道|報導))\s*$"
)
_BOTH_LEAD = re.compile(r"^\s*(?:文\s?[/、]?\s?(?:图|圖|摄影?|攝影?|视频)|(?:图|圖)\s?[/、]?\s?文)\s?[:/|]?\s*")
_TAKEN = re.compile(r"(?:摄影?|攝影?|供图|供圖)\s*$")
_PICTURED, _WIRED = frozenset("文图圖摄攝"), frozenset("电電訊讯")
"""Characters without which none of the patterns for words and pictures, or for the end
of a wire, applies."""
_REPORTS = ("报导", "報導", "报道", "報道")
_FILED_ENDS = (*_REPORTS, "特稿", "專訪", "专访", "整理", "編譯", "编译", "撰寫")
"""How texts end that `_BARE_FILED` and `_FILED` fit."""
_MARK = re.compile(r"/\s?(?:摄影?|攝影?|[图圖文])")
_AFTER = re.compile(r"/\s?(?P<photo>摄影?|攝影?|[图圖])(?=$|[\s、/])|/\s?(?P<text>文)(?=$|[^/\w]|[\u4e00-\u9fff])")
_NOTED = frozenset("系为是现单对")
"""Characters without which a text has no `_NOTE`."""
_NOTE = re.compile(r"(?:^|[,，。;；])\s*(?:系|为|是|现任|单位)(?=[\u4e00-\u9fff:：]{3})|(?<=[\u4e00-\u9fff])对此文")
_KNOWN_PLACES = (
    "台北|臺北|新北|桃园|桃園|台中|臺中|台南|臺南|高雄|基隆|新竹|苗栗|彰化|南投|云林|雲林|嘉义|嘉義|屏东|屏東|宜兰|宜蘭"
    "|花莲|花蓮|台东|臺東|澎湖|金门|金門|马祖|馬祖|台湾|台灣|北京|上海|香港|澳门|澳門|华盛顿|華盛頓|纽约|紐約|东京|東京"
    "|首尔|首爾|伦敦|倫敦|巴黎"
)
_FILED = re.compile(
    r"(?:[/\s]+(?:[\u4e00-\u9fff]{2,4}(?:[、/][\u4e00-\u9fff]{2,4})?)?[/\s]*"
    rf"|(?:{_KNOWN_PLACES}){{0,2}})"
    r"(?:(?:采访|採訪|综合|綜合|即时|即時|专题|專題|连线|連線|特稿|獨家|独家|现场|综合整理|整理)\s?)?"
    rf"(?:{'|'.join(_FILED_ENDS)})\s*。?\s*$"
)
_WIRE_END = re.compile(
    rf"(?:{_KNOWN_PLACES}|[\u4e00-\u9fff]{{2}})?(?:\d{{1,2}}月)?\d{{1,2}}日?(?:專|专|综合|綜合)?(?:外)?[电電訊讯]\s*$"
)
_PLACES = re.compile(rf"(?:{_KNOWN_PLACES})$")
_UNKNOWN_PLACE = re.compile("(?<![\u4e00-\u9fff])[\u4e00-\u9fff]{3}([\u4e00-\u9fff]{2,4})$")
_BARE_FILED = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,6}}(?:中心|[组組部報])\s?/\s?)?"
    rf"([\u4e00-\u9fff、\s]{{2,30}}?)\s?/?\s?(?:{_KNOWN_PLACES}){{0,2}}(?:采访|採訪|综合|綜合)?(?:报导|報導|报道)。?$"
)
_OPENING, _CLOSING = " ■□●◎▲◆◇★☆N(（[【<《〔［◤•·*※>", " )）]】>》〕］◢"
"""Marks around a credit line."""
_ORG_WORDS = (
    "报|報|网|網|社|台|臺|电视|電視|中心|频道|周刊|杂志|雜誌|新闻|新聞|传媒|客户端|在线|通讯社|号|组|組|部|室|公司|局|云|媒体?"
    "|融媒|记者站"
)
_ORG_END = re.compile(f"(?:{_ORG_WORDS})$")
_PUBLISHER = re.compile(rf"[\u4e00-\u9fff·A-Za-z]{{1,12}}?(?:{_ORG_WORDS})(?:驻[\u4e00-\u9fff]{{2,5}})?")
_SHORT_ORG = re.compile("[\u4e00-\u9fff]{1,3}(?:社|报|報|网|網|台|臺|社发|社發|传媒)$")
_SENTENCE = re.compile(r"[。！？；，]")
_GOES_ON = re.compile("。.*[A-Za-z0-9\u4e00-\u9fff]", re.S)
"""A full stop that no bracket around it can be taken for the end."""


@dataclass(slots=True)
class Roles:
    """Names by role, gathered from the lines of a page."""

    reporters: list[str] = field(default_factory=list)
    correspondents: list[str] = field(default_factory=list)
    photographers: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    editors: list[str] = field(default_factory=list)

    def of(self, role: Role) -> list[str]:
        found: list[str] = getattr(self, role)
        return found

    def add(self, other: Roles) -> None:
        for role in ROLES:
            self.of(role).extend(name for name in other.of(role) if name not in self.of(role))

    def names(self) -> Names:
        """Return the names, role by role."""
        return tuple(map(tuple, (self.reporters, self.correspondents, self.photographers, self.authors, self.editors)))

    def __bool__(self) -> bool:
        return bool(self.reporters or self.correspondents or self.photographers or self.authors or self.editors)


@lru_cache(maxsize=2048)
def has_role(text: str) -> bool:
    """Return whether a text may hold credits at all; several readers look at one
    line."""
    return _HAS_ROLE.search(text) is not None


_WORDS = -12.5
"""Score of what is surely words: 编辑器 behind 编辑：."""
_WRITERS = ("reporters", "correspondents", "authors")
LONGEST_CREDIT = 90
"""Characters of the longest line that holds only credits."""


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
    text = text.replace("╱", "/").replace("丨", "|").lstrip(_OPENING).rstrip(_CLOSING)
    both = False
    pictured = not _PICTURED.isdisjoint(text)
    lead = _BOTH_LEAD.match(text) if pictured else None
    if lead:
        both = "视频" not in lead[0]
        text = f"文:{text[lead.end() :]}" if not _LEAD.match(text[lead.end() :]) else text[lead.end() :]
    tail = _BOTH.search(text) if pictured else None
    if tail and tail.start():
        both = "视频" not in tail[0]
        text = text[: tail.start()]
    taken = _TAKEN.search(text) if pictured and not both else None
    if taken and taken.start():
        text = text[: taken.start()]
    else:
        taken = None
    wire = _WIRE_END.search(text) if text.rstrip()[-1:] in _WIRED else None
    if wire and ("记者" in text or "記者" in text):
        text = text[: wire.start()]
    matches = list(_LEAD.finditer(text))
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
    for number, match in enumerate(matches):
        role = _ROLE_OF[int(str(match.lastgroup)[1:])]
        if role == "ignored":
            continue
        end = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        chunk = text[match.end() : end]
        if number + 1 < len(matches):
            chunk = _without_publisher(chunk)
        if taken and role in ("reporters", "correspondents", "authors"):
            role = "photographers"
        _add_names(roles, role, chunk)
    if both:
        named = roles.authors or roles.correspondents or roles.reporters
        roles.photographers.extend(name for name in named if name not in roles.photographers)
    return roles.names(), not start


def _role_before(text: str, matches: list[re.Match[str]], start: int) -> Role | None:
    """Return the role of persons who stand before any role: that of the word behind
    them, if it names nobody itself (林晓芳 供稿), otherwise they are authors. None for a
    publisher.
    """
    words = [word for word in re.split(r"[\s、,/]+", _MARK.sub(" ", text[:start])) if word]
    if not words or not all(is_name(word) and not _ORG_END.search(word) for word in words):
        return None
    role = _ROLE_OF[int(str(matches[-1].lastgroup)[1:])] if len(matches) == 1 else "ignored"
    alone = len(matches) == 1 and not text[matches[0].end() :].strip(" :/|()")
    return role if alone and role != "ignored" else "authors"


def _without_publisher(chunk: str) -> str:
    """Remove the publisher that belongs to the next role: 「林森 环球时报」记者. A person, too,
    may end in 云.
    """
    words = chunk.lstrip(" :").split(" ")
    if words[-1] and not plausible_names(list(split_names(words[-1]))):
        words.pop()
    while words and (not words[-1] or (_ORG_END.search(words[-1]) and not plausible_names([words[-1]]))):
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


def read_credit_line(text: str) -> Roles | None:
    """Read the credits of a line that holds nothing else; None for running text,
    headlines and notes without a name.

    >>> read_credit_line("福州晚报记者 徐文宇 通讯员 常轩 文/摄").correspondents
    ['常轩']
    >>> read_credit_line("昨日，海都记者从泉州市环保局获悉") is None
    True
    >>> read_credit_line("终审：花椒直播判赔3万") is None
    True
    """
    if len(text) > LONGEST_CREDIT or not has_role(text) or _GOES_ON.search(text):
        return None
    names = _names_of_line(text)
    return Roles(*map(list, names)) if names is not None else None


@lru_cache(maxsize=256)
def _names_of_line(text: str) -> Names | None:
    """Return the names of a credit line, role by role; several readers look at one
    line.
    """
    roles = _parse_credit_line(text)
    return roles.names() if roles is not None else None


def _parse_credit_line(text: str) -> Roles | None:
    folded = squash(text)
    bare = folded.lstrip(_OPENING).rstrip(_CLOSING)
    if not bare or _SENTENCE.search(bare.rstrip("。")):
        return None
    if bare.rstrip("。").endswith(_REPORTS) and (filed := _BARE_FILED.match(bare)) and not _LEAD.search(bare):
        names = list(split_names(_PUBLISHER.sub(" ", filed[1])))
        return Roles(reporters=names) if names and plausible_names(names, labelled=True) else None
    roles = read_unit(folded)
    if not roles:
        return None
    names = [name for role in ROLES for name in roles.of(role)]
    if "摄" in bare[-2:] and not (plausible_names(names, labelled=True) and not re.search(r"\d", bare)):
        return None
    rest = _LEAD.sub(" ", bare.replace("/", " "))
    for name in names:
        rest = rest.replace(name, " ", 1) if name in rest else rest.replace(" ".join(name), " ", 1)
    rest = _PUBLISHER.sub("", rest)
    rest = re.sub(r"[\W\d_A-Za-z文图圖摄攝影报報道導整理供讯訊电對对此亦有贡献]", "", rest)
    return roles if len(rest) <= 6 else None


def plausible_names(names: list[str], *, labelled: bool = False) -> bool:
    """Return whether all names are persons', by the model of names; `labelled`: a role,
    a dateline or markup says that they are names."""
    return all(
        is_name(name, labelled=labelled)
        and len(run_together(name)) == 1
        and not ("·" in name and _ORG_END.search(name))
        for name in names
    )
