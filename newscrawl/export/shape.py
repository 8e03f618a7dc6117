"""What of a line is written: chosen fields, and the script of its texts.

The archive keeps every text in the script of its page. An export may have all texts in
one script, converted by OpenCC: `script` is then that script, `original_script` the one
that the archive has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from newscrawl.export.columns import ORIGINAL_SCRIPT, Column, MissingExtraError, columns_of
from newscrawl.i18n import _
from newscrawl.record.group import Kind

PROFILES = {"plain": ("id", "title", "text", "published", "source", "channel", "url")}
"""Sets of fields by name; of an article they have only the newest line."""

SCRIPTS = {"zh-Hans": "t2s", "zh-Hant": "s2t"}
"""Configurations of OpenCC by the script that they make."""

_WORDS = (
    *("title", "kicker", "subtitle", "original_title", "listed_title", "text", "source", "raw_byline", "dateline"),
    *("reporters", "correspondents", "photographers", "authors", "editors", "breadcrumbs", "keywords"),
    *("body", "images", "attachments", "page_name", "edition", "diff"),
)
"""Fields whose words are converted; province and city are names of the catalog."""
_INNER = ("text", "caption")
"""The words of a block, a picture, an attachment."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What is written of each line."""

    kind: Kind
    fields: tuple[str, ...] | None = None
    """Names in their order; None for all."""
    script: str | None = None
    """`zh-Hans` or `zh-Hant`; None for each text's own."""

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields that are written, in order."""
        names = self.fields or tuple(column.name for column in columns_of(self.kind))
        return (*names, ORIGINAL_SCRIPT) if self.script and ORIGINAL_SCRIPT not in names else names

    @property
    def columns(self) -> tuple[Column, ...]:
        known = {column.name: column for column in columns_of(self.kind)}
        return tuple(known.get(name) or Column(name, "string") for name in self.names)

    @property
    def as_it_stands(self) -> bool:
        """Whether the lines of the record are written byte for byte."""
        return self.fields is None and self.script is None

    def shaper(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Return the function that shapes the fields of a line."""
        convert = _converter(self.script) if self.script else None
        wanted = self.fields and self.names

        def shape(fields: dict[str, Any]) -> dict[str, Any]:
            if convert is not None:
                fields = in_script(fields, self.script or "", convert)
            return fields if wanted is None else {name: fields.get(name) for name in wanted}

        return shape

    def counter(self) -> Callable[[dict[str, Any]], dict[str, Any]]:
        """Return the function that leads from a line to the fields that a data card
        counts: all of them, the source's name in the script that is written.
        """
        if (script := self.script) is None:
            return lambda fields: fields
        convert = _converter(script)

        def counted(fields: dict[str, Any]) -> dict[str, Any]:
            shown: dict[str, Any] = {name: fields[name] for name in ("source", "script") if name in fields}
            return fields | in_script(shown, script, convert)

        return counted


def read_fields(kind: Kind, words: str) -> tuple[str, ...]:
    """Return the fields that a comma-separated list names; raise `ValueError` for a
    name that is none.

    >>> read_fields("articles", "id, title,text")
    ('id', 'title', 'text')
    """
    known = [column.name for column in columns_of(kind)]
    names = tuple(dict.fromkeys(name.strip() for name in words.split(",") if name.strip()))
    if unknown := [name for name in names if name not in known]:
        raise ValueError(_("no field {name!r}; there are {names}").format(name=unknown[0], names=_(", ").join(known)))
    if not names:
        raise ValueError(_("--fields names no field"))
    return names


def _converter(script: str) -> Callable[[str], str]:
    try:
        from opencc import OpenCC
    except ImportError as error:
        raise MissingExtraError(
            _("--script needs OpenCC ({error}): pip install 'newscrawl[export]'").format(error=error)
        ) from None
    convert: Callable[[str], str] = OpenCC(SCRIPTS[script]).convert
    return convert


def in_script(fields: Mapping[str, Any], script: str, convert: Callable[[str], str]) -> dict[str, Any]:
    """Return a line with its words in a script; a text that is in it already stays as
    it is.

    >>> line = {"title": "臺北新聞", "script": "zh-Hant", "images": [{"url": "u", "caption": "臺北"}]}
    >>> line = in_script(line, "zh-Hans", lambda text: text.replace("臺", "台").replace("聞", "闻"))
    >>> line["title"], line["images"], line["script"], line["original_script"]
    ('台北新闻', [{'url': 'u', 'caption': '台北'}], 'zh-Hans', 'zh-Hant')
    """
    original = fields.get("script")
    shaped = {**fields, ORIGINAL_SCRIPT: original}
    if "withdrawn" in fields:
        return shaped
    if original != script:
        for name in _WORDS:
            if value := fields.get(name):
                shaped[name] = _converted(value, convert)
    shaped["script"] = script
    return shaped


def _converted(value: Any, convert: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return convert(value)
    if isinstance(value, dict):
        return {name: _converted(each, convert) if name in _INNER else each for name, each in value.items()}
    return [_converted(each, convert) for each in value] if isinstance(value, list) else value
