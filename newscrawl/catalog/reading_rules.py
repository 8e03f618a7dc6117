"""The rules of a site's file for its pages: listings, issues, addresses and layouts of
articles.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Discriminator, Field, Tag, model_validator
from w3lib.url import url_query_cleaner

from newscrawl.catalog.api_rule import ApiRule, Path
from newscrawl.catalog.json_paths import search
from newscrawl.catalog.list_pages import ListRequest
from newscrawl.catalog.page_urls import PageUrls
from newscrawl.catalog.patterns import compile_pattern
from newscrawl.catalog.request_rule import ArticleRequest, AskedFor, SentHeaders, plain_request
from newscrawl.catalog.rule import MODEL, Rule
from newscrawl.catalog.simple_css import Tree, first_tag
from newscrawl.i18n import _


def listed(value: Any) -> Any:
    """Wrap a single string in a list."""
    return (value,) if isinstance(value, str) else value


Strings = Annotated[tuple[str, ...], BeforeValidator(listed)]
"""A list of strings; a single one may stand alone."""


def _next_kind(value: Any) -> str:
    counted = isinstance(value, PageUrls) or (
        isinstance(value, dict) and not {"css", "xpath", "meta", "regex"} & set(value)
    )
    return "pages" if counted else "rule"


NextUrl = Annotated[Annotated[Rule, Tag("rule")] | Annotated[PageUrls, Tag("pages")], Discriminator(_next_kind)]


class ListingRule(BaseModel):
    """Rules for a listing. All are optional: the generic listing reader fills what is
    absent.
    """

    model_config = MODEL

    entries: Rule | None = None
    """The elements that hold one entry each: `ul.newlistbox > li`."""
    link: Rule | None = None
    """Within an entry, the link: an element with `href` (`h3 a`), or text that is an
    address: `::attr(data-url)`, `{ css = "::attr(onclick)", regex = "'([^']+)'" }`.
    Without it the reader chooses one."""
    address: str | None = Field(default=None, pattern=r"\{link\}")
    """Address made of what `link` finds, where that is only a part of it:
    `/detail/{link}.html`."""
    title: Rule | None = None
    """Within an entry, the title; without it the text of the link."""
    date: Rule | None = None
    """Within an entry, the text that shows the date; without it the reader looks for
    one."""
    pinned: Rule | None = None
    """An element that only pinned (置顶) entries have: `span.top`, or
    `{ css = "span", regex = "置顶" }`."""
    next_url: NextUrl | None = None
    """The next page: a rule (a link, or text that is an address), or `PageUrls`:
    `{ url = "…{page}…", first = 2 }`."""
    api: ApiRule | None = None
    """The listing is JSON; of the other rules only a counted `next_url` and `request`
    are used with it."""
    html: Path | None = None
    """Path to the markup of the list in an answer that is JSON: `data.html`. The other
    rules, or the generic reader, read that."""
    request: ListRequest | None = None
    """How the list is asked for, where that is more than a GET of the channel's `url`:
    another address, POST, headers, and what turns its pages."""

    @model_validator(mode="after")
    def _pages_turn_one_way(self) -> ListingRule:
        if self.html is not None and self.api is not None:
            raise ValueError(_("a list is read by api, or as markup by html, not by both"))
        paging = self.request.paging() if self.request else ()
        if paging and isinstance(self.next_url, PageUrls):
            raise ValueError(_("request turns the pages by {name}; next_url does, too").format(name=f"{{{paging[0]}}}"))
        if "cursor" in paging and (self.api is None or self.api.next is None):
            raise ValueError(_("request has {cursor}, and no api.next finds it in an answer"))
        if self.api is None and (last := next((name for name in paging if name.startswith("last.")), None)):
            raise ValueError(_("request has {name}, and no api finds the items").format(name=f"{{{last}}}"))
        return self


class ArticleRule(BaseModel):
    """Rules for the addresses of articles and for their further pages."""

    model_config = MODEL

    url: Strings = ()
    r"""Regular expressions; an address that fits one is an article:
    `/\d{6}/\d{2}/\d+\.shtml$`. Empty: a guess."""
    request: ArticleRequest | None = None
    """How the text is asked for, where the public page has none: mostly an address of
    JSON, which layouts with `json` rules read. The article keeps its public address."""
    ignore: Strings = ()
    """Names of query parameters that name the reader or the moment and no article
    (`sid`, `rnd`): they are taken out of the addresses that a listing shows."""
    next_page: Rule | None = None
    """Link to the next page of a long article; without it the reader looks for 下一页 and
    numbered links."""

    @model_validator(mode="after")
    def _has_variables(self) -> ArticleRule:
        if self.request is not None:
            groups = [name for pattern in self.url for name in re.findall(r"\(\?P?<(\w+)>", pattern)]
            self.request.check_variables(["address", "origin", "folder", "stem", *dict.fromkeys(groups)])
        return self

    def without_ignored(self, url: str) -> str:
        """Return an address without the parameters that name no article.

        >>> ArticleRule(ignore="rnd").without_ignored("http://a.cn/show.aspx?id=7&rnd=0.71")
        'http://a.cn/show.aspx?id=7'
        """
        if not self.ignore or "?" not in url:
            return url
        return url_query_cleaner(url, self.ignore, remove=True, unique=False, keep_fragments=True)

    def asked(self, url: str, beside: SentHeaders) -> AskedFor:
        """Return the request for an article."""
        for pattern in self.url if self.request is not None else ():
            groups = compile_pattern(pattern).groups(url)
            found = self.request.for_article(url, groups, beside) if self.request and groups is not None else None
            if found is not None:
                return found
        if self.request is not None and not self.url and (found := self.request.for_article(url, {}, beside)):
            return found
        return plain_request(url, beside)


class IssueRule(BaseModel):
    """Patterns of the addresses in a newspaper's issue, whatever the day."""

    model_config = MODEL

    pages: Annotated[Strings, Field(min_length=1)]
    r"""Regular expressions; an address of the day that fits one is a page (版):
    `/node_\w+\.html?`. A group in it is the page's number."""
    articles: Annotated[Strings, Field(min_length=1)]
    r"""Regular expressions; any other address of the day that fits one is an article:
    `/content_\w+\.html?`."""
    first: Strings = ()
    """Names that the first page may have, without ending, most frequent first:
    `node_1`, `node_A01`."""
    period: str | None = Field(default=None, min_length=1)
    """Address of the list of a month's issues, relative to the issue:
    `../period.xml`."""


class Layout(BaseModel):
    """One markup of a site's article pages. A field without a rule is left to the
    generic reader.
    """

    model_config = MODEL

    when: Rule | None = None
    """The layout is for pages where this selects something; without it, where `at` or
    `body` does. Never a date."""
    at: Path | None = None
    """Path to the object from which the `json` rules of this layout go on:
    `props.pageProps.detail`."""
    title: Rule | None = None
    """主题."""
    kicker: Rule | None = None
    """引题."""
    subtitle: Rule | None = None
    """副题."""
    original_title: Rule | None = None
    """原标题."""
    published: Rule | None = None
    """Text that shows the time; the reader finds the date in it."""
    modified: Rule | None = None
    """Text that shows the time of the last change."""
    source: Rule | None = None
    """来源, with or without its label."""
    source_url: Rule | None = None
    """Link of the source."""
    byline: Rule | None = None
    """Text with several roles, such as a line 记者…通讯员…; the reader splits it."""
    reporters: Rule | None = None
    """记者, with or without label."""
    correspondents: Rule | None = None
    """通讯员, with or without label."""
    photographers: Rule | None = None
    """摄, with or without label."""
    authors: Rule | None = None
    """作者, with or without label."""
    editors: Rule | None = None
    """责任编辑, with or without label."""
    breadcrumbs: Rule | None = None
    """Steps of the trail, one value each, or one element that holds it all."""
    keywords: Rule | None = None
    """Keywords, one value each, or one text that joins them."""
    body: Rule | None = None
    """The element or elements that hold the text."""
    body_drop: Rule | None = None
    """Elements inside the body that are not part of it: share bars, recommended
    links."""
    images: Rule | None = None
    """`img` elements that belong to the article though they stand outside the body
    (galleries)."""
    next_page: Rule | None = None
    """Link to the next page, where this markup has its own."""

    @model_validator(mode="after")
    def _is_told_by_the_page(self) -> Layout:
        if self.when is not None and self.when.url is not None:
            raise ValueError(_("when must look at the page, not at its address: archives keep old markup"))
        return self

    @cached_property
    def looks_into_json(self) -> bool:
        """Whether any of its rules is a `json` rule."""
        rules = (getattr(self, name) for name in type(self).model_fields)
        return self.at is not None or any(isinstance(rule, Rule) and rule.json_path is not None for rule in rules)

    @cached_property
    def tags(self) -> frozenset[str]:
        """Tags that its rules look for."""
        rules = (getattr(self, name) for name in type(self).model_fields)
        selectors = [rule.css for rule in rules if isinstance(rule, Rule) and rule.css]
        return frozenset(filter(None, map(first_tag, selectors)))

    def fits(self, root: Tree, states: Sequence[Any] = ()) -> bool:
        """Return whether a page has this markup: by `when`, otherwise by `at` or
        `body`; a layout with none of these fits every page. `states` are what `json`
        rules look into.
        """
        rule = self.when or self.body
        if self.at is None and (rule is None or rule.json_path is None):
            return rule is None or rule.matches(root)
        found = self.places(states)
        if rule is None or (self.when is None and rule.json_path is None):
            return bool(found)
        if rule.json_path is None:
            return bool(found) and rule.matches(root)
        return any(search(rule.json_path, place) not in (None, "", [], {}) for place in found)

    def places(self, states: Sequence[Any]) -> list[Any]:
        """Return the objects that the `json` rules of this layout look into."""
        if self.at is None:
            return list(states)
        found = (search(self.at, state) for state in states)
        return [place for place in found if isinstance(place, dict | list) and place]
