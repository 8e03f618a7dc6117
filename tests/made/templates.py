"""Article templates of content systems → pages: 帝国, 织梦, PHPCMS, TRS, portals made
of ASP, JSP and Vue, news agencies and papers. The texts are our own.

A template is a format: `{title}`, `{text}` (in paragraphs), `{broken}` (by `<br>`),
`{day}` (a date), and the names of `text_parts`.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from .articles import EDITORS, WRITERS, Filling
from .boxes import Box
from .stories import story
from .truths import ArticleTruth, Case

_URL = "http://www.mawei.example-gov.cn/xw/{0:%Y%m}/t{0:%Y%m%d}_123.htm"
_MENU = "<a href=/>首页</a> <a href=/xw/>新闻中心</a> <a href=/zw/>政务公开</a> <a href=/bs/>办事服务</a> <a href=/hd/>互动交流</a>"
_SIDE = Box(
    "<div class=right><h3>热门资讯排行</h3><ul>{items}</ul></div>", "<li><a href=/n/{n}.html>{title}</a></li>", 4
)
_FOOT = (
    "<div><a href=/about>关于我们</a> | <a href=/map>网站地图</a><br>主办：马尾区人民政府办公室　联系电话：0591-83682000<br>"
    "闽ICP备05000001号</div>"
)


class Template(NamedTuple):
    """A page between menu and side boxes."""

    middle: str
    head: str = ""


def _line(info: str, end: str = "", below: str = "", head: str = "") -> Template:
    """Return a page with an info line, a last line of its text, and a line below it."""
    return Template(f"<h1>{{title}}</h1><div class=inf>{info}</div><div class=c>{{text}}{end}</div>{below}", head)


_CLOCK = "{day:%Y-%m-%d} 09:20"
TEMPLATES = {
    "asp table": Template(
        "<table><tr><td class=title>{title}</td></tr><tr><td>【字体：<a href='javascript:z(16)'>大</a> <a>中</a> "
        "<a>小</a>】 　 【时间：{day:%Y-%m-%d} 9:37:15】 　【作者：{author}】 　【<a href='javascript:c()'>关 闭</a>】"
        "</td></tr><tr><td class=txt id=fontzoom>{broken}</td></tr></table>"
    ),
    "all on one line": Template(
        "<h2>{title}</h2><div class=bar>索引号：52230011/2020-173111 文章来源：{source} 发布时间：{day:%Y/%m/%d} 9:37:15 "
        "作者：{author} {second} 点击：119 【字体： 】大中小【打印内容】【内容纠错】</div><div id=con>{text}</div>"
    ),
    "school": Template(
        "<h2>{title}</h2><div><span>作者：<a href='#'>{author}</a></span> <span>处室：<a href='#'>文体局</a></span> "
        "<span>点击数：<a href='#'>52</a></span> <span>发布时间：" + _CLOCK + "</span></div><div>{text}</div>"
    ),
    "source below": Template(
        "<h3>{title}</h3><div><span>投稿部门：文体局</span> <span>发布时间："
        + _CLOCK
        + "</span></div><div>{text}</div>"
        "<div>信息来源：{source}&nbsp;&nbsp;&nbsp;责任编辑：{editor}</div><div><span><a href='javascript:p()'>打印</a></span></div>"
    ),
    "vue": Template(
        "<main><article><h1>{title}</h1><p class=sub><span>发布时间："
        + _CLOCK
        + " &nbsp;&nbsp;&nbsp;信息来源：{source}</span>"
        "<span>【字体：<a>大</a><a>中</a><a>小</a>】</span></p><div class=info>{text}</div><a class=close>关闭</a></article></main>"
    ),
    "clock with a wide colon": Template(
        "<h1>{title}</h1><h3><span>{day:%Y-%m-%d} 14：30</span><span>来源：{source}</span><span>【字体：<a>大</a>&nbsp;<a>中</a>&nbsp;"
        "<a>小</a>】</span><span>打印</span></h3><div class=news_cont>{text}</div>"
    ),
    "name, date, outlet": Template(
        "<table><tr><th>{title}</th></tr><tr><td align=middle>{author}&nbsp;&nbsp;{day:%Y-%m-%d}&nbsp;&nbsp;{source}</td></tr>"
        "<tr><td><font id=zoom>{text}</font></td></tr></table>"
    ),
    "cells": Template(
        "<div>{title}</div><table><tr><td>作者：{author}</td><td>来源：{source}</td><td>{day:%Y-%m-%d} 09:20:11</td></tr></table>"
        "<div class=news-detailed>{text}</div>"
    ),
    "帝国": Template(
        "<table><tr><td class=main><table class=position><tr><td>您当前的位置：<a href=/>首页</a>&nbsp;>&nbsp;<a href=/xw/>新闻</a></td></tr>"
        "</table><table class=box><tr><td><table class=title_info><tr><td><h1>{title}</h1></td></tr><tr><td class=info_text>时间："
        "{day:%Y-%m-%d} 09:20:11&nbsp;&nbsp;来源：{source}&nbsp;&nbsp;作者：{author}</td></tr></table><table><tr><td id=text>{broken}</td></tr>"
        "</table><table class=digg><tr><td class=diggnum>0</td></tr><tr><td>顶一下</td></tr></table></td></tr></table></td></tr></table>"
    ),
    "behind the heading": Template(
        "<div><h1>{title}</h1> 时间：{day:%Y-%m-%d} 09:20:11 &nbsp;&nbsp;来源：{source} &nbsp;&nbsp;作者：{author}</div>"
        "<div>{text}</div><div>上一篇：<a href=/1>三江口大桥通车</a>&nbsp;&nbsp;下一篇：没有了</div>"
    ),
    "in the heading": Template(
        "<h1>{title}<br><span>{day:%Y-%m-%d} 09:20:11&nbsp;&nbsp;来源：{source}&nbsp;&nbsp;评论：<a href='#c'>0</a> 点击：<span id=h></span>"
        "</span></h1><div class=content>{text}</div>"
    ),
    "织梦": Template(
        "<h2>{title}</h2><div><small>时间:</small>"
        + _CLOCK
        + "<small>来源:</small>{source} <small>作者:</small>{author} "
        "<small>点击:</small><script src=/count.php></script>次</div><div class=content><table><tr><td>{text}</td></tr></table></div>"
    ),
    "keywords above": Template(
        "<h1>{title}</h1><p>作者：<a href=/u/1>{author}</a>&nbsp;来源：{source}</p><p>更新时间：{day:%Y-%m-%d}</p><div class=con>"
        "<div>关键词：<b><a href=/t/1>音乐</a></b><b><a href=/t/2>马尾</a></b></div>{text}</div>"
    ),
    "office": Template(
        "<h3>{title}</h3><p>时间：" + _CLOCK + " 发布人：区文体局 稿件来源：{source}</p><div>{text}</div>"
    ),
    "items with labels": Template(
        "<h1>{title}</h1><ul class=meta><li>采集自：新浪</li><li>稿件来源： {source}</li><li>发布时间：{day:%Y年%m月%d日} 09:20</li></ul>"
        "<div class=txt>{text}</div>"
    ),
    "VSB": Template(
        "<h1>{title}</h1><div class=info>日期： {day:%Y-%m-%d} &nbsp; 稿件来源： {source} &nbsp; 编辑： {editor} &nbsp; 浏览： <span id=d></span>"
        "</div><div id=vsb_content>{text}<p style='text-align:right'>（图/{photographer} 审核/黄海燕）</p></div>"
    ),
    "definitions": Template(
        "<h1>{title}</h1><dl><dt>发布日期</dt><dd>{day:%Y-%m-%d}</dd><dt>信息来源</dt><dd>{source}</dd><dt>责任编辑</dt>"
        "<dd>{editor}</dd></dl><div>{text}</div>"
    ),
    "table of an office": Template(
        "<table class=xxgk><tr><td>索 引 号：</td><td>FZ08100-0200-2020-00231</td><td>文　号：</td><td></td></tr><tr><td>发文日期：</td>"
        "<td>{day:%Y-%m-%d}</td><td>有效性：</td><td>有效</td></tr></table><h1>{title}</h1><div id=Zoom>{text}</div>"
    ),
    "bars below": _line(
        "{day:%Y年%m月%d日}09:20",
        "<p style='text-align:right'>来源 | {source}</p><p>记者 | {author}</p><p>编辑 | {editor}</p>",
    ),
    "bars on one line": _line(
        _CLOCK, "<p>来源丨{source}　文字丨{author}　图片丨{photographer}　编辑丨{editor}　责编丨{other_editor}</p>"
    ),
    "steps below": _line(
        _CLOCK, "<p>文字：{author}</p><p>摄影：{photographer}</p><p>一审：{editor}</p><p>二审：{other_editor}</p>"
    ),
    "source with a picture": _line(
        _CLOCK
        + " <img src=/logo.png alt='{source}'> 来源：<a href='http://www.fzwb.example/'>{source}</a> <em>我要评论</em>"
    ),
    "weekday and two names": _line("{day:%Y-%m-%d} 星期日 09:20:11 {source} {author} {second}"),
    "slashes": _line("{source} / {author} / " + _CLOCK),
    "pipes": _line("{day:%Y-%m-%d} | {source} | 责编：{editor}"),
    "editor first": _line("编辑：{editor} &nbsp; " + _CLOCK + " &nbsp; {source}"),
    "glued": _line("发布时间：{day:%Y-%m-%d}来源：{source}作者：{author}编辑：{editor}"),
    "editor below": _line(
        "<span>{source}</span><span>" + _CLOCK + "</span><span>阅读 1.2万</span>",
        "<p class=zebian>责任编辑：<span>{editor}</span></p>",
    ),
    "days ago": _line(
        "<time datetime='{day:%Y-%m-%d}T09:20:00+08:00'>5天前</time> · {source} · <a rel=author href=/a/1>{author}</a>"
    ),
    "新华": _line(
        "<span class=year><em>{day:%Y}</em></span><span class=day><em>{day:%m}</em>/<em>{day:%d}</em></span> <span class=time>08:11:22</span> "
        "来源：{source}",
        below="<div class=editor>【责任编辑:{editor}】</div>",
    ),
    "新华 on a phone": _line(
        "<span> {day:%Y}</span><span> {day:%m/%d}</span><span>08:11:22</span> <div>来源：{source}</div>"
    ),
    "人民": _line(
        "{day:%Y年%m月%d日}08:11 | 来源：<a href=http://paper.people.example/>{source}</a>",
        below="<div class='edit cf'>(责编：{editor}、{other_editor})</div><div>分享让更多人看到</div>",
    ),
    "中新": _line(
        "{day:%Y年%m月%d日} 08:11　来源：{source}　<a href=#c>参与互动</a>",
        below="<div class=left_name>【编辑:{editor}】</div>",
    ),
    "澎湃": _line(
        "<p>{source}记者 {author}</p><p>" + _CLOCK + "　来源：{source} &gt;</p>",
        below="<div>责任编辑：{editor}</div><div>校对：黄海燕</div>",
    ),
    "聯合": _line(_CLOCK + " {source}／ 記者{author}／台北即時報導"),
    "updated in brackets": _line("（{day:%Y/%m/%d} 08:11 更新）"),
    "month, day, year": _line("{day:%b %d, %Y} 8:11 AM · {source}"),
    "day, month, year": _line("{day:%d/%m/%Y} 08:11 來源：{source}"),
    "dots": _line("{day:%Y.%m.%d} 08:11 {source}"),
    "digits alone": _line("{day:%Y%m%d} {source}"),
    "short year": _line("{day:%y-%m-%d} 08:11 来源：{source}"),
    "no year": _line("{day:%m-%d} 08:11 来源：{source}"),
    "T": _line("{day:%Y-%m-%d}T08:11:22 来源：{source}"),
    "morning": _line("{day:%Y年%m月%d日} 上午8:11 来源：{source}"),
    "updated first": _line("更新时间：2023-11-16 10:00 发布时间：" + _CLOCK + " 来源：{source}"),
    "updated last": _line(_CLOCK + " 发布 / 2023-11-16 10:00 更新 {source}"),
    "years of the republic": _line("中華民國112年{day.month}月{day.day}日 {source}"),
    "labels apart": _line(
        "<b>发布：</b><i>{day:%Y年%m月%d日}</i><b>来源：</b><i>{source}</i><b>编辑：</b><i>{editor}</i>",
    ),
    "metas": _line(
        "{source}",
        head="<meta name=publishdate content='{day:%Y-%m-%d}'><meta name=source content='{source}'><meta name=author content='林晓芳'>",
    ),
    "at the end": _line("{day:%Y-%m-%d} 来源：{source}", "<p>（本报记者 {author}）</p><p>[责编：{editor}]</p>"),
    "text and pictures": _line(
        "{day:%Y-%m-%d} 来源：{source}", "<p style='text-align:right'>福州日报记者 {author} 通讯员 {second} 文/图</p>"
    ),
    "original title": _line(_CLOCK + " {source} 原标题：首届海峡青年音乐周启幕"),
    "account": _line("文章来源：微信公众号“{source}”　发布时间：{day:%Y-%m-%d}"),
    "reprinted": _line("（转载自：{source}）{day:%Y-%m-%d}"),
    "counted": _line("[ 发布时间：" + _CLOCK + " | 点击量：1,234 次 | 来源：{source} ]"),
    "blanks before colons": _line(
        "发布时间 : {day:%Y-%m-%d}&nbsp;&nbsp;&nbsp;来源 : {source}&nbsp;&nbsp;作者 : {author}"
    ),
    "items": _line("<ul><li>" + _CLOCK + "</li><li>{source}</li><li>{author}</li><li>字号</li></ul>"),
}


def templates(random: Random, count: int) -> Iterator[Case]:
    """Yield each template once, with a story of its own."""
    for name, template in TEMPLATES.items():
        told = story(random)
        while len(told.paragraphs) < 3:
            told = story(random)
        filling = Filling.of(told, told.day)
        texts = {
            "title": told.title,
            "text": "".join(f"<p>　　{text}</p>" for text in told.paragraphs),
            "broken": "<br><br>".join(f"　　{text}" for text in told.paragraphs),
        }
        middle = filling.fill(template.middle, **texts)
        page = (
            f"<html><head><meta charset=utf-8><title>{told.title} - 马尾区人民政府网</title>{template.head.format(**filling.values)}</head>"
            f"<body><div>{_MENU}</div>{middle}{_SIDE.write(random)}{_FOOT}</body></html>"
        )
        truth = ArticleTruth(
            told.title,
            told.paragraphs,
            f"{told.day}",
            told.source if "source" in filling.stated else None,
            filling.people(WRITERS),
            filling.people(EDITORS),
        )
        yield Case(name, page.encode(), _URL.format(told.day), truth)
