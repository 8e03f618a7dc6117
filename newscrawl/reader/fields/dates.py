"""A page → when its article was published and last changed: all its dates are weighed,
none is simply believed.

The date shown beside the headline counts most; markup confirms or completes it, the
address and the dateline check it. Dates elsewhere (clocks, footers, related links) are
never candidates. The evidence names the place and, where another source states another
day, the conflict.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Literal

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.marks import any_of
from newscrawl.reader.fields.metadata import read_canonical_url
from newscrawl.reader.fields.stamps import iso_moment
from newscrawl.reader.fields.times import Time, Written, find_times, parse_time
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Found, Page
from newscrawl.reader.state_article import PUBLISHED

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

__all__ = ["Time", "date_in_url", "parse_time", "read_modified", "read_published"]

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
_GENERATED = re.compile(r"生成(?:时间|時間|日期|于|於)?\s*[:：]?\s*((?:19|20)\d\d[-/.年][^\"'<>\n]{6,20})")
_LABELLED = re.compile(
    r"(?:发布|發布|发表|發表|发稿|發稿|刊发|刊登|刊出|上传|上稿|出版|添加|录入)(?:时间|時間|日期|于|於)?\s*[:：]?\s*$"
    r"|(?:时间|時間|日期)\s*[:：]?\s*$"
)
_CHANGED = re.compile(
    r"(?:更新|修改|修订|最后|最後|[Uu]pdated?|[Mm]odified)[^，。:：]{0,6}[:：]?\s*$"
    r"|(?:編輯|编辑)(?:时间|時間|日期|于|於)[:：]?\s*$"  # behind 编辑 alone stands a name
)
_CHANGE_WORD = any_of("更新 修改 修订 最后 最後 Update update Modified modified")
_FOREIGN = re.compile(
    r"(?:今天是|现在|現在|当前时间|香港時間|本地時間|Copyright|©|版权|有效期|截至|截止|生于|出生|生日|建站|成立|备案|至|到|开奖|起)[^，。]{0,4}$"
)
_CREDIT = re.compile(
    r"来源|來源|稿源|作者|记者|記者|编辑|編輯|责编|字号|字號|字体|点击|浏览|评论|評論|阅读|閱讀|分享|我来说"
)
_MAY_BE_DATED = any_of(
    " ".join("0123456789０１２３４５６７８９")
    + " 〇年 ○年 零年 一年 二年 今天 今日 昨天 昨日 前天 前日 之前 时前 時前 钟前 鐘前"
)

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
_GENERATION = "生成".encode()
_MOST_LINES = 3000
"""Lines of a page in which the minute of a known day is looked for."""
_SURELY_SHOWN = 1.4
"""Weight of a time that stands beside the headline, not in another text's line."""
_MAY_BE_CLOCKED = re.compile("[:：时點点]")
_CLOCK_ALONE = re.compile(r"(?<!\d)(?<!\d[:：])\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?![\d:：])")
_UPDATED_NAME = re.compile("updated|modified", re.I)
_WITHOUT_YEAR = re.compile(r"(?<![\d年./:-])(\d{1,2})[-/.月](\d{1,2})日?(?=\s+\d{1,2}[:：]\d\d)")
_OWN_LINK = re.compile(
    r"(?:本文(?:链接|連結|网址|引用地址|地址|來源)|文章(?:链接|網址)|引用地址)\s*[:：]?\s*(https?://\S+)"
)
_DATELINE = re.compile(
    r"[\s【\[(（]*[^，。；：]{0,24}?(?P<y>(?:19|20)\d\d年)?(?P<m>1[0-2]|0?[1-9])月(?P<d>3[01]|[12]\d|0?[1-9])日"
    r"[^，。；：]{0,3}(?:电|電|讯|訊|消息|报道|報導|報道)"
)

_URL_DAYS = (
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)[-/_](\d{1,2})[-/_](\d{1,2})(?!\d)"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)[-/]?(\d\d)[-/]?(\d\d)(?=[/_.\-]|$)"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)(\d\d)(\d\d)(?=\d{2,}|[A-Za-z])"),
    re.compile(r"((?:19|20)(?<!\d\d\d)\d\d)/(\d\d)-(\d\d)(?!\d)"),
)
"""Each begins with plain characters, for which `re` skips ahead."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    time: Time
    weight: float
    evidence: str


def date_in_url(url: str) -> Time | None:
    """Read the day in an article's address; None where digits only look like one.

    >>> date_in_url("http://www.hxnews.com/news/fj/fz/202006/23/1907292.shtml").value.date()
    datetime.date(2020, 6, 23)
    >>> date_in_url("http://sd.sdnews.com.cn/photo/201909/t20190909_2608111.htm").value.date()
    datetime.date(2019, 9, 9)
    >>> date_in_url("http://www.fznews.com.cn/fuzhou/2014-9-7/201497xyz.shtml").value.date()
    datetime.date(2014, 9, 7)
    >>> date_in_url("http://www.hxnews.com/news/fj/fz/20291399.shtml") is None
    True
    """
    path = url.partition("://")[2].partition("/")[2].partition("#")[0]
    for pattern in _URL_DAYS:
        for match in pattern.finditer(path):
            try:
                value = datetime(int(match[1]), int(match[2]), int(match[3]), tzinfo=CHINA)
            except ValueError:
                continue
            if value.year >= 1994:
                return Time(value, "day")
    return None


def read_published(page: Page, body: Body | None) -> Found[Time] | None:
    """Read the time of first publication on this site, aware, with its evidence and
    what contradicts it.
    """
    shown = _shown(page, body) or _shown(page, body, changed=True)
    stated = _stated(page, PUBLISHED_METAS, ("datePublished", "dateCreated", "uploadDate"))
    if not any(c.time.precision == "minute" and c.weight >= _SURELY_SHOWN for c in shown):
        stated += _in_state(page)
        stated += _in_elements(page, body)
    in_url = _in_addresses(page, body)
    candidates = [c for c in (*shown, *stated, *in_url) if _is_past(c.time, page.fetched)]
    candidates = _without_generated(candidates, page)
    dateline = _in_dateline(page, body)
    if not candidates:
        return Found(dateline[0], "dateline") if dateline and dateline[0] else None
    # the day that several sources state; of the times on it, the one shown nearest to
    # the headline
    support: dict[tuple[int, int, int], float] = {}
    for kind in (shown, stated, in_url):
        best: dict[tuple[int, int, int], float] = {}
        for candidate in kind:
            if candidate in candidates:
                day = candidate.time.day
                best[day] = max(best.get(day, 0.0), candidate.weight)
        for day, weight in best.items():
            support[day] = support.get(day, 0.0) + weight
    day = max(support, key=lambda day: support[day])
    chosen = max((c for c in candidates if c.time.day == day), key=_rank)
    if chosen.time.precision == "day" and (clocked := _shown_elsewhere(page, day)) is not None:
        chosen = clocked
    others = {c.time.day: c.evidence for c in reversed(candidates) if c.time.day != day and c.weight >= 1.0}
    evidence = chosen.evidence
    for other, where in sorted(others.items())[:2]:
        evidence += f"; {where} says {other[0]}-{other[1]:02}-{other[2]:02}"
    if dateline and _days_apart(dateline[1], chosen.time.value) > 5:
        evidence += f"; dateline says {dateline[1][0]:02}-{dateline[1][1]:02}"
    return Found(chosen.time, evidence)


def _rank(candidate: _Candidate) -> tuple[bool, bool, float]:
    """Return what decides between times of one day: a minute counts more than a day,
    then what the page shows: markup has the minute of saving."""
    surely_shown = candidate.evidence.startswith("text") and candidate.weight >= _SURELY_SHOWN
    return candidate.time.precision == "minute", surely_shown, candidate.weight


def _without_generated(candidates: list[_Candidate], page: Page) -> list[_Candidate]:
    """Return candidates without the time at which the page was made (页面生成时间), unless
    there is no other."""
    if not page.mentions(_GENERATION):
        return candidates
    made = {time.value for match in islice(_GENERATED.finditer(page.text), 3) if (time := parse_time(match[1]))}
    kept = [candidate for candidate in candidates if candidate.time.value not in made]
    return kept or candidates


def _shown_elsewhere(page: Page, day: tuple[int, int, int]) -> _Candidate | None:
    """Return the one time of a day that is known which the page shows in a line of its
    own, wherever it stands: some show the minute in a block for elder readers only."""
    times: dict[datetime, _Candidate] = {}
    for line in islice(page.outline.lines, _MOST_LINES):
        text = line.text
        if len(text) > 60 or line.link_chars or not _MAY_BE_CLOCKED.search(text):
            continue
        if (bare := _WITHOUT_YEAR.search(text)) is not None and (int(bare[1]), int(bare[2])) == day[1:]:
            text = f"{text[: bare.start()]}{day[0]}-{text[bare.start() :]}"
        for written in find_times(text, near=page.fetched):
            before = text[max(0, written.start - 16) : written.start]
            if written.time.day == day and written.time.precision == "minute" and not _CHANGED.search(before):
                times.setdefault(written.time.value, _Candidate(written.time, 0.5, "text"))
    return times.popitem()[1] if len(times) == 1 else None


def read_modified(page: Page, body: Body | None) -> Found[Time] | None:
    """Read the last change that the page admits: by markup, or beside the headline as
    更新 or 最后更新.
    """
    stated = _stated(page, MODIFIED_METAS, ("dateModified",))
    if stated:
        return Found(stated[0].time, stated[0].evidence)
    for text, _ in _lines_near(page, body):
        if not _CHANGE_WORD.search(text):
            continue
        for written in find_times(text, near=page.fetched):
            if _CHANGED.search(text[max(0, written.start - 14) : written.start]):
                return Found(written.time, "text:更新")
    return None


def _in_addresses(page: Page, body: Body | None) -> list[_Candidate]:
    """Return the day in the page's address, or in the one the page states as its own
    (canonical, 本文链接).
    """
    time = date_in_url(page.url)
    if time is not None:
        return [_Candidate(time, 1.0, "url")]
    canonical = read_canonical_url(page)
    if canonical is not None and (time := date_in_url(canonical.value)) is not None:
        return [_Candidate(time, 1.0, canonical.evidence)]
    for address in page.meta.get("url", ())[:1]:  # of TRS
        if (time := date_in_url(address)) is not None:
            return [_Candidate(time, 1.0, "meta:url")]
    if body is not None and body.last is not None:
        for line in page.outline.lines[body.last : body.last + 12]:
            match = _OWN_LINK.search(line.text)
            if match and (time := date_in_url(match[1])) is not None:
                return [_Candidate(time, 0.9, "text:本文链接")]
    return []


def _in_dateline(page: Page, body: Body | None) -> tuple[Time | None, tuple[int, int]] | None:
    """Return the day in the dateline: as a time where it has a year, and its month and
    day.
    """
    if body is None or not body.blocks:
        return None
    match = _DATELINE.match(body.blocks[0].text)
    if match is None:
        return None
    return parse_time(match[0]) if match["y"] else None, (int(match["m"]), int(match["d"]))


def _days_apart(month_day: tuple[int, int], time: datetime) -> int:
    """Return the days from the last such day before `time`, so that a December dateline
    in January is near.
    """
    for year in (time.year, time.year - 1):
        try:
            gap = (time - datetime(year, *month_day, tzinfo=CHINA)).days
        except ValueError:
            continue
        if gap >= -1:
            return abs(gap)
    return 0


def _is_past(time: Time, fetched: datetime | None) -> bool:
    """Return whether a time is before fetching, as it must be (a day is allowed for
    clocks).
    """
    return fetched is None or (time.value - fetched).total_seconds() < 86_400


def _stated(page: Page, metas: tuple[str, ...], properties: tuple[str, ...]) -> list[_Candidate]:
    """Return the dates in markup, the surest first."""
    found = []
    for order, name in enumerate(metas):
        if (values := page.meta.get(name)) and (time := parse_time(values[0], near=page.fetched)):
            where = f"meta:{name}"
            weight = 1.2 if where in _REGENERATED else 2.0 if order < 6 else 1.5
            found.append(_Candidate(time, weight, where))
    for item in page.jsonld:
        for name in properties:
            stated = item.get(name)
            time = parse_time(stated, near=page.fetched) if isinstance(stated, str) else None
            if time:
                found.append(_Candidate(time, 2.0, f"jsonld:{name}"))
        if found and found[-1].evidence.startswith("jsonld"):
            break
    founder = page.founder.get("date") if metas is PUBLISHED_METAS else None
    if founder and (time := parse_time(founder)):
        found.append(_Candidate(time, 2.0, "enpproperty:date"))
    return found


def _in_state(page: Page) -> list[_Candidate]:
    """Return the time that the state in the page's scripts has."""
    state = page.state
    if state is not None:
        for key in PUBLISHED:
            stamp = iso_moment(state.values.get(key), near=page.fetched)
            if stamp is not None:
                precision: Literal["day", "minute"] = "day" if len(stamp) == 10 else "minute"
                value = datetime.fromisoformat(stamp).replace(tzinfo=CHINA)
                return [_Candidate(Time(value, precision), 2.0 if state.title else 1.2, f"script:{state.name}")]
    if not page.mentions(b"js_content"):
        return []
    matches = (match for pattern in _SCRIPTED for match in islice(page.search(pattern), 3))
    times = (parse_time(match[1].decode(), near=page.fetched) for match in sorted(matches, key=re.Match.start)[:3])
    return [_Candidate(time, 1.5, "script") for time in times if time is not None]


def _in_elements(page: Page, body: Body | None) -> list[_Candidate]:
    """Return the time that a `<time datetime>` of a line around the headline states; of
    one element of a page, wherever it stands. WordPress shows words there that no form
    has, and hides the time of the last change beside it.
    """
    if not page.mentions(b"<time"):
        return []
    marked = [
        (element, time)
        for element in islice(page.root.iter("time"), 100)
        if not _UPDATED_NAME.search(f"{element.get('class', '')} {element.get('itemprop', '')}")
        and (time := parse_time(element.get("datetime") or "", near=page.fetched)) is not None
    ]
    if len(marked) > 1:
        near = "\n".join(text for text, _ in _lines_near(page, body))
        marked = [(element, time) for element, time in marked if (plain_text(element) or "\n\n") in near]
    return [_Candidate(time, 1.5, "time:datetime") for _, time in marked[:1]]


def _lines_near(page: Page, body: Body | None) -> list[tuple[str, float]]:
    """Return the lines in which a page shows its date, with how near to the headline
    they are (1 nearest).
    """
    lines = page.outline.lines
    heading = page.heading
    first = body.first if body is not None else None
    last = body.last if body is not None else None
    near: dict[int, float] = {}
    if heading is not None and (first is None or heading.first <= first + 2):
        start = max(0, heading.first - 5)
        for i in range(start, heading.first):
            near[i] = 0.55 - 0.05 * (heading.first - i)
        stop = first if first is not None else heading.last + 12
        for i in range(heading.last, min(stop, heading.last + 25, len(lines))):
            near[i] = 1.0 - 0.02 * (i - heading.last)
    if first is not None:
        for i in range(max(0, first - 10), first):
            near[i] = max(near.get(i, 0.0), 0.8 - 0.04 * (first - i))
        for i in range(first, min(first + 3, len(lines))):
            near.setdefault(i, 0.5)
    if last is not None:
        for i in range(max(last - 2, 0), min(last + 8, len(lines))):
            near.setdefault(i, 0.4 - 0.02 * (i - last))
    found = []
    for i in sorted(near):
        text = lines[i].text
        if len(text) <= 220 and _MAY_BE_DATED.search(text):
            below = lines[i + 1].text if len(text) <= 40 and i + 1 < len(lines) else ""
            above = lines[i - 1].text if len(text) <= 40 and i > 0 else ""
            if _CLOCK_ALONE.fullmatch(below):
                text = f"{text} {below}"
            elif _CLOCK_ALONE.fullmatch(above) and not _CLOCK_ALONE.search(text):
                text = f"{above} {text}"
            found.append((text, near[i]))
    return found


def _with_clock(text: str, found: list[Written]) -> list[Written]:
    """Return the dates of a line; the only clock of a short one belongs to its only
    day: 2020-11-18 来源：福州晚报 09:30.
    """
    if len(found) != 1 or found[0].time.precision != "day" or len(text) > 60:
        return found
    clocks = _CLOCK_ALONE.findall(text)
    day = found[0].time.value
    time = parse_time(f"{day:%Y-%m-%d} {clocks[0]}") if len(clocks) == 1 else None
    return [Written(time, found[0].start, found[0].end)] if time is not None else found


def _shown(page: Page, body: Body | None, *, changed: bool = False) -> list[_Candidate]:
    """Return the dates shown around the headline, above the text or right below it;
    with `changed`, those of the last change instead, which are little evidence: where a
    page shows no other date, many systems call the first one 更新时间.
    """
    found = []
    for text, nearness in _lines_near(page, body):
        if changed and not _CHANGE_WORD.search(text):
            continue
        credit = _CREDIT.search(text) is not None
        for written in _with_clock(text, list(find_times(text, near=page.fetched))):
            before = text[max(0, written.start - 16) : written.start]
            if (_CHANGED.search(before) is not None) is not changed or _FOREIGN.search(before):
                continue
            if changed:
                found.append(_Candidate(written.time, 0.7 * nearness, "text:更新"))
                continue
            weight = 1.5 * nearness
            label = _LABELLED.search(before)
            bare = written.end - written.start >= 0.7 * len(text)
            if label:
                weight += 1.0
            if credit and len(text) < 120:
                weight += 0.6
            elif bare:
                weight += 0.5
            if written.time.precision == "minute":
                weight += 0.5
            if not (label or credit or bare or written.time.precision == "minute"):
                weight -= 1.0
            if len(text) > 90 and not credit:
                weight -= 0.8
            if weight > 0.4:
                where = f"text:{label[0].strip(' :：')}" if label and label[0].strip(" :：") else "text"
                found.append(_Candidate(written.time, weight, where))
    return found
