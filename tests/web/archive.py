"""A small archive with everything that pages show: captures, repairs, revisions, reprints, failures, an issue."""

from __future__ import annotations

import dataclasses
import hashlib
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from newscrawl.items import Article, Duplicate, Entry, Tombstone
from newscrawl.ledger import Attempt, Cursor, Extent, LineRef, Settled
from newscrawl.ledger.history import Alarm, Seen
from newscrawl.ledger.sqlite import SqliteLedger
from newscrawl.line_parts import Block, Capture
from newscrawl.record.outcome import to_line
from newscrawl.urls import article_id
from newscrawl.walks.issue_values import Issue
from newscrawl.warc import framing

NOW = "2020-11-18T23:00:00+08:00"
AT = datetime(2020, 11, 18, 15, tzinfo=UTC)
SECRET = "榕江边的老茶厂昨夜失火三人受伤送医"
HOSTILE_TITLE = "</script><img src=x onerror=alert(1)><a href='javascript:alert(2)'>福州新闻"
GLOSSED = "<html><body><h1>市農(nóng)業(yè)局</h1><p>本報訊市農(nóng)業(yè)局發(fā)展產(chǎn)業(yè),責(zé)任編輯陳言</p></body></html>"
REPAIRED = "本報訊市農業局發展產業,責任編輯陳言"


def url_of(number: int) -> str:
    return f"http://www.hxnews.com/news/fj/fz/202011/18/{number}.shtml"


def id_of(number: int) -> str:
    return article_id(url_of(number))


class ArchiveMaker:
    """Writes record, captures and ledger, as a crawl would have."""

    def __init__(self, data: Path, ledger: Any = None) -> None:
        self.data = data
        self.ledger = ledger or SqliteLedger.open(data / "ledger.sqlite")
        self.run = self.ledger.begin_run("channel", {"channels": "hxnews/*"}, AT)
        self.walk = self.ledger.open_walk(self.run, "hxnews/fz", "hxnews", Extent(), None)
        self.lines: list[LineRef] = []
        self.settled: list[Settled] = []

    def list(self, *entries: Entry) -> None:
        self.ledger.enter(self.run, self.walk.id, entries, Cursor(), AT)

    def capture(
        self, url: str, page: bytes, status: int = 200, kind: str = "text/html; charset=utf-8", at: datetime = AT
    ) -> Capture:
        path = self.data / "warc/hxnews/articles-20201118-0001.warc.gz"
        path.parent.mkdir(parents=True, exist_ok=True)
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: {kind}\r\nX-Odd: <script>alert(1)</script>\r\nSet-Cookie: a=b\r\nContent-Length: {len(page)}\r\n\r\n"
        digest = framing.digest(page)
        record = framing.record(
            "response",
            [("WARC-Record-ID", framing.record_id()), ("WARC-Target-URI", url), ("WARC-Date", framing.date(int(at.timestamp()) * 10**9)),
             ("WARC-Payload-Digest", digest), ("Content-Type", framing.HTTP_RESPONSE)],
            head.encode() + page,
        )  # fmt: skip
        offset = path.stat().st_size if path.exists() else 0
        with path.open("ab") as file:
            file.write(framing.member(record))
        return Capture(path.relative_to(self.data).as_posix(), offset, digest)

    def line(self, item: Any, kind: str = "articles") -> None:
        path = self.data / f"{kind}/hxnews/2020-11.jsonl"
        path.parent.mkdir(parents=True, exist_ok=True)
        data = to_line(item)
        offset = path.stat().st_size if path.exists() else 0
        with path.open("ab") as file:
            file.write(data)
        if kind == "articles":
            name = path.relative_to(self.data).as_posix()
            self.lines.append(
                LineRef(item.id, item.revision, name, offset, len(data), hashlib.sha256(data).hexdigest())
            )

    def close(self) -> None:
        with self.ledger.transaction():
            self.ledger.settle(self.run, self.settled)
            self.ledger.lines(self.lines)
        self.ledger.close_walk(self.walk.id, "last_page", Extent(), AT)
        self.ledger.remember(
            self.run,
            [Seen("hxnews/fz", lines=4, articles=4, filled={"title": 4})],
            [Alarm("silent", "hxnews/fz", "no news since <b>2020-11-12</b>")],
        )
        self.ledger.end_run(self.run, AT, 4, {})
        self.ledger.close()


def article(number: int, title: str, text: str, **more: Any) -> Article:
    made = Article(
        id=id_of(number), url=url_of(number), canonical_url=url_of(number), site="hxnews", channel="hxnews/fz", province="福建",
        title=title, text=text, body=tuple(Block("p", part) for part in text.split("\n")), published="2020-11-18T09:30:00+08:00",
        published_precision="minute", source="福州晚报", reporters=("林晓芳",), fetched="2020-11-18T23:00:00+08:00",
        evidence={"title": "meta:og:title", "published": "layout: span.time"}, content_hash=f"{number:016x}",
    )  # fmt: skip
    return dataclasses.replace(made, **more)


def make_archive(data: Path, *, hostile: list[str] = [], ledger: Any = None) -> None:  # noqa: B006
    """Article 1 with a revision and a copy (2), 3 repaired, 4 hostile, 5 failed, 6 pending, 7 secret, 8 withdrawn, 100… hostile captures."""
    data.mkdir(parents=True, exist_ok=True)
    maker = ArchiveMaker(data, ledger)
    titles = {1: "福州新闻：地铁五号线开通", 2: "福州地铁五号线开通（转）", 3: "市農業局", 4: HOSTILE_TITLE, 5: "没有取到的一篇", 6: "还在等的一篇", 7: "老茶厂失火", 8: "已撤的一篇"}  # fmt: skip
    titles |= {100 + n: f"敌意网页{n}" for n in range(len(hostile))}
    maker.list(*(Entry(id_of(n), url_of(n), title, f"2020-11-18T0{n % 9}:00:00+08:00") for n, title in titles.items()))
    first = "福州地铁五号线今日开通。\n市民可以刷码进站，票价两元起。"
    body = (
        Block("subhead", "亮点"),
        Block("p", "福州地铁五号线今日开通。"),
        Block("caption", "车站一角"),
        Block("table", "站名\t里程\n螺洲\t3"),
    )
    maker.line(
        article(
            1,
            titles[1],
            first,
            body=body,
            warc=maker.capture(
                url_of(1), "<html><body><h1>福州地铁</h1><script>alert(1)</script></body></html>".encode()
            ),
        )
    )
    changed = first.replace("两元", "三元")
    maker.line(
        article(
            1,
            titles[1],
            changed,
            body=body,
            revision=2,
            diff="@@ -1 +1 @@\n-票价两元起\n+票价三元起",
            warc=maker.capture(url_of(1), b"<p>second</p>"),
        )
    )
    maker.line(
        Duplicate(
            id=id_of(2),
            url=url_of(2),
            site="hxnews",
            channel="hxnews/fz",
            title=titles[2],
            of=id_of(1),
            relation="near",
            overlap=0.9,
        ),
        "duplicates",
    )
    maker.line(
        article(
            3,
            titles[3],
            REPAIRED,
            repairs={"pinyin_gloss": 6},
            script="zh-Hant",
            warc=maker.capture(url_of(3), GLOSSED.encode()),
        )
    )
    maker.line(article(4, titles[4], "<script>alert(3)</script>& 福州", source='=HYPERLINK("http://evil/")'))
    maker.line(article(7, titles[7], SECRET, warc=maker.capture(url_of(7), f"<p>{SECRET}</p>".encode())))
    maker.line(article(8, titles[8], "这一篇后来撤了。"))
    maker.line(
        Tombstone(
            id=id_of(8), url=url_of(8), site="hxnews", channel="hxnews/fz", withdrawn="deleted", revision=2, fetched=NOW
        )
    )
    for n, page in enumerate(hostile):
        maker.line(
            article(
                100 + n,
                titles[100 + n],
                f"第{n}个",
                warc=maker.capture(url_of(100 + n), page.encode("utf-8", "surrogatepass")),
            )
        )
    maker.capture(url_of(5), b"<p>server on fire</p>", 500)
    ok = Attempt(AT, 200, "ok")
    done: Any = "exported"
    for n in titles:
        if n == 2:
            maker.settled.append(
                Settled(
                    id_of(2),
                    "duplicate",
                    of=id_of(1),
                    relation="near",
                    attempt=ok,
                    published="2020-11-18T10:00:00+08:00",
                )
            )
        elif n == 5:
            maker.settled.append(Settled(id_of(5), "failed", reason="http_500", attempt=Attempt(AT, 500, "http_500")))
        elif n != 6:
            at = f"2020-11-{18 - n % 7:02}T09:30:00+08:00"
            maker.settled.append(
                Settled(id_of(n), done, attempt=ok, published=at, revision=2 if n == 1 else 1, content_hash=f"{n:016x}")
            )
    paper = maker.ledger.open_walk(maker.run, "fzwb/main", "fzwb", Extent(), None)
    entry = Entry(
        article_id("http://fzwb.cn/1.htm"),
        "http://fzwb.cn/1.htm",
        "晚报头条",
        "2020-11-18",
        page="A01",
        page_name="要闻",
    )
    maker.ledger.enter(maker.run, paper.id, [entry], Cursor(), AT)
    for back, outcome in ((0, "complete"), (1, "missing"), (2, "broken")):
        found: Any = outcome
        maker.ledger.enter_issue(
            maker.run, "fzwb/main", Issue(date(2020, 11, 18) - timedelta(days=back), found, AT, pages=8, entries=40)
        )
    maker.close()
