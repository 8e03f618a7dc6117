"""A page → its credits: who wrote, photographed and edited the text, and its source;
roles kept apart.

Credits are in the lines around the headline, in the dateline, in brackets at the end,
in captions and below the text. For each role the first place that names someone counts,
in that order: a list at the end may be of contributors. `meta author` is the editor, a
number or the site on many pages, and counts only as a last resort.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from newscrawl.reader.fields.blocks import is_notice
from newscrawl.reader.fields.bylines import SIGNS, read_credit_line
from newscrawl.reader.fields.credit_lines import (
    DATE_CUT,
    LABELLED,
    labels_apart,
    names_alone,
    take_byline,
    take_info_line,
    take_labelled_source,
)
from newscrawl.reader.fields.credit_names import plausible_names, read_unit
from newscrawl.reader.fields.datelines import read_opening
from newscrawl.reader.fields.gathering import HAS_DATE, Credits, Gathering
from newscrawl.reader.fields.marks import BACK
from newscrawl.reader.fields.name_model import is_name
from newscrawl.reader.fields.names import split_names, squash
from newscrawl.reader.fields.own_names import is_reprint, own_names
from newscrawl.reader.fields.padded_labels import unpadded
from newscrawl.reader.fields.role_words import has_role
from newscrawl.reader.fields.roles import Roles
from newscrawl.reader.fields.sources import (
    account_source,
    begins_with_label,
    is_publisher,
    labelled_source,
    named_source,
    parse_source,
    source_below_label,
    unlabelled_source,
)
from newscrawl.reader.fields.stated_credits import parse_names, take_account, take_from_markup
from newscrawl.reader.fields.text_credits import take_from_text
from newscrawl.reader.outline import Line, plain_text
from newscrawl.reader.page import Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

__all__ = ["Credits", "parse_credits", "parse_names", "parse_source", "read_credits"]

_AUTHOR_NAME = re.compile(r"author|byline|writer|zuozhe|reporter|journalist")
_COLUMN_NAME = re.compile(r"channel|column|cate?|crumb|nav|lanmu|tag")
_BOXED = re.compile(r"^[□■◎●○◇◆]\s*([\u4e00-\u9fff]{2,4})$")
_NAME_AND_ORG = re.compile(
    r"([\u4e00-\u9fff]{2,4})\s?[/／╱]\s?([\u4e00-\u9fff]{2,12}(?:报|報|网|網|社|台|周刊|新闻|频道))$"
)
_LABELLED_BELOW = 8
"""Lines below the text in which a label is the article's; further down are others."""
_OTHERS = re.compile(r"(?:相关|相關|推荐|推薦|延伸|热门|熱門|更多|最新|精彩|猜你|为您|上一[篇条]|下一[篇条])")
_ORG_AND_NAME = re.compile(r"([\u4e00-\u9fff]{3,10})[\s/／|]\s?([\u4e00-\u9fff]{2,4})$")
_PARTED = re.compile(r"[\s/／╱|｜［〔【\[(（□■◎●○◇◆]")
"""Marks without which a line holds no person or publisher beside another thing."""
_ORG_BRACKET = re.compile(
    r"^[【\[(〔［]([\u4e00-\u9fff]{2,10})\s?[/／╱][^】\])〕］]{0,12}(?:報導|报道|報道|電|电|訊|讯)[】\])〕］]$"
)


def parse_credits(*lines: str) -> Credits:
    """Parse the credits in raw lines: byline, dateline, info and editor lines in any
    order.

    >>> parse_credits("来源：福州晚报", "本报讯（记者孙珺 通讯员褚家威）").correspondents
    ('褚家威',)
    """
    gathering = Gathering()
    for line in map(unpadded, lines):
        take_info_line(gathering, line, frozenset())
        opening = read_opening(line)
        gathering.dateline = gathering.dateline or opening.dateline
        gathering.take(opening.roles, "text:dateline", opening.byline)
        gathering.take(read_credit_line(line), "text:byline", line, more=True)
    return gathering.finish(None)


def read_credits(page: Page, body: Body | None) -> Credits:
    """Read the credits of a page from the lines around and inside its body, markup as a
    last resort.
    """
    gathering = Gathering()
    own = own_names(page)
    head, tail = head_and_tail(page, body)
    for line in head:
        take_labelled_source(gathering, line.text, line, page)
    take_account(gathering, page)
    _labelled_below(gathering, body, tail, page)
    for line in head:
        _from_head(gathering, line, page, own)
    for text in labels_apart([line.text for line in (*head, *tail[:_LABELLED_BELOW])]):
        gathering.take(read_credit_line(text), "text:label", text, more=True)
    _from_neighbours(gathering, head, page, own)
    gathering.take_source(source_below_label([line.text for line in tail[:_LABELLED_BELOW]]), "text:来源")
    if gathering.source is None:
        _from_other_labels(gathering, [line.text for line in head])
        _from_account(gathering, head, page)
    if body is not None:
        for text in map(unpadded, body.head_lines):
            take_byline(gathering, text, text)
            take_info_line(gathering, text, own)
        take_from_text(gathering, body)
        for text in map(unpadded, body.tail_lines):
            _from_tail(gathering, text, own)
    for line in tail:
        _from_tail(gathering, line.text, own, line, page)
    take_from_markup(gathering, page, own)
    return gathering.finish(is_reprint(gathering.source, page, body))


def head_and_tail(page: Page, body: Body | None) -> tuple[list[Line], list[Line]]:
    """Return the lines around the headline up to the text, and the lines right below
    the text.
    """
    lines = page.outline.lines
    heading = page.heading
    first = body.first if body and body.first is not None else None
    if heading is not None:
        start = max(0, heading.first - 3)
        stop = first if first is not None and first >= heading.last else heading.last + 12
        indices = [i for i in range(start, min(stop, heading.last + 30)) if not heading.first <= i < heading.last]
        if first is not None and first > heading.last + 30:
            indices.extend(range(first - 8, first))
    elif first is not None:
        indices = list(range(max(0, first - 8), first))
    else:
        indices = []
    head = [_unpadded(lines[i]) for i in indices if i < len(lines)]
    last = body.last if body and body.last is not None else None
    return head, [_unpadded(line) for line in lines[last : last + 14]] if last is not None else []


def _unpadded(line: Line) -> Line:
    text = unpadded(line.text)
    if text == line.text:
        return line
    return Line(text, line.node, line.link_chars, line.links, line.images, line.strong)


def _labelled_below(gathering: Gathering, body: Body | None, tail: list[Line], page: Page) -> None:
    """Add the source that a line below the text names by label: it says more than a
    name without one above, which is often the site's own.
    """
    for text in map(unpadded, (*body.head_lines, *body.tail_lines) if body is not None else ()):
        take_labelled_source(gathering, text)
    for line in tail[:_LABELLED_BELOW]:
        if _OTHERS.match(line.text):
            break
        if len(line.text) <= 60 and begins_with_label(line.text) and not is_notice(line.text):
            take_labelled_source(gathering, line.text, line, page)


def _from_head(gathering: Gathering, line: Line, page: Page, own: frozenset[str]) -> None:
    text = line.text
    if not 2 <= len(text) <= 160 or line.link_chars > 0.8 * len(text) > 24:
        return
    if has_role(text) or text[0] in SIGNS:
        take_byline(gathering, DATE_CUT.sub(" ", text).strip(), text)
    take_info_line(gathering, _parted(line, page) or text, own, line)
    bracket = _ORG_BRACKET.match(squash(text))
    if bracket and not has_role(bracket[1]):
        gathering.take_source(bracket[1], "text:byline")
    for link in line.links:
        if "author" in link.get("rel", "").split() and plausible_names(names := list(split_names(plain_text(link)))):
            gathering.take(Roles(authors=names), "text:byline", text)
    boxed = _BOXED.match(text)
    if boxed and plausible_names([boxed[1]]):
        gathering.take(Roles(authors=[boxed[1]]), "text:byline", text)
    paired = _NAME_AND_ORG.match(text)
    if paired and plausible_names([paired[1]]):
        gathering.take(Roles(authors=[paired[1]]), "text:byline", text)
        gathering.take_source(paired[2], "text:byline")
    elif (signed := _ORG_AND_NAME.match(text)) and is_publisher(signed[1]) and is_name(signed[2]):
        gathering.take(Roles(authors=[signed[2]]), "text:byline", text)
        gathering.take_source(signed[1], "text:byline")
    elif len(text) <= 24 and _AUTHOR_NAME.search(page.outline.nodes[line.node].name) and not gathering.roles.authors:
        names = list(split_names(text))
        if names and plausible_names(names) and sum(map(len, names)) >= len(re.sub(r"\W", "", text)):
            gathering.take(Roles(authors=names), "text:byline", text)


def _parted(line: Line, page: Page) -> str | None:
    """Return an info line that is elements beside each other with a blank between them,
    where it has no blanks (`<em>林榕</em><em>福州晚报</em>`); None for any other.
    """
    node = page.outline.nodes[line.node]
    if not HAS_DATE.search(line.text) or node.last - node.first != 1 or len(node.element) < 2:
        return None
    parts = [part for part in node.element if isinstance(part.tag, str)]
    if any((text or "").strip() for text in (node.element.text, *(part.tail for part in parts))):
        return None
    return None if labelled_source(line.text) else " ".join(filter(None, map(plain_text, parts)))


def _from_neighbours(gathering: Gathering, head: list[Line], page: Page, own: frozenset[str]) -> None:
    """Add a publisher that stands in a line of its own next to the line with the date,
    or a person next to either; the headline parts a publisher from a date, as menus end
    above it.
    """
    texts = [line.text for line in head]
    heading = page.heading
    parted = min(heading.first, 3) if heading is not None else 0
    for at, text in enumerate(texts):
        if gathering.source is not None or not 2 <= len(text) <= 14 or HAS_DATE.search(text):
            continue
        if _COLUMN_NAME.search(page.outline.nodes[head[at].node].name):
            continue
        beside = texts[max(0, at - 1) : at] if at != parted else []
        beside += texts[at + 1 : at + 2] if at + 1 != parted else []
        if any(len(other) <= 40 and HAS_DATE.search(other) for other in beside) and (
            found := unlabelled_source(text, own)
        ):
            gathering.take_source(found[0], "text")
    for at, text in enumerate(texts):
        if gathering.roles.reporters or gathering.roles.authors or not 2 <= len(text) <= 14 or head[at].link_chars:
            continue
        beside = texts[max(0, at - 1) : at] + texts[at + 1 : at + 2]
        if any(other == gathering.source or (len(other) <= 40 and HAS_DATE.search(other)) for other in beside) and (
            names := names_alone(text)
        ):
            gathering.take(Roles(authors=names), "text:byline", text)


def _from_other_labels(gathering: Gathering, texts: list[str]) -> None:
    """Add the source whose label is a line of its own, or may stand before a person."""
    gathering.take_source(source_below_label(texts), "text:来源")
    for text in texts:
        if len(text) <= 60:
            gathering.take_source(named_source(text), "text:来源")


def _from_account(gathering: Gathering, head: list[Line], page: Page) -> None:
    """Add the account that stands alone beside the date; a channel's name is a link
    above.
    """
    for line in head:
        if not line.links and (name := account_source(line.text)) is not None:
            first = page.heading.first if page.heading is not None else 0
            if not any(name == plain_text(link) for above in page.outline.lines[:first] for link in above.links):
                gathering.take_source(name, "text")


def _from_tail(
    gathering: Gathering, text: str, own: frozenset[str], line: Line | None = None, page: Page | None = None
) -> None:
    """Add editors, source and writers below the text, by label or in a line of their
    own; links are other articles.
    """
    if not 3 <= len(text) <= 120 or (line is not None and line.link_chars > 0.6 * len(text)):
        return
    text = BACK.sub("", text)
    roles = read_credit_line(text)
    if roles is None and LABELLED.search(text):
        unit = read_unit(DATE_CUT.sub(" ", text))
        roles = Roles(editors=unit.editors, authors=unit.authors)
    gathering.take(roles, "text:below", text, more=True)
    take_labelled_source(gathering, text, line, page)
