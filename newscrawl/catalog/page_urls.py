"""The addresses of a listing's further pages, where they can be counted: `DIR/` →
`DIR/2.shtml` → `DIR/3.shtml`.
"""

from __future__ import annotations

import re

from pydantic import BaseModel, Field, model_validator

from newscrawl.catalog.rule import MODEL
from newscrawl.i18n import _


class PageUrls(BaseModel):
    """Addresses of the further pages of a listing, by counting:
    `{ url = "{folder}{page}.shtml", first = 2 }`.
    """

    model_config = MODEL

    url: str
    """Address with `{page}` for the number, once or several times, and one of
    `{channel}` (the channel's URL as it stands), `{folder}` (that URL up to its last
    slash) and `{stem}` (that URL without its extension: `node_538` of
    `node_538.htm`)."""
    first: int = Field(default=2, ge=0)
    """Number in the address of the *second* page: 2 for `index_2.html`, 1 for TRS,
    which counts `index.html` as 0."""
    last: int | None = Field(default=None, ge=0)
    """Number of the last page, None if the listing itself shows its end."""

    @model_validator(mode="after")
    def _has_one_page(self) -> PageUrls:
        names = re.findall(r"\{(.*?)\}", self.url)
        if "page" not in names or not {"channel", "folder", "stem"}.issuperset(n for n in names if n != "page"):
            raise ValueError(_("url needs {page}, beside it only {channel}, {folder} or {stem}"))
        if self.last is not None and self.last < self.first:
            raise ValueError(_("last is smaller than first"))
        return self

    def after(self, url: str, channel_url: str) -> str | None:
        """Return the address of the page after `url`, None after the last one or if
        `url` is no page of the channel.

        >>> PageUrls(url="{folder}{page}.shtml").after("http://www.hxnews.com/news/fj/fz/", "http://www.hxnews.com/news/fj/fz/")
        'http://www.hxnews.com/news/fj/fz/2.shtml'
        """
        number = self.number(url, channel_url)
        if number is None or (self.last is not None and number >= self.last):
            return None
        return self._template(channel_url).replace("{page}", str(number + 1))

    def number(self, url: str, channel_url: str) -> int | None:
        """Return the number of a page of the channel as its address counts, None if it
        is no page of it.

        >>> trs = PageUrls(url="{folder}index_{page}.html", first=1)
        >>> trs.number("https://news.xmnn.cn/xmxw/", "https://news.xmnn.cn/xmxw/")
        0
        >>> trs.number("http://news.xmnn.cn/xmxw/index_7.html", "https://news.xmnn.cn/xmxw/")
        7
        """
        bare, channel = _bare(url), _bare(channel_url)
        if bare.rstrip("/") == channel.rstrip("/"):
            return self.first - 1
        first, *others = _bare(self._template(channel_url)).split("{page}")
        if not bare.startswith(first):
            return None
        again = "".join(rf"(?:\1){re.escape(each)}" for each in others[1:])
        found = re.fullmatch(rf"([0-9]{{1,9}}){re.escape(others[0])}{again}", bare[len(first) :])
        return int(found[1]) if found is not None else None

    def _template(self, channel_url: str) -> str:
        values = address_values(channel_url)
        return re.sub(r"\{(channel|folder|stem)\}", lambda found: values[found[1]], self.url)


def address_values(channel_url: str) -> dict[str, str]:
    """Return a channel's address as it stands in templates.

    >>> address_values("http://news.fjsen.cn/node_538.htm")["stem"]
    'http://news.fjsen.cn/node_538'
    """
    scheme, _, rest = channel_url.partition("?")[0].partition("://")
    above, slash, name = rest.rpartition("/")
    if slash and "." in name:
        folder, stem = above + "/", f"{above}/{name.rpartition('.')[0]}"
    else:
        folder, stem = rest.rstrip("/") + "/", rest.rstrip("/")
    origin = f"{scheme}://{rest.partition('/')[0]}"
    return {"channel": channel_url, "origin": origin, "folder": f"{scheme}://{folder}", "stem": f"{scheme}://{stem}"}


def _bare(url: str) -> str:
    """Remove scheme and fragment, in which two addresses of one page may differ."""
    return url.partition("#")[0].partition("://")[2]
