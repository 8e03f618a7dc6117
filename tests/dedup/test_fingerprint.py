"""If these fail, copies find no candidates: excerpts, frames and the siblings of a daily report."""

import numpy as np
import pytest

from newscrawl.dedup.canonical import canonical_text
from newscrawl.dedup.fingerprint import FIGURES, LEAST, MOST, SAMPLE, common, fingerprints, grams

from .articles import ARTICLES, HARVEST, METRO, cut, framed
from .newsroom import Newsroom


def keys(text: str) -> set[int]:
    canonical = canonical_text(text)
    return set(fingerprints(canonical)[0])


@pytest.mark.parametrize("name", ARTICLES)
def test_a_copy_in_another_frame_shares_fingerprints(name: str) -> None:
    assert len(keys(ARTICLES[name]) & keys(framed(ARTICLES[name]))) >= LEAST // 2


def test_an_excerpt_and_a_merger_share_fingerprints_with_the_whole() -> None:
    assert len(keys(METRO) & keys(cut(METRO, 2))) >= 2
    assert len(keys(METRO) & keys(METRO + "\n" + HARVEST)) >= 5


def test_different_articles_share_next_to_none() -> None:
    assert len(keys(METRO) & keys(HARVEST)) <= 1


def test_a_daily_report_has_fingerprints_with_figures() -> None:
    room = Newsroom(3)
    reports = [keys(room.weather()) for _ in range(40)]
    shared = set.intersection(*reports)
    assert all(len(report - shared) >= FIGURES for report in reports)


def test_their_number_is_bounded() -> None:
    assert keys("") == set()
    assert len(keys("福州")) == len(keys("福州地铁")) == 1
    letters = np.random.default_rng(1).integers(0x4E00, 0x9FA5, 60_000, np.uint32).tobytes().decode("utf-32-le")
    found = fingerprints(letters)[0]
    assert len(found) == MOST
    some = fingerprints(letters[:9600])[0]
    assert 9600 / SAMPLE * 0.8 < len(some) < 9600 / SAMPLE * 1.2


def test_grams_do_not_collide() -> None:
    letters = "".join(map(chr, range(0x4E00, 0x9FA5)))
    assert grams(letters).size == len(letters) - 3


def test_a_text_shares_all_grams_of_an_excerpt_and_none_of_an_empty_text() -> None:
    one, other = grams(canonical_text(METRO)), grams(canonical_text(cut(METRO, 1)))
    assert common(one, other) == common(other, one) == min(one.size, other.size)
    assert common(one, grams("")) == common(grams(""), one) == 0
