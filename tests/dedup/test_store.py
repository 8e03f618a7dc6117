"""Postings as every store keeps them."""

import numpy as np

from newscrawl.dedup.store import NEWEST, keys_of, numbers_of, pack, trim


def test_postings_are_trimmed_to_the_newest_of_each_key() -> None:
    keys = np.array([7, 9], np.uint32)
    postings = np.sort(np.concatenate([pack(keys, number) for number in range(NEWEST + 50)] * 2))
    kept = trim(postings)
    assert kept.size == 2 * NEWEST
    assert set(keys_of(kept).tolist()) == {7, 9}
    assert int(numbers_of(kept).min()) == 50
    assert trim(postings[:0]).size == 0
