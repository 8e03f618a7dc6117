"""A page → the dates in its markup: metas, JSON-LD, the state in its scripts and
`<time>` elements, each with what it weighs.
"""

from __future__ import annotations

import re
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Literal

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.shown_dates import DateCandidate, date_lines
from newscrawl.reader.fields.stamps import iso_moment
from newscrawl.reader.fields.times import Time, parse_time
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Page
from newscrawl.reader.state_article import PUBLISHED

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

PUBLISHED_METAS = (
    *("article:published_time", "og:release_date", "og:published_time", "datepublished", "pubdate", "publishdate"),
    *("publish_time", "publish-date", "publish_date", "publishtime", "published_time", "publication_date", "pubtime"),
    *("og:time", "apub:time", "apub:date", "weibo:article:create_at", "bytedance:published_time", "dc.date.issued"),
    *("dc.date", "dcterms.issued", "dcterms.created", "dc.date.created", "article.published", "firstpublishedtime"),
    *("parsely-pub-date", "sailthru.date", "releasedate", "createdate", "_pubtime", "date", "datecreated"),
)
MODIFIED_METAS = (
    *("article:modified_time", "og:updated_time", "datemodified", "bytedance:updated_time", "weibo:article:update_at"),
    *("apub:modified_time", "dcterms.modified", "dc.date.modified", "lastmodified", "last-modified", "updated_time"),
)
_REGENERATED = frozenset(("meta:pubdate", "meta:publishdate", "meta:_pubtime"))
"""Metas that half of the government sites write anew whenever a page is made again."""
_SCRIPTED = tuple(
    re.compile(
        rb"%b\b[\"']?\s*[:=][^;\n]{0,40}?[\"'](\d{10}|20\d\d-[\d :-]{4,14})[\"']" % name,
    )
    for name in (
        rb"ct(?<=\bct)",
        rb"createTime(?<=\bcreateTime)",
        rb"publish(?<=\bpublish)_?[tT]ime",
        rb"ori_create_time(?<=\bori_create_time)",
    )
)
"""The time in the script of a WeChat article, whose page shows none before it has run.
Each pattern begins with plain characters: such a page has three megabytes."""
_AGO = re.compile(r"[前昨今][天日]|[刚剛][刚剛]|[天日时時钟鐘周週月年]前")
_ATTRIBUTES = ("datetime", "title", "data-time", "data-timestamp", "data-date", "data-pubtime", "data-publishtime")
_UPDATED_NAME = re.compile("updated|modified", re.I)


def published_dates(page: Page) -> list[DateCandidate]:
    """Return the dates of publication in metas and JSON-LD, the surest first."""
    found = _stated(page, PUBLISHED_METAS, ("datePublished", "dateCreated", "uploadDate"))
    founder = page.founder.get("date")
    if founder and (time := parse_time(founder)):
        found.append(DateCandidate(time, 2.0, "enpproperty:date"))
    return found


def modified_dates(page: Page) -> list[DateCandidate]:
    """Return the dates of the last change in metas and JSON-LD, the surest first."""
    return _stated(page, MODIFIED_METAS, ("dateModified",))


def _stated(page: Page, metas: tuple[str, ...], properties: tuple[str, ...]) -> list[DateCandidate]:
    found = []
    for order, name in enumerate(metas):
        if (values := page.meta.get(name)) and (time := parse_time(values[0], near=page.fetched)):
            where = f"meta:{name}"
            weight = 1.2 if where in _REGENERATED else 2.0 if order < 6 else 1.5
            found.append(DateCandidate(time, weight, where))
    for item in page.jsonld:
        for name in properties:
            stated = item.get(name)
            time = parse_time(stated, near=page.fetched) if isinstance(stated, str) else None
            if time:
                found.append(DateCandidate(time, 2.0, f"jsonld:{name}"))
        if found and found[-1].evidence.startswith("jsonld"):
            break
    return found


def dates_in_state(page: Page) -> list[DateCandidate]:
    """Return the time that the state in the page's scripts has."""
    state = page.state
    if state is not None:
        for key in PUBLISHED:
            stamp = iso_moment(state.values.get(key), near=page.fetched)
            if stamp is not None:
                precision: Literal["day", "minute"] = "day" if len(stamp) == 10 else "minute"
                value = datetime.fromisoformat(stamp).replace(tzinfo=CHINA)
                return [DateCandidate(Time(value, precision), 2.0 if state.title else 1.2, f"script:{state.name}")]
    if not page.mentions(b"js_content"):
        return []
    matches = (match for pattern in _SCRIPTED for match in islice(page.search(pattern), 3))
    times = (parse_time(match[1].decode(), near=page.fetched) for match in sorted(matches, key=re.Match.start)[:3])
    return [DateCandidate(time, 1.5, "script") for time in times if time is not None]


def dates_in_elements(page: Page, body: Body | None) -> list[DateCandidate]:
    """Return the time that a `<time datetime>` of a line around the headline states; of
    one element of a page, wherever it stands. WordPress shows words there that no form
    has, and hides the time of the last change beside it.
    """
    if beside := _beside_relative(page, body):
        return beside
    if not page.mentions(b"<time"):
        return []
    marked = [
        (element, time)
        for element in islice(page.root.iter("time"), 100)
        if not _UPDATED_NAME.search(f"{element.get('class', '')} {element.get('itemprop', '')}")
        and (time := parse_time(element.get("datetime") or "", near=page.fetched)) is not None
    ]
    if len(marked) > 1:
        near = "\n".join(text for text, _ in date_lines(page, body))
        marked = [(element, time) for element, time in marked if (plain_text(element) or "\n\n") in near]
    return [DateCandidate(time, 1.5, "time:datetime") for _, time in marked[:1]]


def _beside_relative(page: Page, body: Body | None) -> list[DateCandidate]:
    """Return the time in an attribute of an element around the headline that shows 昨天
    or 3小时前."""
    if page.heading is None:
        return []
    stop = body.first if body is not None and body.first is not None else page.heading.last + 12
    for line in page.outline.lines[max(0, page.heading.first - 3) : min(stop, page.heading.last + 25)]:
        if len(line.text) > 80 or not _AGO.search(line.text):
            continue
        for element in islice(page.outline.nodes[line.node].element.iter(), 30):
            if isinstance(element.tag, str) and _AGO.search(plain_text(element)):
                for name in _ATTRIBUTES:
                    if (time := parse_time(element.get(name) or "", near=page.fetched)) is not None:
                        return [DateCandidate(time, 2.0, f"{element.tag}:{name}")]
    return []
