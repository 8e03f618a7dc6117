"""A line of the archive and its kept capture → the baseline for a revision, read by
today's reader.

Without this, a better reader would make every article that is fetched again look
edited. Where there is no capture, or it is not the whole article, the newly fetched
text becomes the baseline.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from scrapy import Request
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares.httpcompression import HttpCompressionMiddleware
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

from newscrawl.catalog.schema import Site
from newscrawl.items import NoArticle
from newscrawl.record.revision import Baseline
from newscrawl.text.clean import clean
from newscrawl.warc.kept import read_kept


def reread(
    line: Mapping[str, Any], data: Path, crawler: Crawler, site: Site | None, drop: Sequence[re.Pattern[str]] = ()
) -> Baseline | None:
    """Read the capture that a line names with today's reader; None where that is not
    possible.

    The line of an article of several pages names the capture of its first page alone,
    so it is not read again.
    """
    if line.get("pages", 1) != 1 or (kept := read_kept(data, line.get("warc"))) is None:
        return None
    from newscrawl.reader.article import read_page

    packed = Response(line["url"], status=kept.status, headers=kept.headers, body=kept.payload)
    try:
        response = HttpCompressionMiddleware(crawler=crawler).process_response(Request(line["url"]), packed)
    except IgnoreRequest:  # unpacks to more than DOWNLOAD_MAXSIZE
        return None
    assert isinstance(response, Response)
    content_type = (response.headers.get("Content-Type") or b"").decode("latin-1") or None
    fetched = datetime.fromisoformat(line["fetched"]) if line.get("fetched") else None
    reading = read_page(response.body, line["url"], content_type=content_type, site=site, fetched=fetched)
    if isinstance(reading, NoArticle):
        return None
    article = clean(reading.article, drop)
    return Baseline(article.content_hash, article.title, bool(line.get("complete", True)), article.reader_version)
