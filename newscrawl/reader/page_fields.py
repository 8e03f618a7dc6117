"""One page and its layout → each field: by the layout's rule if that finds something,
otherwise by the generic reader.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from newscrawl.catalog.schema import Layout
from newscrawl.reader.fields.body import Body, find_body, read_blocks
from newscrawl.reader.fields.credits import Credits, parse_names, parse_source, read_credits
from newscrawl.reader.fields.dates import read_modified, read_published
from newscrawl.reader.fields.links import article_shaped
from newscrawl.reader.fields.metadata import read_breadcrumbs, read_canonical_url, read_keywords
from newscrawl.reader.fields.pager import next_page
from newscrawl.reader.fields.stamps import stamp_time
from newscrawl.reader.fields.times import Time, parse_time
from newscrawl.reader.fields.title import Title, read_title
from newscrawl.reader.markup import parse_html
from newscrawl.reader.page import Page
from newscrawl.reader.reading_values import NAMES
from newscrawl.reader.state_article import LEAST_TEXT
from newscrawl.reader.stated_values import body_element, raw_values, text_values
from newscrawl.text.page_signs import PAGER_WORDS
from newscrawl.urls import identity, normalise, registrable_domain


class PageFields:
    """The fields of one page: every field by the layout's rule if that finds something,
    otherwise by the generic reader.
    """

    def __init__(self, page: Page, layout: Layout | None) -> None:
        self.page = page
        self.layout = layout
        self.evidence: dict[str, str] = {}
        self._values: dict[str, list[str]] = {}
        self._body: Any = None

    def body(self) -> Body | None:
        layout = self.layout
        if layout is not None and layout.body is not None:
            stated = self._stated_body()
            if layout.body_drop is not None:
                for element in layout.body_drop.elements(self.page.by_tag):
                    if (parent := element.getparent()) is not None:
                        _keep_tail(element)
                        parent.remove(element)
                        self.page.forget_tags()
            elements = stated or layout.body.elements(self.page.by_tag)
            if len(elements) == 1 and not self.page.widened:
                self.page.narrow(elements[0])
            if elements:
                body = read_blocks(elements, self.page, self._first("title"))
                if body.blocks:
                    self.evidence["body"] = f"layout: {layout.body.where}"
                    return body
        found = find_body(self.page)
        if found is None or len(found.text) < LEAST_TEXT:
            in_state = self._body_in_state()
            if in_state is not None:
                return in_state
        if found is not None:
            self.evidence["body"] = "generic"
        return found

    def _body_in_state(self) -> Body | None:
        """Return the text that scripts would draw on a page that has none itself."""
        state = self.page.state
        if state is None or (html := state.html) is None:
            return None
        body = read_blocks([parse_html(html.replace("\0", "").encode("utf-8", "replace"))], self.page, state.title)
        if not body.blocks:
            return None
        self.evidence["body"] = f"script:{state.name}"
        return replace(body, element=None, first=None, last=None)

    def _stated_body(self) -> list[Any]:
        """Return the element of a body that a `json` rule finds, put into the page's
        tree.
        """
        rule = self._rule("body")
        if rule.json_path is None:
            return []
        if self._body is None and (element := body_element(raw_values(rule, self._places))) is not None:
            body = self.page.root.find("body")
            (self.page.root if body is None else body).append(element)
            self.page.forget_tags()
            self._body = element
        return [] if self._body is None else [self._body]

    def title(self, body: Body) -> Title | None:
        found = read_title(self.page, body)
        title = found.value if found else None
        state = self.page.state if self.evidence.get("body", "").startswith("script:") else None
        if state is not None and state.title:
            self.evidence["title"] = f"script:{state.name}"
            title = replace(title or Title(state.title), title=state.title)
        elif found:
            self.evidence["title"] = found.evidence
        stated = {name: value for name in ("title", "kicker", "subtitle") if (value := self._noted(name))}
        if title is None:
            return Title(**stated) if "title" in stated else None
        return replace(title, **stated) if stated else title

    def time(self, name: str, body: Body) -> Time | None:
        raw, rule = self._first(name), self._rule(name)
        if rule is not None and rule.json_path is not None and rule.regex is None:
            stamps = (stamp_time(value, near=self.page.fetched) for value in raw_values(rule, self._places))
            time = next(filter(None, stamps), None)
        else:
            time = parse_time(raw, near=self.page.fetched) if raw else None
        if time is not None:
            self._note(name)
            return time
        found = (read_published if name == "published" else read_modified)(self.page, body)
        if found is None:
            return None
        self.evidence[name] = found.evidence
        return found.value

    def credits(self, body: Body) -> Credits:
        credits = read_credits(self.page, body)
        self.evidence.update(credits.evidence)
        stated: dict[str, Any] = {}
        for name in NAMES:
            if (raw := self._all(name)) and (names := _names(raw)):
                stated[name] = names
                self._note(name)
        if (raw_source := self._first("source")) and (source := parse_source(raw_source)):
            stated["source"] = source
            self._note("source")
        if raw_url := self.page.absolute(self._first("source_url")):
            stated["source_url"] = raw_url
            self._note("source_url")
        if byline := self._noted("byline"):
            stated["raw_byline"] = byline
        return replace(credits, **stated) if stated else credits

    def words(self, name: str) -> tuple[str, ...]:
        stated = self._all(name)
        if stated:
            self._note(name)
            return tuple(dict.fromkeys(stated))
        found = (read_breadcrumbs if name == "breadcrumbs" else read_keywords)(self.page)
        if found is None:
            return ()
        self.evidence[name] = found.evidence
        return found.value

    def canonical(self) -> str:
        """Return the declared identity where it is believable: of the same registrable
        domain, and shaped like an article.
        """
        own = identity(self.page.url)
        found = read_canonical_url(self.page)
        if found is None:
            return own
        try:
            declared = normalise(found.value)
        except ValueError:
            return own
        if declared == own:
            return own
        same = registrable_domain(urlsplit(declared).hostname or "") == registrable_domain(urlsplit(own).hostname or "")
        if not same or not article_shaped(declared):
            return own
        self.evidence["canonical_url"] = found.evidence
        return declared

    def next_url(self) -> str | None:
        page, stated = self.page, self._first("next_page")
        if stated:
            return page.absolute(stated)
        found = next_page(page)
        if found is None and page.scope is not page.root and any(map(page.mentions, PAGER_WORDS)):
            page.widen()
            found = next_page(page)
        return found

    @cached_property
    def _places(self) -> list[Any]:
        """The objects that the layout's `json` rules look into."""
        return self.layout.places(self.page.states) if self.layout else []

    def _rule(self, name: str) -> Any:
        return getattr(self.layout, name, None) if self.layout else None

    def _first(self, name: str) -> str | None:
        return next(iter(self._all(name)), None)

    def _all(self, name: str) -> list[str]:
        """Return the values of a rule, which are read once."""
        if self.layout is None:
            return []
        found = self._values.get(name)
        if found is None:
            rule = self._rule(name)
            if rule is None:
                found = []
            elif rule.json_path is not None:
                found = text_values(rule, self._places)
            else:
                found = rule.all(self.page.by_tag, self.page.url)
            self._values[name] = found
        return found

    def _noted(self, name: str) -> str | None:
        value = self._first(name)
        if value:
            self._note(name)
        return value

    def _note(self, name: str) -> None:
        self.evidence[{"byline": "raw_byline"}.get(name, name)] = f"layout: {self._rule(name).where}"


def _names(raw: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for text in raw for name in parse_names(text)))


def _keep_tail(element: Any) -> None:
    """Move the text behind an element to what stands before it: lxml would remove it
    with the element.
    """
    if not element.tail:
        return
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + element.tail
    else:
        parent = element.getparent()
        parent.text = (parent.text or "") + element.tail
