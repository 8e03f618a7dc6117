"""What outcomes, states and fields are called on pages: keys → words to translate."""

from __future__ import annotations

from newscrawl.i18n import N_

OUTCOME_WORDS = {
    "listed": N_("listed"),
    "exported": N_("archived"),
    "duplicate": N_("duplicate"),
    "rejected": N_("rejected"),
    "failed": N_("failed"),
    "pending": N_("pending"),
}
STATE_WORDS = {
    "live": N_("live"),
    "broken": N_("broken"),
    "dead": N_("dead"),
    "unwatched": N_("unwatched"),
    "empty": N_("empty"),
    "news": N_("news"),
    "lost": N_("failed or pending"),
    "gap": N_("gap"),
    "quiet": N_("none, as usual"),
    "unseen": N_("not looked at since"),
    "complete": N_("complete"),
    "missing": N_("no issue"),
}
RELATION_WORDS = {
    "equal": N_("the same text"),
    "near": N_("nearly the same text"),
    "contains": N_("all of the archived text, and more"),
    "contained": N_("a part of the archived text"),
}
FIELD_WORDS = {
    "title": N_("Title"),
    "kicker": N_("Kicker"),
    "subtitle": N_("Subtitle"),
    "text": N_("Text"),
    "published": N_("Published"),
    "modified": N_("Modified"),
    "source": N_("Source"),
    "source_url": N_("Address of the source"),
    "reporters": N_("Reporters"),
    "correspondents": N_("Correspondents"),
    "photographers": N_("Photographers"),
    "authors": N_("Authors"),
    "editors": N_("Editors"),
    "dateline": N_("Dateline"),
    "breadcrumbs": N_("Trail"),
    "keywords": N_("Keywords"),
    "images": N_("Pictures"),
    "attachments": N_("Attachments"),
    "original_title": N_("Original title"),
    "listed_title": N_("Title in the listing"),
    "edition": N_("Edition"),
    "page": N_("Page"),
}
