"""Source of a page → the facts in a comment of Founder's (方正) publishing systems.

Which fact becomes which field is left to the readers of fields.
"""

from __future__ import annotations

import re
from html import unescape

_COMMENT_FACTS = re.compile(r"<!--\s*enpproperty(.*?)/?enpproperty\s*-->", re.S | re.I)
_FACT = re.compile(r"<(?:founder-)?([a-z]{2,20})>([^<]*)</(?:founder-)?\1>", re.I)


def read_comment_facts(text: str) -> dict[str, str]:
    """Return the facts of a Founder `enpproperty` comment by name (`date`, `title`,
    `author`, `nodename`, `type` …).

    Three dialects are in use: web (`<date>2019-04-18 11:18:16.0</date>`), newspaper
    (`<founder-date>`), and publisher source. In a newspaper, `type` 2 is a page of the
    paper, not an article.

    >>> read_comment_facts("<!--enpproperty <founder-date>2020</founder-date><author>林晓芳</author>/enpproperty-->")
    {'date': '2020', 'author': '林晓芳'}
    """
    match = _COMMENT_FACTS.search(text)
    if match is None:
        return {}
    facts: dict[str, str] = {}
    for name, value in _FACT.findall(match[1]):
        value = unescape(value).strip()
        if value:
            facts.setdefault(name.lower(), value)
    return facts
