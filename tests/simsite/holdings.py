"""What a simulated site holds: its articles with the truth of every field, its listing entries, and what changed.

These are values; model.py makes and changes them, markup_*.py show them.
"""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, timezone

from .families import FAMILIES
from .texts import Block

BEIJING = timezone(timedelta(hours=8))
COPIES = ("reprint", "cut", "damaged", "merge")
SERIES = ("weather", "lottery", "notice")
FAULTS = (
    "missing", "broken", "flaky", "soft404", "moved", "to_front", "to_channel", "to_private", "slow", "truncated",
    "dropped", "verify", "huge", "bomb", "stub", "mislabeled",
)  # fmt: skip
LASTING = frozenset(("missing", "soft404", "to_front", "to_channel", "to_private", "huge", "bomb", "stub"))
"""Faults that do not pass when a server is mended."""
OUTCOMES = {
    "missing": "pending", "broken": "pending", "soft404": "pending", "to_front": "pending", "to_channel": "pending",
    "to_private": "failed", "truncated": "pending", "dropped": "pending", "verify": "pending", "huge": "failed",
    "bomb": "failed", "stub": "pending",
}  # fmt: skip


@dataclass(frozen=True)
class Article:
    """One article and the truth about it. Absent is None; `paragraphs` is what a reader should give as the text."""

    number: int
    path: str
    """Path of the first page; `paths` has all of them."""
    paths: tuple[str, ...]
    channels: tuple[str, ...]
    """Ids of the channels that list it, its own first; empty when it stands only in side boxes."""
    kind: str
    """`news`, one of COPIES, or one of SERIES."""
    of: tuple[int, ...]
    """Numbers of the articles it copies."""
    group: int
    """Equal for articles that share a text (copies and their originals): a crawl exports one of them at least."""
    fault: str | None
    """One of FAULTS, or None."""
    outcome: str
    """`exported`, `duplicate`, `rejected`, `failed` or, for transient failures, `pending` (until attempts run out)."""
    title: str
    listed_title: str
    kicker: str | None
    subtitle: str | None
    original_title: str | None
    body: tuple[Block, ...]
    published: datetime
    dateline: str | None
    raw_byline: str | None
    reporters: tuple[str, ...]
    correspondents: tuple[str, ...]
    photographers: tuple[str, ...]
    authors: tuple[str, ...]
    editors: tuple[str, ...]
    source: str | None
    source_url: str | None
    is_reprint: bool
    keywords: tuple[str, ...]
    images: int = 0
    script: str = "zh-Hans"
    pager: str | None = None
    """`next` (pages linked by number and 下一页) or `rest` (one link 余下全文); None for one page."""
    revision: int = 0
    withdrawn: str | None = None
    """`404`, `notice` (200 and 已删除) or `front` (redirect to the front page) once it is gone, from listings too."""
    moved_to: str | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.body if block.kind in ("p", "subhead"))

    @property
    def pages(self) -> int:
        return len(self.paths)

    def page_blocks(self, page: int) -> tuple[Block, ...]:
        """The share of the body that stands on one page, counted from 1."""
        share = -(-len(self.body) // self.pages)
        return self.body[(page - 1) * share : page * share]


@dataclass(frozen=True)
class Entry:
    """One line of a listing."""

    article: Article
    title: str
    shown: datetime
    """The date shown, later than `article.published` when the entry was re-dated."""
    pinned: bool = False


@dataclass(frozen=True)
class Change:
    """What one `advance` did, by number of article."""

    new: tuple[int, ...]
    edited: tuple[int, ...]
    withdrawn: tuple[int, ...]


@dataclass(frozen=True)
class Knobs:
    """Everything about a site that a test may want otherwise. Counts are numbers of listed articles so treated."""

    family: str = "hxnews"
    charset: str = "utf-8"
    header_charset: str | None = "same"
    """Label in Content-Type: `same` is the truth, None is no label, else whatever is given."""
    meta_charset: str | None = "same"
    today: date = date(2020, 11, 18)
    days: float = 24.0
    """Over how many days before `today` the articles are spread."""
    channels: int = 1
    per_page: int | None = None
    """Entries on a listing page; by default the main channel fills `listings` pages."""
    unlisted: int = 12
    """Articles that only side boxes (热点排行) link to: a crawl that fetches one took the wrong list."""
    template: int = 1

    pinned: int = 0
    """Older articles of the main channel that also stand on top of its first page, marked 置顶."""
    redated: int = 0
    """Articles of the main channel listed with a new date, and so among the newest."""
    shared: int = 0
    """Articles that two channels list."""
    multipage: int = 0
    odd_titles: int = 0
    """Titles with path separators, dots and quotes."""
    hostile: bool = False
    """Links to file:, private addresses and odd spellings of loopback among the entries and in the texts."""
    reprint: int = 0
    cut: int = 0
    merge: int = 0
    damaged: int = 0
    damage_bytes: bool = False
    """Damage on GBK bytes as the mirrors do it (some characters are lost for good) instead of by whole characters."""
    weather: int = 0
    lottery: int = 0
    notice: int = 0

    missing: int = 0
    broken: int = 0
    flaky: int = 0
    flaky_times: int = 1
    """How many requests for a `flaky` article fail with 500 before one succeeds."""
    soft404: int = 0
    moved: int = 0
    to_front: int = 0
    to_channel: int = 0
    to_private: int = 0
    slow: int = 0
    slow_seconds: float = 1.0
    truncated: int = 0
    dropped: int = 0
    verify: int = 0
    stub: int = 0
    """Pages with a headline and a video player but no text."""
    mislabeled: int = 0
    """Pages in GBK on a site of UTF-8 (or the reverse) whose labels say what the site's other pages say."""
    huge: int = 0
    huge_bytes: int = 200_000_000
    bomb: int = 0
    bomb_bytes: int = 100_000_000
    etags: bool = False
    """Pages carry an ETag, and If-None-Match is answered with 304."""
    latency: float = 0.0
    """Seconds before every answer."""

    listing_500: tuple[int, ...] = ()
    """Listing pages (of the main channel) that answer 500, `listing_500_times` times or for ever."""
    listing_500_times: int | None = None
    listing_empty: tuple[int, ...] = ()
    listing_loop: bool = False
    """The last listing page says that the next page is itself (not for trs, whose pager can only count)."""
    listing_endless: bool = False
    """Listing pages past the last one show its entries again, and each says that there is a next page."""
    ban_after: int | None = None
    """Refuse every request after this many (robots.txt aside), with `ban_status`; 200 is a 访问验证 page."""
    ban_status: int = 403
    ban_times: int | None = None
    """How many requests are refused before the ban is lifted and counting starts anew; None is for ever."""
    retry_after: int | None = None
    robots: str | None = "User-agent: *\nDisallow: /admin/\n"
    """Text of robots.txt; None is 404."""
    robots_status: int = 200
    crawl_delay: float | None = None
    evil_sitemap: bool = False
    """/sitemap.xml with entities that expand to 10^9 characters."""

    def __post_init__(self) -> None:
        if self.family not in FAMILIES:
            raise ValueError(f"no family {self.family!r}")
        for knob in fields(self):
            value = getattr(self, knob.name)
            if isinstance(value, int) and value < 0:
                raise ValueError(f"{knob.name} is negative")
