"""The ledger's reasons for a walk that stopped → words for a person, and what kind of
trouble it is. Pure.
"""

from __future__ import annotations

import re
from typing import Literal
from urllib.parse import urlsplit

from newscrawl.i18n import N_, _
from newscrawl.walks.listing_values import NO_FIELD

Cause = Literal["unreachable", "name_not_found", "not_public", "robots_unreachable", "robots", "refused", "broken"]
"""Nobody answers · DNS does not know the host, or leads to a private address · the host
answers, but not for robots.txt, or its robots.txt forbids the listing · the site does
not want us · anything else."""

WORDS = {
    "no_such_host": N_("name not found"),
    "resolver": N_("its name leads to an address that is not public"),
    "forbidden_address": N_("its address is not public; see NEWSCRAWL_ALLOW_HOSTS"),
    "timeout": N_("no answer in time"),
    "refused": N_("the connection is refused"),
    "connection": N_("the connection fails"),
    "dataloss": N_("the transfer breaks off"),
    "robots_unreachable": N_("its robots.txt cannot be had, so nothing may be fetched (RFC 9309)"),
    "robots": N_("its robots.txt forbids the listing"),
    "blocked": N_("it refuses us and is left alone for a while"),
    "verification": N_("a verification page comes instead"),
    "page_missing": N_("a page is missing in the middle of the listing"),
    "linked_missing": N_("a page is missing though the page before it links to it"),
    "ends_early": N_("the listing ends above pages that earlier walks read"),
    "end_unconfirmed": N_("the listing seems to end here; a later run looks again"),
    "pager_lost": N_("no pager is seen any more"),
    "pager_unreadable": N_("there is a pager, but no address in it can be read"),
    "pager_loops": N_("the pager leads back to a page read before"),
    "offsite_next": N_("the next page lies on another site"),
    "cut": N_("the page was cut in transfer"),
    "unsure": N_("nothing shows that the transfer was whole"),
    "endless": N_("the listing does not end"),
    "dateless": N_("neither the listing nor its articles have dates, so that how deep it was read is unknown"),
    "overrun": N_("there was more new than the page shows"),
    "front": N_("the page has no pager"),
    "gap": N_("a page was missing for days and was passed over"),
    "no_entries": N_("the page shows no entry"),
    "unaddressed": N_("its entries have no address that can be read: a script follows them"),
    "no_list": N_("the answer is no list"),
    "redirected": N_("the listing leads elsewhere"),
    "redirect": N_("the page leads elsewhere"),
    "redirect_loop": N_("redirects lead in a circle"),
    "soft404": N_("the page says that it does not exist, with status 200"),
    "empty": N_("the page is empty"),
    "shell": N_("the page has no text of its own"),
    "script": N_("a script fills the page, and no rule finds its text"),
    "data": N_("the answer is JSON, and no rule finds a text in it"),
    "too_large": N_("the page is too large"),
    "given_up": N_("the run was given up"),
    "login": N_("it asks for a login"),
    "script_only": N_("the page is a script, without text"),
    "scheme": N_("its address is no http(s) address"),
    "forgotten": N_("taken out of the archive for good"),
}
"""Reason → words; of a reason that is not here, those of articles, otherwise itself."""

NETWORK: dict[str, Cause] = {
    "no_such_host": "name_not_found",
    "resolver": "not_public",
    "timeout": "unreachable",
    "refused": "unreachable",
    "connection": "unreachable",
}
"""Failures that a machine without network has with every host."""
_KINDS: dict[str, Cause] = {
    **NETWORK,
    "dataloss": "unreachable",
    "forbidden_address": "not_public",
    "robots_unreachable": "robots_unreachable",
    "robots": "robots",
}
ARTICLE_WORDS = {
    "http_404": N_("there is no such page"),
    "http_410": N_("the page was taken away"),
    "gone": N_("the page was taken away"),
    "withdrawn": N_("the page says that the article was taken back"),
    "redirected": N_("the page leads to the front page or another one"),
    "front": N_("the site's front page comes instead"),
    "listing": N_("a list of links comes instead"),
    "gallery": N_("a series of pictures"),
    "video": N_("a video"),
    "document": N_("a file: PDF, Word, a picture"),
    "no_text": N_("the article's page has no text"),
    "robots": N_("the site's robots.txt forbids the page"),
    "offsite": N_("the page lies on another site"),
    "outside_dates": N_("published outside the days asked for"),
    "unlike_title": N_("a short text that is unlike its title"),
    "bad_url": N_("its address cannot be asked for"),
    "not_captured": N_("the replay has no capture of it"),
    "challenge": N_("a script asks for a browser"),
    "garbled": N_("its characters cannot be read"),
    "capture_failed": N_("the response could not be written to the WARC file"),
}
"""Reason → words, where an article's differ from a listing's."""

_REFUSED = frozenset({"blocked", "verification", "challenge", "shell", "script_only", "login"}) | {
    f"http_{status}" for status in (401, 403, 412, 429, 503, 521)
}


def kind_of_cause(reason: str) -> Cause:
    """Return what kind of trouble a reason is.

    >>> [kind_of_cause(reason) for reason in ("no_such_host", "http_403", "http_500", "page_missing")]
    ['name_not_found', 'refused', 'broken', 'broken']
    """
    return _KINDS.get(reason, "refused" if reason in _REFUSED else "broken")


def article_words(reason: str) -> str:
    """Return the reason for which an article is missing in words.

    >>> article_words("http_404"), article_words("page_timeout"), article_words("error: KeyError")
    ('there is no such page', 'a further page: no answer in time', 'an error of this program: KeyError')
    """
    if reason.startswith("page_") and reason not in WORDS:
        return _("a further page: {words}").format(words=article_words(reason.removeprefix("page_")))
    if reason.startswith("error: "):
        return _("an error of this program: {name}").format(name=reason.removeprefix("error: "))
    return _(ARTICLE_WORDS[reason]) if reason in ARTICLE_WORDS else in_words(reason)


def in_words(reason: str) -> str:
    """Return a reason in words.

    >>> in_words("no_such_host"), in_words("http_403"), in_words("no_field: data.list")
    ('name not found', 'answers with status 403', 'the list has no field data.list any more')
    """
    if reason.startswith(NO_FIELD):
        return _("the list has no field {field} any more").format(field=reason.removeprefix(NO_FIELD))
    if status := re.fullmatch(r"http_(\d{3})", reason):
        return _("answers with status {status}").format(status=status[1])
    return _(WORDS.get(reason) or ARTICLE_WORDS.get(reason) or reason)


def with_code(reason: str, words: str) -> str:
    """Return words with the reason behind them that the ledger and the log have.

    >>> with_code("refused", in_words("refused")), with_code("odd", in_words("odd"))
    ('the connection is refused (refused)', 'odd')
    """
    return words if words == reason else _("{words} ({code})").format(words=words, code=reason)


def host_and_port(url: str | None) -> str | None:
    """Return the host of an address, with a port that is not the usual one.

    >>> [host_and_port(url) for url in ("http://www.hxnews.com/news/fj/fz/", "http://127.0.0.1:8932/list/", None)]
    ['www.hxnews.com', '127.0.0.1:8932', None]
    """
    try:
        return urlsplit(url or "").netloc.rpartition("@")[2].lower() or None
    except ValueError:
        return None
