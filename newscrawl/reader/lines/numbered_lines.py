"""The lines right around a text → those that go on with it by their form: a numbering,
questions and answers, times of a running report, a line that leads in.

Such lines are short, as furniture is; each is known by the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.reader.fields.marks import EDITOR, LEGAL, RELATED, TOOL

_FORM = re.compile(
    r"(?:附件?\s*[:：]\s*)?(?:(?P<number>\d{1,3})\s?[.、．)）]\s?(?!\d)|(?P<chinese>[一二三四五六七八九十]{1,3})、"
    r"|[（(](?P<bracket>[一二三四五六七八九十]{1,3}|\d{1,2})[)）]|(?P<circle>[①-⑳])"
    r"|第(?P<article>[一二三四五六七八九十百\d]{1,5})[条條章节節]|(?P<time>[【\[]?\d{1,2}[:：]\d\d[】\]]?)"
    r"|(?P<speech>[问問答]\s?[:：]))"
)
_ANNOUNCES = re.compile(r"(?:如下|下列|以下|名[单單]|公示)[^。]{0,40}。?$|[:：]$")
_SENTENCE = re.compile("[。！？]")
_DIGITS = {char: at for at, char in enumerate("一二三四五六七八九十", 1)}
_FIRST_TWO = (1, 2)
_BACK = 3
"""Lines of the text that may be of the same form."""
_LEAD = re.compile(r"[^:：a-zA-Z|]{6,}[:：]")


def numbered_end(lines: Sequence[str], kept: Sequence[int]) -> int:
    """Return the line behind those that go on with a text below it: of the form of its
    last lines, or numbered from one behind words that announce a list; a sentence that
    follows a list ends it.

    >>> lines = ["拟认定下列两家，公示7天。", "1.桃源农场", "2.绿野农场", "如有异议，请向县农业农村局反映。"]
    >>> numbered_end([*lines, "上一篇：没有了"], [0]), numbered_end(["全线通车。", "1.热门新闻"], [0])
    (4, 1)
    """
    at = end = kept[-1] + 1
    forms = [form for i in kept[-_BACK:] if (form := _form(lines[i])) is not None]
    if not forms and _ANNOUNCES.search(lines[kept[-1]]):
        first, second = (_form(lines[i]) if i < len(lines) else None for i in (at, at + 1))
        if first and second and first[0] == second[0] and (first[1], second[1]) == _FIRST_TWO:
            forms = [(first[0], 0)]
    while at < len(lines) and forms and (form := _form(lines[at])) is not None and not _is_furniture(lines[at]):
        before = next((number for kind, number in reversed(forms) if kind == form[0]), None)
        if before is None or (form[1] and form[1] != before + 1):
            break
        forms.append(form)
        at += 1
    if at > end and at < len(lines) and _SENTENCE.search(lines[at]) and not _is_furniture(lines[at]):
        at += 1
    return at


def lead_in(lines: Sequence[str], first: int, heading: int) -> int:
    """Return the first line of a text: the one above it if that leads in, with a colon
    at its end.

    >>> lead_in(["任免职的通知", "经研究，决定：", "任命林晓芳为副局长；"], 2, 0)
    1
    >>> lead_in(["分享到微信好友：", "全线通车。"], 1, -1)
    1
    """
    above = lines[first - 1] if first > 0 else ""
    leads = first - 1 != heading and _LEAD.fullmatch(above) is not None and not _is_furniture(above)
    return first - 1 if leads else first


def _form(line: str) -> tuple[str, int] | None:
    """Return the form of a line and its number; 0 where the form has none."""
    match = _FORM.match(line)
    if match is None or match.lastgroup is None:
        return None
    kind, value = match.lastgroup, match[match.lastgroup]
    if kind in ("time", "speech"):
        return kind, 0
    if kind == "circle":
        return kind, ord(value) - ord("①") + 1
    return kind, int(value) if value.isascii() else _chinese(value)


def _chinese(value: str) -> int:
    """Return a number below a hundred that is written in Chinese; 0 for another."""
    tens, ten, ones = value.rpartition("十")
    if "百" in value or len(tens) > 1 or len(ones) > 1:
        return 0
    return (10 * _DIGITS.get(tens, 1) if ten else 0) + _DIGITS.get(ones, 0)


def _is_furniture(line: str) -> bool:
    return any(pattern.search(line) for pattern in (RELATED, TOOL, EDITOR, LEGAL))
