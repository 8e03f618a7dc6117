"""A page → its kind: an article, or one of the pages that servers send in an article's
place.

Servers answer 200 with a notice, a verification page or a list where an article was
asked for. Notices are short, so their words count only where the page has hardly any
other text; lists are recognised by links that outweigh the text. Words cannot be listed
in full: a page of a sentence or two is an article only if it has something else that
news has (`news_evidence`), and otherwise a `shell`, of which nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, partial
from typing import Literal, NamedTuple
from urllib.parse import urlsplit

from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.reader.fields.blocks import Body
from newscrawl.reader.fields.marks import any_of
from newscrawl.reader.fields.news_evidence import ENOUGH, NewsEvidence, read_evidence
from newscrawl.reader.fields.redirects import asks_for_browser, own_redirect, redirect_target, refresh_target
from newscrawl.reader.page import Page

Kind = Literal[
    "article",
    "listing",
    "front",
    "soft404",
    "withdrawn",
    "verification",
    "redirect",
    "video",
    "gallery",
    "empty",
    "shell",
    "too_large",
]

_VERIFICATION = any_of(r"""
    访问验证 安全验证 滑动验证 人机验证 身份验证 请输入验证码 输入验证码 拖动滑块 点击验证 正在验证 浏览器安全检查
    访问过于频繁 访问频率过高 操作过于频繁 访问被拒绝 访问受限 您的请求已被 疑似攻击 网站防火墙 Web应用防火墙 安全狗
    当前环境异常 完成验证后即可继续访问 云锁 创宇盾 加速乐 Just\sa\smoment Checking\syour\sbrowser
    Attention\sRequired Access\sDenied verify\syou\sare\shuman Security\sCheck 驗證碼 安全驗證 真人驗證
""")
_GONE = (
    "(?:已|已经|已經|现已|目前已|可能已)(?:被)?(?:作者|发布者|管理员)?(?:自行)?"
    "(?:删除|撤稿|撤销|撤回|下线|下架|屏蔽|隐藏|刪除)"
)
_WITHDRAWN = re.compile(
    f"(?:文章|新闻|稿件|内容|信息|页面|网页|帖子|视频|作品|新聞|頁面|內容){_GONE}|已被(?:作者|发布者|管理员)(?:自行)?(?:删除|撤回|刪除)"
    "|(?:内容|文章|帐号|账号|公众号)[^。]{0,16}(?:违规|违反|投诉|举报|侵权|屏蔽|注销|冻结|停用)[^。]{0,16}(?:无法|不能|停止)(?:查看|访问|浏览|显示)"
    "|(?:内容|文章)[^。]{0,6}(?:暂时)?无法(?:查看|显示)$|(?:内容|文章|新闻|稿件|信息)(?:正在|仍在|还在|尚在)?审核(?:中|之中)|(?:帐号|账号|公众号)已(?:迁移|注销|被?封禁|停用)",
    re.M,
)
_MISSING = any_of(r"""
    页面不存在 网页不存在 文章不存在 内容不存在 信息不存在 新闻不存在
    找不到(?:您|你)?(?:要|所)?(?:访问|查看|浏览|请求|查找)?的?(?:页面|网页|文件|内容|资源) 页面找不到 页面走丢
    页面丢失 页面没有找到 没有找到(?:您|你)?(?:要|所)?(?:访问|查看|请求)?的?(?:页面|网页|文件|内容)
    无法找到该?(?:页|网页|页面|资源)
    您(?:要|所)?(?:访问|查看|请求|浏览)的(?:页面|网页|内容|地址)(?:不存在|已|有误|未找到|无法|可能)
    404\s*(?:Not|错误|页面|Error|-|_|$|，|,|！|!) Not\sFound 頁面不存在
    找不到(?:您|你)?(?:要|所)?(?:瀏覽|查詢)?的?(?:頁面|網頁) 該頁面不存在 無此(?:新聞|文章) 查无此 参数错误
    该信息已过期 系统发生错误 无法加载(?:模块|控制器)
    (?:没有|无)(?:阅读|访问|查看|浏览)?权限(?:阅读|访问|查看|浏览) 登录后(?:才能|方可|可)?(?:阅读|访问|查看|浏览)
    (?:没有|无)(?:阅读|访问|查看|浏览)(?:该|此|本)?(?:文章|页面|内容|报纸)?的?权限
""")
_UNDER_REPAIR = any_of(r"""
    ^(?:该|本|此|您的)?(?:网站|站点|域名|空间|主机)(?:已经?)?(?:过期|到期|欠费|被?暂停(?:服务|访问)?|停用)
    ^(?:该|本|此|您的)?(?:网站|站点|空间|主机)的?流量(?:已经?)?(?:超|用[尽完])
    (?:正在|即将)(?:为您|自动)*跳转[^。]{0,12}(?:请稍[候后等]|目标|…|\.\.)
    ^跳转中 秒[钟后]*[^。，]{0,4}自动跳转 没有自动跳转
    [您你]所在的?(?:地区|区域|国家)[^。，]{0,12}(?:无法|不能|禁止|限制)(?:访问|浏览|查看|观看)
    页面错误[！!]请稍后 ^(?:系统|网站|服务器|平台|本站)(?:正在)?(?:升级)?(?:维护|升级)(?:中|公告|通知)?[。！!…]*$
""")
"""What a site or its host shows in place of every page: it says nothing of the page,
and taken for `soft404` it would withdraw all articles that are looked at again."""
_WAITING = re.compile(
    "(?:页面|网页|内容|数据|正文|新闻)?"
    "(?:(?:正在|努力|拼命|玩命|为您)+(?:加载|载入|读取|打开|跳转)|(?:加载|载入|读取|跳转)中)[^。！？]{0,16}"
)
"""All that a page shows until a script has filled it."""
_ALERT = re.compile(r"""\balert\s*\(\s*(["'])([^"'\n]{2,80})\1""")
_OPEN_APP = re.compile(
    r"^打开[^，。]{0,14}(?:APP|App|app|客户端)[，,]?(?:即可)?(?:查看|阅读|观看)(?:全文|更多|原文|完整)", re.M
)
"""A button below an article, too: it is a notice only where there is no text."""
_PLAYER = re.compile(
    r"<(?:video|embed|object)\b|<iframe[^>]{0,300}(?:player|video|v\.qq|youku|tudou|ku6|youtube)|\.(?:m3u8|mp4|flv)\b",
    re.I,
)
_DATED = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}|\d{2}-\d{2}")
_SENTENCE = re.compile(r"[。！？]")
_OF_STUBS = frozenset({"title", "listed title"})
"""Signs of news that a page has, too, which only leads to the article."""
_INFO_LINES = 5
"""Lines between headline and text that may hold its date."""
_STORY = 80
"""Characters of a dated text that is one whatever forms around it say."""
_SHORT = 200
"""Characters of text below which a page has to show something else that news has."""


class PageKind(NamedTuple):
    """What a page is."""

    value: Kind
    evidence: str
    target: str | None = None
    """Where a `redirect` leads."""


def page_kind(page: Page, body: Body | None, *, listed_title: str | None = None, ruled: bool = False) -> PageKind:
    """Decide what a page is; a page with a text of its own is an article unless much
    speaks against it.

    `listed_title` is the title of the link that led here; `ruled`: the body was found
    by the site's rule.
    """
    if page.too_large is not None:
        return PageKind("too_large", page.too_large)
    text = body.text if body else ""
    if len(text) < 40 and _WAITING.fullmatch(text):
        body, text = None, ""
    size = len(text)
    sentences = len(_SENTENCE.findall(text))
    if size < 300:
        notice = _notice(page, body, text)
        if notice is not None:
            leads = _leads_on(page, text, NewsEvidence(0, ())) if notice.value == "shell" else None
            return leads or notice
    if body is not None and size >= _SHORT and sentences >= 2 and _is_below_heading(page, body):
        return PageKind("article", "body")
    lists = cache(partial(_list_weight, page))  # it takes long, and is seldom asked for
    long = size >= _SHORT and sentences >= 2
    evidence = NewsEvidence(ENOUGH, ()) if long or ruled else read_evidence(page, body, listed_title)
    if size < _SHORT and (found := _leads_on(page, text, evidence)) is not None:
        return found
    if body is not None and _is_text(page, body, text, sentences, lists):
        return PageKind("article", "body") if evidence.weight >= ENOUGH else _shell(page, text, evidence)
    if lists() >= 8 and (size < 80 or sentences < 3 or lists() * 25 > size):
        path = _path(page)
        front = path in ("", "/") or re.fullmatch(r"/(?:index|default|main)\.\w+", path) is not None
        return PageKind("front" if front else "listing", f"{lists()} headlines")
    if size < 80:
        if page.mentions(b"<video") or _PLAYER.search(page.text):
            return PageKind("video", "player and no text")
        pictures = len(body.images) if body else _pictures(page)
        if pictures >= 3:
            return PageKind("gallery", f"{pictures} pictures and no text")
    if size and body is not None and evidence.weight >= ENOUGH:
        return PageKind("article", "body")
    if not text and not set(evidence.signs) - _OF_STUBS and (target := own_redirect(page)) is not None:
        return PageKind("redirect", f"{target.evidence}: {target.value}", target.value)
    return _shell(page, text, evidence)


def _leads_on(page: Page, text: str, evidence: NewsEvidence) -> PageKind | None:
    """Recognise a redirect, and a page that runs a script and asks again."""
    poor = evidence.weight < ENOUGH
    if (refresh := refresh_target(page)) is not None:
        return PageKind("redirect", f"{refresh.evidence}: {refresh.value}", refresh.value)
    if not poor or len(text) >= 80:
        return None
    if (script := asks_for_browser(page)) is not None:
        return PageKind("verification", script)
    if (target := redirect_target(page)) is not None:
        return PageKind("redirect", f"{target.evidence}: {target.value}", target.value)
    return None


def _shell(page: Page, text: str, evidence: NewsEvidence) -> PageKind:
    """Return the kind of a page that is no news: `empty`, where nothing is on it beside
    the site's own menus, otherwise `shell`.
    """
    signs = f" ({', '.join(evidence.signs)})" if evidence.signs else ""
    if any((element.get("type") or "").lower() == "password" for element in page.root.iter("input")):
        return PageKind("shell", "a form to log in" + signs)
    if text:
        return PageKind("shell", f"{len(text)} characters and nothing else that news has" + signs)
    if evidence.weight >= ENOUGH:
        return PageKind("empty", "no text" + signs)
    words = max((len(line.text) for line in page.outline.lines), default=0)
    if words > 10 or next(page.root.iter("input", "form"), None) is not None:
        return PageKind("shell", f"words and no text{signs}")
    return PageKind("shell", f"scripts and no words{signs}") if page.head["script"] else PageKind("empty", "no text")


def _is_text(page: Page, body: Body, text: str, sentences: int, lists: Callable[[], int]) -> bool:
    """Return whether the body is one text: sentences below a headline that the page
    shows, or more text than headlines.
    """
    if sentences == 0 or len(text) < 30:
        return False
    if _is_below_heading(page, body):
        return len(text) >= 60 or lists() < 30 or _is_dated(page, body)
    return body.certainty >= 0.6 and len(text) >= 100 and len(text) > lists() * 8


def _is_dated(page: Page, body: Body) -> bool:
    """Return whether a line with a date stands between headline and text, as above an
    article; above the entries of a listing none does.
    """
    first, last = page.heading.last if page.heading else 0, body.first or 0
    lines = page.outline.lines[first : min(last, first + _INFO_LINES)]
    return any(len(line.text) <= 120 and not line.links and _DATED.search(line.text) for line in lines)


def _is_below_heading(page: Page, body: Body) -> bool:
    return page.heading is not None and body.first is not None and body.first >= page.heading.last


def _is_story(page: Page, body: Body | None, text: str) -> bool:
    """Return whether sentences stand below a headline with a date between: what forms
    and boxes around such a text say is not said of it.
    """
    if body is None or len(text) < _STORY or len(_SENTENCE.findall(text)) < 2:
        return False
    return _is_below_heading(page, body) and _is_dated(page, body)


def _notice(page: Page, body: Body | None, text: str) -> PageKind | None:
    """Recognise a notice in the place of a text, by `<title>`, headings and the few
    words there are.
    """
    shown = [line.text for line in page.outline.lines if line.text and line.link_chars * 2 <= len(line.text)]
    little = sum(map(len, shown)) < 600
    words = [page.title_text or ""]
    if page.heading is not None:
        words.append(page.heading.text)
    if little and _is_story(page, body, text):
        words.extend(line for line in text.split("\n") if len(line) < 120)
    elif little:
        words.extend(line for line in shown[:40] if len(line) < 120)
    elif len(text) < 120:
        words.append(text)
    if not shown and page.mentions(b"alert"):
        words.extend(said for script in page.head["script"] for _, said in _ALERT.findall(script.text or ""))
    notice = "\n".join(words)
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("verification", _VERIFICATION),
        ("withdrawn", _WITHDRAWN),
        ("soft404", _MISSING),
        ("shell", _UNDER_REPAIR),
    )
    for kind, pattern in kinds:
        match = pattern.search(notice)
        if match and (little or len(text) < 120):
            return PageKind(kind, f"text:{match[0].strip()}")
    if len(_SENTENCE.findall(text)) < 2 and little and (match := _OPEN_APP.search(notice)):
        return PageKind("shell", f"text:{match[0].strip()}")
    return None


def _list_weight(page: Page) -> int:
    """Count the characters of headlines of other articles that the page shows."""
    count = 0
    for line in page.outline.lines:
        if line.link_chars < 8 or not line.links:
            continue
        shaped = sum(1 for link in line.links if article_shaped(page.absolute(link.get("href")) or ""))
        count += shaped or int(line.link_chars >= 10 and _DATED.search(line.text) is not None)
    return count


def _path(page: Page) -> str:
    try:
        return urlsplit(page.url).path
    except ValueError:
        return ""


def _pictures(page: Page) -> int:
    return sum(len(line.images) for line in page.outline.lines)
