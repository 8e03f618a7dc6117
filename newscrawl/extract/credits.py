"""Who wrote, photographed and edited a text, and whom it was taken from: roles kept apart."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from newscrawl.extract.body import Body
from newscrawl.extract.page import Page

_LABEL = re.compile(
    r"^.*?(?:责任编辑|責任編輯|责编|責編|编辑|編輯|记者|記者|作者|通讯员|通訊員|来源|來源|稿源|出处)\s*[:：/]?\s*"
)
_NAME = re.compile(r"[\u3400-\u9fff·]{2,12}")
_SOURCE = re.compile(r"(?:来源|來源|稿源|出处)\s*[:：]\s*([^\s()（）\[\]【】|,，。]{2,30})")


@dataclass(frozen=True, slots=True)
class Credits:
    """Credits of an article, role by role; what the page does not tell is empty or None."""

    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    source: str | None = None
    source_url: str | None = None
    is_reprint: bool | None = None
    raw_byline: str | None = None
    dateline: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)


def parse_names(text: str) -> tuple[str, ...]:
    """The persons in one raw string, labels and staff numbers taken off.

    >>> parse_names("责任编辑：赵睿_NN2587")
    ('赵睿',)
    """
    return tuple(_NAME.findall(_LABEL.sub("", text)))


def parse_source(text: str) -> str | None:
    """The publisher named in one raw string.

    >>> parse_source("来源：福州晚报")
    '福州晚报'
    """
    text = _LABEL.sub("", text).strip()
    return text or None


def parse_credits(*lines: str) -> Credits:
    """Read the credits out of byline, dateline and editor lines."""
    for line in lines:
        match = _SOURCE.search(line)
        if match:
            return Credits(source=match[1], evidence={"source": "text:来源"})
    return Credits()


def read_credits(page: Page, body: Body | None) -> Credits:
    """Read the credits of a page from the lines around and inside its body."""
    lines = [line.text for line in page.outline.lines if len(line.text) < 200]
    return parse_credits(*lines)
