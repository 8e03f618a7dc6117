"""Pages of the hxnews family, true to 海峡网: `ul.newlistbox`, og:title, og:release_date, `div.article-content`."""

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


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    """One advertisement stands among the entries and one special page below them."""
    items = [_item(f, channel, entry) for entry in entries]
    advert = link("http://ad.example/house?id=7", "江景美宅 恭迎品鉴")
    items.insert(len(items) // 2, f'<li class="ad"><div><h3>{advert}</h3></div></li>\n')
    items.append(f"<li><div><h3>{link('/zt/2020/tpgj/index.shtml', '专题：脱贫攻坚')}</h3></div></li>\n")
    main = filled(
        "hxnews_list.html",
        ITEMS="".join(items),
        TRAPS=f.traps,
        CHANNEL=channel.path,
        NUMBERS=numbers(paths, page, next_path),
        LAST=paths[-1],
        COUNT=len(paths),
    )
    return f.document(f"{channel.name}_{f.site.family.site_name}", f.columns(_crumb(f, channel.name), main))


def _item(f: Furniture, channel: Channel, entry: Entry) -> str:
    """Half of the entries link by path and half by full address; each links twice."""
    a = entry.article
    return filled(
        "hxnews_item.html",
        MARK='<em class="top">置顶</em>' if entry.pinned else "",
        CHANNEL=channel.path,
        LABEL=channel.name[:2],
        URL=escape(f.url(a.path) if a.number % 2 else a.path),
        TITLE=escape(entry.title),
        SUMMARY=escape(first_paragraph(a)[:60]),
        TIME=f"{entry.shown:%Y-%m-%d %H:%M}",
    )


def article(f: Furniture, a: Article, page: int) -> str:
    channel = f.channel_of(a)
    time = f"{a.published:%Y-%m-%d %H:%M}"
    named = metas([("keywords", ",".join(a.keywords)), ("description", first_paragraph(a)[:90])])
    graph = [
        ("og:type", "news"),
        ("og:title", a.title),
        ("og:url", f.url(a.moved_to or a.path)),
        ("og:release_date", time),
    ]
    main = filled(
        "hxnews_article.html",
        HEADLINE=headline(a, "<h1>{}</h1>\n"),
        TIME=time,
        SOURCE=source(a),
        AUTHOR=author(a, '<span class="author">作者：{}</span>'),
        BODY=blocks(a, page, BodyStyle()),
        PAGER=article_pager(a, page, '<div class="page">{}</div>\n'),
        EDITORS=editors(a, page, '<p class="article-editor">责任编辑：{}</p>\n'),
        KEYWORDS="".join(link(f"/tag/{i}.shtml", word, "") for i, word in enumerate(a.keywords)),
        RELATED=related(f, a),
    )
    crumb = _crumb(f, f"{link(channel.path, channel.name, '')} &gt; 正文")
    title = f"{a.title}_{channel.name}_{f.site.family.site_name}"
    return f.document(title, f.columns(crumb, main), named + metas(graph, "property"))


def _crumb(f: Furniture, here: str) -> str:
    above = f"{link('/', f.site.family.site_name, '')} &gt; {link('/news/', '新闻', '')}"
    return f'<div class="crumb breadcrumbs">当前位置：{above} &gt; {here}</div>\n'
