"""Everything on a page that is not its text: navigation, rankings, related links, share bars, scripts, footer.

It gives the pages the weight of real ones (27 kB and more) and the traps of real ones: article-shaped links outside the
main list, dates and names in footers, links that lead off the site or nowhere.
"""

from dataclasses import dataclass
from functools import cache, cached_property
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from .families import Channel
from .holdings import Article
from .hostile import traps
from .vocabulary import words

if TYPE_CHECKING:
    from .model import SimSite

XHTML = (
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN" '
    '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd">'
)
BOXES = "top logo search mainnav subnav crumb left right rank hot pics share tools login weather foot friend copy code"
RULE = (
    ".{name}{{width:{n}px;margin:{a}px auto {b}px;padding:0 {c}px;font:{d}px/1.{b} 'Microsoft YaHei',SimSun,sans-serif;"
    "color:#{color:06x};border-bottom:1px solid #e{b}e{b}e1}}\n"
)


@cache
def static(name: str) -> str:
    return (Path(__file__).parent / "static" / name).read_text(encoding="utf-8")


def filled(name: str, **values: object) -> str:
    """A file of static/ with {NAMES} filled in; braces of scripts and styles are left alone."""
    text = static(name)
    for key, value in values.items():
        text = text.replace(f"{{{key}}}", str(value))
    return text


@cache
def _style() -> str:
    return "".join(
        RULE.format(name=name, n=n * 5, a=n % 13, b=n % 7, c=n % 11, d=12 + n % 5, color=n * 7919 % 0xFFFFFF)
        for n, name in enumerate(BOXES.split(), 36)
    )


def link(url: str, text: str, extra: str = ' target="_blank"') -> str:
    return f'<a href="{escape(url)}"{extra}>{escape(text)}</a>'


@dataclass
class Furniture:
    """The furniture of one site under one host, made once a version and shared by all pages."""

    site: "SimSite"
    base: str

    def url(self, path: str) -> str:
        return self.base + path

    def document(self, title: str, main: str, metas: str = "", doctype: str = XHTML) -> str:
        """A whole page around `main`; {CHARSET} is filled in when it is encoded."""
        parts = {"HEAD": self.head, "TOP": self.top, "MAIN": main, "FOOT": self.foot}
        return filled("page.html", DOCTYPE=doctype, TITLE=escape(title), METAS=metas, **parts)

    def columns(self, crumb: str, main: str) -> str:
        """The main column and the side boxes, in the order and nesting of the template."""
        column, side = f'<div class="left">\n{main}</div>\n', f'<div class="right">\n{self.side}</div>\n'
        if self.site.template == 2:
            column, side = side, f'<section class="w980"><div class="detail-wrap">{column}</div></section>\n'
        return f"{crumb}{column}{side}"

    def channel_of(self, article: Article) -> Channel:
        return self.site.channel(article.channels[0]) if article.channels else self.site.channels[0]

    @cached_property
    def head(self) -> str:
        site = self.site
        key = f"{site.seed * 2654435761 % 16**8:08x}" * 4
        script = filled("site.js", KEY=key, ID=site.seed, CHANNEL=site.family.name)
        return filled("head.html", TEMPLATE=site.template, STYLE=_style(), SCRIPT=script)

    @cached_property
    def top(self) -> str:
        site = self.site
        lists = "".join(f"<li>{link(channel.path, channel.name, '')}</li>" for channel in site.channels)
        others = (link(f"http://www.channel{i}.example/", name) for i, name in enumerate(words("sections")))
        sections = "".join(f'<li class="m{i % 9}">{item}</li>\n' for i, item in enumerate(others))
        today = (
            f"{site.today.year}年{site.today.month}月{site.today.day}日 星期{'一二三四五六日'[site.today.weekday()]}"
        )
        names = {"BASE": self.base, "SITE": site.family.site_name}
        return filled("top.html", TODAY=today, CHANNELS=lists, SECTIONS=sections, **names)

    def ranking(self, name: str, articles: list[Article], css: str) -> str:
        rows = "".join(
            f'<li><em class="n{place}">{place}</em>{link(self.url(a.path), a.listed_title)}'
            f'<span class="hit">{(a.number * 37) % 9000 + 200}</span></li>\n'
            for place, a in enumerate(articles, 1)
        )
        more = '<a href="/rank/" class="more">更多&gt;&gt;</a>'
        return f'<div class="{css}"><h3><span>{name}</span>{more}</h3>\n<ul class="ranklist">\n{rows}</ul></div>\n'

    @cached_property
    def side(self) -> str:
        """Rankings made of articles that stand in no listing, of the newest, and of pictures that lead to galleries."""
        site = self.site
        pictures = "".join(
            f'<li><a href="/photo/{i}.shtml"><img src="/upload/pic/{i}.jpg" alt="图集{i}" />'
            f"<span>{escape(a.listed_title[:14])}</span></a></li>\n"
            for i, a in enumerate(site.articles[:8], 1)
        )
        return (
            self.ranking("热点排行", site.unlisted[:10], "rank hot")
            + self.ranking("24小时点击", site.unlisted[2:] + site.articles[:4], "rank")
            + f'<div class="pics"><h3>图说福建</h3><ul>{pictures}</ul></div>\n{static("code.html")}'
        )

    def related(self, article: Article, count: int = 10) -> list[Article]:
        """Other articles that the page links to, listed ones: fetching them again would be a repeated fetch."""
        pool = self.site.articles
        return [pool[(article.number * 31 + i * 17) % len(pool)] for i in range(count)] if pool else []

    @cached_property
    def traps(self) -> str:
        """Links that must never be followed, if the site is hostile: the same in listings and in texts."""
        hostile = traps(self.base, self.site.canaries) if self.site.knobs.hostile else []
        return "".join(f"<li><div><h3>{link(url, '独家：内部消息提前看')}</h3></div></li>\n" for url in hostile)

    @cached_property
    def foot(self) -> str:
        site = self.site
        friends = " | ".join(link(f"http://www.friend{i}.example/", name) for i, name in enumerate(words("friends")))
        number = 1000 + site.seed % 9000
        return filled("foot.html", FRIENDS=friends, SITE=site.family.site_name, YEAR=site.today.year, N=number)
