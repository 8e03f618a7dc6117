"""What all families render alike: the blocks of a body, headlines, pagers, and the redesign of template 3.

Template 2 is a face-lift: other furniture and nesting, but the markers stay by which a site's rules know its pages.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from .furniture import Furniture, filled, link
from .holdings import Article


@dataclass(frozen=True)
class BodyStyle:
    """How a family writes the blocks of a body; `{}` is the text, in `picture` first the image's address."""

    paragraph: str = "<p>　　{}</p>\n"
    subhead: str = "<p>　　<strong>{}</strong></p>\n"
    picture: str = (
        '<p style="text-align: center;"><img src="{}" alt="" /></p>\n'
        '<p style="text-align: center;"><span style="font-size: 12px;">{}</span></p>\n'
    )


REDESIGN = BodyStyle(
    '<p class="para">{}</p>\n', "<h3>{}</h3>\n", '<figure><img data-src="{}" /><figcaption>{}</figcaption></figure>\n'
)


def blocks(a: Article, page: int, style: BodyStyle) -> str:
    """The share of a body that stands on one page."""
    return "".join(_blocks(a, page, style))


def _blocks(a: Article, page: int, style: BodyStyle) -> Iterator[str]:
    for number, block in enumerate(a.page_blocks(page)):
        text = escape(block.text, quote=False)
        if block.kind == "caption":
            yield style.picture.format(f"/upload/{a.published:%Y/%m%d}/{a.number}_{page}{number}.jpg", text)
        elif block.kind == "table":
            rows = (row.split("\t") for row in text.split("\n"))
            cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>\n" for row in rows)
            yield f'<table border="1" cellspacing="0">\n{cells}</table>\n'
        elif block.kind == "subhead":
            yield style.subhead.format(text)
        else:
            yield style.paragraph.format(text)


def metas(pairs: Iterable[tuple[str, str | None]], key: str = "name") -> str:
    return "".join(f'<meta {key}="{name}" content="{escape(value)}" />\n' for name, value in pairs if value is not None)


def first_paragraph(a: Article) -> str:
    return next((block.text for block in a.body if block.kind == "p"), "")


def source(a: Article) -> str:
    return link(a.source_url, a.source or "") if a.source_url else escape(a.source or "")


def author(a: Article, html: str) -> str:
    return html.format(escape(a.authors[0])) if a.authors else ""


def editors(a: Article, page: int, html: str) -> str:
    """The editors' line, on the last page only."""
    return html.format(escape(" ".join(a.editors))) if a.editors and page == a.pages else ""


def headline(a: Article, html: str) -> str:
    """Kicker, title and subtitle, each where there is one."""
    kicker = f'<h4 class="kicker">{escape(a.kicker)}</h4>\n' if a.kicker else ""
    subtitle = f'<h5 class="subtitle">{escape(a.subtitle)}</h5>\n' if a.subtitle else ""
    return kicker + html.format(escape(a.title)) + subtitle


def related(f: Furniture, a: Article) -> str:
    items = "".join(f"<li>{link(f.url(other.path), other.listed_title)}</li>\n" for other in f.related(a))
    traps = f'<ul class="inside">{f.traps}</ul>\n' if f.traps else ""
    return f'{traps}<div class="relate"><h3>相关新闻</h3><ul>\n{items}</ul></div>\n'


def numbers(paths: list[str], page: int, next_path: str | None) -> str:
    """上一页 1 2 3 下一页, ten numbers around the current one; `paths[0]` is page 1."""
    near = range(max(1, page - 4), min(len(paths), page + 5) + 1)
    shown = " ".join(f'<span class="current">{n}</span>' if n == page else link(paths[n - 1], str(n), "") for n in near)
    back = link(paths[page - 2], "上一页", ' class="prev"') if 1 < page <= len(paths) + 1 else ""
    forth = link(next_path, "下一页", ' class="next"') if next_path else ""
    return f"{back} {shown} {forth}"


def article_pager(a: Article, page: int, html: str) -> str:
    """The links to the other pages of an article, or 余下全文 to the rest."""
    if a.pages == 1:
        return ""
    if a.pager == "rest":
        return f'<p class="rest">{link(a.paths[1], "余下全文>>", "")}</p>\n' if page == 1 else ""
    return html.format(numbers(list(a.paths), page, a.paths[page] if page < a.pages else None))


def redesigned(f: Furniture, a: Article, page: int) -> str:
    """The same text under a new design of which no rule of a site knows anything."""
    main = filled(
        "redesign_article.html",
        TITLE=escape(a.title),
        TIME=f"{a.published:%Y/%m/%d %H:%M}",
        SOURCE=escape(a.source or ""),
        AUTHOR=author(a, "<i>{}</i>"),
        BODY=blocks(a, page, REDESIGN),
        PAGER=article_pager(a, page, "<nav>{}</nav>"),
        EDITORS=editors(a, page, "<div>（责任编辑：{}）</div>"),
    )
    described = metas([("description", first_paragraph(a)[:90])])
    return f.document(f"{a.title} - {f.site.family.site_name}", f.columns("", main), described, "<!DOCTYPE html>")
