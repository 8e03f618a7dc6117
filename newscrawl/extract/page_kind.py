"""What a page is: an article, or one of the things that come in an article's place."""

from __future__ import annotations

import re
from typing import Literal

from newscrawl.extract.body import Body
from newscrawl.extract.page import Found, Page

Kind = Literal["article", "listing", "front", "soft404", "withdrawn", "verification", "video", "gallery", "empty"]

_SIGNS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("verification", re.compile("访问验证|安全验证|滑动验证|请输入验证码|人机验证")),
    ("withdrawn", re.compile("(?:该|此|本)?(?:文章|新闻|页面|内容|稿件)(?:已被|已经被|已)(?:删除|撤销|撤回|下线)")),
    ("soft404", re.compile("页面不存在|找不到(?:您|你)?(?:要)?(?:访问|查看)?的?(?:页面|网页)|404|Not Found")),
)


def page_kind(page: Page, body: Body | None) -> Found[Kind]:
    """Tell what a page is; a page with a body is an article unless a sign says otherwise."""
    size = len(body.text) if body else 0
    if size < 200:
        for kind, pattern in _SIGNS:
            match = pattern.search(page.title_text or "") or (body and pattern.search(body.text))
            if match:
                return Found(kind, f"text:{match[0]}")
    if size < 20:
        return Found("empty", "no text")
    return Found("article", "body")
