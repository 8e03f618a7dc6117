"""The text of an article → the credits inside it: datelines and brackets of its first
and last paragraphs, photographers in captions.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from newscrawl.reader.fields.bylines import LONGEST_CREDIT, SIGNS, read_credit_line
from newscrawl.reader.fields.closing_credits import sentences_end
from newscrawl.reader.fields.credit_lines import publisher_before, take_byline, take_labelled_source
from newscrawl.reader.fields.credit_names import plausible_names
from newscrawl.reader.fields.datelines import read_ending, read_opening
from newscrawl.reader.fields.gathering import Gathering
from newscrawl.reader.fields.names import split_names, squash
from newscrawl.reader.fields.role_words import has_role
from newscrawl.reader.fields.roles import Roles

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_SOURCE_BRACKET = re.compile(r"[(（【\[]([^()（）【】\[\]]{3,40})[)）】\]]\s*$")
_TAKEN = re.compile(
    r"(?:记者|記者|通讯员|摄影师|发\(|[\n(（。，、:： ]|^)\s?"
    r"((?:[\u4e00-\u9fff]{2,4}[ 、]?|[\u4e00-\u9fff] [\u4e00-\u9fff][ 、]?){1,4})\s?(?:摄|攝)"
    r"(?![像影氏于制製入取])"
)
_TAKEN_BY = re.compile("[图圖照]片(?:均|皆|全部)?由(?:本[报网台])?(?:记者|通讯员)?")


def take_from_text(gathering: Gathering, body: Body) -> None:
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
        gathering.take_source(publisher_before(opening.byline or ""), "text:dateline")
    for text in (*paragraphs[:3], *paragraphs[-3:]):
        if len(text) <= LONGEST_CREDIT and (has_role(text) or text[:1] in SIGNS):
            take_byline(gathering, text, text)
    for text in paragraphs[:-4:-1]:
        bracket = _SOURCE_BRACKET.search(text)
        if bracket:
            take_labelled_source(gathering, bracket[1])
        ending = read_ending(text)
        if ending is not None and ending.roles is not None:
            if gathering.roles.reporters or gathering.roles.authors:
                ending.roles.authors.clear()
            gathering.take(ending.roles, "text:ending", ending.byline)
    if not (gathering.roles.reporters or gathering.roles.correspondents or gathering.roles.authors):
        _from_inner_ending(gathering, paragraphs)
    for block in body.blocks:
        if ("摄" in block.text or "攝" in block.text) and (block.kind == "caption" or len(block.text) <= 60):
            gathering.take(_photographers(block.text), "text:caption", more=True)


def _from_inner_ending(gathering: Gathering, paragraphs: Sequence[str]) -> None:
    """Add the credits that end a paragraph further up, the first of them: background, a
    comment or another report may follow the story in its text.
    """
    for text in paragraphs:
        if text[-1:] in "。！？：；，" or not has_role(text[-LONGEST_CREDIT:]):
            continue
        ending = read_ending(text)
        roles, words = (ending.roles, ending.byline) if ending is not None else (None, None)
        if roles is None and (end := sentences_end(text)) < len(text):
            words = text[end:].strip()
            roles = read_credit_line(words)
        if roles is not None and (roles.reporters or roles.correspondents):
            gathering.take(roles, "text:ending", words)
            return


def _photographers(text: str) -> Roles | None:
    names: list[str] = []
    text = _TAKEN_BY.sub("\n", squash(text)) if "由" in text else squash(text)
    for match in _TAKEN.finditer(text):
        found = list(split_names(match[1]))
        if (
            found
            and plausible_names(found, labelled=True)
            and not found[-1].endswith(("拍", "主", "双", "航", "偷", "跟"))
        ):
            names.extend(name for name in found if name not in names)
    return Roles(photographers=names) if names else None
