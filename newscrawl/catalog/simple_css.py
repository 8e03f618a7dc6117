"""The commonest CSS selectors (`div.time`, `#title`, `ul.list > li`,
`a.next::attr(href)`) → a function that selects without XPath, in a tenth to a half of
its time.

All others are left to `rule.compile_css`, with which these agree.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree


class ByTag:
    """A tree that several rules are asked of: for the elements of a tag it is walked
    once, and once for those of several tags."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self._found: dict[str, list[etree._Element]] = {}

    def look_for(self, tags: Iterable[str]) -> None:
        """Look for the elements of these tags that were not looked for yet."""
        found: dict[str, list[etree._Element]] = {tag: [] for tag in tags if tag not in self._found}
        for element in self.root.iter(*found) if found else ():
            found[element.tag].append(element)
        self._found |= found

    def iter(self, tag: str) -> list[etree._Element]:
        """Return the elements with a tag, in page order, as `root.iter` yields them."""
        if tag == "*":
            return list(self.root.iter(tag))
        self.look_for((tag,))
        return self._found[tag]


Tree = etree._Element | ByTag
Select = Callable[[Tree], list[Any]]

_STEP = re.compile(
    r"(?P<tag>[a-z][a-z0-9]*)?(?:\.(?P<name>[A-Za-z][\w-]*)|#(?P<id>[A-Za-z][\w-]*)"
    r"|\[(?P<key>[a-z][a-z-]*)=(?P<quote>[\"'])(?P<value>[^\"'\\\n]*)(?P=quote)\])?",
    re.A,
)
_ATTRIBUTE = re.compile(r"::attr\(([a-z][a-z-]*)\)\Z")
_BLANKS = re.compile("[ \t\r\n]+")
"""White space between classes (XPath 1.0, normalize-space)."""


def simple_css(css: str) -> Select | None:
    """Return what selects by tag, by one class, id or attribute, and by such a parent;
    None for other selectors.

    >>> select = simple_css("span.time")
    >>> page = etree.fromstring('<p><span class="fl time">2020-11-18</span><span class="times"/></p>')
    >>> [element.text for element in select(page)], simple_css("div p")
    (['2020-11-18'], None)
    """
    attribute, steps = _ATTRIBUTE.search(css), _steps(css)
    if len(steps) > 1 and steps[0].isalnum():
        return None  # XPath is quicker with the children of very many elements
    selected: Select | None = None
    for step in steps:
        match = _STEP.fullmatch(step)
        if match is None or not match[0]:
            return None
        chosen = _chosen(match)
        selected = chosen if selected is None else _children(selected, chosen)
    if attribute is None or selected is None:
        return selected
    elements, key = selected, attribute[1]
    return lambda root: [value for element in elements(root) if (value := element.get(key)) is not None]


def first_tag(css: str) -> str | None:
    """Return the tag of the elements that a selector, if it is a simple one, looks for
    first.

    >>> first_tag("div.keywords > a"), first_tag("#title"), first_tag('meta[name="author"]::attr(content)')
    ('div', None, 'meta')
    """
    step = _STEP.fullmatch(_steps(css)[0])
    return step["tag"] if step is not None else None


def _steps(css: str) -> list[str]:
    return _ATTRIBUTE.sub("", css).split(" > ")


def _chosen(step: re.Match[str]) -> Select:
    """Return what selects the elements of a tree that a single step describes."""
    tag, name = step["tag"] or "*", step["name"]
    if name is not None:
        return lambda root: [
            element
            for element in root.iter(tag)
            if (names := element.get("class")) is not None and name in names and name in _BLANKS.split(names)
        ]
    key, value = ("id", step["id"]) if step["id"] is not None else (step["key"], step["value"])
    if key is not None:
        return lambda root: [element for element in root.iter(tag) if element.get(key) == value]
    return lambda root: list(root.iter(tag))


def _children(parents: Select, chosen: Select) -> Select:
    """Return what selects those of the `chosen` elements whose parents are selected."""

    def select(root: Tree) -> list[Any]:
        above = parents(root)
        if not above:
            return []
        known = set(above)
        within: Tree = above[0] if len(above) == 1 else root
        return [element for element in chosen(within) if element.getparent() in known]

    return select
