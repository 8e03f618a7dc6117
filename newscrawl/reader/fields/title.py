"""A page → its title: 主题 without the site's name, with kicker, subtitle and 原标题 where
the page has them.

`<title>` contains the title, but adds site and channel; the page shows it alone, but in
an unmarked line. So the line that `<title>` contains is the title.
`heading.find_heading` finds that line, from which all readers count; `read_title` falls
back on meta and on the line above the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.marks import heads_others
from newscrawl.reader.heading import GENERIC, PLACE, TITLE_NAME, Heading, fold_title, is_site, strip_site
from newscrawl.reader.outline import Line, Outline
from newscrawl.reader.page import TITLE_METAS, Found, Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_ORIGINAL = re.compile(r"[(（\[【《]?\s*原(?:标题|標題|题|題)\s*[:：]\s*[《“]?(.{4,100}?)[》”]?[)）\]】》]?\s*$")
_INFO = re.compile(
    r"\d{4}\s*[-/.年]\s*\d{1,2}|来源|來源|字号|字號|字体|字體|分享|作者|编辑|編輯|打印|列印|评论|評論|浏览|点击|當前|当前位置|您的位置|[>＞]\s*正文"
)
_KICKER_NAME = re.compile(r"kicker|pre-?title|\bpre\b|yinti|shoulder|intro-?title|eyebrow|titlepre|jianti")
_SUBTITLE_NAME = re.compile(r"sub-?_?tit|\bsub\b|futi|deck|second-?title|title-?sub|f-?title|ftitle")
_OF_TEXT = 0.5
"""Share of a title's words that stand in the text."""


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


def read_title(page: Page, body: Body | None) -> Found[Title] | None:
    """Read the title by the evidence of the shown line, meta, `<title>` and the line
    above the body.
    """
    heading = page.heading
    kicker = subtitle = None
    founder = page.founder
    if founder:
        kicker, subtitle = founder.get("introtitle"), founder.get("subtitle")
    original = _original_title(page, body)
    if heading is not None:
        above, under = _beside(page.outline, heading)
        return Found(Title(heading.text, kicker or above, subtitle or under, original), heading.evidence)
    found = page.meta_value(*TITLE_METAS)
    candidates = [(strip_site(found.value), found.evidence)] if found else []
    if founder.get("title"):
        candidates.append((strip_site(founder["title"]), "enpproperty"))
    if page.title_text:
        candidates.append((strip_site(page.title_text), "title"))
    if (
        len(candidates) > 1
        and len(candidates[0][0]) > 1
        and fold_title(candidates[-1][0]).startswith(fold_title(candidates[0][0]))
    ):
        candidates.pop()  # it says the same, with names that cannot be told from words
    above = _line_above(page.outline, body)
    if above is not None and body is not None and candidates and candidates[-1][1] == "title":
        in_text = _overlap(above, body.text)
        if in_text >= _OF_TEXT and _overlap(candidates[-1][0], body.text) <= in_text / 2:
            candidates.pop()  # a template's, the same on all pages
    for text, evidence in candidates:
        if len(text) >= 8 and not GENERIC.match(text) and not PLACE.search(text) and not is_site(text):
            return Found(Title(text, kicker, subtitle, original), evidence)
    if above is not None:
        return Found(Title(above, kicker, subtitle, original), "text above body")
    for text, evidence in candidates:
        if text:
            return Found(Title(text, kicker, subtitle, original), evidence)
    return None


def _overlap(title: str, text: str) -> float:
    """Return the share of a title's pairs of characters that stand in a text."""
    found = {title[at : at + 2] for at in range(len(title) - 1)}
    return sum(pair in text for pair in found) / max(len(found), 1)


def _beside(outline: Outline, heading: Heading) -> tuple[str | None, str | None]:
    """Return kicker and subtitle: the lines right above and below the title that are
    named so, or set as headings.

    A heading above may be a channel's name, so it must be longer than those are; one
    below may open a box.
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
    """Return the line above the body that looks most like a title: a heading, a name
    such as `title`, or the last line.
    """
    if body is None or body.first is None:
        return None
    best: tuple[float, str] | None = None
    for distance, line in enumerate(reversed(outline.lines[max(0, body.first - 25) : body.first])):
        size = len(line.text)
        if not 2 <= size <= 80 or line.link_chars * 2 >= size or _INFO.search(line.text):
            continue
        if is_credit(line.text) or heads_others(line.text):
            continue
        if size < 5 and not (line.strong or TITLE_NAME.search(outline.nodes[line.node].name)):
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
    if TITLE_NAME.search(node.name):
        score += 4
    if line.strong:
        score += 1
    if line.text.endswith(("。", "；", "，", "：", ":")):
        score -= 4
    return score + min(len(line.text), 20) * 0.1


def _original_title(page: Page, body: Body | None) -> str | None:
    """Find 原标题, which stands in a line of its own close above or below the text."""
    if body is None or body.first is None or body.last is None:
        return None
    lines = page.outline.lines
    for line in (*lines[max(0, body.first - 8) : body.first + 4], *lines[max(body.last - 3, 0) : body.last + 10]):
        text = line.text
        if "原" in text[:6] and len(text) < 120 and (match := _ORIGINAL.match(text)):
            return match[1].strip()
    return None
