"""A seed and some knobs turn into a simulated site: what it lists, the truth of every article, and how both change.

Pure but for the changes that a test asks for (`advance`, `heal`, `turn`): no clock, no network. replies.py says what
the site answers to a request, server.py says it over HTTP.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from math import ceil
from random import Random
from typing import Any

from .copies import copy_of
from .credits import Credits, sign
from .families import FAMILIES, Channel
from .holdings import BEIJING, COPIES, FAULTS, LASTING, OUTCOMES, SERIES, Article, Change, Entry, Knobs
from .hostile import canaries
from .roles import Role, roles
from .series import series
from .texts import Block, Draft, Shelf, draft, sentence
from .vocabulary import words

DRESS = ("pinned", "redated", "shared", "multipage", "odd_titles")
"""What may befall any plain article."""
ODD = ("../../etc/passwd", "A/B", "C:\\新闻", "“..”", "A&B <C>", "CON|NUL?*")


class SimSite:
    """A regional news site that exists only in memory. See the package's docstring for the knobs."""

    def __init__(
        self, seed: int = 1, articles: int = 60, listings: int = 4, originals: "SimSite | None" = None, **knobs: Any
    ) -> None:
        """`originals` is the site whose articles the copies copy, if it is not this one."""
        self.seed = seed
        self.originals = originals or self
        self.knobs = Knobs(**knobs)
        self.family = FAMILIES[self.knobs.family]
        self.channels = self.family.channels[: self.knobs.channels]
        self.today = self.knobs.today
        self.template = self.knobs.template
        self.version = 0
        self._passed = 0.0
        self.articles: list[Article] = []
        """Every listed article, newest first."""
        self.unlisted: list[Article] = []
        self._drafts: dict[int, Draft] = {}
        self._shelf = Shelf()
        self._pinned: list[int] = []
        self._redated: dict[int, datetime] = {}
        self._shown: dict[str, tuple[object, list[Entry]]] = {}
        self._next_number = 1_900_000 + seed % 400 * 20_000
        if self.knobs.channels > len(self.family.channels):
            raise ValueError(f"{self.family.name} has {len(self.family.channels)} channels")
        if self.knobs.shared and self.knobs.channels < 2:
            raise ValueError("shared needs two channels")
        counts = {name: getattr(self.knobs, name) for name in (*COPIES, *SERIES, *FAULTS)}
        self._write(articles, counts, self.knobs.days, "site")
        self._dress({name: getattr(self.knobs, name) for name in DRESS}, self.articles, "site")
        for index in range(self.knobs.unlisted):
            random = self._random("unlisted", index)
            at = datetime.combine(self.today - timedelta(days=1), time(8, index % 60), BEIJING)
            self.unlisted.append(self._article(random, ("news", None), self.channels[0], at, (), listed=False))
        self.per_page = self.knobs.per_page or max(1, -(-len(self.listed(self.channels[0])) // listings))

    def article(self, number: int) -> Article:
        return next(article for article in (*self.articles, *self.unlisted) if article.number == number)

    def listed(self, channel: Channel) -> list[Article]:
        return [a for a in self.articles if channel.id in a.channels and not a.withdrawn]

    def entries(self, channel: Channel | str, page: int = 1) -> list[Entry]:
        """What one listing page shows, top to bottom: pinned, then newest first, re-dated ones by their new date."""
        shown = self._sorted(self.channel(channel))
        here = shown[(page - 1) * self.per_page : page * self.per_page]
        if page == 1:
            by_number = {entry.article.number: entry for entry in shown}
            here = [replace(by_number[n], pinned=True) for n in self._pinned if n in by_number] + here
        return here

    def _sorted(self, channel: Channel) -> list[Entry]:
        """All entries of a channel, sorted once for all its pages as long as the site stays as it is."""
        state = (self.version, [id(article) for article in self.articles], dict(self._redated))
        if channel.id not in self._shown or self._shown[channel.id][0] != state:
            shown = [Entry(a, a.listed_title, self._redated.get(a.number, a.published)) for a in self.listed(channel)]
            shown.sort(key=lambda entry: (entry.shown, entry.article.number), reverse=True)
            self._shown[channel.id] = state, shown
        return self._shown[channel.id][1]

    def listing_count(self, channel: Channel | str) -> int:
        return max(1, -(-len(self.listed(self.channel(channel))) // self.per_page))

    def channel(self, channel: Channel | str) -> Channel:
        return channel if isinstance(channel, Channel) else next(c for c in self.channels if c.id == channel)

    @property
    def canaries(self) -> list[str]:
        """Paths behind hostile links: none may ever be asked for."""
        return canaries(self.family, self.knobs.today)

    def advance(
        self,
        days: float = 1.0,
        new: int = 0,
        edit: int = 0,
        withdraw: int = 0,
        withdraw_how: str = "404",
        change_template: bool | int = False,
        redate: int = 0,
        pin: int = 0,
        **kinds: int,
    ) -> Change:
        """Let days pass: `new` plain articles and those named by kind (reprint=2, weather=1, missing=1…) appear on top,
        others are edited in one paragraph or withdrawn (`404`, `notice`, `front`), every page gets another template."""
        if unknown := kinds.keys() - {*COPIES, *SERIES, *FAULTS, *DRESS[2:]}:
            raise TypeError(f"advance() knows no {', '.join(sorted(unknown))}")
        self._passed += days
        self.today = self._moment(self._passed).date()
        step = f"advance{self.version}"
        old = self._plain(self.articles)
        random = self._random(step, 0)
        if edit + withdraw > len(old):
            raise ValueError(f"only {len(old)} articles can be edited or withdrawn")
        picked = random.sample(old, edit + withdraw)
        for article in picked[:edit]:
            self._replace(self._edited(random, article))
        for article in picked[edit:]:
            self._replace(replace(article, withdrawn=withdraw_how))
        before = {a.number for a in self.articles}
        dress: dict[str, int] = {name: kinds.pop(name) for name in DRESS[2:] if name in kinds}
        self._write(new + sum(kinds.values()), kinds, days, step)
        self._dress(dress, [a for a in self.articles if a.number not in before], f"{step}/new")
        fresh = [a for a in self.articles if a.number not in before]
        self._dress({"redated": redate, "pinned": pin}, [a for a in self.articles if a.number in before], step)
        if change_template:
            self.template = self.template % 2 + 1 if change_template is True else change_template
        self.version += 1
        return Change(
            tuple(a.number for a in fresh),
            tuple(a.number for a in picked[:edit]),
            tuple(a.number for a in picked[edit:]),
        )

    def heal(self) -> None:
        """End every transient fault of articles and listings, as when a site's server is mended."""
        for article in self.articles:
            if article.fault and article.fault not in LASTING:
                self._replace(replace(article, fault=None, outcome="exported"))
        self.turn(listing_500=(), listing_empty=(), ban_after=None, latency=0.0)

    def turn(self, **knobs: Any) -> None:
        """Turn knobs of a running site: those of its answers, not of what it holds."""
        self.knobs = replace(self.knobs, **knobs)
        self.version += 1

    def _moment(self, passed: float) -> datetime:
        """The minute after so many days, counted from 18:00 of the first one; news is made from 7 to 18 only."""
        days = ceil(passed)
        day = datetime.combine(self.knobs.today + timedelta(days=days), time(7), BEIJING)
        return day + timedelta(minutes=int((passed - days + 1) * 11 * 60))

    def _random(self, purpose: str, index: int) -> Random:
        return Random(f"{self.seed}/{purpose}/{index}")

    def _replace(self, article: Article) -> None:
        self.articles[[a.number for a in self.articles].index(article.number)] = article

    def _plain(self, among: Sequence[Article]) -> list[Article]:
        """News without faults, of one page, of which there is no copy."""
        sizes = Counter(a.group for a in self.articles)
        whole = [a for a in among if a.kind == "news" and not a.fault and not a.withdrawn and a.pages == 1]
        return [a for a in whole if sizes[a.group] == 1]

    def _write(self, count: int, special: dict[str, int], days: float, step: str) -> None:
        """Write `count` articles, spread over the last days, oldest first."""
        written: list[Article] = []
        for index, role in enumerate(
            roles(self._random("roles", self.version), count, special, bool(self.originals.articles))
        ):
            at = self._moment(self._passed - (count - index - 0.5) / count * days)
            channel = self.channels[(count - index - 1) % len(self.channels)]
            others = self.originals.articles if self.originals is not self else [*self.articles, *written]
            written.append(self._article(self._random(step, index), role, channel, at, others))
        merged = {of: a.group for a in written for of in a.of}
        together = [replace(a, group=merged.get(a.number, a.group)) for a in (*self.articles, *written)]
        self.articles = sorted(together, key=lambda a: (a.published, a.number), reverse=True)

    def _article(
        self,
        random: Random,
        role: Role,
        channel: Channel,
        at: datetime,
        others: Sequence[Article],
        listed: bool = True,
    ) -> Article:
        kind, fault = role
        number = self._next_number
        self._next_number += random.randint(1, 9)
        today = f"{at.month}月{at.day}日"
        path = self.family.article_path(channel, at, number)
        outcome = "duplicate" if kind in COPIES else OUTCOMES.get(fault or "", "exported")
        moved = self.family.article_path(channel, at, number + 500_000) if fault == "moved" else None
        bare = Article(
            number, path, (path,), (channel.id,) if listed else (), kind, (), number, fault, outcome, "", "", None,
            None, None, (), at, None, None, (), (), (), (), (), None, None, False, (), moved_to=moved,
        )  # fmt: skip
        if kind in COPIES:
            return self._copy(random, bare, others, channel)
        if kind in SERIES:
            title, body = series(kind, random, channel.city, at, number, self._shelf)
            signed = Credits(self.family.site_name, editors=(random.choice(("林榕", "陈锦娜", "黄鹭")),))
            self._drafts[number] = Draft(kind, title, None, None, title, body, (channel.city,))
        else:
            self._drafts[number] = draft(random, channel.city, today, self._shelf)
            body, signed = sign(random, self._drafts[number].body, self.family.site_name, channel.city, at)
        return self._filled(bare, self._drafts[number], body, signed)

    def _filled(self, bare: Article, text: Draft, body: tuple[Block, ...], signed: Credits) -> Article:
        return replace(
            bare, title=text.title, listed_title=text.listed_title, kicker=text.kicker, subtitle=text.subtitle,
            body=body, keywords=text.keywords, images=sum(block.kind == "caption" for block in body),
            is_reprint=signed.source != self.family.site_name, **vars(signed),
        )  # fmt: skip

    def _copy(self, random: Random, bare: Article, others: Sequence[Article], channel: Channel) -> Article:
        """A copy of one or two articles of the days before, preferably of such as have no copy yet."""
        taken = {number for a in others for number in a.of}
        news = [a for a in others if a.kind == "news" and not a.fault and not a.withdrawn]
        fit = [a for a in news if len(a.paragraphs) >= 5 and a.pages == 1]
        near = [a for a in fit if bare.published - a.published < timedelta(days=5)] or fit
        pool = [a for a in near if a.number not in taken] or [a for a in fit if a.number not in taken] or fit
        if len(pool) < (2 if bare.kind == "merge" else 1):
            raise ValueError(f"no originals left for a {bare.kind}")
        originals = random.sample(pool, 2 if bare.kind == "merge" else 1)
        source = random.choice([paper for paper in words("papers") if paper != originals[0].source])
        drafts = [self.originals._drafts[a.number] for a in originals]
        return copy_of(random, bare, originals, drafts, source, channel.city)

    def _edited(self, random: Random, article: Article) -> Article:
        """The same article with one paragraph (never the first or last, which carry the byline) written anew."""
        places = [i for i, block in enumerate(article.body) if block.kind == "p"]
        place = random.choice(places[1:-1] or places[-1:])
        day = f"{article.published.month}月{article.published.day}日"
        text = sentence(random, self._drafts[article.number].topic, self.channel(article.channels[0]).city, day)
        body = (*article.body[:place], Block("p", text), *article.body[place + 1 :])
        return replace(article, body=body, revision=article.revision + 1)

    def _dress(self, numbers: dict[str, int], among: list[Article], step: str) -> None:
        """Pin, re-date, share, split over pages and rename: what may befall any plain article."""
        random = self._random(f"{step}/dress", 0)
        plain = self._plain(among)
        for name, count in numbers.items():
            main = self.channels[0].id
            fit = [a for a in plain if main in a.channels] if name in ("pinned", "redated") else plain
            if count > len(fit):
                raise ValueError(f"{name}={count}, but only {len(fit)} articles are left to choose from")
            chosen = random.sample(fit, count)
            plain = [a for a in plain if a not in chosen]
            for index, article in enumerate(chosen):
                self._dress_one(random, name, index, article)

    def _dress_one(self, random: Random, name: str, index: int, article: Article) -> None:
        if name == "pinned":
            self._pinned.append(article.number)
        elif name == "redated":
            self._redated[article.number] = datetime.combine(self.today, time(17, 59 - index % 60), BEIJING)
        elif name == "shared":
            other = random.choice([c.id for c in self.channels if c.id not in article.channels])
            self._replace(replace(article, channels=(*article.channels, other)))
        elif name == "odd_titles":
            title = f"{article.title} {ODD[index % len(ODD)]}"
            folder, slash, name = article.path.rpartition("/")
            path = f"{folder}/..%2F..%2Fetc{slash}{name}" if index == 1 else article.path
            self._replace(replace(article, title=title, listed_title=title, path=path, paths=(path,)))
        else:
            city, at = self.channel(article.channels[0]).city, article.published
            text = draft(random, city, f"{at.month}月{at.day}日", self._shelf, long=True)
            self._drafts[article.number] = text
            body, signed = sign(random, text.body, self.family.site_name, city, at)
            paths = tuple(self.family.further_page(article.path, page) for page in range(1, 3 + index % 2))
            rest = index == 1
            split = replace(article, paths=paths[:2] if rest else paths, pager="rest" if rest else "next")
            self._replace(self._filled(split, text, body, signed))
