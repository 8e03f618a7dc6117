"""Pages of the TRS family: paging written by `createPageHTML`, `div.TRS_Editor`, meta publishdate and source."""

from html import escape

from .families import Channel
from .furniture import Furniture, filled, link
from .holdings import Article, Entry
from .parts import BodyStyle, article_pager, author, blocks, editors, first_paragraph, headline, metas, related, source

BODY = BodyStyle(
    '<p align="justify">　　{}</p>\n',
    '<p align="justify">　　<b>{}</b></p>\n',
    '<p align="center"><img src="{}" oldsrc="W02020.jpg" /></p>\n'
    '<p align="center"><font color="#000080">{}</font></p>\n',
)


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    """Links are relative to the channel's folder; the pager exists only as a call of a script."""
    main = filled(
        "trs_list.html",
        ITEMS="".join(_item(channel, entry) for entry in entries),
        TRAPS=f.traps,
        COUNT=max(page + 1 if next_path else page, len(paths)),
        INDEX=page - 1,
    )
    return f.document(f"{channel.name}_{f.site.family.site_name}", f.columns(_crumb(f, channel.name), main))


def _item(channel: Channel, entry: Entry) -> str:
    a = entry.article
    inside = a.path.startswith(channel.path)
    return filled(
        "trs_item.html",
        URL=escape("./" + a.path.removeprefix(channel.path) if inside else ".." + a.path),
        MARK="[置顶]" if entry.pinned else "",
        TITLE=escape(entry.title),
        SUMMARY=escape(first_paragraph(a)[:50]),
        SOURCE=escape(a.source or ""),
        TIME=f"{entry.shown:%Y-%m-%d %H:%M:%S}",
    )


def article(f: Furniture, a: Article, page: int) -> str:
    """meta author names the editor, as on many such sites."""
    channel = f.channel_of(a)
    time = f"{a.published:%Y-%m-%d %H:%M:%S}"
    facts = [
        ("contentid", str(a.number)),
        ("publishdate", time),
        ("source", a.source),
        ("filetype", "0"),
        ("catalogs", "7231"),
    ]
    facts += [("author", a.editors[0] if a.editors else None), ("keywords", " ".join(a.keywords))]
    main = filled(
        "trs_article.html",
        HEADLINE=headline(a, '<div class="cont-h">{}</div>\n'),
        TIME=time,
        SOURCE=source(a),
        AUTHOR=author(a, '<span class="cont-a-author">作者：{}</span>'),
        BODY=blocks(a, page, BODY),
        PAGER=article_pager(a, page, '<div class="fenye">{}</div>\n'),
        EDITORS=editors(a, page, '<div class="cont-ed">[责任编辑：{}]</div>\n'),
        RELATED=related(f, a),
    )
    crumb = _crumb(f, f"{link(channel.path, channel.name, '')} &gt; 正文")
    return f.document(f"{a.title}_{channel.name}_{f.site.family.site_name}", f.columns(crumb, main), metas(facts))


def _crumb(f: Furniture, here: str) -> str:
    return f'<div class="crumb">您当前的位置：{link("/", f.site.family.site_name, "")} &gt; {here}</div>\n'
