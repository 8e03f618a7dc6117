"""How listings lead to their next page: markup, the page it stands on, the page it
leads to (both below the listing's folder).
"""

from __future__ import annotations

from typing import NamedTuple


class Pager(NamedTuple):
    """One way to the next page."""

    markup: str
    following: str | None
    here: str = "index.htm"


_TRS_OLD = (
    "<script>\nvar currentPage = {};//所在页从0开始\nvar prevPage = currentPage-1;//上一页\nvar nextPage = currentPage+1;//下一页\n"
    'var countPage = 20;//共多少页\nif(countPage>1&&currentPage!=(countPage-1)) document.write("<a href=\\"index"+"_" + nextPage '
    '+ "."+"htm\\">下一页</a>&nbsp;");</script>'
)
PAGERS = {
    "none": Pager("", None),
    "next": Pager("<a href=index_1.htm>下一页</a>", "index_1.htm"),
    "numbers and next": Pager(
        "<a href=index_1.htm>1</a><a href=index_2.htm>2</a><a href=index_1.htm>下一页</a><a href=index_9.htm>尾页</a>",
        "index_1.htm",
    ),
    "numbers": Pager("<span>1</span><a href=index_2.htm>2</a><a href=index_3.htm>3</a>", "index_2.htm"),
    "current number": Pager(
        "<a class=cur href=index.htm>1</a><a href=index_2.htm>2</a><a href=index_3.htm>3</a><a href=index_50.htm>50</a>",
        "index_2.htm",
    ),
    "signs": Pager("<a href=?page=1>&lt;</a><a href=?page=2>&gt;</a><a href=?page=16>&gt;&gt;</a>", "?page=2"),
    "query": Pager(
        "共320条 <a>首页</a> <a>上一页</a> <a href='list.php?cid=3&page=2'>下一页</a> <a href='list.php?cid=3&page=16'>尾页</a>",
        "list.php?cid=3&page=2",
    ),
    "count and input": Pager(
        "共 320 条 1/16 页 首页 上一页 <a href='?page=2'>下一页</a> <a href='?page=16'>末页</a> 转到<input>页",
        "?page=2",
    ),
    "load more": Pager("<a href=javascript:loadMore()>加载更多</a>", None),
    "TRS": Pager("<script>createPageHTML(20,0,'index','htm');</script>", "index_1.htm"),
    "TRS short": Pager(
        "<script>\nvar currentPage = 0;//所在页从0开始\nvar countPage = 25//共多少页\nvar nextPage=currentPage+1;\n"
        "document.write('<a href=index_'+nextPage+'.htm>下一页</a>')</script>",
        "index_1.htm",
    ),
    "TRS old": Pager(_TRS_OLD.format(0), "index_1.htm"),
    "TRS old, last": Pager(_TRS_OLD.format(19), None, "index_19.htm"),
    "TRS named": Pager(
        "<script>createPageHTML('page_div',20, 1,'list','shtml',300);</script>", "list_2.shtml", "list.shtml"
    ),
    "in the middle": Pager(
        "<a href=index_2.htm>上一页</a><span>4</span><a href=index_4.htm>下一页</a>", "index_4.htm", "index_3.htm"
    ),
    "select": Pager(
        '<select onchange="location.href=this.value"><option value=index.htm selected>第1页</option>'
        "<option value=index_2.htm>第2页</option></select>",
        "index_2.htm",
    ),
    "function": Pager(
        "<a href=\"javascript:goPage(2)\">下一页</a><script>function goPage(n){location.href='list_'+n+'.htm'}</script>",
        "list_2.htm",
    ),
    "onclick": Pager("<a onclick=\"window.location.href='index_2.htm'\" href='#'>下一页</a>", "index_2.htm"),
    "image": Pager("<a href=index_2.htm><img src=next.gif alt='下一页'></a>", "index_2.htm"),
    "attribute": Pager("<a href=index_2.htm title='下一页'>›</a>", "index_2.htm"),
    "rel": Pager("<link rel=next href=index_2.htm><a href=index_2.htm>2</a>", "index_2.htm"),
    "class": Pager("<a class=next href=index_2.htm></a>", "index_2.htm"),
    "founder": Pager("<a href=node_7_2.htm>下页</a> <a href=node_7_9.htm>末页</a>", "node_7_2.htm", "node_7.htm"),
    "older": Pager("<a href=/yw/page/2/>« 较旧的文章</a>", "page/2/", ""),
    "wordpress": Pager(
        "<nav class=pagination><span class='page-numbers current'>1</span><a class=page-numbers href=/yw/page/2/>2</a>"
        "<a class='next page-numbers' href=/yw/page/2/>下一页 »</a></nav>",
        "page/2/",
        "",
    ),
    "discuz": Pager(
        "<div class=pg><strong>1</strong><a href='list-2-2.html'>2</a><a href='list-2-2.html' class=nxt>下一页</a></div>",
        "list-2-2.html",
        "list-2-1.html",
    ),
    "dede": Pager(
        "<ul class=pagelist><li>首页</li><li class=thisclass>1</li><li><a href=list_5_2.html>2</a></li><li><a href=list_5_2.html>下一页</a></li>"
        "<li><span class=pageinfo>共 <strong>12</strong>页<strong>231</strong>条</span></li></ul>",
        "list_5_2.html",
        "",
    ),
    "jcms": Pager(
        "<a href='/col/col1021/index.html?uid=3300&pageNum=2'>下一页</a>",
        "/col/col1021/index.html?uid=3300&pageNum=2",
        "/col/col1021/index.html",
    ),
    "vsb": Pager(
        "<span class=p_no_d>1</span><span class=p_no><a href='yw/44.htm'>2</a></span><span class='p_next p_fun'><a href='yw/44.htm'>下页</a></span>"
        "<span class='p_last p_fun'><a href='yw/1.htm'>尾页</a></span>",
        "/yw/44.htm",
        "/yw.htm",
    ),
    "last": Pager("<a href=index_1.htm>上一页</a><span>下一页</span>", None, "index_2.htm"),
    "last, disabled": Pager("<a href=index_1.htm>上一页</a><a class=disabled>下一页</a>", None, "index_2.htm"),
    "last, to itself": Pager("<a href=index_1.htm>上一页</a><a href=index_2.htm>下一页</a>", None, "index_2.htm"),
    "traditional": Pager("<a href=?p=2>下一頁</a>", "?p=2"),
    "other word": Pager("<a href=index_2.htm>后一页</a>", "index_2.htm"),
    "English": Pager("<a href=index_2.htm>Next</a>", "index_2.htm"),
    "brackets": Pager("第1页 共12页 <a href=index.htm>首页</a> 上一页 <a href=index_2.htm>[下一页]</a>", "index_2.htm"),
    "attributes only": Pager("<div id=pager data-total=12 data-current=1 data-url='index_{page}.htm'></div>", None),
}
