"""By chance → headlines, paragraphs, people and outlets, out of the prose of the
simulated site.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from tests.simsite.grammar import Writer
from tests.simsite.names import VOCABULARY, names
from tests.simsite.texts import templates, topics, writer_for
from tests.simsite.vocabulary import word_lists, words

_CITIES = tuple(name.removeprefix("districts ") for name in word_lists() if name.startswith("districts "))
_OWN_OUTLETS = ("闽东新闻网", "连江县融媒体中心", "马尾区人民政府办公室", "东南网", "海峡网")
_LENGTHS = (1, 2, 3, 4, 5, 6, 8)
_FIRST_DAY = date(2023, 1, 1)
_DAYS = 150


@dataclass(frozen=True, slots=True)
class Story:
    """A text and what is said about it."""

    title: str
    paragraphs: tuple[str, ...]
    subhead: str
    quote: str
    day: date
    source: str
    author: str
    second: str
    """Another writer."""
    editor: str
    other_editor: str
    photographer: str


def story(random: Random) -> Story:
    """Return a story of one to eight paragraphs."""
    day = some_day(random)
    writer = _writer(random, day)
    lines, general = templates(random.choice(topics())), templates("any")
    paragraphs = [writer.write(random.choice(lines["lede"]))]
    count = random.choice(_LENGTHS) - 1
    hand = [*random.sample(lines["fact"], min(count, len(lines["fact"]))), *random.sample(general["fact"], count)]
    paragraphs += [
        writer.write(line) + (writer.write(hand.pop()) if random.random() < 0.3 else "") for line in hand[:count]
    ]
    return Story(
        writer.write(random.choice(lines["title"])).strip(),
        tuple(paragraphs),
        writer.write(random.choice(lines["subhead"])),
        writer.write(random.choice(lines["quote"])),
        day,
        random.choice((*words("papers"), *_OWN_OUTLETS)),
        *names(Writer(random, VOCABULARY), 5),
    )


def headlines(random: Random, count: int) -> list[str]:
    """Return so many different headlines."""
    found: dict[str, None] = {}
    while len(found) < count:
        lines = templates(random.choice(topics()))["title"]
        found[_writer(random, _FIRST_DAY).write(random.choice(lines)).strip()] = None
    return list(found)


def summary(random: Random) -> str:
    """Return a sentence about another story."""
    return _writer(random, _FIRST_DAY).write(random.choice(templates(random.choice(topics()))["fact"]))


def some_day(random: Random) -> date:
    """Return a day of spring 2023."""
    return _FIRST_DAY + timedelta(random.randrange(_DAYS))


def _writer(random: Random, day: date) -> Writer:
    return writer_for(random, random.choice(_CITIES), f"{day.month}月{day.day}日")
