"""Pages of the Founder family: `node_N.htm`, `div#displaypagenum`, comments enpproperty and enpcontent, Baidu ids."""

from html import escape

from .families import Channel
from .furniture import Furniture, filled, link
from .holdings import Article, Entry
from .parts import (
    BodyStyle,
    article_pager,
    author,
    blocks,
    editors,
    first_paragraph,
    headline,
    metas,
    numbers,
    related,
    source,
)

BODY = BodyStyle(
    "<P>　　{}</P>\n",
    "<P>　　<STRONG>{}</STRONG></P>\n",
    '<P align=center><IMG border=0 src="{}"></P>\n<P align=center><FONT face=楷体_GB2312>{}</FONT></P>\n',
)
PAGES = '<div id="displaypagenum"><center>{}</center></div>\n'


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    items = (
        filled(
            "founder_item.html",
            MARK="<font color=red>[置顶]</font>" if entry.pinned else "",
            URL=escape(f.url(entry.article.path)),
            TITLE=escape(entry.title),
            TIME=f"{entry.shown:%Y-%m-%d %H:%M}",
        )
        for entry in entries
    )
    pager = {"COUNT": len(paths), "PAGE": page, "NUMBERS": numbers(paths, page, next_path)}
    main = filled("founder_list.html", ITEMS="".join(items), TRAPS=f.traps, **pager)
    return f.document(f"{channel.name}-{f.site.family.site_name}", f.columns(_crumb(f, channel), main))


def _crumb(f: Furniture, channel: Channel) -> str:
    above = link("/", f.site.family.site_name, " class=daohang")
    return f'<div class="crumb">{above} &gt; {link(channel.path, channel.name, " class=daohang")}</div>\n'


def article(f: Furniture, a: Article, page: int) -> str:
    """The facts stand in a comment once more; its title carries the site's name, its date ends in `.0`."""
    channel = f.channel_of(a)
    named = [("keywords", " ".join(a.keywords)), ("description", first_paragraph(a)[:80])]
    comment = {
        "NUMBER": a.number,
        "STAMP": f"{a.published:%Y-%m-%d %H:%M:%S}",
        "NAME": author(a, "{}"),
        "TITLE": escape(a.title),
        "SITE": f.site.family.site_name,
        "SUBTITLE": escape(a.subtitle or ""),
        "KICKER": escape(a.kicker or ""),
        "KEYWORDS": escape(" ".join(a.keywords)),
        "NODE": 5000 + len(channel.path),
        "CHANNEL": channel.name,
    }
    main = filled(
        "founder_article.html",
        HEADLINE=headline(a, "<h1>{}</h1>\n"),
        TIME=f"{a.published:%Y-%m-%d   %H:%M:%S}",
        AUTHOR=author(a, '<span id="author_baidu">作者：{}</span>'),
        SOURCE=source(a),
        EDITORS=editors(a, page, '<span id="editor_baidu">责任编辑：{}</span>'),
        BODY=blocks(a, page, BODY),
        PAGER=article_pager(a, page, PAGES),
        RELATED=related(f, a),
        **comment,
    )
    title = f"{a.title}-{channel.name}-{f.site.family.site_name}"
    return f.document(title, f.columns(_crumb(f, channel), main), metas(named))
