"""A simulated newspaper: a site of issues by date, in Founder's classic markup up to a day and in its new one after.

    paper = SimPaper(days=60, turn=date(2020, 10, 20), missing={date(2020, 11, 8)})
    with serve_paper(paper) as server:
        crawl(server.url)
        paper.articles                               # the truth: path, day, edition, page, page name, text

It has a city edition (two pages a day) and one for Fuqing (福清版, one page, on which one article is the city's too). The
name of the first page varies from day to day. Texts are those of a `SimSite`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from html import escape
from itertools import islice
from pathlib import Path
from time import monotonic

from .holdings import Article
from .model import SimSite
from .replies import Reply
from .server import Request, Server

PAGE_NAMES = ("要闻", "福州新闻", "福清新闻")
CLASSIC_FRONTS = ("node_1", "node_A01", "node_2")
NEW_FRONTS = ("node_01", "node_A01")
TABLE = """
[rcrb]
name = "榕城日报"
city = "福州"
delay = 0.0
editions = [
    {{ id = "main", name = "城市版", eras = [
        {{ issue = "{url}/html/{{date:%Y-%m/%d}}/node_1.htm", until = 2020-10-19, family = "founder_paper" }},
        {{ issue = "{url}/pc/layout/{{date:%Y%m/%d}}/node_01.html", since = 2020-10-20, family = "founder_paper_new" }},
    ] }},
    {{ id = "fuqing", name = "福清版", eras = [
        {{ issue = "{url}/fq/html/{{date:%Y-%m/%d}}/node_1.htm", until = 2020-10-19, family = "founder_paper" }},
        {{ issue = "{url}/fq/pc/layout/{{date:%Y%m/%d}}/node_01.html", since = 2020-10-20, family = "founder_paper_new" }},
    ] }},
]
"""


@dataclass(frozen=True)
class Printed:
    """One article in one edition."""

    path: str
    day: date
    edition: str
    """`main` or `fuqing`."""
    page: str
    page_name: str
    text: Article
    copy: bool = False
    """Whether the city's edition has it too."""


@dataclass
class SimPaper:
    """See the module. What a test turns afterwards (`broken`, `missing`) holds from the next request on."""

    days: int = 60
    today: date = date(2020, 11, 18)
    turn: date = date(2020, 10, 20)
    """The first day of the new markup."""
    missing: set[date] = field(default_factory=set)
    period: bool = False
    """Whether it has lists of issues, period.xml."""
    broken: dict[str, int] = field(default_factory=dict)
    """Path → status that is answered instead."""
    articles: list[Printed] = field(default_factory=list)

    def __post_init__(self) -> None:
        dates = [self.today - timedelta(days=back) for back in range(self.days)]
        texts = iter(SimSite(seed=5, articles=5 * self.days, listings=2, unlisted=0).articles)
        self._pages: dict[str, bytes] = {}
        for day in dates:
            if day in self.missing:
                continue
            own = list(islice(texts, 5))
            main = self._issue(day, "main", (own[:2], own[2:4]), copied=0)
            self._issue(day, "fuqing", ([*own[4:], main[0].text],), copied=1)

    def _issue(self, day: date, edition: str, pages: tuple[list[Article], ...], *, copied: int) -> list[Printed]:
        """Make the pages and articles of a day; the last `copied` articles are another edition's."""
        new = day >= self.turn
        base = "/fq" if edition == "fuqing" else ""
        dated = f"{day:%Y%m/%d}" if new else f"{day:%Y-%m/%d}"
        folder, ending = (f"{base}/pc/layout/{dated}", "html") if new else (f"{base}/html/{dated}", "htm")
        fronts = NEW_FRONTS if new else CLASSIC_FRONTS
        first = fronts[day.toordinal() % len(fronts)]
        names = [first, *(f"node_{'02' if new else 30 + number}" for number in range(1, len(pages)))]
        places = [f"{folder}/{name}.{ending}" for name in names]
        numbers = [f"A0{number}" for number in range(1, len(pages) + 1)]
        titles = [PAGE_NAMES[2]] if edition == "fuqing" else list(PAGE_NAMES[: len(pages)])
        made: list[Printed] = []
        for place, number, title, texts in zip(places, numbers, titles, pages, strict=True):
            printed = []
            for text in texts:
                id = 1000 * day.toordinal() + 10 * text.number + (edition == "fuqing")
                path = f"{base}/pc/con/{dated}/content_{id}.html" if new else f"{folder}/content_{id}.htm"
                copy = bool(copied) and text is texts[-1]
                printed.append(Printed(path, day, edition, number, title, text, copy))
                self._pages[path] = (_new_article if new else _classic_article)(text, day)
            nav = list(zip(places, numbers, titles, strict=True))
            self._pages[place] = _page(place, printed, nav, number, title, day, new=new)
            made += printed
        self.articles += made
        return made

    def front(self, day: date) -> str:
        """The name of a day's first page."""
        fronts, ending = (NEW_FRONTS, "html") if day >= self.turn else (CLASSIC_FRONTS, "htm")
        return f"{fronts[day.toordinal() % len(fronts)]}.{ending}"

    def answer(self, path: str) -> Reply:
        """Answer a request."""
        if path in self.broken:
            return Reply(self.broken[path])
        if path == "/robots.txt":
            return Reply(200, b"User-agent: *\nDisallow:\n", (("Content-Type", "text/plain"),))
        if self.period and path.endswith("/period.xml"):
            return self._period(path)
        body = self._pages.get(path)
        if body is None:
            return Reply(404, b"<html><body>404 Not Found</body></html>", (("Content-Type", "text/html"),))
        return Reply(200, body, (("Content-Type", "text/html"),))

    def _period(self, path: str) -> Reply:
        month = path.split("/")[-2]
        folder = path.rpartition("/")[0]
        fronts = [
            (place.split("/")[-2], place.rpartition("/")[2])
            for place in self._pages
            if place.startswith(f"{folder}/") and "/node_" in place and "node_3" not in place and "node_02" not in place
        ]
        listed = "".join(
            f"<period><period_name></period_name><period_date>{month[:4]}-{month[-2:]}-{day}</period_date>"
            f"<front_page>{name}</front_page></period>"
            for day, name in sorted(fronts)
        )
        body = f'<?xml version="1.0" encoding="UTF-8"?><period_list>{listed}</period_list>'.encode()
        return Reply(200, body, (("Content-Type", "text/xml"),))


class PaperServer(Server):
    """A newspaper behind a real HTTP server on loopback."""

    def __init__(self, paper: SimPaper) -> None:
        self.paper = paper
        super().__init__()

    def answer(self, method: str, target: str, headers: dict[str, str]) -> Reply:
        reply = self.paper.answer(target)
        self.requests.append(Request(monotonic(), method, target, reply.status))
        return reply


def write_paper(tmp: Path, server: PaperServer, table: str = TABLE) -> None:
    """Write the catalog's table of a served paper below `tmp/catalog`."""
    path = tmp / "catalog" / "newspapers" / "fujian.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(table.format(url=server.url), encoding="utf-8")


@contextmanager
def serve_paper(paper: SimPaper) -> Iterator[PaperServer]:
    """Serve a newspaper for the length of a `with`."""
    server = PaperServer(paper)
    try:
        yield server
    finally:
        server.close()


def _page(
    place: str,
    printed: list[Printed],
    nav: list[tuple[str, str, str]],
    number: str,
    name: str,
    day: date,
    *,
    new: bool,
) -> bytes:
    """A page of the paper: its picture with areas, its headlines, the other pages, and the issue of the day before."""
    depth = "../" * (2 if new else 0)
    if new:
        links = [f"{'../' * 3}con/{day:%Y%m/%d}/{each.path.rpartition('/')[2]}" for each in printed]
    else:
        links = [each.path.rpartition("/")[2] for each in printed]
    areas = "".join(f'<area shape="polygon" coords="0,0,9,0,9,9" href="{link}">' for link in links)
    heads = "".join(
        f'<li><a href="{link}">{escape(each.text.title)}</a></li>\n' for link, each in zip(links, printed, strict=True)
    )
    pages = "".join(
        f'<div><a href="{"./" + where.rpartition("/")[2]}">第{page}版：{title}</a>'
        f' <a href="{depth}images/{page}.pdf">PDF</a></div>\n'
        for where, page, title in nav
    )
    before = day - timedelta(days=1)
    dated = f"{before:%Y%m/%d}" if new else f"{before:%Y-%m/%d}"
    body = (
        f'<html><head><meta charset="{"utf-8" if new else "gbk"}"><title>榕城日报</title></head><body>'
        f"<div><strong>第{number}版：{name}</strong></div>"
        f'<img src="p.jpg" usemap="#PagePicMap"><map name="PagePicMap">{areas}</map>'
        f'<div><a href="{place}">放大</a> <a href="../../{dated}/node_1.{"html" if new else "htm"}">上一期</a>'
        f' <a href="{"" if place.startswith("/fq") else "/fq"}{place.removeprefix("/fq")}">另一版</a>'
        f' <a href="http://www.example.cn/html/{day:%Y-%m/%d}/content_1.htm">别家</a></div>'
        f'<ul id="main">{heads}</ul><div id="nav">{pages}</div></body></html>'
    )
    return body.encode("utf-8" if new else "gb18030")


def _paragraphs(text: Article) -> str:
    return "".join(f"<P>　　{escape(paragraph)}</P>\n" for paragraph in text.paragraphs)


def _classic_article(text: Article, day: date) -> bytes:
    body = f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>榕城日报</title></head>
<body><!--enpproperty <date>{day} 00:00:00.0</date><author></author><title>{escape(text.title)}</title>/enpproperty-->
<table><tr><td class="font02"><founder-introtitle>{escape(text.kicker or "")}</founder-introtitle></td></tr>
<tr><td class="font01"><founder-title>{escape(text.title)}</founder-title></td></tr>
<tr><td class="font02">{escape(text.subtitle or "")}</td></tr></table>
<div id="ozoom"><founder-content><!--enpcontent-->
{_paragraphs(text)}<!--/enpcontent--></founder-content></div>
<div class="foot">版权声明：凡榕城日报记者署名文字、图片，版权均属榕城日报所有。</div></body></html>"""
    return body.encode("gb18030")


def _new_article(text: Article, day: date) -> bytes:
    return f"""<html><head><meta charset="utf-8"><title>{escape(text.title)}-榕城日报</title></head><body>
<div class="newsdetatit"><p id="PreTitle">{escape(text.kicker or "")}</p><h2 id="Title">{escape(text.title)}</h2>
<p id="SubTitle">{escape(text.subtitle or "")}</p><p>{day:%Y年%m月%d日}</p></div>
<div class="newsdetatext"><div id="ozoom"><founder-content><!--enpcontent-->
{_paragraphs(text)}<!--/enpcontent--></founder-content></div></div></body></html>""".encode()
