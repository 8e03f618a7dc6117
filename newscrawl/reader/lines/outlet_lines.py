"""Lines around a text → the outlet that they name without a date beside it: a line of
its own below the headline, the profile of an account.

A page turned into text loses what showed such a line to be a source; here the place
between headline and text stands for it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newscrawl.reader.fields.gathering import Credits
from newscrawl.reader.fields.name_model import is_name
from newscrawl.reader.fields.own_names import title_publisher
from newscrawl.reader.fields.sources import is_column, lone_publisher, parse_source

_FARTHEST = 6
"""Lines between headline and text among which an outlet stands; more are a menu."""
_PROFILE = re.compile(r"微信[号號]\s*[:：]?\s*[\w-]*$")
_ABOUT = re.compile(r"功能介[绍紹]|公[众眾]平[台臺]")
_LONGEST_POSTED = 50
_HAN = re.compile("[\u4e00-\u9fff]{2}")
_ACCOUNT = re.compile(r"[\w\u4e00-\u9fff·-]{2,16}$")
_POSTED = re.compile(
    r"(?:今天|昨[天日]|前天)(?:\s?\d{1,2}[:：]\d\d)?|刚刚|剛剛|\d+\s?(?:秒|分[钟鐘]|小[时時]|天|[周週]|个?月|個月|年)前"
    r"|[+＋]?\s?(?<![\u4e00-\u9fff])已?(?:[关關]注|[订訂][阅閱])(?![\u4e00-\u9fff])|(?:[发發][布佈表][于於]|IP属地)\s*[:：]?\s*[\u4e00-\u9fff]{2,6}"
    r"|[阅閱][读讀][量数數]?\s*[:：]?\s*[\d.]+[万萬wW]?[+]?|官方[账帐賬帳][号號]"
)
"""Parts of the line in which apps show who posted a text; where a plain date stands
beside a name, that is as often a column's."""
_DATE = re.compile(
    r"(?:(?:19|20)?\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}[:：]\d\d(?:[:：]\d\d)?|[次条個个]?[跟评評][贴帖论論]\s*\d*"
)
_BESIDE = re.compile(r"^原[创創]$|^[·•|｜…,，/@>›]+|[·•|｜>›]+$")
_CLOSING = re.compile(
    r"(?:^|[。！？”」])\s*[（(](?:[据據]|[来來]源[:：])?\s*(?P<name>《?[\u4e00-\u9fff]{3,14}》?)"
    r"(?:\s(?P<writer>[\u4e00-\u9fff]{2,4}))?[)）]$"
)
_ORIGINAL = re.compile(r"原[创創]\s*[:：]?\s+(?:(?P<writer>[\u4e00-\u9fff]{2,4})\s+)?(?P<name>[\u4e00-\u9fff]{3,12})$")


def with_outlet(credits: Credits, lines: Sequence[str], title: int | None, first: int, last: int) -> Credits:
    """Return credits with the outlet that a line of its own names, or the bracket that
    ends the text (line `last` is behind it), where no other place names a source.
    """
    if credits.source is not None:
        return credits
    name = lone_outlet(lines, title, first) or closing_outlet(lines[last - 1 : last + 1]) or account_profile(lines)
    return replace(credits, source=name, evidence={**credits.evidence, "source": "text"}) if name else credits


def lone_outlet(lines: Sequence[str], title: int | None, first: int) -> str | None:
    """Return the publisher that is a whole line between headline (line `title`) and
    text (line `first`), or the account that posted it.

    >>> lone_outlet(["福州地铁今日开通", "福州晚报", "昨天", "福州地铁新线今日开通。"], 0, 3)
    '福州晚报'
    >>> lone_outlet(["福州地铁今日开通", "原创 林晓芳 榕城早知道", "福州地铁新线今日开通。"], 0, 2)
    '榕城早知道'
    """
    if title is None or not 1 < first - title <= _FARTHEST + 1:
        return None
    for line in lines[title + 1 : first]:
        posted = _ORIGINAL.match(line)
        if posted is not None and not is_name(posted["name"]):
            return posted["name"]
        if (name := lone_publisher(line) or posting_account(line)) is not None:
            return name
    return None


def closing_outlet(lines: Sequence[str]) -> str | None:
    """Return the publisher alone in a bracket at the end of a text, or of the line
    below it.

    >>> closing_outlet(["全长二十八公里。（福州晚报）"]), closing_outlet(["今日开通。", "（据《福州晚报》）"])
    ('福州晚报', '福州晚报')
    >>> closing_outlet(["他把这件事告诉了（福州晚报）", "相关新闻"]) is None
    True
    """
    for line in lines:
        closing = _CLOSING.search(line)
        if closing is None or (closing["writer"] and not is_name(closing["writer"])):
            continue
        if (name := lone_publisher(closing["name"])) is not None:
            return name
    return None


def posting_account(line: str) -> str | None:
    """Return the account that stands alone beside a time, a button or a count of
    readers, as apps show who posted a text.

    >>> posting_account("榕城早知道 昨天 09:30 发布于福建"), posting_account("榕城早知道官方账号 3小时前")
    ('榕城早知道', '榕城早知道')
    >>> posting_account("林晓芳 昨天 09:30"), posting_account("09:30 阅读 1023")
    (None, None)
    """
    if len(line) > _LONGEST_POSTED:
        return None
    rest, parts = _POSTED.subn(" ", line)
    words = [word for each in _DATE.sub(" ", rest).split() if (word := _BESIDE.sub("", each))]
    if not parts or len(words) != 1 or not _ACCOUNT.match(words[0]) or is_name(words[0]):
        return None
    return parse_source(f"来源：{words[0]}") if _HAN.search(words[0]) and not is_column(words[0]) else None


def account_profile(lines: Sequence[str]) -> str | None:
    """Return the account whose profile stands around a text: its name above 微信号.

    >>> account_profile(["榕城早知道", "微信号 rczzd", "功能介绍 福州生活资讯"])
    '榕城早知道'
    """
    for at, line in enumerate(lines[1:], 1):
        if _PROFILE.match(line) and any(_ABOUT.match(other) for other in lines[at + 1 : at + 4]):
            name = lines[at - 1].strip()
            return name if _ACCOUNT.match(name) else None
    return None


def publisher_evidence(title_text: str | None, trail: Sequence[str]) -> str | None:
    """Return the site's own name and where it stands, for the evidence of a text: it
    published the page, and may have the text from another.

    >>> publisher_evidence("福州地铁今日开通_福州新闻_海峡网", ())
    'first line: 海峡网'
    >>> publisher_evidence(None, ("海峽網", "新聞頻道", "福州新聞"))
    'breadcrumbs: 海峽網'
    """
    name = title_publisher(title_text)
    if name is not None:
        return f"first line: {name}"
    return f"breadcrumbs: {trail[0]}" if trail and lone_publisher(trail[0]) else None
