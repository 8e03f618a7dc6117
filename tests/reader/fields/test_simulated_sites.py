"""The generic reader on the simulated sites, with no rule of theirs: all that their truth tells, in four makes of page."""

from datetime import datetime

import pytest

from newscrawl.china_time import CHINA
from newscrawl.reader.fields.body import Body, find_body
from newscrawl.reader.fields.credits import read_credits
from newscrawl.reader.fields.dates import read_published
from newscrawl.reader.fields.links import find_entries
from newscrawl.reader.fields.next_listing import next_listing
from newscrawl.reader.fields.page_kind import page_kind
from newscrawl.reader.fields.pager import next_page
from newscrawl.reader.fields.title import read_title
from newscrawl.reader.page import Page
from tests.simsite import Article, Replies, SimSite

FAMILIES = ("hxnews", "trs", "founder", "plain")
FETCHED = datetime(2020, 11, 20, tzinfo=CHINA)
ROLES = ("reporters", "correspondents", "photographers", "authors", "editors")


class Site:
    """A simulated site that is read without a server."""

    def __init__(self, family: str) -> None:
        self.site = SimSite(
            seed=7, family=family, articles=48, listings=3, multipage=3, reprint=6, weather=2, notice=2, pinned=2, redated=2,
            soft404=1, stub=1, odd_titles=2,
        )  # fmt: skip
        self.base = f"http://{self.site.family.host}"
        self.replies = Replies(self.site, self.base)

    def page(self, path: str) -> Page:
        return Page.parse(self.replies.reply(path).body.decode("utf-8"), self.base + path, fetched=FETCHED)

    def pages(self, article: Article) -> list[Page]:
        """The pages of an article as the reader follows them."""
        pages = [self.page(article.path)]
        while (url := next_page(pages[-1])) and len(pages) < 9:
            pages.append(self.page(url.removeprefix(self.base)))
        return pages

    def readable(self) -> list[Article]:
        return [article for article in self.site.articles if article.fault is None]


@pytest.fixture(scope="module", params=FAMILIES)
def site(request: pytest.FixtureRequest) -> Site:
    return Site(request.param)


def body_of(page: Page) -> Body:
    body = find_body(page)
    assert body is not None, page.url
    assert page_kind(page, body).value == "article", page.url
    return body


def test_texts_and_titles_are_whole_over_all_pages(site: Site) -> None:
    for article in site.readable():
        pages = site.pages(article)
        assert len(pages) == article.pages, article.path
        text = "".join("".join(body_of(page).text.split()) for page in pages)
        wanted = "".join("".join(article.paragraphs).split())
        assert text == wanted or len(text) == pytest.approx(len(wanted), abs=40), article.path
        title = read_title(pages[0], body_of(pages[0]))
        assert title is not None
        assert title.value.title == article.title
        if site.site.knobs.family == "founder":
            assert (title.value.kicker, title.value.subtitle) == (article.kicker, article.subtitle)


def test_times_sources_and_credits_are_those_of_the_truth(site: Site) -> None:
    for article in site.readable():
        pages = site.pages(article)
        published = read_published(pages[0], body_of(pages[0]))
        assert published is not None
        assert published.value.value == article.published.replace(tzinfo=CHINA, second=0, microsecond=0), article.path
        credits = [read_credits(page, body_of(page)) for page in pages]
        assert credits[0].source == article.source
        for role in ROLES:
            names = dict.fromkeys(name for found in credits for name in getattr(found, role))
            assert tuple(names) == getattr(article, role), (article.path, role)


def test_pages_that_are_no_articles_are_told(site: Site) -> None:
    kinds = {
        article.fault: page_kind(page, find_body(page)).value
        for article in site.site.articles
        if article.fault in ("soft404", "stub")
        for page in [site.page(article.path)]
    }
    assert kinds == {"soft404": "soft404", "stub": "video"}


def test_listings_are_walked_to_their_end_with_no_box_taken_for_news(site: Site) -> None:
    channel = site.site.channels[0]
    path: str | None = channel.path
    seen: list[str] = []
    for number in range(1, site.site.listing_count(channel) + 1):
        assert path is not None
        page = site.page(path)
        entries = {entry.url.removeprefix(site.base): entry for entry in find_entries(page)}
        wanted = {entry.article.path: entry for entry in reversed(site.site.entries(channel, number))}
        assert set(entries) == set(wanted)
        for address, entry in wanted.items():
            found = entries[address]
            assert (found.title, found.pinned) == (entry.title, entry.pinned)
            assert found.date is not None
            assert found.date.value.date() == entry.shown.date()
        seen.extend(entries)
        following = next_listing(page)
        path = following.value.removeprefix(site.base) if following else None
    assert path is None
    assert page_kind(site.page(channel.path), find_body(site.page(channel.path))).value == "listing"
