"""Labels with blanks between their characters, 作　者： or 责 任 编 辑：, as narrow columns
of older templates have them → the labels that the patterns of credits know.
"""

from __future__ import annotations

import re
from functools import lru_cache

from newscrawl.late_patterns import late

_LABELS = (
    "责任编辑 責任編輯 执行编辑 編輯 编辑 责编 責編 编审 选稿 校对 校對 审核 審核 监制 初审 复审 终审"
    " 通讯员 通訊員 摄影 攝影 记者 記者 作者 撰文 撰稿 供稿 文字 图片 圖片 来源 來源 稿源 出处 出處"
)
_PADDED = late(f"(?:{'|'.join('[ 　]*'.join(label) for label in _LABELS.split())})(?=\\s*[:：])")
_MAY_BE = re.compile("[ \u3000][辑輯编編审稿对對核制员員影者文字片源处處]\\s*[:：]")
"""What every padded label has: a last character behind a blank."""


@lru_cache(maxsize=1024)
def unpadded(text: str) -> str:
    """Return a line whose labels of credits have no blanks between their characters.

    >>> unpadded("来　源：福州晚报 作 者：林 榕"), unpadded("责 任 编 辑：陈静")
    ('来源：福州晚报 作者：林 榕', '责任编辑：陈静')
    """
    if _MAY_BE.search(text) is None:
        return text
    return _PADDED.sub(lambda label: label[0].replace(" ", "").replace("\u3000", ""), text)
