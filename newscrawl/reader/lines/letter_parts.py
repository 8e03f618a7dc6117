"""The lines right around a text → salutation and signature, which notices and letters
have.

They are short, as furniture is, and end in no mark of a sentence; they are known by
their form: an office alone in a line above a date in words, 各…：, 敬上.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_SALUTED = re.compile(r"(?:各|尊敬的|亲爱的|親愛的|敬[爱愛]的|广大|廣大|全[市县縣省体體])[^。！？；:：|]{1,60}[:：]$")
_SIGNER = re.compile(
    r"[\u4e00-\u9fff（）()、· ]{2,40}"
    r"(?:[局委厅廳部处處所站队隊院会會]|政府|[办辦]公室|公司|集[团團]|学校|學校|大[学學]|中心|指[挥揮]部|[银銀]行)$"
)
_DATE = re.compile(
    r"(?:(?:19|20)\d\d\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日|二[〇○零Ｏ][〇○零一二三四五六七八九Ｏ]{2}年.{1,2}月.{1,3}日)$"
)
_REGARDS = re.compile(
    r"此致$|敬[礼禮][！!]?$|特此[公通][告知报報][。！]?$|[\u4e00-\u9fff ]{2,20} ?(?:敬上|谨启|敬启|謹啟|敬啟|谨上)$"
)
_MOST_SIGNERS = 3


def from_salutation(lines: Sequence[str], kept: list[int]) -> list[int]:
    """Return the lines of a text from the one that addresses its readers, which may
    stand right above them; what stands above it is the headline.

    >>> lines = ["关于做好学校安全工作的通知", "各县（市）区教育局：", "现就有关工作通知如下。"]
    >>> from_salutation(lines, [2]), from_salutation(lines, [0, 1, 2])
    ([1, 2], [1, 2])
    """
    if kept[0] and _SALUTED.match(lines[kept[0] - 1]):
        return [kept[0] - 1, *kept]
    second = len(kept) > 1 and lines[kept[0]][-1] not in "。！？" and _SALUTED.match(lines[kept[1]])
    return kept[1:] if second else kept


def signature_end(lines: Sequence[str], end: int) -> int:
    """Return the line behind the signature of a text that ends before line `end`, or
    `end` where nobody signs it.

    >>> signature_end(["请遵照执行。", "福州市教育局", "2020年11月18日", "打印 关闭"], 1)
    3
    >>> signature_end(["请遵照执行。", "福州市教育局", "联系我们"], 1)
    1
    >>> signature_end(["愿你们平安。", "福州市民 敬上"], 1)
    2
    """
    at = end
    while at < len(lines) and at - end < 2 and _REGARDS.match(lines[at]):
        at += 1
    signed = at
    while signed < len(lines) and signed - at < _MOST_SIGNERS and _SIGNER.match(lines[signed]):
        signed += 1
    dated = signed < len(lines) and _DATE.match(lines[signed]) is not None
    return signed + 1 if dated and (signed > at or at > end) else at
