"""The name of an alarm → what to do about it."""

from __future__ import annotations

from newscrawl.i18n import N_, _
from newscrawl.program import as_called

ADVICE = {
    "listing_gone": N_("The channel moved or was closed: look for its new address, change `url` in the site's file."),
    "no_links": N_("Open the listing in a browser; if it has entries, its markup changed: see `scrapy newsite`."),
    "no_article_links": N_(
        "Links are there, but none is an article's: the site's addresses changed; see `[article] url`."
    ),
    "url_rule_refuses_all": N_(
        "The site's addresses changed: write into `[article] url` of its file what they look like now."
    ),
    "filled_by_script": N_(
        "Name the address that the script asks in `[listing.request]` or `[article.request]`, or read the page's state "
        "by `json` rules: `scrapy probe` looks for both."
    ),
    "no_network": N_("This machine reaches no host: look at its network, name server (DNS), firewall or proxy."),
    "unreachable": N_(
        "Nobody answers: see whether the site moved or is gone; if it answers you, look at your network."
    ),
    "name_not_found": N_("DNS does not know the name: the site moved or is gone; look for its new address."),
    "not_public": N_(
        "DNS leads to a private address: a portal to log in at, or a wrong name server; NEWSCRAWL_ALLOW_HOSTS names "
        "hosts of your own."
    ),
    "robots_unreachable": N_(
        "The host answers, but not for robots.txt, so nothing may be fetched (RFC 9309): open it; where that lasts, "
        "write to the site."
    ),
    "robots": N_("The site's robots.txt forbids its listing: take the channel out, or ask the site for leave."),
    "refused": N_("The site refuses us: crawl slower (`delay`), set NEWSCRAWL_CONTACT, or ask for leave."),
    "broken": N_("What lies below is not listed until this is mended: open the address, and look at the site's rules."),
    "pager_unreadable": N_("Its pages cannot be turned: give `[listing] next_url` in the site's file."),
    "dateless": N_("Nothing shows how deep a walk is: give `[listing] date`, or a layout with `published`."),
    "overrun": N_("News came faster than the page shows it, and some was missed: crawl it more often."),
    "rejected": N_("Most pages are no articles: open some of them; `scrapy ledger retry` asks for them again."),
    "equal": N_("Many addresses show one text: an error page, or a wall; `scrapy ledger retry` asks for them again."),
    "given_up": N_("They were tried for days: open some; `scrapy ledger retry` asks for them again."),
    "soft404": N_("The site says 'not found' with status 200: its pages moved, or it hides from crawlers."),
    "verification": N_("It sends verification pages: crawl slower (`delay`), set NEWSCRAWL_CONTACT, or ask for leave."),
    "redirected": N_("Addresses lead to the front page: the channel or its articles moved; look for the new address."),
    "layout_unknown": N_("Pages fit no layout of the site's file: the markup changed; add one that fits."),
    "fill_below_expected": N_(
        "Fewer articles have the field than `[expect]` asks for: look at the rule that reads it."
    ),
    "fill_fell": N_("The field is read far less than before: the markup around it changed."),
    "silent": N_("The site may have stopped, moved its news elsewhere, or changed its listing: open the channel."),
    "few": N_("Part of the listing may be missed, or the newsroom changed: compare the channel with what was listed."),
    "many": N_("The listing may show other channels' news, or old articles were dated anew: look at that day's list."),
    "charset_changed": N_(
        "Pages come in another charset than ever: look whether words are read right; recode nothing."
    ),
    "copies_jumped": N_(
        "Most articles copy others: pages may show the same text, an error page or one syndicated piece."
    ),
    "dates_ahead": N_(
        "Articles are dated in the future: the rule for `published` reads another date, or the site errs."
    ),
    "certificate": N_("Nothing is refused for it: look whether the host is still the publisher's. Told once."),
    "clock": N_("Set this machine's clock (NTP): dates without a year and the order of captures depend on it."),
}
"""What to do about each alarm, by name."""


def advice(name: str) -> str:
    """Return what to do about an alarm, in the language of the process; "" for one of a
    version that knew others.

    >>> advice("no_network")
    'This machine reaches no host: look at its network, name server (DNS), firewall or proxy.'
    """
    return as_called(_(ADVICE.get(name, "")))
