"""One line that may hold credits → what it adds to those gathered: a byline, an info
line with date and source, a source by its label.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.reader.fields.bylines import read_credit_line
from newscrawl.reader.fields.credit_names import plausible_names, read_unit
from newscrawl.reader.fields.date_forms import SELDOM
from newscrawl.reader.fields.gathering import HAS_DATE, Gathering
from newscrawl.reader.fields.name_model import is_name
from newscrawl.reader.fields.names import is_placeholder, squash
from newscrawl.reader.fields.role_words import EDITOR_LABELS, PHOTO_LABELS, WRITER_LABELS, has_role
from newscrawl.reader.fields.roles import Roles
from newscrawl.reader.fields.sources import (
    DESK,
    behind_labels,
    is_publisher,
    labelled_source,
    parse_source,
    unlabelled_source,
)
from newscrawl.reader.outline import Line, plain_text
from newscrawl.reader.page import Page

LABELLED = re.compile(rf"(?:{EDITOR_LABELS}|{WRITER_LABELS}|{PHOTO_LABELS})\s?[:：/]")
_LABEL_ALONE = re.compile(rf"\s*({EDITOR_LABELS}|{WRITER_LABELS})\s*[:：]?\s*")
DATE_CUT = re.compile(
    r"(?:(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}\s?日?"
    rf"|{SELDOM}|\d{{1,2}}:\d\d(?::\d\d)?|(?<![\d-])[01]\d-[0-3]\d(?![\d-]))(?:\s?(?:星期|[周週])[一二三四五六日天])?"
)
_ORG_BEFORE = re.compile(r"^[【\[(〔［]?(?![来來]源|稿源)([\u4e00-\u9fff]{2,10})\s?[/／╱]")


def take_labelled_source(gathering: Gathering, text: str, line: Line | None = None, page: Page | None = None) -> None:
    """Add the source, where a line names it by label."""
    labelled = labelled_source(text) if len(text) <= 160 else None
    if labelled is not None:
        linked, url = _link_at(line, page, labelled[1])
        gathering.take_source(linked or labelled[0], "text:来源", url)


def labels_apart(lines: Sequence[str]) -> list[str]:
    """Return labels of names together with the line behind them, where each is a line
    of its own, as cells of a table and items of a list are.

    >>> labels_apart(["责任编辑", "陈静", "浏览", "12"])
    ['责任编辑：陈静']
    """
    return [f"{label[1]}：{name}" for label, name in behind_labels(lines, _LABEL_ALONE, 20)]


def take_byline(gathering: Gathering, text: str, words: str, where: str = "text:byline") -> None:
    """Add the credits of a line that holds nothing else; a publisher in front, as in
    【聯合報╱記者…】, is the source.
    """
    roles = read_credit_line(text)
    if roles is None:
        return
    gathering.take(roles, where, words, more=True)
    gathering.take_source(publisher_before(text), where)


def publisher_before(text: str) -> str | None:
    """Return the publisher in front of a byline, None where a person or a desk of the
    newsroom stands there.

    >>> publisher_before("聯合報／記者林又明／台北報導"), publisher_before("生活中心／林又明報導")
    ('聯合報', None)
    """
    before = _ORG_BEFORE.match(squash(text))
    if before is None or has_role(before[1]) or DESK.match(before[1]) or plausible_names([before[1]]):
        return None
    return before[1]


def take_info_line(gathering: Gathering, text: str, own: frozenset[str], line: Line | None = None) -> None:
    """Add the parts of an info line: date, source, labelled names, in any order and
    often without blanks; `line` has its links.
    """
    labelled = labelled_source(text)
    if labelled is not None:
        gathering.take_source(labelled[0], "text:来源")
    if len(text) <= 160 and LABELLED.search(text):
        gathering.take(read_unit(DATE_CUT.sub(" ", text)), "text:label", text, more=True)
    if labelled is None and len(text) <= 100 and HAS_DATE.search(text):
        found = unlabelled_source(text, own) if gathering.source is None else None
        if found:
            gathering.take_source(_linked_part(found[0], line), "text")
            if names := names_alone(DATE_CUT.sub(" ", text).replace(found[0], " ", 1)):
                gathering.take(Roles(authors=names), "text:info line", text)
            else:
                _unlabelled_writer(gathering, found[1], text)
        elif has_role(text):
            gathering.take(read_credit_line(DATE_CUT.sub(" ", text)), "text:byline", text)
        elif names := names_alone(DATE_CUT.sub(" ", text)):
            gathering.take(Roles(authors=names), "text:info line", text)
        elif text.rstrip("。 ").endswith(("報導", "报道", "報道")):
            gathering.take(read_credit_line(DATE_CUT.sub(" ", text).strip()), "text:byline", text)
    elif labelled is not None and labelled[0]:
        _unlabelled_writer(gathering, text[labelled[1] :].partition(labelled[0])[2], text)


def names_alone(text: str) -> list[str]:
    """Return the names of a text that holds up to three and nothing else."""
    words = [word for word in re.split(r"[\s、，,/|]+", squash(text).strip(" |/()[]")) if word not in ("", "·", "•")]
    return words if 1 <= len(words) <= 3 and all(is_name(word) for word in words) else []


def _unlabelled_writer(gathering: Gathering, rest: str, text: str) -> None:
    """Add a name right behind the publisher, as in 「21世纪网 何漪」."""
    rest = squash(DATE_CUT.sub(" ", rest)).strip(" /|")
    if has_role(rest):
        gathering.take(read_credit_line(rest), "text:byline", text)
        return
    word = rest.split(" ")[0]
    inner = re.match(r".*(?:中心|编辑部|部|组|組)(?=[\u4e00-\u9fff]{2,3}$)", word)
    name = word[inner.end() :] if inner else word
    if 2 <= len(name) <= 3 and plausible_names([name]) and not is_placeholder(name):
        gathering.take(Roles(authors=[name]), "text:info line", text)


def _linked_part(name: str, line: Line | None) -> str:
    """Return the publisher that is a link in a name, where a column's name is glued to
    it."""
    parts = [plain_text(link) for link in line.links] if line is not None else []
    return next((part for part in reversed(parts) if part != name and part in name and is_publisher(part)), name)


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
