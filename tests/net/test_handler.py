"""Fetching: whatever a server answers, the crawl goes on, and the capture holds what went over the wire."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.warc.exchanges import NEWS, ODD, Live, answers


def records(live: Live, kind: str) -> list[tuple[str, dict[str, str], bytes]]:
    """Records of a kind as warcio reads them: path of the address, fields, block."""
    found = []
    for path in live.warcs():
        with path.open("rb") as file:
            for record in ArchiveIterator(file, no_record_parse=True):
                if record.rec_type == kind:
                    fields = dict(record.rec_headers.headers)
                    found.append(
                        (fields.get("WARC-Target-URI", "").replace(live.base, ""), fields, record.raw_stream.read())
                    )
    return found


def blocks(live: Live, kind: str, path: str) -> list[bytes]:
    return [block for where, _, block in records(live, kind) if where == path]


def error(live: Live, path: str) -> str | None:
    return live.run[live.base + path].error


@pytest.mark.parametrize("path", ["/plain", "/gzip", "/chunked", "/chunked-gzip", "/redirect"])
def test_a_page_arrives_whole_however_it_was_sent(live: Live, path: str) -> None:
    answer = live.run[live.base + path].answer
    assert (answer["status"], answer["size"]) == (200, len(NEWS))


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/huge", "DownloadCancelledError"),
        ("/endless", "DownloadCancelledError"),
        ("/endless-head", "DownloadFailedError"),
        ("/endless-framing", "ResponseDataLossError"),
        ("/bomb", "IgnoreRequest"),
        ("/silence", "DownloadTimeoutError"),
        ("/cut-short", "ResponseDataLossError"),
        ("/hangs-up", "DownloadFailedError"),
        ("/no-http", "DownloadFailedError"),
        ("/private", "ForbiddenAddressError"),
    ],
)
def test_a_hostile_or_broken_answer_ends_in_an_error_of_its_own(live: Live, path: str, name: str) -> None:
    assert error(live, path) == name


def test_hostile_answers_do_not_fill_the_memory(live: Live) -> None:
    assert live.run.peak < 200 << 20


def test_expanding_entities_stay_small(live: Live) -> None:
    answer = live.run[f"{live.base}/sitemap.xml"].answer
    assert answer["status"] == 200
    assert sum(map(len, answer["found"])) < 1000


@pytest.mark.parametrize("path", ["/plain", "/gzip", "/chunked", "/chunked-gzip", "/odd", "/until-closed", "/missing"])
def test_the_capture_holds_the_answer_byte_for_byte(live: Live, path: str) -> None:
    assert blocks(live, "response", path)[0] == answers()[path]


def test_heads_keep_case_order_duplicates_and_nonsense(live: Live) -> None:
    assert blocks(live, "response", "/odd") == [ODD]


def test_an_interim_answer_is_no_part_of_the_answer(live: Live) -> None:
    assert blocks(live, "response", "/continue")[0].startswith(b"HTTP/1.1 200 OK\r\n")


def test_requests_are_captured_byte_for_byte(live: Live) -> None:
    captured = {block for kind in ("request",) for _, _, block in records(live, kind)}
    answered = [request for request in live.asked if request.split()[1].decode() in ("/plain", "/search", "/odd")]
    assert len(answered) >= 5
    assert set(answered) <= captured


def test_every_attempt_is_captured(live: Live) -> None:
    assert [block.split()[1] for block in blocks(live, "response", "/comes-round")] == [b"500", b"200"]
    assert len(blocks(live, "metadata", "/cut-short")) == 2


def test_a_failure_says_what_was_asked_and_what_happened(live: Live) -> None:
    (block,) = blocks(live, "metadata", "/huge")
    assert b"method: GET\r\n" in block
    assert b"exception: scrapy.exceptions.DownloadCancelledError\r\n" in block
    assert b"209715200" in block


def test_an_unchanged_payload_is_kept_once(live: Live) -> None:
    revisits = {path: fields for path, fields, _ in records(live, "revisit")}
    assert {"/again", "/chunked-again"} <= set(revisits)
    assert revisits["/again"]["WARC-Refers-To-Target-URI"] == f"{live.base}/plain"
    assert b"X-Served: later" in blocks(live, "revisit", "/again")[0]


def test_a_body_that_breaks_off_is_marked(live: Live) -> None:
    (fields,) = [fields for path, fields, _ in records(live, "response") if path == "/cut-chunks"]
    assert fields["WARC-Truncated"] == "disconnect"
    assert blocks(live, "response", "/cut-chunks")[0].endswith(b"5\r\nabcde\r\n9\r\nfgh")


def test_a_page_tells_when_it_came_and_where_it_stands(live: Live) -> None:
    kinds = ("response", "revisit", "metadata")
    dates = {(fields["WARC-Date"], path) for kind in kinds for path, fields, _ in records(live, kind)}
    for fetched in live.run.fetched:
        moment = datetime.fromisoformat(fetched.meta["fetched"])
        assert moment.utcoffset() == timedelta()
        assert moment.microsecond == 0
        assert f"{moment:%Y-%m-%dT%H:%M:%SZ}" in {date for date, _ in dates}
        assert re.fullmatch(r"warc/hxnews/(articles|listings)-\d{8}-0001\.warc\.gz", fetched.meta["capture"]["file"])


def test_the_place_of_a_page_is_the_record_it_came_from(live: Live) -> None:
    for path in ("/plain", "/gzip", "/missing", "/again"):
        fetched = live.run[live.base + path]
        with (live.data / fetched.meta["capture"]["file"]).open("rb") as file:
            file.seek(fetched.meta["capture"]["offset"])
            record = next(iter(ArchiveIterator(file)))
            assert record.rec_headers["WARC-Target-URI"] == live.base + path
            assert record.rec_headers["WARC-Payload-Digest"] == fetched.meta["capture"]["digest"]


def test_after_a_redirect_the_page_is_placed_and_not_the_redirect(live: Live) -> None:
    fetched = live.run[f"{live.base}/redirect"]
    plain = live.run[f"{live.base}/plain"]
    assert fetched.meta["capture"]["digest"] == plain.meta["capture"]["digest"]
    assert blocks(live, "response", "/redirect")[0].endswith(b"gone there")
