"""Pages → the files in which archives keep them: WARC as they were sent, WET as text.

`write_texts` turns a simulated site's pages into text, each block a line; `write_pages`
writes the measuring pages both ways, their text made by the `as_text.py` beside them.
"""

from __future__ import annotations

import importlib.util
import json
import types
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO

from lxml import html

from newscrawl.text.decode import decode
from newscrawl.warc.content_coding import page_of
from newscrawl.warc.framing import member
from newscrawl.warc.framing import record as framed
from newscrawl.warc.http_message import read_message
from newscrawl.warc.records import WarcFile, WarcRecord

DATE = "2022-11-18T15:00:00Z"
"""When the measuring pages were received, for all of them."""


def write_texts(warcs: list[Path], out: Path, most: int | None = None) -> None:
    """Write the pages of WARC files, or so many of them, as a WET file: each block of a
    page a line.
    """
    with out.open("wb") as file:
        for url, date, lines in islice(chain.from_iterable(map(_texts_of, warcs)), most):
            _write_text(file, url, date, lines)


def _texts_of(path: Path) -> Iterator[tuple[str, str, list[str]]]:
    with closing(WarcFile(path)) as warc:
        for record in warc.records():
            page = read_message(record.block) if isinstance(record, WarcRecord) else None
            if page is None or record.kind != "response" or page.status != 200:
                continue
            root = html.document_fromstring(decode(page_of(page), page.header(b"content-type")).text)
            for element in root.xpath("//script | //style"):
                element.drop_tree()
            for element in root.iter("p", "div", "li", "br", "h1", "h2", "td", "title", "a"):
                element.tail = "\n" + (element.tail or "")
            lines = (" ".join(line.split()) for line in root.text_content().split("\n"))
            yield record.url, record.fields["warc-date"], [line for line in lines if line]


def write_pages(pages: Path, warc: Path, wet: Path) -> tuple[int, float]:
    """Write the pages of a folder to a WARC file and their texts to a WET file, each
    page once; return how many they are, and how large on average.
    """
    as_text = load_as_text(pages)
    sizes = []
    with warc.open("wb") as html_file, wet.open("wb") as text_file:
        for url, body in read_pages(pages):
            head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: {len(body)}\r\n\r\n"
            fields = [("WARC-Target-URI", url), ("WARC-Date", DATE), ("Content-Type", "application/http")]
            html_file.write(member(framed("response", fields, head.encode() + body)))
            _write_text(text_file, url, DATE, as_text.blocks(body))
            sizes.append(len(body))
    return len(sizes), sum(sizes) / len(sizes)


def read_pages(pages: Path) -> Iterator[tuple[str, bytes]]:
    """Yield address and bytes of each page of a folder; a page whose address nobody
    noted has one made of its host and its name.
    """
    for path in sorted(pages.glob("*.json")):
        truth = json.loads(path.read_text(encoding="utf-8"))
        yield truth["url"] or f"http://{truth['host']}/{path.stem}.html", path.with_suffix(".html").read_bytes()


def load_as_text(pages: Path) -> types.ModuleType:
    """Load the converter that stands beside the folder of pages."""
    spec = importlib.util.spec_from_file_location("as_text", pages.parent / "as_text.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _write_text(file: BinaryIO, url: str, date: str, lines: list[str]) -> None:
    fields = [("WARC-Target-URI", url), ("WARC-Date", date), ("Content-Type", "text/plain")]
    file.write(member(framed("conversion", fields, "\n".join(lines).encode("utf-8", "replace"))))
