"""Credits of a text → with what only texts without markup need: the publisher whose
reporter signs a copy without info line, a source named below the text or beside the
date, and a byline that shares its line with others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newscrawl.reader.fields.bylines import read_credit_line
from newscrawl.reader.fields.credit_names import plausible_names
from newscrawl.reader.fields.credits import Credits
from newscrawl.reader.fields.role_words import Role, has_role
from newscrawl.reader.fields.sources import named_source, source_below_label

_SIGNED = re.compile(
    r"[\s（(\[【■□●◎▲]*(?:(?:来源|來源)\s*[:：]\s*)?(?:(?:[文图圖摄攝]|撰文|[摄攝]影)字?\s*[/／、:：\s]\s*)*(?P<name>[\u4e00-\u9fff]{2,10}?(?:[报報网網社台臺]|在线|在線|新闻|新聞|周刊|客户端|融媒体?))\s?"
    r"(?:全媒体|融媒体|全媒體|首席|见习|見習|实习|實習|特约|特約|驻[\u4e00-\u9fff]{2,4})*(?:记者|記者|通讯员|通訊員)"
)
_OWN = re.compile(r"[本全融]")
_LONGEST_INFO = 60
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d")
_DATE_AND_TIME = re.compile(
    r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?(?:\s?(?:星期|周).)?\s*(?:\d{1,2}[:：]\d\d(?:[:：]\d\d)?)?"
)
_ADDRESS = re.compile(r"https?://\S+|www\.\S+")
_BESIDE_NAME = re.compile(r"^(?:原创|原創)$|^[\[(（【].*[\])）】]$|[\[(（].*|微博$|微信$|^\d+$|^[|｜·]$")
_NAME = re.compile(r"[\w\u4e00-\u9fff·—–-]{2,16}")
_NO_NAME = re.compile(
    r"^\d|作者|记者|記者|编辑|編輯|责编|字号|字號|浏览|瀏覽|阅读|閱讀|点击|點擊|评论|評論|分享|打印|收藏|来源|來源|发布|發布|发表|更新"
    r"|时间|時間|首页|正文|星期|[次条个字]$"
)
_WRITERS: tuple[Role, ...] = ("reporters", "correspondents", "authors")


def with_byline_source(credits: Credits, own: frozenset[str] = frozenset()) -> Credits:
    """Return credits with the publisher that stands before 记者, where they have no
    source or only the site's own name, which stands on every page.

    >>> with_byline_source(Credits(raw_byline="福州晚報記者 徐文宇 通訊員 常軒 文/攝")).source
    '福州晚報'
    >>> with_byline_source(Credits(raw_byline="本报记者 林晓芳")).source is None
    True
    """
    stated = credits.source is not None and not (credits.source in own and credits.evidence.get("source") == "text")
    signed = None if stated else _SIGNED.match(credits.raw_byline or "")
    if signed is None or _OWN.match(signed["name"]):
        return credits
    return replace(
        credits,
        source=signed["name"],
        evidence={**credits.evidence, "source": credits.evidence.get("raw_byline", "text")},
    )


def with_line_source(credits: Credits, above: Sequence[str], below: Sequence[str]) -> Credits:
    """Return credits with the source that a label names above or below the text, which
    counts more than a name without one; otherwise with the one name beside the date.

    >>> with_line_source(Credits(), ["2012年01月12日 17:06 驱动之家"], []).source
    '驱动之家'
    >>> with_line_source(Credits(), ["2012年01月12日 17:06 林晓芳"], []).source is None
    True
    >>> with_line_source(Credits(source="星岛环球网", evidence={"source": "text"}), [], ["来源：北青网"]).source
    '北青网'
    """
    if credits.source is not None and credits.evidence.get("source") != "text":
        return credits
    for line in (*reversed(above), *below):
        if len(line) <= _LONGEST_INFO and (name := named_source(line)):
            return replace(credits, source=name, evidence={**credits.evidence, "source": "text:来源"})
    if (name := source_below_label(above) or source_below_label(below)) is not None:
        return replace(credits, source=name, evidence={**credits.evidence, "source": "text:来源"})
    for line in reversed(above if credits.source is None else ()):
        name = _beside_date(line)
        if name is not None:
            return replace(credits, source=name, evidence={**credits.evidence, "source": "text"})
    return credits


def _beside_date(line: str) -> str | None:
    """Return the name that shares a line with date and time, and with nothing else."""
    if len(line) > _LONGEST_INFO or not _CLOCK.search(line):
        return None
    rest, dates = _DATE_AND_TIME.subn(" ", _ADDRESS.sub(" ", line))
    words = [word for part in rest.split() if (word := _BESIDE_NAME.sub("", part))]
    if not dates or len(words) != 1 or not _NAME.fullmatch(words[0]) or _NO_NAME.search(words[0]):
        return None
    return None if plausible_names(words) and len(words[0]) < 4 else words[0]


def _pieces(line: str) -> list[str]:
    """Return the blank-parted pieces of a line that may hold credits; names behind the
    mark with which papers sign are one.
    """
    before, mark, signed = line.partition("□")
    if mark and read_credit_line(mark + signed) is not None:
        return [before, mark + signed]
    return line.split(" ") if has_role(line) else []


def with_glued_byline(credits: Credits, above: Sequence[str]) -> Credits:
    """Return credits with the writers of the lines above the text, each blank-parted
    piece read alone, where no writer is known: converters put a list on one line.

    >>> with_glued_byline(Credits(), ["◎ 記者林又明/採訪報導 此篇文章同步刊登於"]).reporters
    ('林又明',)
    """
    if credits.reporters or credits.authors or credits.correspondents:
        return credits
    for line in reversed(above):
        pieces = _pieces(line) if len(line) <= 160 else []
        for piece in pieces if len(pieces) > 1 else ():
            roles = read_credit_line(piece)
            if roles is not None and (roles.reporters or roles.authors or roles.correspondents):
                where = {str(role): "text:byline" for role in _WRITERS if roles.of(role)}
                return replace(
                    credits,
                    reporters=tuple(roles.reporters),
                    authors=tuple(roles.authors),
                    correspondents=tuple(roles.correspondents),
                    raw_byline=piece,
                    evidence={**credits.evidence, **where, "raw_byline": "text:byline"},
                )
    return credits
