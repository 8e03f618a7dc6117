"""The state in a page's scripts → the object that describes the article of this page.

State holds the articles of side columns, too: an object is taken only if its title is
the page's own, or, on a page that shows none before a script has run, if no other has
a text as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Any

import re2

from newscrawl.reader.heading import fold_title
from newscrawl.reader.page_state import State, objects

PUBLISHED = (
    *("pubtime", "publishtime", "publishdate", "publishedat", "publishedtime", "pubdate", "datepublished", "ptime"),
    *("firstpublishtime", "releasetime", "releasedate", "issuetime", "posttime", "newstime", "showtime", "displaytime"),
    *("oricreatetime", "createtime", "createdat", "ct", "ctime", "inputtime"),
)
"""Keys of the time of publication, the surest first, without case, `_` and `-`."""
_SURE = PUBLISHED[:8]
"""Keys that say enough as the names of variables, without a title beside them."""
SOURCES = (
    *("sourcename", "source", "newssource", "articlesource", "copyfrom", "media", "medianame", "origin", "nickname"),
    *("accountname", "mpname"),
)
AUTHORS = ("author", "authorname", "authors", "reporter", "writer", "byline")
EDITORS = (
    *("responeditor", "responsibleeditor", "responseditor", "dutyeditor", "liabilityeditor", "editorname", "editor"),
    "editors",
)
_TITLES = ("title", "headline", "articletitle", "newstitle", "msgtitle", "maintitle", "subject", "name", "topic")
_OTHER_TITLE = re.compile(r"(?:list|doc|share|content|show|full|long|page|info|art)title")
_TEXTS = (
    "content",
    "articlebody",
    "body",
    "contenthtml",
    "html",
    "articlecontent",
    "origincontent",
    "maintext",
    "contentlist",
    "contents",
    "detail",
)
_PARTS = ("text", "value", "content", "html", "name", "title", "nickname", "desc")
_BYTES = re2.Options()
_BYTES.encoding = re2.Options.Encoding.LATIN1
_MENTIONED: Any = re2.compile(
    rb"(?i)(?:pub_?(?:time|date)|publish_?(?:time|date|ed_?at|ed_?time)|date_?published|[\"' ]p_?time|[ .\"]ct"
    rb"|(?:create|post|release|news|show|display|input)_?time|(?:created|released)_?at)\b[\"']?\s*[:=]",
    _BYTES,
)
_TAG = re.compile(r"<[^>]{0,500}>")
LEAST_TEXT = 60
"""Characters of a text in state that is worth reading."""


@dataclass(frozen=True, slots=True)
class StateArticle:
    """What state says about the article of a page."""

    name: str
    """Name of the state, for the evidence."""
    values: Mapping[str, Any]
    """Values by key, folded: lower-case, without `_` and `-`."""

    def first(self, keys: Iterable[str]) -> tuple[str, Any] | None:
        """Return the first of the keys that has a value, with it."""
        return next(((key, value) for key in keys if (value := self.values.get(key))), None)

    def text_of(self, keys: Iterable[str]) -> str | None:
        """Return the words of the first key that has some, of at most 60 characters."""
        for key in keys:
            words = _words(self.values.get(key))
            if words and len(words) <= 60:
                return words
        return None

    @property
    def title(self) -> str | None:
        keys = [*_TITLES, *(key for key in self.values if _OTHER_TITLE.fullmatch(key))]
        return next((words for key in keys if (words := _words(self.values.get(key)))), None)

    @property
    def html(self) -> str | None:
        """The text of the article as HTML; plain text gets a `<p>` for each line."""
        found = max((_html(self.values.get(key), 0) for key in _TEXTS), key=_length, default="")
        if _length(found) < LEAST_TEXT:
            return None
        if "&lt;p" in found and "<p" not in found:
            found = unescape(found)
        if _TAG.search(found):
            return found
        return "".join(f"<p>{line}</p>" for line in found.splitlines() if line.strip())


def may_have_state(data: bytes) -> bool:
    """Return whether a source, of a page or of a script, mentions a time as state about
    an article does; cheap."""
    return _MENTIONED.search(data) is not None


def find_state_article(states: Iterable[State], titles: Iterable[str], *, shown: bool = True) -> StateArticle | None:
    """Find the object that describes the article with one of these titles; where the
    page shows none (`shown` is False), the only one with a long text; otherwise the
    times in variables of their own (`var pubtime = "…"`).

    >>> state = State("DATA", {"hot": [], "news": {"Title": "福州地铁开通", "pub_time": "2020-11-18"}})
    >>> find_state_article([state], ["福州地铁开通_海峡网"]).first(PUBLISHED)
    ('pubtime', '2020-11-18')
    """
    wanted = [folded for title in titles if len(folded := fold_title(title)) >= 4]
    best: StateArticle | None = None
    single: StateArticle | None = None
    longest: list[tuple[int, StateArticle]] = []
    for name, values in _candidates(states):
        article = StateArticle(name, values)
        title = fold_title(article.title or _named_alike(values, wanted))
        if len(title) >= 4 and any(whole == title or (len(title) > 5 and whole.startswith(title)) for whole in wanted):
            if best is None or _known(values) > _known(best.values):
                best = article
        elif not shown and title and (html := article.html):
            longest.append((_length(html), article))
        elif name == "var":
            times = {key: values[key] for key in _SURE if values.get(key)}
            single = StateArticle(name, times) if times else None
    longest.sort(key=lambda each: -each[0])
    if best is None and longest and (len(longest) == 1 or longest[1][0] * 2 < longest[0][0]):
        return longest[0][1]
    return best or single


def _named_alike(values: Mapping[str, Any], wanted: Iterable[str]) -> str:
    """Return the value of an object with a text that is one of the titles, whatever its
    name; "" where none is."""
    if not any(values.get(key) for key in _TEXTS):
        return ""
    words = (value for value in values.values() if isinstance(value, str) and 4 <= len(value) <= 100)
    return next((value for value in words if fold_title(value) in wanted), "")


def _candidates(states: Iterable[State]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the objects of all states by folded key, and the single values as one."""
    single: dict[str, Any] = {}
    for name, value in states:
        if isinstance(value, str):
            single.setdefault(_fold(name), value)
            continue
        for each in objects(value):
            if len(each) > 1:
                folded: dict[str, Any] = {}
                for key, inner in each.items():
                    folded.setdefault(_fold(key), inner)
                yield name, folded
    if single:
        yield "var", single


def _fold(key: str) -> str:
    return key.lower().replace("_", "").replace("-", "")


def _known(values: Mapping[str, Any]) -> int:
    return sum(bool(values.get(key)) for key in (*PUBLISHED, *SOURCES, *AUTHORS, *_TEXTS))


def _words(value: Any) -> str:
    """Return the words of a value: text, the name of an object, or those of a list."""
    if isinstance(value, dict):
        value = next((part for key in ("name", "title", "nickname") if isinstance(part := value.get(key), str)), "")
    if isinstance(value, list):
        return "、".join(filter(None, map(_words, value[:8])))
    return " ".join(unescape(_TAG.sub("", value)).split()) if isinstance(value, str) and len(value) < 500 else ""


def _html(value: Any, depth: int) -> str:
    """Return the HTML of a text that may be cut into parts."""
    if isinstance(value, str):
        return value
    if depth > 3:
        return ""
    if isinstance(value, list):
        pieces = [piece for part in value[:2000] if (piece := _html(part, depth + 1))]
        return "".join(piece if "<" in piece else f"<p>{piece}</p>" for piece in pieces)
    if isinstance(value, dict):
        return next((piece for key in _PARTS if (piece := _html(value.get(key), depth + 1))), "")
    return ""


def _length(html: str) -> int:
    return len(_TAG.sub("", html))
