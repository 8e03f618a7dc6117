"""Further makes of sites as tables of templates: what a listing, an entry, an article and its body look like in each.

They differ where readers and selectors go wrong: ids or only classes, headings or none, dates before or behind the
title, in the year-month-day of this make or that, a text in paragraphs, divs or bare lines.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape

from .families import Channel
from .furniture import Furniture, link
from .holdings import Article, Entry
from .parts import BodyStyle, article_pager, author, blocks, editors, headline, metas, numbers, related, source


@dataclass(frozen=True)
class Make:
    """One make; templates are formats."""

    listing: str
    """`items`, `pager`, `channel`, `traps`."""
    item: str
    """`url`, `title`, `time`, `mark`."""
    article: str
    """`headline`, `time`, `source`, `author`, `body`, `pager`, `editors`, `related`, `crumb`."""
    title: str = "<h1>{}</h1>\n"
    written: str = "%Y-%m-%d %H:%M"
    """Time of an article."""
    listed: str = "%Y-%m-%d"
    """Time of an entry."""
    body: BodyStyle = field(default_factory=BodyStyle)
    editors: str = "<p>责任编辑：{}</p>"
    joined: str = "_"
    """What parts headline and site in `<title>`."""
    timed: bool = False
    """Whether a meta gives the time, too."""

    def render_listing(
        self, f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
    ) -> str:
        items = (
            self.item.format(
                url=escape(entry.article.path),
                title=escape(entry.title),
                time=entry.shown.strftime(self.listed),
                mark="[置顶]" if entry.pinned else "",
            )
            for entry in entries
        )
        main = self.listing.format(
            items="".join(items), pager=numbers(paths, page, next_path), channel=channel.name, traps=f.traps
        )
        title = self.joined.join((channel.name, f.site.family.site_name))
        return f.document(title, f.columns(f"<div>{link('/', '首页', '')} &gt; {channel.name}</div>\n", main))

    def render_article(self, f: Furniture, a: Article, page: int) -> str:
        channel = f.channel_of(a)
        main = self.article.format(
            headline=headline(a, self.title),
            time=a.published.strftime(self.written),
            source=source(a),
            author=author(a, "<span>作者：{}</span>"),
            body=blocks(a, page, self.body),
            pager=article_pager(a, page, '<div class="pagination">{}</div>'),
            editors=editors(a, page, self.editors),
            related=related(f, a),
        )
        crumb = f"<div>{link('/', '首页', '')} &gt; {link(channel.path, channel.name, '')} &gt; 正文</div>\n"
        stated = [("article:published_time", a.published.isoformat())] if self.timed else []
        title = self.joined.join((a.title, f.site.family.site_name))
        return f.document(title, f.columns(crumb, main), metas(stated, "property"))


@dataclass(frozen=True)
class Rendering:
    """A make as replies.py asks for it."""

    make: Make

    @property
    def listing(self) -> object:
        return self.make.render_listing

    @property
    def article(self) -> object:
        return self.make.render_article


DEDE = Make(
    '<div class="listbox"><ul class="e2">\n{items}</ul></div>\n<ul>{traps}</ul><div class="dede_pages">{pager}</div>\n',
    '<li><a href="{url}" class="title">{mark}{title}</a><span class="info"><small>日期：</small>{time}</span></li>\n',
    '<div class="viewbox"><div class="title">{headline}</div><div class="info"><small>时间:</small>{time} '
    '<small>来源:</small>{source} {author}</div><div class="content"><table><tr><td>\n{body}</td></tr></table></div>'
    "{pager}{editors}</div>{related}",
    title="<h2>{}</h2>",
    body=BodyStyle("<div>　　{}</div>\n", "<div><strong>{}</strong></div>\n"),
    editors='<div class="boxoff">(责任编辑：{})</div>',
)
PHPCMS = Make(
    '<ul class="list lh24 f14">\n{items}</ul>\n<ul>{traps}</ul><div id="pages" class="text-c">{pager}</div>\n',
    '<li><span class="rt">{time}</span>·<a href="{url}" target="_blank">{mark}{title}</a></li>\n',
    '<div id="Article">{headline}<span>{time}　　来源：{source}　　{author}</span><div class="bk10"></div>'
    '<div class="article_body">{body}{pager}</div>{editors}</div>{related}',
    listed="%Y-%m-%d %H:%M:%S",
    editors='<p class="f12">编辑：{}</p>',
    joined=" - ",
)
WORDPRESS = Make(
    '<main id="main">{items}</main><ul>{traps}</ul><nav class="navigation">{pager}</nav>\n',
    '<article class="post"><h2 class="entry-title"><a href="{url}" rel="bookmark">{mark}{title}</a></h2>'
    '<div class="entry-meta"><time>{time}</time></div></article>\n',
    '<article class="post">{headline}<div class="entry-meta"><time class="published">{time}</time> 来源：{source} '
    '{author}</div><div class="entry-content">{body}{pager}{editors}</div></article>{related}',
    title='<h1 class="entry-title">{}</h1>',
    listed="%Y年%m月%d日",
    body=BodyStyle("<p>{}</p>\n", "<h3>{}</h3>\n"),
    joined=" – ",
    timed=True,
)
CARDS = Make(
    '<section class="feed">{items}</section><ul>{traps}</ul><div class="more-bar">{pager}</div>\n',
    '<a class="feed__card" href="{url}"><h4>{mark}{title}</h4><p class="feed__when">{time}</p></a>\n',
    '<section class="detail">{headline}<p class="detail__meta"><b>{time}</b> <i>来源：{source}</i> {author}</p>'
    '<section class="detail__text">{body}</section>{pager}{editors}</section>{related}',
    title='<p class="detail__title">{}</p>',
    written="%Y/%m/%d %H:%M",
    listed="%Y/%m/%d",
    body=BodyStyle('<p class="para">{}</p>\n', '<p class="para"><b>{}</b></p>\n'),
    editors='<p class="detail__ed">责编：{}</p>',
    joined="|",
)
DEFINED = Make(
    '<dl class="newslist">\n{items}</dl>\n<ul>{traps}</ul><p class="fenye">{pager}</p>\n',
    '<dt><a href="{url}">{mark}{title}</a></dt><dd>发布时间：{time}</dd>\n',
    '<div class="zw_main"><div class="bt">{headline}</div><div class="ly">发布时间：{time}　稿源：{source}　{author}</div>'
    '<div class="zw" id="zoom">{body}</div>{pager}{editors}</div>{related}',
    title="<h1>{}</h1>",
    written="%Y年%m月%d日 %H:%M",
    listed="%Y-%m-%d %H:%M",
    editors='<div class="bj">【责任编辑：{}】</div>',
)
BROKEN = Make(
    '<div class="con_l">\n{items}<ul>{traps}</ul><div class="yema">{pager}</div></div>\n',
    '<div class="line"><em>[{time}]</em> <a href="{url}" target=_blank>{mark}{title}</a><br></div>\n',
    '<center><font size=5 class="biaoti">{headline}</font></center><table width=100%><tr><td class="xinxi">{time} '
    "来源:{source} {author}</td></tr></table><font id=zoomfont>{body}</font>{pager}{editors}{related}",
    title="{}\n",
    listed="%m-%d",
    body=BodyStyle("　　{}<br>\n", "　　<b>{}</b><br>\n", '<img src="{}"><br>{}<br>\n'),
    editors="<div class=bianji>编辑:{}</div>",
)
MAKES = {
    name: Rendering(make)
    for name, make in (
        *(("dede", DEDE), ("phpcms", PHPCMS), ("wordpress", WORDPRESS)),
        *(("cards", CARDS), ("defined", DEFINED), ("broken", BROKEN)),
    )
}
