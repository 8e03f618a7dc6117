"""Forms of listings × forms of addresses, dates and pagers by chance → pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from urllib.parse import urljoin

from .boxes import Box
from .pagers import PAGERS, Pager
from .stories import headlines, some_day, summary
from .truths import Case, ListTruth

HOST = "https://www.mdnews.example"
_CUT = 13
"""Titles longer than this are cut in lists that keep the whole in an attribute."""
ADDRESSES = (
    "./{0:%Y%m}/t{0:%Y%m%d}_{1}.htm",
    "/yw/{0:%Y-%m-%d}/content_{1}.htm",
    HOST + "/detail/{1}.html",
    "show.php?id={1}",
    "/a/{0:%Y/%m/%d}/{1}.shtml",
    "content/{0:%Y-%m}/{0:%d}/content_{1}.html",
    "/article/5f3a{1:x}.html",
    "/info/1021/{1}.htm",
)
DATES = (
    "{0:%Y-%m-%d}",
    "[{0:%Y-%m-%d}]",
    "{0:%m-%d}",
    "({0:%m/%d})",
    "{0:%Y/%m/%d}",
    "{0:%Y.%m.%d}",
    "{0:%Y年%m月%d日}",
    "{0:%Y-%m-%d} 08:30",
    "发布时间：{0:%Y-%m-%d}",
    "",
)


@dataclass(frozen=True, slots=True)
class Form:
    """How a list is written down: `{items}` in `frame`; in `item` also `{cut}` (the
    title cut to an ellipsis), `{summary}` and `{n}`.
    """

    frame: str
    item: str
    between: str = ""
    row: int = 0
    """After how many entries `between` stands; 0 for none."""


FORMS = {
    "ul": Form("<ul class=list>{items}</ul>", "<li><a href='{url}' target=_blank>{title}</a><span>{day}</span></li>"),
    "cut": Form(
        "<ul class=news>{items}</ul>", "<li><em class=date>{day}</em><a href='{url}' title='{title}'>{cut}</a></li>"
    ),
    "table": Form(
        "<table>{items}</table>",
        "<tr><td width=10>·</td><td><a href='{url}'>{title}</a></td><td align=right>{day}</td></tr>",
    ),
    "intro": Form(
        "{items}",
        "<div class=item><h3><a href='{url}'>{title}</a></h3><p class=intro>{summary}……</p><div class=meta><span>{day}</span>"
        "<span>阅读 {n}26</span></div></div>",
    ),
    "card": Form(
        "<div class=cards>{items}</div>",
        "<div class=card><a href='{url}'><img src=/p.jpg></a><div class=r><a href='{url}'><h4>{title}</h4></a><p>{day}</p></div></div>",
    ),
    "rows are links": Form(
        "<div class=l>{items}</div>",
        "<a href='{url}' class=row><span class=t>{title}</span><span class=d>{day}</span></a>",
    ),
    "dl": Form("<dl>{items}</dl>", "<dd><a href='{url}'>{title}</a><i>{day}</i></dd>"),
    "br": Form("<div>{items}</div>", "· <a href='{url}'>{title}</a> {day}<br>"),
    "p": Form("{items}", "<p><a href='{url}'>{title}</a> <font color=gray>{day}</font></p>"),
    "section before": Form(
        "{items}", "<li><span>[<a href='/yw/'>要闻</a>]</span><a href='{url}'>{title}</a><b>{day}</b></li>"
    ),
    "groups": Form(
        "<ul>{items}</ul>",
        "<li><a href='{url}'>{title}</a><span>{day}</span></li>",
        "</ul><div class=line></div><ul>",
        5,
    ),
    "date before": Form("<ul>{items}</ul>", "<li>{day} <a href='{url}'>{title}</a></li>"),
    "one line": Form("<p>{items}</p>", "<a href='{url}'>{title}</a> {day} "),
    "section behind": Form(
        "<ul>{items}</ul>", "<li><a href='{url}'>{title}</a> <a href=/sh/>[社会新闻]</a> <i>{day}</i></li>"
    ),
    "pictures": Form(
        "<div class=pics>{items}</div>",
        "<div class=p><a href='{url}' title='{title}'><img src=/i.jpg alt='{title}'></a><p>{day}</p></div>",
    ),
    "new": Form(
        "<ul>{items}</ul>", "<li><b>[置顶]</b><a href='{url}'>{title}</a><img src=/new.gif><span>{day}</span></li>"
    ),
    "numbered": Form(
        "<ol>{items}</ol>", "<li><span class=n>{n}</span><a href='{url}'>{title}</a><span>{day}</span></li>"
    ),
    "source": Form(
        "<ul>{items}</ul>",
        "<li><a href='{url}'>{title}</a><div><span>福州日报</span> <span>{day}</span> <span>评论 {n}</span></div></li>",
    ),
    "read on": Form(
        "{items}",
        "<div class=i><a class=tt href='{url}'>{title}</a><div class=s>{summary}<a href='{url}'>[查看全文]</a></div><div>{day}</div></div>",
    ),
    "two columns": Form(
        "<table><tr>{items}</tr></table>", "<td><a href='{url}'>{title}</a> {day}</td>", "</tr><tr>", 2
    ),
    "day over month": Form(
        "{items}",
        "<div class=it><div class=dt><b>{on:%d}</b><span>{on:%Y-%m}</span></div><div class=tx><a href='{url}'><h5>{title}</h5></a>"
        "<p>{summary}</p></div></div>",
    ),
    "picture and text": Form(
        "<ul class=pt>{items}</ul>",
        "<li><div class=pic><a href='{url}'><img src=/p.jpg alt='{title}'></a></div><div class=txt><h3><a href='{url}'>{title}</a></h3>"
        "<p>{summary}</p><div class=b><span class=src>闽东日报</span><span class=tm>{day}</span><span>分享</span></div></div></li>",
    ),
    "sections and tags": Form(
        "<div>{items}</div>",
        "<div class=row><a href='{url}'>{title}</a><span class=tags><a href=/tag/1>民生</a><a href=/tag/2>城建</a></span><time>{day}</time></div>",
    ),
    "lead first": Form(
        "<ul>{items}</ul>", "<li><i>■</i><a href='{url}' title=' {title} '> {title} </a><em>{day}</em></li>"
    ),
    "cells of an office": Form(
        "<table><tr><th>序号</th><th>标题</th><th>发布机构</th><th>日期</th></tr>{items}</table>",
        "<tr><td>{n}</td><td><a href='{url}'>{title}</a></td><td>县政府办公室</td><td>{day}</td></tr>",
    ),
    "comments counted": Form(
        "<div>{items}</div>",
        "<article><h2><a href='{url}'>{title}</a></h2><footer><span>{day}</span> <a href='{url}#comments'>3 条评论</a></footer></article>",
    ),
    "year below": Form(
        "<ul>{items}</ul>",
        "<li><div class=d><span>{on:%m-%d}</span><em>{on:%Y}</em></div><a href='{url}'><p>{title}</p></a></li>",
    ),
    "English month": Form(
        "<div>{items}</div>", "<div><h3><a href='{url}'>{title}</a></h3><small>{on:%b %d, %Y}</small></div>"
    ),
    "dots between": Form(
        "<div>{items}</div>", "<div>◇<a href='{url}'>{title}</a>..........................({day})</div>"
    ),
    "glued to the outlet": Form(
        "<ul>{items}</ul>", "<li><a href='{url}'>{title}</a><p><span>闽东日报</span><span>{day}</span></p></li>"
    ),
    "hits": Form(
        "<ul>{items}</ul>",
        "<li><a href='{url}'>{title}</a><span>{day}</span><span>点击：{n}2</span><span>作者：林晓芳</span></li>",
    ),
    "picture beside words": Form(
        "<div>{items}</div>",
        "<dl><dt><a href='{url}'><img src=/p.jpg></a></dt><dd><h4><a href='{url}' title='{title}'>{cut}</a></h4><p>{summary}</p>"
        "<p>时间：{day} 浏览：{n}6 次</p></dd></dl>",
    ),
    "rows with data": Form(
        "<ul>{items}</ul>", "<li data-href='{url}'><a href='{url}'><span>{title}</span></a><time>{day}</time></li>"
    ),
    "nested": Form(
        "<ul>{items}</ul>", "<li><a href='{url}'><div><div><p>{title}</p></div><div><em>{day}</em></div></div></a></li>"
    ),
    "summary": Form(
        "<ul>{items}</ul>",
        "<li><h4><a href='{url}'>{title}</a></h4><p>（记者 林晓芳）{summary}</p><span>{day}</span></li>",
    ),
    "details": Form(
        "<ul>{items}</ul>",
        "<li><a href='{url}'>{title}</a><span>{day}</span><a class=more href='{url}'>详情&gt;&gt;</a></li>",
    ),
    "script": Form(
        "<ul>{items}</ul>",
        "<li><a href='javascript:void(0)' onclick='window.open(\"{url}\")'>{title}</a><span>{day}</span></li>",
    ),
}
_MENUS = (
    Box("<div class=nav>{items}</div>", "<a href=/c{n}/>{title}</a>", 10, words=True),
    Box(
        "<ul class=menu>{items}</ul>",
        "<li><a href=/x{n}/index.html>{title}</a><ul><li><a href=/x{n}/a/>{title}动态</a></li><li><a href=/x{n}/b/>{title}公告</a></li></ul></li>",
        4,
        words=True,
    ),
)
_SIDES = (
    Box(""),
    Box(
        "<div class=right><h3>热点排行</h3><ol>{items}</ol></div>", "<li><a href=/hot/2023/{n}.htm>{title}</a></li>", 5
    ),
    Box(
        "<div class=left><h3>栏目导航</h3><ul>{items}</ul></div>",
        "<li><a href=/col/{n}/>{title}</a></li>",
        6,
        words=True,
    ),
    Box("<div class=focus>{items}</div>", "<a href=/focus/{n}.htm><img src=/f.jpg alt='{title}'></a>", 4),
)
_FOOT = (
    "<div class=links><h4>友情链接</h4>"
    + "".join(f"<a href=http://www.s{n}.example/>兄弟网站</a>" for n in range(10))
    + "</div><div class=foot><a href=/about.htm>关于我们</a><a href=/contact.htm>联系我们</a> 闽ICP备05000000号</div>"
)


def lists(random: Random, count: int) -> Iterator[Case]:
    """Yield listings."""
    for _ in range(count):
        yield _listing(random, random.choice(list(PAGERS)))


def every_pager(random: Random, count: int) -> Iterator[Case]:
    """Yield a listing for each form of pager."""
    for name in PAGERS:
        yield _listing(random, name)


def _listing(random: Random, pager: str) -> Case:
    name, address, date = random.choice(list(FORMS)), random.choice(ADDRESSES), random.choice(DATES)
    count, side, side_first = random.choice((6, 10, 15, 20)), random.choice(_SIDES), random.random() < 0.5
    days = sorted((some_day(random) for _ in range(count)), reverse=True)
    items = [
        (address.format(day, number), title, date.format(day), day)
        for number, (title, day) in enumerate(zip(headlines(random, count), days, strict=True), 1234)
    ]
    turned = PAGERS[pager]
    main = (
        "<div class=main><div class=pos>当前位置：<a href=/>首页</a> &gt; <a href=/yw/>要闻</a></div><h2>要闻</h2>"
        f"{_write(random, FORMS[name], items)}<div class=page>{turned.markup}</div></div>"
    )
    box = side.write(random)
    page = (
        f"<html><head><meta charset=utf-8><title>要闻_闽东新闻网</title></head><body>{random.choice(_MENUS).write(random)}<div class=wrap>"
        f"{box if side_first else ''}{main}{'' if side_first else box}</div>{_FOOT}</body></html>"
    )
    url = urljoin(f"{HOST}/yw/", turned.here)
    shown = bool(date) or "{on" in FORMS[name].item
    known = shown or "%d" in address
    entries = tuple((urljoin(url, link), title, f"{day}" if known else None) for link, title, _, day in items)
    return Case(
        f"{name}, {pager}, {address}, {date or 'no date'}, {count}, side {_SIDES.index(side)} {'first' if side_first else 'last'}",
        page.encode(),
        url,
        ListTruth(entries, _next(turned, url), dated=shown),
    )


def _write(random: Random, form: Form, items: list[tuple[str, str, str, object]]) -> str:
    parts = []
    for number, (url, title, day, on) in enumerate(items, 1):
        cut = title if len(title) <= _CUT else f"{title[: _CUT - 1]}..."
        told = summary(random) if "{summary}" in form.item else ""
        parts.append(form.item.format(url=url, title=title, day=day, cut=cut, n=number, summary=told, on=on))
        if form.row and not number % form.row:
            parts.append(form.between)
    return form.frame.replace("{items}", "".join(parts))


def _next(pager: Pager, url: str) -> str | None:
    return urljoin(url, pager.following) if pager.following else None
