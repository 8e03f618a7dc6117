"""Pages of the hxnews family, true to 海峡网: `ul.newlistbox`, og:title, og:release_date, `div.article-content`.

Template 2 is a face-lift (other furniture and nesting, same markers), template 3 a redesign that shares no marker.
"""

from html import escape

from .families import Channel
from .furniture import Furniture, link
from .holdings import Article, Block, Entry

BODY = "article article_16 article-content fontSizeSmall"


def listing(f: Furniture, channel: Channel, page: int, pages: int, next_path: str | None, entries: list[Entry]) -> str:
    items = []
    for entry in entries:
        url = f.url(entry.article.path) if entry.article.number % 2 else entry.article.path
        mark = '<em class="top">置顶</em>' if entry.pinned else ""
        summary = next((b.text for b in entry.article.body if b.kind == "p"), "")[:60]
        items.append(
            f'<li><div class="txt"><h3>{mark}{link(channel.path, f"[{channel.name[:2]}]", "")} {link(url, entry.title)}</h3>'
            f'<p class="summary">{escape(summary)}… <a href="{escape(url)}">详细</a></p>'
            f'<span class="time">{entry.shown:%Y-%m-%d %H:%M}</span></div></li>\n'
        )
    items.insert(
        len(items) // 2,
        f'<li class="ad"><div><h3>{link("http://ad.example/house?id=7", "江景美宅 恭迎品鉴")}</h3></div></li>\n',
    )
    items.append(f"<li><div><h3>{link('/zt/2020/tpgj/index.shtml', '专题：脱贫攻坚看福建')}</h3></div></li>\n")
    current = f.site.family.listing_page
    numbers = "".join(
        f'<span class="current">{n}</span> ' if n == page else link(current(channel.path, n), str(n), "") + " "
        for n in range(max(1, page - 4), min(pages, page + 5) + 1)
    )
    back = link(current(channel.path, page - 1), "上一页", ' class="prev"') if page > 1 else ""
    forth = link(next_path, "下一页", ' class="next"') if next_path else ""
    return (
        _head(f, f"{channel.name}_{f.site.family.site_name}", "")
        + f'<body class="list">\n{f.top}<div class="crumb">当前位置：{link("/", f.site.family.site_name, "")} &gt; {link("/news/", "新闻", "")} &gt; '
        f'{channel.name}</div>\n<div class="left">\n<ul class="newlistbox">\n{"".join(items)}{f.traps}</ul>\n'
        f'<div class="pagebar">{link(channel.path, "首页", "")} {back} {numbers}{forth} {link(current(channel.path, pages), "尾页", "")} '
        f'共{pages}页</div>\n</div>\n<div class="right">\n{f.side}</div>\n{f.foot}</body>\n</html>\n'
    )


def article(f: Furniture, a: Article, page: int) -> str:
    return _redesigned(f, a, page) if f.site.template == 3 else _known(f, a, page)


def _known(f: Furniture, a: Article, page: int) -> str:
    channel = f.channel_of(a)
    lift = f.site.template == 2
    metas = (
        f'<meta name="keywords" content="{escape(",".join(a.keywords))}" />\n<meta name="description" content="{escape(_first(a)[:90])}" />\n'
        f'<meta property="og:type" content="news" />\n<meta property="og:title" content="{escape(a.title)}" />\n'
        f'<meta property="og:url" content="{f.url(a.moved_to or a.path)}" />\n'
        f'<meta property="og:release_date" content="{a.published:%Y-%m-%d %H:%M}" />\n'
    )
    source = link(a.source_url, a.source or "") if a.source_url else escape(a.source or "")
    author = f'<span class="author">作者：{escape(a.authors[0])}</span>' if a.authors else ""
    crumbs = " &gt; ".join(
        (
            link("/", f.site.family.site_name, ""),
            link("/news/", "新闻", ""),
            link(channel.path, channel.name, ""),
            "正文",
        )
    )
    related = "".join(f"<li>{link(f.url(other.path), other.listed_title)}</li>\n" for other in f.related(a))
    info = (
        f'<div class="article-info"><span class="time">{a.published:%Y-%m-%d %H:%M}</span> <span class="source">来源：{source}</span> {author} '
        '<span class="tool">【字号 <a href="javascript:setFont(\'Big\')">大</a> <a href="javascript:setFont(\'Middle\')">中</a> '
        "<a href=\"javascript:setFont('Small')\">小</a>】</span></div>\n"
    )
    kicker = f'<h4 class="kicker">{escape(a.kicker)}</h4>\n' if a.kicker else ""
    subtitle = f'<h5 class="subtitle">{escape(a.subtitle)}</h5>\n' if a.subtitle else ""
    last = page == a.pages
    editor = f'<p class="article-editor">责任编辑：{escape(" ".join(a.editors))}</p>\n' if a.editors and last else ""
    words = "".join(link(f"/tag/{i}.shtml", word, "") for i, word in enumerate(a.keywords))
    text = f'<div id="content" class="{BODY}">\n{blocks(a, page)}{_pager(a, page)}</div>\n{editor}<div class="keywords">关键词：{words}</div>\n'
    share = '<div class="share">分享到：<a href="#" onclick="return share(\'wb\')">新浪微博</a> <a href="#" onclick="return share(\'qz\')">QQ空间</a></div>\n'
    traps = f'<ul class="inside">{f.traps}</ul>' if f.traps else ""
    main = f'{kicker}<h1>{escape(a.title)}</h1>\n{subtitle}{info}{text}{share}{traps}<div class="relate"><h3>相关新闻</h3><ul>\n{related}</ul></div>\n'
    if lift:
        main = f'<section class="w980"><div class="detail-wrap"><div class="detail">\n{main}</div></div></section>\n'
    layout = (
        f'<div class="right">\n{f.side}</div>\n<div class="left">{main}</div>\n'
        if lift
        else f'<div class="left">\n{main}</div>\n<div class="right">\n{f.side}</div>\n'
    )
    return (
        _head(f, f"{a.title}_{channel.name}_{f.site.family.site_name}", metas)
        + f'<body class="article-page">\n{f.top}<div class="crumb breadcrumbs">当前位置：{crumbs}</div>\n{layout}{f.foot}</body>\n</html>\n'
    )


def _redesigned(f: Furniture, a: Article, page: int) -> str:
    """The same text under a new design of which no rule of the catalog knows anything."""
    paragraphs = blocks(a, page).replace("<p>　　", '<p class="para">')
    byline = f"<i>{a.published:%Y/%m/%d %H:%M}</i><i>{escape(a.source or '')}</i>" + (
        f"<i>{escape(a.authors[0])}</i>" if a.authors else ""
    )
    editor = (
        f'<div class="z-ed">（责任编辑：{escape(" ".join(a.editors))}）</div>\n'
        if a.editors and page == a.pages
        else ""
    )
    return (
        _head(
            f,
            f"{a.title} - {f.site.family.site_name}",
            f'<meta name="description" content="{escape(_first(a)[:90])}" />\n',
        )
        + f'<body class="v3">\n{f.top}<article class="z-main"><header><h1 class="z-title">{escape(a.title)}</h1><div class="z-info">{byline}</div></header>\n'
        f'<div class="z-text">\n{paragraphs}{_pager(a, page)}</div>\n{editor}</article>\n<aside>\n{f.side}</aside>\n{f.foot}</body>\n</html>\n'
    )


def blocks(a: Article, page: int) -> str:
    """The body's HTML: indented paragraphs, bold subheads, centred pictures with the caption below."""
    parts, picture = [], 0
    for block in a.page_blocks(page):
        if block.kind == "caption":
            picture += 1
        parts.append(_block(a, block, page * 10 + picture))
    return "".join(parts)


def _block(a: Article, block: Block, picture: int) -> str:
    text = escape(block.text)
    if block.kind == "subhead":
        return f"<p>　　<strong>{text}</strong></p>\n"
    if block.kind == "caption":
        image = f'<p style="text-align: center;"><img src="/upload/{a.published:%Y/%m%d}/{a.number}_{picture}.jpg" alt="" /></p>\n'
        return f'{image}<p style="text-align: center;"><span style="font-size: 12px;">{text}</span></p>\n'
    if block.kind == "table":
        rows = "".join(
            "<tr>" + "".join(f"<td>{cell}</td>" for cell in row.split("\t")) + "</tr>\n" for row in text.split("\n")
        )
        return f'<table border="1" cellspacing="0">\n{rows}</table>\n'
    return f"<p>　　{text}</p>\n"


def _pager(a: Article, page: int) -> str:
    if a.pages == 1:
        return ""
    if a.pager == "rest":
        return f'<p class="rest">{link(a.paths[1], "余下全文>>", "")}</p>\n' if page == 1 else ""
    numbers = " ".join(f"<b>{n}</b>" if n == page else link(path, str(n), "") for n, path in enumerate(a.paths, 1))
    back = link(a.paths[page - 2], "上一页", "") if page > 1 else ""
    forth = link(a.paths[page], "下一页", "") if page < a.pages else ""
    return f'<div class="page">{back} {numbers} {forth}</div>\n'


def _first(a: Article) -> str:
    return next((block.text for block in a.body if block.kind == "p"), "")


def _head(f: Furniture, title: str, metas: str) -> str:
    return (
        '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" "http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">\n'
        f'<html xmlns="http://www.w3.org/1999/xhtml">\n<head>\n{{CHARSET}}<title>{escape(title)}</title>\n{metas}{f.head}</head>\n'
    )
