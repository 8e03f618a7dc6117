"""The page after a listing page is found wherever its address stands; that there is none is believed on a sign only, since
whatever lies below a false last page is never entered."""

import pytest

from newscrawl.reader.fields.listing_pager import read_pager
from tests.reader.fields.test_links import ITEMS, items, page

HERE = "http://www.example.cn/fz/list.html"
SECOND = "http://www.example.cn/fz/list_2.html"
LIST = f"<ul class=newslist>{items(ITEMS['ul'])}</ul>"


def pager(more: str, url: str = HERE) -> tuple[str, str | None]:
    found = read_pager(page(LIST, url=url, more=more))
    return found.pager, found.next_url.value if found.next_url else None


@pytest.mark.parametrize(
    "more",
    [
        "<a href=list_2.html>下一页</a>",
        "<a href=http://example.cn/fz/list_2.html>下一页</a>",
        "<a href=# onclick=\"location.href='list_2.html'\">下一页</a>",
        "<a href=javascript:; onclick=\"window.open('/fz/list_2.html','_self')\">下页</a>",
        "<a href=javascript:void(0) onclick=\"location.href=encodeURI('list_2.html')\">下一页</a>",
        "<button onclick=\"location='list_2.html'\">下一页</button>",
        "<input type=button value=下一页 onclick=\"self.location.href='list_2.html'\">",
        "<span class=next data-url=/fz/list_2.html>下一页</span>",
        "<td><a href=list_2.html>[下一页]</a></td>",
        "<div id=more data-href=list_2.html>加载更多</div>",
        "<a class=next tagname=/fz/list_2.html href=javascript:;>下一页</a>",
        "<a href=\"javascript:goPage('list_2.html')\">下一页</a>",
        "共3页 <a href=javascript:goPage(2)>下一页</a><script>function goPage(i){location.href='list_'+i+'.html'}</script>",
        "<a href=javascript:go(2)>下一页</a><script>var go = function(n){ window.location = \"/fz/list_\" + n + \".html\"; }</script>",
        "<div class=page><b>1</b> <a href=javascript:go(2)>2</a></div><script>function go(n){if(n==1)location='list.html';"
        "location='list_'+n+'.html'}</script>",
        "<select onchange=location=this.value><option value=list.html selected>1<option value=list_2.html>2</select>",
        "<div id=p></div><script>laypage({cont:'p',pages:3,curr:1,jump:function(e,f){if(!f)location.href='list_'+e.curr+'.html'}})</script>",
        "<script>laypage.render({elem:'p',count:320,limit:15,curr:1,jump:function(o){location.href='list_'+o.curr+'.html'}})</script>",
        "<script>kkpager.generPageHtml({pno:1,total:22,totalRecords:320,getLink:function(n){return 'list_'+n+'.html';}});</script>",
        "<script>$.getJSON('/hits?id=' + id); Ls.pagination('#p', function(pageIndex){location.href='list_' + pageIndex + '.html';},"
        "{currPage: (0+1),pageCount:3})</script>",
        "<div class=pages><a href=list.html>1</a> <a href=list_2.html>2</a> <a href=list_3.html>3</a></div>",
        "<ul class=pagination><li class=active><span>1</span></li><li><a href=list_2.html>2</a></li></ul>",
    ],
)  # fmt: skip
def test_address_of_the_next_page_is_read_where_it_stands(more: str) -> None:
    found, url = pager(more)
    assert (found, (url or "").replace("//example.cn", "//www.example.cn")) == ("next", SECOND)


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize("host", ["www.example.cn", "example.cn", "news.example.cn"])
@pytest.mark.parametrize(
    "more",
    [
        "<ul class=pagination><li><a href={0}?page=1>1</a></li><li><a href={0}?page=2>2</a></li><li><a rel=next href={0}?page=2>›</a></li></ul>",
        "<div class=page><a href={0}?page=1>1</a><a href={0}?page=2>2</a><a href={0}?page=3>3</a></div>",
        "<ul class=pagination><li class=active><span>1</span></li><li><a href={0}?page=2>2</a></li></ul>",
        "<a class=next href={0}?page=2>→</a>",
    ],
)
def test_slash_and_host_of_an_address_make_no_other_list(more: str, host: str, slash: str) -> None:
    base = f"http://{host}/node_17"
    assert pager(more.format(base), f"http://www.example.cn/node_17{slash}") == ("next", f"{base}?page=2")


def test_next_page_elsewhere_is_said_to_be_elsewhere() -> None:
    assert pager("<a href=http://other.example/fz/list_2.html>下一页</a>")[0] == "offsite"


def test_pages_that_trs_counts_from_0() -> None:
    script = (
        "<script>var currentPage = {0};var countPage = 3;var nextPage=currentPage+1;if(countPage>1&&currentPage!=countPage-1)"
        'document.write("<a href=\\"list_"+nextPage+".html\\">下一页</a>")</script>'
    )
    assert pager(script.format(0)) == ("next", "http://www.example.cn/fz/list_1.html")
    assert pager(script.format(1), HERE.replace("list", "list_1")) == ("next", SECOND)
    assert pager(script.format(2), SECOND) == ("last", None)


@pytest.mark.parametrize(
    "more",
    [
        "共3页 <a href=javascript:goPage(2)>下一页</a>",
        "<a href=\"javascript:__doPostBack('pager','2')\">下一页</a>",
        "<a href=javascript:nextPage()>下一页</a>",
        "<button onclick=next()>下一页</button>",
        "<div id=more>加载更多</div>",
        "<a href=javascript:; id=loadmore>点击加载更多</a>",
        "第1页/共12页",
        "<div class=page>共 12 页</div>",
        "<select name=page><option value=1 selected>1<option value=2>2<option value=3>3</select>",
        "<div class=page><b>1</b> <a href=javascript:go(2)>2</a> <a href=javascript:go(3)>3</a></div>",
        # drawn or followed by a script that looks for the control
        "<a href=javascript:; class=next>下一页</a>",
        "<a href=# class=page-next>下一页</a><script>$('.page-next').click(function(){load(++p)})</script>",
        "<span id=nextbtn>下一页</span><script>document.getElementById('nextbtn').onclick=function(){load()}</script>",
        "<ul class=pager><li><a href=javascript:void(0)>上一页</a></li><li><a href=javascript:void(0)>下一页</a></li></ul>",
        "<script>var curPage=1,totalPages=9;</script><div id=pager></div>",
    ],
)
def test_pager_without_an_address_is_unreadable_and_no_last_page(more: str) -> None:
    assert pager(more) == ("unreadable", None)


@pytest.mark.parametrize(
    ("more", "url"),
    [
        ("<script>createPageHTML(3, 2, 'list', 'html')</script>", SECOND),
        ("第2页/共2页", SECOND),
        ("<div class=page>共1页</div>", HERE),
        ("<a href=list.html>上一页</a> <span>下一页</span>", SECOND),
        ("<a href=list.html>上一页</a> <a href=javascript:void(0)>下一页</a>", SECOND),
        ("<a href=list.html>上一页</a> <a class=disabled href=list_3.html>下一页</a>", SECOND),
        ("<a href=list.html>上一页</a> <a href=list_2.html>下一页</a>", SECOND),
        ("<a href=list.html>首页</a> <a href=list.html>上一页</a>", SECOND),
        ("<li class=disabled><a href=#>下一页</a></li>", HERE),
        ("<button disabled>下一页</button>", HERE),
        ("<div class=page><a href=list.html>1</a> <b>2</b></div>", SECOND),
        ("<ul><li><a href=list.html>1</a></li><li class=active><a href=list_2.html>2</a></li></ul>", SECOND),
        ("<div><a href=javascript:go(1)>1</a> <span class=cur>2</span></div>", SECOND),
        ("<select><option value=list.html>1<option value=list_2.html selected>2</select>", SECOND),
        ("<script>laypage({cont:'p',pages:2,curr:2})</script>", SECOND),
    ],
)  # fmt: skip
def test_last_page_shows_that_it_is_the_last(more: str, url: str) -> None:
    assert pager(more, url) == ("last", None)


@pytest.mark.parametrize(
    "more",
    [
        "",
        "<a href=/fz/>查看更多</a>",
        "<ol class=rank><li><span>1</span></li><li><span>2</span></li><li><span>3</span></li></ol>",
        "<table class=rank><tr><td><b>1</b></td><td>28</td></tr><tr><td><b>2</b></td><td>17</td></tr></table>",
        "<div class=cal>" + "".join(f"<a href=/fz/202011/{n}.html>{n}</a> " for n in range(1, 31)) + "<b class=today>20</b></div>",
        "<select name=year><option value=2019>2019<option value=2020 selected>2020</select>",
        "<select name=month>" + "".join(f"<option value={n}>{n}" for n in range(1, 12)) + "<option value=12 selected>12</select>",
        # what a script will fill
        "<div class=page>共<span id=total></span>页 第<span id=now></span>页</div>",
        "<div class=page>第 0 页/共 0 页</div>",
        "<script>var currentPage=0,totalPages=0;</script><div id=pager></div>",
        "<div id=pagination></div><script src=/js/pager.js></script>",
    ],
)  # fmt: skip
def test_numbers_that_are_no_pager_and_pagers_still_to_be_drawn_say_nothing(more: str) -> None:
    assert pager(more) == ("none", None)


@pytest.mark.parametrize(
    "more",
    [
        '<div class=fenye><a href="javascript:void(0)" id=xia>下一页</a></div>',
        '<div class=laypage-main><span class=curr>1</span><a href="javascript:;" data-page=2>2</a><a href="javascript:;" data-page=3>3</a></div>',
        '<ul class=pagination><li><a href="#">1</a></li><li><a href="#">2</a></li></ul>',
        "<div id=p></div><script>laypage({cont:'p', pages: 31, jump: function(o){ load(o.curr) }})</script>",
        "<div id=p></div><script>layui.use('laypage', function(){ var laypage = layui.laypage; laypage.render({elem:'p',count:310}) })</script>",
        "<div id=pageDec pagesize=24 pagecount=51></div>",
        "<div class=M-box></div><script>$('.M-box').pagination({totalData:310,showData:10})</script>",
        "<script>$(window).infiniteScroll({load: more})</script>",
    ],
)
def test_a_pager_that_a_script_draws_or_follows_cannot_be_read(more: str) -> None:
    """Without a word, a first page would pass for all there is."""
    assert pager(more) == ("unreadable", None)


@pytest.mark.parametrize(
    "more",
    [
        '<div class=focus-num><a href="javascript:;">1</a><a href="javascript:;">2</a><a href="javascript:;">3</a></div>',
        "<script>var page = 'list'; function pageView(a) { count(a) } pageView('list');</script>",
    ],
)
def test_the_numbers_of_a_slide_show_are_no_pager(more: str) -> None:
    assert pager(more) == ("none", None)


def test_the_last_of_so_many_items_is_told_by_their_number() -> None:
    script = (
        "laypage.render({elem:'p',count:320,limit:15,curr:22,jump:function(o){location.href='list_'+o.curr+'.html'}})"
    )
    assert pager(f"<script>{script}</script>", "http://www.example.cn/fz/list_22.html") == ("last", None)


def test_where_pages_are_counted_down_the_page_called_1_is_the_last() -> None:
    """Its address counted on leads back to the page before."""
    pages = "<a href=../list.html>1</a><a href=2.html>30</a><b>31</b>"
    more = f"<div class=p_pages><a href=2.html>上页</a>{pages}<span class=p_next_d>下页</span></div>共31页"
    assert pager(more, "http://www.example.cn/fz/list/1.html") == ("last", None)


def test_a_button_may_name_a_page_of_any_usual_ending() -> None:
    more = "<a onclick=\"location.href=encodeURI('index_2.jhtml');\">下一页</a>"
    found = pager(more, url="http://www.example.cn/fz/index.jhtml")
    assert found == ("next", "http://www.example.cn/fz/index_2.jhtml")
