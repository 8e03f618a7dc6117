"""A page that is nothing but frames → the frame that holds what was asked for."""

from __future__ import annotations

import re

from lxml import etree

from newscrawl.reader.page import Found, Page

_SIDE = re.compile(r"top|head|logo|banner|left|menu|nav|foot|bottom|copyright|search|\bad", re.I)


def main_frame(page: Page) -> Found[str] | None:
    """Return the address of the largest frame; of equals the first that is not named
    like a banner or a menu. None for a page without frames.

    >>> html = '<frameset rows="80,*"><frame src="top.htm"><frame src="list/index.htm"></frameset>'
    >>> main_frame(Page.parse(html, "http://a.cn/news/index.htm"))
    Found(value='http://a.cn/news/list/index.htm', evidence='frame')
    """
    if not page.mentions(b"frame") and not page.mentions(b"FRAME"):
        return None
    frames = [
        (_share(frame), not _SIDE.search(f"{frame.get('name') or ''} {frame.get('src')}"), -place, url)
        for place, frame in enumerate(page.root.iter("frame", "iframe"))
        if (url := page.absolute(frame.get("src"))) is not None and url != page.url
    ]
    return Found(max(frames)[-1], "frame") if frames else None


def _share(frame: etree._Element) -> float:
    """Return which part of the window a frame takes, as far as it is written."""
    above = frame.getparent()
    if frame.tag == "iframe" or above is None or above.tag != "frameset":
        wide, high = (_size(frame.get(name) or "*", 1000.0) for name in ("width", "height"))
        return wide * high
    place = [child for child in above if isinstance(child.tag, str)].index(frame)
    share = 1.0
    for name in ("rows", "cols"):
        parts = (above.get(name) or "").split(",")
        if len(parts) > 1:
            share *= _size(parts[place] if place < len(parts) else "0", 600.0)
    outer = above.getparent()
    return share * (_share(above) if outer is not None and outer.tag == "frameset" else 1000.0)


def _size(text: str, rest: float) -> float:
    digits = re.match(r"\s*(\d{1,5})(%?)", text)
    if digits is None:
        return rest
    return int(digits[1]) * (10.0 if digits[2] else 1.0)
