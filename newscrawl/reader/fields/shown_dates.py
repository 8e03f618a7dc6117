"""A page → the dates that it shows around its headline and text, each with what it
weighs.

Dates elsewhere (clocks, footers, related links) are never candidates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from newscrawl.reader.fields.boxed_dates import unboxed
from newscrawl.reader.fields.marks import any_of
from newscrawl.reader.fields.sources import is_publisher
from newscrawl.reader.fields.times import Time, Written, find_times, parse_time
from newscrawl.reader.page import Page

if TYPE_CHECKING:
    from newscrawl.reader.fields.body import Body

_LABELLED = re.compile(
    r"(?:发布|發布|发表|發表|发稿|發稿|刊发|刊登|刊出|上传|上稿|出版|添加|录入)(?:时间|時間|日期|于|於)?\s*[】\])）]?\s*[:：]?\s*$"
    r"|(?:时间|時間|日期)\s*[】\])）]?\s*[:：]?\s*$"
)
_OTHER_DAY = re.compile(
    r"(?:成文|发文|印发|签发|制发|生效|实施|施行|有效|废止|开始|结束|截止|公示|公告|活动|报名|会议|考试|演出|展览|展出|办理|回复|答复|受理|来信|留言)(?:时间|日期)\s*[:：]?\s*$"
)
"""Labels of another day than that of publication."""
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
_MOST_LINES = 3000
"""Lines of a page in which the minute of a known day is looked for."""
_WHOLE_DAY = 8
"""Characters of a day with its year."""
_LONGEST_PART = 12
"""Characters of a line that is a part of a box: day, month or year."""
_MAY_BE_CLOCKED = re.compile("[:：时點点]")
_CLOCK_ALONE = re.compile(r"(?<!\d)(?<!\d[:：])\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?![\d:：])")
_WITHOUT_YEAR = re.compile(r"(?<![\d年./:-])(\d{1,2})[-/.月](\d{1,2})日?(?=\s+\d{1,2}[:：]\d\d)")


@dataclass(frozen=True, slots=True)
class DateCandidate:
    """A date that may be the one of publication."""

    time: Time
    weight: float
    evidence: str


def date_lines(page: Page, body: Body | None, *, changed: bool = False) -> list[tuple[str, float]]:
    """Return the lines in which a page shows its date, with how near to the headline
    they are (1 nearest); with `changed`, those that may show the date of the last
    change.
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
        if changed and not _CHANGE_WORD.search(text):
            continue
        if len(text) <= 220 and _MAY_BE_DATED.search(text):
            below = lines[i + 1].text if len(text) <= 40 and i + 1 < len(lines) else ""
            if not changed and len(text) <= _LONGEST_PART:
                text = _unboxed(text, below if len(below) <= _LONGEST_PART else "") or text
            above = lines[i - 1].text if len(text) <= 40 and i > 0 else ""
            if _CLOCK_ALONE.fullmatch(below):
                text = f"{text} {below}"
            elif _CLOCK_ALONE.fullmatch(above) and not _CLOCK_ALONE.search(text):
                text = f"{above} {text}"
            found.append((text, near[i]))
    return found


def _unboxed(text: str, below: str) -> str | None:
    """Return the date of a line, or of it and the next, that is a box with its year."""
    found = (unboxed(f"{text} {below}"), unboxed(text))
    return next((date for date in found if date is not None and "-" in date), None)


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


def shown_dates(page: Page, body: Body | None, *, changed: bool = False) -> list[DateCandidate]:
    """Return the dates shown around the headline, above the text or right below it;
    with `changed`, those of the last change instead, which are little evidence: where a
    page shows no other date, many systems call the first one 更新时间.
    """
    found = []
    for text, nearness in date_lines(page, body, changed=changed):
        credit = _CREDIT.search(text) is not None
        for written in _with_clock(text, list(find_times(text, near=page.fetched))):
            before = text[max(0, written.start - 16) : written.start]
            if (_CHANGED.search(before) is not None) is not changed or _FOREIGN.search(before):
                continue
            if changed:
                found.append(DateCandidate(written.time, 0.7 * nearness, "text:更新"))
                continue
            weight = 1.5 * nearness
            label = _LABELLED.search(before)
            if label and _OTHER_DAY.search(before):
                weight -= 1.6
            bare = written.end - written.start >= 0.7 * len(text) or _beside_outlet(text, written)
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
                found.append(DateCandidate(written.time, weight, where))
    return found


def _beside_outlet(text: str, written: Written) -> bool:
    """Return whether a line is a whole day beside a publisher, and no more."""
    if written.end - written.start < _WHOLE_DAY or len(text) > 2 * _LONGEST_PART + _WHOLE_DAY:
        return False
    return is_publisher(f"{text[: written.start]}{text[written.end :]}".strip(" ()（）[]【】|/·，,"))


def date_of_change(page: Page, body: Body | None) -> Time | None:
    """Return the date around the headline that a page calls 更新 or 最后更新."""
    for text, _ in date_lines(page, body, changed=True):
        for written in find_times(text, near=page.fetched):
            if _CHANGED.search(text[max(0, written.start - 14) : written.start]):
                return written.time
    return None


def shown_elsewhere(page: Page, day: tuple[int, int, int]) -> DateCandidate | None:
    """Return the one time of a day that is known which the page shows in a line of its
    own, wherever it stands: some show the minute in a block for elder readers only."""
    times: dict[datetime, DateCandidate] = {}
    for line in islice(page.outline.lines, _MOST_LINES):
        text = line.text
        if len(text) > 60 or line.link_chars or not _MAY_BE_CLOCKED.search(text):
            continue
        if (bare := _WITHOUT_YEAR.search(text)) is not None and (int(bare[1]), int(bare[2])) == day[1:]:
            text = f"{text[: bare.start()]}{day[0]}-{text[bare.start() :]}"
        for written in find_times(text, near=page.fetched):
            before = text[max(0, written.start - 16) : written.start]
            if written.time.day == day and written.time.precision == "minute" and not _CHANGED.search(before):
                times.setdefault(written.time.value, DateCandidate(written.time, 0.5, "text"))
    return times.popitem()[1] if len(times) == 1 else None
