"""A listing page → its items: every place where an address stands with words that could
be a headline.

An address that stands in a ticker, a hot box and the main list is three items, so that
each list is whole when they are compared; which list is the main one, and which of its
repeated items are dropped, is decided by `links`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.addresses import article_shaped
from newscrawl.reader.fields.times import find_times
from newscrawl.reader.heading import TITLE_NAME
from newscrawl.reader.outline import Line, Outline, plain_text
from newscrawl.reader.page import Page

_NO_TITLE = re.compile(
    r"(?:更多|more|详细|查看|阅读|首页|上一?页|下一?页|尾页|末页|返回|评论|\d+|\[?\d+\]?|[>»<«\s]+|登录|注册|收藏|分享|关于我们|联系我们|版权声明|网站地图|.{0,6}热线|.{0,3}\d{1,3}条?|\S{0,2}(?:ICP[备证]|公网安备)\W{0,3}\d{5}.*)$",
    re.I,
)
_NO_DATE = re.compile(
    r"[\s\[\]【】()（）:：|,，/·-]|[周週]|星期|礼拜|[一二三四五六日天](?=$)|发布|發布|发表|發表|出版|更新|刊登|时间|時間|日期|于|於"
)
_CUT_OFF = ".…· "
_BULLET = re.compile(r"^(?:[·•●■◆◇▪▶►»›→]\s*)+(?=\S)")
_TRAILING = re.compile(
    r"(?:\s+[\[(（]?|[\[(（])((?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?:\s+\d{1,2}:\d\d(?::\d\d)?)?|\d\d-\d\d)[\])）]?$"
)


_KEY = re.compile(r"([^?#]*/)((?=[^/]*\d|[a-f]+(?:\.|$))[0-9a-zA-Z]{6,})(\.s?html?|/)?")
"""An address that ends in a key: of letters and digits, or hexadecimal."""
_NUMBER = re.compile(r"([^#]*[/=])(\d{1,8})(\.s?html?|\.aspx?|\.php|\.jsp|/)?")
"""An address that ends in a number."""
_YOUNGER = 2
"""Digits that the number of an article may have less than those of later ones."""
_ALIKE = 3
"""Addresses by which the keys of others are known."""
_COLUMN = 3
"""Times that a page shows the same words for the address of a column."""
_HEADS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "strong", "b"))
_DATE_PART = re.compile(
    r"[\s/|·]*(?:(?:\d{1,4}|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6})\s*[-/.,年月日\s]*){1,3}\s*",
    re.I,
)
_LABEL_NAME = re.compile(r"tag|lm\b|lanmu|type|cate?|label|column|class|colum|mark|badge|source|sort|kind", re.I)
"""Names of what stands before a headline in its link: a column, a kind."""
"""A day, a month, or year and month, alone."""
ANY_DAY = datetime(2096, 12, 31, 12, tzinfo=CHINA)
"""A day by which dates without a year are recognised as dates, 2-29 too. Dates with a
year behind it would be none."""


@dataclass(slots=True)
class Item:
    """An address at one place of the page, with the best words for it there."""

    url: str
    title: str
    node: int
    """The element that holds its line."""
    first_line: int
    shaped: bool
    """Whether the address is shaped like an article's."""
    words: str = ""
    """What the link shows, its date included."""
    top: int = -1
    """The highest element that holds no other address."""
    alone: bool = True
    """Whether the element that holds its line holds no other address."""
    shares: bool = False
    """Whether its element holds other items too, separated by line breaks only."""


def find_items(page: Page, *, of_any_shape: bool = False) -> tuple[list[Item], list[Item]]:
    """Return the items of a page in page order, and the places that were left out.

    Links beside the entries (authors, channels) separate items from one another; where
    articles are recognised by their address, only they count, unless all shall.
    """
    outline = page.outline
    places = list(_places(page))
    _shape_alike(places)
    titles: dict[str, int] = {}
    for place in places:
        titles[place.url] = max(titles.get(place.url, 0), len(place.title))
    shown = Counter((place.url, place.title) for place in places if not place.shaped)
    places = [place for place in places if shown[place.url, place.title] < _COLUMN]
    shaped = {place.url for place in places if place.shaped}
    known = {url for url, size in titles.items() if size >= (4 if url in shaped else 6)}
    left: list[Item] = []
    if not of_any_shape and sum(titles[url] >= 6 for url in shaped & known) >= 3:
        left = [place for place in places if place.url in known and not place.shaped and len(place.title) >= 6]
        known &= shaped
    places = [place for place in places if place.url in known]
    find_tops(places, outline)
    items = [item for item in _merged(places) if len(item.title) >= (4 if item.shaped else 6)]
    together = Counter(item.node for item in items)
    for item in items:
        item.shares = together[item.node] > 1
    return items, left


def _places(page: Page) -> Iterator[Item]:
    own = page.url.partition("#")[0]
    shaped: dict[str, bool] = {}
    for index, line in enumerate(page.outline.lines):
        for link in line.links:
            url = page.absolute(link.get("href"))
            if url is None:
                continue
            url = url.partition("#")[0]
            title, words = _title(link, line, page.outline)
            if url == own or _NO_TITLE.match(title) or (title and sum(map(str.isalpha, title)) < 3):
                continue
            if url not in shaped:
                shaped[url] = article_shaped(url)
            yield Item(url, title, line.node, index, shaped[url], words)


def _shape_alike(places: list[Item]) -> None:
    """Mark addresses as shaped like articles' that differ from several such only in the
    characters of a key: of keys in hexadecimal, some have too few digits to be known.
    So have the numbers of a young site: `/news/8.html` beside `/news/108.html`.
    """
    keys = {place.url: (key[1], len(key[2]), key[3]) for place in places if (key := _KEY.fullmatch(place.url))}
    alike = Counter(keys[url] for url in {place.url for place in places if place.shaped} & keys.keys())
    for place in places:
        place.shaped = place.shaped or (place.url in keys and alike[keys[place.url]] >= _ALIKE)
    numbers = {place.url: found.groups() for place in places if (found := _NUMBER.fullmatch(place.url))}
    digits: dict[tuple[str, str | None], dict[str, int]] = {}
    for place in places:
        if place.shaped and place.url in numbers:
            before, number, after = numbers[place.url]
            digits.setdefault((before, after), {})[place.url] = len(number)
    for place in places:
        if not place.shaped and place.url in numbers:
            before, number, after = numbers[place.url]
            known = digits.get((before, after), {})
            place.shaped = len(known) >= _ALIKE and len(number) >= min(known.values()) - _YOUNGER


def find_tops(places: list[Item], outline: Outline) -> None:
    """Find each item's own element: the highest that holds no other address."""
    nodes = outline.nodes
    held: list[set[str] | None] = [set() for _ in nodes]
    for place in places:
        up = place.node
        while up >= 0:
            urls = held[up]
            if urls is not None:
                urls.add(place.url)
                if len(urls) > 1:
                    held[up] = None
            up = nodes[up].parent
    for place in places:
        top = place.node
        place.alone = held[top] is not None
        while held[top] is not None and (parent := nodes[top].parent) >= 0 and held[parent] is not None:
            top = parent
        place.top = top


def _merged(places: list[Item]) -> Iterator[Item]:
    """Join picture, headline and 详细 of one entry: the same address in one element."""
    items: dict[tuple[str, int], Item] = {}
    for place in places:
        known = items.setdefault((place.url, place.top), place)
        longer = len(known.title) < 4 <= len(place.title) or len(place.title) > len(known.title) < 12
        if known is not place and longer:
            known.title, known.node, known.words = place.title, place.node, place.words
    return iter(items.values())


def _title(link: etree._Element, line: Line, outline: Outline) -> tuple[str, str]:
    """Return the words of a link, without a date, and as shown.

    Its `title` counts where the shown words are cut short; of a whole card, its heading
    or its first line that is no date.
    """
    words = shown = plain_text(link)
    if len(words) > len(line.text):
        words = _heading(link) or _first_words(link, line, outline) or words
    elif len(link):
        words = _set_apart(link) or _without_label(link) or _without_dates(link) or words
    words = _BULLET.sub("", words)
    if trailing := _TRAILING.search(words):
        words = words[: trailing.start()] if trailing.start() >= 4 else words
    stated = " ".join((link.get("title") or next(filter(None, (part.get("title") for part in link)), "")).split())
    if not words:
        image = next(link.iter("img"), None)
        words = " ".join((image.get("alt") or "").split()) if image is not None else ""
    cut = words.rstrip(_CUT_OFF)
    if stated and not words:
        return stated, shown
    was_cut = words != cut
    if len(stated) > len(words) and (was_cut or stated.startswith(cut)):
        return stated, shown
    if was_cut and stated.startswith(cut):
        return stated, shown
    return words, shown


def _heading(link: etree._Element) -> str | None:
    """Return the words of a card's heading, otherwise of what is bold in it; a box with
    the day is neither.
    """
    for tags in (("h1", "h2", "h3", "h4", "h5", "h6"), ("strong", "b")):
        for element in link.iter(*tags):
            words = plain_text(element)
            if len(words) > 3 and not _is_date(words):
                return words
    return None


def _set_apart(link: etree._Element) -> str | None:
    """Return the headline of a link that has its parts in elements of their own: the
    only one that is bold or named so, beside an outlet, a column or a date."""
    parts = [(part, words) for part in link if isinstance(part.tag, str) and (words := plain_text(part))]
    if len(parts) < 2 or any((text or "").strip() for text in (link.text, *(part.tail for part in link))):
        return None
    longest = max(
        (words for _, words in parts), key=lambda words: 0 if _is_date(words) else len(words.rstrip(_CUT_OFF))
    )
    others = [words.rstrip(_CUT_OFF) for _, words in parts if words is not longest]
    if len(longest) > 5 and any(len(words) > 3 and longest.startswith(words) for words in others):
        return longest  # once more, cut off for small screens
    found = [words for part, words in parts if part.tag in _HEADS or TITLE_NAME.search(part.get("class") or "")]
    return found[0] if len(found) == 1 and len(found[0]) > 5 and not _is_date(found[0]) else None


def _first_words(link: etree._Element, line: Line, outline: Outline) -> str:
    """Return the first line of a card that is more than a date."""
    at = line.node
    while at >= 0 and outline.nodes[at].element is not link:
        at = outline.nodes[at].parent
    if at < 0:
        return line.text
    node = outline.nodes[at]
    texts = [other.text for other in outline.lines[node.first : node.last] if other.text]
    return next(
        (text for text in texts if len(text) > 3 and any(map(str.isalpha, text)) and not _is_date(text)), line.text
    )


def _without_label(link: etree._Element) -> str | None:
    """Return the words of a link behind the column that stands before its headline in
    an element of its own: in brackets, or named so."""
    first = link[0]
    label = plain_text(first) if isinstance(first.tag, str) and not (link.text or "").strip() else ""
    if not 2 <= len(label) <= 8 or label[0] in "#＃" or not (first.tail or "").strip():
        return None
    bracketed = label[0] in "[【〔(（" and label[-1] in "]】〕)）"
    if not bracketed and not _LABEL_NAME.search(first.get("class") or ""):
        return None
    words = " ".join(plain_text(link).removeprefix(label).split())
    return words if len(words) >= 6 else None


def _without_dates(link: etree._Element) -> str | None:
    """Return the words of a link without those of its elements that are dates."""
    dated = [child for child in link if isinstance(child.tag, str) and _is_date(plain_text(child))]
    if not dated:
        return None
    pieces = [link.text or ""]
    for child in link:
        if child not in dated and isinstance(child.tag, str):
            pieces.append(plain_text(child))
        pieces.append(child.tail or "")
    return " ".join(" ".join(pieces).split())


def _is_date(text: str) -> bool:
    """Return whether a text is a date or a part of one, as the boxes beside an entry
    have.
    """
    return _DATE_PART.fullmatch(text) is not None or is_date_line(text)


def is_date_line(text: str) -> bool:
    """Return whether a text is a date and nothing else but its label and the weekday.

    >>> is_date_line("2026年11月18日 星期三"), is_date_line("出版時間: 2020/11/18 13:35"), is_date_line("11月18日开馆")
    (True, True, False)
    """
    if not 4 <= len(text) <= 40 or not any(char.isdigit() for char in text):
        return False
    rest = text
    for written in find_times(text, near=ANY_DAY):
        rest = rest.replace(text[written.start : written.end], " ")
    return rest != text and not _NO_DATE.sub("", rest)
