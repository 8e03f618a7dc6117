"""Measure the cost of capturing a page: `python benchmarks/capture.py [PAGES]`.

Writes pages of 25 kB, packed as servers send them and plain, each with its request,
through `newscrawl.warc.capture` and once through warcio's writer (the usual one), and
reads them back as a replay does. Prints microseconds of CPU per page, best of three,
and bytes per page. Texts are made up; files are in a temporary folder.
"""

from __future__ import annotations

import gzip
import random
import sys
import time
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from newscrawl.warc.capture import CapturedAnswer, CapturedRequest, Captures
from newscrawl.warc.capture_index import CaptureIndex, request_key

SENT = (
    b"GET /news/fj/fz/202011/18/1.shtml HTTP/1.1\r\nAccept: text/html\r\nUser-Agent: newscrawl/0.1\r\n"
    b"Accept-Encoding: gzip, deflate, br, zstd\r\nHost: www.hxnews.com\r\n\r\n"
)
HEAD = [
    ("Server", "nginx"),
    ("Date", "Wed, 18 Nov 2020 01:30:00 GMT"),
    ("Content-Type", "text/html"),
    ("Last-Modified", "Wed, 18 Nov 2020 01:29:00 GMT"),
    ("Connection", "keep-alive"),
]
NOON = 1_605_700_800 * 10**9


def made_pages(count: int) -> list[bytes]:
    """Make pages of 25 kB: half markup that repeats from page to page, half a text that
    does not.
    """
    rand = random.Random(1)
    characters = [chr(rand.randint(0x4E00, 0x9FA5)) for _ in range(2500)]
    weights = [1 / (rank + 10) for rank in range(len(characters))]
    frame = "".join(f'<li class="nav{n % 7}"><a href="/news/{n}/">栏目{n}</a></li>\n' for n in range(260))
    pages = []
    for _ in range(count):
        text = "".join(rand.choices(characters, weights, k=4200))
        pages.append(f"<html><body>{frame}<p>{text}</p></body></html>".encode()[:25_000])
    return pages


def ours(bodies: list[bytes], folder: Path) -> None:
    """Capture pages as a crawl does, synced to disk fifty at a time."""
    captures = Captures(folder, [("software", "newscrawl")])
    lines = "".join(f"{name}: {value}\r\n" for name, value in HEAD)
    for number, body in enumerate(bodies):
        head = f"HTTP/1.1 200 OK\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode()
        captures.keep(
            CapturedRequest(site="hxnews", series="articles", url=address(number), order=NOON + number),
            CapturedAnswer(sent=SENT, head=head, body=body, payload=body, address="59.110.0.1"),
        )
        if number % 50 == 49:
            captures.sync()
    captures.close()


def warcios(bodies: list[bytes], folder: Path) -> None:
    """Write pages with warcio's writer, as its manual does."""
    with (folder / "warcio.warc.gz").open("wb") as file:
        writer = WARCWriter(file, gzip=True, warc_version="WARC/1.1")
        for number, body in enumerate(bodies):
            head = StatusAndHeaders("200 OK", [*HEAD, ("Content-Length", str(len(body)))], protocol="HTTP/1.1")
            answer = writer.create_warc_record(address(number), "response", payload=BytesIO(body), http_headers=head)
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "www.hxnews.com")], is_http_request=True)
            request = writer.create_warc_record(address(number), "request", http_headers=asked)
            writer.write_request_response_pair(request, answer)


def replayed(count: int, folder: Path) -> None:
    """Index a capture and read every page back, digests checked."""
    captured = CaptureIndex(sorted(folder.rglob("*.warc.gz")))
    for number in range(count):
        kept = captured.take(request_key("GET", address(number), b""))
        assert kept is not None
        captured.read(kept)
    captured.close()


def address(number: int) -> str:
    """Return the address of a page."""
    return f"http://www.hxnews.com/news/fj/fz/202011/18/{number}.shtml"


def best(work: Callable[[Path], None], count: int, keep: Path | None = None) -> tuple[float, float]:
    """Return the CPU microseconds per page of the best of three runs, and the bytes per
    page written.
    """
    times, size = [], 0.0
    for _ in range(3):
        with TemporaryDirectory() as fresh:
            folder = keep or Path(fresh)
            start = time.process_time()
            work(folder)
            times.append(time.process_time() - start)
            size = sum(path.stat().st_size for path in folder.rglob("*.warc.gz")) / count
    return min(times) / count * 1e6, size


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    plain = made_pages(count)
    for name, bodies in (("gzip on the wire", [gzip.compress(page, 6) for page in plain]), ("plain", plain)):
        for writer, work in (("newscrawl", ours), ("warcio", warcios)):
            cost, size = best(lambda folder, work=work, bodies=bodies: work(bodies, folder), count)
            print(f"{name:18} {writer:10} {cost:6.0f} µs/page {size:8.0f} bytes/page")
        with TemporaryDirectory() as folder:
            ours(bodies, Path(folder))
            cost, _ = best(lambda here: replayed(count, here), count, Path(folder))
            print(f"{name:18} {'read back':10} {cost:6.0f} µs/page")


if __name__ == "__main__":
    main()
