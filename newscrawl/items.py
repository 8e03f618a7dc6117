"""The lines of the archive, and the values that a page becomes.

`Article` is one line of `articles/`, `Duplicate` one of `duplicates/`, `Tombstone` the
line for a page that was withdrawn; `NoArticle` is the result for a page without an
article. `Entry` and `Listing` (`listed.py`) are the values of a listing page. The order
of the fields is the order in the line. A missing value is `None` (null in the line), a
missing list is empty; nothing depends on timing or on the run. `scrapy schema` prints
the JSON Schema made from this module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from newscrawl.line_parts import DOCUMENTED, Attachment, Block, BlockKind, Capture, DuplicateOf, Image
from newscrawl.listed import Entry, Listing, Pager

if TYPE_CHECKING:
    from pydantic import ConfigDict

__all__ = [
    "FORGOTTEN",
    "LATER",
    "SCHEMA_VERSION",
    "TIMES",
    "Article",
    "Attachment",
    "Block",
    "BlockKind",
    "Capture",
    "Duplicate",
    "DuplicateOf",
    "Entry",
    "Image",
    "Listing",
    "NoArticle",
    "Pager",
    "Precision",
    "Script",
    "Tombstone",
    "json_schema",
]

SCHEMA_VERSION = 1

LATER = frozenset(("tls",))
"""Fields that older lines of the same schema version lack; to lack one means null."""

TIMES = frozenset(("published", "modified", "fetched"))
"""Fields that are moments, with zone; `listed_date` may be a mere day."""

Precision = Literal["minute", "day"]
Script = Literal["zh-Hans", "zh-Hant"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One article: one line of `articles/<site>/<yyyy-mm>.jsonl`."""

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    id: str
    """16 hex digits, the hash of the normalised URL as it was listed. Never changes."""
    url: str
    """Address as fetched, after redirects."""
    canonical_url: str
    """Normalised identity: what the page declares (`rel=canonical`, `og:url`) where
    believable, else the URL.
    """
    site: str | None = None
    """Site of the catalog, such as `hxnews`; None for a page of no known site."""
    channel: str | None = None
    """Channel whose entry caused the fetch, such as `hxnews/fz`."""
    province: str | None = None
    """Province of the site, in Chinese (`福建`)."""
    city: str | None = None
    """City of the channel, else of the site (`福州`)."""
    title: str | None = None
    """主题, without the site's name and without kicker and subtitle."""
    kicker: str | None = None
    """引题, the line above the title."""
    subtitle: str | None = None
    """副题, the line below the title."""
    original_title: str | None = None
    """原标题, where a reprint names the title it had."""
    listed_title: str | None = None
    """Title in the listing, often shortened there."""
    listed_date: str | None = None
    """Date in the listing, ISO 8601, as precise as shown (`2020-11-18` or
    `2020-11-18T09:30:00+08:00`).
    """
    body: tuple[Block, ...] = ()
    """The article's blocks in reading order, credits and boilerplate taken out."""
    text: str | None = None
    """Paragraphs and subheads of `body`, joined by newlines."""
    published: str | None = None
    """First publication on this site, ISO 8601 with zone
    (`2020-11-18T09:30:00+08:00`).
    """
    published_precision: Precision | None = None
    """`minute` or `day`; with `day` the clock of `published` is midnight and means
    nothing.
    """
    modified: str | None = None
    """Last change the page admits, ISO 8601 with zone."""
    source: str | None = None
    """来源: who the page says it has the text from (`福州晚报`)."""
    source_url: str | None = None
    """Link of the source, absolute."""
    is_reprint: bool | None = None
    """True where the source is another publisher, False where it is the site itself,
    None where no source is named.
    """
    reporters: tuple[str, ...] = ()
    """记者."""
    correspondents: tuple[str, ...] = ()
    """通讯员, persons or offices."""
    photographers: tuple[str, ...] = ()
    """摄, 图."""
    authors: tuple[str, ...] = ()
    """作者 and unlabelled names: writers whose role the page does not tell."""
    editors: tuple[str, ...] = ()
    """责任编辑, 编辑; never authors."""
    raw_byline: str | None = None
    """The byline as it stands on the page."""
    dateline: str | None = None
    """电头: 「新华社福州11月18日电」."""
    breadcrumbs: tuple[str, ...] = ()
    """Trail above the article, from the front page down."""
    keywords: tuple[str, ...] = ()
    """Keywords or tags the page names."""
    images: tuple[Image, ...] = ()
    """Pictures of the body."""
    attachments: tuple[Attachment, ...] = ()
    """Documents linked from the body."""
    script: Script | None = None
    """Script of the text: Simplified `zh-Hans` or Traditional `zh-Hant`; the text
    itself keeps it.
    """
    pages: int = 1
    """How many pages the article was joined from."""
    complete: bool = True
    """False where a further page could not be had after the last attempt, or nothing
    shows that the transfer of a page was whole.
    """
    edition: str | None = None
    """Of a newspaper that appears in several editions, which one (`福清版`)."""
    page: str | None = None
    """Of a newspaper, number of the page (版) it stands on (`A03`)."""
    page_name: str | None = None
    """Of a newspaper, what that page is called (`要闻`)."""
    encoding: str | None = None
    """Charset the bytes were decoded with, None where text was given."""
    repairs: dict[str, int] | None = None
    """Repairs made to damaged text, by rule; None where nothing was damaged."""
    evidence: dict[str, str] | None = None
    """For each field, where it was read (`layout: div.article-content`,
    `meta:og:title`, `url`). Where no site file names it, `publisher` is the site that
    `<title>`, a text's first line or its breadcrumbs name; the text may come from
    another (`source`).
    """
    read_by: Literal["layout", "generic"] = "generic"
    """Whether a layout of the site's file fitted the page, or the generic reader had it
    alone.
    """
    duplicate_of: DuplicateOf | None = None
    """Only with `NEWSCRAWL_DUPLICATES=mark`: the article this one repeats."""
    revision: int = 1
    """1 for the first line of an article, 2 for its first change, and so on."""
    diff: str | None = None
    """What a revision changed against the line before it, as a compact unified diff of
    `text`.
    """
    fetched: str | None = None
    """Time of receipt, ISO 8601 with zone, whole seconds."""
    http_status: int | None = None
    """Status of the final response."""
    tls: str | None = None
    """What is wrong with the host's certificate (`expired 2020-10-19`, `self-signed`,
    `for another host: www.fznews.com.cn`); None where nothing is, and over plain HTTP.
    """
    warc: Capture | None = None
    """The captured response, None where nothing was captured."""
    content_hash: str | None = None
    """16 hex digits over the comparison key of the text: equal for equal texts in
    either script.
    """
    schema_version: int = SCHEMA_VERSION
    """Version of this vocabulary."""
    reader_version: int = 0
    """Version of the reader that made the line; texts are compared only within one
    version.
    """


_values: Callable[[Article], tuple[Any, ...]] = attrgetter(*Article.__slots__)
_WRITE: dict[str, Callable[[Article, Any], None]] = {name: getattr(Article, name).__set__ for name in Article.__slots__}


def changed(article: Article, **values: Any) -> Article:
    """Return an article with other values in some fields, in half the time of
    `dataclasses.replace`.

    >>> article = Article(id="00d1", url="http://www.hxnews.com/1.shtml", canonical_url="http://www.hxnews.com/1.shtml")
    >>> changed(article, title="福州西湖").title, article.title
    ('福州西湖', None)
    """
    new = object.__new__(Article)
    for write, value in zip(_WRITE.values(), _values(article), strict=True):
        write(new, value)
    for name, value in values.items():
        _WRITE[name](new, value)
    return new


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A page whose text the archive already has: one line of
    `duplicates/<site>/<yyyy-mm>.jsonl`.
    """

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    id: str
    """`id` of the page that repeats."""
    url: str
    """Its address."""
    site: str | None = None
    """Its site."""
    channel: str | None = None
    """The channel whose entry caused the fetch."""
    title: str | None = None
    """Its own title, often changed."""
    published: str | None = None
    """Its own time, ISO 8601 with zone."""
    source: str | None = None
    """The source it names."""
    of: str
    """`id` of the article it repeats."""
    relation: str
    """`same_url`, `equal`, `contains`, `contained` or `near`."""
    overlap: float | None = None
    """Share of the shorter text that the two have in common, 0 to 1."""
    evidence: str | None = None
    """What was compared, in words a person can check."""
    fetched: str | None = None
    """Time of receipt, ISO 8601 with zone."""
    warc: Capture | None = None
    """The captured response."""
    schema_version: int = SCHEMA_VERSION
    """Version of this vocabulary."""


FORGOTTEN = "forgotten"
"""`Tombstone.withdrawn` of an article that `scrapy forget` removed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """The line after an article's lines that says its page was withdrawn; the article's
    own lines stay.
    """

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    id: str
    """`id` of the article."""
    url: str
    """Its address."""
    site: str | None = None
    """Its site."""
    channel: str | None = None
    """Its channel."""
    withdrawn: str
    """Why we say so: `gone` (404, 410), `deleted` (the page says 已删除), `redirected` (to
    a front or channel page).
    """
    evidence: str | None = None
    """What was seen."""
    revision: int
    """One more than the article's last line."""
    fetched: str | None = None
    """When that was seen, ISO 8601 with zone."""
    http_status: int | None = None
    """Status of the response."""
    warc: Capture | None = None
    """The captured response."""
    schema_version: int = SCHEMA_VERSION
    """Version of this vocabulary."""


@dataclass(frozen=True, slots=True)
class NoArticle:
    """The result for a page without an article."""

    kind: str
    """What it is. Positively: `listing`, `front`, `video`, `gallery`, `document` (a
    file), `garbled`, `soft404` and `withdrawn` (by words). Nothing final:
    `verification`, `redirect`, `empty`, `no_text` (the article's page without its
    text), `shell` (nothing here is news, and nothing says why: a refusal, an error, a
    form to log in), `script` (a script fills the page), `data` (JSON in which no layout
    finds a text), `too_large` (more elements than are read).
    """
    evidence: str
    """The mark that shows it."""
    target: str | None = None
    """Where a `redirect` leads, by `<meta http-equiv=refresh>` or by script."""


def json_schema(kind: type) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a line of this kind.

    Every key is required, but those that were added later (`LATER`): the lines of older
    archives are without them. No other is allowed.
    """
    from pydantic import TypeAdapter

    schema: dict[str, Any] = TypeAdapter(kind).json_schema(mode="serialization")
    for model in (schema, *schema.get("$defs", {}).values()):
        for described in (model, *model["properties"].values()):
            if "description" in described:
                described["description"] = " ".join(described["description"].split())
        model["required"] = [name for name in model["properties"] if name not in LATER]
        model["additionalProperties"] = False
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
