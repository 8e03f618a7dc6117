"""How old the evidence of a site's file is, for its listings, its articles' addresses
and its layouts; and which channels rest on so little that nobody should rely on them.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import BaseModel, BeforeValidator, Field, model_validator

from newscrawl.catalog.rule import MODEL
from newscrawl.i18n import _

RECENT = "2022"
"""Evidence before this year is old: most sites have moved or changed since."""
_FRONT = re.compile(r"/?(?:(?:index|default|home)\.\w+)?", re.I)


def _dated(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


_DAY = re.compile(r"\d{4}(-\d{2}){0,2}")
Day = Annotated[str, BeforeValidator(_dated), Field(pattern=f"^{_DAY.pattern}$")]
"""A year, month or day: `2019-11`."""


class Verified(BaseModel):
    """Dates of the newest evidence; a single date stands for all three."""

    model_config = MODEL

    listing: Day | None = None
    """When listings were last seen at the channels' addresses, as the rules read
    them."""
    address: Day | None = None
    """When articles were last seen to have addresses of this shape."""
    layout: Day | None = None
    """When article pages were last seen in the markup of the layouts."""

    @model_validator(mode="before")
    @classmethod
    def _of_one_date(cls, value: Any) -> Any:
        value = _dated(value)
        if not isinstance(value, str):
            return value
        if not _DAY.fullmatch(value):
            raise ValueError(_("a year, month or day: 2019, 2019-11, 2019-11-05"))
        return dict.fromkeys(cls.model_fields, value)

    @property
    def newest(self) -> str | None:
        """The newest of the three dates.

        >>> Verified.model_validate({"listing": "2019-11", "address": "2026-09"}).newest
        '2026-09'
        """
        return max(filter(None, (self.listing, self.address, self.layout)), default=None)


def is_front_page(url: str) -> bool:
    """Return whether an address is the front page of a host.

    >>> is_front_page("http://www.zsnews.cn/index.html"), is_front_page("http://www.zsnews.cn/news/")
    (True, False)
    """
    parts = urlsplit(url)
    return not parts.query and _FRONT.fullmatch(parts.path) is not None


def is_old(day: str | None) -> bool:
    """Return whether a date is before `RECENT`; no date is not.

    >>> is_old("2019-11"), is_old("2023"), is_old(None)
    (True, False, False)
    """
    return day is not None and day < RECENT
