"""Lines that pages of a host share are learnt while its file is scanned, and are no text of any of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from newscrawl.reprocess import host_lines, supply
from newscrawl.reprocess.host_lines import LineCounter, learn, repeated_in
from tests.reprocess.test_corpus import SENTENCE, read_all
from tests.reprocess.test_read_pages import record

NOTICE = "本市气象台提醒市民，近期昼夜温差较大，出门请注意添加衣物，谨防感冒，祝您生活愉快。"


def wet(number: int, host: str = "www.hxnews.com", notice: str = NOTICE) -> bytes:
    lines = [f"西湖菊展第{number}日迎客_海峡网", f"{SENTENCE}今天是第{number}天。", f"第{number}天{SENTENCE}", notice]
    data = record(number, "\n".join(lines).encode(), head=b"", kind="conversion")
    return data.replace(b"application/http;msgtype=response", b"text/plain").replace(b"www.hxnews.com", host.encode())


@pytest.mark.parametrize("part", [1 << 20, 900])
def test_the_lines_that_a_host_repeats_are_no_text_and_those_of_others_are(
    tmp_path: Path, part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supply, "PART", part)
    others = [wet(number, f"news{number}.example.com") for number in range(3)]
    (tmp_path / "fz.warc.wet").write_bytes(b"".join([*(wet(number) for number in range(5)), *others]))
    articles, _ = read_all(tmp_path)
    assert len(articles) == 8
    for article in articles:
        assert ("温差" in (article.text or "")) is ("hxnews" not in article.url)


def test_one_page_captured_again_and_again_is_not_what_pages_share() -> None:
    counter = LineCounter()
    for at in range(6):
        counter.add(7, f"{SENTENCE}\n{NOTICE}\n今天是一个好日子，公园里游人如织。\n浏览 {at} 次")
    assert learn([counter.counted()]) == {}


def test_few_pages_of_a_host_are_counted_and_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_lines, "MOST", 400)
    counter = LineCounter()
    for number in range(3000):
        counter.add(1 + number % 50, f"首页\n{SENTENCE}{number}\n友情链接")
    counted = counter.counted()
    assert counted is not None
    assert len(counted.lines) < 410
    first = LineCounter()
    for number in range(2 * host_lines.PAGES):
        first.add(7, f"第{number}日\n友情链接")
    known = repeated_in(learn([first.counted(), None])[7])
    assert (known("友情链接"), known("第1日")) == (True, False)
