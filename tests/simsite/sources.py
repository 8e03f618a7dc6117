"""Sites that publish as sources do today, one a shape: lists by JSON, POST, cursor or day, texts in state or JSON.

`SHAPES` has the rules of each; `answer` is a pure function of a request. All lie on one host, a folder each, so that one
server and one crawl are enough. The texts are our own.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

CHINA = timezone(timedelta(hours=8))
NOW = datetime(2026, 11, 18, 20, tzinfo=CHINA)
PAGES, EACH = 2, 3
PLACES = ("鼓楼区", "台江区", "仓山区", "晋安区", "马尾区", "长乐区", "福清市", "闽侯县", "连江县", "永泰县")
THINGS = ("地铁站", "图书馆", "体育馆", "内河步道", "社区食堂", "科技馆", "菜市场", "养老院", "渔港", "公交枢纽")
VERBS = ("今日启用", "改造完工", "开始试运行", "通过验收", "完成封顶", "延长开放时间", "恢复营业")
OTHERS = ("老码头", "江滨公园", "旧粮仓", "茶园", "中心小学", "高架桥", "湿地", "古厝群", "电厂旧址")
ENDS = ("下楼就到", "比预想的方便", "停车仍要排队", "孩子最喜欢", "夜里也亮堂", "票价可以接受", "盼着早些延伸")


class Answer(NamedTuple):
    """What a server sends."""

    status: int
    type: str
    body: bytes


class Asked(NamedTuple):
    """A request, below the folder of its shape."""

    method: str
    path: str
    query: dict[str, str]
    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True)
class News:
    """An article as it should be archived."""

    id: int
    title: str
    when: datetime
    reporter: str
    editor: str
    source: str
    paragraphs: tuple[str, ...]

    @property
    def html(self) -> str:
        return "".join(f"<p>　　{each}</p>" for each in self.paragraphs)

    @property
    def stamp(self) -> int:
        return int(self.when.timestamp() * 1000)


def news(shape: str) -> list[News]:
    """The articles of a shape, newest first."""
    found = []
    for n in range(PAGES * EACH):
        pick = Random(f"{shape}/{n}")
        place, thing, verb, other = (pick.choice(each) for each in (PLACES, THINGS, VERBS, OTHERS))
        when = NOW - timedelta(hours=2 + 9 * n, minutes=7 * n)
        reporter, editor = "林陈黄张吴李"[n] + "晓芳", "王郑许蔡何郭"[n] + "建国"
        figure = pick.randrange(1000, 9000)
        paragraphs = (
            f"本报讯（记者 {reporter}）{when.month}月{when.day}日，记者从{place}获悉，{other}旁的{thing}{verb}，总面积{figure}平方米。",
            *(
                f"{pick.choice(PLACES)}{pick.choice(OTHERS)}一侧的{pick.choice(THINGS)}{pick.choice(VERBS)}，"
                f"惠及{pick.randrange(2, 90)}个社区，{pick.choice(OTHERS)}日均接待{pick.randrange(90, 900)}人次，"
                f"{pick.choice(PLACES)}居民称{pick.choice(ENDS)}。"
                for _ in range(3)
            ),
        )
        title = f"{place}{thing}{verb} {figure}平方米新空间开放"
        found.append(News(3000 - n, title, when, reporter, editor, "福州晚报", paragraphs))
    return found


def page_of(shape: str, number: int) -> list[News]:
    return news(shape)[(number - 1) * EACH : number * EACH] if number > 0 else []


def one(shape: str, id: str) -> News | None:
    return next((each for each in news(shape) if str(each.id) == id), None)


def html(text: str, charset: str = "utf-8") -> Answer:
    return Answer(200, f"text/html; charset={charset}", text.encode(charset))


def data(value: Any) -> Answer:
    return Answer(200, "application/json; charset=utf-8", json.dumps(value, ensure_ascii=False).encode())


MISSING = Answer(404, "text/html; charset=utf-8", "<h1>404 页面不存在</h1>".encode())
SHELL = html('<html><title>示例网</title><div id="app"></div><script src="/js/app.3f2a.js"></script></html>')


def article(each: News, charset: str = "utf-8") -> Answer:
    """A plain article page."""
    return html(
        f'<html><head><meta charset="{charset}"><title>{each.title}_示例网</title></head><body><div class="nav"><a href="/">首页</a>'
        f'</div><h1>{each.title}</h1><div class="info"><span>{each.when:%Y-%m-%d %H:%M}</span> <span>来源：{each.source}</span></div>'
        f'<div class="txt">{each.html}<p>责任编辑：{each.editor}</p></div><div class="foot">版权所有 示例网</div></body></html>',
        charset,
    )


def detail(each: News) -> dict[str, Any]:
    """An article as JSON."""
    values = {"title": each.title, "content": each.html, "publishTime": each.stamp, "source": each.source}
    return {"id": each.id, **values, "author": each.reporter, "editor": each.editor}


DETAIL = """
[[layout]]
at = "{at}"
title = {{ json = "title" }}
body = {{ json = "content" }}
published = {{ json = "publishTime" }}
source = {{ json = "source" }}
reporters = {{ json = "author" }}
editors = {{ json = "editor" }}
"""
API = 'api = { items = "data.list", url = "{base}/a/{id}.html", title = "title", date = "publishTime" }'


def items(found: list[News], **beside: Any) -> Answer:
    return data({"data": {"list": [detail(each) | {"content": ""} for each in found], **beside}})


def jsonp(asked: Asked) -> Answer:
    name, _, number = asked.path.rpartition("-")
    if name != "/list":
        return MISSING
    answer = items(page_of("jsonp", int(number.removesuffix(".json"))))
    return answer._replace(body=b"cb(" + answer.body + b");", type="application/javascript; charset=utf-8")


def post(asked: Asked) -> Answer:
    sent = json.loads(asked.body or b"{}") if asked.method == "POST" else {}
    if asked.path != "/api" or sent.get("node") != "25950":
        return SHELL if asked.path == "/channel" else Answer(405, "application/json", b'{"code": 405}')
    return items(page_of("post", sent["page"]), hasNext=sent["page"] < PAGES)


def graphql(asked: Asked) -> Answer:
    sent = json.loads(asked.body or b"{}")
    if asked.method != "POST" or "{ id title }" not in sent.get("query", ""):
        return Answer(400, "application/json", b'{"errors": []}')
    return items(page_of("graphql", sent["variables"]["page"]), total=PAGES * EACH, pageSize=EACH)


def form(asked: Asked) -> Answer:
    sent = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    offset = int(sent.get("offset", "-1"))
    return items(news("form")[offset : offset + EACH], total=PAGES * EACH) if offset >= 0 else MISSING


def cursor(asked: Asked) -> Answer:
    start = int(asked.query.get("c") or 0)
    after = start + EACH
    return items(news("cursor")[start:after], next=str(after) if after < PAGES * EACH else "")


def last(asked: Asked) -> Answer:
    below = int(asked.query.get("last") or 9999)
    return items([each for each in news("last") if each.id < below][:EACH])


def day(asked: Asked) -> Answer:
    found = [each for each in news("day") if f"/{each.when:%Y-%m-%d}.json" == asked.path]
    return items(found) if found else MISSING


def headers(asked: Asked) -> Answer:
    if asked.headers.get("siteid") != "35" or "city=fz" not in asked.headers.get("cookie", ""):
        return Answer(403, "application/json", b'{"code": 403}')
    if asked.path.startswith("/a/"):
        return plain("headers", asked)
    number = int(asked.query.get("page", 1))
    return items(page_of("headers", number), pages=PAGES)


def listing(found: list[News], row: str, after: str = "") -> Answer:
    rows = "".join(row.format(each=each, title=escape(each.title)) for each in found)
    return html(
        f'<html><title>福州新闻_示例网</title><div class="nav"><a href="/">首页</a></div><ul class="l">{rows}</ul>{after}</html>'
    )


def state(asked: Asked) -> Answer:
    if asked.path.startswith("/a/"):
        each = one("state", asked.path[3:-5])
        if each is None:
            return MISSING
        held = json.dumps({"props": {"detail": detail(each)}}, ensure_ascii=False).replace("</", "<\\/")
        script = (
            f'<script id="__NEXT_DATA__" type="application/json">{held}</script>',
            f"<script>window.__INITIAL_STATE__={held};</script>",
            f"<script>var newsData = {held};</script>",
        )[each.id % 3]
        return html(f'<html><title>示例网</title><div id="__next"></div>{script}</html>')
    number = int(asked.query.get("page", 1))
    held = json.dumps(
        {"list": {"data": [{"id": each.id, "title": each.title, "t": each.stamp} for each in page_of("state", number)]}}
    )
    return html(f"<html><title>示例网</title><div id=app></div><script>window.__DATA__ = {held};</script></html>")


def split(asked: Asked) -> Answer:
    if asked.path == "/detail":
        return SHELL
    if asked.path == "/getDetail":
        sent = json.loads(asked.body) if asked.method == "POST" else {}
        each = one("split", str(sent.get("id")))
        return data({"code": 200, "object": detail(each)}) if each else data({"code": 404, "object": None})
    number = int(asked.query.get("page", 1))
    row = '<li><a href="{base}/detail?id={{each.id}}">{{title}}</a><span>{{each.when:%Y-%m-%d %H:%M}}</span></li>'
    after = f'<a href="?page={number + 1}">下一页</a>' if number < PAGES else "<span>下一页</span>"
    return listing(page_of("split", number), row.format(base="/split"), after)


def whole(asked: Asked) -> Answer:
    number = int(asked.query.get("page", 1))
    if not (found := page_of("whole", number)):
        return Answer(400, "application/json", b'{"code": "rest_post_invalid_page_number", "data": {"status": 400}}')
    return data([detail(each) | {"link": f"/whole/a/{each.id}.html"} for each in found])


def hashed(asked: Asked) -> Answer:
    if asked.path == "/app":
        return SHELL
    if asked.path.startswith("/api/"):
        each = one("hashed", asked.path[5:])
        return data({"data": detail(each)}) if each else MISSING
    return items(page_of("hashed", int(asked.query.get("page", 1))), pages=PAGES)


def store(asked: Asked) -> Answer:
    if asked.path.startswith("/art/"):
        return plain("store", asked)
    sent = {name: values[0] for name, values in parse_qs(asked.body.decode()).items()}
    if asked.method != "POST" or sent.get("columnid") != "60096":
        return html('<html><title>要闻</title><div class="default_pgContainer"></div></html>')
    start, end = int(asked.query["startrecord"]), int(asked.query["endrecord"])
    row = '<record><![CDATA[<li><a href="/store/art/{0.id}.html">{0.title}</a><b>{0.when:%Y-%m-%d}</b></li>]]></record>'
    rows = "".join(row.format(each) for each in news("store")[start - 1 : end])
    return Answer(200, "text/xml; charset=utf-8", f"<datastore><recordset>{rows}</recordset></datastore>".encode())


def frames(asked: Asked) -> Answer:
    if asked.path == "/news/":
        return html('<html><meta http-equiv="refresh" content="0; URL=/frames/index.htm"></html>', "gbk")
    if asked.path == "/index.htm":
        return html(
            '<html><frameset rows="80,*"><frame src="top.htm"><frame src="list/index.htm"></frameset></html>', "gbk"
        )
    if asked.path.startswith("/a/"):
        each = one("frames", asked.path[3:-5])
        return article(each, "gbk") if each else MISSING
    if not asked.path.startswith("/list/index"):
        return MISSING
    number = int(asked.path.removeprefix("/list/index").removesuffix(".htm").lstrip("_") or 1)
    after = f'<a href="index_{number + 1}.htm">下一页</a>' if number < PAGES else "<span>下一页</span>"
    row = '<li><a href="../a/{each.id}.html">{title}</a> ({each.when:%m-%d})</li>'
    shown = listing(page_of("frames", number), row, after)
    return html(shown.body.decode(), "gbk")


def onclick(asked: Asked) -> Answer:
    if asked.path.startswith("/a/"):
        return plain("onclick", asked)
    number = int(asked.query.get("page", 1))
    row = '<li onclick="show({each.id})"><b>{title}</b><i>{each.when:%Y-%m-%d %H:%M}</i></li>'
    return listing(page_of("onclick", number), row) if number <= PAGES else listing([], row)


def plain(shape: str, asked: Asked) -> Answer:
    each = one(shape, asked.path.rpartition("/")[2].removesuffix(".html"))
    return article(each) if each else MISSING


@dataclass(frozen=True)
class Shape:
    """A shape: what it answers, the address of its channel, and its rules."""

    answer: Callable[[Asked], Answer]
    channel: str
    rules: str
    head: str = ""
    channel_rules: str = ""


def by_api(request: str, more: str = "") -> str:
    return f"[listing]\n{API}\n{request}\n{more}"


SHAPES: dict[str, Shape] = {
    "jsonp": Shape(jsonp, "/list-1.json", by_api('next_url = { url = "{folder}list-{page}.json" }')),
    "post": Shape(
        post,
        "/channel",
        by_api('request = { url = "{base}/api", json = { node = "{node}", page = "{page}" } }'),
        channel_rules='values = { node = "25950" }',
    ),
    "graphql": Shape(
        graphql,
        "/graphql",
        by_api('request = { json = { query = "query q($page: Int) { posts(page: $page) { id title } }", variables = { page = "{page}" } } }'),
    ),
    "form": Shape(form, "/more", by_api('request = { form = { offset = "{offset}", count = 3 }, step = 3 }')),
    "cursor": Shape(
        cursor, "/", by_api('request = { url = "{base}/app?c={cursor}" }').replace(' }\nreq', ', next = "data.next" }\nreq', 1)
    ),
    "last": Shape(last, "/", by_api('request = { url = "{base}/app?last={last.id}" }')),
    "day": Shape(day, "/", by_api('request = { url = "{base}/{date:%Y-%m-%d}.json" }')),
    "headers": Shape(
        headers,
        "/",
        by_api('request = { url = "{base}/list?page={page}" }', '[request]\nheaders = { siteId = "35" }\ncookies = { city = "fz" }'),
    ),
    "state": Shape(
        state,
        "/",
        by_api('request = { url = "{base}/?page={page}" }')
        .replace("data.list", "list.data")
        .replace("publishTime", "t")
        + DETAIL.format(at="props.detail"),
    ),
    "split": Shape(
        split,
        "/list",
        "[article]\nurl = '/detail\\?id=(?P<id>[0-9]+)'\nrequest = { url = \"{base}/getDetail\", json = { id = \"{id}\" } }\n"
        + DETAIL.format(at="object"),
    ),
    "whole": Shape(
        whole,
        "/",
        by_api('request = { url = "{base}/posts?page={page}" }')
        .replace("data.list", "@")
        .replace('"{base}/a/{id}.html"', '"link"')
        .replace(' }\nreq', ', whole = true }\nreq', 1)
        + DETAIL.format(at="@"),
    ),
    "hashed": Shape(
        hashed,
        "/",
        by_api('request = { url = "{base}/list?page={page}" }').replace("/a/{id}.html", "/app#/article?id={id}")
        + "[article]\nurl = '#/article\\?id=(?P<id>[0-9]+)'\nrequest = { url = \"{base}/api/{id}\" }\n"
        + DETAIL.format(at="data"),
    ),
    "store": Shape(
        store,
        "/col/60096.html",
        """[listing]
request = { url = "{base}/dataproxy.jsp?startrecord={offset}&endrecord={end}&perpage=3", form = { columnid = "{column}" }, first = 1, step = 3 }
[article]
url = '/art/[0-9]+\\.html'
""",
        head='family = "hanweb"',
        channel_rules="values = { column = 60096 }",
    ),
    "frames": Shape(frames, "/news/", ""),
    "onclick": Shape(
        onclick,
        "/list",
        """[listing]
entries = "ul.l > li"
link = { css = "::attr(onclick)", regex = "([0-9]+)" }
address = "{base}/a/{link}.html"
title = "b"
date = "i"
request = { url = "{base}/list?page={page}" }
""",
    ),
}  # fmt: skip


def answer(asked: Asked) -> Answer:
    """Answer a request for `/<shape>/…`."""
    shape, _, rest = asked.path[1:].partition("/")
    found = SHAPES.get(shape)
    if found is None:
        return MISSING
    inside = asked._replace(path=f"/{rest}")
    if inside.path.startswith("/a/") and shape not in ("state", "frames", "headers"):
        return plain(shape, inside)
    return found.answer(inside)


def site_file(shape: str, base: str) -> str:
    """The catalog file of a shape, whose server is at `base`."""
    found, own = SHAPES[shape], f"{base}/{shape}"
    channel = f'[[channel]]\nid = "c"\nname = "福州新闻"\nurl = "{own}{found.channel}"\n{found.channel_rules}\n'
    rules = found.rules.replace("{base}", own)
    return f'name = "示例网"\nhome = "{own}/"\ndelay = 0.0\n{found.head}\n{channel}\n{rules}'


@contextmanager
def serve_sources() -> Iterator[str]:
    """Serve all shapes on loopback; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def go(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            names = {name.lower(): value for name, value in self.headers.items()}
            found = answer(Asked(self.command, parts.path, query, body, names))
            tag = f'"{hashlib.sha256(found.body).hexdigest()[:16]}"'
            if self.command == "GET" and names.get("if-none-match") == tag:
                found = Answer(304, found.type, b"")
            self.send_response(found.status)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", found.type)
            self.send_header("Content-Length", str(len(found.body)))
            self.end_headers()
            self.wfile.write(found.body)

        do_GET = do_POST = go

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
