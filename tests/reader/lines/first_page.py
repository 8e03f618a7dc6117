"""The page this project was founded on, as other sites and archives would hold it: its
text between other furniture, and written otherwise. The page is no part of the
repository.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from itertools import product
from pathlib import Path

from newscrawl.items import Article
from newscrawl.text.repair import repair
from newscrawl.text.script import fold

PAGE = Path(__file__).resolve().parents[4] / "shared" / "seed" / "hxnews-fz.txt"
HOST = "fj.hxnews.com"
QUOTES = str.maketrans("“”", '""')
FURNITURE = ("", "another channel", "footers turned", "footers of a pager", "no breadcrumb")
WRITING = ("damaged", "undamaged", "simplified", "entities", "wrapped")
_KINDS = ["p", "subhead", *"pppp", "subhead", *"ppp"]


def variants() -> Iterator[tuple[str, str, str]]:
    """Yield furniture, writing and text of every variant."""
    damaged = PAGE.read_text(encoding="utf-8").split("\n")
    repaired = repair("\n".join(damaged)).text.split("\n")
    for furniture, writing in product(FURNITURE, WRITING):
        lines = with_furniture(damaged if writing == "damaged" else repaired, furniture)
        yield furniture, writing, "\n".join(written(lines, writing))


def with_furniture(lines: list[str], furniture: str) -> list[str]:
    """Change what stands around the text."""
    end = 1 + next(at for at, line in enumerate(lines) if line.startswith("責"))
    head, text, foot = lines[:2], lines[2:end], lines[end:]
    if furniture == "another channel":
        head = ["您現在的位置：海峽網 - 新聞中心 - 福建頻道 - 莆田新聞", "列印 收藏 字號：大 中 小"]
    elif furniture == "footers turned":
        foot = foot[::-1]
    elif furniture == "footers of a pager":
        foot = ["上一篇：漁港明日恢復通航", "下一篇：海上稻田喜豐收", "相關新聞", "黃岐港迎來首批漁船", *foot[12:]]
    elif furniture == "no breadcrumb":
        head = ["首頁 新聞 財經 體育 娛樂 房產", "分享"]
    return [*head, *text, *foot]


def written(lines: list[str], writing: str) -> list[str]:
    """Change how lines are written, never what they say."""
    if writing == "simplified":
        return [fold(line) for line in lines]
    if writing == "entities":
        return [escape(line).replace("“", "&ldquo;").replace("”", "&rdquo;") for line in lines]
    if writing == "wrapped":
        return [part for line in lines for part in [*(line[at : at + 40] for at in range(0, len(line), 40)), ""]]
    return lines


def faults(found: object, furniture: str) -> list[str]:
    """Return what differs from the article of the page."""
    if not isinstance(found, Article):
        return ["no article"]
    known = {_alike(line) for line in repair(PAGE.read_text(encoding="utf-8")).text.split("\n")}
    channel = {"another channel": "hxnews/pt", "no breadcrumb": None}.get(furniture, "hxnews/fz")
    trail = {"another channel": 4, "no breadcrumb": 0}.get(furniture, 4)
    right = {
        "paragraphs": [block.kind for block in found.body] == _KINDS,
        "whole lines": all(_alike(block.text) in known for block in found.body),
        "title": found.title is None and (found.evidence or {})["title"].startswith("none"),
        "reporters": [*map(_alike, found.reporters)] == ["徐文宇"],
        "correspondents": [*map(_alike, found.correspondents)] == ["常轩"],
        "editors": [*map(_alike, found.editors)] == ["赵睿"],
        "source": _alike(found.source or "") == "福州晚报",
        "breadcrumbs": len(found.breadcrumbs) == trail,
        "channel": found.channel == channel,
    }
    return [name for name, holds in right.items() if not holds]


def _alike(text: str) -> str:
    return fold(text).translate(QUOTES)
