"""What a family of sites has of its own: name, channels, the shape of its addresses, and who renders its pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Channel:
    id: str
    name: str
    path: str
    """Path of the first listing page."""
    city: str


@dataclass(frozen=True)
class Family:
    """How one make of site addresses what it holds."""

    name: str
    site_name: str
    host: str
    channels: tuple[Channel, ...]
    article_path: Callable[[Channel, datetime, int], str]
    further_page: Callable[[str, int], str]
    """(path of page 1 of an article or listing, number of the page) → its path."""
    listing_page: Callable[[str, int], str]


def _split(path: str) -> tuple[str, str]:
    stem, _, ending = path.rpartition(".")
    return stem, ending


def _underscore(path: str, page: int) -> str:
    """`/a/123.shtml`, 2 → `/a/123_2.shtml`."""
    stem, ending = _split(path)
    return path if page == 1 else f"{stem}_{page}.{ending}"


HXNEWS = Family(
    "hxnews",
    "海峡网",
    "www.hxnews.com",
    (
        Channel("fz", "福州新闻", "/news/fj/fz/", "福州"),
        Channel("fj", "福建新闻", "/news/fj/fj/", "福州"),
        Channel("xm", "厦门新闻", "/news/fj/mn/xm/", "厦门"),
        Channel("pt", "莆田新闻", "/news/fj/pt/", "莆田"),
        Channel("nd", "宁德新闻", "/news/fj/nd/", "宁德"),
        Channel("sm", "三明新闻", "/news/fj/sm/", "三明"),
        Channel("np", "南平新闻", "/news/fj/np/", "南平"),
        Channel("ly", "龙岩新闻", "/news/fj/ly/", "龙岩"),
    ),
    lambda channel, at, number: f"{channel.path}{at:%Y%m}/{at:%d}/{number}.shtml",
    _underscore,
    lambda path, page: path if page == 1 else f"{path}{page}.shtml",
)
TRS = Family(
    "trs",
    "厦门网",
    "news.xmnn.cn",
    (
        Channel("xmxw", "厦门新闻", "/xmxw/", "厦门"),
        Channel("fjxw", "福建新闻", "/fjxw/", "福州"),
        Channel("shxw", "社会新闻", "/shxw/", "厦门"),
        Channel("thxw", "台海新闻", "/thxw/", "泉州"),
        Channel("bwkb", "本网快报", "/bwkb/", "漳州"),
    ),
    lambda channel, at, number: f"{channel.path}{at:%Y%m}/t{at:%Y%m%d}_{number}.html",
    _underscore,
    lambda path, page: path if page == 1 else f"{path}index_{page - 1}.html",
)
FOUNDER = Family(
    "founder",
    "东南网",
    "www.fjsen.com",
    (
        Channel("fznews", "福州新闻", "/node_305144.htm", "福州"),
        Channel("society", "社会新闻", "/C_Society.htm", "福州"),
        Channel("qz", "泉州新闻", "/node_163616.htm", "泉州"),
        Channel("zz", "漳州新闻", "/node_177420.htm", "漳州"),
    ),
    lambda channel, at, number: f"/{at:%Y-%m}/{at:%d}/content_{number}.htm",
    _underscore,
    _underscore,
)
PLAIN = Family(
    "plain",
    "闽江新闻",
    "www.minjiangnews.example",
    (
        Channel("local", "本地", "/local/index.html", "福州"),
        Channel("life", "民生", "/life/index.html", "福州"),
        Channel("north", "闽东", "/north/index.html", "宁德"),
        Channel("west", "闽西", "/west/index.html", "龙岩"),
    ),
    lambda channel, at, number: f"/{channel.id}/{at:%Y-%m-%d}/{number}.html",
    lambda path, page: path if page == 1 else f"{path.removesuffix('.html')}-{page}.html",
    lambda path, page: path if page == 1 else path.replace("index.html", f"list-{page}.html"),
)


def _made(name: str, site_name: str, article: str, listing: str, further: str = "{stem}_{page}.{ending}") -> Family:
    """A family of `makes.py`; addresses are formats of `channel`, `at`, `number`, `page`."""

    def further_page(path: str, page: int) -> str:
        stem, ending = _split(path)
        return path if page == 1 else further.format(stem=stem, ending=ending, page=page)

    return Family(
        name,
        site_name,
        f"www.{name}news.example",
        (Channel("bd", "本地新闻", f"/{name}/bd/", "福州"), Channel("ms", "民生", f"/{name}/ms/", "福州")),
        lambda channel, at, number: article.format(channel=channel.path, at=at, number=number),
        further_page,
        lambda path, page: path if page == 1 else listing.format(channel=path, page=page),
    )


MADE = (
    _made("dede", "榕城在线", "{channel}{at:%Y}/{at:%m%d}/{number}.html", "{channel}list_11_{page}.html"),
    _made("phpcms", "晋江新闻网", "/{at:%Y}/{at:%m%d}/{number}.shtml", "{channel}{page}.html"),
    _made("wordpress", "闽东观察", "/{at:%Y}/{at:%m}/{number}.html", "{channel}page-{page}.html"),
    _made("cards", "八闽快讯", "/a/{at:%Y-%m-%d}/{number}.html", "{channel}p{page}.html"),
    _made("defined", "武夷新闻", "{channel}{at:%Y%m%d}/{number}.htm", "{channel}index{page}.htm"),
    _made("broken", "鹭岛报道", "/system/{at:%Y/%m/%d}/{number}.shtml", "{channel}more_{page}.shtml"),
)
"""Families whose markup is a table of templates: makes.py."""
FAMILIES = {family.name: family for family in (HXNEWS, TRS, FOUNDER, PLAIN, *MADE)}
