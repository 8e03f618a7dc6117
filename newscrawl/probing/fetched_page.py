"""What reading needs of a page that was fetched."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class FetchedPage(Protocol):
    """A page with the facts of its response that reading needs."""

    @property
    def final_url(self) -> str: ...
    @property
    def content_type(self) -> str | None: ...
    @property
    def body(self) -> bytes: ...
    @property
    def fetched(self) -> datetime: ...
