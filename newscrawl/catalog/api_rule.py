"""The rule for a site's list API: paths into the JSON of its answer."""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel

from newscrawl.catalog.json_paths import check_path
from newscrawl.catalog.rule import MODEL
from newscrawl.i18n import _

_PLACE = re.compile(r"\{([^{}]*)\}")


@cache
def pieces(address: str) -> tuple[str, ...] | None:
    """Split an address into what stands there and the paths in its braces,
    alternating; None for a path to the whole address.

    No path (JMESPath) has a name alone in braces, so `{id}` and `news{id}.html` are
    addresses.

    >>> pieces("/a/{id}.html"), pieces("news{id}x{no}"), pieces("join('', ['/a/', id])")
    (('/a/', 'id', '.html'), ('news', 'id', 'x', 'no', ''), None)
    """
    return tuple(_PLACE.split(address)) if "{" in address and not _is_path(address) else None


def _is_path(path: str) -> bool:
    try:
        jmespath.compile(path)
    except (JMESPathError, ValueError):
        return False
    return True


def _address(address: str) -> str:
    parts = pieces(address)
    for path in [address] if parts is None else parts[1::2]:
        check_path(path)
    if parts is not None and any(char in part for part in parts[::2] for char in "{}$"):
        raise ValueError(
            _("braces of {address!r} do not match: a path of an item stands as {{id}}").format(address=address)
        )
    return address


Path = Annotated[str, AfterValidator(check_path)]
"""A JMESPath: `data.list`, `docs[].url`."""


class ApiRule(BaseModel):
    """A listing that is JSON, or whose page holds it in a script: paths (JMESPath) to
    its items, and within an item to what an entry needs.
    """

    model_config = MODEL

    items: Path
    """The list of items: `data.list`. An empty one after the first page is the end of
    the listing."""
    url: Annotated[str, AfterValidator(_address)]
    """Within an item, its address, or an address with paths in braces:
    `https://a.cn/news/{id}.html`."""
    title: Path | None = None
    """Within an item, its title."""
    date: Path | None = None
    """Within an item, its date: text, or seconds or milliseconds since 1970."""
    next: Path | None = None
    """In the answer, the address of the next page, or the `{cursor}` of `request`; for
    pages that are counted use `next_url` or `{page}`."""
    whole: bool = False
    """Whether an item holds the whole article: the layouts' `json` rules read it, and
    its page is fetched only where they find no text."""
