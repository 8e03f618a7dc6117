"""The archive of raw pages: files that librarians' tools read, that no death damages, and that stay in their place."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from scrapy.settings import Settings
from warcio.checker import Checker

from newscrawl.items import Capture
from newscrawl.warc import capture, series
from newscrawl.warc import framing as warc
from newscrawl.warc.capture import CapturedAnswer, CapturedRequest, Captures, describe, purge
from newscrawl.warc.records import WarcFile, WarcRecord
from newscrawl.warc.salvage import Damage
from newscrawl.warc.series import Earlier, Series
from tests.crawling import write_site
from tests.simsite import SimSite, serve
from tests.spiders.launching import Launcher

NOON = int(datetime(2020, 11, 18, 12, tzinfo=UTC).timestamp()) * 10**9
DAY = 24 * 3600 * 10**9
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
ROOT = Path(__file__).resolve().parents[2]


def asked(number: int = 1, *, site: str = "hxnews", series: str = "articles", order: int = NOON) -> CapturedRequest:
    url = f"http://www.hxnews.com/news/fj/fz/202011/18/{number}.shtml"
    return CapturedRequest(site=site, series=series, url=url, order=order + number)


def answer(text: str = "福州晚报讯", earlier: Earlier | None = None) -> CapturedAnswer:
    payload = f"<html>{text}</html>".encode("gb18030") * 100
    return CapturedAnswer(sent=b"GET / HTTP/1.1\r\n\r\n", head=HEAD, body=payload, payload=payload, earlier=earlier)


def kinds(path: Path) -> list[str]:
    return [str(record.record_type) for record in FastIterator(str(path), parse_http=False)]


def files(data: Path) -> list[str]:
    return sorted(path.relative_to(data).as_posix() for path in data.rglob("*.warc.gz"))


def read(data: Path, place: Capture) -> bytes:
    with (data / place.file).open("rb") as file:
        file.seek(place.offset)
        return next(iter(FastIterator(file, parse_http=False))).reader.read()


def test_places_are_true_after_sync(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [("software", "newscrawl")])
    texts = [f"第{number}条新闻" for number in range(40)]
    places = [captures.keep(asked(number), answer(text)) for number, text in enumerate(texts)]
    lengths = captures.sync()
    for place, text in zip(places, texts, strict=True):
        assert read(tmp_path, place) == HEAD + answer(text).body
        assert place.digest == warc.digest(answer(text).payload)
    assert lengths == {name: (tmp_path / name).stat().st_size for name in files(tmp_path)}
    assert captures.sync() == {}
    captures.close()


def test_warcio_and_fastwarc_find_nothing_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    captures = Captures(tmp_path, [("software", "newscrawl"), ("operator", None)])
    captures.keep(asked(1), answer())
    captures.keep(asked(2), answer())
    captures.keep_failure(asked(3), "x.TimeoutError", "took 61\r\nseconds", "scrapy.exceptions.DownloadTimeoutError")
    captures.close()
    path = tmp_path / files(tmp_path)[0]
    checker = Checker(type("Command", (), {"verbose": True, "inputs": [str(path)]}))
    checker.process_all()
    assert checker.exit_value == 0, capsys.readouterr().out
    for record in FastIterator(str(path), parse_http=False):
        assert record.verify_block_digest(consume=True)
    assert [kind.rpartition(".")[2] for kind in kinds(path)] == [
        "warcinfo", "response", "request", "revisit", "request", "metadata",
    ]  # fmt: skip


def test_without_isal_the_files_are_read_all_the_same(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['isal'] = None\n"
        "from tests.warc.test_capture import *\n"
        "captures = Captures(Path(sys.argv[1]), []); captures.keep(asked(), answer()); captures.close()\n"
        "assert warc._compress.__module__ == 'zlib'"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=True, cwd=ROOT)
    (path,) = tmp_path.rglob("*.warc.gz")
    assert len(kinds(path)) == 3
    assert b"WARC/1.1" in gzip.decompress(path.read_bytes())


def test_each_site_and_series_has_its_own_files(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer())
    captures.keep(asked(2, series="listings"), answer())
    captures.keep(asked(3, site="fjsen"), answer())
    captures.close()
    assert files(tmp_path) == [
        "warc/fjsen/articles-20201118-0001.warc.gz",
        "warc/hxnews/articles-20201118-0001.warc.gz",
        "warc/hxnews/listings-20201118-0001.warc.gz",
    ]


@pytest.mark.parametrize("site", ["", "..", "a/b", "../x", "/etc", "A", "x" * 200, "a\n", "."])
def test_no_name_but_a_catalog_id_becomes_a_folder(tmp_path: Path, site: str) -> None:
    captures = Captures(tmp_path, [])
    with pytest.raises(ValueError, match="no place"):
        captures.keep(asked(site=site), answer())
    with pytest.raises(ValueError, match="no place"):
        captures.keep(asked(series=site), answer())
    assert list(tmp_path.iterdir()) == []


def test_files_are_rotated_by_size_and_by_day(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [], size=2000)
    for number in range(6):
        captures.keep(asked(number), answer(str(number)))
    captures.keep(asked(7, order=NOON + DAY), answer("tomorrow"))
    lengths = captures.sync()
    names = files(tmp_path)
    assert names[-1] == "warc/hxnews/articles-20201119-0001.warc.gz"
    assert names[:2] == ["warc/hxnews/articles-20201118-0001.warc.gz", "warc/hxnews/articles-20201118-0002.warc.gz"]
    assert lengths == {name: (tmp_path / name).stat().st_size for name in names}
    assert all(kinds(tmp_path / name)[0].endswith("warcinfo") for name in names)
    captures.close()


def test_the_next_run_goes_on_in_the_same_file_and_knows_its_payloads(tmp_path: Path) -> None:
    for number in (1, 2):
        captures = Captures(tmp_path, [])
        captures.keep(asked(number), answer())
        captures.close()
    (name,) = files(tmp_path)
    assert [kind.rpartition(".")[2] for kind in kinds(tmp_path / name)] == [
        "warcinfo", "response", "request", "warcinfo", "revisit", "request",
    ]  # fmt: skip


def test_two_runs_never_write_one_file(tmp_path: Path) -> None:
    first, second = Captures(tmp_path, []), Captures(tmp_path, [])
    places = [each.keep(asked(number), answer(str(number))) for number in range(3) for each in (first, second)]
    first.close()
    second.close()
    assert len(files(tmp_path)) == 2
    for number, place in enumerate(places):
        assert read(tmp_path, place).startswith(HEAD), number


@pytest.mark.parametrize("tail", [b"\x1f\x8b", b"garbage", bytes(500), None])
def test_a_torn_end_is_cut_and_what_was_whole_stays(tmp_path: Path, tail: bytes | None) -> None:
    captures = Captures(tmp_path, [])
    kept = captures.keep(asked(1), answer("一"))
    captures.close()
    path = tmp_path / files(tmp_path)[0]
    sound = path.read_bytes()
    torn = warc.member(warc.record("response", [("WARC-Record-ID", "<urn:x>")], os.urandom(3000)))[:-5]
    path.write_bytes(sound + (torn if tail is None else tail))
    captures = Captures(tmp_path, [])
    added = captures.keep(asked(2), answer("二"))
    captures.close()
    assert path.read_bytes().startswith(sound)
    assert read(tmp_path, kept) == HEAD + answer("一").body
    assert read(tmp_path, added) == HEAD + answer("二").body
    assert len(kinds(path)) == 6


def test_yesterdays_torn_file_is_mended_too(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer())
    captures.close()
    path = tmp_path / files(tmp_path)[0]
    sound = path.read_bytes()
    path.write_bytes(sound + sound[:100])
    captures = Captures(tmp_path, [])
    captures.keep(asked(2, order=NOON + DAY), answer())
    captures.close()
    assert path.read_bytes() == sound
    assert len(files(tmp_path)) == 2


def test_only_what_follows_a_committed_length_is_checked(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer())
    lengths = captures.sync()
    captures.close()
    path = tmp_path / files(tmp_path)[0]
    damaged = bytearray(path.read_bytes())
    damaged[100] ^= 255
    path.write_bytes(damaged)
    captures = Captures(tmp_path, [])
    captures.trust(lengths.get)
    place = captures.keep(asked(2), answer())
    captures.close()
    assert place.offset > len(damaged)


def test_a_large_file_of_earlier_runs_is_not_unpacked_at_the_first_request(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run would else unpack the whole day's file of a site in the reactor, 1.2 s of CPU per 100 MB."""
    captures = Captures(tmp_path, [])
    for number in range(200):
        captures.keep(asked(number), answer(os.urandom(2000).hex()))
    lengths = captures.sync()
    captures.close()
    (size,) = lengths.values()
    monkeypatch.setattr(series, "_READ_AGAIN", 50_000)
    unpacked: list[str] = []
    real = Series._remember
    monkeypatch.setattr(Series, "_remember", lambda self, record: (unpacked.append(record.url), real(self, record))[1])

    captures = Captures(tmp_path, [])
    captures.trust(lengths.get)
    place = captures.keep(asked(201), answer("福州"))
    assert place.offset >= size > 1_000_000
    assert len(unpacked) < 10
    assert captures.keep(asked(199), answer("厦门")).offset > place.offset
    captures.close()

    unpacked.clear()
    captures = Captures(tmp_path, [])
    captures.keep(asked(202), answer("莆田"))
    assert len(unpacked) > 400, "without an account of its length all of a file is checked"
    captures.close()


def test_pages_that_the_last_run_captured_are_known_to_the_next_whatever_the_account_says(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer("旧"))
    lengths = captures.sync()
    captures.close()
    captures = Captures(tmp_path, [])
    captures.trust(lengths.get)
    place = captures.keep(asked(2), answer("旧"))
    captures.close()
    with closing(WarcFile(tmp_path / place.file)) as file:
        record = file.record_at(place.offset)
    assert record is not None
    assert record.kind == "revisit"


def test_a_long_run_knows_its_newest_payloads_and_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A million articles in one run must fit into memory; a template that comes back is still stored once."""
    monkeypatch.setattr(series, "REMEMBERED", 20)
    captures = Captures(tmp_path, [])
    for number in range(100):
        captures.keep(asked(number), answer(f"第{number}篇"))
        captures.keep(asked(1000 + number), answer("模板"))
    newest, oldest = captures.keep(asked(2000), answer("第99篇")), captures.keep(asked(2001), answer("第0篇"))
    captures.close()
    with closing(WarcFile(tmp_path / newest.file)) as file:
        kinds = [
            record.kind for record in file.records() if isinstance(record, WarcRecord) and record.kind != "request"
        ]
        assert file.record_at(newest.offset).kind == "revisit"
        assert file.record_at(oldest.offset).kind == "response"
    assert kinds.count("revisit") >= 80


@pytest.mark.parametrize("beyond", [b"", b"torn", None])
def test_what_a_killed_run_wrote_behind_the_committed_length_is_kept_if_whole(
    tmp_path: Path, beyond: bytes | None
) -> None:
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer("一"))
    lengths = captures.sync()
    kept = captures.keep(asked(2), answer("二"))
    captures.close()
    path = tmp_path / kept.file
    whole = path.read_bytes()
    path.write_bytes(whole + whole[:200] if beyond is None else whole + beyond)
    captures = Captures(tmp_path, [])
    captures.trust(lengths.get)
    added = captures.keep(asked(3), answer("三"))
    captures.close()
    assert path.read_bytes().startswith(whole)
    assert added.offset > kept.offset
    for place, text in ((kept, "二"), (added, "三")):
        assert read(tmp_path, place) == HEAD + answer(text).body


def test_a_file_shorter_than_its_committed_length_is_checked_from_its_start(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer("一"))
    kept = captures.keep(asked(2), answer("二"))
    lengths = captures.sync()
    captures.close()
    path = tmp_path / kept.file
    path.write_bytes(path.read_bytes()[: kept.offset + 20])
    captures = Captures(tmp_path, [])
    captures.trust(lengths.get)
    added = captures.keep(asked(3), answer("三"))
    captures.close()
    with closing(WarcFile(path)) as file:
        assert not any(isinstance(each, Damage) for each in file.records())
    assert read(tmp_path, added) == HEAD + answer("三").body


def test_a_death_between_syncs_loses_nothing_that_was_synced(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "from tests.warc.test_capture import *\n"
        "captures = Captures(Path(sys.argv[1]), [])\n"
        "for number in range(100000):\n"
        "    place = captures.keep(asked(number), answer(os.urandom(2000).hex()))\n"
        "    if number % 7 == 0:\n"
        "        captures.sync(); print(place.offset, flush=True)\n"
    )
    writer = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)], stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    offsets = [int(writer.stdout.readline()) for _ in range(5)]
    writer.send_signal(signal.SIGKILL)
    offsets += [int(line) for line in writer.communicate()[0].split()]
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer())
    captures.close()
    (name,) = files(tmp_path)
    for offset in offsets:
        assert read(tmp_path, Capture(name, offset, "")).startswith(HEAD)
    with closing(WarcFile(tmp_path / name)) as file:
        assert not any(isinstance(each, Damage) for each in file.records())
        assert file.offset == file.size


def test_sync_reaches_the_disk_and_a_new_file_its_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[str] = []
    real = os.fsync
    monkeypatch.setattr(os, "fsync", lambda fd: (synced.append(str(Path(f"/proc/self/fd/{fd}").readlink())), real(fd)))
    captures = Captures(tmp_path, [])
    captures.keep(asked(1), answer())
    warc = tmp_path / "warc"
    assert set(synced) == {str(tmp_path), str(warc), str(warc / "hxnews")}, (
        "a power cut would take the file with a folder"
    )
    synced.clear()
    captures.sync()
    assert synced == [str(tmp_path / name) for name in files(tmp_path)]
    captures.close()


def test_a_full_disk_breaks_loudly_and_leaves_whole_records(tmp_path: Path) -> None:
    code = (
        "import resource, sys\n"
        "from newscrawl.warc.series import CaptureError\n"
        "from tests.warc.test_capture import *\n"
        "captures = Captures(Path(sys.argv[1]), [])\n"
        "captures.keep(asked(1), answer()); synced = captures.sync()\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))\n"
        "try:\n"
        "    for number in range(1000): captures.keep(asked(number), answer(os.urandom(2000).hex()))\n"
        "except CaptureError as error:\n"
        "    print(error)\n"
        "for again in (captures.sync, lambda: captures.keep(asked(1), answer())):\n"
        "    try: again()\n"
        "    except CaptureError: print('refused')\n"
        "captures.close()\n"
        "assert synced == {name: (Path(sys.argv[1]) / name).stat().st_size for name in synced}, synced\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "articles-20201118-0001.warc.gz" in done.stdout
    assert done.stdout.count("refused") == 2


def test_more_sites_than_files_may_be_open(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capture, "_OPEN_AT_ONCE", 3)
    captures = Captures(tmp_path, [])
    sites = [f"site{number}" for number in range(5)]
    places = [captures.keep(asked(turn, site=site), answer(f"{site}{turn}")) for turn in range(3) for site in sites]
    lengths = captures.sync()
    assert len(captures._series) == 3
    assert set(lengths) == {f"warc/{site}/articles-20201118-0001.warc.gz" for site in sites}
    for number, place in enumerate(places):
        turn, site = number // 5, sites[number % 5]
        assert read(tmp_path, place) == HEAD + answer(f"{site}{turn}").body
    captures.close()


def test_a_revisit_may_refer_to_another_file(tmp_path: Path) -> None:
    captures = Captures(tmp_path, [])
    first = captures.keep(asked(1), answer())
    url, date = asked(1).url, warc.date(asked(1).order)
    later = captures.keep(asked(1, order=NOON + DAY), answer(earlier=Earlier(url, date, first.digest)))
    changed = captures.keep(asked(1, order=NOON + 2 * DAY), answer("新", earlier=Earlier(url, date, first.digest)))
    captures.close()
    assert kinds(tmp_path / later.file)[1].endswith("revisit")
    assert kinds(tmp_path / changed.file)[1].endswith("response")


def test_listings_go_after_their_days_and_articles_stay(tmp_path: Path) -> None:
    now = datetime(2020, 11, 18, 23, 30, tzinfo=UTC)
    folder = tmp_path / "warc" / "hxnews"
    folder.mkdir(parents=True)
    for name in ("listings", "articles"):
        for days in (29, 30, 31, 400):
            (folder / f"{name}-{now - timedelta(days=days):%Y%m%d}-0001.warc.gz").touch()
    (folder / "listings-of-mine.warc.gz").touch()
    assert purge(tmp_path, 30, now) == 2
    left = sorted(path.name for path in folder.glob("listings*"))
    assert left == ["listings-20201019-0001.warc.gz", "listings-20201020-0001.warc.gz", "listings-of-mine.warc.gz"]
    assert len(list(folder.glob("articles*"))) == 4


def test_the_first_record_tells_who_made_the_file_and_no_secret() -> None:
    settings = Settings({"NEWSCRAWL_CONTACT": "archive@example.org", "NEWSCRAWL_LEDGER": "postgres://u:secret@db/x"})
    told = warc.warc_fields(describe(settings)).decode()
    assert "newscrawl/" in told
    assert "Scrapy/" in told
    assert "archive@example.org" in told
    assert "secret" not in told


def test_nothing_a_server_says_becomes_a_field_of_the_record() -> None:
    data = warc.record("metadata", [("WARC-Target-URI", "http://a.cn/\r\nWARC-Type: response\n\rX: 1")], b"")
    record = next(iter(FastIterator(io.BytesIO(warc.member(data)), parse_http=False)))
    assert record.headers["WARC-Target-URI"] == "http://a.cn/ WARC-Type: response X: 1"
    assert str(record.record_type).endswith("metadata")


def test_a_crawl_stops_where_captures_cannot_be_written(tmp_path: Path) -> None:
    from tests.net.fetching import fetch
    from tests.net.wire import page, wire

    (tmp_path / "warc").write_text("not a folder")
    with wire({"/": page(b"news")}) as server:
        run = fetch(tmp_path, *[server.url + "/"] * 20, CONCURRENT_REQUESTS=1)
    assert run.reason == "capture_failed"
    assert len(server.asked) < 5
    assert {each.error for each in run.fetched} == {"CaptureError"}
    assert "Captures cannot be written" in run.log


def test_a_run_trusts_what_earlier_runs_committed_and_cuts_nothing_of_it(launcher: Launcher) -> None:
    """A run that reads all of the day's file again would cut it at the damaged place, and lose every later page."""
    site = SimSite(seed=5, articles=12, listings=1)
    with serve(site) as server:
        write_site(launcher.tmp / "catalog", site, server.url)
        first = launcher.crawl("channels=sim/*")
        assert first.code == 0, first.err
        (path,) = (first.data / "warc/sim").glob("articles-*.warc.gz")
        data = bytearray(path.read_bytes())
        data[100] ^= 255
        path.write_bytes(data)
        site.advance(days=0, new=2)
        second = launcher.crawl("channels=sim/*")
    assert second.code == 0, second.err
    assert path.read_bytes().startswith(data)
    assert path.stat().st_size > len(data)
