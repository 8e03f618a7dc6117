"""If these fail, the archive loses articles as copies, or keeps reprints as articles."""

from pathlib import Path

import pytest

from newscrawl.dedup import Index

from .articles import ARTICLES, HARVEST, METRO, MUSEUM, NOTICE, SMALL_PRINT, cut, framed
from .newsroom import Newsroom


@pytest.fixture
def index() -> Index:
    """An index in memory with three articles."""
    index = Index.open(":memory:")
    for id, text in ARTICLES.items():
        index.add(id, text, published="2020-11-18T09:30:00+08:00", site="hxnews")
    return index


def test_an_empty_archive_knows_nothing() -> None:
    with Index.open(":memory:") as index:
        verdict = index.judge("a", METRO)
    assert (verdict.relation, verdict.of, verdict.evidence, verdict.is_copy) == ("new", None, None, False)


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        (METRO, "equal"),
        (METRO.replace("，", ", "), "equal"),
        (framed(METRO), "near"),
        (cut(METRO, 2), "contained"),
        (METRO + "\n" + NOTICE + "\n" + NOTICE.replace("市民", "群众"), "contains"),
    ],
)
def test_copies_name_the_article_and_the_relation(index: Index, text: str, relation: str) -> None:
    verdict = index.judge("b", text)
    assert (verdict.relation, verdict.of) == (relation, "metro")
    assert verdict.is_copy
    assert verdict.overlap > 0.95
    assert "of the shorter text shared" in str(verdict.evidence)


def test_a_merger_names_all_that_it_holds(index: Index) -> None:
    verdict = index.judge("b", HARVEST + "\n" + METRO)
    assert verdict.relation == "contains"
    assert verdict.evidence is not None
    assert {verdict.of, *verdict.evidence.also} == {"metro", "harvest"}
    assert " too" in str(verdict.evidence)


def test_an_article_is_not_a_copy_of_itself(index: Index) -> None:
    assert index.judge("metro", METRO).relation == "new"
    assert index.judge("metro", METRO + "\n（来源：福州晚报）").relation == "new"


def test_what_was_just_judged_and_added_counts_for_the_next(index: Index) -> None:
    assert index.judge("b", NOTICE).relation == "new"
    index.add("b", NOTICE)
    assert index.judge("c", NOTICE).of == "b"


def test_a_revision_takes_the_place_of_the_text(index: Index) -> None:
    index.replace("metro", NOTICE)
    assert index.judge("b", METRO).relation == "new"
    assert index.judge("b", NOTICE).of == "metro"
    assert len(index) == 3


def test_a_removed_article_is_forgotten_before_and_after_the_commit(index: Index) -> None:
    index.remove("metro")
    assert index.judge("b", METRO).relation == "new"
    index.commit()
    index.remove("harvest")
    index.remove("nothing of that name")
    assert index.judge("b", HARVEST).relation == "new"
    index.commit()
    assert index.judge("b", HARVEST).relation == "new"
    assert index.judge("b", MUSEUM).of == "museum"
    assert len(index) == 1


EDITED = framed(MUSEUM).replace("桐油浸过的木桨", "涂过桐油的木桨")


@pytest.mark.parametrize(
    ("published", "text", "relation"),
    [
        ("2020-11-18", EDITED, "near"),
        ("2020-11-25", EDITED, "near"),
        ("2020-11-11", EDITED, "near"),
        ("2020-11-27", EDITED, "recurring"),
        ("2020-12-18", MUSEUM, "equal"),
        ("2020-12-18", MUSEUM + "\n（完）", "near"),
        ("2021-11-18", MUSEUM, "recurring"),
        (None, MUSEUM, "equal"),
        (None, EDITED, "near"),
    ],
)
def test_after_a_week_only_the_letter_counts(index: Index, published: str | None, text: str, relation: str) -> None:
    verdict = index.judge("b", text, published=published)
    assert (verdict.relation, verdict.of) == (relation, "museum")
    assert verdict.is_copy == (relation != "recurring")


def test_a_text_full_of_figures_is_of_its_day_for_half_a_year(index: Index) -> None:
    prices = Newsroom(10).vegetables()
    index.add("prices", prices, published="2020-11-18")
    edited = prices.replace("货源充足", "货量充足")
    assert index.judge("b", edited, published="2020-12-18").relation == "near"
    assert index.judge("b", edited, published="2021-11-18").relation == "recurring"


def test_an_old_text_that_names_its_year_is_no_yearly_notice(index: Index) -> None:
    index.add("dated", "2019年以来，" + MUSEUM.replace("日前", "近日"), published="2019-12-01")
    late = index.judge("b", "2019年以来，" + MUSEUM.replace("日前", "近日"), published="2022-12-01")
    assert (late.relation, late.of) == ("equal", "dated")


def test_a_yearly_notice_is_kept_each_year_and_its_reprints_go_to_the_right_year() -> None:
    with Index.open(":memory:") as index:
        for year in range(2012, 2022):
            verdict = index.judge(f"n{year}", NOTICE, published=f"{year}-09-29")
            assert verdict.relation == ("new" if year == 2012 else "recurring")
            index.add(f"n{year}", NOTICE, published=f"{year}-09-29")
        reprint = index.judge("r", framed(NOTICE), published="2020-09-30")
        equal = index.judge("e", NOTICE, published="2020-09-30")
    assert (reprint.is_copy, reprint.of) == (True, "n2020")
    assert (equal.relation, equal.of) == ("equal", "n2020")


def test_short_articles_of_one_site_are_not_copies_by_its_small_print() -> None:
    leads = [cut(text, 1) for text in (METRO, HARVEST, MUSEUM, NOTICE)]
    with Index.open(":memory:") as index:
        for number, lead in enumerate(leads):
            text = lead + "\n" + SMALL_PRINT
            assert not index.judge(str(number), text, site="hxnews").is_copy
            index.add(str(number), text, site="hxnews")
        again = index.judge("again", leads[2] + "\n" + SMALL_PRINT, site="hxnews")
        abroad = index.judge("abroad", leads[2] + "\n（责任编辑：黄海燕）", site="fznews")
    assert again.of == abroad.of == "2"


def test_a_paragraph_that_siblings_share_by_chance_is_not_taken_out_on_one_side() -> None:
    story = (
        "{day}日上午，市长在市民广场举行仪式，欢迎{land}友城代表团来访，双方共同回顾了结好以来的交往历程。\n"
        "市政府秘书长、外事办公室主任等出席了欢迎仪式。\n军乐团演奏了中国和{land}两国国歌，少年儿童献上了鲜花。\n"
        "随后，双方互赠了纪念品，并在市民广场合影留念。"
    )
    with Index.open(":memory:") as index:
        for day, land in enumerate(["智利", "智利", "智利", "智利", "挪威"], start=11):
            text = story.format(day=day, land=land)
            assert not index.judge(str(day), text, site="fz").is_copy
            index.add(str(day), text, site="fz")


def test_the_right_one_is_found_among_hundreds_of_siblings() -> None:
    room = Newsroom(4)
    families = ["weather", "power_cut", "lottery", "pledge", "roadworks"]
    articles = {f"{family}{number}": room.families()[family]() for number in range(120) for family in families}
    with Index.open(":memory:") as index:
        false = 0
        for id, text in articles.items():
            verdict = index.judge(id, text, site="hxnews")
            false += verdict.is_copy and verdict.relation != "equal"
            index.add(id, text, site="hxnews")
        assert false == 0
        wanted = room.random.sample(sorted(articles), 60)
        copies = [room.reprinted(room.damaged(articles[id], 0.01)) for id in wanted]
        named = [index.judge("copy", copy, site="fznews").of for copy in copies]
    assert sum(of == id for of, id in zip(named, wanted, strict=True)) >= 57
    assert all(of in (None, id) for of, id in zip(named, wanted, strict=True))


def test_the_evidence_of_what_was_kept_says_why(index: Index) -> None:
    room = Newsroom(5)
    first, second = room.weather(), room.weather()
    index.add("today", first, published="2020-11-18")
    verdict = index.judge("tomorrow", second, published="2020-11-19")
    assert verdict.relation == "new"
    assert verdict.evidence is not None
    assert verdict.evidence.of == "today"
    assert "numbers changed: " in str(verdict.evidence)
    assert "1 days later" in str(verdict.evidence)


def test_it_stays_on_disk(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"
    with Index.open(path) as index:
        index.add("metro", METRO)
    with Index.open(path) as index:
        assert index.judge("b", framed(METRO)).of == "metro"
        assert len(index) == 1


def test_what_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    path = tmp_path / "index.sqlite"

    def fail() -> None:
        with Index.open(path) as index:
            index.add("metro", METRO)
            index.judge("b", METRO, published="yesterday")

    with pytest.raises(ValueError, match="yesterday"):
        fail()
    with Index.open(path) as index:
        assert len(index) == 0
        assert index.judge("b", METRO).relation == "new"


def test_texts_of_any_size_and_kind(index: Index) -> None:
    for number, text in enumerate(["", "！", "福州", "a", "福州地铁\n" * 5, "\ud83d破损", METRO * 40]):
        index.judge(f"t{number}", text)
        index.add(f"t{number}", text)
        assert index.judge("again", text).is_copy or not text.strip("！")
    index.commit()
    assert index.judge("again", "福州").of == "t2"
