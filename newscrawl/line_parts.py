"""The values of which the fields of a line are made: blocks of a body, pictures,
attachments, the place of the captured response, and the article that a text repeats.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

if TYPE_CHECKING:
    from pydantic import ConfigDict

BlockKind = Literal["p", "subhead", "caption", "table"]

DOCUMENTED: ConfigDict = {"use_attribute_docstrings": True}
"""Takes the docstrings of the fields into the JSON Schema."""


@dataclass(frozen=True, slots=True)
class Block:
    """One piece of a body, in reading order."""

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    kind: BlockKind
    """`p` paragraph, `subhead` heading inside the text, `caption` under a picture,
    `table` a row a line with tabs.
    """
    text: str
    """Its text, without markup, on one line unless it is a table."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the body; its bytes are not fetched."""

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    url: str
    """Absolute address."""
    caption: str | None = None
    """The caption beside it (also a block of its own), None where none is told
    apart.
    """


@dataclass(frozen=True, slots=True)
class Attachment:
    """A document the body links to (PDF, Word, table)."""

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    url: str
    """Absolute address."""
    text: str | None = None
    """The words of the link."""


@dataclass(frozen=True, slots=True)
class Capture:
    """Where the raw response stands in the archive's WARC files."""

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    file: str
    """Path of the WARC file from the data folder, with `/`: `warc/<site>/…` for what
    the archive captured itself, `../sample/hxnews.warc.gz` for a file that a replay or
    `scrapy reprocess` read; absolute if the file was named so and lies elsewhere.
    """
    offset: int
    """Bytes from the start of the file to the record."""
    digest: str
    """Payload digest, such as `sha1:B2A6…` (base 32)."""


@dataclass(frozen=True, slots=True)
class DuplicateOf:
    """The article that this one repeats, and why we say so."""

    __pydantic_config__: ClassVar[ConfigDict] = DOCUMENTED

    id: str
    """`id` of the article that was archived first."""
    relation: str
    """`same_url`, `equal`, `contains`, `contained` or `near`."""
    overlap: float | None = None
    """Share of the shorter text that the two have in common, 0 to 1; None for
    `same_url`.
    """
    evidence: str | None = None
    """What was compared, in words a person can check."""
