"""A replay is the same crawl: same answers, same errors, same order, and no network."""

from __future__ import annotations

import gzip
import random
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import UsageError

from newscrawl.net.replay import find_warcs
from newscrawl.warc.capture_index import CaptureIndex
from newscrawl.warc.framing import DamagedWarcError
from tests.net.fetching import fetch
from tests.net.wire import page, wire
from tests.warc.exchanges import Live, comparable


@pytest.mark.parametrize("concurrent", [True, False])
def test_a_replay_gives_what_the_crawl_gave_without_the_network(live: Live, tmp_path: Path, concurrent: bool) -> None:
    asked = list(live.requests) if concurrent else live.requests[::-1]
    if not concurrent:  # asked in another order: each address still gets its captures, the earliest first
        asked = [each for each in asked if not str(each).count("/changes") and not str(each).count("/comes-round")]
    again = fetch(tmp_path, *asked, offline=True, NEWSCRAWL_REPLAY=str(live.data / "warc"), CONCURRENT_REQUESTS=1)
    kept = {each if isinstance(each, str) else each["url"] for each in asked}
    assert comparable(again) == [
        line for line, each in zip(comparable(live.run), live.run.fetched, strict=True) if each.url in kept
    ]


def test_a_replay_captures_nothing(live: Live, tmp_path: Path) -> None:
    fetch(tmp_path, f"{live.base}/plain", offline=True, NEWSCRAWL_REPLAY=str(live.data / "warc"))
    assert list(tmp_path.iterdir()) == []


def test_what_was_not_captured_is_an_error_and_never_a_fetch(live: Live, tmp_path: Path) -> None:
    urls = [f"{live.base}/plain", f"{live.base}/never-seen", f"{live.base}/plain", f"{live.base}/plain"]
    run = fetch(tmp_path, *urls, offline=True, NEWSCRAWL_REPLAY=str(live.data / "warc"))
    errors = [(each.url, each.error) for each in run.fetched]
    assert errors.count((f"{live.base}/never-seen", "ReplayMissError")) == 1
    # once asked for itself, once for the redirect
    assert errors.count((f"{live.base}/plain", None)) == 2
    assert errors.count((f"{live.base}/plain", "ReplayMissError")) == 1
    assert "retry/count" not in run.stats


@pytest.mark.slow
def test_answers_come_in_the_order_of_the_crawl_however_they_are_asked_for(tmp_path: Path) -> None:
    names = [f"/{number}.html" for number in range(60)]
    answers: dict[str, Any] = {name: page(b"<html>%s</html>" % name.encode()) for name in names}
    for name in names[::7]:
        answers[name] = [page(b"busy", status=b"500 Busy"), page(b"<html>at last</html>")]
    for name in names[3::9]:
        answers[name] = page(b"", b"Location: /0.html", status=b"302 Found")
    for name in names[5::11]:
        answers[name] = b""
    shuffled = random.Random(1).sample(names, len(names))
    with wire(answers) as server:
        urls = [server.url + name for name in shuffled]
        live = fetch(tmp_path, *urls, CONCURRENT_REQUESTS=16, CONCURRENT_REQUESTS_PER_DOMAIN=16)
    order = [each.meta["capture_order"] for each in live.fetched]
    expected = [line for _, line in sorted(zip(order, comparable(live), strict=True))]
    for seed in range(2):
        other = random.Random(seed).sample(urls, len(urls))
        again = fetch(tmp_path, *other, offline=True, NEWSCRAWL_REPLAY=str(tmp_path / "warc/**/*.warc.gz"))
        assert comparable(again) == expected


def test_a_damaged_page_is_an_error_that_names_its_file(live: Live, tmp_path: Path) -> None:
    data = gzip.decompress((live.data / live.run[f"{live.base}/plain"].meta["capture"]["file"]).read_bytes())
    damaged = tmp_path / "damaged.warc"
    damaged.write_bytes(data.replace("口袋公园".encode("gb18030"), "口袋公司".encode("gb18030")))
    run = fetch(tmp_path, f"{live.base}/plain", f"{live.base}/missing", offline=True, NEWSCRAWL_REPLAY=str(damaged))
    assert run[f"{live.base}/plain"].error == "DamagedWarcError"
    assert str(damaged) in run[f"{live.base}/plain"].message
    assert run[f"{live.base}/missing"].error == "ReplayMissError"


def test_a_missing_file_is_told_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"nowhere\.warc\.gz"):
        find_warcs(str(tmp_path / "nowhere.warc.gz"))
    (tmp_path / "notes.warc.gz").write_bytes(b"not a WARC at all, but a text of some length")
    with pytest.raises(DamagedWarcError, match=r"notes\.warc\.gz"):
        CaptureIndex(find_warcs(str(tmp_path / "notes.warc.gz")))
    with pytest.raises(UsageError, match=str(tmp_path)):
        find_warcs(str(tmp_path / "empty"))


def test_files_are_found_by_path_folder_glob_and_list(tmp_path: Path) -> None:
    names = ["a.warc.gz", "b.warc", "sub/c.warc.zst", "with,comma.warc.gz", "sub/notes.txt"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    a, b, c, comma = (tmp_path / name for name in names[:4])
    assert find_warcs(str(a)) == [a]
    assert sorted(find_warcs(str(tmp_path))) == sorted([a, b, c, comma])
    assert find_warcs(str(tmp_path / "*.warc.gz")) == [a, comma]
    assert find_warcs(f"{b}, {a}") == [b, a]
    assert find_warcs([str(a), str(tmp_path / "sub")]) == [a, c]
    assert find_warcs(str(comma)) == [comma]
