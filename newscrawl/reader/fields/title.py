"""The title of an article: 主题 without the site's name, with kicker, subtitle and 原标题 where the page tells them.

`<title>` tells what the title is but adds site and channel; the page shows it bare but does not say which line it is.
So the line that `<title>` contains is the title. `find_heading` gives that line to the other readers, for which it is
the landmark above the text; `read_title` falls back on meta and on the line above the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from newscrawl.reader.outline import Line, Outline
from newscrawl.reader.page import Found, Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_FOLD = str.maketrans(
    {
        **dict.fromkeys("“”„‟「」『』〝〞＂″", '"'),
        **dict.fromkeys("‘’`´′", "'"),
        **dict.fromkeys("—–―‐‑－─━", "-"),
        **dict.fromkeys("丨︱｜│", "|"),
        **dict.fromkeys("・•‧∙", "·"),
        **dict.fromkeys(" \t\r\n\u3000\xa0", None),
        "（": "(",
        "）": ")",
        "：": ":",
        "！": "!",
        "？": "?",
        "，": ",",
        "；": ";",
        "％": "%",
        "…": ".",
        "．": ".",
    }
)
_FOLDED = frozenset(map(chr, _FOLD))
_CUT = re.compile(r"[_|｜丨︱]+|\s[-–—]+\s|-{2,}|—{3,}|>+|»")
_WEAK_CUT = re.compile(r"\s*[-–—]+([^-–—]{2,24})$")
_PLACE = re.compile(
    r"(?:网|網|网站|網站|报|報|新闻|新聞|频道|頻道|在线|在線|线上|线|门户|中心|台|社|站|资讯|資訊|首页|首頁|客户端|专栏|专题"
    r"|[Cc]om|[Nn]et|\.cn|APP|App|官方|平台|杂志|周刊|传媒|媒体|论坛|博客|头条)$"
)
_GENERIC = re.compile(
    r"^(?:首页|首頁|新闻|新聞|正文|详情|新闻动态|新闻详情|新闻中心|新闻正文|文章|文章详情|内容页|详细页面|无标题文档|Untitled.*)$"
)
_ORIGINAL = re.compile(r"[(（\[【《]?\s*原(?:标题|標題|题|題)\s*[:：]\s*[《“]?(.{4,100}?)[》”]?[)）\]】》]?\s*$")
_INFO = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}|来源|來源|字号|字號|字体|字體|分享|作者|编辑|編輯|打印|列印|评论|評論|浏览|点击|當前|当前位置|您的位置|[>＞]\s*正文"
)
_KICKER_NAME = re.compile(r"kicker|pre-?title|\bpre\b|yinti|shoulder|intro-?title|eyebrow|titlepre|jianti")
_SUBTITLE_NAME = re.compile(r"sub-?_?tit|\bsub\b|futi|deck|second-?title|title-?sub|f-?title|ftitle")
_EDGE = "_|->»([【~:· ,."
_TITLE_NAME = re.compile(r"tit|headline|biaoti|\bbt\b|subject|h1")


@dataclass(frozen=True, slots=True)
class Title:
    """The parts of a headline; absent parts are None."""

    title: str
    kicker: str | None = None
    """引题, above."""
    subtitle: str | None = None
    """副题, below."""
    original_title: str | None = None
    """原标题, where a reprint names it."""


@dataclass(frozen=True, slots=True)
class Heading:
    """Where the page shows its title: lines `first` to `last` - 1 of the outline."""

    text: str
    first: int
    last: int
    evidence: str


def fold_title(text: str) -> str:
    """A title as it is compared: no white space, one kind of quote, dash and dot.

    >>> fold_title("福州“闽江之心” 开放——首日") == fold_title('福州"闽江之心"开放--首日')
    True
    """
    return text.translate(_FOLD).casefold()


def strip_site(text: str) -> str:
    """Take site and channel names off the end (or the front) of a `<title>`.

    `_`, `|`, `--` and a dash between blanks part a headline from names; a bare dash does so only before a name, for
    headlines hold dashes themselves.

    >>> strip_site("闽江之心今日开放_福州新闻_海峡网")
    '闽江之心今日开放'
    >>> strip_site("海峡网 - 闽江之心今日开放")
    '闽江之心今日开放'
    >>> strip_site("2020-2021赛季CBA今晚开赛")
    '2020-2021赛季CBA今晚开赛'
    """
    parts = [part.strip() for part in _CUT.split(text)]
    parts = [part for part in parts if part]
    if not parts:
        return text.strip()
    start = 0
    while start + 1 < len(parts) and (_is_place(parts[start]) or len(parts[start]) < 5):
        start += 1
    if start + 1 == len(parts) and _is_place(parts[start]):
        start = 0
    head = parts[start]
    while (match := _WEAK_CUT.search(head)) and match.start() >= 6 and _is_place(match[1]):
        head = head[: match.start()].rstrip()
    return head


def _is_place(part: str) -> bool:
    return len(part) <= 24 and (_PLACE.search(part) is not None or _GENERIC.match(part) is not None)


def find_heading(page: Page) -> Heading | None:
    """The line that shows what `<title>` (or og:title) says; None where no line does.

    Navigation repeats channel names that stand in `<title>` too, hence length, place and markup weigh in.
    """
    outline = page.outline
    full = fold_title(page.title_text or "")
    meta = page.meta_value("og:title", "articletitle", "twitter:title")
    other = fold_title(meta.value) if meta else ""
    if other in full:
        other = ""
    best: Heading | None = None
    best_score = 0.0
    firsts = set(full) | set(other)
    firsts |= {char.upper() for char in firsts} | _FOLDED
    covered = -1
    for index, line in enumerate(outline.lines):
        text = line.text
        if index < covered or not 4 <= len(text) <= 160 or text[-1] == "。":
            continue
        if text[0] not in firsts:
            continue
        end = index + 1
        node = outline.nodes[line.node]
        tag = node.tag
        heading = len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"
        folded = fold_title(text)
        if heading and node.last - node.first > 1 and node.last - node.first <= 4:
            whole = " ".join(part.text for part in outline.lines[node.first : node.last] if part.text)
            if fold_title(whole) in full:
                text, folded, end = whole, fold_title(whole), node.last
        for known in (full, other):
            at = known.find(folded) if known and len(folded) >= 4 else -1
            if at < 0:
                continue
            score = len(folded) + (8 if at == 0 else 0)
            if heading:
                score += 14 if tag == "h1" else 9
            elif _TITLE_NAME.search(node.name):
                score += 7
            elif line.strong:
                score += 4
            if line.link_chars * 2 > len(text):
                score -= 14
            if folded != known:
                after = known[at + len(folded) : at + len(folded) + 1]
                if after not in _EDGE or (at and known[at - 1] not in _EDGE):
                    score -= 8
                elif not after and at:
                    score -= 6
            if score > best_score:
                shown = strip_site(text) if folded == known else text
                best, best_score = Heading(shown, index, end, tag), score
                covered = end
    if best is not None and best_score >= 12 and not _GENERIC.match(best.text):
        return best
    return _similar_heading(page)


def _similar_heading(page: Page) -> Heading | None:
    """A heading much like `<title>`: the shown headline was edited later, or is spelt with other dashes."""
    title = strip_site(page.title_text or "")
    wanted = fold_title(title)
    if len(wanted) < 8 or _is_place(title):
        return None
    outline = page.outline
    best: tuple[float, int, str] | None = None
    for index, line in enumerate(outline.lines):
        if not 6 <= len(line.text) <= 120 or line.link_chars * 2 > len(line.text):
            continue
        node = outline.nodes[line.node]
        if node.tag not in ("h1", "h2", "h3", "h4") and not _TITLE_NAME.search(node.name):
            continue
        shown = fold_title(line.text)
        likeness, text = (100.0, title) if wanted in shown else (fuzz.ratio(shown, wanted), line.text)
        if likeness >= 65 and (best is None or likeness > best[0]):
            best = (likeness, index, text)
    if best is None:
        return None
    _, index, text = best
    return Heading(text, index, index + 1, outline.nodes[outline.lines[index].node].tag)


def read_title(page: Page, body: Body | None) -> Found[Title] | None:
    """Read the title by the evidence of the shown line, meta, `<title>` and the line above the body."""
    heading = page.heading
    kicker = subtitle = None
    founder = page.founder
    if founder:
        kicker, subtitle = founder.get("introtitle"), founder.get("subtitle")
    original = _original_title(page, body)
    if heading is not None:
        above, under = _beside(page.outline, heading)
        return Found(Title(heading.text, kicker or above, subtitle or under, original), heading.evidence)
    found = page.meta_value("og:title", "articletitle", "twitter:title")
    candidates = [(strip_site(found.value), found.evidence)] if found else []
    if founder.get("title"):
        candidates.append((strip_site(founder["title"]), "enpproperty"))
    if page.title_text:
        candidates.append((strip_site(page.title_text), "title"))
    above = _line_above(page.outline, body)
    for text, evidence in candidates:
        if len(text) >= 8 and not _GENERIC.match(text) and not _PLACE.search(text):
            return Found(Title(text, kicker, subtitle, original), evidence)
    if above is not None:
        return Found(Title(above, kicker, subtitle, original), "text above body")
    for text, evidence in candidates:
        if text:
            return Found(Title(text, kicker, subtitle, original), evidence)
    return None


def _beside(outline: Outline, heading: Heading) -> tuple[str | None, str | None]:
    """Kicker and subtitle: the lines right above and below the title that are named so, or set as headings.

    A heading above may be a channel's name, so it must be longer than those are; one below may open a box.
    """
    found: list[str | None] = []
    for at, named in ((heading.first - 1, _KICKER_NAME), (heading.last, _SUBTITLE_NAME)):
        line = outline.lines[at] if 0 <= at < len(outline.lines) else None
        if line is None or not 2 <= len(line.text) <= 60 or line.link_chars or _INFO.search(line.text):
            found.append(None)
            continue
        node = outline.nodes[line.node]
        is_named = named.search(node.name) is not None
        if not is_named and len(line.text) < 5:
            found.append(None)
            continue
        dashed = named is _SUBTITLE_NAME and line.text.startswith(("——", "──", "—", "--"))
        set_so = node.tag in ("h2", "h3", "h4", "h5") and len(line.text) >= 8 and line.text[-1] not in "：:。"
        same = fold_title(line.text) == fold_title(heading.text)
        found.append(line.text if (is_named or dashed or set_so) and not same else None)
    return found[0], found[1]


def _line_above(outline: Outline, body: Body | None) -> str | None:
    """The line above the body that looks most like a title: a heading, a name such as `title`, or simply the last."""
    if body is None or body.first is None:
        return None
    best: tuple[float, str] | None = None
    for distance, line in enumerate(reversed(outline.lines[max(0, body.first - 25) : body.first])):
        size = len(line.text)
        if not 5 <= size <= 80 or line.link_chars * 2 > size or _INFO.search(line.text):
            continue
        score = _title_score(line, outline) - distance * 0.4
        if best is None or score > best[0]:
            best = (score, line.text)
    return best[1] if best else None


def _title_score(line: Line, outline: Outline) -> float:
    node = outline.nodes[line.node]
    score = 0.0
    if node.tag in ("h1", "h2", "h3", "h4", "h5"):
        score += 6 - 0.5 * int(node.tag[1])
    if _TITLE_NAME.search(node.name):
        score += 4
    if line.strong:
        score += 1
    if line.text.endswith(("。", "；", "，", "：", ":")):
        score -= 4
    return score + min(len(line.text), 20) * 0.1


def _original_title(page: Page, body: Body | None) -> str | None:
    """原标题, which stands in a line of its own close above or below the text."""
    if body is None or body.first is None or body.last is None:
        return None
    lines = page.outline.lines
    for line in (*lines[max(0, body.first - 8) : body.first + 4], *lines[max(body.last - 3, 0) : body.last + 10]):
        text = line.text
        if "原" in text[:6] and len(text) < 120 and (match := _ORIGINAL.match(text)):
            return match[1].strip()
    return None
