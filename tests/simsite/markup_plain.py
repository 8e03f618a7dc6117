"""Pages of a site of no known make: no meta tags, no telling class names, bodies of bare lines and `<br>`."""

from html import escape

from .families import Channel
from .furniture import Furniture, link
from .holdings import Article, Entry
from .parts import BodyStyle, article_pager, blocks, document, editors, headline, numbers, related, source

TITLE = "<h2>{}</h2>\n"
PAGES = '<div class="t4">{}</div>\n'
EDITOR = '<div class="t8">编辑：{}</div>\n'
BODY = BodyStyle(
    "　　{}<br /><br />\n", "　　<b>{}</b><br /><br />\n", '<div align="center"><img src="{}" /><br />{}</div><br />\n'
)


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    rows = "".join(
        f'<tr><td width="80%">·{"【置顶】" if e.pinned else ""}{link(e.article.path, e.title, "")}</td><td>[{e.shown:%Y-%m-%d}]</td></tr>\n'
        for e in entries
    )
    main = f'<table class="t3">\n{rows}</table>\n<ul>{f.traps}</ul>\n<div class="t4">{numbers(paths, page, next_path)}</div>\n'
    return document(
        f,
        f"{channel.name} {f.site.family.site_name}",
        "",
        f'<div class="t1">{channel.name}</div>\n',
        main,
        "<!DOCTYPE html>",
    )


def article(f: Furniture, a: Article, page: int) -> str:
    channel = f.channel_of(a)
    author = f"　作者：{escape(a.authors[0])}" if a.authors else ""
    at = a.published
    main = (
        f"{headline(a, TITLE)}"
        f'<div class="t5">{at.year}年{at.month}月{at.day}日 {at:%H:%M}　来源：{source(a)}{author}　阅读：{a.number % 5000}次</div>\n'
        f'<div class="t7">\n{blocks(a, page, BODY)}</div>\n{article_pager(a, page, PAGES)}'
        f"{editors(a, page, EDITOR)}{related(f, a)}"
    )
    crumb = f'<div class="t1">{link("/", "首页", "")} » {link(channel.path, channel.name, "")}</div>\n'
    return document(f, f"{a.title} {f.site.family.site_name}", "", crumb, main, "<!DOCTYPE html>")
