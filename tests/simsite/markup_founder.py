"""Pages of the Founder family: `node_N.htm`, `div#displaypagenum`, comments enpproperty and enpcontent, Baidu ids."""

from html import escape

from .families import Channel
from .furniture import Furniture, link
from .holdings import Article, Entry
from .parts import (
    BodyStyle,
    article_pager,
    blocks,
    document,
    editors,
    first_paragraph,
    headline,
    metas,
    numbers,
    related,
    source,
)

TITLE = "<h1>{}</h1>\n"
EDITOR = '<span id="editor_baidu">责任编辑：{}</span>'
BODY = BodyStyle(
    "<P>　　{}</P>\n",
    "<P>　　<STRONG>{}</STRONG></P>\n",
    '<P align=center><IMG border=0 src="{}"></P>\n<P align=center><FONT face=楷体_GB2312>{}</FONT></P>\n',
)


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    items = "".join(
        f"<li>{'<font color=red>[置顶]</font>' if e.pinned else ''}{link(f.url(e.article.path), e.title)}<span>{e.shown:%Y-%m-%d %H:%M}</span></li>\n"
        for e in entries
    )
    main = f'<ul class="list_page">\n{items}{f.traps}</ul>\n{_pages(numbers(paths, page, next_path), len(paths), page)}'
    return document(f, f"{channel.name}-{f.site.family.site_name}", "", _crumb(f, channel), main)


def _pages(links: str, count: int, page: int) -> str:
    return f'<div id="displaypagenum" totalcount="{count}" currentpage="{page}"><center>{links}</center></div>\n'


def _crumb(f: Furniture, channel: Channel) -> str:
    return f'<div class="crumb">{link("/", f.site.family.site_name, " class=daohang")} &gt; {link(channel.path, channel.name, " class=daohang")}</div>\n'


def _property(f: Furniture, a: Article, channel: Channel) -> str:
    """The comment in which Founder repeats the facts; its title carries the site's name, its date ends in `.0`."""
    author = escape(a.authors[0]) if a.authors else ""
    return (
        f"<!--enpproperty <articleid>{a.number}</articleid><date>{a.published:%Y-%m-%d %H:%M:%S}.0</date><author>{author}</author>"
        f"<title>{escape(a.title)}_{f.site.family.site_name}</title><keyword>{escape(' '.join(a.keywords))}</keyword><subtitle>{escape(a.subtitle or '')}"
        f"</subtitle><introtitle>{escape(a.kicker or '')}</introtitle><siteid>2</siteid><nodeid>{5000 + len(channel.name)}</nodeid>"
        f"<nodename>{channel.name}</nodename>/enpproperty-->\n"
    )


def article(f: Furniture, a: Article, page: int) -> str:
    channel = f.channel_of(a)
    named = metas(
        [
            ("keywords", " ".join(a.keywords)),
            ("description", first_paragraph(a)[:80]),
            ("author", a.editors[0] if a.editors else None),
        ]
    )
    author = f'<span id="author_baidu">作者：{escape(a.authors[0])}</span>' if a.authors else ""
    pager = "" if a.pages == 1 else article_pager(a, page, _pages("{}", a.pages, page))
    main = (
        f'{_property(f, a, channel)}<div class="cont_head">{headline(a, TITLE)}'
        f'<span id="pubtime_baidu">{a.published:%Y-%m-%d   %H:%M:%S}</span> {author} <span id="source_baidu">来源：{source(a)}</span> '
        f"{editors(a, page, EDITOR)}</div>\n"
        f'<div class="cont-news" id="new_message_id"><!--enpcontent-->\n{blocks(a, page, BODY)}<!--/enpcontent--></div>\n{pager}{related(f, a)}'
    )
    return document(f, f"{a.title}-{channel.name}-{f.site.family.site_name}", named, _crumb(f, channel), main)
