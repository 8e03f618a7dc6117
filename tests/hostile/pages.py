"""Entries and articles → the bytes of a page, in one of two templates, as a site shows
them on a good day or a bad one.

Pure, and without any trouble of the transfer: a page here is always whole and honest
about what it shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from email.utils import format_datetime
from html import escape

from tests.hostile.stories import Story

HTML, XML, JSON = "text/html; charset=utf-8", "text/xml; charset=utf-8", "application/json; charset=utf-8"
NAMES = ("福州", "厦门", "泉州", "莆田")


@dataclass(frozen=True, slots=True)
class Row:
    """One entry of a listing, as it is shown."""

    href: str
    title: str
    date: str
    """As shown: `2020-11-16`; a feed and an API write it their way."""
    moment: datetime | None = None
    """When it was published; None where the date is not to be believed."""


@dataclass(frozen=True, slots=True)
class Pager:
    """Further pages of a listing."""

    number: int
    count: int
    first: str
    """Address of the first page."""
    form: str
    """Of the others, with `{}` for the number."""
    style: str
    """`numbered` says how many pages there are, `arrows` only links to the pages beside
    this one.
    """

    def url(self, number: int) -> str:
        """Return the address of a page."""
        return self.first if number == 1 else self.form.format(number)

    def html(self) -> str:
        """Return it as a page shows it."""
        before = f'<a href="{self.url(self.number - 1)}">上一页</a> ' if self.number > 1 else ""
        after = f' <a href="{self.url(self.number + 1)}">下一页</a>' if self.number < self.count else ""
        if self.style == "arrows":
            return f'<div class="page">{before}{after}</div>'
        near = range(max(1, self.number - 2), min(self.count, self.number + 2) + 1)
        numbers = " ".join(
            f"<b>{number}</b>" if number == self.number else f'<a href="{self.url(number)}">{number}</a>'
            for number in near
        )
        last = f' <a href="{self.url(self.count)}">末页</a>' if after else ""
        return f'<div class="page">共{self.count}页 {before}{numbers}{after}{last}</div>'


def frame(title: str, main: str, template: int = 0) -> bytes:
    """Put what a page is about between the site's head and foot."""
    links = "".join(f'<a href="/{word}/">{name}</a> ' for word, name in (("", "首页"), ("about", "关于我们")))
    box = '<div class="main">{}</div>' if template == 0 else '<section id="wrap"><div class="l-col">{}</div></section>'
    body = f'<div class="nav">{links}</div>{box.format(main)}<div class="foot">版权所有 模拟网</div>'
    head = f'<meta charset="utf-8"><title>{escape(title)}_模拟网</title>'
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode("utf-8", "surrogatepass")


def listing(name: str, rows: Iterable[Row], pager: Pager | None, template: int) -> bytes:
    """Make a listing page."""
    if template == 0:
        shown = "".join(
            f'<li><a href="{escape(row.href)}">{escape(row.title)}</a><span>{row.date}</span></li>' for row in rows
        )
        shown = f'<ul class="list">{shown}</ul>'
    else:
        shown = "".join(
            f'<div class="it"><h3><a href="{escape(row.href)}" target="_blank">{escape(row.title)}</a></h3>'
            f'<p class="meta"><em>{row.date}</em></p></div>'
            for row in rows
        )
    return frame(name, f"<h2>{name}</h2>{shown}{pager.html() if pager else ''}", template)


def article(story: Story, page: int, shown: str, further: Sequence[str], template: int) -> bytes:
    """Make one page of an article; `shown` is its date and time, `further` the
    addresses of all its pages.
    """
    half = len(story.paragraphs) // 2
    paragraphs = story.paragraphs if story.pages == 1 else (story.paragraphs[:half], story.paragraphs[half:])[page - 1]
    text = "".join(f"<p>　　{escape(paragraph)}</p>" for paragraph in paragraphs)
    about = f"{shown} 来源：{NAMES[story.number % 4]}晚报"
    pager = ""
    if len(further) > 1:
        numbers = " ".join(
            f"<b>{number}</b>" if number == page else f'<a href="{url}">{number}</a>'
            for number, url in enumerate(further, 1)
        )
        after = f' <a href="{further[page]}">下一页</a>' if page < len(further) else ""
        pager = f'<div class="pages">{numbers}{after}</div>'
    if template == 0:
        main = (
            f'<h1>{escape(story.title)}</h1><div class="info">{about}</div>'
            f'<div class="content">{text}</div>{pager}<div class="editor">责任编辑：林晓芳</div>'
        )
    else:
        main = (
            f'<h2 class="tit">{escape(story.title)}</h2><p class="from">{about}</p>'
            f'<div id="artibody">{text}</div>{pager}<p>编辑：林晓芳</p>'
        )
    return frame(story.title, main, template)


def feed(rows: Iterable[Row]) -> bytes:
    """Make an RSS feed."""
    items = "".join(
        f"<item><title>{escape(row.title)}</title><link>{escape(row.href)}</link>"
        f"<pubDate>{format_datetime(row.moment) if row.moment else row.date}</pubDate></item>"
        for row in rows
    )
    channel = f"<channel><title>模拟网</title>{items}</channel>"
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0">{channel}</rss>'.encode("utf-8", "replace")


def answer_of_api(rows: Iterable[Row], total: int) -> bytes:
    """Make a list API's answer; a date that is none is 0."""
    items = [
        {"title": row.title, "url": row.href, "time": int(row.moment.timestamp() * 1000) if row.moment else 0}
        for row in rows
    ]
    return json.dumps({"code": 0, "data": {"total": total, "list": items}}).encode()


def paper_page(day: date, rows: Iterable[Row], pages: Sequence[str], number: int) -> bytes:
    """Make a page of a newspaper's issue; `pages` are the names of all pages, none
    where they are not shown.
    """
    shown = list(rows)
    areas = "".join(f'<area shape="polygon" coords="0,0,9,9" href="{escape(row.href)}">' for row in shown)
    heads = "".join(f'<li><a href="{escape(row.href)}">{escape(row.title)}</a></li>' for row in shown)
    others = "".join(f'<div><a href="./{name}">第{place:02d}版：要闻</a></div>' for place, name in enumerate(pages, 1))
    body = (
        f"<div><strong>第{number:02d}版：要闻</strong></div><p>{day:%Y年%m月%d日}</p>"
        f'<map name="PagePicMap">{areas}</map><ul id="main">{heads}</ul><div id="nav">{others}</div>'
    )
    head = '<meta charset="utf-8"><title>榕城日报</title>'
    return f"<html><head>{head}</head><body>{body}</body></html>".encode("utf-8", "surrogatepass")


def paper_article(story: Story, shown: str) -> bytes:
    """Make an article of a newspaper, in Founder's markup."""
    text = "".join(f"<P>　　{escape(paragraph)}</P>" for paragraph in story.paragraphs)
    body = (
        f'<div class="newsdetatit"><p id="PreTitle"></p><h2 id="Title">{escape(story.title)}</h2>'
        f'<p id="SubTitle"></p><p>{shown}</p></div><div class="newsdetatext"><div id="ozoom"><founder-content>'
        f"<!--enpcontent-->{text}<!--/enpcontent--></founder-content></div></div>"
    )
    head = f'<meta charset="utf-8"><title>{escape(story.title)}-榕城日报</title>'
    return f"<html><head>{head}</head><body>{body}</body></html>".encode()
