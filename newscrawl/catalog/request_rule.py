"""How a list, or an article, is asked for, where that is more than a GET of its
address: another address, a method, a body, headers, cookies.

Its texts are templates (`templates.py`). Which variables they may have depends on what
is asked for, and is checked when the file is read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal, NamedTuple
from urllib.parse import urlencode, urlsplit

from pydantic import AfterValidator, BaseModel, Field, model_validator

from newscrawl.catalog.json_paths import check_path
from newscrawl.catalog.page_urls import address_values
from newscrawl.catalog.rule import MODEL
from newscrawl.catalog.templates import ADDRESSES, Values, fill_json, fill_text, fill_url, parts_of, variables
from newscrawl.i18n import _

_TOKEN = re.compile(r"[!#$%&'*+\-.^_`|~0-9A-Za-z]+")
_RESERVED = frozenset(
    ("host", "content-length", "transfer-encoding", "connection", "cookie", "user-agent", "accept-encoding")
)
"""Headers that the crawl itself writes: framing, cookies, and who is asking."""


def _headers(headers: dict[str, str]) -> dict[str, str]:
    for name, value in headers.items():
        if not _TOKEN.fullmatch(name):
            raise ValueError(_("{name!r} is no name of a header").format(name=name))
        if name.lower() in _RESERVED:
            raise ValueError(_("{name} is written by the crawl itself").format(name=name))
        if not re.fullmatch(r"[^\r\n\0]*", value):
            raise ValueError(_("the header {name} has a line break").format(name=name))
    return headers


def _cookies(cookies: dict[str, str]) -> dict[str, str]:
    for name, value in cookies.items():
        if not _TOKEN.fullmatch(name) or re.search(r"[;\r\n\0]", value):
            raise ValueError(_("{name!r} is no cookie").format(name=name))
    return cookies


class SentHeaders(BaseModel):
    """Headers and cookies that are sent with a request."""

    model_config = MODEL

    headers: Annotated[dict[str, str], AfterValidator(_headers)] = Field(default_factory=dict)
    """Headers: `{ siteId = "35", Referer = "https://www.a.cn/" }`. Who is asking
    (`User-Agent`) is no matter of a site's file."""
    cookies: Annotated[dict[str, str], AfterValidator(_cookies)] = Field(default_factory=dict)
    """Cookies with fixed values: `{ city = "fz" }`; those that pages set are a matter
    of the site's `cookies = true`."""


class AskedFor(NamedTuple):
    """A request, ready to be sent."""

    url: str
    method: str = "GET"
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()


class RequestRule(SentHeaders):
    """A request, as a template."""

    url: str | None = None
    """Address; without it that of the channel: `https://api.a.cn/list?page={page}`."""
    method: Literal["GET", "POST"] | None = None
    """`POST` where a body is given, otherwise `GET`."""
    json_body: Any = Field(default=None, alias="json")
    """Body as JSON: `{ channelId = "{node}", pageNum = "{page}" }`; a text that is only
    a variable becomes a number where that is one. GraphQL is JSON, too:
    `{ query = "query { … }", variables = { page = "{page}" } }`."""
    form: dict[str, str | int | float | bool] | None = None
    """Body as a form: `{ columnid = 60096, page = "{page}" }`."""
    body: str | None = None
    """Body as text, sent as it is once the variables are filled in."""

    @model_validator(mode="after")
    def _one_body(self) -> RequestRule:
        bodies = [name for name, value in self._bodies() if value is not None]
        if len(bodies) > 1:
            raise ValueError(_("a request has one body, this one has {names}").format(names=" and ".join(bodies)))
        if bodies and self.method == "GET":
            raise ValueError(_('a GET has no body: method = "POST"'))
        if self.json_body is not None and not isinstance(self.json_body, dict | list):
            raise ValueError(_("json is a table or a list; a text is a body"))
        if self.url is not None:
            self._check_url(self.url)
        for variable in self.all_variables():
            name, _colon, form = variable.partition(":")
            if name == "date":
                if not re.search("%d", form) or not re.search("%m", form) or re.search(r"%[^YmdyHMS]", form):
                    raise ValueError(_("{{{name}}} needs month and day: {{date:%Y-%m-%d}}").format(name=variable))
            elif form:
                raise ValueError(_("{{{name}}}: only a date has a form").format(name=variable))
            elif name.startswith("last"):
                if not name.startswith("last."):
                    raise ValueError(_("{{{name}}} needs a path into the last item: {{last.id}}").format(name=variable))
                check_path(name[5:])
        return self

    @staticmethod
    def _check_url(url: str) -> None:
        parts = parts_of(url)
        if not (parts[0] or len(parts) < 2 or parts[1] not in ADDRESSES):
            return  # it begins with the channel's own
        host = urlsplit(parts[0]).netloc if parts[0].startswith(("http://", "https://")) else ""
        whole = len(parts) < 2 or "/" in parts[0].partition("://")[2] or "?" in parts[0].partition("://")[2]
        if not host or not whole or re.search(r"[\s#]", url.partition("{")[0]):
            raise ValueError(
                _("url {url!r} must begin with http(s):// and a host, or with {{channel}}").format(url=url)
            )

    def _bodies(self) -> Iterator[tuple[str, Any]]:
        yield from (("json", self.json_body), ("form", self.form), ("body", self.body))

    @property
    def sends(self) -> bool:
        """Whether a body is sent, or POST is used without one."""
        return self.method == "POST" or any(value is not None for _name, value in self._bodies())

    @property
    def host(self) -> str | None:
        """The host that is asked; None for the channel's own."""
        first = parts_of(self.url or "")[0]
        return urlsplit(first).hostname if first else None

    def body_variables(self) -> tuple[str, ...]:
        """Return the variables that stand elsewhere than in the address."""
        inside = (self.json_body, self.form, self.body, self.headers, self.cookies)
        return tuple(dict.fromkeys(variables(inside)))

    def all_variables(self) -> tuple[str, ...]:
        """Return all variables, each once."""
        return tuple(dict.fromkeys((*variables(self.url), *self.body_variables())))

    def check_variables(self, known: Iterable[str]) -> None:
        """Raise `ValueError` for a variable that nothing fills in."""
        known = list(known)
        for variable in self.all_variables():
            name = variable.partition(":")[0]
            if name not in known and not (name.startswith("last.") and "last" in known):
                raise ValueError(
                    _("unknown variable {{{name}}}; there are {names}").format(name=variable, names=", ".join(known))
                )

    def asked(self, url: str, values: Values, beside: SentHeaders | None = None) -> AskedFor:
        """Return the request of an address that is filled in already; `beside` are the
        headers and cookies of the whole site.
        """
        headers = {**(beside.headers if beside else {})}
        cookies = {**(beside.cookies if beside else {})}
        data, kind = b"", None
        if self.json_body is not None:
            data, kind = json.dumps(fill_json(self.json_body, values), ensure_ascii=False).encode(), "application/json"
        elif self.form is not None:
            filled = {name: fill_text(str(value), values) for name, value in self.form.items()}
            data, kind = urlencode(filled).encode(), "application/x-www-form-urlencoded"
        elif self.body is not None:
            in_json = self.body.lstrip()[:1] in ("{", "[")
            data, kind = fill_text(self.body, values, in_json=in_json).encode(), "text/plain; charset=utf-8"
            kind = "application/json" if in_json else kind
        if kind is not None and not any(name.lower() == "content-type" for name in (*headers, *self.headers)):
            headers["Content-Type"] = kind
        headers |= {name: fill_text(value, values) for name, value in self.headers.items()}
        cookies |= {name: fill_text(value, values) for name, value in self.cookies.items()}
        method = self.method or ("GET" if kind is None else "POST")
        return AskedFor(url, method, data, tuple(headers.items()), tuple(cookies.items()))


def plain_request(url: str, beside: SentHeaders) -> AskedFor:
    """Return a GET with the headers and cookies of the site."""
    return AskedFor(url, headers=tuple(beside.headers.items()), cookies=tuple(beside.cookies.items()))


class ArticleRequest(RequestRule):
    """How an article's text is asked for, where its public page has none.

    Variables: the named groups of `article.url` (`[?&]id=(?P<id>\\d+)`), and of the
    public address `{address}` all, `{stem}` without its extension, `{folder}` up to the
    last slash.
    """

    def for_article(self, url: str, groups: Values, beside: SentHeaders) -> AskedFor | None:
        """Return the request for the article at a public address; None where a variable
        has no value.

        >>> rule = ArticleRequest(url="http://a.cn/api/detail?id={id}")
        >>> rule.for_article("http://a.cn/#/article?id=7", {"id": "7"}, SentHeaders()).url
        'http://a.cn/api/detail?id=7'
        """
        plain = url.partition("#")[0]
        values = {**address_values(plain), "address": plain, **groups}
        if any(values.get(name) in (None, "") for name in self.all_variables()):
            return None
        return self.asked(fill_url(self.url or "{address}", values), values, beside)
