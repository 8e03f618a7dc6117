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

from newscrawl.reader.fields.bylines import ROLES, Roles, has_role, plausible_names, read_credit_line, read_unit
from newscrawl.reader.fields.datelines import read_ending, read_opening
from newscrawl.reader.fields.gathering import HAS_DATE, Credits, Gathering
from newscrawl.reader.fields.names import is_placeholder, split_names, squash
from newscrawl.reader.fields.own_names import is_reprint, own_names, stated_publisher
from newscrawl.reader.fields.sources import labelled_source, parse_source, unlabelled_source
from newscrawl.reader.outline import Line, plain_text
from newscrawl.reader.page import Found, Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

__all__ = ["Credits", "parse_credits", "parse_names", "parse_source", "read_credits"]

_AUTHOR_NAME = re.compile(r"author|byline|writer|zuozhe|reporter|journalist")
_COLUMN_NAME = re.compile(r"channel|column|cate?|crumb|nav|lanmu|tag")
_EDITED = re.compile("编辑|編輯|责编|責編|审核|校对")
_BOXED = re.compile(r"^[□■◎●○◇◆]\s*([\u4e00-\u9fff]{2,4})$")
_NAME_AND_ORG = re.compile(
    r"([\u4e00-\u9fff]{2,4})\s?[/／╱]\s?([\u4e00-\u9fff]{2,12}(?:报|報|网|網|社|台|周刊|新闻|频道))$"
)
_ORG_BEFORE = re.compile(r"^[【\[(〔［]?([\u4e00-\u9fff]{2,10})\s?[/／╱]")
_ORG_BRACKET = re.compile(
    r"^[【\[(〔［]([\u4e00-\u9fff]{2,10})\s?[/／╱][^】\])〕］]{0,12}(?:報導|报道|報道|電|电|訊|讯)[】\])〕］]$"
)
_SOURCE_BRACKET = re.compile(r"[(（【\[]([^()（）【】\[\]]{3,40})[)）】\]]\s*$")
_AGENCY = re.compile(
    "新华社|新華社|新华网|中新社|中新网|中新網|中央社|中央廣播電臺|人民网|央视网|法新社|路透社|美联社|美聯社"
)
_LABELLED = re.compile(
    r"(?:编辑|編輯|责编|責編|作者|记者|記者|通讯员|撰文|摄影|攝影|文字|选稿|[一二三初复终]审)\s?[:：/]"
)
_TAKEN = re.compile(
    r"(?:记者|記者|通讯员|摄影师|发\(|[\n(（。，、:： ]|^)\s?"
    r"((?:[\u4e00-\u9fff]{2,4}[ 、]?|[\u4e00-\u9fff] [\u4e00-\u9fff][ 、]?){1,4})\s?(?:摄|攝)"
    r"(?![像影氏于制製入取])"
)


def parse_names(text: str) -> tuple[str, ...]:
    """Parse the persons in one raw string, without labels, publishers and staff
    numbers.

    >>> parse_names("责任编辑：赵睿_NN2587"), parse_names("海都记者 林靖东 林泓")
    (('赵睿',), ('林靖东', '林泓'))
    >>> parse_names("林榕、陈昉")
    ('林榕', '陈昉')
    """
    roles = read_unit(text) if has_role(text) else Roles()
    names = [name for role in ROLES for name in roles.of(role)]
    return tuple(dict.fromkeys(names)) or split_names(text)


def parse_credits(*lines: str) -> Credits:
    """Parse the credits in raw lines: byline, dateline, info and editor lines in any
    order.

    >>> parse_credits("来源：福州晚报", "本报讯（记者孙珺 通讯员褚家威）").correspondents
    ('褚家威',)
    """
    gathering = Gathering()
    for line in lines:
        _from_info(gathering, line, frozenset())
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
    head, tail = _windows(page, body)
    for line in head:
        _labelled(gathering, line.text, line, page)
    for line in head:
        _from_head(gathering, line, page, own)
    _from_neighbours(gathering, head, page, own)
    if body is not None:
        for text in body.head_lines:
            _from_byline(gathering, text, text)
            _from_info(gathering, text, own)
        _from_text(gathering, body)
        for text in body.tail_lines:
            _from_tail(gathering, text, own)
    for line in tail:
        _from_tail(gathering, line.text, own, line, page)
    _from_markup(gathering, page, own)
    return gathering.finish(is_reprint(gathering.source, page, body))


def _windows(page: Page, body: Body | None) -> tuple[list[Line], list[Line]]:
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
    head = [lines[i] for i in indices if i < len(lines)]
    last = body.last if body and body.last is not None else None
    return head, lines[last : last + 14] if last is not None else []


def _from_head(gathering: Gathering, line: Line, page: Page, own: frozenset[str]) -> None:
    text = line.text
    if not 2 <= len(text) <= 160 or line.link_chars > 0.8 * len(text) > 24:
        return
    if has_role(text):
        _from_byline(gathering, _DATE_CUT.sub(" ", text).strip(), text)
    _from_info(gathering, text, own)
    bracket = _ORG_BRACKET.match(squash(text))
    if bracket:
        gathering.take_source(bracket[1], "text:byline")
    boxed = _BOXED.match(text)
    if boxed and plausible_names([boxed[1]]):
        gathering.take(Roles(authors=[boxed[1]]), "text:byline", text)
    paired = _NAME_AND_ORG.match(text)
    if paired and plausible_names([paired[1]]):
        gathering.take(Roles(authors=[paired[1]]), "text:byline", text)
        gathering.take_source(paired[2], "text:byline")
    elif len(text) <= 24 and _AUTHOR_NAME.search(page.outline.nodes[line.node].name) and not gathering.roles.authors:
        names = list(split_names(text))
        if names and plausible_names(names) and sum(map(len, names)) >= len(re.sub(r"\W", "", text)):
            gathering.take(Roles(authors=names), "text:byline", text)


def _labelled(gathering: Gathering, text: str, line: Line | None = None, page: Page | None = None) -> None:
    """Add the source, where a line names it by label."""
    labelled = labelled_source(text) if len(text) <= 160 else None
    if labelled is not None:
        linked, url = _link_at(line, page, labelled[1])
        gathering.take_source(linked or labelled[0], "text:来源", url)


def _from_byline(gathering: Gathering, text: str, words: str, where: str = "text:byline") -> None:
    """Add the credits of a line that holds nothing else; a publisher in front, as in
    【聯合報╱記者…】, is the source.
    """
    roles = read_credit_line(text) if has_role(text) else None
    if roles is None:
        return
    gathering.take(roles, where, words, more=True)
    before = _ORG_BEFORE.match(squash(text))
    if before and not plausible_names([before[1]]):
        gathering.take_source(before[1], where)


def _from_neighbours(gathering: Gathering, head: list[Line], page: Page, own: frozenset[str]) -> None:
    """Add a publisher that stands in a line of its own next to the line with the
    date.
    """
    texts = [line.text for line in head]
    for at, text in enumerate(texts):
        if gathering.source is not None or not 2 <= len(text) <= 14 or HAS_DATE.search(text):
            continue
        if _COLUMN_NAME.search(page.outline.nodes[head[at].node].name):
            continue
        beside = texts[max(0, at - 1) : at] + texts[at + 1 : at + 2]
        if any(len(other) <= 40 and HAS_DATE.search(other) for other in beside) and (
            found := unlabelled_source(text, own)
        ):
            gathering.take_source(found[0], "text")


def _from_info(gathering: Gathering, text: str, own: frozenset[str]) -> None:
    """Add the parts of an info line: date, source, labelled names, in any order and
    often without blanks.
    """
    labelled = labelled_source(text)
    if labelled is not None:
        gathering.take_source(labelled[0], "text:来源")
    if len(text) <= 160 and _LABELLED.search(text):
        gathering.take(read_unit(_DATE_CUT.sub(" ", text)), "text:label", text, more=True)
    if labelled is None and len(text) <= 100 and HAS_DATE.search(text):
        found = unlabelled_source(text, own) if gathering.source is None else None
        if found:
            gathering.take_source(found[0], "text")
            _unlabelled_writer(gathering, found[1], text)
        elif has_role(text):
            gathering.take(read_credit_line(_DATE_CUT.sub(" ", text)), "text:byline", text)
        elif text.rstrip("。 ").endswith(("報導", "报道", "報道")):
            gathering.take(read_credit_line(_DATE_CUT.sub(" ", text).strip()), "text:byline", text)
    elif labelled is not None and labelled[0]:
        _unlabelled_writer(gathering, text[labelled[1] :].partition(labelled[0])[2], text)


_DATE_CUT = re.compile(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?|\d{1,2}:\d\d(?::\d\d)?")


def _unlabelled_writer(gathering: Gathering, rest: str, text: str) -> None:
    """Add a name right behind the publisher, as in 「21世纪网 何漪」."""
    rest = squash(_DATE_CUT.sub(" ", rest)).strip(" /|")
    if has_role(rest):
        gathering.take(read_credit_line(rest), "text:byline", text)
        return
    word = rest.split(" ")[0]
    inner = re.match(r".*(?:中心|编辑部|部|组|組)(?=[\u4e00-\u9fff]{2,3}$)", word)
    name = word[inner.end() :] if inner else word
    if 2 <= len(name) <= 3 and plausible_names([name]) and not is_placeholder(name) and not _COMMON_WORD.match(name):
        gathering.take(Roles(authors=[name]), "text:info line", text)


_COMMON_WORD = re.compile(
    "国际|国内|金融|黄金|房产|江苏|江西|海南|广东|广西|安徽|安全|成都|万象|方正|时政|时尚|高清|高端|高新|高考|康复|程序|温馨|华人|华语|农业|农村"
    "|云南|石油|石化|史话|经济|和谐|白酒|水利|商业|文化|文学|文娱|计算机|党建|党政|祝福|常识|平安|能源|包装|符号|向导|查看|关注|关闭|单位|单机|连载"
    "|应用|时间|时事|全部|全文|全国|全球|马上|牛市|游戏|鲁迅|路况|车市|车讯|宁波|台海|武汉|武术|景区|公告|公益|公司|明星|古今|古玩|易购|双语"
)


def _link_at(line: Line | None, page: Page | None, at: int) -> tuple[str | None, str | None]:
    """Return words and address of the link that begins where a label ends: there the
    name has a sure end.
    """
    if line is None or page is None:
        return None, None
    rest = line.text[at:].lstrip(" 【[(")
    for link in line.links:
        words = plain_text(link)
        if 2 <= len(words) <= 30 and rest.startswith(words) and parse_source(words):
            return parse_source(words), page.absolute(link.get("href"))
    return None, None


def _from_text(gathering: Gathering, body: Body) -> None:
    """Add datelines and brackets of the first and last paragraphs, and photographers in
    captions.
    """
    paragraphs = [block.text for block in body.blocks if block.kind in ("p", "subhead")]
    openings = [read_opening(text) for text in paragraphs[:3]]
    for opening in openings:
        if opening.dateline and gathering.dateline is None:
            gathering.dateline = opening.dateline
            gathering.evidence["dateline"] = "text:dateline"
        gathering.take(opening.roles, "text:dateline", opening.byline)
        before = _ORG_BEFORE.match(opening.byline or "")
        if before and not plausible_names([before[1]]):
            gathering.take_source(before[1], "text:dateline")
    for text in (*paragraphs[:3], *paragraphs[-3:]):
        if len(text) <= 90 and has_role(text):
            _from_byline(gathering, text, text)
    for text in paragraphs[:-4:-1]:
        bracket = _SOURCE_BRACKET.search(text)
        if bracket:
            _labelled(gathering, bracket[1])
        ending = read_ending(text)
        if ending is not None and ending.roles is not None:
            if gathering.roles.reporters or gathering.roles.authors:
                ending.roles.authors.clear()
            gathering.take(ending.roles, "text:ending", ending.byline)
    for block in body.blocks:
        if ("摄" in block.text or "攝" in block.text) and (block.kind == "caption" or len(block.text) <= 60):
            gathering.take(_photographers(block.text), "text:caption", more=True)


def _photographers(text: str) -> Roles | None:
    names: list[str] = []
    for match in _TAKEN.finditer(squash(text)):
        found = list(split_names(match[1]))
        if found and plausible_names(found) and not found[-1].endswith(("拍", "主", "双", "航", "偷", "跟")):
            names.extend(name for name in found if name not in names)
    return Roles(photographers=names) if names else None


def _from_tail(
    gathering: Gathering, text: str, own: frozenset[str], line: Line | None = None, page: Page | None = None
) -> None:
    """Add editors, source and writers below the text, by label or in a line of their
    own; links are other articles.
    """
    if not 3 <= len(text) <= 120 or (line is not None and line.link_chars > 0.6 * len(text)):
        return
    roles = read_credit_line(text)
    if roles is None and _LABELLED.search(text):
        unit = read_unit(_DATE_CUT.sub(" ", text))
        roles = Roles(editors=unit.editors, authors=unit.authors)
    gathering.take(roles, "text:below", text, more=True)
    _labelled(gathering, text, line, page)


def _from_markup(gathering: Gathering, page: Page, own: frozenset[str]) -> None:
    """Add metas and JSON-LD where the visible page names nobody."""
    if gathering.source is None:
        found = page.meta_value("source", "contentsource", "article:source", "og:article:source", "mediaid")
        gathering.take_source(parse_source(found.value) if found else None, found.evidence if found else "")
    if not (gathering.roles.reporters or gathering.roles.authors):
        names = _stated_authors(page, own)
        if names and not set(names.value) & set(gathering.roles.editors):
            gathering.take(Roles(authors=list(names.value)), names.evidence)
    if gathering.source is None and gathering.dateline and (agency := _AGENCY.search(gathering.dateline)):
        gathering.take_source(agency[0], "dateline")
    if gathering.source is None:
        publisher = stated_publisher(page)
        if publisher:
            gathering.take_source(publisher.value, publisher.evidence)


def _stated_authors(page: Page, own: frozenset[str]) -> Found[tuple[str, ...]] | None:
    values: list[tuple[str, str]] = []
    for item in page.jsonld:
        author = item.get("author")
        for entry in author if isinstance(author, list) else [author]:
            name = entry.get("name") if isinstance(entry, dict) else entry
            if isinstance(name, str):
                values.append((name, "jsonld:author"))
    found = page.meta_value("article:author", "dable:author", "author", "byl")
    if found:
        values.append((found.value, found.evidence))
    if page.founder.get("author"):
        values.append((page.founder["author"], "enpproperty:author"))
    for value, where in values:
        names = parse_names(value) if len(value) <= 40 else ()
        if not names or not plausible_names(list(names)) or any(name in own for name in names):
            continue
        if where != "meta:author" or all(_is_shown(name, page) for name in names):
            return Found(names, where)
    return None


def _is_shown(name: str, page: Page) -> bool:
    """Return whether the page shows a name elsewhere than in an editor's line:
    `meta author` is the editor on many sites.
    """
    lines = page.outline.lines
    return any(name in line.text and not _EDITED.search(line.text) for line in lines if len(line.text) < 200)
