"""A listing page, feed, sitemap or list API's answer → `Listing`: its entries, and
where the next page is.

The site's (or the channel's) rules are used first, the generic listing reader for what
they leave out. Off-site links, links to other pages than articles, and repeated links
are not entries. Which entries are new, and when a walk stops, is decided by the ledger
and `walks/`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from newscrawl.catalog.families import with_page_family
from newscrawl.catalog.json_paths import search
from newscrawl.catalog.schema import Channel, ListingRule, PageUrls, Site
from newscrawl.items import Entry, Listing, Pager
from newscrawl.reader.column_links import column_links
from newscrawl.reader.datastore import inline_records, next_group
from newscrawl.reader.entry_choice import Candidate, choose_entries
from newscrawl.reader.feed_xml import Announced, newest_sitemap, read_announced, unpacked, xml_kind
from newscrawl.reader.fields.hidden_links import show_addresses, unaddressed
from newscrawl.reader.fields.links import Link, article_shaped, find_entries
from newscrawl.reader.fields.listing_pager import ListingPager, read_pager
from newscrawl.reader.fields.redirects import refresh_target
from newscrawl.reader.fields.times import parse_time
from newscrawl.reader.found_api import FoundList, find_list, holds_texts
from newscrawl.reader.frames import main_frame
from newscrawl.reader.json_answers import longest_markup, parse_answer
from newscrawl.reader.list_api import missing_field, read_items
from newscrawl.reader.open_page import open_page, uncollected
from newscrawl.reader.outline import plain_text
from newscrawl.reader.page import Found, Page
from newscrawl.reader.past_end import says_no_more
from newscrawl.reader.script_pages import filled_by_script, put_aside, written_by_scripts
from newscrawl.reader.script_rows import read_rows
from newscrawl.reader.xml_lists import xml_value
from newscrawl.text.decode import Decoded, decode
from newscrawl.walks.listing_values import INDEX, NO_FIELD, PAST_END, SHALLOW

if TYPE_CHECKING:
    from newscrawl.reader.fields.page_kind import PageKind

UNADDRESSED = "unaddressed"
"""Kind of a page whose entries no address can be read of."""
FEW = 3
"""Entries of a page below which a refresh that leads on is what the page is for."""


@uncollected
def read_listing(
    body: bytes | str | Decoded,
    url: str,
    *,
    content_type: str | None = None,
    site: Site | None = None,
    fetched: datetime | None = None,
    asked: str | None = None,
    channel: Channel | None = None,
) -> Listing:
    """Read one page of a listing, a feed, a sitemap or a list API, recognised by the
    bytes and the site's rules.

    `url` is its address as fetched, `asked` the one that was asked for, which shows the
    channel and the number of the page where redirects led to an address that does not.
    `fetched` resolves dates without a year. `channel` is given where an address that
    several channels ask does not show it.
    """
    if site and channel is not None:
        shown = None if site.listing_of(channel).request else site.channel_of(url)
        asked = url if asked is None or shown is channel else asked
    else:
        channel = site.channel_of(url) if site else None
        if site and asked and channel is None:
            channel = site.channel_of(asked)
        else:
            asked = url
    rule = site.listing_of(channel) if site else ListingRule()
    if isinstance(body, bytes):
        body = decode(unpacked(body), content_type)
    text = body if isinstance(body, str) else body.text
    encoding = None if isinstance(body, str) else body.encoding
    if rule.html is not None and (answer := parse_answer(text)) is not None:
        markup = search(rule.html, answer)
        if not isinstance(markup, str):
            return Listing((), None, kind=f"{NO_FIELD}{rule.html}", encoding=encoding)
        body = text = f"<html><body>{markup}</body></html>"
    if rule.api is not None:
        listing = _api_listing(text, url, rule, channel, site, fetched, asked)
    elif (kind := None if inline_records(text) else xml_kind(text)) == INDEX:
        listing = Listing(
            (), newest_sitemap(text, url), kind=INDEX, evidence={"next_url": "newest sitemap of the index"}
        )
    elif kind:
        evidence = {"entries": kind}
        found = map(_announced, read_announced(text, url, near=fetched))
        entries, refused, against = choose_entries(found, site, evidence, shaped=kind == "sitemap")
        listing = Listing(entries, None, refused, kind, evidence=evidence, rule_refuses=against)
    else:
        site = with_page_family(site, text)
        rule = site.listing_of(channel) if site else rule
        return _page_listing(body, url, rule, channel, site, fetched, asked)
    if listing.kind.startswith(NO_FIELD):
        return replace(listing, encoding=encoding)
    if not listing.entries and listing.kind not in (*SHALLOW, INDEX, "listing", PAST_END):
        page = open_page(body, url, fetched=fetched).page
        instead = _kind(page)
        return replace(listing, kind=instead.value, encoding=encoding, target=instead.target)
    return replace(listing, encoding=encoding)


def _page_listing(
    body: str | Decoded,
    url: str,
    rule: ListingRule,
    channel: Channel | None,
    site: Site | None,
    fetched: datetime | None,
    asked: str,
) -> Listing:
    opened = open_page(body, url, fetched=fetched)
    page = opened.page
    show_addresses(page)
    evidence = {"entries": f"rule: {rule.entries.where}" if rule.entries else "generic: main list"}
    links = _ruled(page, rule) if rule.entries else find_entries(page)
    entries, refused, against = choose_entries(links, site, evidence)
    if len(entries) < FEW and refresh_target(page) is not None:
        entries = ()  # 「如果没有自动跳转，请点击这里」
    if (hidden := unaddressed(page)) > len(entries):
        evidence["entries"] = f"{hidden} entries without an address"
        return Listing((), None, refused, UNADDRESSED, opened.encoding, evidence)
    found = None if entries else _kind(page)
    pager, following = _pager(page, rule, channel, asked)
    if following:
        evidence["next_url"] = following.evidence
    next_url = following.value if following and pager != "offsite" else None
    kind: str
    kind, target = ("listing", None) if found is None else (found.value, found.target)

    def instead(found: Listing) -> bool:
        return len(found.entries) > len(entries) and (not entries or _is_sure(found.entries))

    if not _is_sure(entries) and kind in ("shell", "empty", "listing") and rule.entries is None:
        for source, listed in _listed_in_json(page):
            if (api := listed.rule) is not None:
                api_rule = rule.model_copy(update={"api": api})
                inner = _api_listing(source, url, api_rule, channel, site, fetched, asked)
                if not entries or instead(inner):
                    return replace(inner, encoding=opened.encoding)
            elif not entries:
                evidence["entries"] = f"JSON: {listed.count} items at {listed.items}, without an address"
                kind = "data"
                break
    if kind != "data" and not _is_sure(entries) and (markup := _markup_beside(page, kind)):
        inner = _page_listing(markup, url, rule, channel, site, fetched, asked)
        if instead(inner):
            return replace(inner, encoding=opened.encoding)
    if kind == "data":
        pass
    elif page.answer is not None and not entries:
        kind = "data" if holds_texts(page.answer) else "shell"
    elif kind in ("shell", "empty") and (frame := main_frame(page)) is not None:
        kind, target, evidence["entries"] = "redirect", frame.value, frame.evidence
    elif kind in ("shell", "empty") and (how := filled_by_script(page)) is not None:
        kind, evidence["entries"] = "script", how
    if not entries and kind in ("listing", "empty") and says_no_more(page, asked):
        kind = PAST_END
    if entries and next_url is None and pager == "none" and (columns := column_links(page)):
        evidence["columns"] = " ".join(filter(site.owns, columns) if site else columns)
    return Listing(entries, next_url, refused, kind, opened.encoding, evidence, pager, target, against)


def _kind(page: Page) -> PageKind:
    """Return the kind of a page without entries.

    Its modules read articles, too: a crawl that finds nothing new never imports them.
    """
    from newscrawl.reader.fields.page_kind import page_kind

    return page_kind(page, None)


def _markup_beside(page: Page, kind: str) -> str | None:
    """Return the markup of entries that an answer in JSON holds, or that the scripts of
    a page without entries write."""
    if page.answer is not None:
        markup = longest_markup(page.answer)
    else:
        hidden = kind in ("shell", "empty", "listing")
        markup = (written_by_scripts(page) or put_aside(page)) if hidden else None
    base = page.base_url.replace('"', "%22")
    return f'<html><head><base href="{base}"></head><body>{markup}</body></html>' if markup else None


def _listed_in_json(page: Page) -> Iterator[tuple[str, FoundList]]:
    """Yield the lists of articles in a page that is JSON, in its state, in its other
    scripts, or that is XML, each with the JSON that it stands in.
    """
    for value in page.states:
        if (found := find_list(value)) is not None:
            yield page.text if page.answer is not None else json.dumps(value, ensure_ascii=False), found
            break
    if page.answer is None and (rows := read_rows(page) or xml_value(page)) and (found := find_list(rows)) is not None:
        yield json.dumps(rows, ensure_ascii=False), found


def _is_sure(entries: tuple[Entry, ...]) -> bool:
    """Return whether there are entries with a date, or with an article's address:
    others may be the columns of a page whose list is in its scripts."""
    return any(entry.date or article_shaped(entry.url) for entry in entries)


def _api_listing(
    text: str,
    url: str,
    rule: ListingRule,
    channel: Channel | None,
    site: Site | None,
    fetched: datetime | None,
    asked: str,
) -> Listing:
    """Read the answer of a list API.

    An empty list may be the end, unless the answer says that there is more: a flag, a
    number of pages or of items. Where pages are counted the successor of a page that
    says it is the last is asked for all the same, as with pages.
    """
    assert rule.api is not None
    first_url = channel.url if channel else None
    paging = rule.request.paging() if rule.request else ()
    begin = first_url
    if rule.request and channel and not rule.request.by_day:
        begin = rule.request.first_page(channel.url, channel.values, date.min)
    found = read_items(text, url, rule.api, asked=asked, first_url=begin, near=fetched)
    evidence = {"entries": f"api: {rule.api.items}"}
    if found.stated is not None:
        evidence["pager"] = f"api: {found.stated}"
    if not found.items and (field := missing_field(text, rule.api)):
        return Listing((), None, kind=f"{NO_FIELD}{field}", evidence=evidence)
    if found.items is None:
        return Listing((), None, kind="no_list", evidence=evidence)
    pager: Pager = "none" if found.stated is None else "last" if found.stated == "last" else "next"
    if not found.items:
        return Listing((), None, kind=PAST_END, evidence=evidence, pager=pager)
    next_url = found.next_url
    if rule.request is not None and channel is not None and paging:
        next_url = rule.request.after(asked, channel.url, channel.values, found.ways_on(paging))
        turned = f"request: {', '.join(paging)}"
        evidence["next_url"], pager = turned, "counted" if next_url and pager == "none" else pager
        pager = "last" if next_url is None and pager != "next" else "unreadable" if next_url is None else pager
    elif next_url is not None:
        evidence["next_url"], pager = f"api: {rule.api.next}", "next"
    elif isinstance(rule.next_url, PageUrls):
        next_url, evidence["next_url"] = rule.next_url.after(asked, first_url or asked), f"rule: {rule.next_url.url}"
        pager = "counted" if pager == "none" else pager
    elif found.next_broken:
        evidence["pager"], pager = f"api: {rule.api.next} is no address", "unreadable"
    elif pager == "next":  # without a rule for the next page, the first is meant
        pager = "unreadable" if rule.api.next else "none"
    day = rule.request.day_of(asked, channel.url, channel.values) if rule.request and channel else None
    links = map(_announced, found.items)
    entries, refused, against = choose_entries(links, site, evidence, day=day)
    refused += found.refused
    listing = Listing(entries, next_url, refused, evidence=evidence, pager=pager, rule_refuses=against)
    if not found.records:
        return listing
    return replace(listing, records={each.id: found.records[each.url] for each in entries if each.url in found.records})


def _announced(found: Announced) -> Candidate:
    return Candidate(found.url, found.title, found.date, False)


def _ruled(page: Page, rule: ListingRule) -> Iterator[Link]:
    """Yield the links of the entries that the rule selects; an entry without a link is
    none.
    """
    assert rule.entries is not None
    for element in rule.entries.elements(page.root):
        anchor = _anchor(element, rule)
        link = anchor.get("href") if anchor is not None else None
        if link is None and rule.link:
            anchor, link = element, rule.link.first(element, page.url)
        url = page.absolute(rule.address.replace("{link}", link) if rule.address and link else link)
        if anchor is None or url is None:
            continue
        title = rule.title.first(element, page.url) if rule.title else anchor.get("title") or plain_text(anchor)
        if rule.date:
            shown = rule.date.first(element, page.url)
        else:
            shown = plain_text(element).replace(plain_text(anchor), " ") if anchor is not element else title
        pinned = rule.pinned.matches(element) if rule.pinned else "置顶" in plain_text(element)[:20]
        yield Link(url, title or "", shown, parse_time(shown, near=page.fetched) if shown else None, pinned)


def _anchor(element: Any, rule: ListingRule) -> Any:
    """Return the link of an entry: by rule, the element itself, otherwise the link
    inside with the longest words.
    """
    if rule.link:
        return next(iter(rule.link.elements(element)), None)
    if element.tag == "a":
        return element
    return max(element.iter("a"), key=lambda a: len(plain_text(a)), default=None)


def _pager(page: Page, rule: ListingRule, channel: Channel | None, asked: str) -> ListingPager:
    """Read the pager by the site's rule, or as the page shows it.

    Where addresses are counted by a rule, the page may still say that it is the last;
    its successor is asked for all the same, and missing, it confirms that.
    """
    shown = read_pager(page)
    if shown.pager == "none" and (group := next_group(page)) is not None:
        shown = ListingPager("counted", Found(group, "datastore: nextgroup"))
    channel_url = channel.url if channel else asked
    if rule.request is not None and channel is not None and rule.request.paging():
        url = rule.request.after(asked, channel_url, channel.values, {})
        return ListingPager("counted", Found(url, f"request: {', '.join(rule.request.paging())}")) if url else shown
    if rule.next_url is None:
        return shown
    if isinstance(rule.next_url, PageUrls):
        counted, where = rule.next_url.after(asked, channel_url), rule.next_url.url
        pager: Pager = "last" if shown.pager == "last" else "counted"
        return ListingPager(pager, Found(counted, f"rule: {where}")) if counted else shown
    links = (page.absolute(element.get("href")) for element in rule.next_url.elements(page.root))
    found = next(filter(None, links), None) or page.absolute(rule.next_url.first(page.root, page.url))
    return ListingPager("next", Found(found, f"rule: {rule.next_url.where}")) if found else shown
