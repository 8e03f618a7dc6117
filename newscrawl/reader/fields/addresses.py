"""An address → whether it is shaped like an article's, the day in it, and which page of
several it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl, urlsplit

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.times import Time

_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|bmp|svg|ico|css|js|json|xml|rss|txt|pdf|docx?|xlsx?|pptx?|zip|rar|7z|mp[34]|avi|wmv|flv|m3u8|apk|exe)$",
    re.I,
)
_EXTENSION = re.compile(r"\.(?:s?html?|aspx?|php|jsp|do|cgi|action)$", re.I)
_LIST_NAME = re.compile(
    r"(?:index|default|list|node|channel|col|column|more|home|main|category|cat|class|tags?|search|about|contact|login|register"
    r"|sitemap|rss|archives?|page|zt|special|topic|roll|gundong|menu|help|map|copyright|subject|p?layout|cover)"
    r"(?:[-_]?[A-Za-z]{0,12})?(?:[-_.]?\d{1,8}){0,3}",
    re.I,
)
_ENTRANCE = re.compile(r"index|default|main|home", re.I)
"""Names of scripts that serve every kind of page, distinguished by the query."""
_LIST_FOLDER = frozenset(
    (
        *(
            "list",
            "lists",
            "channel",
            "channels",
            "category",
            "categories",
            "cat",
            "tag",
            "tags",
            "column",
            "columns",
            "node",
            "page",
        ),
        *(
            "pages",
            "topic",
            "topics",
            "special",
            "zt",
            "zhuanti",
            "search",
            "author",
            "authors",
            "user",
            "users",
            "u",
            "space",
        ),
        *("class", "sort", "index", "section", "sections", "subject"),
    )
)
_ARTICLE_NAME = re.compile(
    r"(?:content|article|detail|details|story|show|view|doc|news|info|c|t|a|id|nw\.d[\da-z]+|newsdetail(?:_forward)?|item|read|post)[-_]?[\da-z]*\d{2,}",
    re.I,
)
_ARTICLE_FOLDER = frozenset(
    (
        *(
            "a",
            "article",
            "articles",
            "c",
            "s",
            "p",
            "dy",
            "news",
            "detail",
            "details",
            "story",
            "content",
            "contents",
            "show",
        ),
        *("view", "doc", "item", "read", "post", "posts", "archives", "info", "n", "t", "realtimenews", "newspapers"),
    )
)
_ID_KEYS = frozenset(
    (
        *(
            "id",
            "aid",
            "nid",
            "newsid",
            "contentid",
            "articleid",
            "article_id",
            "itemid",
            "infoid",
            "docid",
            "story_id",
            "sid",
            "cid",
        ),
        *("news_id", "tid", "contid", "p", "guid", "uuid", "newscode", "rid"),
    )
)
_PAGE_KEYS = frozenset(("page", "p", "pg", "pageno", "pagenum", "pageindex", "currentpage", "pn"))
_HEXADECIMAL = re.compile(r"(?=[^a-f]*[a-f])(?=[^\d]*\d)[0-9a-f]{7,}")
_NUMBERED = re.compile(r"^(?P<stem>.*?[^_-])(?:[_-](?P<page>\d{1,3}))?$")
_URL_DAYS = (
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)[-/_](\d{1,2})[-/_](\d{1,2})(?!\d)"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)[-/]?(\d\d)[-/]?(\d\d)(?=[/_.\-]|$)"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)(\d\d)(\d\d)(?=\d{2,}|[A-Za-z])"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)/(\d\d)-(\d\d)(?!\d)"),
)
"""Each begins with plain characters, for which `re` skips ahead."""


@dataclass(frozen=True, slots=True)
class PagePlace:
    """The pages to which an address belongs, and its number among them; None without a
    number.
    """

    stem: str
    number: int | None


def article_shaped(url: str) -> bool:
    """Return whether an address looks like an article's: a date or an id in it, and no
    list's name.

    >>> article_shaped("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml")
    True
    >>> article_shaped("https://news.163.com/20/0802/16/FJ1P0UTC0001899O.html")
    True
    >>> article_shaped("http://www.hxnews.com/news/fj/fz/"), article_shaped("http://www.fjsen.com/node_305144_2.htm")
    (False, False)
    >>> article_shaped("http://a.cn/2014ljjy/2014ljyw/index.shtml")
    False
    """
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query) if parts.query else []
    except ValueError:
        return False
    if parts.scheme not in ("http", "https"):
        return False
    segments = [segment for segment in parts.path.split("/") if segment]
    if _NO_PAGE.search(parts.path):
        return False
    keys = {key.lower(): value for key, value in query}
    has_id = any(key in _ID_KEYS and re.search(r"\d", value) for key, value in keys.items())
    if not segments:
        return has_id
    last = segments[-1]
    extension = _EXTENSION.search(last)
    stem = last[: extension.start()] if extension else last
    folder = segments[-2].lower() if len(segments) > 1 else ""
    if _LIST_NAME.fullmatch(stem) and not _ARTICLE_NAME.fullmatch(stem):
        return has_id and extension is not None and _ENTRANCE.fullmatch(stem) is not None
    if folder in _LIST_FOLDER:
        return False
    directory = parts.path.endswith("/")
    digits = sum(char.isdigit() for char in stem)
    if stem.isdigit():
        if (
            len(stem) in (4, 6, 8)
            and directory
            and date_in_url(url.rstrip("/") + "/x") is None
            and folder not in _ARTICLE_FOLDER
        ):
            return len(stem) > 4 and not re.match(r"(?:19|20)\d\d", stem)
        if extension is not None and date_in_url(url) is not None:
            return True
        return digits >= 5 or (digits >= 3 and (extension is not None or folder in _ARTICLE_FOLDER))
    if _ARTICLE_NAME.match(stem):
        return True
    if date_in_url(url) is not None and (digits > 0 or len(segments) > 3):
        return not re.fullmatch(r"\d{1,4}(?:-\d\d){0,2}", stem)
    if digits >= 6:
        return True
    if (digits >= 2 and len(stem) >= 8 and re.fullmatch(r"[A-Za-z0-9]+", stem)) or _HEXADECIMAL.fullmatch(stem):
        return extension is not None or folder in _ARTICLE_FOLDER
    if digits >= 3 and re.search(r"[-_/]\d{3,}(?:[-_]\d{1,3})?$", stem) and extension is not None:
        return True
    if len(segments) > 2 and segments[-2].isdigit() and len(segments[-2]) >= 5 and extension is None:
        return True
    return has_id


def date_in_url(url: str) -> Time | None:
    """Read the day in an article's address; None where digits only look like one.

    >>> date_in_url("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml").value.date()
    datetime.date(2020, 6, 23)
    >>> date_in_url("http://sd.sdnews.com.cn/photo/201909/t20190909_2608111.htm").value.date()
    datetime.date(2019, 9, 9)
    >>> date_in_url("http://www.fznews.com.cn/fuzhou/2014-9-7/201497xyz.shtml").value.date()
    datetime.date(2014, 9, 7)
    >>> date_in_url("http://www.hxnews.com/news/fj/fz/20291399.shtml") is None
    True
    """
    path = url.partition("://")[2].partition("/")[2].partition("#")[0]
    for pattern in _URL_DAYS:
        for match in pattern.finditer(path):
            try:
                value = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=CHINA)
            except ValueError:
                continue
            if value.year >= 1994:
                return Time(value, "day")
    return None


def may_be_article(url: str) -> bool:
    """Return whether an address could be an article's: its name has a digit, or stands
    below a day and is no list's.

    >>> may_be_article("http://a.cn/202011/18/xihu.shtml"), may_be_article("http://a.cn/202011/18/index.shtml")
    (True, False)
    >>> may_be_article("http://a.cn/fz/xihu.shtml")
    False
    """
    path = url.partition("://")[2].partition("?")[0].partition("#")[0]
    name = path.rpartition("/")[2]
    if any(char.isdigit() for char in name):
        return True
    stem = _EXTENSION.sub("", name)
    return bool(stem) and _LIST_NAME.fullmatch(stem) is None and date_in_url(url) is not None


def page_place(url: str) -> PagePlace | None:
    """Split an address into what the pages of one text or list share and its page
    number.

    >>> page_place("http://a.cn/2020/1118/123456_2.shtml")
    PagePlace(stem='a.cn/2020/1118/123456.shtml', number=2)
    >>> page_place("http://a.cn/show.php?id=77&page=3").number
    3
    """
    try:
        parts = urlsplit(url)
        query = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return None
    number: int | None = None
    kept = []
    for key, value in query:
        if key.lower() in _PAGE_KEYS and value.isdigit() and len(value) <= 3:
            number = int(value)
        else:
            kept.append(f"{key}={value}")
    folder, _, last = parts.path.rpartition("/")
    extension = _EXTENSION.search(last)
    stem = last[: extension.start()] if extension else last
    suffix = extension[0].lower() if extension else ""
    match = _NUMBERED.match(stem)
    if number is None and match and match["page"]:
        stem, number = match["stem"], int(match["page"])
    where = f"{(parts.hostname or '').lower()}{folder}/{stem}{suffix}"
    return PagePlace(where + (f"?{'&'.join(sorted(kept))}" if kept else ""), number)
