"""A text that stands twice in a page is read once, and nothing that stands twice on purpose is lost."""

from __future__ import annotations

from lxml import html

from newscrawl.reader.outline import read_outline
from newscrawl.reader.twins import without_copies

TEXT = (
    "永泰县嵩口镇的老街上，三十六座明清古厝完成修缮，本周起向游客开放。",
    "修缮沿用当地的杉木和夯土，工匠大多是镇里的老师傅。",
    "镇里还办起民宿和书店，返乡的年轻人在这里开店。",
    "县文旅局介绍，明年将启动第二批古厝的修缮。",
)
ADVERTISEMENT = "本店新到秋季茶叶，买二送一，数量有限，先到先得，欢迎新老顾客光临选购。"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def lines(body: str) -> list[str]:
    outline = without_copies(read_outline(html.fromstring(f"<html><body>{body}</body></html>")))
    for node in outline.nodes:
        assert 0 <= node.first <= node.last <= len(outline.lines)
    return [line.text for line in outline.lines]


def test_second_version_is_left_out_and_what_is_around_it_stays() -> None:
    found = lines(
        f"<div>{paragraphs(*TEXT)}</div><div class=elder><h2>古厝开放</h2>{paragraphs(*TEXT)}<i>责编：林晓</i></div>"
    )
    assert found == [*TEXT, "古厝开放", "责编：林晓"]


def test_version_with_an_advertisement_between_its_paragraphs_is_a_copy_too() -> None:
    with_more = (*TEXT[:2], ADVERTISEMENT, *TEXT[2:])
    assert lines(f"<div>{paragraphs(*with_more)}</div><div>{paragraphs(*TEXT)}</div>") == list(with_more)


def test_of_a_beginning_and_the_whole_the_whole_is_kept() -> None:
    found = lines(f"<div>{paragraphs(*TEXT[:3])}<a>展开全文</a></div><div>{paragraphs(*TEXT)}</div>")
    assert found == ["展开全文", *TEXT]


def test_lead_in_a_box_and_refrain_of_a_song_stay() -> None:
    boxed = f"<div class=lead>{paragraphs(TEXT[0])}</div><div>{paragraphs(*TEXT)}</div>"
    song = f"<div>{paragraphs(*TEXT[:2], TEXT[3], *TEXT[:2])}</div>"
    assert lines(boxed) == [TEXT[0], *TEXT]
    assert lines(song) == [*TEXT[:2], TEXT[3], *TEXT[:2]]


def test_a_copy_below_its_own_headline_and_date_is_left_out_too() -> None:
    title, info = "永泰县嵩口镇三十六座明清古厝开放", "2022-07-06 09:12 来源：永泰新闻"
    text = paragraphs(*TEXT)
    body = f"<h1>{title}</h1><p>{info}</p><div>{text}</div><div class=elder><h1>{title}</h1><p>{info}</p>{text}</div>"
    found = lines(body)
    assert [line for line in found if line not in (title, info)] == list(TEXT)
    assert found.count(title) == found.count(info) == 2
