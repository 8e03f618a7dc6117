"""The page this project was founded on, as its damaged mirror shows it, becomes its
article, exactly. The page is no part of the repository.
"""

from __future__ import annotations

import pytest

from newscrawl import Article, read_document
from newscrawl.catalog import load
from tests.reader.lines.first_page import FURNITURE, PAGE, WRITING, faults, variants


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


@pytest.mark.skipif(not PAGE.is_file(), reason=f"needs {PAGE.name} in shared/seed beside the repository")
def test_the_first_page_with_the_furniture_of_other_sites_is_the_same_text() -> None:
    """No page of its host is among those that the model was made from."""
    catalog = load()
    found = {
        (furniture, writing): faults(read_document(text, "http://www.example.com/1.html", catalog=catalog), furniture)
        for furniture, writing, text in variants()
        if writing == "undamaged" or not furniture
    }
    assert len(found) == len(FURNITURE) + len(WRITING) - 1
    assert {variant: wrong for variant, wrong in found.items() if wrong} == {}
