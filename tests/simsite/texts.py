"""A topic and a source of chance turn into the text of a news article: headline, paragraphs, subheads, captions.

The prose stands in prose/*.txt, one file a topic, one template a line; `any.txt` holds sentences that fit every topic.
How a text names its reporters is not decided here (credits.py).
"""

import re
from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from itertools import chain
from random import Random

from .grammar import Writer
from .names import VOCABULARY
from .vocabulary import PROSE

LIKENESS = 0.26
"""The likeness that two texts may have before they are signed."""


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


NEAR = 2_000
"""Texts that the next one differs from; with all of them a site of 40,000 articles takes hours to make."""


@dataclass
class Shelf:
    """The texts written last, so that the next one is different from each of them."""

    titles: set[str] = field(default_factory=set)
    _grams: deque[set[str]] = field(default_factory=lambda: deque(maxlen=NEAR))
    _samples: list[int] = field(default_factory=list)
    _holders: dict[str, deque[int]] = field(default_factory=dict)

    def title(self, writer: Writer, templates: Iterable[str]) -> str:
        """A headline that no article has yet."""
        pool = tuple(templates)
        while (title := writer.write(writer.pick(pool)).strip()) in self.titles:
            pass
        self.titles.add(title)
        return title

    def too_close(self, text: str) -> bool:
        """Whether an earlier text shares too much; only those with much of a sample in common are looked at closely."""
        mine = bare(text)
        sample = _sample(mine)
        shared = Counter(chain.from_iterable(self._holders.get(gram, ()) for gram in sample))
        first = len(self._samples) - len(self._grams)
        grams = _grams(mine)
        return any(
            count > 0.75 * LIKENESS * min(len(sample), self._samples[number])
            and _share(grams, self._grams[number - first]) > LIKENESS
            for number, count in shared.items()
            if number >= first
        )

    def keep(self, text: str) -> None:
        sample = _sample(bare(text))
        for gram in sample:
            holders = self._holders.setdefault(gram, deque())
            holders.append(len(self._samples))
            while holders[0] < len(self._samples) - NEAR:
                holders.popleft()
        self._grams.append(_grams(bare(text)))
        self._samples.append(len(sample))


def _sample(text: str) -> set[str]:
    """About every fourth 4-gram, the same ones in every text."""
    return {text[i : i + 4] for i in range(len(text) - 3) if (ord(text[i]) * 31 + ord(text[i + 2])) % 4 == 0}


def bare(text: str) -> str:
    """Letters and digits only: what two texts are compared by."""
    return re.sub(r"\W", "", text)


def likeness(one: str, other: str) -> float:
    """How many of the different 4-grams of the text with fewer of them stand in the other too.

    >>> likeness("福州地铁四号线今日通车", "厦门地铁四号线明日停运")
    0.25
    """
    return _share(_grams(one), _grams(other))


def _grams(text: str) -> set[str]:
    return {text[i : i + 4] for i in range(len(text) - 3)}


def _share(one: set[str], other: set[str]) -> float:
    return len(one & other) / max(1, min(len(one), len(other)))


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
    month, _, day = today.removesuffix("日").partition("月")
    writer = Writer(random, {**VOCABULARY, "date": lambda w: f"{month}月{max(1, int(day) - w.random.randrange(4))}日"})
    writer.bound["city"] = city
    writer.bound["district"] = VOCABULARY["district"](writer)
    return writer


def draft(random: Random, city: str, today: str, shelf: Shelf, long: bool = False) -> Draft:
    """Write an article unlike all on the shelf, and put it there."""
    topic = topics()[int(random.random() * len(topics()))]
    lines, general = templates(topic), templates("any")
    for _ in range(40):
        writer = writer_for(random, city, today)
        names = dict(writer.bound)
        body = _body(writer, lines, long)
        text = "".join(block.text for block in body if block.kind in ("p", "subhead"))
        if not shelf.too_close(text):
            break
    shelf.keep(text)
    title = shelf.title(writer, lines["title"])
    head = title.rpartition(" ")[0]
    listed = head if head and len(title) > 26 and random.random() < 0.5 else title
    kicker = writer.write(writer.pick(general["kicker"])) if random.random() < 0.06 else None
    subtitle = writer.write(writer.pick(general["subtitle"])) if random.random() < 0.06 else None
    keywords = (*random.sample(lines["keywords"][0].split(), 2), names["district"], city)
    return Draft(topic, title, kicker, subtitle, listed, tuple(body), tuple(dict.fromkeys(keywords)))


def sentence(random: Random, topic: str, city: str, today: str) -> str:
    """One more paragraph for an article of a topic: what an edit puts in place of another."""
    writer = writer_for(random, city, today)
    return writer.write(writer.pick(templates(topic)["fact"])) + writer.write(writer.pick(templates("any")["quote"]))


def _body(writer: Writer, lines: dict[str, tuple[str, ...]], long: bool) -> list[Block]:
    random, general = writer.random, templates("any")
    size = 1800 if long else random.choices((220, 400, 600, 850, 1300), (15, 30, 27, 18, 10))[0]
    hand = _hand(random, lines, general, 2 if size > 1000 else 1)
    paragraphs = [writer.write(writer.pick(lines["lede"]))]
    if random.random() < 0.4:
        paragraphs[0] += writer.write(hand.pop())
    while sum(map(len, paragraphs)) < size and hand:
        paragraphs.append(
            "".join(writer.write(hand.pop()) for _ in range(min(len(hand), random.choice((1, 1, 2, 2, 3)))))
        )
    if random.random() < 0.7:
        paragraphs.append(writer.write(writer.pick(random.choice((lines["close"], general["close"])))))
    blocks = [Block("p", text) for text in paragraphs]
    if len(blocks) >= 6:
        for part, line in zip((2, 1), random.sample(lines["subhead"], 2), strict=True):
            blocks.insert(len(blocks) * part // 3, Block("subhead", writer.write(line)))
    if random.random() < 0.08:
        blocks.insert(len(blocks) - 1, _table(writer))
    for _ in range(random.choices((0, 1, 2), (45, 40, 15))[0]):
        caption = Block("caption", writer.write(writer.pick(lines["caption"])))
        blocks.insert(random.randrange(1, len(blocks) + 1), caption)
    if random.random() < 0.12:
        blocks.append(Block("note", writer.write(writer.pick(general["tail"]))))
    return blocks


def _hand(
    random: Random, lines: dict[str, tuple[str, ...]], general: dict[str, tuple[str, ...]], share: int
) -> list[str]:
    """Deal the sentences of one article: a part of what there is, so that two of a topic stay different."""
    hand = random.sample(lines["fact"], 6 * share) + random.sample(lines["quote"], 1 + share)
    hand += random.sample(general["fact"], 9 * share) + random.sample(general["quote"], 3 * share)
    random.shuffle(hand)
    return hand


def _table(writer: Writer) -> Block:
    heads = writer.write("[区县|街道|单位|项目]\t[数量|今年|累计]\t[同比|增幅|占比]")
    rows = [writer.write("{district}{town}\t{12-980}\t{pct}") for _ in range(writer.random.randint(3, 6))]
    return Block("table", "\n".join([heads, *rows]))
