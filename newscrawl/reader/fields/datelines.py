"""The opening of a text → its dateline (电头) and the credits that belong to it.

「新华社福州10月3日电(记者韦晓睿、郭圻)」: publisher, place and date, then names in brackets or before 报道.
Names count here even without a role; 记者从…获悉 does not.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from newscrawl.late_patterns import late
from newscrawl.reader.fields.bylines import read_credit_line
from newscrawl.reader.fields.credit_names import plausible_names, read_unit
from newscrawl.reader.fields.name_model import has_surname, is_name
from newscrawl.reader.fields.names import is_office, split_names, squash
from newscrawl.reader.fields.role_words import has_role
from newscrawl.reader.fields.roles import Roles

_DAY = r"(?:(?:19|20)\d\d年)?(?:\d{1,2}月)?\d{1,2}日"
_KIND = "(?:综合)?(?:专?电|專?電|讯|訊|消息|专讯|專訊|快讯|快訊|报道|報道|報導)"
_OWN = "(?:本报|本報|本网|本網|本台|本臺|本刊|本社|本站)"
_PUBLISHER = (
    "(?:新华[社网]|新華[社網]|中新[社网網]|中央社|(?:(?!记者|記者)[\u4e00-\u9fffA-Za-z0-9·-]){2,18}?"
    "(?:网|網|报|報|社|台|臺|在线|在線|新闻|新聞|快讯|视频|客户端|电视|電視|广播|导报|文汇|新唐人|频道|通讯社|融媒))"
)
_DATELINE = re.compile(
    rf"(?:[【\[《<(]\s?)?(?:据)?(?P<line>"
    rf"(?:{_OWN}|{_PUBLISHER})?(?:(?!记者|記者)[\u4e00-\u9fff、·]){{0,8}}?{_DAY}\s?{_KIND}"
    rf"|(?:{_OWN}|{_PUBLISHER})(?:综合)?(?:讯|訊|消息|快讯|快訊|专讯|專訊|专电)(?=[\s(:：】\]》]|记者|記者|通讯员)"
    rf"|{_OWN}(?:综合)?(?:讯|訊|消息)|[\u4e00-\u9fff]{{2,4}}[讯訊](?=\s?\([^()]{{0,10}}(?:记者|記者|通讯员)))"
    rf"(?:题[::]?)?(?:\s?[】\]》>)])?"
)
_OWN_PAPER = re.compile(_OWN)
_DATELINE_PUBLISHER = late(
    "(?:新华|新華|中新|中央|法新|路透|美联|美聯|共同)[社网網]|[\u4e00-\u9fffA-Za-z·]{2,8}?(?:[网網报報]|在线|在線|新[闻聞]|[电電广廣][视視台臺]|通讯社|通訊社|客[户戶]端)[网網]?"
)
_WIRE = re.compile(rf"(?P<publisher>{_PUBLISHER})(?:记者|記者)(?P<rest>[^，。]{{2,40}}?{_DAY}[^，。]{{0,3}}[电電])")
_REPORTED = re.compile(
    rf"(?P<who>[^，。；：:“”「」()【】]{{0,14}}(?:记者|記者)[^，。；：:“”「」()【】]{{2,24}}?)"
    rf"(?:{_DAY})?\s?(?:摄影)?(?:报道|報道|報導|[电電](?!视|視)|[讯訊](?![员員]))\s?[:：。，]?"
)
_BRACKET = re.compile(r"\s?[(【\[《〔［]\s?([^()【】\[\]〔〕［］]{2,90})[)】\]》〕］]")
_HINT = re.compile(r"[电電讯訊]|消息|[记記]者|通[讯訊][员員]|报道|報[道導]|[(（【\[〔《]")
_CLOSING = frozenset(")）】]")
_WORDS = re.compile(r"[^，。；：:“”「」()【】\s]{2,40}(?:\s[^，。；：:“”「」()【】\s]{1,10}){0,8}")


@dataclass(frozen=True, slots=True)
class Opening:
    """Dateline and credits at the start of a text."""

    dateline: str | None
    roles: Roles | None
    byline: str | None
    """The words the names were read from."""


_NOTHING = Opening(None, None, None)


_LEAD_IN = re.compile(
    r"\s*(?:[【〔\[][^】〕\]]{2,12}[】〕\]]|(?:视频|視頻|影片|内容)?(?:简介|簡介|导语|導語|摘要|提要)\s*[:：])\s*"
)


def read_opening(text: str) -> Opening:
    """Read dateline and credits at the start of a paragraph, behind a paper's own mark
    or a label (【明報專訊】, 视频简介：), if there are none before; the rest of it is not
    looked at.

    >>> read_opening("新华社福州10月3日电(记者韦晓睿、郭圻)福州市").roles.reporters
    ['韦晓睿', '郭圻']
    >>> read_opening("中新网7月30日电(孟湘君 郑云天)7月28日，").dateline
    '中新网7月30日电'
    >>> read_opening("新华社福州1月22日电 记者从福建省商务厅获悉，").roles is None
    True
    """
    if not _HINT.search(text, 0, 90):
        return _NOTHING
    found = _opening(text)
    if not found.roles and (lead := _LEAD_IN.match(text)) is not None:
        behind = _opening(text[lead.end() :])
        return behind if behind.roles and behind.dateline else found
    return found


def _opening(text: str) -> Opening:
    start = squash(text[:160]).lstrip()
    match = _DATELINE.match(start)
    dateline = match["line"] if match else None
    rest = start[match.end() :].lstrip(" :") if match else start
    bracket = _BRACKET.match(rest)
    if bracket:
        roles = _in_bracket(bracket[1], bare=match is not None)
        if roles:
            dateline = dateline or _inner_dateline(bracket[1]) or _wire_dateline(bracket[1], roles)
            return Opening(dateline, roles, bracket[0].strip())
        inner = _inner_dateline(bracket[1])
        if inner:
            return Opening(inner, None, None)
    reported = _REPORTED.match(rest)
    if reported and (roles := read_credit_line(reported["who"])) and _sure(roles):
        return Opening(dateline, roles, reported[0].strip(" :：，。"))
    if match and ("记者" in rest[:6] or "記者" in rest[:6] or "通讯员" in rest[:6]):
        words = _WORDS.match(rest)
        if words and (roles := read_credit_line(words[0])) and _sure(roles):
            return Opening(dateline, roles, words[0])
    if match is None:
        bracket = _BRACKET.search(start[:70])
        if bracket and has_role(bracket[1]) and (roles := _in_bracket(bracket[1], bare=False)):
            before = start[: bracket.start()].strip()
            named = re.fullmatch(rf"(?:{_OWN}|{_PUBLISHER}).{{0,6}}", before) is not None
            if named or not before:
                return Opening(before or None, roles, bracket[0].strip())
    return Opening(dateline, None, None)


def dateline_publisher(dateline: str) -> str | None:
    """Return the publisher that a dateline names; None for 本报, whose name stands
    elsewhere.

    >>> dateline_publisher("台海网11月11日讯"), dateline_publisher("四川新闻网-首屏新闻成都3月14日讯")
    ('台海网', '四川新闻网')
    >>> dateline_publisher("本报福州11月18日电") is None
    True
    """
    match = None if _OWN_PAPER.match(dateline) else _DATELINE_PUBLISHER.match(dateline)
    return match[0] if match is not None else None


def read_ending(text: str) -> Opening | None:
    """Read the credits in the bracket that ends a paragraph; a plain name there is a
    writer of unknown role.

    >>> read_ending("……有序推进。（记者 林榕 通讯员 陈昉）").roles.reporters
    ['林榕']
    """
    text = text.rstrip(" 。\u3000")
    if text[-1:].isdigit():  # the Central News Agency ends with the day, 1091118
        text = text.rstrip("0123456789")
    if text[-1:] not in _CLOSING:
        return None
    end = squash(text[-120:])
    end = re.sub(r"\(完\)$", "", end).rstrip()
    match = re.search(r"[(（【\[]\s?([^()（）【】\[\]]{2,80})[)）】\]]$", end)
    if match is None:
        return None
    roles = _in_bracket(match[1], bare=False)
    if roles is None and not re.search(r"\d", match[1]):
        names = _named_alone(match[1])
        if names:
            roles = Roles(authors=names)
    return Opening(None, roles, match[0]) if roles else None


def _named_alone(text: str) -> list[str]:
    """Return the names in a bracket that holds nothing else: one, behind a publisher or
    not, or up to four."""
    parts = [part for part in re.split(r"[/／\s、，]", text) if part]
    names = list(split_names(parts[-1])) if parts else []
    if len(parts) <= 2 and len(names) == 1 and names[0] == parts[-1] and _sure_name(names[0]):
        if len(parts) == 2 and is_name(parts[0]):
            return parts
        return names
    if len(parts) > 2 and is_office(parts[0]):
        parts = parts[1:]
    may_be = 2 <= len(parts) <= 4 and all(has_surname(part, 1) and is_name(part, labelled=True) for part in parts)
    return parts if may_be and any(map(is_name, parts)) else []


def _sure_name(word: str) -> bool:
    """Return whether a word that stands alone where writers sign is a name."""
    return is_name(word) or (has_surname(word, 1) and is_name(word, labelled=True) and len(word) == 3)


def _in_bracket(text: str, *, bare: bool) -> Roles | None:
    """Read the credits in a bracket; with `bare` (behind a dateline) names need no
    role.
    """
    if has_role(text):
        roles = read_unit(text, default="reporters" if bare else None) or read_credit_line(text)
        return roles if roles and _sure(roles) else None
    names = list(split_names(text))
    if (
        bare
        and names
        and plausible_names(names, labelled=True)
        and len("".join(names)) >= len(re.sub(r"\W", "", text)) - 1
    ):
        return Roles(reporters=names)
    return None


def _sure(roles: Roles) -> bool:
    """Return whether no name is longer than names are: a sentence taken for one is."""
    names = (*roles.reporters, *roles.correspondents, *roles.authors, *roles.photographers)
    return all(len(name) <= 12 for name in names)


def _wire_dateline(text: str, roles: Roles) -> str | None:
    """Return the dateline of 「中央社記者陳可青桃園19日電」: what stands before 記者 and behind the
    names.
    """
    match = _WIRE.fullmatch(text)
    last = max((match["rest"].find(name) + len(name) for name in roles.reporters), default=0) if match else 0
    return match["publisher"] + match["rest"][last:] if match and last else None


def _inner_dateline(text: str) -> str | None:
    match = _DATELINE.match(text)
    return match["line"] if match else None
