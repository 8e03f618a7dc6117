"""The reading room over a small archive: every page, what is refused, what a hostile page can do (nothing)."""

from __future__ import annotations

import asyncio
import base64
import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import feedparser
import pytest

from tests.web.archive import HOSTILE_TITLE, NOW, REPAIRED, id_of, make_archive
from tests.web.asking import Client, Got, open_client

VIEWS = (
    "/",
    f"/?q={quote('福州新闻')}",
    "/rows",
    "/alarms",
    "/runs",
    "/walks",
    "/gaps",
    "/copies",
    "/state",
    "/papers",
)
DEEPER = (
    *(f"/article/{id_of(n)}" for n in range(1, 9)), "/site/hxnews", "/channel/hxnews/fz", "/paper/fzwb/main",
    "/paper/fzwb/main/2020-11-18", f"/article/{id_of(1)}/capture", f"/article/{id_of(5)}/attempt/1",
)  # fmt: skip


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Client:
    data = tmp_path_factory.mktemp("archive")
    make_archive(data)
    return open_client(data, NOW)


def test_every_page_in_both_languages_has_nothing_that_a_page_wrote_as_markup(client: Client) -> None:
    for path in (*VIEWS, *DEEPER):
        for lang, word in (("en", "Search"), ("zh", "检索")):
            got = client.get(f"{path}{'&' if '?' in path else '?'}lang={lang}")
            assert got.status == 200, (path, got.text)
            assert word in got.text, path
            assert "<img src=x" not in got.text, path
            assert "<b>2020-11-12" not in got.text, path
            assert 'href="javascript' not in got.text, path
            assert "default-src 'none'" in got.headers["content-security-policy"]
            assert "set-cookie" not in got.headers


def test_a_search_finds_either_script_and_one_character_and_leads_to_the_article(client: Client) -> None:
    for words in ("福州新闻", "福州新聞", "铁"):
        found = client.get(f"/search.json?q={quote(words)}").json()
        assert id_of(1) in {line["id"] for line in found["articles"]}, words
    page = client.get(f"/?q={quote('地铁')}").text
    assert "<b>1 article</b>" in page
    assert "<mark>地铁</mark>" in page
    assert f"/article/{id_of(1)}" in page
    for words, count in (("no such words", 0), ("，", 0), ("福州 地铁", 1)):
        assert client.get(f"/search.json?q={quote(words)}").json()["total"] == count, words
    for filters, count in (("source=福州晚报&q=福州", 1), ("province=福建", 4), ("province=北京", 0), ("site=hxnews&since=2020-11-18&until=2020-11-18", 4), ("channel=hxnews/xm", 0)):  # fmt: skip
        assert client.get(f"/search.json?{quote(filters, safe='=&')}").json()["total"] == count, filters
    assert client.get(f"/search.json?q={quote('福州')}&sort=best&size=1").json()["next"] is not None


def test_an_article_shows_evidence_repairs_revisions_reprints_listings_and_attempts(client: Client) -> None:
    page = client.get(f"/article/{id_of(1)}").text
    for part in (
        "meta:og:title",
        "票价三元起",
        "<h3>亮点</h3>",
        "<td>螺洲</td>",
        "Where it appeared",
        "hxnews/fz",
        "林晓芳",
        "to the minute",
    ):
        assert part in page, part
    assert "两元" in client.get(f"/article/{id_of(1)}?revision=1").text
    assert id_of(1) in client.get(f"/article/{id_of(2)}").text, "a copy leads to the archived text"
    repaired = client.get(f"/article/{id_of(3)}").text
    assert "<del>(nóng)</del>" in repaired
    assert REPAIRED[:4] in repaired
    assert "withdrawn (deleted)" in client.get(f"/article/{id_of(8)}").text
    assert f"/article/{id_of(5)}/attempt/1" in client.get("/rows?outcome=failed").text
    assert ">captured answer</th>" in client.get("/rows?outcome=failed").text
    assert ">captured answer</th>" not in client.get("/rows?outcome=exported").text, "a column of nothing"
    assert client.get(f"/article/{id_of(1)}?revision=9").status == 404
    assert 'rel="next"' in client.get(f"/article/{id_of(3)}").text


def test_captures_are_replayed_without_anything_that_acts(client: Client) -> None:
    got = client.get(f"/article/{id_of(1)}/capture/page?revision=1")
    assert "福州地铁" in got.text
    assert "<script" not in got.text
    assert got.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    head = client.get(f"/article/{id_of(1)}/capture/headers?revision=1")
    assert head.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Set-Cookie: a=b" in head.text
    assert "set-cookie" not in head.headers
    body = client.get(f"/article/{id_of(1)}/capture/body?revision=1")
    assert "attachment" in body.headers["content-disposition"]
    assert b"<script>" in body.body
    answer = client.get(f"/article/{id_of(5)}/attempt/1")
    assert "status 500" in answer.text
    assert "server on fire" in client.get(f"/article/{id_of(5)}/capture/page?attempt=1").text
    assert client.get(f"/article/{id_of(6)}/capture").status == 404


def test_every_view_is_json_csv_and_a_feed(client: Client) -> None:
    for path in (
        "/search",
        "/rows",
        "/alarms",
        "/runs",
        "/walks",
        "/gaps",
        "/copies",
        "/state",
        "/papers",
        f"/article/{id_of(1)}",
    ):
        assert isinstance(client.get(f"{path}.json").json(), dict)
        table = client.get(f"{path}.csv")
        assert table.headers["content-type"].startswith("text/csv"), table.text
        assert not any(cell.startswith(("=", "@")) for row in csv.reader(io.StringIO(table.text)) for cell in row)
        feed = feedparser.parse(client.get(f"{path}.atom").body)
        assert not feed.bozo, (path, feed.get("bozo_exception"))
        assert feed.version == "atom10"
    feed = feedparser.parse(client.get(f"/search.atom?q={quote('福州')}").body)
    assert {entry.link for entry in feed.entries} == {f"http://127.0.0.1:8425/article/{id_of(n)}" for n in (1, 4)}
    assert HOSTILE_TITLE in [line["title"] for line in client.get("/search.json").json()["articles"]]


def test_numbers_lead_to_their_rows(client: Client) -> None:
    state = client.get("/channel/hxnews/fz").text
    assert "/rows?channel=hxnews%2Ffz&amp;outcome=failed" in state
    rows = client.get("/rows.json?channel=hxnews/fz&outcome=failed").json()["rows"]
    assert [(row["id"], row["reason"], row["status"]) for row in rows] == [(id_of(5), "http_500", 500)]
    assert client.get("/rows.json?channel=hxnews/fz&since=2020-11-18&until=2020-11-18").json()["rows"]


def test_papers_have_a_calendar_and_pages(client: Client) -> None:
    calendar = client.get("/paper/fzwb/main").text
    assert 'class="complete"><a href="/paper/fzwb/main/2020-11-18"' in calendar
    issue = client.get("/paper/fzwb/main/2020-11-18").text
    assert "<h2>A01 要闻</h2>" in issue
    assert "晚报头条" in issue


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/?since=soon", 400), ("/?sinec=2020", 400), ("/?page=0", 400), ("/?q=" + "a" * 501, 400), ("/rows?outcome=eaten", 400),
        ("/rows?channel=%00", 400), ("/?since=2020-11-18&until=2020-11-01", 400), ("/article/zz", 404), ("/article/" + "f" * 16, 404),
        ("/channel/hxnews/../../etc", 404), ("/static/../application.py", 404), ("/paper/fzwb/main/2020-99-99", 404),
        ("/site/%2e%2e%2f", 404), ("/article/..%2f..%2fetc%2fpasswd/capture", 404), ("/?q=" + "福" * 10_000, 414),
        ("/rows?reason=%27%20OR%201=1--", 200), ("/?q=%22%20OR%20*", 200), ("/?q=%ff%fe", 200),
        ("/?since=0001-01-01&until=9999-12-31", 200), ("/rows?since=0001-01-01&until=9999-12-31", 200), ("/article/%00", 404), ("/site/%00", 404),
        ("/favicon.ico", 204), ("/paper/fzwb/main/9999-12-31", 404), ("/paper/fzwb/main?year=9998", 200), (f"/article/{id_of(1)}/attempt/%00", 404), ("/rows?channel=a%0d%0ax:y", 400),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_a_line(client: Client, path: str, status: int) -> None:
    got = client.get(path)
    assert got.status == status, got.text
    assert "Traceback" not in got.text


def test_other_names_other_methods_and_strangers_are_refused(client: Client) -> None:
    assert client.get("/", host="evil.example").status == 421
    for host in ("localhost:80@evil.example", "[::1]evil.example", "127.0.0.1.evil.example", ""):
        assert client.get("/", host=host).status == 421, host
    assert client.get("/", host="localhost").status == 200
    posted = client.get("/", method="POST")
    assert (posted.status, posted.headers["allow"], posted.headers["cache-control"]) == (405, "GET, HEAD", "no-store")
    from newscrawl.web.safety import SafetyMiddleware

    guarded = Client(SafetyMiddleware(client.app._app, hosts=frozenset({"news.example.org"}), token="correct horse"))

    def ask(path: str = "/health", **headers: str) -> Got:
        return guarded.get(path, host="news.example.org", headers=headers)

    assert ask().status == 401
    assert "Basic" in ask().headers["www-authenticate"]
    assert ask(authorization="Basic " + base64.b64encode(b"me:wrong").decode()).status == 401
    assert ask(authorization="Basic é").status == 401
    assert ask(authorization="Basic " + base64.b64encode(b"me:correct horse").decode()).status == 200
    assert ask(authorization="Bearer correct horse").status == 200
    assert 'href="/state?token=correct+horse"' in ask("/?token=correct+horse").text


def test_health_is_json_and_questions_are_cut_off(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    told = client.get("/health").json()
    assert told["status"] == "ok"
    assert told["search"] == {"ready": True, "articles": 4}
    from newscrawl.web import application, reading_room

    monkeypatch.setattr(application, "SECONDS", -1.0)
    monkeypatch.setattr(reading_room, "_STEPS", 1)
    hurried = Client(application.make_app(client.room))
    got = hurried.get("/rows")
    assert (got.status, "takes too long" in got.text) == (503, True)


def test_what_was_forgotten_is_gone_from_every_answer_and_file(tmp_path: Path) -> None:
    from newscrawl.forget.order import forget
    from newscrawl.ledger.sqlite import SqliteLedger
    from newscrawl.web.index_keeper import IndexKeeper
    from tests.web.archive import AT, SECRET

    data = tmp_path / "data"
    make_archive(data)
    client = open_client(data, NOW)
    assert client.get(f"/search.json?q={quote(SECRET)}").json()["total"] == 1
    order = data / f"forget-{id_of(7)}.json"
    order.write_text(json.dumps({"ids": [id_of(7)]}), encoding="utf-8")
    assert client.get(f"/article/{id_of(7)}").status == 404, "from the moment the order stands"
    assert client.get(f"/search.json?q={quote(SECRET)}").json()["articles"] == []
    order.unlink()
    ledger = SqliteLedger.open(data / "ledger.sqlite")
    row: Any = ledger.article(id_of(7))
    done = forget(ledger, data, [row], "court order", AT)
    ledger.close()
    assert done.left == []

    def answers() -> list[bytes]:
        paths = [*VIEWS, *DEEPER, f"/search.json?q={quote(SECRET)}", f"/?q={quote(SECRET)}", "/search.atom", "/search.csv", "/rows.json", "/rows.atom", f"/article/{id_of(7)}.json", f"/article/{id_of(7)}/capture", f"/article/{id_of(7)}/capture/page"]  # fmt: skip
        return [client.get(path).body for path in paths]

    said = SECRET.encode()
    without_index = answers()
    IndexKeeper(client.room).update()
    for body in [*without_index, *answers()]:
        assert said not in body.replace(quote(SECRET).encode(), b"").replace(f'value="{SECRET}"'.encode(), b"").replace(
            f"{SECRET} in".encode(), b""
        ).replace(f'"q":"{SECRET}"'.encode(), b"")
        assert "老茶厂失火".encode() not in body
    assert client.get(f"/search.json?q={quote(SECRET)}").json()["total"] == 0
    assert [path for path in data.rglob("*") if path.is_file() and said in path.read_bytes()] == []


def test_a_crawl_writes_while_pages_are_read(tmp_path: Path) -> None:
    from newscrawl.ledger.sqlite import SqliteLedger
    from tests.web.archive import AT

    data = tmp_path / "data"
    make_archive(data)
    client = open_client(data, NOW)
    writer = SqliteLedger.open(data / "ledger.sqlite")
    with writer.transaction():
        writer.blot(["no such word"])
        assert client.get("/runs").status == 200
        assert client.get(f"/article/{id_of(1)}").status == 200
    writer.begin_run("channel", {"channels": "hxnews/xm"}, AT)
    assert "channels=hxnews/xm" in client.get("/runs").text, "what was committed is seen at once"
    writer.close()


def test_many_ask_at_once(client: Client) -> None:
    async def all_at_once() -> list[int]:
        asked = [client._get(path, "localhost", "GET", {}) for path in (*VIEWS, *DEEPER)]
        return [got.status for got in await asyncio.gather(*asked)]

    assert set(asyncio.run(all_at_once())) == {200}
