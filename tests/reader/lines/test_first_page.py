"""The page this project was founded on, as its damaged mirror shows it, becomes its
article, exactly. The page is no part of the repository.
"""

from __future__ import annotations

from html import escape
from pathlib import Path

import pytest

from newscrawl import Article, read_document
from newscrawl.catalog import load
from newscrawl.text.repair import repair
from newscrawl.text.script import fold

QUOTES = str.maketrans("“”", '""')
PAGE = Path(__file__).resolve().parents[4] / "shared" / "seed" / "hxnews-fz.txt"


@pytest.mark.skipif(not PAGE.is_file(), reason=f"needs {PAGE.name} in shared/seed beside the repository")
def test_the_first_page_is_its_text_and_credits() -> None:
    article = read_document(PAGE.read_bytes(), "http://www.example.com/1.html", catalog=load())
    assert isinstance(article, Article)
    assert [block.kind for block in article.body] == ["p", "subhead", *"pppp", "subhead", *"ppp"]
    assert article.title is None
    assert (article.evidence or {})["title"].startswith("none")
    assert (article.reporters, article.correspondents, article.editors) == (("徐文宇",), ("常軒",), ("趙睿",))
    assert (article.source, article.channel) == ("福州晚報", "hxnews/fz")
    assert article.breadcrumbs == ("海峽網", "新聞中心", "福建頻道", "福州新聞")
    assert (article.repairs or {})["pinyin_gloss"] == 216
    for words in ("分享", "頻道推薦", "下載海湃客戶端", "舉報電話", "ICP", "友情鏈接", "("):
        assert words not in (article.text or "")


def _lines() -> list[str]:
    """Lines of the copy, its damage repaired."""
    return repair(PAGE.read_text(encoding="utf-8")).text.split("\n")


def _with_other_furniture(lines: list[str], change: str) -> str:
    """Change what stands around the text, or how it is written, never the text."""
    end = next(at for at, line in enumerate(lines) if line.startswith("責任編輯"))
    head, text, foot = lines[:2], lines[2 : end + 1], lines[end + 1 :]
    if change == "another channel":
        head = ["您現在的位置：海峽網 - 新聞中心 - 福建頻道 - 莆田新聞", "列印 收藏 字號：大 中 小"]
    elif change == "footers turned":
        foot = foot[::-1]
    elif change == "footers of a pager":
        foot = ["上一篇：漁港明日恢復通航", "下一篇：海上稻田喜豐收", "相關新聞", "黃岐港迎來首批漁船", *foot[12:]]
    elif change == "no breadcrumb":
        head = ["首頁 新聞 財經 體育 娛樂 房產", "分享"]
    whole = [*head, *text, *foot]
    if change == "simplified":
        whole = [fold(line) for line in whole]
    if change == "entities":
        whole = [escape(line).replace("“", "&ldquo;").replace("”", "&rdquo;") for line in whole]
    if change == "wrapped":
        whole = [part for line in whole for part in [*(line[at : at + 40] for at in range(0, len(line), 40)), ""]]
    return "\n".join(whole)


CHANGES = (
    "undamaged", "another channel", "footers turned", "footers of a pager", "no breadcrumb", "simplified", "entities", "wrapped",
)  # fmt: skip


@pytest.mark.skipif(not PAGE.is_file(), reason=f"needs {PAGE.name} in shared/seed beside the repository")
@pytest.mark.parametrize("change", CHANGES)
def test_the_first_page_with_the_furniture_of_other_sites_is_the_same_text(change: str) -> None:
    """No page of its host is among those that the model was made from."""
    lines = _lines()
    article = read_document(_with_other_furniture(lines, change), "http://www.example.com/1.html", catalog=load())
    assert isinstance(article, Article)
    assert [block.kind for block in article.body] == ["p", "subhead", *"pppp", "subhead", *"ppp"]
    known = [fold(line).translate(QUOTES) for line in lines]
    assert all(fold(block.text).translate(QUOTES) in known for block in article.body), "whole lines, unchanged"
    assert (article.title, [fold(name) for name in article.editors]) == (None, ["赵睿"])
    assert fold(article.source or "") == "福州晚报"
    channel = {"another channel": "hxnews/pt", "no breadcrumb": None}.get(change, "hxnews/fz")
    assert article.channel == channel
