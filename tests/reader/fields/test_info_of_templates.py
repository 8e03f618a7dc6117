"""What the article templates of common content systems write around a text is read, whichever way they write it.

The forms are those of 帝国, 织梦, PHPCMS, TRS and of the portals made of ASP, JSP and Vue; the texts are our own.
"""

from __future__ import annotations

from typing import NamedTuple

import pytest

from newscrawl import read_article

TITLE = "马尾区举办首届海峡青年音乐周"
PARAGRAPHS = [
    "11月14日晚，首届海峡青年音乐周在马尾船政文化城启幕，来自两岸的十二支乐队轮番登台，现场观众超过三千人。",
    "本届音乐周由区文体局和区台港澳办联合主办，为期七天，除主舞台演出外，还设有原创歌曲征集、音乐市集和校园巡演等活动。",
    "台湾青年周彦廷说，这是他第三次到马尾演出，希望用音乐认识更多朋友，也让更多台湾青年了解这座城市。",
    "主办方介绍，音乐周期间船政文化城将延长开放时间，并增开两条接驳专线，方便市民往返。",
]
TEXT = "".join(f"<p>　　{paragraph}</p>" for paragraph in PARAGRAPHS)
BROKEN = "<br><br>".join(f"　　{paragraph}" for paragraph in PARAGRAPHS)
MENU = "<a href=/>首页</a> <a href=/xw/>新闻中心</a> <a href=/zw/>政务公开</a> <a href=/hd/>互动交流</a>"
BOX = "".join(
    f"<li><a href=/n/{n}.html>{text}</a></li>" for n, text in enumerate(("三江口大桥通车", "罗星塔灯光秀上演"))
)
FOOT = "主办：马尾区人民政府办公室　联系电话：0591-83682000<br>闽ICP备05000001号"
URL = "http://www.mawei.example-gov.cn/xw/202011/t20201115_123.htm"


class Form(NamedTuple):
    """A page and what is to be read from it."""

    middle: str
    """The page between menu and footer; `{title}`, `{text}` and `{broken}` are filled in."""
    source: str | None = None
    writers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()


FORMS = {
    "asp_table": Form(
        "<table><tr><td class=title>{title}</td></tr><tr><td>【字体：<a href='javascript:z(16)'>大</a> <a>中</a> "
        "<a>小</a>】 　 【时间：2020-11-15 9:37:15】 　【作者：林晓芳】 　【<a href='javascript:c()'>关 闭</a>】"
        "</td></tr><tr><td class=txt id=fontzoom>{broken}</td></tr></table>",
        None,
        ("林晓芳",),
    ),
    "all_on_one_line": Form(
        "<h2>{title}</h2><div class=bar>索引号：52230011/2020-173111 文章来源：马尾新闻网 发布时间：2020/11/15 9:37:15 "
        "作者：方文毅 娄孝云 点击：119 【字体： 】大中小【打印内容】【内容纠错】</div><div id=con>{text}</div>",
        "马尾新闻网",
        ("方文毅", "娄孝云"),
    ),
    "school": Form(
        "<h2>{title}</h2><div><span>作者：<a href='#'>林晓芳</a></span> <span>处室：<a href='#'>文体局</a></span> "
        "<span>点击数：<a href='#'>52</a></span> <span>发布时间：2020-11-15 09:20</span></div><div>{text}</div>",
        None,
        ("林晓芳",),
    ),
    "source_below": Form(
        "<h3>{title}</h3><div><span>投稿部门：文体局</span> <span>发布时间：2020-11-15 09:20</span></div><div>{text}</div>"
        "<div>信息来源：马尾日报&nbsp;&nbsp;&nbsp;责任编辑：陈立文</div><div><span><a href='javascript:p()'>打印</a></span></div>",
        "马尾日报",
        (),
        ("陈立文",),
    ),
    "name_date_outlet": Form(
        "<table><tr><th>{title}</th></tr><tr><td align=middle>林晓芳&nbsp;&nbsp;2020-11-15&nbsp;&nbsp;福州晚报</td></tr>"
        "<tr><td><font id=zoom>{text}</font></td></tr></table>",
        "福州晚报",
        ("林晓芳",),
    ),
    "cells": Form(
        "<div>{title}</div><table><tr><td>作者：林晓芳</td><td>来源：福州晚报</td><td>2020-11-15 09:20:11</td></tr></table>"
        "<div class=news-detailed>{text}</div>",
        "福州晚报",
        ("林晓芳",),
    ),
    "behind_the_heading": Form(
        "<div><h1>{title}</h1> 时间：2020-11-15 09:20:11 &nbsp;&nbsp;来源：福州晚报 &nbsp;&nbsp;作者：林晓芳</div>"
        "<div>{text}</div><div>上一篇：<a href=/1>三江口大桥通车</a>&nbsp;下一篇：没有了</div>",
        "福州晚报",
        ("林晓芳",),
    ),
    "in_the_heading": Form(
        "<h1>{title}<br><span>2020-11-15 09:20:11&nbsp;&nbsp;来源：福州晚报&nbsp;&nbsp;评论：<a href='#c'>0</a></span></h1>"
        "<div class=content>{text}</div>",
        "福州晚报",
    ),
    "labels_small": Form(
        "<h2>{title}</h2><div><small>时间:</small>2020-11-15 09:20<small>来源:</small>福州晚报 <small>作者:</small>林晓芳 "
        "<small>点击:</small><script src=/count.php></script>次</div><div class=content>{text}</div>",
        "福州晚报",
        ("林晓芳",),
    ),
    "keywords_above": Form(
        "<h1>{title}</h1><p>作者：<a href=/u/1>周彦廷</a>&nbsp;来源：联合报</p><p>更新时间：2020-11-15</p><div class=con>"
        "<div>关键词：<b><a href=/t/1>音乐</a></b><b><a href=/t/2>马尾</a></b></div>{text}</div>",
        "联合报",
        ("周彦廷",),
    ),
    "definitions": Form(
        "<h1>{title}</h1><dl><dt>发布日期</dt><dd>2020-11-15</dd><dt>信息来源</dt><dd>马尾区融媒体中心</dd><dt>责任编辑</dt>"
        "<dd>陈立文</dd></dl><div>{text}</div>",
        "马尾区融媒体中心",
        (),
        ("陈立文",),
    ),
    "bars_below": Form(
        "<h1>{title}</h1><div>2020年11月15日09:20</div><div>{text}<p>来源 | 马尾区融媒体中心</p><p>记者 | 林晓芳</p>"
        "<p>编辑 | 陈立文</p></div>",
        "马尾区融媒体中心",
        ("林晓芳",),
        ("陈立文",),
    ),
    "steps_below": Form(
        "<h1>{title}</h1><div>2020-11-15 09:20</div><div>{text}<p>文字：林晓芳</p><p>摄影：周彦廷</p><p>一审：陈立文</p>"
        "<p>二审：黄海燕</p></div>",
        None,
        ("林晓芳",),
        ("陈立文", "黄海燕"),
    ),
    "numerals": Form(
        "<h1>{title}</h1><div>二〇二〇年十一月十五日　福州晚报</div><div>{text}</div>",
        "福州晚报",
    ),
    "digits_alone": Form("<h1>{title}</h1><div>20201115 福州日报</div><div>{text}</div>", "福州日报"),
    "years_of_the_republic": Form("<h1>{title}</h1><div>中華民國109年11月15日 聯合報</div><div>{text}</div>", "聯合報"),
    "items": Form(
        "<h1>{title}</h1><ul><li>2020-11-15 08:11</li><li>福州日报</li><li>林晓芳</li><li>字号</li></ul><div>{text}</div>",
        "福州日报",
        ("林晓芳",),
    ),
    "weekday_and_two_names": Form(
        "<h1>{title}</h1><div>2020-11-15 星期日 09:20:11 福州晚报 林晓芳 周彦廷</div><div>{text}</div>",
        "福州晚报",
        ("林晓芳", "周彦廷"),
    ),
    "days_ago": Form(
        "<h1>{title}</h1><div><time datetime='2020-11-15T09:20:00+08:00'>5天前</time> · 福州晚报 · "
        "<a rel=author href=/a/1>林晓芳</a></div><div>{text}</div>",
        "福州晚报",
        ("林晓芳",),
    ),
    "glued": Form(
        "<h1>{title}</h1><div>发布时间：2020-11-15来源：福州晚报作者：林晓芳编辑：陈立文</div><div>{text}</div>",
        "福州晚报",
        ("林晓芳",),
        ("陈立文",),
    ),
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form(form: Form) -> None:
    middle = form.middle.format(title=TITLE, text=TEXT, broken=BROKEN)
    page = (
        f"<meta charset=utf-8><title>{TITLE} - 马尾区人民政府网</title><div>{MENU}</div>{middle}"
        f"<div class=right><h3>热门资讯排行</h3><ul>{BOX}</ul></div><div>{FOOT}</div>"
    )
    article = read_article(page.encode(), url=URL)
    assert (article.title, [block.text for block in article.body]) == (TITLE, PARAGRAPHS)
    assert (article.published or "")[:10] == "2020-11-15"
    writers = (*article.reporters, *article.correspondents, *article.authors)
    assert (article.source, writers, article.editors) == (form.source, form.writers, form.editors)


def test_keywords_between_paragraphs_are_subheads() -> None:
    heads = ("关键词：船政", "关键词：音乐")
    parts = f"<p><strong>{heads[0]}</strong></p><p>{PARAGRAPHS[0]}</p><p>{PARAGRAPHS[1]}</p>"
    parts += f"<p><strong>{heads[1]}</strong></p><p>{PARAGRAPHS[2]}</p><p>{PARAGRAPHS[3]}</p>"
    page = f"<meta charset=utf-8><title>{TITLE}</title><div>{MENU}</div><h1>{TITLE}</h1><div>{parts}</div><div>{FOOT}</div>"
    texts = [block.text for block in read_article(page.encode(), url=URL).body]
    assert [text for text in texts if text in heads] == list(heads)
