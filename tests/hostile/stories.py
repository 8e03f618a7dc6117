"""A seed → the articles of each channel and the moment at which each is published: the
truth of a simulated web. Pure.

The articles of a day depend on the seed, the channel and the day only: the same web
seen for longer has the same beginning.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from newscrawl.china_time import CHINA
from tests.hostile.wording import Wording

PRINTED = time(5, 30)
"""When the pages of a newspaper's issue stand, on its day."""
A_DAY = 100
"""Numbers that a channel has for the articles of a day."""


@dataclass(frozen=True, slots=True)
class Story:
    """One article as it was written."""

    number: int
    """In all of the web: a copy has another number than its original."""
    channel: str
    """Key in the catalog: `link/full`."""
    published: datetime
    title: str
    paragraphs: tuple[str, ...]
    pages: int = 1
    """Addresses over which its text is spread."""
    of: int | None = None
    """Number of the article of another channel whose text this one prints again."""

    @property
    def site(self) -> str:
        """The part of the key before the stroke."""
        return self.channel.partition("/")[0]

    @property
    def text(self) -> str:
        """What a reader must find, by which texts are compared: letters and digits
        only.
        """
        return letters("".join(self.paragraphs))


@dataclass(frozen=True, slots=True)
class Beat:
    """How much a channel publishes, and since when."""

    channel: str
    first_number: int
    a_day: float
    begin: date
    printed: bool = False
    """A newspaper: all of a day at once, before anybody is up."""


def letters(text: str) -> str:
    """Leave out all that is no letter or digit.

    >>> letters("　　福州地铁4号线，今日开工。")
    '福州地铁4号线今日开工'
    """
    return re.sub(r"\W", "", text)


def newsroom(seed: int, beats: Sequence[Beat], until: date) -> tuple[Story, ...]:
    """Return what all channels publish up to a day, oldest first; one in thirty prints
    another channel's text again.
    """
    stories = sorted(
        (
            story
            for beat in beats
            for ahead in range((until - beat.begin).days + 1)
            for story in _day(seed, beat, beat.begin + timedelta(ahead))
        ),
        key=lambda story: (story.published, story.number),
    )
    return tuple(_reprints(seed, stories))


def _day(seed: int, beat: Beat, day: date) -> list[Story]:
    wording = Wording(seed, beat.channel, day)
    count = int(beat.a_day) + (wording.random.random() < beat.a_day % 1)
    first = beat.first_number + A_DAY * (day - beat.begin).days
    moments = sorted(time(wording.random.randint(7, 21), wording.random.randint(0, 59)) for _ in range(count))
    return [
        _story(Wording(seed, first + place), first + place, beat.channel, datetime.combine(day, moment, CHINA))
        for place, moment in enumerate([PRINTED] * count if beat.printed else moments)
    ]


def _story(wording: Wording, number: int, channel: str, published: datetime) -> Story:
    chance = wording.random.random()
    if chance < 0.06:  # a notice: water will be off in some streets
        paragraphs: tuple[str, ...] = (wording.sentence(6, 10) + wording.sentence(6, 10),)
    else:
        paragraphs = tuple(wording.paragraph() for _ in range(wording.random.randint(2, 4)))
    pages = 2 if len(paragraphs) > 2 and chance > 0.94 else 1
    return Story(number, channel, published, wording.title(), paragraphs, pages)


def _reprints(seed: int, stories: Sequence[Story]) -> list[Story]:
    written: list[Story] = []
    for story in stories:
        random = Wording(seed, "reprint", story.number).random
        day_before = [
            each for each in written[-60:]
            if each.site != story.site and each.of is None and each.pages == 1 and len(each.paragraphs) > 1
            and timedelta(hours=12) < story.published - each.published < timedelta(days=2)
        ]  # fmt: skip
        if day_before and story.pages == 1 and random.random() < 1 / 30:
            original = random.choice(day_before)
            story = replace(story, paragraphs=original.paragraphs, of=original.number)
        written.append(story)
    return written
