"""Pages of the TRS family: paging written by `createPageHTML`, `div.TRS_Editor`, meta publishdate and source."""

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
    related,
    source,
)

PAGER = """<script type="text/javascript">
function createPageHTML(_nPageCount, _nCurrIndex, _sPageName, _sPageExt){
  if(_nPageCount == null || _nPageCount <= 1){ return; }
  if(_nCurrIndex > 0){ document.write("<a href='" + _sPageName + (_nCurrIndex > 1 ? "_" + (_nCurrIndex - 1) : "") + "." + _sPageExt + "'>上一页</a>"); }
  for(var i = 0; i < _nPageCount; i++){ document.write(i == _nCurrIndex ? "<span>" + (i + 1) + "</span>"
    : "<a href='" + _sPageName + (i ? "_" + i : "") + "." + _sPageExt + "'>" + (i + 1) + "</a>"); }
  if(_nCurrIndex < _nPageCount - 1){ document.write("<a href='" + _sPageName + "_" + (_nCurrIndex + 1) + "." + _sPageExt + "'>下一页</a>"); }
}
createPageHTML(%d, %d, "index", "html");
</script>
"""
STYLE = (
    '<style type="text/css">.TRS_Editor P{line-height:2;font-family:宋体;font-size:12pt;}'
    ".TRS_Editor DIV{line-height:2;font-family:宋体;}</style>"
)
TITLE = '<div class="cont-h">{}</div>\n'
PAGES = '<div class="fenye">{}</div>\n'
EDITOR = '<div class="cont-ed">[责任编辑：{}]</div>\n'
BODY = BodyStyle(
    '<p align="justify">　　{}</p>\n',
    '<p align="justify">　　<b>{}</b></p>\n',
    '<p align="center"><img src="{}" oldsrc="W02020.jpg" /></p>\n<p align="center"><font color="#000080">{}</font></p>\n',
)


def listing(
    f: Furniture, channel: Channel, page: int, paths: list[str], next_path: str | None, entries: list[Entry]
) -> str:
    """Links are relative to the channel's folder; the pager exists only as a call of a script."""
    items = "".join(_item(channel, entry) for entry in entries)
    count = page + 1 if next_path else len(paths)
    call = PAGER % (max(count, len(paths)), page - 1)
    main = f'<div id="sort_body"><ul>\n{items}{f.traps}</ul></div>\n<div class="fenye">{call}</div>\n'
    crumb = f'<div class="crumb">您当前的位置：{link("/", f.site.family.site_name, "")} &gt; {channel.name}</div>\n'
    return document(f, f"{channel.name}_{f.site.family.site_name}", "", crumb, main)


def _item(channel: Channel, entry: Entry) -> str:
    a = entry.article
    inside = a.path.startswith(channel.path)
    url = "./" + a.path.removeprefix(channel.path) if inside else ".." + a.path
    mark = "[置顶]" if entry.pinned else ""
    return (
        f'<li><a href="{escape(url)}" target="_blank"><h1>{mark}{escape(entry.title)}</h1><div class="abstract">{escape(first_paragraph(a)[:50])}</div>'
        f'<div class="source">{escape(a.source or "")}</div><div class="time">{entry.shown:%Y-%m-%d %H:%M:%S}</div></a></li>\n'
    )


def article(f: Furniture, a: Article, page: int) -> str:
    channel = f.channel_of(a)
    stamp = f"{a.published:%Y-%m-%d %H:%M:%S}"
    editor = a.editors[0] if a.editors else None
    facts = [
        ("contentid", str(a.number)),
        ("publishdate", stamp),
        ("source", a.source),
        ("author", editor),
        ("filetype", "0"),
        ("catalogs", "7231"),
    ]
    facts += [("keywords", " ".join(a.keywords)), ("description", first_paragraph(a)[:80])]
    author = f'<span class="cont-a-author">作者：{escape(a.authors[0])}</span>' if a.authors else ""
    main = (
        f"{headline(a, TITLE)}"
        f'<div class="cont-a"><span class="time">{stamp}</span> <span class="cont-a-src">来源：{source(a)}</span> {author}</div>\n'
        f'<div class="cont-b"><div class="TRS_Editor"><div class="TRS_Editor">{STYLE}\n{blocks(a, page, BODY)}</div></div></div>\n'
        f"{article_pager(a, page, PAGES)}{editors(a, page, EDITOR)}{related(f, a)}"
    )
    crumb = f'<div class="crumb">您当前的位置：{link("/", f.site.family.site_name, "")} &gt; {link(channel.path, channel.name, "")} &gt; 正文</div>\n'
    return document(f, f"{a.title}_{channel.name}_{f.site.family.site_name}", metas(facts), crumb, main)
