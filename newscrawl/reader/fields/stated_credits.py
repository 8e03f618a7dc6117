"""Metas and JSON-LD of a page → credits where the visible page names nobody.

`meta author` is the editor, a number or the site on many pages, and counts only as a
last resort.
"""

from __future__ import annotations

import re

from newscrawl.reader.fields.credit_names import plausible_names, read_unit
from newscrawl.reader.fields.datelines import dateline_publisher
from newscrawl.reader.fields.gathering import Gathering
from newscrawl.reader.fields.names import split_names
from newscrawl.reader.fields.own_names import stated_publisher
from newscrawl.reader.fields.role_words import EDITOR_LABELS, ROLES, has_role
from newscrawl.reader.fields.roles import Roles
from newscrawl.reader.fields.sources import parse_source
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Found, Page
from newscrawl.reader.state_article import AUTHORS, EDITORS, SOURCES, StateArticle

_EDITED = re.compile(EDITOR_LABELS)
_AGENCY = re.compile(
    "新华社|新華社|新华网|中新社|中新网|中新網|中央社|中央廣播電臺|人民网|央视网|法新社|路透社|美联社|美聯社"
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


def take_account(gathering: Gathering, page: Page) -> None:
    """Add the account that published a WeChat article; such a page names the platform
    as its site.
    """
    if gathering.source is not None or not page.mentions(b"js_content"):
        return
    state = page.state
    name = state.text_of(("nickname",)) if state is not None else None
    if name is None:
        for element in page.root.iter("a", "span", "strong"):
            if element.get("id") == "js_name" or element.get("class") == "profile_nickname":
                name = plain_text(element) or None
                break
    gathering.take_source(name, "account")


def take_from_markup(gathering: Gathering, page: Page, own: frozenset[str]) -> None:
    """Add state in scripts, metas and JSON-LD where the visible page names nobody.
    State is read where the page shows no source, since that costs time.
    """
    state = page.state if gathering.source is None else None
    if state is not None:
        gathering.take_source(parse_source(state.text_of(SOURCES) or ""), f"script:{state.name}")
        editors = parse_names(state.text_of(EDITORS) or "") if not gathering.roles.editors else ()
        if editors and plausible_names(list(editors), labelled=True):
            gathering.take(Roles(editors=list(editors)), f"script:{state.name}")
    if gathering.source is None:
        found = page.meta_value("source", "contentsource", "article:source", "og:article:source", "mediaid")
        gathering.take_source(parse_source(found.value) if found else None, found.evidence if found else "")
    gathering.take_source(parse_source(page.founder.get("sourcename", "")), "enpproperty:sourcename")
    if not (gathering.roles.reporters or gathering.roles.authors):
        names = _stated_authors(page, own, state)
        if names and not set(names.value) & set(gathering.roles.editors):
            gathering.take(Roles(authors=list(names.value)), names.evidence)
    if gathering.source is None and gathering.dateline:
        agency = _AGENCY.search(gathering.dateline)
        gathering.take_source(agency[0] if agency else dateline_publisher(gathering.dateline), "dateline")
    if gathering.source is None:
        publisher = stated_publisher(page)
        if publisher:
            gathering.take_source(publisher.value, publisher.evidence)


def _stated_authors(page: Page, own: frozenset[str], state: StateArticle | None) -> Found[tuple[str, ...]] | None:
    values: list[tuple[str, str]] = []
    for item in page.jsonld:
        author = item.get("author")
        for entry in author if isinstance(author, list) else [author]:
            name = entry.get("name") if isinstance(entry, dict) else entry
            if isinstance(name, str):
                values.append((name, "jsonld:author"))
    if state is not None and (name := state.text_of(AUTHORS)):
        values.append((name, f"script:{state.name}"))
    found = page.meta_value("article:author", "dable:author", "author", "byl")
    if found:
        values.append((found.value, found.evidence))
    if page.founder.get("author"):
        values.append((page.founder["author"], "enpproperty:author"))
    for value, where in values:
        names = parse_names(value) if len(value) <= 40 else ()
        if not names or not plausible_names(list(names), labelled=True) or any(name in own for name in names):
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
