"""Pages of a site of no known make: no meta tags, no telling class names, bodies of bare lines and `<br>`."""

from html import escape

from .families import Channel
from .furniture import Furniture, filled, link
from .holdings import Article, Entry
from .parts import BodyStyle, article_pager, author, blocks, editors, headline, numbers, related, source

BODY = BodyStyle(
    "　　{}<br /><br />\n",
    "　　<b>{}</b><br /><br />\n",
    '<div align="center"><img src="{}" /><br />{}</div><br />\n',
)
DOCTYPE = "<!DOCTYPE html>"


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    items = (
        filled(
            "plain_item.html",
            MARK="【置顶】" if entry.pinned else "",
            URL=escape(entry.article.path),
            TITLE=escape(entry.title),
            TIME=f"{entry.shown:%Y-%m-%d}",
        )
        for entry in entries
    )
    main = filled("plain_list.html", ITEMS="".join(items), TRAPS=f.traps, NUMBERS=numbers(paths, page, next_path))
    crumb = f'<div class="t1">{channel.name}</div>\n'
    return f.document(f"{channel.name} {f.site.family.site_name}", f.columns(crumb, main), doctype=DOCTYPE)


def article(f: Furniture, a: Article, page: int) -> str:
    channel, at = f.channel_of(a), a.published
    main = filled(
        "plain_article.html",
        HEADLINE=headline(a, "<h2>{}</h2>\n"),
        TIME=f"{at.year}年{at.month}月{at.day}日 {at:%H:%M}",
        SOURCE=source(a),
        AUTHOR=author(a, "　作者：{}"),
        HITS=a.number % 5000,
        BODY=blocks(a, page, BODY),
        PAGER=article_pager(a, page, '<div class="t4">{}</div>\n'),
        EDITORS=editors(a, page, '<div class="t8">编辑：{}</div>\n'),
        RELATED=related(f, a),
    )
    crumb = f'<div class="t1">{link("/", "首页", "")} &gt;&gt; {link(channel.path, channel.name, "")}</div>\n'
    return f.document(f"{a.title} {f.site.family.site_name}", f.columns(crumb, main), doctype=DOCTYPE)
