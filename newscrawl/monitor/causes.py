"""The ledger's reasons for a walk that stopped → words for a person, and what kind of
trouble it is. Pure.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from newscrawl.walks.listing_values import NO_FIELD

Cause = Literal["unreachable", "refused", "broken"]
"""Nobody answers · the site answers that it does not want us · anything else."""

WORDS = {
    "no_such_host": "name not found",
    "resolver": "its name leads to an address that is not public",
    "forbidden_address": "its address is not public; see NEWSCRAWL_ALLOW_HOSTS",
    "timeout": "no answer in time",
    "refused": "the connection is refused",
    "connection": "the connection fails",
    "dataloss": "the transfer breaks off",
    "robots_unreachable": "its robots.txt cannot be had, so nothing may be fetched (RFC 9309)",
    "robots": "its robots.txt forbids the listing",
    "blocked": "it refuses us and is left alone for a while",
    "verification": "a verification page comes instead",
    "page_missing": "a page is missing in the middle of the listing",
    "linked_missing": "a page is missing though the page before it links to it",
    "ends_early": "the listing ends above pages that earlier walks read",
    "end_unconfirmed": "the listing seems to end here; a later run looks again",
    "pager_lost": "no pager is seen any more",
    "pager_unreadable": "there is a pager, but no address in it can be read",
    "pager_loops": "the pager leads back to a page read before",
    "offsite_next": "the next page lies on another site",
    "cut": "the page was cut in transfer",
    "unsure": "nothing shows that the transfer was whole",
    "endless": "the listing does not end",
    "dateless": "neither the listing nor its articles have dates, so that how deep it was read is unknown",
    "overrun": "there was more new than the page shows",
    "front": "the page has no pager",
    "gap": "a page was missing for days and was passed over",
    "no_entries": "the page shows no entry",
    "unaddressed": "its entries have no address that can be read: a script follows them",
    "no_list": "the answer is no list",
    "redirected": "the listing leads elsewhere",
    "redirect": "the page leads elsewhere",
    "redirect_loop": "redirects lead in a circle",
    "soft404": "the page says that it does not exist, with status 200",
    "empty": "the page is empty",
    "shell": "the page has no text of its own",
    "too_large": "the page is too large",
    "given_up": "the run was given up",
}
"""Reason → words; any other reason is shown as it is."""

_UNREACHABLE = frozenset(
    {"no_such_host", "resolver", "forbidden_address", "timeout", "refused", "connection", "dataloss"}
    | {"robots_unreachable"}
)
_REFUSED = frozenset({"blocked", "verification", "challenge", "shell", "script_only", "login"}) | {
    f"http_{status}" for status in (401, 403, 412, 429, 503, 521)
}


def kind_of_cause(reason: str) -> Cause:
    """Return what kind of trouble a reason is.

    >>> [kind_of_cause(reason) for reason in ("no_such_host", "http_403", "http_500", "page_missing")]
    ['unreachable', 'refused', 'broken', 'broken']
    """
    return "unreachable" if reason in _UNREACHABLE else "refused" if reason in _REFUSED else "broken"


def in_words(reason: str) -> str:
    """Return a reason in words.

    >>> in_words("no_such_host"), in_words("http_403"), in_words("no_field: data.list")
    ('name not found', 'answers with status 403', 'the list has no field data.list any more')
    """
    if reason.startswith(NO_FIELD):
        return f"the list has no field {reason.removeprefix(NO_FIELD)} any more"
    if status := re.fullmatch(r"http_(\d{3})", reason):
        return f"answers with status {status[1]}"
    return WORDS.get(reason) or reason


def host_and_port(url: str | None) -> str | None:
    """Return the host of an address, with a port that is not the usual one.

    >>> [host_and_port(url) for url in ("http://www.hxnews.com/news/fj/fz/", "http://127.0.0.1:8932/list/", None)]
    ['www.hxnews.com', '127.0.0.1:8932', None]
    """
    try:
        return urlsplit(url or "").netloc.rpartition("@")[2].lower() or None
    except ValueError:
        return None
