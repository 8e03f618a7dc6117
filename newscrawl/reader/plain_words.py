"""A title as feeds and list APIs write it → its words, without markup, entities and
what cannot be written."""

from __future__ import annotations

import re
from html import unescape

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,400}>|<!--.{0,400}?-->", re.S)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u2060\ufeff\ud800-\udfff]")


def plain_words(title: object) -> str:
    """Return the words of a title on one line, "" where it is no text.

    Titles come escaped once more than the format asks for, and twice: the markup of
    `&lt;b&gt;` is markup. What stands in brackets but is no tag stays.

    >>> plain_words("<em>福州</em>&lt;b&gt;地铁&lt;/b&gt;&amp;nbsp;开通"), plain_words("气温<5℃ 《福州》<通知>")
    ('福州地铁 开通', '气温<5℃ 《福州》<通知>')
    """
    if not isinstance(title, str):
        return ""
    for _ in range(3):
        bare = unescape(_TAG.sub("", title)) if "<" in title or "&" in title else title
        if bare == title:
            break
        title = bare
    return " ".join(_CONTROL.sub("", title).split())
