"""A crawl of a report → what it exported. Its JSON file holds the site's TOML file and what each path answers, run by run.

An answer has a `body` with `{base}` for the site's address, a `status` and `headers`; `gzip` or `br` compress the body,
`cut` keeps that share of it; `need_cookie` answers as `then` says to a request that sends this cookie.
"""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import brotli

from tests.crawling import Crawl, crawl

Route = dict[str, Any]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        routes: dict[str, Route] = vars(self.server)["routes"]
        route = routes.get(self.path, {"status": 404, "body": "<html><title>404 Not Found</title></html>"})
        if route.get("need_cookie", "\0") in (self.headers.get("Cookie") or ""):
            route = route["then"]
        body = route["body"].replace("{base}", f"http://{self.headers['Host']}").encode()
        if "gzip" in route or "br" in route:
            body = gzip.compress(body) if "gzip" in route else brotli.compress(body)
        body = body[: int(len(body) * route.get("cut", 1))]
        headers = {"Content-Type": "text/html; charset=utf-8", "Content-Length": len(body), **route.get("headers", {})}
        self.send_response(route.get("status", 200))
        for name, value in headers.items():
            self.send_header(name, str(value))
        self._headers_buffer.append(b"\r\n" + body)  # type: ignore[attr-defined]
        self.flush_headers()

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def _serve(host: str) -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer((host, 0), _Handler) as server:
        server.daemon_threads = True
        vars(server)["routes"] = {}
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def crawl_together(folder: Path, reports: dict[str, Path]) -> list[tuple[Crawl, dict[str, int]]]:
    """Crawl the sites of several reports, by site id, into one archive; return the articles of each after each run.

    Every site has an address of its own, so that a pause of one is none of the others. A text
    that two sites have counts for both, one that a site has twice counts once.
    """
    plans = {id: json.loads(path.read_text(encoding="utf-8")) for id, path in reports.items()}
    results = []
    with ExitStack() as stack:
        servers = {id: stack.enter_context(_serve(f"127.0.0.{n}")) for n, id in enumerate(plans, 1)}
        for id, plan in plans.items():
            host, port = servers[id].server_address[:2]
            path = folder / "catalog" / "sites" / "fujian" / f"{id}.toml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(plan["catalog"].replace("{base}", f"http://{host!s}:{port}"), encoding="utf-8")
        for number in range(max(len(plan["runs"]) for plan in plans.values())):
            runs = {id: plan["runs"][number] for id, plan in plans.items() if number < len(plan["runs"])}
            options: dict[str, object] = {"NEWSCRAWL_ALLOW_HOSTS": "127.0.0.0/8", "NEWSCRAWL_DUPLICATES": "mark"}
            for id, run in runs.items():
                vars(servers[id])["routes"].update(run["routes"])
                options.update(run.get("settings", {}))
            run = crawl(folder, f"channels={','.join(f'{id}/*' for id in runs)}", **options)
            results.append((run, _exported(run)))
    return results


def _exported(run: Crawl) -> dict[str, int]:
    lines = run.lines()
    site_of = {line["id"]: line["site"] for line in lines}
    counts: dict[str, int] = {}
    for line in lines:
        if not line["duplicate_of"] or site_of[line["duplicate_of"]["id"]] != line["site"]:
            counts[line["site"]] = counts.get(line["site"], 0) + 1
    return counts
