"""A text is signed: datelines, reporters, correspondents, photographers, authors, editors and source are put on it.

Each style is one that regional sites use; the truth of every field is kept beside the text that shows it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from random import Random

from .grammar import Writer
from .names import VOCABULARY, names
from .texts import Block
from .vocabulary import words

SITES = {
    "东南网": "http://www.fjsen.com/",
    "福州新闻网": "http://news.fznews.com.cn/",
    "台海网": "http://www.taihainet.com/",
}


@dataclass(frozen=True)
class Credits:
    """Who wrote, took, edited and first published a text, and how the page says so."""

    source: str | None
    source_url: str | None = None
    dateline: str | None = None
    raw_byline: str | None = None
    reporters: tuple[str, ...] = ()
    correspondents: tuple[str, ...] = ()
    photographers: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()


def _shown(name: str, padded: bool) -> str:
    """Two-character names are padded to the width of three in some papers: 贾 丽."""
    return f"{name[0]} {name[1]}" if padded and len(name) == 2 else name


def _people(random: Random, people: tuple[str, ...], correspondents: tuple[str, ...], glued: bool = False) -> str:
    padded = random.random() < 0.4
    gap, role = ("、", "") if glued or padded else (" ", " ")
    text = "记者" + role + gap.join(_shown(name, padded) for name in people)
    if correspondents:
        text += " 通讯员" + role + gap.join(_shown(name, padded) for name in correspondents)
    return text


Style = Callable[[Random, str, str, Credits], tuple[Credits, str, list[Block], str]]


def _bracket(random: Random, org: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """海峡网11月18日讯（记者 林晓芳 通讯员 陈志强）近日……"""
    raw = _people(random, c.reporters, c.correspondents)
    dateline = random.choice((f"{org}{day}讯", f"{org}讯", f"本{'报' if org.endswith('报') else '网'}讯"))
    space = random.choice(("", " "))
    return replace(c, dateline=dateline, raw_byline=raw), f"{dateline}{space}（{raw}）", [], ""


def _report(random: Random, org: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """本报讯 记者沈慧、通讯员宗睿报道：近日……"""
    raw = _people(random, c.reporters, c.correspondents, glued=True)
    return replace(c, dateline="本报讯", raw_byline=raw), f"本报讯 {raw}报道：", [], ""


def _line(random: Random, org: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """A line of its own: 福州晚报记者 徐文宇 文/摄"""
    both = not c.correspondents and random.random() < 0.5
    raw = org + _people(random, c.reporters, c.correspondents) + (" 文/摄" if both else "")
    return replace(c, raw_byline=raw, photographers=c.reporters if both else ()), "", [Block("byline", raw)], ""


def _tail(random: Random, org: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """（记者 林晓芳） after the last word."""
    raw = _people(random, c.reporters, c.correspondents)
    return replace(c, raw_byline=raw), "", [], f"（{raw}）"


def _info(random: Random, org: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """作者：林晓芳 in the line of facts under the headline."""
    name = c.reporters[:1]
    return replace(c, reporters=(), correspondents=(), authors=name, raw_byline=f"作者：{name[0]}"), "", [], ""


def _unsigned(random: Random, org: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """海峡网讯 记者从……获悉 is no byline."""
    dateline = f"{org}{day}讯"
    return replace(c, reporters=(), correspondents=(), dateline=dateline), f"{dateline} ", [], ""


def _xinhua(random: Random, city: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """新华社福州11月18日电（记者韦晓睿、郭圻）"""
    raw = "记者" + "、".join(c.reporters)
    agency = replace(
        c, source="新华社", source_url=None, correspondents=(), dateline=f"新华社{city}{day}电", raw_byline=raw
    )
    return agency, f"新华社{city}{day}电（{raw}）", [], ""


def _chinanews(random: Random, city: str, day: str, c: Credits) -> tuple[Credits, str, list[Block], str]:
    """中新网福州11月18日电 (记者 黄钰钦)"""
    raw = "记者 " + " ".join(c.reporters)
    url = "http://www.chinanews.com/"
    agency = replace(
        c, source="中新网", source_url=url, correspondents=(), dateline=f"中新网{city}{day}电", raw_byline=raw
    )
    return agency, f"中新网{city}{day}电 ({raw})", [], ""


STYLES: tuple[tuple[Style, int], ...] = (
    (_bracket, 34), (_report, 8), (_line, 16), (_tail, 12), (_info, 8), (_unsigned, 10), (_xinhua, 6), (_chinanews, 6),
)  # fmt: skip


def sign(
    random: Random, body: tuple[Block, ...], site_name: str, city: str, published: datetime
) -> tuple[tuple[Block, ...], Credits]:
    """Put a byline on a body; returns the body as printed and the truth about it."""
    writer = Writer(random, VOCABULARY)
    own = random.random() < 0.45
    source = site_name if own else random.choice((*words("papers"), *SITES))
    people = names(writer, random.choice((1, 1, 1, 2, 2, 3)) + 4)
    offices = random.random() < 0.2
    helpers = (random.choice(words("press_offices")),) if offices else people[-2:][: random.choice((0, 0, 1, 1, 2))]
    blank = Credits(source, SITES.get(source), reporters=people[:-4], correspondents=helpers, editors=people[-4:-3])
    style = random.choices([style for style, _ in STYLES], [weight for _, weight in STYLES])[0]
    place = city if style in (_xinhua, _chinanews) else source
    signed, opening, lines, ending = style(random, place, f"{published.month}月{published.day}日", blank)
    blocks = list(body)
    first = next(i for i, block in enumerate(blocks) if block.kind == "p")
    last = max(i for i, block in enumerate(blocks) if block.kind == "p")
    blocks[first] = Block("p", opening + blocks[first].text)
    blocks[last] = Block("p", blocks[last].text + ending)
    if any(block.kind == "caption" for block in blocks) and not signed.photographers and random.random() < 0.6:
        photographer = people[-3:-2]
        signed = replace(signed, photographers=photographer)
        where = next(i for i, block in enumerate(blocks) if block.kind == "caption")
        blocks[where] = Block(
            "caption", f"{blocks[where].text}{random.choice(('记者 ', '通讯员 ', ''))}{photographer[0]} 摄"
        )
    return (*lines, *blocks), signed
