"""A page whose list stands in an XML datastore (Hanweb jcms), or the datastore alone →
the same page with the records as markup.

`<script type="text/xml"><datastore><recordset><record><![CDATA[<li>…` is drawn by a
script; `dataproxy.jsp` answers the datastore without a page around it.
"""

from __future__ import annotations

import re

from newscrawl.reader.page import Page
from newscrawl.text.page_signs import Signs

NEXT_GROUP = "newscrawl-next-group"
"""Id of the link that leads to the datastore's next group of records."""
_WORDS = ("<recordset", "<datastore")
_STORE = re.compile(
    r"(?:<script[^>]{0,200}>\s{0,200})?(?:<\?xml[^>]{0,200}\?>\s{0,200})?<datastore\b.*?(?:</datastore>(?:\s{0,200}</script>)?|\Z)",
    re.I | re.S,
)
_PART = re.compile(r"<(record|nextgroup)\b[^>]{0,200}>(.*?)</\1>", re.I | re.S)
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>\s*", re.S)
_HREF = re.compile(r"\bhref\s*=\s*[\"']?([^\"'\s>]{1,2000})", re.I)


def inline_records(text: str, signs: Signs | None = None) -> str | None:
    """Return a page with the records of its datastores in their place; None for a page
    without one. `signs` are what is in it (`page_signs`), if somebody has looked.

    >>> inline_records("<datastore><recordset><record><![CDATA[<li>福州</li>]]></record></recordset></datastore>")
    '<ul class="datastore"><li>福州</li></ul>'
    """
    if not any(word in text if signs is None else word.encode() in signs for word in _WORDS):
        return None
    shown, found = _STORE.subn(lambda store: _records(store[0]), text)
    return shown if found else None


def _records(store: str) -> str:
    rows, after = [], ""
    for kind, inner in _PART.findall(store):
        whole = _CDATA.fullmatch(inner)
        markup = whole[1] if whole else inner
        if kind.lower() == "record":
            rows.append(markup)
        elif (link := _HREF.search(markup)) is not None:
            after = f'<a id="{NEXT_GROUP}" href="{link[1]}"></a>'
    tag = "table" if rows and rows[0].lstrip()[:3].lower() == "<tr" else "ul"
    return f'<{tag} class="datastore">{"".join(rows)}</{tag}>{after}'


def next_group(page: Page) -> str | None:
    """Return where the next group of records is; there may be none behind it."""
    if not page.mentions(NEXT_GROUP.encode()):
        return None
    link = next((a for a in page.root.iter("a") if a.get("id") == NEXT_GROUP), None)
    return None if link is None else page.absolute(link.get("href"))
