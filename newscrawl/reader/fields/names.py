"""A string of names → persons: padded names joined, names run together split, offices
and placeholders recognised.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newscrawl.reader.fields.name_model import has_surname, is_name, name_score
from newscrawl.text.compatible import nfkc

_OFFICE = re.compile(
    r"(?:局|委|委员会|办|部|院|中心|公司|大学|大學|学院|法院|检察院|公安|宣|台|臺|电视|社|网|網|报|報|会|會|集团|集團|政府|街道|支队"
    r"|大队|中队|消防|支部|党委|组|組|室|站|处|處|科|所|厅|廳|银行|医院|醫院|学校|频道|编辑部|工作室|平台|团队|联盟|基地|杂志|周刊"
    r"|传媒|新闻|新聞|快讯|资讯|客户端|发布|融媒|号)$"
)
_SHORT_OFFICE = re.compile(
    "(?:宣传|组织|统战|政法|网信|党政|党建|政务|秘书|督查|文明|信息|政府|[省市县区]府)[部办科处股室]"
)
"""Offices of a government as short as names."""
_PRESS = re.compile("[报報网網社]$")
_PLACEHOLDER = re.compile(
    r"(?:视频|图片|佚名|未知|不详|不詳|匿名|网络|網路|互联网|本站|本网|网友|網友|小编|小編|编辑|編輯|记者|記者|作者|通讯员|实习生|综合|綜合|整理|原创|转载"
    r"|管理员|无|無|admin|administrator|root|test|newsroom|editor|name|null|none|undefined|default|user|guest)[\w整理综合来源转载原创]{0,4}$",
    re.I,
)
_STOP = re.compile(
    r"文字|大小|对此文|對此文|亦有|系(?=[\u4e00-\u9fff]{3})|，现任|现任|曾任|获悉|獲悉|了解|瞭解|从(?=[\u4e00-\u9fff]{3})|從(?=[\u4e00-\u9fff]{3})|昨|今日|今天|日前|近日|上午|下午|报道|報導|報道|采访|採訪|整合|整理|综合|綜合|编译|編譯"
    r"|摄影|攝影|表示|介绍|供稿|联合|聯合|连线|連線|发自|發自|邮箱|微博|电话|特稿|专稿|來源|来源|时间|時間|点击|阅读|浏览|评论|字号|分享"
)
_SPLIT = re.compile(r"[、,，/／╱;；&＆|｜丨\n\t]+")
_STAFF = re.compile(r"[_\s]*\(?[A-Za-z]{1,3}\d{2,6}\)?|[_\s]+\d{3,6}|(?<=[\u4e00-\u9fff])_[a-z_]{2,30}")
_CJK = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0002ffff"
_TOKEN = re.compile(
    rf"[{_CJK}〇]+(?:[·•・‧∙-][{_CJK}A-Za-z〇]+)+|[{_CJK}〇]+|[A-Za-z][A-Za-z.'’-]*(?: [A-Z][A-Za-z.'’-]*){{0,3}}"
)
_HAN = re.compile(rf"[{_CJK}〇]+$")
_BRIEF = re.compile("(?!.*丨)[\u3400-\u4dbf\u4e00-\u9fff〇]{2,3}")
"""As most names are; to be matched in full."""
_BRACKETED = re.compile(r"\([^()]{0,120}\)|\[[^\[\]]{0,80}\]|【[^】]{0,80}】|<[^>]{0,60}>|《[^》]{0,60}》")


@lru_cache(maxsize=512)
def squash(text: str) -> str:
    """Normalise text as credits are read: full-width forms folded, blanks collapsed to
    one.
    """
    return " ".join(nfkc(text).split())


def is_office(name: str) -> bool:
    """Return whether a name is an organisation's rather than a person's.

    >>> [is_office(name) for name in ("福州市公安局", "穗卫健宣", "宣传部", "市府办", "陈建华")]
    [True, True, True, True, False]
    """
    if "·" in name:
        return _PRESS.search(name) is not None
    return _SHORT_OFFICE.fullmatch(name) is not None or (len(name) > 3 and _OFFICE.search(name) is not None)


def is_placeholder(name: str) -> bool:
    """Return whether a template put these words where a name is missing.

    >>> is_placeholder("佚名"), is_placeholder("网络整理"), is_placeholder("王网")
    (True, True, False)
    """
    return _PLACEHOLDER.match(name) is not None


def split_names(text: str, *, offices: bool = False) -> tuple[str, ...]:
    """Split a string that holds only names into names, each once, in order.

    Two single characters are one padded name. A name may end in a staff number; names
    may be run together, which is undone by surnames and stays a guess where two splits
    are possible. With `offices`, organisations are kept.

    >>> split_names("林靖东 林泓"), split_names("贾 丽"), split_names("吴泽华陈凌鹭")
    (('林靖东', '林泓'), ('贾丽',), ('吴泽华', '陈凌鹭'))
    >>> split_names("李曦_NN2587"), split_names("阿卜杜拉·买买提、欧阳建国")
    (('李曦',), ('阿卜杜拉·买买提', '欧阳建国'))
    >>> split_names("网络整理")
    ()
    """
    if _BRIEF.fullmatch(text) and not _STOP.search(text):
        return () if is_placeholder(text) or (not offices and is_office(text)) else (text,)
    text = _BRACKETED.sub(" ", squash(text))
    text = _STAFF.sub(" ", text)
    stop = _STOP.search(text)
    if stop:
        text = text[: stop.start()]
    names: list[str] = []
    for part in _SPLIT.split(text):
        names.extend(_names_of_part(part, offices))
    return tuple(dict.fromkeys(names))


def _names_of_part(part: str, offices: bool) -> list[str]:
    tokens = _TOKEN.findall(part)
    names: list[str] = []
    at = 0
    while at < len(tokens):
        token = tokens[at].strip(".'’-")
        following = tokens[at + 1] if at + 1 < len(tokens) else ""
        at += 1
        if len(token) == 1 and len(following) == 1 and _HAN.match(token + following):
            names.append(token + following)
            at += 1
            continue
        if not _HAN.match(token):
            token = re.sub("[•・‧∙]", "·", token)
            if "-" in token and _HAN.match(token[0]) and not is_name(token):
                tokens[at:at] = [piece for piece in token.split("-") if piece]
                continue
            if len(token) > 1 and not is_placeholder(token) and (offices or not is_office(token)):
                names.append(token)
            continue
        if len(token) == 1 or is_placeholder(token):
            continue
        if is_office(token):
            if offices:
                names.append(token)
            elif names:
                break
            continue
        if names and len(token) > 4 and not all(has_surname(piece, 1) for piece in run_together(token)):
            break
        names.extend(name for name in run_together(token) if len(name) <= 4)
    return names


@lru_cache(maxsize=2048)
def run_together(token: str) -> tuple[str, ...]:
    """Split Chinese characters into names by surnames; a token that cannot be split is
    returned as it is.

    >>> run_together("徐岑卢河燕"), run_together("欧阳建国"), run_together("过国忠")
    (('徐岑', '卢河燕'), ('欧阳建国',), ('过国忠',))
    """
    size = len(token)
    if size <= 3 or size > 16 or (size == 4 and is_name(token) and has_surname(token, 2)):
        return (token,)
    best: list[tuple[float, tuple[str, ...]] | None] = [None] * (size + 1)
    best[0] = (0.0, ())
    for end in range(2, size + 1):
        for length in (2, 3, 4):
            before = best[end - length] if end >= length else None
            piece = token[end - length : end]
            if before is None or not has_surname(piece, 2 if length == 4 else 1):
                continue
            total = before[0] + name_score(piece)
            current = best[end]
            if current is None or total > current[0]:
                best[end] = (total, (*before[1], piece))
    found = best[size]
    if found is None or (size == 4 and not all(map(is_name, found[1]))):
        return (token,)
    return found[1]
