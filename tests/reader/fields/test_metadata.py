"""What a page declares about itself: address, breadcrumbs, keywords."""

import pytest

from newscrawl.reader.fields.metadata import read_breadcrumbs, read_canonical_url, read_keywords
from tests.reader.test_page import page


def test_canonical_address() -> None:
    found = read_canonical_url(
        page("<link rel=canonical href=/2020/1118/1.html><meta property=og:url content=http://b.cn/>")
    )
    assert found is not None
    assert (found.value, found.evidence) == ("http://news.example.cn/2020/1118/1.html", "link:canonical")


@pytest.mark.parametrize(
    ("markup", "trail"),
    [
        ("<div>当前位置：<a href=/>海峡网</a> &gt; <a href=/fz/>福州新闻</a> &gt; 正文</div>", ("海峡网", "福州新闻")),
        ("<div><a href=/>首页</a> / <a href=/life/>生活</a></div>", ("首页", "生活")),
        ("<ul><li><a href=/a/>时政</a></li><li><a href=/b/>财经</a></li></ul>", None),
    ],
)
def test_breadcrumbs_stand_above_the_title(markup: str, trail: tuple[str, ...] | None) -> None:
    bar = "<div>" + "".join(f"<a href=/{n}/>频道{n}</a> | " for n in range(12)) + "</div>"
    found = read_breadcrumbs(
        page(f"<title>闽江之心今日开放_海峡网</title>{bar}{markup}<h1>闽江之心今日开放</h1><p>正文</p>")
    )
    assert (found.value if found else None) == trail


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<meta name=keywords content='福州,地铁，开通'>", ("福州", "地铁", "开通")),
        ("<meta name=keywords content='福州 地铁 开通'>", ("福州", "地铁", "开通")),
        ("<meta name=keywords content='福州地铁五号线昨日开通初期运营'>", None),
        ("<p>正文在此。</p><div>标签：<a href=/t/1>福州</a><a href=/t/2>地铁</a></div>", ("福州", "地铁")),
        ("<div>关键词：福州 地铁</div>", ("福州", "地铁")),
    ],
)
def test_keywords(html: str, words: tuple[str, ...] | None) -> None:
    found = read_keywords(page(html))
    assert (found.value if found else None) == words


@pytest.mark.parametrize("attribute", ["class='%s'", 'id="%s"', "class=%s"])
@pytest.mark.parametrize(
    "name", ["crumb", "n" * 59 + "-Crumbs", "position", "path-weizhi-location", "x" * 55 + "-dqwz"]
)
def test_breadcrumbs_outside_of_the_column_are_known_by_name(attribute: str, name: str) -> None:
    found = page(
        f"<style>.x{{position:relative}}</style><div {attribute % name}><a href=/>海峡网</a><a href=/fz/>福州新闻</a></div>"
        "<div><h1>闽江之心今日开放</h1><div><p>正文</p></div></div>"
    )
    found.scope = found.root.find(".//p")
    trail = read_breadcrumbs(found)
    assert trail is not None
    assert (trail.value, trail.evidence) == (("海峡网", "福州新闻"), f"class:{name}")
