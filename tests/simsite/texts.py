"""A topic and a source of chance turn into the text of a news article: headline, paragraphs, subheads, captions, tables.

The prose stands in prose/*.txt, one file a topic, one template a line; `any.txt` holds sentences that fit every topic.
How a text names its reporters is not decided here (credits.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from random import Random

from .grammar import Writer
from .names import VOCABULARY
from .vocabulary import PROSE


@dataclass(frozen=True)
class Block:
    """One piece of a body: `p`, `subhead`, `caption`, `table` (rows by newline, cells by tab), `byline`, `note`."""

    kind: str
    text: str


@dataclass(frozen=True)
class Draft:
    """A text before anyone signed it."""

    topic: str
    title: str
    kicker: str | None
    subtitle: str | None
    listed_title: str
    body: tuple[Block, ...]
    keywords: tuple[str, ...]


@cache
def topics() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in PROSE.glob("*.txt") if path.stem not in ("any", "words")))


@cache
def templates(topic: str) -> dict[str, tuple[str, ...]]:
    """The templates of a topic by kind of line."""
    found: dict[str, list[str]] = {}
    for line in (PROSE / f"{topic}.txt").read_text(encoding="utf-8").splitlines():
        if line:
            kind, _, template = line.partition(": ")
            found.setdefault(kind, []).append(template)
    return {kind: tuple(lines) for kind, lines in found.items()}


def writer_for(random: Random, city: str, today: str) -> Writer:
    """A writer whose article plays in one city and looks back from one day (`11月18日`)."""
    day = int(today.split("月")[1][:-1])
    month = today.split("月")[0]
    writer = Writer(random, {**VOCABULARY, "date": lambda w: f"{month}月{max(1, day - w.random.randrange(4))}日"})
    writer.bound["city"] = city
    return writer


def draft(random: Random, city: str, today: str, taken: set[str], long: bool = False) -> Draft:
    """Write an article whose title is in nobody's use yet; the title is entered into `taken`."""
    topic = topics()[int(random.random() * len(topics()))]
    lines = templates(topic)
    writer = writer_for(random, city, today)
    writer.bound["district"] = VOCABULARY["district"](writer)
    while True:
        title = writer.write(writer.pick(lines["title"])).strip()
        if title not in taken:
            break
    taken.add(title)
    head, _, tail = title.rpartition(" ")
    listed = head if head and len(title) > 26 and random.random() < 0.5 else title
    kicker = writer.write(writer.pick(templates("any")["kicker"])) if random.random() < 0.06 else None
    subtitle = writer.write(writer.pick(templates("any")["subtitle"])) if random.random() < 0.06 else None
    keywords = tuple(dict.fromkeys([*random.sample(lines["keywords"][0].split(), 2), writer.slot("district"), city]))
    return Draft(topic, title, kicker, subtitle, listed, tuple(_body(writer, lines, long)), keywords)


def sentence(random: Random, topic: str, city: str, today: str) -> str:
    """One more sentence for an article of a topic: what an edit puts in place of a paragraph."""
    writer = writer_for(random, city, today)
    return writer.write(writer.pick(templates(topic)["fact"])) + writer.write(writer.pick(templates("any")["quote"]))


def _body(writer: Writer, lines: dict[str, tuple[str, ...]], long: bool) -> list[Block]:
    random, general = writer.random, templates("any")
    size = 1500 if long else random.choices((220, 400, 600, 850, 1200), (15, 30, 27, 18, 10))[0]
    pool = _hand(random, lines["fact"], lines["quote"], general["fact"], general["quote"], 2 if size > 1000 else 1)
    paragraphs = [writer.write(writer.pick(lines["lede"]))]
    if random.random() < 0.4:
        paragraphs[0] += writer.write(pool.pop())
    while sum(map(len, paragraphs)) < size and pool:
        sentences = [writer.write(pool.pop()) for _ in range(min(len(pool), random.choice((1, 1, 2, 2, 3))))]
        paragraphs.append("".join(sentences))
    if random.random() < 0.7:
        paragraphs.append(writer.write(writer.pick(random.choice((lines["close"], general["close"])))))
    blocks = [Block("p", text) for text in paragraphs]
    if len(blocks) >= 6:
        for place, text in zip(
            (len(blocks) * 2 // 3, len(blocks) // 3), random.sample(lines["subhead"], 2), strict=True
        ):
            blocks.insert(place, Block("subhead", writer.write(text)))
    if random.random() < 0.08:
        blocks.insert(len(blocks) - 1, _table(writer))
    for _ in range(random.choices((0, 1, 2), (45, 40, 15))[0]):
        place = random.randrange(1, len(blocks) + 1)
        blocks.insert(place, Block("caption", writer.write(writer.pick(lines["caption"]))))
    return blocks


def _hand(
    random: Random, facts: Sequence[str], quotes: Sequence[str], general: Sequence[str], said: Sequence[str], share: int
) -> list[str]:
    """Deal the sentences of one article: a part of what there is, so that two of a topic stay different."""
    hand = random.sample(facts, min(len(facts) * 2 // 3, 6 * share + 1)) + random.sample(quotes, 1 + share)
    hand += random.sample(general, 7 * share) + random.sample(said, 2 * share)
    random.shuffle(hand)
    return hand


def _table(writer: Writer) -> Block:
    heads = writer.write("[区县|街道|单位|项目]\t[数量|今年|累计]\t[同比|增幅|占比]")
    rows = [writer.write("{district}{town}\t{12-980}\t{pct}") for _ in range(writer.random.randint(3, 6))]
    return Block("table", "\n".join([heads, *rows]))
