"""The lines right around a text → salutation and signature, which notices and letters
have.

They are short, as furniture is, and end in no mark of a sentence; they are known by
their form: an office alone in a line above a date in words, 各…：, 敬上.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from newscrawl.late_patterns import late
from newscrawl.reader.fields.marks import LEGAL, RELATED, TOOL
from newscrawl.reader.fields.name_model import is_name

_SALUTED = re.compile(r"(?:各|尊敬的|亲爱的|親愛的|敬[爱愛]的|广大|廣大|全[市县縣省体體])[^。！？；:：|]{1,60}[:：]$")
_OFFICE = (
    r"[\u4e00-\u9fff（）()、· ]{2,40}"
    r"(?:[局委厅廳部处處所站队隊院会會]|政府|[办辦]公室|公司|集[团團]|学校|學校|大[学學]|中心|小[组組]|指[挥揮]部|[银銀]行)"
)
_DAY = (
    r"(?:(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|二[〇○零Ｏ][〇○零一二三四五六七八九Ｏ]{2}年.{1,2}月.{1,3}日)"
)
_SIGNER, _DATE = re.compile(f"{_OFFICE}$"), re.compile(f"{_DAY}$")
_SIGNED = re.compile(rf"{_OFFICE}\s{_DAY}$")
"""Office and date on one line."""
_REGARDS = re.compile(
    r"[谢謝]{2}(?:大家|各位)?[。！!]?$|祝[^。：:]{2,30}[！!]$|此致$|敬[礼禮][！!]?$|特此[公通讣訃][告知报報][。！]?$"
    r"|[\u4e00-\u9fff ]{2,20} ?(?:敬上|谨启|敬启|謹啟|敬啟|谨上)$"
)
_NOTICE = re.compile("(?:公[示告]|通[知告报報]|启事|啟事|决定|意见|名单|方案|办法)(?:（[^（）]{1,12}）)?$")
_LONGEST_TABLE = 60
_TITLE_WITHIN = 6
_TO_PERSON = late("((?:[\u4e00-\u9fff]{2,3}、){0,5}[\u4e00-\u9fff]{2,3})[:：]")
_CASE = late(r"[（(〔]\d{4}[)）〕][\u4e00-\u9fff\d]{4,20}号$")
"""The number of a case, above those whom a court addresses."""
_MOST_SIGNERS = 3
_LONGEST_LETTER = 12
_ATTACHED = re.compile(r"(?:相关|相關)?附(?:件|表)?\s?\d{0,2}\s?[:：.、]")
_ALSO_ATTACHED = re.compile(r"(?:附件\s?)?\d{1,2}\s?[.．、]\s?\S|.{1,80}\.(?:docx?|xlsx?|pdf|wps|zip|rar|ofd)$", re.I)
_MOST_ATTACHED = 12
_CONTACTS = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[)）]|\d\.)?\s?(?:联系|咨询|监督|报名)(?:人|电话|方式|地址|及|和|与)+[:：]?"
)
_CONTACT = late(r"[\u4e00-\u9fff（）()]{2,10}\s?[:：]\s?\S.{0,60}$")
_MOST_CONTACTS = 10


def from_salutation(lines: Sequence[str], kept: list[int]) -> list[int]:
    """Return the lines of a text from the one that addresses its readers, which may
    stand above them, a table in between; what stands above it is the headline.

    >>> lines = ["关于做好学校安全工作的通知", "各县（市）区教育局：", "现就有关工作通知如下。"]
    >>> from_salutation(lines, [2]), from_salutation(lines, [0, 1, 2])
    ([1, 2], [1, 2])
    """
    while kept[0] and (_is_to_persons(lines[kept[0] - 1]) or _CASE.match(lines[kept[0] - 1])):
        kept = [kept[0] - 1, *kept]
    for at in range(kept[0] - 1, max(-1, kept[0] - _LONGEST_LETTER), -1):
        if _SALUTED.match(lines[at]):
            return [*range(at, kept[0]), *kept]
        if RELATED.search(lines[at]) or TOOL.search(lines[at]):
            break
    second = len(kept) > 1 and lines[kept[0]][-1] not in "。！？" and _SALUTED.match(lines[kept[1]])
    return kept[1:] if second else kept


def _is_to_persons(line: str) -> bool:
    names = _TO_PERSON.fullmatch(line)
    return names is not None and all(map(is_name, names[1].split("、")))


def contacts_end(lines: Sequence[str], end: int) -> int:
    """Return the line behind the contacts of a notice whose last line is their heading,
    or `end`.

    >>> contacts_end(["四、联系方式", "采购人：福州市教育局", "联系人：林先生 电话：87110000", "打印本页"], 1)
    3
    """
    if _CONTACTS.fullmatch(lines[end - 1]):
        begin = end
        while end < len(lines) and end - begin < _MOST_CONTACTS and _CONTACT.match(lines[end]):
            end += 1
    return end


def is_office(line: str) -> bool:
    """Return whether a line is an office or a firm, as it signs."""
    return _SIGNER.match(line) is not None


def letter_begin(lines: Sequence[str], first: int) -> int:
    """Return the first line of the letter that a document is sent with, where its
    signature stands above the document's first line; `first` where there is none.

    >>> letter_begin(["通知", "现印发给你们，请认真执行。", "福州市教育局", "2020年11月18日", "福州市校车管理办法"], 4)
    1
    """
    signed = next((at for at in range(first - 1, min(first + 2, len(lines))) if at > 0 and signs(lines, at)), None)
    if signed is None:
        return first
    at = signed - (not _SIGNED.match(lines[signed]))
    while at and signed - at < _LONGEST_LETTER and lines[at - 1][-1] in "。！；":
        at -= 1
    return min(at, first)


def signature(lines: Sequence[str], end: int) -> range:
    """Return the lines of the signature of a text that ends before line `end`, empty
    where nobody signs it; a list of attachments may stand in between.

    >>> signature(["请遵照执行。", "福州市教育局", "2020年11月18日", "打印 关闭"], 1)
    range(1, 3)
    >>> signature(["请遵照执行。", "附件：1.名单.doc", "福州市教育局", "2020年11月18日"], 1)
    range(2, 4)
    >>> signature(["请遵照执行。", "福州市教育局", "联系我们"], 1)
    range(1, 1)
    >>> signature(["愿你们平安。", "福州市民 敬上"], 1)
    range(1, 2)
    """
    start = at = _behind_attachments(lines, end)
    while at < len(lines) and at - start < 2 and _REGARDS.match(lines[at]):
        at += 1
    if at < len(lines) and _SIGNED.match(lines[at]):
        return range(start, at + 1)
    signed = at
    while signed < len(lines) and signed - at < _MOST_SIGNERS and _SIGNER.match(lines[signed]):
        signed += 1
    dated = signed < len(lines) and _DATE.match(lines[signed]) is not None
    return range(start, signed + 1 if dated and (signed > at or at > start) else at)


def signed_below(lines: Sequence[str], first: int, end: int) -> int:
    """Return the line behind the signature of a notice whose text goes on below a
    table, or `end`; the headline stands right above its line `first`.

    >>> signed_below(["录用公示", "现予以公示。", "姓名", "监督电话：87110000", "福州市教育局", "2020年11月18日"], 1, 2)
    6
    """
    if not any(map(_NOTICE.search, lines[max(0, first - _TITLE_WITHIN) : first])):
        return end
    for at in range(end, min(end + _LONGEST_TABLE, len(lines))):
        if LEGAL.search(lines[at]) or RELATED.search(lines[at]) or TOOL.search(lines[at]):
            break
        if (at > end and _DATE.match(lines[at]) and _SIGNER.match(lines[at - 1])) or _SIGNED.match(lines[at]):
            return at + 1
    return end


def _behind_attachments(lines: Sequence[str], at: int) -> int:
    begin = at
    listed = at > 0 and _ATTACHED.match(lines[at - 1])
    if listed or (at < len(lines) and _ATTACHED.match(lines[at])):
        at += not listed
        while at < len(lines) and at - begin < _MOST_ATTACHED and _ALSO_ATTACHED.match(lines[at]):
            at += 1
    return at


def signs(lines: Sequence[str], at: int) -> bool:
    """Return whether a line is the date of a signature below a sentence; the letter
    that a document is sent with has one, too.

    >>> signs(["现印发给你们，请认真执行。", "福州市教育局", "2020年11月18日", "福州市校车管理办法"], 2)
    True
    """
    if at and _SIGNED.match(lines[at]):
        return lines[at - 1][-1:] in "。！"
    return at > 1 and bool(_DATE.match(lines[at]) and _SIGNER.match(lines[at - 1])) and lines[at - 2][-1:] in "。！"
