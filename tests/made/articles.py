"""Parts of articles by chance → pages, as small sites and as portals have them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random
from string import Formatter
from typing import Any

from .boxes import ABOVE, AROUND, BELOW, FEET, MENUS, PORTAL_MENU, SIDES
from .short_texts import with_list
from .stories import Story, story
from .text_parts import BETWEEN, DAYS, ENDS, HEADINGS, INFO, LINES_ABOVE, OPENINGS, STYLES, TITLES, Paragraphs
from .truths import ArticleTruth, Case

WRITERS = ("author", "second")
EDITORS = ("editor", "other_editor")
_ADDRESSES = (
    "http://www.lianjiang.example-gov.cn/xw/{0:%Y%m}/t{0:%Y%m%d}_1234.htm",
    "http://www.mdnews.example/content/{0:%Y-%m/%d}/content_66.htm",
    "https://news.mdnews.example/detail/55321.html",
    "http://www.mdnews.example/show.php?id=880",
)


@dataclass
class Filling:
    """Fills the formats of one page, and remembers what they state."""

    values: dict[str, Any]
    stated: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, story: Story, day: str | date) -> Filling:
        people = {name: getattr(story, name) for name in (*WRITERS, *EDITORS, "photographer")}
        short = f"{story.day.month}月{story.day.day}日"
        return cls(
            people
            | {"day": day, "short_day": short, "source": story.source, "quote": story.quote, "subhead": story.subhead}
        )

    def fill(self, form: str, **more: str) -> str:
        """Return a format filled."""
        self.stated.update(name for _, name, _, _ in Formatter().parse(form) if name)
        return form.format(**self.values, **more)

    def people(self, names: tuple[str, ...]) -> frozenset[str]:
        """Return which of these people the page states."""
        return frozenset(self.values[name] for name in names if name in self.stated)


def articles(random: Random, count: int, portal: bool = False, listed: bool = False) -> Iterator[Case]:
    """Yield pages of articles, of portals with much more around them; `listed` ones are
    lists for the most part."""
    for _ in range(count):
        yield _article(random, portal, with_list(random, story(random)) if listed else story(random))


def _article(random: Random, portal: bool, told: Story) -> Case:
    filling = Filling.of(told, random.choice(DAYS).format(told.day))
    style, between = random.choice(STYLES), random.choice(BETWEEN)
    info, above, opening, end = (random.choice(parts) for parts in (INFO, LINES_ABOVE, OPENINGS, ENDS))
    if above:
        opening = OPENINGS[0]
    if any("author" in part for part in (info, above, opening)):
        end = end if "author" not in end else ENDS[0]
    boxes = random.sample(AROUND, random.choice((0, 0, 1, 2)))
    inside = random.random() < 0.5

    head = random.choice(HEADINGS).format(told.title) + filling.fill(info)
    text, lines = _text(filling, told, style, opening, between)
    line = style.write((filling.fill(above),)) if above else ""
    below = filling.fill(end) + "".join(box.write(random) for box in boxes)
    main = f"<div class=main>{head}<div class=content>{line}{text}{below if inside else ''}</div>{'' if inside else below}</div>"
    title = random.choice(TITLES).format(told.title)
    page = (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{_above(random, portal)}{main}"
        f"{random.choice(SIDES).write(random)}{_below(random, portal)}</body></html>"
    )
    truth = ArticleTruth(
        told.title,
        lines,
        f"{told.day}",
        told.source if "source" in filling.stated else None,
        filling.people(WRITERS),
        filling.people(EDITORS),
        signed=above,
        captions=(f"图为活动现场。{told.photographer} 摄",),
    )
    numbers = (
        INFO.index(info),
        OPENINGS.index(opening),
        LINES_ABOVE.index(above),
        BETWEEN.index(between),
        ENDS.index(end),
    )
    name = f"{style.name} {numbers} {[AROUND.index(box) for box in boxes]} {'inside' if inside else 'behind'}"
    return Case(name, page.encode(), random.choice(_ADDRESSES).format(told.day), truth)


def _text(filling: Filling, told: Story, style: Paragraphs, opening: str, between: str) -> tuple[str, tuple[str, ...]]:
    """Return the markup of a text, and its paragraphs."""
    first = " ".join(filling.fill(opening, text=told.paragraphs[0]).split())
    texts = (first, *told.paragraphs[1:])
    if len(texts) < 3 or not between or style.around.startswith("<table>"):
        return style.write(texts), texts
    more = tuple(filling.values[name] for name in ("quote", "subhead") if f"{{{name}}}" in between)
    markup = style.write(texts[:2]) + filling.fill(between) + style.write(texts[2:])
    return markup, (*texts[:2], *more, *texts[2:])


def _above(random: Random, portal: bool) -> str:
    if not portal:
        return random.choice(MENUS).write(random)
    return "".join(box.write(random) for box in (PORTAL_MENU, *random.sample(ABOVE, random.randint(1, 4))))


def _below(random: Random, portal: bool) -> str:
    boxes = random.sample(BELOW, random.randint(2, 6)) if portal else []
    return "".join(box.write(random) for box in (*boxes, random.choice(FEET)))
