"""Scripts of a page → the objects of its JSON-LD (https://www.w3.org/TR/json-ld11/).

Which of their members becomes which field is left to the readers of fields.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from newscrawl.reader.literals import Unreadable, read_literal

_MOST_SCRIPTS = 80
_LONGEST = 200_000
_MOST_OBJECTS = 200
"""Scripts of a page that are looked at, characters of one that is read, and objects
that are kept."""


def read_linked_data(scripts: list[etree._Element]) -> tuple[dict[str, Any], ...]:
    """Return the objects of JSON-LD, `@graph` and lists opened, those that name an
    article first.

    >>> from lxml import html
    >>> page = html.fromstring('<p><script type="application/ld+json">[{"@type": "Person"}, {"headline": "福州",'
    ...     ' "@type": "NewsArticle"}]</script>')
    >>> [item["@type"] for item in read_linked_data(page.findall(".//script"))]
    ['NewsArticle', 'Person']
    """
    objects: list[dict[str, Any]] = []
    for element in scripts[:_MOST_SCRIPTS]:
        if "ld+json" not in (element.get("type") or ""):
            continue
        source = element.text or ""
        if len(source) > _LONGEST:
            continue
        try:
            data, _ = read_literal(source.strip())
        except Unreadable:
            continue
        queue = [data]
        while queue and len(objects) < _MOST_OBJECTS:
            item = queue.pop(0)
            if isinstance(item, list):
                queue[:0] = item
            elif isinstance(item, dict):
                objects.append(item)
                graph = item.get("@graph")
                if isinstance(graph, list):
                    queue.extend(graph)
    objects.sort(key=lambda item: "Article" not in str(item.get("@type")) and "Posting" not in str(item.get("@type")))
    return tuple(objects)
