"""Credits of a text → with what only texts without markup need: the publisher whose
reporter signs a copy without info line, and a byline that shares its line with others.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from newscrawl.reader.fields.bylines import Role, has_role, read_credit_line
from newscrawl.reader.fields.credits import Credits

_SIGNED = re.compile(
    r"[\s（(\[【■□●]*(?:(?:来源|來源)\s*[:：]\s*)?(?P<name>[\u4e00-\u9fff]{2,10}?(?:[报報网網社台臺]|在线|在線|新闻|新聞|周刊|客户端|融媒体?))"
    r"(?:全媒体|融媒体|全媒體|首席|见习|見習|实习|實習|特约|特約|驻[\u4e00-\u9fff]{2,4})*(?:记者|記者|通讯员|通訊員)"
)
_OWN = re.compile(r"[本全融]")
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


def with_glued_byline(credits: Credits, above: Sequence[str]) -> Credits:
    """Return credits with the writers of the lines above the text, each blank-parted
    piece read alone, where no writer is known: converters put a list on one line.

    >>> with_glued_byline(Credits(), ["◎ 記者林又明/採訪報導 此篇文章同步刊登於"]).reporters
    ('林又明',)
    """
    if credits.reporters or credits.authors or credits.correspondents:
        return credits
    for line in reversed(above):
        pieces = line.split(" ") if len(line) <= 160 and has_role(line) else ()
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
