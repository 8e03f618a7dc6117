"""Damage clean Chinese text as the web does it, for benchmarks and tests: mirror
copies, wrong codecs, lost bytes.

`mirror` emulates the copies that convert character by character, gloss the first
so-many characters of one order, split sentences, and do all of it on GBK bytes; the
rules are those of 29 real copies.
"""

import codecs
import random
import re
from functools import cache

from newscrawl.text.gbk import pairs
from newscrawl.text.mirror.gloss import glossed_characters
from newscrawl.text.script import fold_table

HALF_WIDTH = str.maketrans("，：；（）", ",:;()")
STOPS = {"！": b"\xa3\xa1", "；": b"\xa3\xbb", "？": b"\xa3\xbf", "。": b"\xa1\xa3"}


# The form that the mirrors write where several are possible.
USUAL = dict(
    zip(
        "着症为说线卫众强群峰启台庄伪沿脱税锐阅温绿虚径吴污岁户净牵蜡厂广没吃晒据床当发团复术价获种丰划历证党鉴",
        "著癥為說線衛眾強群峰啟臺莊偽沿脫稅銳閱溫綠虛徑吳污歲戶凈牽蠟廠廣沒吃曬據床當發團復術價獲種豐劃歷證黨鑒",
        strict=True,
    )
)


@cache
def to_traditional() -> dict[int, str]:
    """Return a table from Simplified to Traditional, one to one, as far as GBK can
    write it; the mirrors leave characters with several forms.
    """
    forms: dict[str, list[str]] = {}
    for code, target in fold_table().items():
        try:
            chr(code).encode("gbk")
            target.encode("gb2312")
        except UnicodeEncodeError:
            continue
        forms.setdefault(target, []).append(chr(code))
    order = {char for char, _ in glossed_characters(random.Random(0))}
    table = {}
    for target, sources in forms.items():
        glossed = [source for source in sources if source in order]
        if target in USUAL or glossed or len(sources) == 1:
            table[ord(target)] = USUAL.get(target) or (glossed or sources)[0]
    return table


def mirror(
    text: str,
    depth: int,
    rng: random.Random,
    *,
    stops: str = "！？；",
    half_width: bool = False,
    on_bytes: bool = True,
) -> str:
    """Return the copy that a mirror makes of a Simplified text, glossing the first
    `depth` characters of the order.
    """
    copy = text.translate(to_traditional())
    if half_width:
        copy = copy.translate(HALF_WIDTH)
    glossed = list(glossed_characters(rng))[:depth]
    if not on_bytes:
        readings = dict(glossed)
        return "".join(f"{char}({readings[char]})" if char in readings else char for char in copy)
    lines = []
    for line in copy.split("\n"):
        data = line.encode("gbk", "ignore")
        for char, reading in glossed:
            data = data.replace(char.encode("gbk"), char.encode("gbk") + f"({reading})".encode("gbk"))
        pieces = re.split(b"(" + b"|".join(STOPS[stop] for stop in stops) + b")", data) if stops else [data]
        lines.append("".join(map(_print, pieces)))
    return "\n".join(lines)


def _print(data: bytes) -> str:
    """Decode as the mirrors do: `?` for an orphaned byte and what follows it, nothing
    for an unassigned pair.
    """
    shown = []
    at = 0
    while at < len(data):
        first = data[at]
        if first < 0x80:
            shown.append(chr(first))
            at += 1
        elif at + 1 == len(data) or first in (0x80, 0xFF) or data[at + 1] < 0x40 or data[at + 1] in (0x7F, 0xFF):
            shown.append("?")
            at += 2
        else:
            shown.append(pairs()[first << 8 | data[at + 1]] or "")
            at += 2
    return "".join(shown)


def gbk_as_utf8(text: str) -> str:
    """Decode GBK bytes as UTF-8, each byte that does not fit as Latin-1."""
    return text.encode("gbk", "replace").decode("utf-8", "latin-1-byte")


def _latin_1_byte(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.start + 1].decode("latin-1"), error.start + 1


codecs.register_error("latin-1-byte", _latin_1_byte)
