"""Templates → pages, in the language in use; everything a page wrote is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader
from markupsafe import Markup, escape

from newscrawl.china_time import CHINA
from newscrawl.i18n import gettext, language, ngettext
from newscrawl.ledger import OutcomeKind
from newscrawl.monitor.causes import article_words, with_code
from newscrawl.record.snippets import Span
from newscrawl.web.room_links import RoomLinks
from newscrawl.web.words import FIELD_WORDS, OUTCOME_WORDS, RELATION_WORDS, STATE_WORDS

OUTCOMES: tuple[OutcomeKind, ...] = ("exported", "duplicate", "rejected", "failed", "pending")


@cache
def environment() -> Environment:
    """Return the environment of all templates."""
    env = Environment(
        loader=PackageLoader("newscrawl.web"), autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    env.globals |= {"_": gettext, "ngettext": ngettext, "outcomes": OUTCOMES, "moment": moment, "marked": marked}
    env.globals |= {"outcome_word": outcome_word, "state_word": state_word, "reason_words": reason_words}
    env.globals["relation_word"] = relation_word
    env.globals |= {"number": number, "web_address": web_address, "field_words": FIELD_WORDS}
    return env


def render(name: str, links: RoomLinks, **values: Any) -> str:
    """Return a page."""
    return environment().get_template(name).render(links=links, lang=language(), **values)


def number(value: int) -> str:
    """Return a number with commas."""
    return f"{value:,}"


def moment(at: datetime | None) -> str:
    """Return a moment to the minute, in China's time."""
    return "" if at is None else f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}"


def outcome_word(outcome: str) -> str:
    """Return what an outcome is called."""
    return gettext(OUTCOME_WORDS.get(outcome, outcome))


def state_word(state: str) -> str:
    """Return what the state of a channel, or of a day, is called."""
    return gettext(STATE_WORDS.get(state, state))


def reason_words(reason: str | None) -> str:
    """Return a reason, or the relation of a duplicate, in words, with its code."""
    if not reason:
        return ""
    return with_code(reason, relation_word(reason) if reason in RELATION_WORDS else article_words(reason))


def relation_word(relation: str) -> str:
    """Return how a duplicate is related to the archived text."""
    return gettext(RELATION_WORDS.get(relation, relation))


def web_address(url: str) -> str | None:
    """Return an address that a link may lead to: http and https only.

    >>> web_address("http://www.hxnews.com/1.shtml"), web_address("javascript:alert(1)")
    ('http://www.hxnews.com/1.shtml', None)
    """
    return url if url.lower().startswith(("http://", "https://")) else None


def marked(text: str, spans: Iterable[Span]) -> Markup:
    """Return a text as HTML with marks.

    >>> print(marked("<b>福州</b>地铁", [(3, 5)]))
    &lt;b&gt;<mark>福州</mark>&lt;/b&gt;地铁
    """
    made, at = Markup(), 0
    for start, end in spans:
        made += escape(text[at:start]) + Markup("<mark>") + escape(text[start:end]) + Markup("</mark>")
        at = end
    return made + escape(text[at:])
