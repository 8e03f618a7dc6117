"""The rule for a site's list API: paths into the JSON of its answer."""

from __future__ import annotations

import re
from typing import Annotated

import jmespath
from jmespath.exceptions import JMESPathError
from pydantic import AfterValidator, BaseModel

from newscrawl.catalog.rule import MODEL

PLACE = re.compile(r"(?<=[/=._-])\{([^{}]+)\}")
"""A placeholder in an address: `{id}`."""


def _path(path: str) -> str:
    try:
        jmespath.compile(path)
    except (JMESPathError, ValueError) as error:
        raise ValueError(f"broken JMESPath {path!r}: {str(error).splitlines()[0]}") from None
    return path


def _address(address: str) -> str:
    for path in PLACE.findall(address) or [address]:
        _path(path)
    return address


Path = Annotated[str, AfterValidator(_path)]
"""A JMESPath: `data.list`, `docs[].url`."""


class ApiRule(BaseModel):
    """A listing that is JSON: paths (JMESPath) to its items, and within an item to what
    an entry needs.
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
    """In the answer, the address of the next page; for pages that are counted use
    `next_url`."""
