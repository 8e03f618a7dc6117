"""The lines of a page, its `<title>` and its metas → the line that shows the title.

The readers of `fields/` look above and below this line. The title of the article itself
is decided in `fields/title.py`, which also has kicker and subtitle.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from newscrawl.late_patterns import late
from newscrawl.reader.outline import Line, Outline

_FOLD: dict[str, str] = {
    **dict.fromkeys("“”„‟「」『』〝〞＂″", '"'),
    **dict.fromkeys("‘’`´′", "'"),
    **dict.fromkeys("—–―‐‑－─━", "-"),
    **dict.fromkeys("丨︱｜│", "|"),
    **dict.fromkeys("・•‧∙", "·"),
    **dict.fromkeys(" \t\r\n\u3000\xa0", ""),
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
_FOLDED = frozenset(_FOLD)
_CUT = re.compile(r"[_|｜丨︱]+|\s[-–—]+\s|-{2,}|—{3,}|>+|»")
_WEAK_CUT = re.compile(r"\s*[-–—]+([^-–—]{2,24})$")
PAPER = "(?<![预預汇匯通举舉情海喜捷申战戰])[报報]"
"""How names of papers end: 天气预报 and 情况通报 are none."""
PLACE = re.compile(
    rf"(?:网|網|网站|網站|{PAPER}|新闻|新聞|频道|頻道|在线|在線|线上|线|门户|中心|台|社|站|资讯|資訊|首页|首頁|客户端|专栏|专题"
    r"|[Cc]om|[Nn]et|\.cn|APP|App|官方|平台|杂志|周刊|传媒|媒体|论坛|博客|头条|Powered by.*)$"
)
GENERIC = re.compile(
    r"^(?:首页|首頁|新闻|新聞|正文|详情|新闻动态|新闻详情|新闻中心|新闻正文|文章|文章详情|内容页|详细页面|无标题文档|Untitled.*)$"
)
_SITE = re.compile(
    r"(?:网|網|网站|網站|在线|在線|线上|门户|频道|頻道|客户端|客戶端|日报|日報|晚报|晚報|早报|时报|時報|都市报|电视台|電視台|官网|官網|人民政府"
    r"|首页|首頁|\.(?:com|cn|net|org|tw|hk))$",
    re.I,
)
"""How the names of sites end, and hardly a headline does."""
_ORGANISATION = late(
    "[\u4e00-\u9fff（）()·]{2,20}(?:公司|集团|医院|学校|大学|学院|中学|小学|公安|[局厅委院馆]|委员会|政府|银行|协会|学会)"
)
_TOP = 60
"""Lines of a page among which a headline is looked for that `<title>` does not have."""
_LONGEST_SITE = 18
_LONGEST_OUTLET = 12
"""Characters of a name that ends in 台 or 社; headlines end so, too (新政出台, 规划路线)."""
_ANY_CUT = re.compile(r"[_|｜丨︱>»\s–—―-]+")
_INFO = re.compile(
    r"(?:(?:发布|發布|发表)?(?:时间|時間|日期)|来源|來源|稿源)\s?[:：].*20\d\d[-/.年]|20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}.*(?:来源|來源|作者)\s?[:：]"
)
_DATED = re.compile(r"20\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_LONGEST_DATED = 40
"""Characters of a line with a date that may have no label."""
_BEHIND_DATE = 3
"""Lines behind it among which the text begins."""
_BRACKETS = frozenset(")）]】")
_COUNTER = re.compile(r"(?<=\w)\s*[(（\[【]\s?\d{1,3}\s?/\s?\d{1,3}\s?[)）\]】]$")
"""Which picture of a gallery a page shows, behind its headline: (1/6)."""
EDGE = "_|->»([【~:· ,."
TITLE_NAME = re.compile(r"tit|headline|biaoti|\bbt\b|subject|h1")


@dataclass(frozen=True, slots=True)
class Heading:
    """The title as a page shows it: lines `first` to `last` - 1 of the outline."""

    text: str
    first: int
    last: int
    evidence: str


def fold_title(text: str) -> str:
    """Normalise a title for comparison: no white space, one kind of quote, dash and
    dot.

    >>> fold_title("福州“闽江之心” 开放——首日") == fold_title('福州"闽江之心"开放--首日')
    True
    """
    # on a long text `translate` takes twenty times as long
    for char in _FOLDED.intersection(text) if len(text) < 100 else _FOLD:
        text = text.replace(char, _FOLD[char])
    return text.casefold()


def strip_site(text: str) -> str:
    """Remove site and channel names from the end (or the front) of a `<title>`.

    `_`, `|`, `--` and a dash between blanks separate a headline from names; a bare dash
    does so only before a name, since headlines contain dashes.

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
        if not (_is_place(parts[start]) or any(map(_may_be_headline, parts[start + 1 :]))):
            break  # 警情通报 - 福州公安: the headline is that short
        start += 1
    if start + 1 == len(parts) and _is_place(parts[start]):
        start = 0
    head = parts[start]
    while (match := _WEAK_CUT.search(head)) is not None:
        site = len(match[1]) <= _LONGEST_SITE and _SITE.search(match[1])
        if not (site or _is_place(match[1])) or match.start() < (2 if site else 6):
            break
        head = head[: match.start()].rstrip()
    return without_counter(head)


def _may_be_headline(part: str) -> bool:
    return len(part) >= 8 and not (_is_place(part) or _ORGANISATION.fullmatch(part))


def without_counter(title: str) -> str:
    """Remove the number of the picture that a page of a gallery shows.

    >>> without_counter("古桥新颜(1/6)"), without_counter("全市降水偏多(2020)")
    ('古桥新颜', '全市降水偏多(2020)')
    """
    return _COUNTER.sub("", title) if title[-1:] in _BRACKETS else title


def _shown_title(text: str) -> str:
    """Remove the site's names from the end of a line that shows all of `<title>`; where
    it ends in none, a `｜` is one of the headline.

    >>> _shown_title("闽江之心今日开放_要闻_海峡网")
    '闽江之心今日开放'
    >>> _shown_title("闽江之心今日开放 ｜ 一年之计在于春")
    '闽江之心今日开放 ｜ 一年之计在于春'
    """
    parts = [part.strip() for part in _CUT.split(text) if part.strip()]
    return strip_site(text) if len(parts) < 2 or _is_place(parts[-1]) or _is_place(parts[0]) else text


def is_site(title: str) -> bool:
    """Return whether a `<title>` is the name of a site and nothing else.

    >>> is_site("福建省人民政府门户网站 - www.fujian.gov.cn"), is_site("闽江之心今日开放――海峡网")
    (True, False)
    """
    parts = [part.strip() for part in _ANY_CUT.split(title) if part.strip()]
    return bool(parts) and all(len(part) <= _LONGEST_SITE and _SITE.search(part) for part in parts)


def _is_place(part: str) -> bool:
    if len(part) > 24:
        return False
    if GENERIC.match(part) is not None:
        return True
    long = len(part) > _LONGEST_OUTLET or " " in part
    told = long and part[-1] in "线台社站" and not part.endswith(("网站", "網站"))
    return not told and PLACE.search(part) is not None


def find_heading(outline: Outline, title_text: str | None, meta_title: str | None) -> Heading | None:
    """Find the line that shows the words of `<title>` (or og:title); None where no line
    does.

    Navigation repeats channel names that stand in `<title>` too, hence length, place
    and markup weigh in.
    """
    if title_text and is_site(title_text):
        title_text = None  # a template's; the logo shows it
    full = fold_title(title_text or "")
    behind_site = _leading_site(title_text or "")
    other = fold_title(meta_title or "")
    if other in full:
        other = ""
    best: Heading | None = None
    best_score = 0.0
    firsts = set(full) | set(other)
    firsts |= {char.upper() for char in firsts} | _FOLDED
    covered = -1
    for index, line in enumerate(outline.lines):
        text = line.text
        if text[:1] not in firsts or index < covered:
            continue
        if not 2 <= len(text) <= 160 or text[-1] == "。":
            continue
        end = index + 1
        node = outline.nodes[line.node]
        tag = node.tag
        heading = len(tag) == 2 and tag[0] == "h" and tag[1] in "123456"
        if len(text) < 4 and not (heading and _is_short_title(fold_title(text), full)):
            continue
        if not heading:
            if not firsts.issuperset(text[:4]):
                continue
            if (begin := fold_title(text[:4])) not in full and begin not in other:
                continue
        folded = fold_title(text)
        if heading and node.last - node.first > 1 and node.last - node.first <= 4:
            whole = " ".join(part.text for part in outline.lines[node.first : node.last] if part.text)
            if fold_title(whole) in full or (other and fold_title(whole) in other):
                text, folded, end = whole, fold_title(whole), node.last
        elif (more := _rest_of_headline(outline, index, folded, full or other)) is not None:
            text, folded, end = f"{text} {more}", folded + fold_title(more), index + 2
        for known in (full, other):
            at = known.find(folded) if known and (len(folded) >= 4 or _is_short_title(folded, known)) else -1
            if at < 0:
                continue
            begins = at == 0 or (known is full and at == behind_site)
            score = len(folded) + (8 if begins else 0)
            if heading:
                score += 14 if tag == "h1" else 9
            elif TITLE_NAME.search(node.name):
                score += 7
            elif line.strong:
                score += 4
            if line.link_chars * 2 > len(text):
                score -= 14
            if folded != known:
                after = known[at + len(folded) : at + len(folded) + 1]
                if after not in EDGE or (not begins and known[at - 1] not in EDGE):
                    score -= 8
                elif not after and not begins:
                    score -= 6
            if score > best_score:
                shown = _shown_title(text) if folded == known else text
                best, best_score = Heading(without_counter(shown), index, end, tag), score
                covered = end
    if best is not None and best_score >= 12 and not GENERIC.match(best.text):
        return best
    return _similar_heading(outline, title_text) or (
        None if full or other else _above_info(outline) or _named_heading(outline)
    )


def _is_short_title(folded: str, known: str) -> bool:
    """Return whether `<title>` is two or three characters (讣告) and names of sites."""
    return 2 <= len(folded) < 4 and known.startswith(folded) and known[len(folded) : len(folded) + 1] in EDGE


def _above_info(outline: Outline) -> Heading | None:
    """Return the line right above the one with date and source, where `<title>` names
    no more than the site.
    """
    for index, line in enumerate(outline.lines[1:], 1):
        if len(line.text) > 100 or line.link_chars:
            continue
        labelled = _INFO.search(line.text) is not None
        if not labelled and not (len(line.text) <= _LONGEST_DATED and _DATED.search(line.text)):
            continue
        above = outline.lines[index - 1]
        headline = 6 <= len(above.text) <= 60 and not above.link_chars and above.text[-1] not in "。：:；"
        set_so = above.strong or _is_named(above, outline)
        if headline and (labelled or (set_so and _begins_text(outline.lines[index + 1 : index + 1 + _BEHIND_DATE]))):
            return Heading(above.text, index - 1, index, "line above date")
        if labelled:
            return None
    return None


def _begins_text(lines: Sequence[Line]) -> bool:
    """Return whether one of some lines is a sentence, as long as those of texts are."""
    return any(len(line.text) >= 20 and "。" in line.text and not line.link_chars for line in lines)


def _is_named(line: Line, outline: Outline) -> bool:
    """Return whether a line is set as a heading, or named a title."""
    node = outline.nodes[line.node]
    return node.tag in ("h1", "h2", "h3") or TITLE_NAME.search(node.name) is not None


def _named_heading(outline: Outline) -> Heading | None:
    """Return the only line near the top that is an `<h1>` or named a title, with a
    sentence right below it, where `<title>` names no more than the site."""
    found: list[Heading] = []
    for index, line in enumerate(outline.lines[:_TOP]):
        node = outline.nodes[line.node]
        if not 6 <= len(line.text) <= 60 or line.link_chars or line.text[-1] in "。：:；，":
            continue
        if node.tag == "h1" or TITLE_NAME.search(node.name):
            found.append(Heading(line.text, index, index + 1, node.tag))
    below = outline.lines[found[0].last].text if len(found) == 1 and found[0].last < len(outline.lines) else ""
    return found[0] if len(below) >= 20 and "。" in below else None


def _leading_site(title: str) -> int:
    """Return the length, folded, of a site's name that a blank separates from the rest
    of `<title>`; 0 where it begins with none.
    """
    name, _, rest = title.strip().partition(" ")
    return len(fold_title(name)) if rest and len(name) <= _LONGEST_SITE and _SITE.search(name) else 0


def _rest_of_headline(outline: Outline, index: int, folded: str, known: str) -> str | None:
    """Return the line below one that begins `<title>`, if `<title>` goes on with it: a
    headline is broken in two.
    """
    if not known.startswith(folded) or len(folded) < 6 or index + 1 >= len(outline.lines):
        return None
    below, line = outline.lines[index + 1], outline.lines[index]
    if len(below.text) < 4 or below.link_chars * 2 > len(below.text) or below.text[-1] == "。":
        return None
    nodes = outline.nodes
    beside = below.node == line.node or nodes[below.node].parent == nodes[line.node].parent
    return below.text if beside and known.startswith(fold_title(below.text), len(folded)) else None


def _similar_heading(outline: Outline, title_text: str | None) -> Heading | None:
    """Find a heading much like `<title>`: the shown headline was edited later, or is
    spelt with other dashes.
    """
    title = strip_site(title_text or "")
    wanted = fold_title(title)
    if len(wanted) < 8 or _is_place(title):
        return None
    best: tuple[float, int, str] | None = None
    for index, line in enumerate(outline.lines):
        if not 6 <= len(line.text) <= 120 or line.link_chars * 2 > len(line.text):
            continue
        node = outline.nodes[line.node]
        if node.tag not in ("h1", "h2", "h3", "h4") and not TITLE_NAME.search(node.name):
            continue
        shown = fold_title(line.text)
        likeness, text = (100.0, title) if wanted in shown else (fuzz.ratio(shown, wanted), line.text)
        more = shown.removesuffix(wanted)
        if likeness == 100 and more != shown and more.isalpha() and node.tag in ("h1", "h2", "h3"):
            text = line.text  # 「福州网友发帖倡议」 where `<title>` has 「网友发帖倡议_福州新闻」
        if likeness >= 65 and (best is None or likeness > best[0]):
            best = (likeness, index, text)
    if best is None:
        return None
    _, index, text = best
    return Heading(text, index, index + 1, outline.nodes[outline.lines[index].node].tag)
