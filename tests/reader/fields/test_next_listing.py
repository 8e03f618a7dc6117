"""The next page of a listing, by whatever the page shows of it."""

import pytest

from newscrawl.reader.fields.next_listing import next_listing
from newscrawl.reader.fields.pager_scripts import read_page_script
from newscrawl.reader.page import Page
from tests.reader.fields.test_links import ITEMS, items, page

TRS = (
    "<script>\nvar currentPage = {here};//所在页从0开始\nvar nextPage = currentPage+1;//下一页\nvar countPage = 20//共多少页\n"
    'if(countPage>1&&currentPage!=(countPage-1))\n\tdocument.write("<a href=\\"index"+"_" + nextPage + "."+"htm\\">下一页</a>");</script>'
)
DOWN = (
    '<script>var purl="index_2603340"\nfunction createUrl(p){{ return purl+"_"+p+".html"; }}\nvar maxPageNum=0;\n'
    'document.cookie="maxPageNum2603340={count}";\n maxPageNum = {count};</script>'
)
SETTINGS = (
    "<script>function Pager(settings){{ var cfg = {{size: 1, current: 0}}; }}</script><div id=fenye><script>"
    "Pager({{size:15, current:{here}, prefix:'index',suffix:'html',visible:5,textboxEnabled:true}});</script></div>"
)
DRAWN = (
    '<div id="447"><div class="default_pgContainer"></div><table><tr><td>第<input type="text" class="default_pgCurrentPage"'
    ' value="{here}"/>页</td><td>共<span class="default_pgTotalPage">23</span>页</td></tr></table></div>'
)
LIST = f"<ul>{items(ITEMS['ul'])}</ul>"


BASE = "http://news.example.cn/fz/"


@pytest.mark.parametrize(
    ("url", "more", "following"),
    [
        (BASE, "<div class=pages><a href=2.shtml>下一页</a><a href=9.shtml>末页</a></div>", f"{BASE}2.shtml"),
        (BASE, "<div class=page>1 <a href=2.shtml>2</a> <a href=3.shtml>3</a></div>", f"{BASE}2.shtml"),
        (
            f"{BASE}2.shtml",
            "<div class=page><a href=1.shtml>1</a> <b>2</b> <a href=3.shtml>3</a></div>",
            f"{BASE}3.shtml",
        ),
        (
            BASE,
            "<ul class=pagination><li class=active><a href=#>1</a></li><li><a href=p2.html>2</a></li><li><a href=p3.html>3</a></li></ul>",
            f"{BASE}p2.html",
        ),
        (BASE, "<div id=displaypagenum><center><a href=node_2_2.htm>&gt;</a></center></div>", f"{BASE}node_2_2.htm"),
        (BASE, "<a class=next href=?page=2>→</a>", f"{BASE}?page=2"),
        (BASE, '<a class="next page-numbers" href=page/2/>»</a>', f"{BASE}page/2/"),
        (f"{BASE}page/2/", "<a class=prev href=../../>«</a><a class=next href=../3/>»</a>", f"{BASE}page/3/"),
        (BASE, "<a href=2/ aria-label=Next><i class=icon></i></a>", f"{BASE}2/"),
        (BASE, "<nav><b>1</b> <a href=page/2/>2</a> <a href=page/3/>3</a></nav>", f"{BASE}page/2/"),
        (BASE, "<a href=?page=2>查看更多</a>", f"{BASE}?page=2"),
        (BASE, "<a href=/ty/>查看更多</a> <a href=/ty/?page=2>更多</a>", None),
        (BASE, "<div class=pg><a href=list_2.html class=nxt>后页</a></div>", f"{BASE}list_2.html"),
        (BASE, '<script>createPageHTML(120, 0, "index", "html");</script>', f"{BASE}index_1.html"),
        (f"{BASE}index_1.html", "<script>createPageHTML(120, 1, 'index', 'html');</script>", f"{BASE}index_2.html"),
        (f"{BASE}index_119.html", "<script>createPageHTML(120, 119, 'index', 'html');</script>", None),
        (BASE, "<script>createPageHTML('pages', 5, 1, 'index', 'shtml', 90);</script>", f"{BASE}index_2.shtml"),
        (f"{BASE}index_5.shtml", "<script>createPageHTML('pages', 5, 5, 'index', 'shtml', 90);</script>", None),
        (
            BASE,
            '<script>/* createPageHTML(PAGE_COUNT, PAGE_INDEX, "PAGE_NAME", "PAGE_EXT") */ createPageHTML(3, 0, "index", "htm");</script>',
            f"{BASE}index_1.htm",
        ),
        (
            BASE,
            '<script>createPage(34, 0, "index", "html");\nfunction createPage(n, i, a, b) {}</script>',
            f"{BASE}index_1.html",
        ),
        (BASE, SETTINGS.format(here=0), f"{BASE}index_1.html"),
        (f"{BASE}index_3.html", SETTINGS.format(here=3), f"{BASE}index_4.html"),
        (f"{BASE}index_14.html", SETTINGS.format(here=14), None),
        (f"{BASE}list.html", SETTINGS.format(here=3), None),
        (f"{BASE}?uid=447&pageNum=3", DRAWN.format(here=3), f"{BASE}?uid=447&pageNum=4"),
        (f"{BASE}?uid=447&pageNum=23", DRAWN.format(here=23), None),
        (BASE, DRAWN.format(here=1), f"{BASE}?uid=447&pageNum=2"),
        (BASE, DOWN.format(count=16), f"{BASE}index_2603340_15.html"),
        (BASE, DOWN.format(count=1), None),
        (BASE, TRS.format(here=0), f"{BASE}index_1.htm"),
        (f"{BASE}index_19.htm", TRS.format(here=19), None),
        (BASE, "<a href=index_2.htm><img src=next.gif alt=下一页></a>", f"{BASE}index_2.htm"),
        (BASE, "<a href=/fz/page/2/>« 较旧的文章</a>", f"{BASE}page/2/"),
        (f"{BASE}list_2.html", "<div>共5页 当前第2页</div>", f"{BASE}list_3.html"),
        (f"{BASE}list_5.html", "<div>共5页 当前第5页</div>", None),
        (BASE, "<div class=pages><a href=javascript:void(0)>下一页</a></div>", None),
        (BASE, f"<div class=pages><a href={BASE}>下一页</a></div>", None),
        (BASE, "<div><a href=http://other.example/2.html>下一页</a></div>", None),
        (BASE, "", None),
    ],
)
def test_next_page_of_a_listing(url: str, more: str, following: str | None) -> None:
    found = next_listing(page(LIST, url=url, more=more))
    assert (found.value if found else None) == following


def test_next_page_by_the_head() -> None:
    found = next_listing(page(LIST, head="<link rel=next href=/fz/page/2>"))
    assert found is not None
    assert (found.value, found.evidence) == ("http://news.example.cn/fz/page/2", "link:next")


@pytest.mark.parametrize(("number", "following"), [(15, f"{BASE}index_2603340_14.html"), (1, "")])
def test_a_fragment_of_a_list_that_is_counted_down_leads_to_the_next_lower(number: int, following: str) -> None:
    """It is markup without a head, which the first page loads in place of its own entries."""
    url = f"{BASE}index_2603340_{number}.html"
    found = read_page_script(Page.parse(items(ITEMS["ul"]), url))
    assert found is not None
    assert found.value == following
    assert read_page_script(Page.parse(f"<html><head></head>{items(ITEMS['ul'])}</html>", url)) is None
