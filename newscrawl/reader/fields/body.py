"""A page → the body of its article: found by the text itself, or read from the elements
of a layout.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from lxml import etree

from newscrawl.reader.fields.blocks import Body, is_notice, is_notice_label, make_body, names_operator, with_glued_edges
from newscrawl.reader.fields.body_lines import ChosenLines, choose_lines
from newscrawl.reader.fields.closing_credits import is_credit
from newscrawl.reader.fields.letter_parts import signature
from newscrawl.reader.fields.line_features import LEGAL_COLUMN, Features, Floats, read_features
from newscrawl.reader.fields.line_makes import CONTACT, FEWEST, LABELLED, OTHER_WORDS, is_furniture
from newscrawl.reader.fields.line_model import SHIPPED, LineModel
from newscrawl.reader.fields.marks import (
    heads_comments,
    heads_others,
    heads_profile,
    is_toolbar,
    leads_away,
)
from newscrawl.reader.fields.short_lines import short_lines_alone, with_short_lines
from newscrawl.reader.fields.stories import StoryText, Words, own_story
from newscrawl.reader.fields.tables import find_tables
from newscrawl.reader.outline import Line, Outline, read_outline
from newscrawl.reader.page import Page

_SIGNED_WITHIN = 18
"""Lines below the text in which its signature stands, behind a list of attachments."""
_NOTICE_SIZE = 100
"""Characters of a short notice."""
_LITTLE, _MUCH = 0.6, 1.5
"""How much of the title and the description that a story has (`Words.agree`) a stretch
has too little of, and another enough."""
_OTHERS = 3
"""Stretches that are looked at beside the one worth most."""
_FURNITURE = 0.005
"""Probability of what is surely no text; lines below it are not looked at."""
_LIKELY = 0.12
"""Probability above which a hidden line may come into the text."""
_HIDES = re.compile(r"display\s*:\s*none", re.I)
_SENTENCE_END = re.compile("[。！？!?]")
_SENTENCES = re.compile("[。！？!?].*[。！？!?”」…）)摄攝]$|[。！？]$")

__all__ = ["Body", "find_body", "read_blocks"]


def find_body(page: Page, model: LineModel = SHIPPED) -> Body | None:
    """Find and read the body of a page of unknown make; None where no lines read like
    an article.
    """
    features = read_features(page)
    if not len(features.index):
        return None
    likely = model.score(features.rows)
    lines = page.outline.lines
    legal: list[float] = features.rows[:, LEGAL_COLUMN].tolist()
    index: list[int] = features.index.tolist()
    texts = [line.text for line in lines]
    for at in (likely > _FURNITURE).nonzero()[0].tolist():
        line = lines[index[at]]
        text = line.text
        notice = legal[at] and (is_notice(text) or is_notice_label(text))
        if (
            notice
            or leads_away(text, line.link_chars)
            or (len(text) < 100 and is_furniture(text))
            or names_operator(texts, index[at])
        ):
            likely[at] = _FURNITURE
    _lower_hidden(page, features, likely)
    tables = find_tables(page.outline)
    chosen = _choose(page, features, likely, tables, model)
    title = page.heading.text if page.heading else None
    if chosen is not None:
        kept = with_glued_edges(page.outline, chosen.kept)
        last = _with_credits(page.outline, max(chosen.last, kept[-1] + 1))
        body = make_body(page, page.outline, min(chosen.first, kept[0]), last, frozenset(kept), title, tables)
        if len(body.text) >= _NOTICE_SIZE or _SENTENCE_END.search(body.text) or len(body.blocks) >= FEWEST:
            return replace(body, certainty=chosen.certainty)
    alone = _only_sentences(lines)
    if alone is not None:
        return replace(make_body(page, page.outline, alone[0], alone[-1] + 1, alone, title, tables), certainty=0.0)
    return replace(body, certainty=chosen.certainty) if chosen is not None and body.blocks else None


def _lower_hidden(page: Page, features: Features, likely: Floats) -> None:
    """Lower the lines that a style hides where more of the likely text is shown: some
    pages hide keywords and drafts, some all of their text until a script has run.
    """
    if not page.mentions(b"display"):
        return
    nodes = page.outline.nodes
    known: dict[int, bool] = {-1: False}
    shown = 0
    hidden: list[int] = []
    size = 0
    for at in (likely > _LIKELY).nonzero()[0].tolist():
        line = page.outline.lines[int(features.index[at])]
        node = line.node
        path = []
        while node not in known:
            path.append(node)
            if _HIDES.search(nodes[node].element.get("style") or ""):
                known[node] = True
                break
            node = nodes[node].parent
        for passed in path:
            known[passed] = known[node]
        if known[line.node]:
            hidden.append(at)
            size += len(line.text)
        else:
            shown += len(line.text)
    if hidden and shown > size:
        likely[hidden] = _FURNITURE


def _choose(
    page: Page, features: Features, likely: Floats, tables: Mapping[int, tuple[int, str]], model: LineModel
) -> ChosenLines | None:
    """Choose the stretch that is worth most, or one worth less that has the words of
    title and description which it lacks; of that, the page's own story.
    """
    chosen = choose_lines(features, likely, page.outline, tables, page.repeats_id)
    if chosen is None:
        return short_lines_alone(page)
    words = Words(page)
    if not words.agree(_said_in(page.outline, chosen), _LITTLE):
        chosen = _agreeing(page, words, features, likely, tables, chosen) or _below_date(page, chosen)
    odds = dict(zip(features.index.tolist(), likely.tolist(), strict=True))
    chosen = _going_on(page.outline, chosen, odds)
    chosen = _cut(chosen, chosen.first, _end(page.outline, chosen))
    chosen = with_short_lines(page.outline, chosen)
    first, last = own_story(page, words, (chosen.first, chosen.last), chosen.kept, odds, model.stories)
    return _cut(chosen, first, _above_profile(page.outline, sorted(chosen.kept), last))


def _below_date(page: Page, chosen: ChosenLines) -> ChosenLines:
    """Return the short lines right below the date of a page, if they are more than what
    was chosen, which has no word of the title and stands elsewhere or in them."""
    other = short_lines_alone(page)
    if other is None or not (other.kept.isdisjoint(chosen.kept) or other.kept > chosen.kept):
        return chosen
    return other if len(_said_in(page.outline, other).text) > len(_said_in(page.outline, chosen).text) else chosen


def _cut(chosen: ChosenLines, first: int, last: int) -> ChosenLines:
    if (first, last) == (chosen.first, chosen.last):
        return chosen
    return replace(chosen, first=first, last=last, kept=frozenset(at for at in chosen.kept if first <= at < last))


def _above_profile(outline: Outline, kept: Sequence[int], last: int) -> int:
    """Return where a text ends: at the label of its writer's profile, if most of it
    stands above."""
    label = next((at for at in range(kept[0], last) if heads_profile(outline.lines[at].text)), None)
    if label is None:
        return last
    sizes = {at: len(outline.lines[at].text) for at in kept if at < last}
    above = sum(size for at, size in sizes.items() if at < label)
    return label if above * 2 > sum(sizes.values()) else last


def _end(outline: Outline, chosen: ChosenLines) -> int:
    """Return the line that ends the text: the label of comments, or one of other
    stories with no sentence below it; without them, the end of the stretch.
    """
    lines = outline.lines
    first = min(chosen.kept)
    sentence = max((at for at in chosen.kept if _SENTENCES.search(lines[at].text)), default=first)
    for at in range(first + 1, chosen.last):
        text = lines[at].text
        if heads_comments(text) or (at > sentence and heads_others(text)):
            return at
    return chosen.last


def _agreeing(
    page: Page,
    words: Words,
    features: Features,
    likely: Floats,
    tables: Mapping[int, tuple[int, str]],
    chosen: ChosenLines,
) -> ChosenLines | None:
    """Return the best stretch of sentences outside the one that was chosen that has the
    words of title or description; the headline itself has them, too.
    """
    rest = likely.copy()
    if (heading := page.heading) is not None:
        rest[(features.index >= heading.first) & (features.index < heading.last)] = 0
    for _ in range(_OTHERS):
        rest[(features.index >= chosen.first) & (features.index < chosen.last)] = 0
        other = choose_lines(features, rest, page.outline, tables)
        if other is None:
            return None
        said = _said_in(page.outline, other)
        if _SENTENCE_END.search(said.text) and words.agree(said, _MUCH):
            return other
        chosen = other
    return None


def _going_on(outline: Outline, chosen: ChosenLines, odds: Mapping[int, float]) -> ChosenLines:
    """Add the lines right below that go on with the text, and are shown: further ones
    of the element that holds the last line, sentences that are `<p>` or rows beside it,
    and the signature of a notice.
    """
    lines, nodes = outline.lines, outline.nodes
    at = max(chosen.kept) + 1
    home = lines[at - 1].node
    added = []
    while at < len(lines) and odds.get(at, 0) > _FURNITURE and not lines[at].link_chars:
        text, node = lines[at].text, nodes[lines[at].node]
        beside = node.tag == nodes[home].tag and _are_beside(outline, lines[at].node, home)
        if not (lines[at].node == home or (beside and _SENTENCES.search(text))):
            break
        if OTHER_WORDS.search(text) or LABELLED.match(text) or is_notice(text) or is_credit(text):
            break
        added.append(at)
        at += 1
    signed = signature([line.text for line in lines[at - 1 : at + _SIGNED_WITHIN]], 1)
    added.extend(at - 1 + place for place in signed)
    if not added:
        return chosen
    return replace(chosen, kept=frozenset((*chosen.kept, *added)), last=max(chosen.last, added[-1] + 1))


def _are_beside(outline: Outline, one: int, other: int) -> bool:
    """Return whether two paragraphs, or the cells of two rows, are in one element."""
    nodes = outline.nodes
    if nodes[one].tag == "td":
        one, other = nodes[one].parent, nodes[other].parent
    return nodes[one].tag in ("p", "tr") and nodes[one].parent == nodes[other].parent


def _with_credits(outline: Outline, last: int) -> int:
    """Extend a stretch by the credits that follow in the element of its last line."""
    lines, nodes = outline.lines, outline.nodes
    home = nodes[lines[last - 1].node].parent
    while last < len(lines) and nodes[lines[last].node].parent == home and is_credit(lines[last].text):
        last += 1
    return last


def _said_in(outline: Outline, chosen: ChosenLines) -> StoryText:
    return StoryText([outline.lines[at].text for at in sorted(chosen.kept)])


def _only_sentences(lines: list[Line]) -> list[int] | None:
    """Return the lines of the sentences of a page that has no more than a notice of a
    sentence or two; the model, trained on articles, finds no text there.
    """
    if sum(len(line.text) - line.link_chars for line in lines) > 4 * _NOTICE_SIZE:
        return None
    found: list[int] = []
    for at, line in enumerate(lines):
        text = line.text
        sentence = len(text) >= 8 and text[-1] in "。！？" and line.link_chars * 2 < len(text)
        if sentence and not (is_notice(text) or is_toolbar(text) or CONTACT.match(text) or is_credit(text)):
            found.append(at)
        elif found and len(text) > 20:
            break
    return found or None


def read_blocks(elements: Iterable[etree._Element], page: Page, title: str | None = None) -> Body:
    """Read the elements a layout has chosen; a line equal to `title` above the text is
    left out.

    The layout is trusted: only lines of nothing but links are left out. An element
    inside another is read once.
    """
    chosen = list(elements)
    outer = chosen
    if len(chosen) > 1:
        inside = {descendant for element in chosen for descendant in element.iterdescendants()}
        outer = [element for element in chosen if element not in inside]
    if len(outer) == 1:
        nodes = page.outline.nodes
        at = next((index for index, node in enumerate(nodes) if node.element is outer[0]), None)
        if at is not None:
            return _read(page, page.outline, nodes[at].first, nodes[at].last, title)
    outline = _join([read_outline(element) for element in outer])
    body = _read(page, outline, 0, len(outline.lines), title)
    return Body(body.blocks, body.images, body.attachments, body.head_lines, body.tail_lines)


def _read(page: Page, outline: Outline, first: int, last: int, title: str | None) -> Body:
    lines = outline.lines
    kept = {i for i in range(first, last) if lines[i].text and lines[i].link_chars * 10 < len(lines[i].text) * 8}
    return make_body(page, outline, first, last, kept, title, find_tables(outline))


def _join(outlines: list[Outline]) -> Outline:
    joined = Outline([], [])
    for outline in outlines:
        nodes, lines = len(joined.nodes), len(joined.lines)
        for node in outline.nodes:
            node.parent = node.parent + nodes if node.parent >= 0 else -1
            node.first += lines
            node.last += lines
        for line in outline.lines:
            line.node += nodes
        joined.nodes.extend(outline.nodes)
        joined.lines.extend(outline.lines)
    return joined
