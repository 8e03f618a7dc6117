"""Titles, addresses and footers of a site → names of site and channel, its province."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlsplit

from newscrawl.catalog.provinces import NATIONAL

_PARTS = re.compile(r"\s*[_|｜—–>·]+\s*|\s*-+\s*|\s{1,}")
_STEP = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*$")
_LICENCE = re.compile(r"([京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼])\s*ICP\s*[备證证]")
LICENCES = {
    "京": "beijing", "津": "tianjin", "沪": "shanghai", "渝": "chongqing", "冀": "hebei", "豫": "henan",
    "云": "yunnan", "辽": "liaoning", "黑": "heilongjiang", "湘": "hunan", "皖": "anhui", "鲁": "shandong",
    "新": "xinjiang", "苏": "jiangsu", "浙": "zhejiang", "赣": "jiangxi", "鄂": "hubei", "桂": "guangxi",
    "甘": "gansu", "晋": "shanxi", "蒙": "neimenggu", "陕": "shaanxi", "吉": "jilin", "闽": "fujian",
    "贵": "guizhou", "粤": "guangdong", "青": "qinghai", "藏": "xizang", "川": "sichuan", "宁": "ningxia",
    "琼": "hainan",
}  # fmt: skip
"""First character of the licence (ICP备) that a site must show → province's folder."""


def site_name(titles: Sequence[str], listing_title: str, host: str) -> str:
    """Return the site's name: the end of most titles, otherwise its host.

    >>> site_name(["福州地铁今日开通_福州新闻_海峡网", "闽江边夜跑的人多了_海峡网"], "福州新闻_海峡网", "hxnews.com")
    '海峡网'
    """
    last = Counter(_parts(title)[-1] for title in (*titles, listing_title) if len(_parts(title)) > 1)
    if last:
        name, count = last.most_common(1)[0]
        if count * 2 > len(titles):
            return name
    return host or "?"


def channel_name(listing_title: str, site: str) -> str | None:
    """Return the channel's name: the first part of its title that is not the site's.

    >>> channel_name("福州新闻_海峡网", "海峡网"), channel_name("海峡网", "海峡网")
    ('福州新闻', None)
    """
    return next((part for part in _parts(listing_title) if part != site), None)


def channel_id(url: str) -> str:
    """Return a short id from a channel's address: its last step other than `index`.

    >>> [channel_id(url) for url in ("http://www.hxnews.com/news/fj/fz/", "http://a.cn/local/index.html", "http://a.cn/")]
    ['fz', 'local', 'news']
    """
    steps = [re.sub(r"\.(?:s?html?|php|jsp|aspx?|json|xml)$", "", step) for step in urlsplit(url).path.split("/")]
    named = [step for step in steps if _STEP.match(step) and not re.fullmatch(r"(?:index|list|default)(?:_\d+)?", step)]
    return named[-1] if named else "news"


def province_folder(source: str) -> str:
    """Return the folder of the province that licensed a site; `national` if unknown.

    >>> province_folder("<p>闽ICP备05021234号-1</p>")
    'fujian'
    """
    found = Counter(_LICENCE.findall(source))
    return LICENCES[found.most_common(1)[0][0]] if found else NATIONAL


def _parts(title: str) -> list[str]:
    return [part for part in _PARTS.split(title) if part] or [""]
