"""Make the bundled sample archive `newscrawl/sample/hxnews.warc.gz`: the answers of a small
simulated 海峡网, as captured.

`python scripts/make_sample.py`. About sixty articles over four listings of 福州新闻, with
reprints, a weather series, articles of several pages, damaged mirror copies, a page
that is gone. The texts are our own; only the addresses and the markup are like the real
site's, so that the shipped catalog reads them.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from newscrawl.warc.capture import ARTICLES, CapturedAnswer, CapturedRequest, Captures  # noqa: E402
from tests.simsite import Replies, SimSite  # noqa: E402

BASE = "http://www.hxnews.com"
BEGAN = datetime.fromisoformat("2020-11-18T22:00:00+08:00")
KNOBS = {
    "reprint": 4, "cut": 1, "merge": 1, "damaged": 2, "weather": 4, "lottery": 3, "notice": 2, "missing": 1,
    "soft404": 1, "multipage": 3, "pinned": 1, "redated": 1, "to_front": 1,
}  # fmt: skip


def main() -> None:
    """Request everything that the simulated site has, and write the answers."""
    site = SimSite(seed=2020, articles=60, listings=4, **KNOBS)
    replies = Replies(site, BASE)
    order = count(int(BEGAN.timestamp()) * 10**9, int(timedelta(seconds=1).total_seconds() * 10**9))
    with tempfile.TemporaryDirectory() as folder:
        captures = Captures(Path(folder), [("software", "newscrawl"), ("description", "simulated site, own texts")])
        beyond = site.family.listing_page(site.channels[0].path, site.listing_count(site.channels[0]) + 1)
        for path in dict.fromkeys(["/robots.txt", *replies.paths(), beyond]):
            reply = replies.reply(path)
            reason = {200: "OK", 301: "Moved Permanently", 302: "Found", 404: "Not Found"}[reply.status]
            headers = "".join(f"{name}: {value}\r\n" for name, value in reply.headers)
            head = f"HTTP/1.1 {reply.status} {reason}\r\n{headers}Content-Length: {len(reply.body)}\r\n\r\n"
            sent = f"GET {path} HTTP/1.1\r\nHost: www.hxnews.com\r\nUser-Agent: newscrawl\r\n\r\n"
            captures.keep(
                CapturedRequest(site="hxnews", series=ARTICLES, url=BASE + path, order=next(order)),
                CapturedAnswer(sent=sent.encode(), head=head.encode(), body=reply.body, payload=reply.body),
            )
        captures.close()
        (made,) = Path(folder).rglob("*.warc.gz")
        target = ROOT / "newscrawl/sample/hxnews.warc.gz"
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(made, target)
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size:,} bytes, {len(site.articles)} articles")


if __name__ == "__main__":
    main()
