"""Pages of the hxnews family, true to 海峡网: `ul.newlistbox`, og:title, og:release_date, `div.article-content`."""

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

BODY = "article article_16 article-content fontSizeSmall"
TOOLS = "".join(
    f" <a href=\"javascript:setFont('{size}')\">{name}</a>" for size, name in (("Big", "大"), ("Small", "小"))
)
SHARE = '<div class="share">分享到：<a href="#" onclick="return share(\'wb\')">新浪微博</a></div>\n'
EDITOR = '<p class="article-editor">责任编辑：{}</p>\n'
PAGES = '<div class="page">{}</div>\n'
TITLE = "<h1>{}</h1>\n"


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    items = [_item(f, channel, entry) for entry in entries]
    advert, topic = (
        link("http://ad.example/house?id=7", "江景美宅 恭迎品鉴"),
        link("/zt/2020/tpgj/index.shtml", "专题：脱贫攻坚"),
    )
    items.insert(len(items) // 2, f'<li class="ad"><div><h3>{advert}</h3></div></li>\n')
    items.append(f"<li><div><h3>{topic}</h3></div></li>\n")
    main = (
        f'<ul class="newlistbox">\n{"".join(items)}{f.traps}</ul>\n<div class="pagebar">{link(channel.path, "首页", "")} {numbers(paths, page, next_path)} '
        f"{link(paths[-1], '尾页', '')} 共{len(paths)}页</div>\n"
    )
    crumb = f'<div class="crumb">当前位置：{_above(f)} &gt; {channel.name}</div>\n'
    return document(f, f"{channel.name}_{f.site.family.site_name}", "", crumb, main)


def _item(f: Furniture, channel: Channel, entry: Entry) -> str:
    """Half of the entries link by path and half by full address; each links twice."""
    a = entry.article
    url = f.url(a.path) if a.number % 2 else a.path
    label = link(channel.path, f"[{channel.name[:2]}]", "")
    mark = '<em class="top">置顶</em>' if entry.pinned else ""
    return (
        f'<li><div class="txt"><h3>{mark}{label} {link(url, entry.title)}</h3>'
        f'<p class="summary">{escape(first_paragraph(a)[:60])}… {link(url, "详细")}</p>'
        f'<span class="time">{entry.shown:%Y-%m-%d %H:%M}</span></div></li>\n'
    )


def _above(f: Furniture) -> str:
    return f"{link('/', f.site.family.site_name, '')} &gt; {link('/news/', '新闻', '')}"


def article(f: Furniture, a: Article, page: int) -> str:
    channel = f.channel_of(a)
    named = metas([("keywords", ",".join(a.keywords)), ("description", first_paragraph(a)[:90])])
    graph = [("og:type", "news"), ("og:title", a.title), ("og:url", f.url(a.moved_to or a.path))]
    graph.append(("og:release_date", f"{a.published:%Y-%m-%d %H:%M}"))
    author = f'<span class="author">作者：{escape(a.authors[0])}</span>' if a.authors else ""
    words = "".join(link(f"/tag/{i}.shtml", word, "") for i, word in enumerate(a.keywords))
    main = (
        f"{headline(a, TITLE)}"
        f'<div class="article-info"><span class="time">{a.published:%Y-%m-%d %H:%M}</span> <span class="source">来源：{source(a)}</span> {author} '
        f'<span class="tool">【字号{TOOLS}】</span></div>\n<div id="content" class="{BODY}">\n{blocks(a, page, BodyStyle())}'
        f"{article_pager(a, page, PAGES)}</div>\n"
        f'{editors(a, page, EDITOR)}<div class="keywords">关键词：{words}</div>\n{SHARE}{related(f, a)}'
    )
    crumb = f'<div class="crumb breadcrumbs">当前位置：{_above(f)} &gt; {link(channel.path, channel.name, "")} &gt; 正文</div>\n'
    return document(
        f, f"{a.title}_{channel.name}_{f.site.family.site_name}", named + metas(graph, "property"), crumb, main
    )
