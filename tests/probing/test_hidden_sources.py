"""What probe and newsite find in a page without a text of its own: JSON, state, addresses that a script asks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from newscrawl.catalog.schema import Site
from newscrawl.probing.proposal import propose, read_samples
from newscrawl.probing.site_file import site_file
from newscrawl.probing.views import ListingView, NoView, view
from newscrawl.reader.found_api import FoundList, find_list

URL = "https://api.watch.example/list?cid=7&page=1"
TITLES = [f"福州地铁{n}号线今日开通试运营" for n in range(1, 9)]


@dataclass(frozen=True)
class Fetched:
    body: bytes
    url: str = URL
    content_type: str | None = "application/json; charset=utf-8"
    fetched: datetime = datetime(2026, 11, 18, 12, tzinfo=UTC)

    @property
    def final_url(self) -> str:
        return self.url


def items(**more: Any) -> list[dict[str, Any]]:
    named = {name: value if callable(value) else lambda n, value=value: value for name, value in more.items()}
    return [
        {"contId": 3000 + n, "topic": title, "pubTime": 1794000000000 - n, **{k: v(n) for k, v in named.items()}}
        for n, title in enumerate(TITLES)
    ]


def page(answer: Any) -> Fetched:
    return Fetched(json.dumps(answer, ensure_ascii=False).encode())


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        ({"data": {"list": items()}}, ("data.list", "topic", None, "pubTime", "contId")),
        (items(url=lambda n: f"/a/{n}.html"), ("@", "topic", "url", "pubTime", None)),
        (
            {"a-b": items(pic="http://a.cn/1.jpg", href=lambda n: f"http://a.cn/{n}/detail")},
            ('"a-b"', "topic", "href", "pubTime", None),
        ),
        (
            {"hot": items()[:3], "page": {"rows": items(link="//a.cn/1.html")}},
            ("page.rows", "topic", "link", "pubTime", None),
        ),
        ({"data": [{"name": "福州"}, {"name": "厦门"}, {"name": "泉州"}]}, None),
        ({"data": {"title": TITLES[0], "content": "x"}}, None),
        ([1, None, "x", [[]]], None),
        (None, None),
    ],
)
def test_the_list_in_an_answer_of_unknown_make(answer: Any, found: tuple[str | None, ...] | None) -> None:
    listed = find_list(answer)
    assert (listed and (listed.items, listed.title, listed.url, listed.date, listed.id)) == found


def test_a_list_with_addresses_is_read_without_a_rule() -> None:
    seen = view(page({"data": items(url=lambda n: f"/a/{3000 + n}.html")}))
    assert isinstance(seen, ListingView)
    assert [entry.title for entry in seen.listing.entries] == TITLES
    assert seen.listing.entries[0].url == "https://api.watch.example/a/3000.html"


def test_a_list_without_addresses_says_which_rule_is_needed() -> None:
    seen = view(page({"data": {"list": items()}}))
    assert isinstance(seen, NoView)
    assert seen.kind == "data"
    assert seen.hints == (
        "a list of 8 items stands in it: "
        'api = { items = "data.list", url = "…/{contId}…", title = "topic", date = "pubTime" }',
        "its items have no address: write that of an article into url, with {contId} in it",
    )


def test_a_shell_names_its_state_and_what_its_script_asks() -> None:
    state = json.dumps({"props": {"list": items()}}, ensure_ascii=False)
    shell = f"""<html><title>观察</title><div id="__next"></div><script id="__NEXT_DATA__" type="application/json">{state}</script>
    <script>fetch("/api/news/list?page=1")</script><script src="/static/app.js"></script></html>"""
    seen = view(Fetched(shell.encode(), "https://www.watch.example/news/", "text/html; charset=utf-8"))
    assert isinstance(seen, NoView)
    assert seen.hints == (
        "this page is filled by a script: #__next is empty",
        "a list of 8 items stands in it: "
        'api = { items = "__NEXT_DATA__.props.list", url = "…/{contId}…", title = "topic", date = "pubTime" }',
        "its items have no address: write that of an article into url, with {contId} in it",
        "its script asks https://www.watch.example/api/news/list?page=1: try scrapy probe with it",
    )


def test_a_site_is_proposed_from_the_address_of_its_list() -> None:
    first = page({"data": items(url=lambda n: f"https://www.watch.example/a/{3000 + n}.html")})
    text = "".join(
        f"<p>记者从市交通局获悉，福州地铁{n}号线今日开通，全长二十八公里，设站二十座。</p>" for n in range(4)
    )
    articles = [
        Fetched(
            f"<html><title>{title}_观察网</title><h1>{title}</h1><i>2026-11-18 09:30</i><div class='txt'>{text}</div></html>".encode(),
            f"https://www.watch.example/a/{3000 + n}.html",
            "text/html; charset=utf-8",
        )
        for n, title in enumerate(TITLES[:3])
    ]
    proposal = propose("watch", first, read_samples(articles), delay=1.0)
    written = site_file(proposal, "2026-11-18")
    assert proposal.site.home == "https://www.watch.example/"
    assert 'api = {items = "data", url = "url", title = "topic", date = "pubTime"}' in written
    assert 'request = {url = "https://api.watch.example/list?cid=7&page={page}"}' in written
    assert isinstance(proposal.site, Site)
    assert FoundList("@", 3, "a", "b", None, None).rule is not None
