"""What a source may change without notice, by shape: `checksites` names each in one line, and finds nothing else."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

import pytest
from scrapy import Request
from scrapy.http import TextResponse

from newscrawl.catalog import Catalog, load
from newscrawl.china_time import CHINA
from newscrawl.commands.checksites import check, pages_looked_at
from newscrawl.probing.fetch import ProbeSpider, Visit
from newscrawl.spiders.listing_requests import first_address
from tests.rounds import ORDEAL
from tests.simsite.sources import MISSING, NOW, SHAPES, SHELL, Answer, Asked, answer, data, site_file

BASE = "http://source.example"
Twist = Callable[[Asked, Answer], Answer]


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    folder = tmp_path_factory.mktemp("catalog")
    (folder / "sites/fujian").mkdir(parents=True)
    for shape in SHAPES:
        (folder / f"sites/fujian/{shape}.toml").write_text(site_file(shape, BASE), encoding="utf-8")
    return load([folder])


def told(catalog: Catalog, shape: str, twist: Twist) -> list[str]:
    """What is told of a source that was changed so, a line each; asked by the probe's own spider, without a network."""
    site = catalog.site(shape)
    channel = site.channels[0]
    visit = Visit(channel.url, site, 2, pages_looked_at(site, channel), channel=channel)
    spider = ProbeSpider([visit])
    waiting = [spider._request(visit, first_address(site, channel, NOW.astimezone(CHINA).date()), "first")]
    while waiting:
        request = waiting.pop(0)
        got = _answered(request, twist)
        for name in (b"refresh", b"<frame "):  # as a crawl, which follows them
            if name in got.body:
                url = f"{BASE}/frames/list/index.htm"
                got = _answered(request.replace(url=url), twist)
                request = request.replace(url=url)
        request.meta["fetched"] = NOW
        response = TextResponse(request.url, got.status, {"Content-Type": got.type}, got.body, request=request)
        waiting += spider.page_received(response, **request.cb_kwargs)
    facts, unfetched = check(channel.key, visit)
    lines = [f"{drift.weight} {drift.what}: {drift.evidence}" for drift in facts.drifts]
    few = "doubt entries: only "  # the simulated lists are short
    return [line for line in (*lines, *(f"unfetched {each}" for each in unfetched)) if not line.startswith(few)]


def _answered(request: Request, twist: Twist) -> Answer:
    parts = urlsplit(request.url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    headers = {name.decode().lower(): b"".join(values).decode() for name, values in request.headers.items()}
    asked = Asked(request.method, parts.path, query, request.body, headers)
    return twist(asked, answer(asked))


def is_article(asked: Asked) -> bool:
    return any(part in asked.path for part in ("/a/", "/api/", "/getDetail", "/art/", "/detail"))


def rename(old: str, new: str, *, articles: bool = False) -> Twist:
    """A word of the source's own is another one now."""

    def twist(asked: Asked, got: Answer) -> Answer:
        other = is_article(asked) != articles
        return got if other else got._replace(body=got.body.replace(old.encode(), new.encode()))

    return twist


def instead(of: Callable[[Asked], bool], answer: Answer) -> Twist:
    return lambda asked, got: answer if of(asked) else got


def listing(asked: Asked) -> bool:
    return not is_article(asked)


def first_page_again(asked: Asked, got: Answer) -> Answer:
    """What turns the pages is not looked at any more."""
    first = asked._replace(query={}, body=b"offset=0&count=3")
    return got if is_article(asked) else answer(first)


GONE = Answer(404, "application/json", b'{"code": 404}')
REFUSED = Answer(405, "application/json", b'{"code": 405}')

DRIFTS: list[tuple[str, str, Twist, str]] = [
    ("post", "the list is asked for by GET now", instead(listing, REFUSED), "drift entries: the address of the list"),
    ("post", "the key of the list", rename('"list"', '"items"'), "drift entries: the page is no_field"),
    ("post", "the key of the titles", rename('"title"', '"name"'), "drift titles"),
    ("post", "the key of the numbers", rename('"id"', '"contId"'), "drift entries: the page is no_field"),
    ("post", "the list is a page of a script", instead(listing, SHELL), "drift entries"),
    ("post", "an error with status 200", instead(listing, data({"code": 500, "data": None})), "drift entries"),
    ("graphql", "the schema", instead(listing, Answer(400, "application/json", b'{"errors": []}')), "drift entries"),
    ("form", "the offset is not looked at", first_page_again, "drift pager: the second page shows the entries"),
    (
        "headers",
        "the header is another one",
        lambda a, got: got._replace(status=403) if listing(a) else got,
        "unfetched",
    ),
    ("cursor", "the cursor is missing", rename('"next"', '"after"'), "doubt pager: `data.next` finds nothing"),
    ("last", "the last number is not looked at", first_page_again, "drift pager: the second page shows the entries"),
    ("jsonp", "the dates", rename('"publishTime"', '"ptime"'), "dates: no entry shows a date"),
    ("jsonp", "the list has moved", instead(listing, GONE), "drift entries: the address of the list answers http_404"),
    ("day", "the pages of days have moved", instead(listing, GONE), "drift entries: the address of the list"),
    ("state", "the name of the list's state", rename("list", "feed"), "drift entries"),
    (
        "state",
        "the name of the text's state",
        rename('"detail"', '"article"', articles=True),
        "drift layout: no layout fits 2 of 2",
    ),
    (
        "state",
        "the name of the text",
        rename('"content"', '"body"', articles=True),
        "drift layout: no layout fits 2 of 2",
    ),
    ("split", "the address of the texts", instead(lambda a: "getDetail" in a.path, GONE), "drift articles: all 2"),
    (
        "split",
        "the name of the text",
        rename('"object"', '"result"', articles=True),
        "drift layout: no layout fits 2 of 2",
    ),
    ("whole", "the name of the text", rename('"content"', '"body"'), "drift layout: no layout fits 2 of 2"),
    ("hashed", "the address of the texts", instead(lambda a: "/api/" in a.path, GONE), "drift articles: all 2"),
    (
        "hashed",
        "the name of the times",
        rename('"publishTime"', '"ptime"', articles=True),
        "drift rule: the layout's published",
    ),
    ("store", "the datastore", rename("record>", "row>"), "drift entries"),
    ("store", "the datastore is gone", instead(listing, MISSING), "drift entries: the address of the list answers"),
    ("frames", "the frame is empty", instead(lambda a: "list" in a.path, SHELL), "drift entries"),
    ("onclick", "the rows", rename('class="l"', 'class="m"'), "drift entries"),
    ("onclick", "how an entry is shown", rename("onclick", "ondblclick"), "drift entries"),
]
"""Shape, what changed, how, and how the line begins that names it."""


TRIED = DRIFTS if ORDEAL else DRIFTS[::3]


@pytest.mark.parametrize("shape", SHAPES if ORDEAL else list(SHAPES)[::3])
def test_a_source_that_did_not_change_has_nothing_to_say(catalog: Catalog, shape: str) -> None:
    assert told(catalog, shape, lambda asked, got: got) == []


@pytest.mark.parametrize(("shape", "what", "twist", "line"), TRIED, ids=[f"{d[0]}: {d[1]}" for d in TRIED])
def test_what_changed_is_named(catalog: Catalog, shape: str, what: str, twist: Twist, line: str) -> None:
    lines = told(catalog, shape, twist)
    assert any(line in each for each in lines), (what, lines)
    assert all("\n" not in each for each in lines)
