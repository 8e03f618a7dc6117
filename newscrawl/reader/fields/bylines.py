"""Lines that are credits and nothing else → their names by role.

记者 mostly occurs in running text, so a line counts only if nothing but roles, names and
publishers is in it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newscrawl.reader.fields.credit_names import (
    CLOSING,
    KNOWN_PLACES,
    OPENING,
    ORG_WORDS,
    REPORTS,
    plausible_names,
    read_unit,
)
from newscrawl.reader.fields.name_model import is_name
from newscrawl.reader.fields.names import split_names, squash
from newscrawl.reader.fields.padded_labels import unpadded
from newscrawl.reader.fields.role_words import LEAD, ROLES, has_role
from newscrawl.reader.fields.roles import Names, Roles

SIGNS = ("□", "◇")
"""Marks with which papers sign a text."""
LONGEST_CREDIT = 90
"""Characters of the longest line that holds only credits."""
_BARE_FILED = re.compile(
    rf"(?:[\u4e00-\u9fff]{{2,6}}(?:中心|[组組部報])\s?/\s?)?"
    rf"([\u4e00-\u9fff、\s]{{2,30}}?)\s?/?\s?(?:{KNOWN_PLACES}){{0,2}}(?:采访|採訪|综合|綜合)?(?:报导|報導|报道)。?$"
)
_PUBLISHER = re.compile(rf"[\u4e00-\u9fff·A-Za-z]{{1,12}}?(?:{ORG_WORDS})(?:驻[\u4e00-\u9fff]{{2,5}})?")
_AFFILIATION = re.compile(
    r"\((?:作者)?单?位?[系为:]?[\u4e00-\u9fff]{2,24}(?:[局厅委院校馆站社队所会办处部科镇乡村学]|一中|公司|政府|街道|中心)(?:\)|$)"
)
"""An office in brackets behind a name."""
_SENTENCE = re.compile(r"[。！？；，]")
_GOES_ON = re.compile("。.*[A-Za-z0-9\u4e00-\u9fff]", re.S)
"""A full stop that no bracket around it can be taken for the end."""


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
    if text[:1] in SIGNS and (signed := _signed_names(text)):
        return Roles(authors=signed)
    if len(text) > LONGEST_CREDIT or not has_role(text) or _GOES_ON.search(text):
        return None
    names = _names_of_line(unpadded(text))
    return Roles(*map(list, names)) if names is not None else None


def _signed_names(text: str) -> list[str]:
    """Return the names behind the mark with which papers sign: □林晓芳 陈静."""
    words = re.split(r"[\s、]+", squash(text).strip("□◇ 　"))
    return words if len(words) <= 4 and all(is_name(word, labelled=True) and len(word) <= 4 for word in words) else []


@lru_cache(maxsize=256)
def _names_of_line(text: str) -> Names | None:
    """Return the names of a credit line, role by role; several readers look at one
    line.
    """
    roles = _parse_credit_line(text)
    return roles.names() if roles is not None else None


def _parse_credit_line(text: str) -> Roles | None:
    folded = squash(text)
    bare = folded.lstrip(OPENING).rstrip(CLOSING)
    if not bare or _SENTENCE.search(bare.rstrip("。")):
        return None
    if bare.rstrip("。").endswith(REPORTS) and (filed := _BARE_FILED.match(bare)) and not LEAD.search(bare):
        names = list(split_names(_PUBLISHER.sub(" ", filed[1])))
        return Roles(reporters=names) if names and plausible_names(names, labelled=True) else None
    roles = read_unit(folded)
    if not roles:
        return None
    names = [name for role in ROLES for name in roles.of(role)]
    if "摄" in bare[-2:] and not (plausible_names(names, labelled=True) and not re.search(r"\d", bare)):
        return None
    rest = LEAD.sub(" ", bare.replace("/", " "))
    for name in names:
        rest = rest.replace(name, " ", 1) if name in rest else rest.replace(" ".join(name), " ", 1)
    rest = _PUBLISHER.sub("", _AFFILIATION.sub("", rest))
    rest = re.sub(r"[\W\d_A-Za-z文图圖摄攝影报報道導整理供讯訊电對对此亦有贡献]", "", rest)
    return roles if len(rest) <= 6 else None
